"""Placement hosts: which employers can take whose students, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector
from icsim.luck import Purpose, uniform
from icsim.system import System

if TYPE_CHECKING:
    from icsim.columns import Rows
    from icsim.luck import Luck
    from icsim.posts import Posts
    from icsim.students import Pipeline

Counts = NDArray[np.int64]

_TRUSTS = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)


class Pairs:
    """Universities and staff groups they train for, and the cells that take their students.

    A university places students with employers it has a partnership edge
    with; for a group that none of them employs, with any employer of its
    integrated care system. Where placements are shared, also with whoever
    shares them with the university or with one of its hosts. Of the room at
    the other employers of its system outside NHS trusts, a share may be open.

    Parameters
    ----------
    system, posts, pipeline
        The organisations and edges, their cells, and the courses.
    open_share
        Share of the room at employers outside NHS trusts that is open to universities without a partnership there.

    Attributes
    ----------
    of_course
        Pair of each course, shape (n_courses,).
    n
        Number of pairs.
    room_share
        Share of its room that each cell gives to students, shape (n_cells,).
    """

    def __init__(self, system: System, posts: Posts, pipeline: Pipeline, open_share: float = 0.0) -> None:
        self._posts = posts
        wanted = pipeline.university * len(posts.cell_of[0]) + pipeline.staff_group
        pairs, of_course = np.unique(wanted, return_inverse=True)
        self.of_course: Counts = of_course.astype(np.int64)
        self.n = len(pairs)
        self._university, self._group = np.divmod(pairs, len(posts.cell_of[0]))
        here = system.system_index[self._university][:, None] == system.system_index
        employs = posts.cell_of[:, self._group].T >= 0
        self._own = self._hosts(system, employs, here)
        self._open = here & employs & ~np.isin(system.sector, _TRUSTS) & (open_share > 0)
        self._open_share = open_share
        self._shared: NDArray[np.bool_] | None = None
        self._lay_out(self._own)

    def _hosts(self, system: System, employs: NDArray[np.bool_], here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each organisation is a host of each pair without an agreement, shape (n_pairs, n_organisations)."""
        n = len(system.organisations)
        linked = np.zeros((n, n), dtype=bool)
        for edge in system.edges:
            a, b = system.index[edge.a], system.index[edge.b]
            linked[a, b] = linked[b, a] = True
        near = linked[self._university] & employs
        nobody = ~near.any(axis=1)
        near[nobody] = (here & employs)[nobody]
        return near

    def share(self, shared: NDArray[np.bool_] | None) -> None:
        """Let students go wherever placements are shared this month, shape (n_organisations, n_organisations)."""
        before = self._shared
        self._shared = None if shared is None else shared.copy()
        if shared is None or before is None:
            if shared is not before:
                self._lay_out(self._hosts_sharing(shared))
        elif not np.array_equal(shared, before):
            self._lay_out(self._hosts_sharing(shared))

    def _hosts_sharing(self, shared: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Hosts of each pair, shape (n_pairs, n_organisations)."""
        if shared is None:
            return self._own
        hosts = self._own.copy()
        hosts[np.arange(self.n), self._university] = True
        reached = (hosts.astype(np.float32) @ shared.astype(np.float32)) > 0
        return np.asarray(self._own | reached & (self._posts.cell_of[:, self._group].T >= 0))

    def _lay_out(self, hosts: NDArray[np.bool_]) -> None:
        """Cells of all pairs end to end, those that are open besides the hosts included."""
        pair, organisation = np.nonzero(hosts | self._open)
        self._pair, self._cells = pair, self._posts.cell_of[organisation, self._group[pair]]
        self.room_share = np.full(self._posts.n, self._open_share)
        self.room_share[self._cells[hosts[pair, organisation]]] = 1.0

    def assign(
        self, luck: Luck, keys: NDArray[np.uint64], pairs: Counts, occasion: int, free: Counts
    ) -> NDArray[np.int64]:
        """Place students by lot.

        Each round everybody left draws a host, as likely as it has room;
        where more draw one than it can take, the lot decides and the others
        draw again.

        Parameters
        ----------
        luck
            Keyed random numbers.
        keys, pairs
            Who, and university and group of each, shape (k,).
        occasion
            Which time this is.
        free
            Students that each cell can still take, shape (n_cells,); taken down here.

        Returns
        -------
        numpy.ndarray
            Cell of each, -1 where there is no room, shape (k,).
        """
        found = np.full(len(keys), -1, dtype=np.int64)
        left: Rows = np.arange(len(keys))
        round_number = 0
        while True:
            room = np.cumsum(free[self._cells])
            ends = np.concatenate([[0], room])[np.searchsorted(self._pair, np.arange(self.n + 1))]
            total = np.diff(ends)
            left = left[total[pairs[left]] > 0]
            if not len(left):
                return found
            words = luck.words(keys[left], Purpose.student_placement, occasion, round_number)
            drawn = np.floor(uniform(words[0]) * total[pairs[left]]).astype(np.int64)
            cells = self._cells[np.searchsorted(room, ends[pairs[left]] + drawn, side="right")]
            taken = first_by_lot(cells, words[1], keys[left], free)
            found[left[taken]] = cells[taken]
            free -= np.bincount(cells[taken], minlength=len(free))
            left = left[~taken]
            round_number += 1


def first_by_lot(places: Counts, lot: NDArray[np.uint64], keys: NDArray[np.uint64], room: Counts) -> NDArray[np.bool_]:
    """Whether each is among as many as there is room for at the place they want, by lot; shape (k,).

    Parameters
    ----------
    places
        What each wants, shape (k,).
    lot, keys
        Random words that order them, and who they are, which orders equals, shape (k,).
    room
        How many each place takes, shape (n_places,).
    """
    order = np.lexsort((keys, lot, places))
    ordered = places[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    taken = np.empty(len(order), dtype=bool)
    taken[order] = rank < room[ordered]
    return taken
