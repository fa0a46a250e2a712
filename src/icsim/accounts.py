"""Accounts: who spends what on staff, and who pays whom, in whole pence.

Spending goes out of the system to people and suppliers; a recharge goes from
one organisation to another and nets to nothing. Rules and clauses book what
they cause; nothing else is a cost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Code

Pence = NDArray[np.int64]


class CostKind(Code):
    """What money is spent on."""

    pay = 0
    bank = 1
    shared_bank = 2
    agency = 3
    aligned_terms = 4
    training = 5
    backfill = 6
    belonging = 7
    partnership = 8
    integrated_roles = 9
    released_time = 10


class Accounts:
    """The money of one month, and of the months before.

    Parameters
    ----------
    n_cells
        Number of cells.

    Attributes
    ----------
    months
        For each month past: pence by kind and cell, shape (n_kinds, n_cells), only the kinds that were spent on.
    recharges
        For each month past: kinds, paying cells, paid cells and pence, each of shape (k,).
    """

    def __init__(self, n_cells: int) -> None:
        self._n = n_cells
        self.months: list[dict[CostKind, Pence]] = []
        self.recharges: list[tuple[Pence, Pence, Pence, Pence]] = []
        self._open()

    def _open(self) -> None:
        self._spent: dict[CostKind, Pence] = {}
        self._charged: list[tuple[Pence, Pence, Pence, Pence]] = []

    def spend(self, kind: CostKind, pence: Pence) -> None:
        """Book spending of every cell, shape (n_cells,)."""
        before = self._spent.get(kind)
        self._spent[kind] = pence.astype(np.int64) if before is None else before + pence

    def charge(self, kind: CostKind, payer: Pence, payee: Pence, pence: Pence) -> None:
        """Book recharges: each payer's cell pays a cell of another organisation, shape (k,)."""
        kinds = np.full(len(pence), int(kind), dtype=np.int64)
        self._charged.append((kinds, payer, payee, pence))

    def close(self) -> Pence:
        """End the month; what it cost each cell, recharges included, shape (n_cells,)."""
        nothing = np.empty(0, dtype=np.int64)
        columns = zip(*[(nothing,) * 4, *self._charged], strict=True)
        kinds, payer, payee, pence = (np.concatenate(column) for column in columns)
        self.months.append(self._spent)
        self.recharges.append((kinds, payer, payee, pence))
        cost = np.zeros(self._n, dtype=np.int64)
        for spent in self._spent.values():
            cost += spent
        np.add.at(cost, payer, pence)
        np.subtract.at(cost, payee, pence)
        self._open()
        return cost
