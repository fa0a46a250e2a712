"""First jobs that the students of the first day are expected to find in the first year, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.choice import WHOLE_POST
from icsim.months import MONTHS_PER_YEAR
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]

_ROUNDS = 8
"""Rounds in which those whom a cell has no room for turn to others."""
_LEAST = 1e-6
"""Heads that count as none."""


class FirstJobs:
    """Expected first jobs: arithmetic on the students who are there on the first day.

    Counted are those who will have qualified in time to start within the
    year, after the usual drop-out until then, as far as they look here, where
    each would apply given the vacancies of the first day.

    Parameters
    ----------
    model
        A model whose students have been placed.
    """

    def __init__(self, model: ICS) -> None:
        pipeline, posts, p = model.pipeline, model.posts, model.p
        table, self._n = pipeline.table, posts.n
        rows = pipeline.at_stage(Stage.training) if posts.n else np.empty(0, dtype=np.intp)
        soon = (table.qualify_month[rows] < MONTHS_PER_YEAR - 1) & ~pipeline.national[table.course[rows]]
        rows = rows[soon]
        self._month = table.qualify_month[rows].astype(np.int64)
        hazard = p["students.drop_out_hazard"] * p["students.later_years_ratio"]
        self._heads = p["students.look_here_share"] * exact.exp(-hazard * (self._month + 1))
        self._elasticity = p["seek.vacancy_elasticity"]
        open_fte = np.maximum(posts.open_fte, 0)
        self._options, utility = model.choice.first_jobs(
            table.home[rows],
            pipeline.staff_group[table.course[rows]],
            table.sectors_known[rows],
            table.trained_at[rows],
            model.choice.attraction(np.maximum(open_fte, WHOLE_POST), model.state.strain),
        )
        nothing = np.isneginf(utility)
        best = utility.max(axis=1, keepdims=True, initial=-np.inf)
        odds = exact.exp(np.where(nothing, 0.0, utility - np.where(np.isneginf(best), 0.0, best)))
        self._odds = np.where(nothing, 0.0, odds) * np.minimum(open_fte / WHOLE_POST, 1.0)[self._options]

    def by_month(self, most: Floats, open_ratio: Floats) -> tuple[Floats, Floats]:
        """Appointments expected in each month of the first year, and how well each cell must be liked for that.

        Parameters
        ----------
        most
            Most that each cell takes in the year, shape (n_cells,). A cell that
            more would choose is liked less, so that they turn to others.
        open_ratio
            Open posts in each month against the first day, shape (12, n_cells).

        Returns
        -------
        tuple
            Heads, shape (12, n_cells), and a constant of each cell in their choice, 0 or less, shape (n_cells,).
        """
        liked, where = np.ones(self._n), self._options.ravel()
        pull = exact.exp(self._elasticity * exact.log(np.maximum(open_ratio, _LEAST)))
        now = self._odds * pull[self._month[:, None], self._options]
        for _ in range(_ROUNDS):
            odds = now * liked[self._options]
            heads = self._heads[:, None] * odds / np.maximum(odds.sum(axis=1, keepdims=True), 1e-300)
            total = np.bincount(where, heads.ravel(), minlength=self._n)
            liked *= np.minimum(np.maximum(most, _LEAST) / np.maximum(total, _LEAST), 1.0)
        at = (self._month[:, None] * self._n + self._options).ravel()
        expected = np.bincount(at, heads.ravel(), MONTHS_PER_YEAR * self._n).reshape(MONTHS_PER_YEAR, self._n)
        expected = expected.astype(np.float64)
        expected *= np.minimum(most / np.maximum(total, _LEAST), 1.0)
        return expected, np.round(exact.log(liked), 9)
