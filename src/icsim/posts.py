"""Posts: the funded establishment, one cell for each organisation and staff group.

A cell holds what is counted of an organisation's staff group: funded and
required posts, people in post, people appointed who have not started.
People and FTE are kept up to date by :mod:`icsim.movements` alone, and
counted again from the people every month by :mod:`icsim.checks`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.codes import INDEPENDENT, N_GROUPS, Band, StaffGroup
from icsim.pay import BAND_SHARES
from icsim.system import System

Counts = NDArray[np.int64]


class Posts:
    """Counts by cell; every array has shape (n_cells,) unless said otherwise.

    Only organisation and group pairs with people or funded posts are cells,
    in order of organisation code and group.

    Parameters
    ----------
    system
        The system; its establishment may hold -1, filled in by calibration.

    Attributes
    ----------
    organisation, staff_group, sector
        What each cell is.
    banded, entry_band
        Whether Agenda for Change bands apply, and the lowest band of the group there.
    cell_of
        Cell of an organisation and group, -1 where there is none, shape (n_organisations, n_groups).
    funded_fte
        Funded establishment at the start, hundredths of FTE; it goes with posts that are regraded for good.
    establishment_fte, required_fte
        Funded posts, and posts the work needs, this month, hundredths of FTE.
    heads, fte
        People employed in the cell, and their FTE in hundredths.
    hosted_heads, hosted_fte
        People who work in the cell this month, whoever employs them.
    appointed_fte
        FTE in hundredths of people appointed who have not started.
    """

    def __init__(self, system: System) -> None:
        wanted = (system.heads > 0) | (system.establishment > 0)
        self.organisation, self.staff_group = (axis.astype(np.int64) for axis in np.nonzero(wanted))
        self.n = len(self.organisation)
        self.sector = system.sector[self.organisation]
        self.providers = np.array([o.providers for o in system.organisations], dtype=np.int64)[self.organisation]
        self.identity = system.identity[self.organisation]
        self.banded = ~np.isin(self.sector, INDEPENDENT)
        entry = np.array([min(int(band) for band in BAND_SHARES[group]) for group in StaffGroup])
        self.entry_band = np.where(self.banded, entry[self.staff_group], int(Band.none))
        self.cell_of = np.full((len(system.organisations), N_GROUPS), -1, dtype=np.int64)
        self.cell_of[self.organisation, self.staff_group] = np.arange(self.n)
        self.start_heads = system.heads[self.organisation, self.staff_group]
        self.start_fte = system.fte[self.organisation, self.staff_group]
        self.funded_fte = system.establishment[self.organisation, self.staff_group]
        self.establishment_fte = self.funded_fte.copy()
        self.required_fte = self.funded_fte.copy()
        self.heads, self.fte = self._nothing(), self._nothing()
        self.hosted_heads, self.hosted_fte = self._nothing(), self._nothing()
        self.appointed_fte = self._nothing()

    def _nothing(self) -> Counts:
        return np.zeros(self.n, dtype=np.int64)

    @property
    def open_fte(self) -> Counts:
        """Vacancies: establishment minus staff in post and appointed, hundredths of FTE; negative if over."""
        return self.establishment_fte - self.fte - self.appointed_fte

    def regrade(self, source: NDArray[np.integer], target: NDArray[np.integer], fte: Counts) -> None:
        """Posts of one staff group become posts of another, from this month on, funded and required alike.

        Parameters
        ----------
        source, target
            Cells that give posts up and get them, shape (k,); a cell may come more than once.
        fte
            Hundredths of FTE, shape (k,).
        """
        for kept in (self.funded_fte, self.establishment_fte, self.required_fte):
            np.subtract.at(kept, source, fte)
            np.add.at(kept, target, fte)

    def count(self, cells: NDArray[np.integer], weights: NDArray[np.integer] | None = None) -> Counts:
        """Count, or add whole-number weights, by cell: exact whatever the order."""
        if weights is None:
            return np.bincount(cells, minlength=self.n)
        return np.bincount(cells, weights=weights, minlength=self.n).astype(np.int64)
