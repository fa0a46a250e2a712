"""Hazards as products of named factors, and the clocks they run down.

Each person has a clock for each kind of event: a threshold drawn once,
Exp(1). Every month the event's hazard is taken off; at zero the event
happens. A hazard is a product of factors, each a look-up in a small table,
so a rule reads as the sentence in the paper, and a factor can be printed,
swept, and named as the cause of an event.

References
----------
Anderson (2007), A modified next reaction method for simulating chemical
systems with time dependent propensities; Rathinam, Sheppard and Khammash
(2010), Efficient computation of parameter sensitivities of discrete
stochastic chemical reaction networks (common reaction path coupling).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.columns import Rows, Table
from icsim.people import CLOCKS

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]

_BLOCK = 16384
"""Rows worked on at once, so that everything stays in the second-level cache."""
LEVELS = 101
"""Levels of strain and of belonging: 0 to 100."""
_STRAIN_STEP = np.uint16(LEVELS)
"""Distance between two levels of strain in a table by strain and belonging."""
MOST_AGE_MONTHS = 1201
"""Ages a table must cover: 0 to 100 years."""
MOST_TENURE_MONTHS = 1024
"""Months in post a table must cover; longer counts as this."""


class By(StrEnum):
    """What a factor depends on: which look-up it is."""

    cell = "employer and staff group"
    age = "age in months"
    tenure = "months with the employer"
    strain = "strain"
    belonging = "belonging"
    placed = "rotation clause"
    watched = "the few people it concerns"


_SIZE = {By.age: MOST_AGE_MONTHS, By.tenure: MOST_TENURE_MONTHS, By.strain: LEVELS, By.belonging: LEVELS}


@dataclass(frozen=True)
class Factor:
    """One named multiplier of a hazard.

    Parameters
    ----------
    name
        Word for reports, for example ``tenure``.
    by
        What it depends on.
    table
        Makes the look-up table from a model; asked every month for factors
        by cell, once for the others. Of a factor of watched people, it gives
        one number for each of them, in their order.
    watch
        Name under which those people are watched in the staff table.
    """

    name: str
    by: By
    table: Callable[[ICS], Floats]
    watch: str = ""


@dataclass(frozen=True)
class Hazard:
    """A kind of event and the factors whose product is its hazard per month.

    Parameters
    ----------
    clock
        Which clock it runs down, one of :data:`icsim.people.CLOCKS`.
    factors
        The factors, in the order a person would say them.
    """

    clock: str
    factors: tuple[Factor, ...]


def per_point(ratio: float) -> Floats:
    """Factor at each level of strain or belonging that is 1 at 50 and ``ratio`` at 100."""
    middle = (LEVELS - 1) // 2
    return exact.exp((np.arange(LEVELS) - middle) / middle * exact.log(ratio))


_COLUMN = {
    By.cell: "employer_cell",
    By.age: "birth_month",
    By.tenure: "hired_month",
    By.strain: "strain",
    By.belonging: "belonging",
    By.placed: "placement",
}
"""Column that says where a person stands in a factor's table."""


def index(by: By, staff: Table, rows: slice | Rows, month: int) -> NDArray[np.intp]:
    """Where people stand in a factor's table, shape (k,)."""
    at: NDArray[np.intp] = staff[_COLUMN[by]][rows].astype(np.intp)
    if by in (By.age, By.tenure):
        return month - at
    return at + 1 if by == By.placed else at


