"""Futures: named sets of outside conditions every agreement is tried under.

What a future means for each cell of a system is in :mod:`icsim.outside`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from icsim.config.located import Located, read_yaml
from icsim.keys import MAX_MONTHS
from icsim.months import MONTHS_PER_YEAR

Rate = Annotated[float, Field(ge=-0.2, le=0.2, allow_inf_nan=False)]
"""Growth a year, as a share."""
Ratio = Annotated[float, Field(ge=0.0, le=3.0, allow_inf_nan=False)]
"""Something against what it would be."""
Months = Annotated[int, Field(ge=0, le=MAX_MONTHS)]
"""Whole months from the start of the run."""
Spell = Annotated[int, Field(ge=1, le=MAX_MONTHS)]
"""Length in whole months."""

NURSE_INTAKE_ENGLAND = 18300
"""People accepted to study nursing in England, a year; evidence students.nursing.acceptances_england_results_day."""


class Shock(BaseModel):
    """A pandemic-like shock: more work while few leave, then many who had put leaving off."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    from_months: Months = Field(description="Months into the run at which it begins")
    dip_ratio: Ratio = Field(description="Leaving the system while it lasts, against what it would be")
    dip_months: Spell = Field(description="How long it lasts")
    peak_ratio: Ratio = Field(description="Leaving the system afterwards, against what it would be")
    peak_months: Spell = Field(description="How long that lasts")
    demand_share: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = Field(
        0.0, description="Extra work while it lasts, as a share"
    )

    def lasts(self, month: int) -> bool:
        """Whether a month is one of the shock itself."""
        return 0 <= month - self.from_months < self.dip_months

    def leave_ratio(self, month: int) -> float:
        """Leaving in a month against what it would be: the dip, then the peak."""
        if self.lasts(month):
            return self.dip_ratio
        return self.peak_ratio if 0 <= month - self.from_months - self.dip_months < self.peak_months else 1.0


class Future(BaseModel):
    """Outside conditions: work, funded posts, pay, supply from overseas, places to study, a shock.

    Whatever is left out is as it was at the start.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    future: Annotated[str, StringConstraints(min_length=1)] = Field("Flat", description="Name of the future")
    note: str = Field("", description="Where the numbers come from")
    demand_growth_rate: Rate = Field(0.0, description="Growth of the work, a year")
    establishment_growth_rate: Rate = Field(0.0, description="Growth of funded posts, a year")
    overseas_supply_ratio: Ratio = Field(1.0, description="People recruited from overseas, against the start")
    overseas_supply_from_months: Months = Field(0, description="Months into the run from which that holds")
    pay_round_rate: Rate = Field(
        0.0, description="Rise a year of pay in the NHS, councils and universities above pay outside the system"
    )
    care_pay_rate: Rate = Field(
        0.0, description="Rise a year of pay in independent social care and voluntary work above pay outside the system"
    )
    extra_nurse_places_england: Annotated[int, Field(ge=0, le=50000)] = Field(
        0, description="Places to study nursing above today's, a year, in the whole of England"
    )
    attrition_ratio: Ratio = Field(1.0, description="Students of every programme who drop out, against today")
    shock: Shock | None = Field(None, description="A pandemic-like shock: leaving dips, then peaks")
    leaving_by_year: Annotated[list[Ratio], Field(min_length=1, max_length=MAX_MONTHS // MONTHS_PER_YEAR)] | None = (
        Field(
            None, description="Leaving the system in each year of the run against what it would be; the last holds on"
        )
    )

    @property
    def nurse_places_ratio(self) -> float:
        """Places to study nursing, against today."""
        return 1.0 + self.extra_nurse_places_england / NURSE_INTAKE_ENGLAND

    def demand_index(self, month: int) -> float:
        """Work in a month against the start."""
        more = self.shock.demand_share if self.shock is not None and self.shock.lasts(month) else 0.0
        return _index(self.demand_growth_rate, month) * (1.0 + more)

    def establishment_index(self, month: int) -> float:
        """Funded posts in a month against the start."""
        return _index(self.establishment_growth_rate, month)

    def pay_index(self, month: int) -> float:
        """Pay in the NHS, councils and universities in a month against the start, above pay outside."""
        return _index(self.pay_round_rate, month)

    def care_pay_index(self, month: int) -> float:
        """Pay in independent social care and voluntary work in a month against the start, above pay outside."""
        return _index(self.care_pay_rate, month)

    def overseas_ratio(self, month: int) -> float:
        """People recruited from overseas in a month, against the start."""
        return self.overseas_supply_ratio if month >= self.overseas_supply_from_months else 1.0

    def leave_ratio(self, month: int) -> float:
        """Leaving in a month under the shock and as the years have it, against what it would be."""
        ratio = 1.0 if self.shock is None else self.shock.leave_ratio(month)
        if self.leaving_by_year is None:
            return ratio
        year = min(max(month, 0) // MONTHS_PER_YEAR, len(self.leaving_by_year) - 1)
        return ratio * self.leaving_by_year[year]

    def differences(self) -> Iterator[str]:
        """What is not as at the start, a phrase each; growth of work and posts always."""
        work, posts = _growth(self.demand_growth_rate), _growth(self.establishment_growth_rate)
        yield f"work {work} and funded posts {posts} a year"
        if self.overseas_supply_ratio != 1.0:
            since = f" from month {self.overseas_supply_from_months + 1}" if self.overseas_supply_from_months else ""
            yield f"recruitment from overseas at {self.overseas_supply_ratio:.0%} of the start's{since}"
        for who, rate in (("NHS, council and university", self.pay_round_rate), ("care", self.care_pay_rate)):
            if rate:
                yield f"{who} pay {_growth(rate)} a year against pay outside"
        if self.extra_nurse_places_england:
            more = _growth(self.nurse_places_ratio - 1.0)
            yield f"{self.extra_nurse_places_england:,} more nursing places a year in England ({more})"
        if self.attrition_ratio != 1.0:
            yield f"drop-out of students at {self.attrition_ratio:.0%} of today's"
        if (shock := self.shock) is not None:
            yield (
                f"a shock from month {shock.from_months + 1}: leaving at {shock.dip_ratio:.0%} of what it would be for "
                f"{shock.dip_months} months with {_growth(shock.demand_share)} work, then at {shock.peak_ratio:.0%} "
                f"for {shock.peak_months} months"
            )
        if self.leaving_by_year is not None:
            years = ", ".join(f"{ratio:.0%}" for ratio in self.leaving_by_year)
            yield f"leaving year by year at {years} of what it would be"

    def sentence(self) -> str:
        """The future in plain English."""
        return f"Against the start: {'; '.join(self.differences())}. Everything else outside stays as it is."


def _growth(rate: float) -> str:
    return f"{100 * rate:+.3g}%" if rate else "0%"


def _index(rate: float, month: int) -> float:
    """Growth that steps up once a year, in straight lines between: exact on every machine."""
    years, part = divmod(max(month, 0), MONTHS_PER_YEAR)
    index = 1.0
    for _ in range(years):
        index *= 1.0 + rate
    return index * (1.0 + rate * part / MONTHS_PER_YEAR)


def read_future(path: str | Path) -> Located[Future]:
    """Read a future file; raises :class:`icsim.errors.InputError` with every fault."""
    return read_yaml(Path(path), Future)


def load_future(path: str | Path) -> Future:
    """Read a future file, without its line numbers."""
    return read_future(path).value
