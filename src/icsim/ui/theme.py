"""Theme: how pages and charts look, all of it from :mod:`icsim.report.palette`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from icsim.report import palette
from icsim.report.palette import ARMS, TODAY_STYLE, TYPE

VARIABLES: Final = {
    "ink": palette.INK,
    "soft": palette.SOFT,
    "line": palette.LINE,
    "edge": palette.EDGE,
    "paper": palette.PAPER,
    "ground": palette.QUIET,
    "action": palette.ACTION,
    "better": palette.BETTER,
    "worse": palette.WORSE_INK,
    "warned": palette.WARNED,
    "error": palette.ERROR_INK,
    "chosen": palette.CHOSEN,
    "focus": palette.FOCUS,
    "type": TYPE,
}
"""Variables of ``custom.css``, which begins with them; a test holds the two together."""


def _dash(lengths: Sequence[int]) -> str | list[int]:
    return list(lengths) if lengths else "solid"


SERIES: Final = (*(each.colour for each in ARMS), TODAY_STYLE.colour)
"""Colours of up to four agreements and of today; lines differ by :data:`DASHES` too."""
DASHES: Final = (*(_dash(each.dash) for each in ARMS), _dash(TODAY_STYLE.dash))
"""Line styles that go with :data:`SERIES`."""

CHART_TEXT_PX: Final = 13
"""Size of words in charts: notes of the pages are 14."""

_AXIS = {
    "axisLine": {"lineStyle": {"color": palette.EDGE}},
    "axisTick": {"lineStyle": {"color": palette.EDGE}},
    "axisLabel": {"color": palette.SOFT, "fontSize": CHART_TEXT_PX, "hideOverlap": True},
    "nameTextStyle": {"color": palette.SOFT, "fontSize": CHART_TEXT_PX},
    "splitLine": {"lineStyle": {"color": palette.LINE}},
}


def with_house_style(option: Mapping[str, Any]) -> dict[str, Any]:
    """ECharts options with the house's type, colours and calm."""
    styled = {
        "color": list(SERIES),
        "textStyle": {"fontFamily": TYPE, "fontSize": CHART_TEXT_PX, "color": palette.INK},
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
        # HTML is never made of what a file says
        styled["tooltip"] = {**styled["tooltip"], "renderMode": "richText", "confine": True}
    return styled


def _merged(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