class Clocks:
    """Runs down everybody's clocks, once a month.

    Tables that share a look-up are multiplied together first, and the two
    clocks' tables lie side by side, so that a person costs four look-ups a
    month however many factors there are. What concerns few people is worked out
    for them alone.

    Parameters
    ----------
    model
        The model whose staff have the clocks.
    hazards
        The hazards that rules declare, at most one a clock.
    """

    def __init__(self, model: ICS, hazards: Sequence[Hazard]) -> None:
        self.hazards = {hazard.clock: hazard for hazard in hazards}
        self._fixed = {
            by: np.column_stack([self._product(model, clock, by) for clock in CLOCKS])
            for by in By
            if by not in (By.cell, By.placed, By.watched)
        }
        mood = self._fixed[By.strain][:, None, :] * self._fixed[By.belonging][None, :, :]
        self._tables = [_paired(t) for t in (self._fixed[By.age], self._fixed[By.tenure], mood.reshape(-1, 2))]

    def _product(self, model: ICS, clock: str, by: By, extra: Sequence[Factor] = ()) -> Floats:
        """Product of a clock's factors of one kind."""
        size = _SIZE.get(by) or (model.posts.n if by == By.cell else 1 + len(model.clauses))
        product = np.ones(size)
        for factor in (*self._declared(clock), *extra):
            if factor.by == by:
                product *= factor.table(model)
        if by == By.cell and clock not in self.hazards:
            product[:] = 0.0
        return product

    def spend(self, model: ICS, clocks: Sequence[str] = CLOCKS) -> None:
        """Take one month's hazard off every clock and watch whose has run out.

        People whose clock runs out are ``staff.watched("leave")`` and
        ``staff.watched("seek")``.

        Parameters
        ----------
        model
            The model.
        clocks
            Clocks to run; the others stand still.
        """
        staff, month = model.staff_table, model.month
        cell = np.empty((model.posts.n, len(CLOCKS)))
        for i, clock in enumerate(CLOCKS):
            cell[:, i] = self._product(model, clock, By.cell) if clock in clocks else 0.0
        tables = [_paired(cell), *self._tables]
        added = {clock: model.factors(clock) for clock in CLOCKS}
        on_placement = None
        if any(added.values()):
            on_placement = np.column_stack([self._product(model, c, By.placed, added[c]) for c in CLOCKS])
        self._spend_watched(model, cell, added, on_placement)
        placed = None if on_placement is None else _paired(on_placement)
        fired: list[list[Rows]] = [[] for _ in CLOCKS]
        with staff.writing(["clocks"]):
            columns = ("employer_cell", "birth_month", "hired_month", "strain", "belonging", "placement", "clocks")
            cells, births, hires, strains, belongings, placements, clocks_left = (staff[name] for name in columns)
            for start in range(0, staff.n, _BLOCK):
                rows = slice(start, start + _BLOCK)
                hazard = _look_up(tables[0], cells[rows])
                hazard *= _look_up(tables[1], month - births[rows])
                hazard *= _look_up(tables[2], month - hires[rows])
                hazard *= _look_up(tables[3], strains[rows] * _STRAIN_STEP + belongings[rows])
                if placed is not None:
                    hazard *= _look_up(placed, placements[rows] + 1)
                left = clocks_left[rows]
                left -= hazard.reshape(left.shape)
                hits = np.flatnonzero(left.reshape(-1) <= 0)
                for i in range(len(CLOCKS)):
                    fired[i].append(hits[hits % len(CLOCKS) == i] // len(CLOCKS) + start)
        for clock, rows_found in zip(CLOCKS, fired, strict=True):
            staff.watch(clock, np.concatenate([*rows_found, np.empty(0, np.intp)]).astype(np.intp))

    def _spend_watched(
        self, model: ICS, cell: Floats, added: dict[str, tuple[Factor, ...]], placed: Floats | None
    ) -> None:
        """Take off, beforehand, what factors of watched people add to their hazards this month.

        Parameters
        ----------
        model
            The model.
        cell
            Product of the factors by cell, shape (n_cells, n_clocks).
        added
            Factors of clauses, by clock.
        placed
            Product of those by rotation clause, shape (1 + n_clauses, n_clocks); None for nothing.
        """
        staff = model.staff_table
        for i, clock in enumerate(CLOCKS):
            factors = [factor for factor in (*self._declared(clock), *added[clock]) if factor.by == By.watched]
            watched = [staff.watched(factor.watch) for factor in factors]
            if not any(map(len, watched)):
                continue
            rows = np.unique(np.concatenate(watched))
            ratio = np.ones(len(rows))
            for factor, some in zip(factors, watched, strict=True):
                ratio[np.searchsorted(rows, some)] *= factor.table(model)
            hazard = cell[staff.employer_cell[rows], i] * (ratio - 1.0)
            for by, table in self._fixed.items():
                hazard *= table[np.minimum(index(by, staff, rows, model.month), len(table) - 1), i]
            if placed is not None:
                hazard *= placed[index(By.placed, staff, rows, model.month), i]
            with staff.writing(["clocks"]):
                staff.clocks[rows, i] -= hazard.astype(np.float32)

    def _factors(self, model: ICS, clock: str) -> tuple[Factor, ...]:
        """Factors of a clock: those that rules declare, then those of clauses."""
        return (*self._declared(clock), *model.factors(clock))

    def _declared(self, clock: str) -> tuple[Factor, ...]:
        """Factors of a clock that rules declare."""
        return self.hazards[clock].factors if clock in self.hazards else ()

    def totals(self, model: ICS) -> Floats:
        """Sum over the people of each cell of their hazards this month, shape (n_cells, n_clocks)."""
        staff, posts = model.staff_table, model.posts
        cell = np.column_stack([self._product(model, clock, By.cell) for clock in CLOCKS])
        total = np.zeros((posts.n, len(CLOCKS)))
        for start in range(0, staff.n, _BLOCK):
            rows = slice(start, start + _BLOCK)
            person = np.ones((len(staff.key[rows]), len(CLOCKS)))
            for by in self._fixed:
                table = self._fixed[by]
                person *= table[np.minimum(index(by, staff, rows, model.month), len(table) - 1)]
            for i in range(len(CLOCKS)):
                total[:, i] += np.bincount(staff.employer_cell[rows], weights=person[:, i], minlength=posts.n)
        return total * cell

    def explain(self, model: ICS, clock: str, row: int) -> dict[str, float]:
        """Each factor of one person's hazard this month, by name."""
        rows = np.array([row])
        values = {}
        for factor in self._factors(model, clock):
            table = factor.table(model)
            if factor.by == By.watched:
                values[factor.name] = float(np.append(table[model.staff_table.watched(factor.watch) == row], 1.0)[0])
                continue
            at = int(index(factor.by, model.staff_table, rows, model.month)[0])
            values[factor.name] = float(table[min(max(at, 0), len(table) - 1)])
        return values


def _paired(table: Floats) -> NDArray[np.complex64]:
    """Two clocks' factors side by side as one eight-byte item, so that one look-up fetches both."""
    return np.ascontiguousarray(table, dtype=np.float32).view(np.complex64).ravel()


def _look_up(table: NDArray[np.complex64], at: NDArray[np.integer]) -> NDArray[np.float32]:
    """Both clocks' factors for each person, shape (2 n,); beyond the ends counts as the ends."""
    return table.take(at, mode="clip").view(np.float32)
