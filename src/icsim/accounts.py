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
    paid_out
        Pence that went to people and suppliers in the last month past.
    recharges
        For each month past: kinds, paying cells, paid cells and pence, each of shape (k,).
    """

    def __init__(self, n_cells: int) -> None:
        self._n, self.paid_out = n_cells, 0
        self.months: list[dict[CostKind, Pence]] = []
        self.recharges: list[tuple[Pence, Pence, Pence, Pence]] = []
        self._open()

    def _open(self) -> None:
        self._paid = 0
        self._spent: dict[CostKind, Pence] = {}
        self._charged: list[tuple[Pence, Pence, Pence, Pence]] = []

    def spend(self, kind: CostKind, pence: Pence) -> None:
        """Book spending of every cell, shape (n_cells,)."""
        self._paid += int(pence.sum())
        before = self._spent.get(kind)
        self._spent[kind] = pence.astype(np.int64) if before is None else before + pence

    def charge(self, kind: CostKind, payer: Pence, payee: Pence, pence: Pence) -> None:
        """Book recharges: each payer's cell pays a cell of another organisation, shape (k,)."""
        kinds = np.full(len(pence), int(kind), dtype=np.int64)
        self._charged.append((kinds, payer, payee, pence))

    def total(self, kind: CostKind) -> Pence:
        """What every cell spent on one kind in every month past, shape (n_months, n_cells)."""
        nothing = np.zeros(self._n, dtype=np.int64)
        return np.array([spent.get(kind, nothing) for spent in self.months]).reshape(len(self.months), self._n)

    def recharged(self) -> Pence:
        """What every cell was charged by other organisations, less what it charged them, shape (n_months, n_cells)."""
        net = np.zeros((len(self.recharges), self._n), dtype=np.int64)
        for month, (_, payer, payee, pence) in enumerate(self.recharges):
            np.add.at(net[month], payer, pence)
            np.subtract.at(net[month], payee, pence)
        return net

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
        self.paid_out = self._paid
        self._open()
        return cost
