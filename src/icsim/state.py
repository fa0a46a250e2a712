"""State of the month: what rules tell one another about each cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.columns import Rows, Table
from icsim.luck import Words
from icsim.posts import Posts

Counts = NDArray[np.int64]


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
    available_fte
        FTE at work: hosted minus onboarding, hundredths.
    bank_fte, shared_bank_fte, agency_fte, unfilled_fte
        How the gap between required and available was met, hundredths of FTE.
    cost_pence
        Pay of those in post and of temporary cover.
    """

    def __init__(self, posts: Posts) -> None:
        n = posts.n
        self.pressure = np.zeros(n)
        self.strain = np.zeros(n)
        self.belonging = np.zeros(n)
        self.onboarding_tenths: Counts = np.zeros(n, dtype=np.int64)
        self.onboarding_fte: Counts = np.zeros(n, dtype=np.int64)
        self.available_fte: Counts = np.zeros(n, dtype=np.int64)
        self.bank_fte: Counts = np.zeros(n, dtype=np.int64)
        self.shared_bank_fte: Counts = np.zeros(n, dtype=np.int64)
        self.agency_fte: Counts = np.zeros(n, dtype=np.int64)
        self.unfilled_fte: Counts = np.zeros(n, dtype=np.int64)
        self.cost_pence: Counts = np.zeros(n, dtype=np.int64)


class Applicants:
    """This month's applications of people inside the system.

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


class Appointments:
    """People from outside who have been appointed and have not started.

    Parameters
    ----------
    posts
        The cells; their ``appointed_fte`` is kept in step.
    """

    def __init__(self, posts: Posts) -> None:
        self._posts = posts
        self.waiting = Table({"cell": np.int64, "fte": np.int64, "start_month": np.int16})

    def add(self, keys: NDArray[np.uint64], cells: Counts, fte: Counts, start_month: Counts) -> None:
        """Appoint people from outside, shape (k,) each; FTE in hundredths."""
        self.waiting.add(key=keys, cell=cells, fte=fte, start_month=start_month)
        np.add.at(self._posts.appointed_fte, cells, fte)

    def due(self, month: int) -> tuple[NDArray[np.uint64], Counts, Counts]:
        """Take out those who start in a month: keys, cells and FTE."""
        rows = np.flatnonzero(self.waiting.start_month == month)
        keys, cells, fte = (self.waiting[name][rows] for name in ("key", "cell", "fte"))
        self.waiting.remove(rows)
        np.subtract.at(self._posts.appointed_fte, cells, fte)
        return keys, cells, fte


