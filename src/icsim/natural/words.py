"""Words: numbers of a row as people read them."""

from __future__ import annotations

import math

from icsim.natural.findings import Finding
from icsim.natural.measures import MEASURES

_POINTS = "difference"
_LARGE = 1_000


def is_share(finding: Finding) -> bool:
    """Whether a row's number is shown in percent, or in percentage points if it is a difference."""
    against = finding.row.against
    if against is not None and against.how in ("fall", "fall beyond"):
        return True
    if against is not None and against.how == "ratio":
        return False
    return MEASURES[finding.row.measure].unit.startswith(("share", "per year"))


def number_words(finding: Finding, value: float | None) -> str:
    """One number of a row; empty where there is none."""
    if value is None or math.isnan(value):
        return ""
    if is_share(finding):
        points = finding.row.against is not None and finding.row.against.how == _POINTS
        return f"{round(100 * value, 1) + 0.0:.1f}{' points' if points else '%'}"
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value + 0.0:.3g}"


def band_words(finding: Finding) -> str:
    """The band that counts as a hit."""
    low, high = ("0" if end == 0 else number_words(finding, end) for end in (finding.row.low, finding.row.high))
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else ""
