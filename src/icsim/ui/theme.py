"""Theme: how charts look; colours are those of :mod:`icsim.report.palette`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INK, SOFT, LINE = "#1b1f23", "#57606a", "#d0d7de"
"""Text, quieter text and lines, as in custom.css."""
FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif'
SERIES = ("#0072b2", "#d55e00", "#007a5a", "#a8528a", "#5c6670")
"""Colours of up to four agreements and of today, each dark enough on white; lines differ by :data:`DASHES` too."""
DASHES = ("solid", "dashed", "dotted", [8, 3, 2, 3], "solid")
"""Line styles that go with :data:`SERIES`."""

_AXIS = {
    "axisLine": {"lineStyle": {"color": LINE}},
    "axisLabel": {"color": SOFT, "fontSize": 13},
    "nameTextStyle": {"color": SOFT, "fontSize": 13},
    "splitLine": {"lineStyle": {"color": "#eaeef2"}},
}


def with_house_style(option: Mapping[str, Any]) -> dict[str, Any]:
    """ECharts options with the house's type, colours and calm."""
    styled = {
        "color": list(SERIES),
        "textStyle": {"fontFamily": FONT, "fontSize": 13, "color": INK},
        "animationDuration": 0,
        "animationDurationUpdate": 150,
        "grid": {"left": 8, "right": 16, "top": 28, "bottom": 8, "containLabel": True},
        **option,
    }
    for axis in ("xAxis", "yAxis"):
        if axis in styled:
            given = styled[axis]
            styled[axis] = (
                [_merged(_AXIS, each) for each in given] if isinstance(given, list) else _merged(_AXIS, given)
            )
    if "tooltip" in styled:
        styled["tooltip"] = {**styled["tooltip"], "renderMode": "richText", "confine": True}
    return styled


def _merged(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
