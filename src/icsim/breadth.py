"""Breadth: how many of the people who work in a cell know more than one sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.months import MONTHS_PER_QUARTER

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]


class Breadth:
    """Share of people in each cell who have worked in two sectors or more, counted once a quarter, when asked for."""

    def __init__(self) -> None:
        self._quarter, self._share = -1, np.empty(0)

    def share(self, model: ICS) -> Floats:
        """Share of the people who work in each cell, shape (n_cells,); 0 where nobody does."""
        quarter = model.month // MONTHS_PER_QUARTER
        if quarter != self._quarter:
            staff, posts = model.staff_table, model.posts
            known = staff.sectors_known
            several = posts.count(staff.host_cell[(known & (known - 1)) != 0])
            self._quarter, self._share = quarter, several / np.maximum(posts.hosted_heads, 1)
        return self._share
