"""Headline measures: what every comparison reports, of every organisation, every sector and the whole system.

Each is a sum of columns of the monthly table, or one such sum for each unit
of another, added up, averaged or taken at the end. Sums are of whole
numbers (hundredths, tenths, pence, people), so they do not depend on the
order of rows or on the machine; a mean divides once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector

if TYPE_CHECKING:
    import pandas as pd

    from icsim.system import System

Counts = NDArray[np.int64]

ALL = "all"
"""The whole system, as a place where things are measured."""
SECTOR = "sector:"
"""What the name of a sector's total begins with."""
SYSTEM = "ics:"
"""What the name of the total of an integrated care system begins with, where there are several."""

_UNITS = {"_fte": 100, "_gbp": 100, "_days": 10}
"""How many whole parts a unit of a column has, by the ending of its name; 1 otherwise."""
_LEVELS = ("strain", "belonging")
"""Columns that are means over the people who work there."""


@dataclass(frozen=True)
class Measure:
    """One headline measure.

    Parameters
    ----------
    name, title, unit
        Column name, heading, what it is counted in.
    decimals
        Digits after the point when shown.
    better
        Which way is better for the organisation concerned.
    over
        How months are put together.
    of, less
        Columns of the monthly table that are added, and taken off.
    per
        Column it is divided by; empty for an amount.
    meaning
        One sentence for a person who has not read the code.
    """

    name: str
    title: str
    unit: str
    decimals: int
    better: Literal["lower", "higher", "neutral"]
    over: Literal["sum", "mean", "end"]
    of: tuple[str, ...]
    meaning: str
    less: tuple[str, ...] = ()
    per: str = ""

    @property
    def is_amount(self) -> bool:
        """Whether it adds up over organisations; a share or a level does not."""
        return not self.per


_AT_ONCE = "mean of the months"
MEASURES = (
    Measure("vacancy_fte", "Vacancies", "FTE", 1, "lower", "mean", ("vacancy_fte",),
            f"Funded posts with nobody in them or appointed, {_AT_ONCE}."),
    Measure("vacancy_end_fte", "Vacancies at the end", "FTE", 1, "lower", "end", ("vacancy_fte",),
            "Funded posts with nobody in them or appointed, at the end of the last month."),
    Measure("vacancy_share", "Vacancy rate", "share", 4, "lower", "mean", ("vacancy_fte",),
            "Vacancies as a share of funded posts, over all months.", per="establishment_fte"),
    Measure("in_post_fte", "Staff in post", "FTE", 1, "higher", "mean", ("in_post_fte",),
            f"Contracted hours of the people employed, {_AT_ONCE}."),
    Measure("leavers", "Leavers", "heads", 0, "lower", "sum", ("leavers",),
            "People who left the system, over the run."),
    Measure("joiners", "Joiners", "heads", 0, "neutral", "sum", ("joiners",),
            "People who entered the system, over the run."),
    Measure("movers_in", "Movers in", "heads", 0, "neutral", "sum", ("movers_in",),
            "People who came from another employer inside the system, over the run."),
    Measure("movers_out", "Movers out", "heads", 0, "neutral", "sum", ("movers_out",),
            "People who went to another employer inside the system, over the run."),
    Measure("net_moves", "Net moves", "heads", 0, "higher", "sum", ("movers_in",),
            "Movers in less movers out; nothing for the whole system.", less=("movers_out",)),
    Measure("rotating", "Rotating", "heads", 1, "neutral", "mean", ("rotating_out",),
            f"Own people who work elsewhere under an agreement, {_AT_ONCE}."),
    Measure("onboarding_days", "Onboarding", "working days", 0, "lower", "sum", ("onboarding_days",),
            "Days that new arrivals were out of the numbers, over the run."),
    Measure("bank_gbp", "Bank", "GBP", 0, "lower", "sum", ("bank_gbp",),
            "Own and shared bank shifts of own staff, over the run; part of the cost."),
    Measure("agency_gbp", "Agency", "GBP", 0, "lower", "sum", ("agency_gbp",),
            "Agency shifts, over the run; part of the cost."),
    Measure("recharge_gbp", "Recharges", "GBP", 0, "lower", "sum", ("recharge_gbp",),
            "Paid to other organisations less received from them, over the run; part of the cost."),
    Measure("cost_gbp", "Cost of staff", "GBP", 0, "lower", "sum", ("cost_gbp",),
            "Everything spent on staff over the run, recharges included."),
    Measure("unfilled_fte", "Unfilled work", "FTE", 1, "lower", "mean", ("unfilled_fte",),
            f"Required work that nobody did, {_AT_ONCE}."),
    Measure("strain", "Strain", "0-100", 1, "lower", "mean", ("strain",),
            "Exhaustion of the people who work there, mean over people and months.", per="hosted_heads"),
    Measure("belonging", "Belonging", "0-100", 1, "higher", "mean", ("belonging",),
            "Attachment of the people who work there, mean over people and months.", per="hosted_heads"),
)  # fmt: skip
"""Headline measures, in the order they are shown."""

BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}
"""Headline measures by name."""


def is_organisation(place: str) -> bool:
    """Whether the name of a place is the code of an organisation, not that of a total."""
    return place != ALL and not place.startswith((SECTOR, SYSTEM))


def system_places(system: System) -> tuple[str, ...]:
    """Places that are integrated care systems: ``ics:QR1`` and so on; none where there is but one."""
    return tuple(f"{SYSTEM}{code}" for code in system.systems) if len(system.systems) > 1 else ()


class Totals:
    """Monthly columns added up by place: each organisation, each sector there is, the whole, and each system in it.

    Parameters
    ----------
    monthly
        The monthly table of a run.
    system
        Its system.

    Attributes
    ----------
    places
        Codes of the organisations, then ``sector:acute`` and so on, then ``all``; of several integrated care
        systems, then ``ics:QR1`` and so on.
    """

    def __init__(self, monthly: pd.DataFrame, system: System) -> None:
        self._monthly, self._months = monthly, monthly["month"].nunique()
        self._organisation = monthly["organisation"].cat.codes.to_numpy()[: len(monthly) // max(self._months, 1)]
        self._sector = system.sector
        there = [sector for sector in Sector if (system.sector == sector).any()]
        self._sectors = there
        apart = system_places(system)
        self._system, self._systems = system.system_index, range(len(apart))
        self.places: Sequence[str] = (*system.index, *(f"{SECTOR}{sector.name}" for sector in there), ALL, *apart)
        self._kept: dict[str, Counts] = {}

    def column(self, name: str) -> Counts:
        """A column in whole parts, shape (n_months, n_places)."""
        if name not in self._kept:
            self._kept[name] = self._by_place(self._whole(name).reshape(self._months, -1))
        return self._kept[name]

    def _whole(self, name: str) -> Counts:
        """A column of the table as whole numbers; levels as points, people as heads."""
        table = self._monthly
        if name == "hosted_heads":
            hosted = table["in_post_heads"] - table["rotating_out"] + table["rotating_in"]
            return hosted.to_numpy().astype(np.int64)
        values = table[name].to_numpy().astype(np.float64)
        if name in _LEVELS:
            values = np.nan_to_num(values) * self._whole("hosted_heads")
        return np.rint(values * _parts(name)).astype(np.int64)

    def _by_place(self, cells: Counts) -> Counts:
        """Columns of cells, which are in order of organisation, added up; shape (n_months, n_places)."""
        sums = np.concatenate([np.zeros((len(cells), 1), dtype=np.int64), cells.cumsum(axis=1)], axis=1)
        ends = np.searchsorted(self._organisation, np.arange(len(self._sector) + 1))
        own = sums[:, ends[1:]] - sums[:, ends[:-1]]
        sectors = [own[:, self._sector == sector].sum(axis=1) for sector in self._sectors]
        systems = [own[:, self._system == system].sum(axis=1) for system in self._systems]
        return np.column_stack([own, *sectors, own.sum(axis=1), *systems])

    def values(self, measure: Measure) -> NDArray[np.float64]:
        """A measure over the run, shape (n_places,); missing where there is nothing to divide by."""
        above, below = self._sums(measure)
        if measure.over == "end":
            above, below = above[-1:], below[-1:]
        over = len(above) if measure.over == "mean" and measure.is_amount else 1
        return _divided(above.sum(axis=0), below.sum(axis=0) if measure.per else over, measure)

    def curve(self, measure: Measure) -> NDArray[np.float64]:
        """A measure in every month, shape (n_months, n_places)."""
        above, below = self._sums(measure)
        return _divided(above, below if measure.per else 1, measure)

    def _sums(self, measure: Measure) -> tuple[Counts, Counts]:
        above = sum((self.column(name) for name in measure.of), start=np.int64(0))
        for name in measure.less:
            above = above - self.column(name)
        return np.asarray(above), self.column(measure.per) if measure.per else np.ones_like(above)


def _parts(name: str) -> int:
    return next((parts for ending, parts in _UNITS.items() if name.endswith(ending)), 1)


def _divided(above: Counts, below: Counts | int, measure: Measure) -> NDArray[np.float64]:
    """Whole parts in the unit of the measure, by people, posts or months."""
    parts = _parts(measure.of[0])
    divisor = np.asarray(below) * parts // (_parts(measure.per) if measure.per else 1)
    blank = np.full(above.shape, np.nan)
    np.divide(above, divisor, out=blank, where=np.broadcast_to(divisor, above.shape) > 0)
    return blank
