"""Figures: values of targets as a person would write them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_PERCENT = {
    "per month": 2,
    "per year": 1,
    "share": 0,
    "share of establishment": 1,
    "share of vacancies": 0,
    "share of pay bill": 1,
    "share of heads": 1,
}
"""Units that are written as a percentage, and their decimals."""
_PLAIN = {"ratio": 2, "FTE per head": 2, "calendar days": 0, "heads a year": 0}
"""Units that are written as they are, and their decimals."""
_BILLION = 1e9
UNIT_WORDS = {
    "per month": "a month",
    "per year": "a year",
    "share": "",
    "share of establishment": "of funded posts",
    "share of vacancies": "of vacancies",
    "share of pay bill": "of the pay bill",
    "share of heads": "of heads",
    "ratio": "",
    "FTE per head": "FTE a head",
    "calendar days": "days",
    "heads a year": "a year",
    "GBP a year": "a year",
}
"""What is said after a value, by unit."""


def figure(value: float, unit: str) -> str:
    """A value without its unit: ``0.71%``, ``£2.07bn``, ``98``; a dash where there is none.

    Parameters
    ----------
    value
        The value, a fraction where it is shown as a percentage.
    unit
        Unit of the target.
    """
    if not math.isfinite(value):
        return "–"
    if unit in _PERCENT:
        return f"{100 * value:.{_PERCENT[unit]}f}%"
    if unit == "GBP a year":
        return f"£{value / _BILLION:.2f}bn"
    return f"{value:,.{_PLAIN.get(unit, 2)}f}"


def span(low: float, high: float, unit: str) -> str:
    """A range: ``6.0% to 12.0%``, or ``4.0% or more`` without an upper end."""
    if not math.isfinite(low):
        return "–"
    if not math.isfinite(high):
        return f"{figure(low, unit)} or more"
    first, second = figure(low, unit), figure(high, unit)
    return first if first == second else f"{first} to {second}"


def years(first: int, last: int) -> str:
    """Years of a run: ``2`` or ``1-5``."""
    return f"{first}" if first == last else f"{first}-{last}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table by column."""
    return [dict(zip(map(str, table.columns), row, strict=True)) for row in table.itertuples(index=False, name=None)]
