"""Comparison: two runs of the same people and the same luck, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Measure:
    """One column of the summary as people read it.

    Parameters
    ----------
    column
        Name in the summary table.
    title, unit
        Heading, its lines one below the other, and what it is counted in.
    decimals
        Digits after the point.
    percent
        Whether it is a share, shown in percent.
    scale
        What a value is multiplied by to be shown in its unit.
    """

    column: str
    title: str
    unit: str = "heads"
    decimals: int = 0
    percent: bool = False
    scale: float = 1.0

    def words(self, value: float, *, sign: bool = False) -> str:
        """A value as text; a difference with its sign.

        Parameters
        ----------
        value
            In the unit of the summary; missing values are a dash.
        sign
            Whether it is a difference.
        """
        if math.isnan(value):
            return "-"
        number = round(value * (100 if self.percent else self.scale), self.decimals)
        text = f"{number:{'+' if sign and number else ''},.{self.decimals}f}"
        if not number:
            text = text.removeprefix("-")
        return f"{text} pp" if self.percent and sign else f"{text}%" if self.percent else text


MEASURES = (
    Measure("in_post_heads", "Staff\nin post"),
    Measure("vacancy_share", "Vacancy\nrate", "of posts", 1, percent=True),
    Measure("leavers", "Leavers"),
    Measure("movers_in", "Movers"),
    Measure("rotating", "Rotating", "heads", 1),
    Measure("onboarding_days", "Onboarding", "working\ndays"),
    Measure("onboarding_gbp", "Onboarding\ncost", "£000", scale=1e-3),
)
"""What a workforce lead reads first, in order."""

NOTE = (
    "Staff in post and vacancy rate (funded posts with nobody in them or appointed, in full-time "
    "equivalents): at the end of the last month. Leavers left the system, movers joined another employer "
    "inside it (counted where they went), onboarding kept people out of the numbers: sums over the whole run. "
    "Onboarding cost: pay for those days, part of the pay bill whoever is there. "
    "Rotating: mean number of people away at once."
)
"""What the measures count."""


def compare(today: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Set two summaries side by side.

    Parameters
    ----------
    today, other
        Summaries of two runs of one system (:func:`icsim.results.summarise`).

    Returns
    -------
    pandas.DataFrame
        One row a sector and measure: sector, measure, today, agreement, difference.
    """
    import pandas as pd

    columns = [name for name in today.columns if name != "sector"]
    order = list(today["sector"]) + [s for s in other["sector"] if s not in set(today["sector"])]
    left, right = (table.set_index("sector").reindex(order)[columns] for table in (today, other))
    sides = pd.DataFrame({"today": left.stack(future_stack=True), "agreement": right.stack(future_stack=True)})
    sides["difference"] = sides["agreement"] - sides["today"]
    return sides.rename_axis(["sector", "measure"]).reset_index()
