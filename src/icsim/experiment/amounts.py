"""Amounts: numbers with their units, as people read them."""

from __future__ import annotations

import math

from icsim.experiment.measures import Measure

_MILLION, _THOUSAND = 1e6, 1e4


def amount(measure: Measure, value: float, *, sign: bool = False) -> str:
    """A value of a measure in words.

    Parameters
    ----------
    measure
        What it is of.
    value
        In the measure's unit; a missing one is a dash.
    sign
        Whether it is a difference: with its sign, and percentage points for a share.
    """
    number = bare(measure, value, sign=sign)
    if number == "-":
        return number
    if measure.unit == "share":
        return f"{number} pp" if sign else f"{number}%"
    if measure.unit == "GBP" or measure.unit.startswith("0-"):
        return number
    return f"{number} {measure.unit}"


def bare(measure: Measure, value: float, *, sign: bool = False) -> str:
    """A value of a measure without its unit; money with a pound sign, in millions where it is much."""
    if not math.isfinite(value):
        return "-"
    if measure.unit == "share":
        return _rounded(100 * value, max(measure.decimals - 2, 0), sign=sign)
    if measure.unit == "GBP":
        if abs(value) >= _MILLION:
            return _pound(_rounded(value / _MILLION, 2, sign=sign)) + "m"
        if abs(value) >= _THOUSAND:
            return _pound(_rounded(value / 1000, 0, sign=sign)) + "k"
        return _pound(_rounded(value, 0, sign=sign))
    return _rounded(value, measure.decimals, sign=sign)


def _rounded(value: float, decimals: int, *, sign: bool) -> str:
    number = round(value, decimals) + 0.0
    return f"{number:{'+' if sign and number else ''},.{decimals}f}"


def _pound(number: str) -> str:
    return f"{number[0]}£{number[1:]}" if number[0] in "+-" else f"£{number}"
