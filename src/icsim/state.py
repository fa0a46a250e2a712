"""State of the month: what rules tell one another about each cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icsim.banks import Banks
from icsim.columns import Rows
from icsim.luck import Words
from icsim.posts import Posts

Counts = NDArray[np.int64]


class Joining(NamedTuple):
    """People from outside: keys, cells, FTE in hundredths and start months, each of shape (k,)."""

    key: NDArray[np.uint64]
    cell: Counts
    fte: Counts
    start_month: Counts

    @classmethod
    def together(cls, parts: Iterable[Joining]) -> Joining:
        """Several groups as one."""
        nobody = cls(np.empty(0, np.uint64), *(np.empty(0, np.int64) for _ in range(3)))
        return cls(*(np.concatenate(columns) for columns in zip(nobody, *parts, strict=True)))


class State:
    """What rules of one month leave for the next; every array has shape (n_cells,).

    Parameters
    ----------
    posts
        The cells.

    Attributes
    ----------
    pressure
        Share of the required work that nobody does.
    strain, belonging
        Mean over the people who work there, 0-100.
    onboarding_tenths
        Tenths of working days out of the numbers this month, over people.
    onboarding_fte
        FTE out of the numbers this month, hundredths.
    studying_fte
        FTE out of the numbers this month to learn, hundredths; nothing at the start of each month.
    available_fte
        FTE at work: hosted minus onboarding and learning, hundredths.
    bank_fte, shared_bank_fte, agency_fte, unfilled_fte
        How the gap between required and available was met, hundredths of FTE.
    shared_bank_out_fte
        Hours that staff worked at other parties of a shared bank, by employer, hundredths of FTE.
    banks
        Banks shared between organisations, and what they bill this month.
    gap_fte
        What nobody has filled so far this month, hundredths of FTE.
    cost_pence
        What the month cost, recharges included (:mod:`icsim.accounts`).
    """

    def __init__(self, posts: Posts) -> None:
        n = posts.n
        self.pressure = np.zeros(n)
        self.strain = np.zeros(n)
        self.belonging = np.zeros(n)
        self.onboarding_tenths: Counts = np.zeros(n, dtype=np.int64)
        self.onboarding_fte: Counts = np.zeros(n, dtype=np.int64)
        self.studying_fte: Counts = np.zeros(n, dtype=np.int64)
        self.available_fte: Counts = np.zeros(n, dtype=np.int64)
        self.bank_fte: Counts = np.zeros(n, dtype=np.int64)
        self.shared_bank_fte: Counts = np.zeros(n, dtype=np.int64)
        self.shared_bank_out_fte: Counts = np.zeros(n, dtype=np.int64)
        self.banks = Banks()
        self.gap_fte: Counts = np.zeros(n, dtype=np.int64)
        self.agency_fte: Counts = np.zeros(n, dtype=np.int64)
        self.unfilled_fte: Counts = np.zeros(n, dtype=np.int64)
        self.cost_pence: Counts = np.zeros(n, dtype=np.int64)


class Applicants:
    """Applications of people inside the system, this month.

    Attributes
    ----------
    rows, cells
        Who applies, and where, shape (k,).
    priority, notice
        Random words that order the applicants and round the time to hire, shape (k,).
    """

    def __init__(self) -> None:
        self.rows: Rows = np.empty(0, dtype=np.intp)
        self.cells: Counts = np.empty(0, dtype=np.int64)
        self.priority: Words = np.empty(0, dtype=np.uint64)
        self.notice: Words = np.empty(0, dtype=np.uint64)

    def set(self, rows: Rows, cells: Counts, priority: Words, notice: Words) -> None:
        """Replace last month's applications by this month's."""
        self.rows, self.cells, self.priority, self.notice = rows, cells, priority, notice


class Graduates:
    """Applications of the newly qualified, this month.

    Attributes
    ----------
    rows, cells, fte
        Who applies (rows of the student table), where, and hours in hundredths of FTE, shape (k,).
    priority
        Random words that order them among all applicants, shape (k,).
    """

    def __init__(self) -> None:
        self.rows: Rows = np.empty(0, dtype=np.intp)
        self.cells: Counts = np.empty(0, dtype=np.int64)
        self.fte: Counts = np.empty(0, dtype=np.int64)
        self.priority: Words = np.empty(0, dtype=np.uint64)

    def set(self, rows: Rows, cells: Counts, fte: Counts, priority: Words) -> None:
        """Replace last month's applications by this month's."""
        self.rows, self.cells, self.fte, self.priority = rows, cells, fte, priority


class Appointments:
    """People from outside who have been appointed and have not started, by the month they start.

    Parameters
    ----------
    posts
        The cells; their ``appointed_fte`` is kept in step.
    """

    def __init__(self, posts: Posts) -> None:
        self._posts = posts
        self._by_month: dict[int, list[Joining]] = {}

    def add(self, keys: NDArray[np.uint64], cells: Counts, fte: Counts, start_month: Counts) -> None:
        """Appoint people from outside, shape (k,) each; FTE in hundredths."""
        for month in sorted(set(start_month.tolist())):
            some = start_month == month
            group = Joining(keys[some], cells[some], fte[some], start_month[some])
            self._by_month.setdefault(month, []).append(group)
        np.add.at(self._posts.appointed_fte, cells, fte)

    def due(self, month: int) -> Joining:
        """Take out those who start in a month."""
        due = Joining.together(self._by_month.pop(month, []))
        np.subtract.at(self._posts.appointed_fte, due.cell, due.fte)
        return due

    @property
    def waiting(self) -> Joining:
        """Everybody who is waiting."""
        return Joining.together(group for month in sorted(self._by_month) for group in self._by_month[month])
