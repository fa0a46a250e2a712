"""Ledger: counts of every flow and refusal, and the monthly state of every cell.

Flows are kept packed, one whole number an event, and counted when they are
asked for, so that a quiet month costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim.codes import N_GROUPS, Code

OUTSIDE = -1
"""Where joiners come from and leavers go."""

_COMPACT_AT = 1 << 20
"""Events kept before they are counted together, to bound memory."""


class Reason(Code):
    """Why somebody changed employer or host."""

    joined = 0
    left = 1
    retired = 2
    moved = 3
    training_joined = 4
    training_moved = 5
    training_ended = 6
    rotation_out = 7
    rotation_on = 8
    rotation_home = 9
    rotation_stayed = 10
    qualified = 11
    regraded = 12


JOINERS = (Reason.joined, Reason.training_joined, Reason.qualified)
"""Reasons that count as joiners: entered the system."""
LEAVERS = (Reason.left, Reason.retired, Reason.training_ended)
"""Reasons that count as leavers: left the system."""
MOVERS = (Reason.moved, Reason.training_moved, Reason.rotation_stayed)
"""Reasons that count as movers: changed employer inside the system."""


REGRADED = (Reason.regraded,)
"""Reasons that change the staff group, at the same employer or not, and count as none of the above."""

Flow = tuple[Reason, ArrayLike, ArrayLike, NDArray[np.integer], NDArray[np.integer] | None]
"""Reason, origin, target, group and group before, of the people of one event."""


class Ledger:
    """Flows by month, reason, origin, destination and group; refusals by reason.

    Parameters
    ----------
    n_organisations
        Number of organisations; flows may also come from or go ``OUTSIDE``.

    Attributes
    ----------
    month_flows
        Flows since :meth:`take_month`, for the checks.
    """

    def __init__(self, n_organisations: int) -> None:
        self._places = n_organisations + 1
        self._packed: list[NDArray[np.int64]] = []
        self._counted = np.empty((0, 2), dtype=np.int64)
        self._waiting = 0
        self.month_flows: list[Flow] = []
        self.refusals: Counter[tuple[int, str, str]] = Counter()

    def flow(
        self,
        month: int,
        reason: Reason,
        origin: ArrayLike,
        target: ArrayLike,
        staff_group: NDArray[np.integer],
        origin_group: NDArray[np.integer] | None = None,
    ) -> None:
        """Note one event for each person.

        Parameters
        ----------
        month
            Month of the run.
        reason
            Why.
        origin, target
            Organisations, or ``OUTSIDE``; a scalar serves everybody.
        staff_group
            Staff group of each person, shape (k,).
        origin_group
            Staff group they had before, where it may have changed.
        """
        if not len(staff_group):
            return
        packed = np.asarray(origin, dtype=np.int64) + 1 + self._places * (month * len(Reason) + int(reason))
        packed = packed * self._places + np.asarray(target, dtype=np.int64) + 1
        packed = packed * N_GROUPS + staff_group
        packed = packed * N_GROUPS + (staff_group if origin_group is None else origin_group)
        self._packed.append(packed)
        self.month_flows.append((reason, origin, target, staff_group, origin_group))
        self._waiting += len(packed)
        if self._waiting > _COMPACT_AT:
            self._compact()

    def take_month(self) -> list[Flow]:
        """Hand over the flows noted since the last time."""
        flows, self.month_flows = self.month_flows, []
        return flows

    def refuse(self, month: int, rule: str, reason: str, heads: int) -> None:
        """Note people to whom a rule or clause said no."""
        if heads:
            self.refusals[month, rule, reason] += int(heads)

    def _compact(self) -> None:
        keys, counts = np.unique(np.concatenate([*self._packed, np.empty(0, np.int64)]), return_counts=True)
        keys = np.concatenate([self._counted[:, 0], keys])
        counts = np.concatenate([self._counted[:, 1], counts])
        distinct, where = np.unique(keys, return_inverse=True)
        totals = np.bincount(where, weights=counts, minlength=len(distinct)).astype(np.int64)
        self._counted = np.column_stack([distinct, totals])
        self._packed, self._waiting = [], 0

    def flows(self) -> dict[str, NDArray[np.int64]]:
        """Counted flows in order: month, reason, origin, target, staff_group, origin_group, heads."""
        self._compact()
        packed, heads = self._counted[:, 0], self._counted[:, 1]
        rest, origin_group = np.divmod(packed, N_GROUPS)
        rest, group = np.divmod(rest, N_GROUPS)
        rest, target = np.divmod(rest, self._places)
        rest, origin = np.divmod(rest, self._places)
        month, reason = np.divmod(rest, len(Reason))
        return {
            "month": month,
            "reason": reason,
            "origin": origin - 1,
            "target": target - 1,
            "staff_group": group,
            "origin_group": origin_group,
            "heads": heads,
        }

    def refused(self) -> Iterator[tuple[int, str, str, int]]:
        """Refusals in order: month, rule or clause, reason, heads."""
        for (month, rule, reason), heads in sorted(self.refusals.items()):
            yield month, rule, reason, heads


class Monthly:
    """State of every cell at the end of every month, in small numbers.

    Parameters
    ----------
    n_cells
        Number of cells.
    """

    COLUMNS = (
        "establishment_fte",
        "in_post_heads",
        "in_post_fte",
        "available_fte",
        "vacancy_fte",
        "rotating_in",
        "rotating_out",
        "apprentices",
        "onboarding_tenths",
        "bank_fte",
        "shared_bank_fte",
        "shared_bank_out_fte",
        "agency_fte",
        "unfilled_fte",
        "cost_pence",
        "strain_points",
        "belonging_points",
        "hosted_heads",
    )
    """What is kept; FTE in hundredths, strain and belonging as sums over people."""

    def __init__(self, n_cells: int) -> None:
        self.n_cells = n_cells
        self.months: list[dict[str, NDArray[np.integer]]] = []

    def record(self, **columns: NDArray[np.int64]) -> None:
        """Keep one month; every column has shape (n_cells,)."""
        wide = ("cost_pence",)
        self.months.append({k: columns[k].copy() if k in wide else columns[k].astype(np.int32) for k in self.COLUMNS})

    def column(self, name: str) -> NDArray[np.integer]:
        """One column for all months, shape (n_months, n_cells)."""
        if not self.months:
            return np.empty((0, self.n_cells), dtype=np.int64)
        return np.stack([month[name] for month in self.months])
