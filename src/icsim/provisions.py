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
        Pay against what it would be; 1 without an agreement.
    hire_ratio
        Time to hire against what it would be, by the new employer's cell.
    supply_ratio
        Chance that an open post is filled from outside, against what it would be.
    leave_ratio, seek_ratio
        Hazards of leaving the system and of looking elsewhere, against what they would be, by employer.
    released_share
        Work that staff get back from other duties, as a share of their hours.
    strain_points
        Points taken off the strain that pressure makes.
    belonging_points
        Points added to the belonging that settled people reach.
    converted_fte
        Posts made out of another group's, hundredths of FTE; negative where posts were given up.
    placements_shared
        Whether students of one organisation may be placed at another, shape (n_organisations, n_organisations);
        None for nowhere.
    """

    def __init__(self, posts: Posts) -> None:
        self._posts = posts
        self.clear()

    def clear(self) -> None:
        """Nothing is provided for."""
        n = self._posts.n
        self.pay_ratio: Floats = np.ones(n)
        self.hire_ratio: Floats = np.ones(n)
        self.supply_ratio: Floats = np.ones(n)
        self.leave_ratio: Floats = np.ones(n)
        self.seek_ratio: Floats = np.ones(n)
        self.released_share: Floats = np.zeros(n)
        self.strain_points: Floats = np.zeros(n)
        self.belonging_points: Floats = np.zeros(n)
        self.converted_fte: Counts = np.zeros(n, dtype=np.int64)
        self.placements_shared: NDArray[np.bool_] | None = None

    def share_placements(self, parties: NDArray[np.int64]) -> None:
        """Parties place one another's students."""
        if self.placements_shared is None:
            n = len(self._posts.cell_of)
            self.placements_shared = np.zeros((n, n), dtype=bool)
        self.placements_shared[np.ix_(parties, parties)] = True

    def cells(self, parties: NDArray[np.int64], groups: NDArray[np.int64] | list[int] | None = None) -> Counts:
        """Cells of some organisations, of certain staff groups or of all, in order of party and group."""
        found = self._posts.cell_of[parties] if groups is None else self._posts.cell_of[np.ix_(parties, groups)]
        return np.asarray(found[found >= 0], dtype=np.int64)
