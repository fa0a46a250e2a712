"""Provisions: what clauses in force set at each cell this month, for rules to read.

Every month begins with nothing provided for; each clause in force then adds
its part (:meth:`icsim.clause.Clause.apply`). A rule reads the sum, so a rule
need not know which clauses there are, nor a clause which rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.posts import Posts

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Provisions:
    """What agreements provide for; every array has shape (n_cells,) unless said otherwise.

    Parameters
    ----------
    posts
        The cells.

    Attributes
    ----------
    pay_ratio
        Pay and terms, as people compare them, against what they would be; 1 without an agreement.
    basic_ratio
        Basic pay against what it would be.
    terms_share
        Share of the gap in pension, sick pay and leave to NHS terms that is closed.
    raised_pence
        What better terms add to the cost of one FTE a month, in pence, by number of the clause that brings it.
    hire_ratio
        Time to hire against what it would be, by the new employer's cell.
    supply_ratio
        Chance that an open post is filled from outside, against what it would be.
    attracted_heads
        People whom attraction is expected to bring this month, by the place they live in, shape (n_places,);
        None for nobody.
    leave_ratio, seek_ratio
        Hazards of leaving the system and of looking elsewhere, against what they would be, by employer.
    released_share
        Work that staff get back from other duties, as a share of their hours.
    agency_cap_ratio
        Most agency spend against what it would be.
    strain_points
        Points taken off the strain that pressure makes.
    belonging_points
        Points added to the belonging that settled people reach.
    converted_fte
        Posts made out of another group's, hundredths of FTE; negative where posts were given up.
    moved_work_fte
        Work done for another group, hundredths of FTE; negative where others do it.
    placements_shared
        Whether students of one organisation may be placed at another, shape (n_organisations, n_organisations);
        None for nowhere.
    preceptorship
        Whether the newly qualified have a preceptor, shape (n_organisations,).
    backfilled
        Whether the hours that apprentices learn are covered by the bank, shape (n_organisations,).
    careers_shared
        Groups of organisations whose apprentices may qualify into one another's posts.
    """

    def __init__(self, posts: Posts) -> None:
        self._posts = posts
        self.clear()

    def clear(self) -> None:
        """Nothing is provided for."""
        n = self._posts.n
        self.pay_ratio: Floats = np.ones(n)
        self.basic_ratio: Floats = np.ones(n)
        self.terms_share: Floats = np.zeros(n)
        self.raised_pence: dict[int, Counts] = {}
        self.hire_ratio: Floats = np.ones(n)
        self.supply_ratio: Floats = np.ones(n)
        self.attracted_heads: Floats | None = None
        self.leave_ratio: Floats = np.ones(n)
        self.seek_ratio: Floats = np.ones(n)
        self.released_share: Floats = np.zeros(n)
        self.agency_cap_ratio: Floats = np.ones(n)
        self.strain_points: Floats = np.zeros(n)
        self.belonging_points: Floats = np.zeros(n)
        self.converted_fte: Counts = np.zeros(n, dtype=np.int64)
        self.moved_work_fte: Counts = np.zeros(n, dtype=np.int64)
        self.placements_shared: NDArray[np.bool_] | None = None
        self.preceptorship = np.zeros(len(self._posts.cell_of), dtype=bool)
        self.backfilled = np.zeros(len(self._posts.cell_of), dtype=bool)
        self.careers_shared: list[NDArray[np.int64]] = []

    def share_placements(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> None:
        """Each organisation and the other, pair by pair, place one another's students, shape (k,) each."""
        if self.placements_shared is None:
            n = len(self._posts.cell_of)
            self.placements_shared = np.zeros((n, n), dtype=bool)
        self.placements_shared[one, other] = self.placements_shared[other, one] = True

    def cells(self, parties: NDArray[np.int64], groups: NDArray[np.int64] | list[int] | None = None) -> Counts:
        """Cells of some organisations, of certain staff groups or of all, in order of party and group."""
        found = self._posts.cell_of[parties] if groups is None else self._posts.cell_of[np.ix_(parties, groups)]
        return np.asarray(found[found >= 0], dtype=np.int64)
