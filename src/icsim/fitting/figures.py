"""Figures: values of targets as a person would write them."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
_MORE = 3
"""Most decimals more than usual."""
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


def figure(value: float, unit: str, more: int = 0) -> str:
    """A value without its unit: ``0.71%``, ``£2.07bn``, ``98``; a dash where there is none.

    Parameters
    ----------
    value
        The value, a fraction where it is shown as a percentage.
    unit
        Unit of the target.
    more
        Decimals more than usual.
    """
    if not math.isfinite(value):
        return "–"
    if unit in _PERCENT:
        return f"{100 * value:.{_PERCENT[unit] + more}f}%"
    if unit == "GBP a year":
        return f"£{value / _BILLION:.{2 + more}f}bn"
    return f"{value:,.{_PLAIN.get(unit, 2) + more}f}"


def span(low: float, high: float, unit: str, more: int = 0) -> str:
    """A range: ``6.0% to 12.0%``, or ``4.0% or more`` without an upper end."""
    if not math.isfinite(low):
        return "–"
    if not math.isfinite(high):
        return f"{figure(low, unit, more)} or more"
    first, second = figure(low, unit, more), figure(high, unit, more)
    return first if first == second else f"{first} to {second}"


def more_digits(row: Mapping[str, Any]) -> int:
    """Decimals more than usual that tell the model's figure from the end of the range that it lies outside.

    Parameters
    ----------
    row
        A row of a validation, with ``low``, ``high``, ``model`` and ``unit``.
    """
    below, above = row["model"] < row["low"], row["model"] > row["high"]
    if not (below or above):
        return 0
    end, unit = row["low"] if below else row["high"], row["unit"]
    enough = (more for more in range(_MORE) if figure(row["model"], unit, more) != figure(end, unit, more))
    return next(enough, _MORE)


def years(first: int, last: int) -> str:
    """Years of a run: ``2`` or ``1-5``."""
    return f"{first}" if first == last else f"{first}-{last}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table by column."""
    return [dict(zip(map(str, table.columns), row, strict=True)) for row in table.itertuples(index=False, name=None)]
