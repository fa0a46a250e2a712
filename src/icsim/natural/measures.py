"""Measures: monthly tops and bottoms out of a run, from which rates, shares and amounts are made.

Each measure is counted by cell from the model's own monthly counts, so that
a run of the whole country needs no table of its months in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector
from icsim.ledger import MOVERS, Reason
from icsim.months import MONTHS_PER_YEAR, WORKING_DAYS

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]
"""Shape (n_months, n_cells)."""
Part = Callable[["ICS"], Floats]

TRUSTS = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)
"""Sectors of NHS trusts."""
_LEAVING = (Reason.left, Reason.retired, *MOVERS)
"""Reasons to leave an employer; doctors whose training ends are left out, as published turnover leaves them out."""
_TENTHS = 10.0
_TENTHS_PER_FTE = _TENTHS * WORKING_DAYS


@dataclass(frozen=True)
class Measure:
    """Something counted every month.

    Parameters
    ----------
    name, unit, meaning
        Word in a file, what it is counted in, and what it means.
    top, bottom
        What is added up, and what it is divided by; an amount without a bottom is a mean over months.
    scale
        What a ratio is multiplied by.
    """

    name: str
    unit: str
    meaning: str
    top: Part
    bottom: Part | None = None
    scale: float = 1.0


def _kept(*names: str) -> Part:
    """Columns kept of every month, added up; FTE in whole-time equivalents."""

    def part(model: ICS) -> Floats:
        total = np.zeros((model.month, model.posts.n))
        for name in names:
            total += model.monthly.column(name) / (100.0 if name.endswith("_fte") else 1.0)
        return total

    return part


def _gap(model: ICS) -> Floats:
    return _kept("establishment_fte")(model) - _kept("in_post_fte")(model)


def _leaving_trusts(model: ICS) -> Floats:
    """People who leave trusts for good: out of the system, or to an employer that is no trust."""
    return _out(model, to_trusts=False)


def _leaving_employers(model: ICS) -> Floats:
    return _out(model, to_trusts=True)


def _out(model: ICS, *, to_trusts: bool) -> Floats:
    flows, trust = model.ledger.flows(), _is_trust(model)
    some = np.isin(flows["reason"], [int(reason) for reason in _LEAVING])
    if not to_trusts:
        some &= ~trust[flows["target"]]
    return _by_cell(model, flows, some, "origin")


def _moving_between_trusts(model: ICS) -> Floats:
    flows, trust = model.ledger.flows(), _is_trust(model)
    some = np.isin(flows["reason"], [int(reason) for reason in MOVERS])
    return _by_cell(model, flows, some & trust[flows["origin"]] & trust[flows["target"]], "target")


def _qualified(model: ICS) -> Floats:
    flows = model.ledger.flows()
    return _by_cell(model, flows, flows["reason"] == int(Reason.qualified), "target")


def _is_trust(model: ICS) -> NDArray[np.bool_]:
    """Whether each organisation is a trust; the last, which -1 finds too, is the world outside."""
    return np.append(np.isin(model.system.sector, TRUSTS), False)


def _by_cell(model: ICS, flows: dict[str, NDArray[np.int64]], some: NDArray[np.bool_], end: str) -> Floats:
    """Heads of some flows, in the cell at one end of each."""
    group = flows["origin_group" if end == "origin" else "staff_group"][some]
    at = flows["month"][some] * model.posts.n + model.posts.cell_of[flows[end][some], group]
    counted = np.bincount(at, weights=flows["heads"][some], minlength=model.month * model.posts.n)
    return counted.reshape(model.month, model.posts.n)


_BANKS, _TEMPORARY = ("bank_fte", "shared_bank_fte"), ("bank_fte", "shared_bank_fte", "agency_fte")

MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "leaving_nhs_rate", "per year", "People who leave NHS trusts altogether, of those in post; moves between "
            "trusts are no leaving", _leaving_trusts, _kept("in_post_heads"), MONTHS_PER_YEAR,
        ),
        Measure(
            "leaving_rate", "per year", "People who leave their employer, moves included, of those in post",
            _leaving_employers, _kept("in_post_heads"), MONTHS_PER_YEAR,
        ),
        Measure(
            "vacancy_share", "share of establishment", "Funded posts with nobody in post, as NHS vacancy statistics "
            "count them: people appointed who have not started are no staff yet", _gap, _kept("establishment_fte"),
        ),
        Measure("gap_fte", "FTE", "Funded posts with nobody in post", _gap),
        Measure("establishment_fte", "FTE", "Funded posts", _kept("establishment_fte")),
        Measure("in_post_fte", "FTE", "Staff in post", _kept("in_post_fte")),
        Measure(
            "qualified_heads", "heads per month", "Newly qualified people who start their first job",
            _qualified,
        ),
        Measure(
            "bank_fill_share", "share of the gap", "Of the work that staff in post do not do, what banks, own and "
            "shared, do", _kept(*_BANKS), _kept(*_TEMPORARY, "unfilled_fte"),
        ),
        Measure(
            "agency_fill_share", "share of the gap", "Of the work that staff in post do not do, what agencies do",
            _kept("agency_fte"), _kept(*_TEMPORARY, "unfilled_fte"),
        ),
        Measure(
            "covered_share", "share of the gap", "Of the work that staff in post do not do, what banks and agencies do",
            _kept(*_TEMPORARY), _kept(*_TEMPORARY, "unfilled_fte"),
        ),
        Measure(
            "unfilled_fte", "FTE", "Work that nobody does", _kept("unfilled_fte"),
        ),
        Measure(
            "strain", "points", "Mean strain of those who work there, 0 to 100", _kept("strain_points"),
            _kept("hosted_heads"),
        ),
        Measure(
            "onboarding_fte", "FTE", "Working time out of the numbers for onboarding, as whole-time posts",
            lambda model: _kept("onboarding_tenths")(model) / _TENTHS_PER_FTE,
        ),
        Measure(
            "onboarding_days_per_move", "working days", "Working days out of the numbers, of everybody who is new, for "
            "each person who moves from one trust to another; of use as a difference between arms",
            lambda model: _kept("onboarding_tenths")(model) / _TENTHS, _moving_between_trusts,
        ),
    )
}  # fmt: skip
"""Measures by name."""


@dataclass(frozen=True)
class Seen:
    """A measure of some cells, month by month.

    Parameters
    ----------
    top, bottom
        What is added up, and divided by, each month, shape (n_months,); an amount has no bottom.
    scale
        What a ratio is multiplied by.
    """

    top: Floats
    bottom: Floats | None
    scale: float

    def over(self, first: int, after: int) -> float:
        """The measure over some months: a ratio of sums, or the mean of an amount; missing where nothing is there."""
        top = float(self.top[first:after].sum())
        if self.bottom is None:
            return top / (after - first)
        bottom = float(self.bottom[first:after].sum())
        return self.scale * top / bottom if bottom > 0 else float("nan")


def seen(model: ICS, name: str, cells: NDArray[np.bool_]) -> Seen:
    """Count a measure over some cells in every month of a run.

    Parameters
    ----------
    model
        The run.
    name
        Which measure.
    cells
        Which cells, shape (n_cells,).
    """
    measure = MEASURES[name]
    top = measure.top(model)[:, cells].sum(axis=1)
    bottom = None if measure.bottom is None else measure.bottom(model)[:, cells].sum(axis=1)
    return Seen(top, bottom, measure.scale)
