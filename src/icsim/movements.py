"""Movements: the few things that can happen to a person's place.

Join, leave, be appointed, move to a new employer, be placed with a host.
Every rule and clause goes through these, so people, posts and the ledger
can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade
from icsim.columns import Moved, Rows, Table
from icsim.ledger import OUTSIDE, Ledger, Reason
from icsim.parameters import Parameter, Parameters
from icsim.people import NEVER, NOWHERE
from icsim.posts import Posts

PARAMETERS = (
    Parameter(
        "move.belonging_kept_share", 0.6, 0.3, 1.0, "share", "icsim assumption", Grade.assumption,
        "Share of belonging a person keeps when they change employer inside the system.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Arrivals:
    """People who came to a new host or employer this month.

    Parameters
    ----------
    rows
        Who, shape (k,).
    origin
        Organisation each worked for before, ``OUTSIDE`` for joiners, shape (k,).
    returning
        Whether they come home, to a place they know.
    settled
        Whether they have been working there already, as people who stay with the host of a rotation.
    """

    rows: Rows
    origin: NDArray[np.int64]
    returning: bool = False
    settled: bool = False

    def followed(self, moved: Moved) -> Arrivals:
        """The same people after others have been removed, without those who were removed themselves."""
        rows = moved.follow(self.rows)
        still = rows >= 0
        return replace(self, rows=rows[still], origin=self.origin[still])


class Movements:
    """Moves people and keeps posts and ledger in step.

    Parameters
    ----------
    staff, posts, ledger
        What is kept in step.
    parameters
        Values in force.

    Attributes
    ----------
    month
        Month of the run that events are noted in.
    arrivals
        Who changed host or employer this month.
    """

    def __init__(self, staff: Table, posts: Posts, ledger: Ledger, parameters: Parameters) -> None:
        self.staff, self.posts, self.ledger = staff, posts, ledger
        self.month = 0
        self.arrivals: list[Arrivals] = []
        self._kept = np.array([int(b * parameters["move.belonging_kept_share"] + 0.5) for b in range(101)], np.uint8)

    def _count(self, cells: NDArray[np.int64], fte: NDArray[np.int64], hosted: NDArray[np.int64], sign: int) -> None:
        posts = self.posts
        np.add.at(posts.heads, cells, sign)
        np.add.at(posts.fte, cells, sign * fte)
        self._count_hosted(hosted, fte, sign)

    def _count_hosted(self, hosted: NDArray[np.int64], fte: NDArray[np.int64], sign: int) -> None:
        np.add.at(self.posts.hosted_heads, hosted, sign)
        np.add.at(self.posts.hosted_fte, hosted, sign * fte)

    def join(self, reason: Reason | None, cells: NDArray[np.int64], **columns: Any) -> Rows:
        """People enter the system and start work.

        Parameters
        ----------
        reason
            Why, or None for the starting staff, who are not an event.
        cells
            Who employs them, shape (k,).
        **columns
            ``key`` and the other columns of the staff table.

        Returns
        -------
        numpy.ndarray
            Their rows.
        """
        rows = self.staff.add(
            employer_cell=cells,
            host_cell=cells,
            appointed_cell=NOWHERE,
            start_month=NEVER,
            placement=-1,
            placement_end=NEVER,
            qualify_month=NEVER,
            stop_month=NEVER,
            sectors_known=(1 << self.posts.sector[cells]).astype(np.uint16),
            **columns,
        )
        self._count(cells, self.staff.fte[rows].astype(np.int64), cells, 1)
        if reason is not None:
            self.ledger.flow(self.month, reason, OUTSIDE, self.posts.organisation[cells], self.posts.staff_group[cells])
            self.arrivals.append(Arrivals(rows, np.full(len(rows), OUTSIDE)))
        return rows

    def leave(self, rows_by_reason: dict[Reason, Rows]) -> None:
        """People leave the system; a pending appointment lapses.

        Parameters
        ----------
        rows_by_reason
            Who leaves and why; nobody twice.
        """
        staff, posts = self.staff, self.posts
        rows = np.concatenate([*rows_by_reason.values(), np.empty(0, np.intp)]).astype(np.intp)
        self.withdraw(rows, "left before starting")
        fte, cells = staff.fte[rows].astype(np.int64), staff.employer_cell[rows]
        self._count(cells, fte, staff.host_cell[rows], -1)
        for reason, some in rows_by_reason.items():
            theirs = staff.employer_cell[some]
            self.ledger.flow(self.month, reason, posts.organisation[theirs], OUTSIDE, posts.staff_group[theirs])
        moved = staff.remove(rows)
        self.arrivals = [arrivals.followed(moved) for arrivals in self.arrivals]

    def withdraw(self, rows: Rows, reason: str) -> None:
        """Pending appointments of these people lapse."""
        staff = self.staff
        pending = rows[staff.appointed_cell[rows] != NOWHERE]
        if not len(pending):
            return
        fte = staff.fte[pending].astype(np.int64)
        np.subtract.at(self.posts.appointed_fte, staff.appointed_cell[pending], fte)
        with staff.writing(["appointed_cell", "start_month"]):
            staff.appointed_cell[pending] = NOWHERE
            staff.start_month[pending] = NEVER
        self.ledger.refuse(self.month, "recruit", reason, len(pending))

    def appoint(self, rows: Rows, cells: NDArray[np.int64], start_month: NDArray[np.int64]) -> None:
        """People already in the system are appointed; the old employer keeps them until they start."""
        staff = self.staff
        with staff.writing(["appointed_cell", "start_month"]):
            staff.appointed_cell[rows] = cells
            staff.start_month[rows] = start_month
        np.add.at(self.posts.appointed_fte, cells, staff.fte[rows].astype(np.int64))

    def start(self, rows: Rows) -> None:
        """People start where they were appointed."""
        staff, posts = self.staff, self.posts
        cells, fte = staff.appointed_cell[rows], staff.fte[rows].astype(np.int64)
        np.subtract.at(posts.appointed_fte, cells, fte)
        with staff.writing(["appointed_cell", "start_month"]):
            staff.appointed_cell[rows] = NOWHERE
            staff.start_month[rows] = NEVER
        self.transfer(Reason.moved, rows, cells)

    def transfer(self, reason: Reason, rows: Rows, cells: NDArray[np.int64]) -> None:
        """People change employer, and work there; a rotation they are on ends.

        Whoever stays with the host of a rotation knows the place already: they
        are not onboarded again and lose no belonging. Between employers with
        and without Agenda for Change bands, people come in at the entry band.
        An apprentice who has not finished gives the course up; one who has waits
        for a post at the new employer.

        Parameters
        ----------
        reason
            Why; one of the reasons that count as movers.
        rows, cells
            Who, and their new employer's cell, shape (k,).
        """
        if not len(rows):
            return
        staff, posts = self.staff, self.posts
        old, fte = staff.employer_cell[rows], staff.fte[rows].astype(np.int64)
        worked_at = posts.organisation[staff.host_cell[rows]]
        self._count(old, fte, staff.host_cell[rows], -1)
        self._count(cells, fte, cells, 1)
        self.ledger.flow(
            self.month,
            reason,
            posts.organisation[old],
            posts.organisation[cells],
            posts.staff_group[cells],
            posts.staff_group[old],
        )
        names = ["employer_cell", "host_cell", "hired_month", "belonging", "sectors_known", "band"]
        with staff.writing([*names, "placement", "placement_end", "placements_left"]):
            staff.employer_cell[rows] = staff.host_cell[rows] = cells
            staff.hired_month[rows] = self.month
            if reason != Reason.rotation_stayed:
                staff.belonging[rows] = self._kept[staff.belonging[rows]]
            staff.sectors_known[rows] |= (1 << posts.sector[cells]).astype(np.uint16)
            crossed = (posts.staff_group[old] != posts.staff_group[cells]) | (posts.banded[old] != posts.banded[cells])
            staff.band[rows[crossed]] = posts.entry_band[cells[crossed]]
            staff.placement[rows] = -1
            staff.placement_end[rows] = NEVER
            staff.placements_left[rows] = 0
        self.arrivals.append(Arrivals(rows, worked_at, settled=reason == Reason.rotation_stayed))
        learning = rows[staff.course[rows] > 0]
        self.end_course(learning[staff.qualify_month[learning] > self.month], "moved to another employer")

    def regrade(self, reason: Reason, rows: Rows, cells: NDArray[np.int64]) -> None:
        """People who have qualified take a post of another staff group, at their employer or at another.

        They come in at the entry band. A placement they are on ends, and a pending
        appointment, which was for somebody of their old group, lapses. At the same
        employer they keep their time in post and their belonging.

        Parameters
        ----------
        reason
            Why; one of the reasons that change the staff group.
        rows, cells
            Who, and the cell of their new post, shape (k,).
        """
        staff, posts = self.staff, self.posts
        self.withdraw(rows, "qualified for another post")
        old, fte = staff.employer_cell[rows], staff.fte[rows].astype(np.int64)
        employer, worked_at = posts.organisation[old], posts.organisation[staff.host_cell[rows]]
        here = posts.organisation[cells]
        self._count(old, fte, staff.host_cell[rows], -1)
        self._count(cells, fte, cells, 1)
        self.ledger.flow(self.month, reason, employer, here, posts.staff_group[cells], posts.staff_group[old])
        moved = rows[employer != here]
        names = ["employer_cell", "host_cell", "hired_month", "belonging", "sectors_known", "band"]
        with staff.writing([*names, "placement", "placement_end", "placements_left"]):
            staff.employer_cell[rows] = staff.host_cell[rows] = cells
            staff.hired_month[moved] = self.month
            staff.belonging[moved] = self._kept[staff.belonging[moved]]
            staff.sectors_known[rows] |= (1 << posts.sector[cells]).astype(np.uint16)
            staff.band[rows] = posts.entry_band[cells]
            staff.placement[rows] = -1
            staff.placement_end[rows] = NEVER
            staff.placements_left[rows] = 0
        self.end_course(rows)
        for home in (False, True):
            some = (worked_at != here) & ((employer == here) == home)
            if some.any():
                self.arrivals.append(Arrivals(rows[some], worked_at[some], returning=home))

    def end_course(self, rows: Rows, refused: str = "") -> None:
        """People are apprentices no longer.

        Parameters
        ----------
        rows
            Who, shape (k,).
        refused
            Why, where they give the course up; they are counted under it.
        """
        if not len(rows):
            return
        staff = self.staff
        with staff.writing(["course", "qualify_month", "stop_month"]):
            staff.course[rows] = 0
            staff.qualify_month[rows] = staff.stop_month[rows] = NEVER
        if refused:
            self.ledger.refuse(self.month, "apprentices", refused, len(rows))

    def place(
        self, reason: Reason, rows: Rows, hosts: NDArray[np.int64], until: int = NEVER, left: int = 0, clause: int = -1
    ) -> None:
        """People go to work with a host, or come home; the employer stays the same.

        Parameters
        ----------
        reason
            Why; one of the rotation reasons.
        rows, hosts
            Who, and the cell they will work in, shape (k,).
        until
            Month the placement ends.
        left
            Placements still to come after this one.
        clause
            Number of the rotation clause, -1 when they come home.
        """
        staff, posts = self.staff, self.posts
        fte = staff.fte[rows].astype(np.int64)
        worked_at = posts.organisation[staff.host_cell[rows]]
        self._count_hosted(staff.host_cell[rows], fte, -1)
        self._count_hosted(hosts, fte, 1)
        self.ledger.flow(self.month, reason, worked_at, posts.organisation[hosts], posts.staff_group[hosts])
        with staff.writing(["host_cell", "sectors_known", "placement", "placement_end", "placements_left"]):
            staff.host_cell[rows] = hosts
            staff.sectors_known[rows] |= (1 << posts.sector[hosts]).astype(np.uint16)
            staff.placement[rows] = clause
            staff.placement_end[rows] = until
            staff.placements_left[rows] = left
        if clause >= 0:  # whoever came to another employer this month, and goes again, is still watched
            away = staff.watched("rotating")
            known = np.sort(away)
            new = np.searchsorted(known, rows, "right") == np.searchsorted(known, rows)
            staff.watch("rotating", np.concatenate([away, np.sort(rows[new])]))
        self.arrivals.append(Arrivals(rows, worked_at, returning=reason == Reason.rotation_home))
