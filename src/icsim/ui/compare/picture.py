"""Pictures: what a block of results shows, before any of it is drawn: a sentence, a chart, the same as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from icsim.experiment.measures import Measure
from icsim.report.palette import ARMS, BETTER, EDGE, TODAY_STYLE, WORSE, ArmStyle
from icsim.report.wording import unit_words
from icsim.ui.parts.table import Cell, Column

KIND_COLOURS = {"better": BETTER, "worse": WORSE}
"""Colours of what turns out as hoped or not; anything else is quiet."""
_LONGEST = 34


@dataclass(frozen=True, eq=False)
class Picture:
    """One block of results.

    Parameters
    ----------
    title
        What stands above the chart and its table.
    sentence
        What it says, in words.
    option
        ECharts options.
    columns, rows
        The numbers as a table.
    rows_high
        Height, in rows of a bar chart; 0 for the usual height.
    notes
        What a reader has to know about how it was made.
    key
        Words and the colour each stands for.
    """

    title: str
    sentence: str
    option: Mapping[str, Any]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    rows_high: int = 0
    notes: Sequence[str] = field(default=())
    key: Sequence[tuple[str, str]] = field(default=())

    @property
    def height(self) -> int:
        """Height of the chart in pixels."""
        return 90 + 30 * self.rows_high if self.rows_high else 320


def arm_style(position: int) -> ArmStyle:
    """How an arm is drawn: today at 0, then the agreements in their order."""
    return TODAY_STYLE if position == 0 else ARMS[(position - 1) % len(ARMS)]


def dash(style: ArmStyle) -> str | list[int]:
    """The dash of a line as charts take it."""
    return list(style.dash) if style.dash else "solid"


def short(name: str, most: int = _LONGEST) -> str:
    """A name for a chart: cut where it is long, without the signs that charts read as their own."""
    plain = name.replace("{", "(").replace("}", ")").replace("|", "/")
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def kinds_key(kinds: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What the colours of bars and dots mean, of those there are."""
    there = set(kinds)
    known = [(f"{kind.capitalize()} than today", colour) for kind, colour in KIND_COLOURS.items() if kind in there]
    rest = [("Not clear, or neither", EDGE)] if there - KIND_COLOURS.keys() else []
    return (*known, *rest)


def kind_colour(kind: str) -> str:
    """Colour of a bar or dot by what it means."""
    return KIND_COLOURS.get(kind, EDGE)


def scale(measure: Measure, values: Sequence[float], *, difference: bool = False) -> tuple[float, str]:
    """What values are multiplied by for a chart, and the unit they then have.

    Parameters
    ----------
    measure
        What they are of.
    values
        The values, some perhaps missing.
    difference
        Whether they are differences.
    """
    if measure.unit == "share":
        return 100.0, unit_words(measure, difference=difference)
    if measure.unit == "GBP":
        peak = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        if peak >= 1e6:
            return 1e-6, "£m"
        return (1e-3, "£k") if peak >= 1e4 else (1.0, "£")
    return 1.0, unit_words(measure)


def number(value: float, digits: int = 6) -> float | None:
    """A number for a chart or a table; None where there is none."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None


def bar(value: float | None, kind: str, words: str) -> dict[str, Any]:
    """A bar of a horizontal chart with its words at its end, on the outer side."""
    side = "left" if value is not None and value < 0 else "right"
    return {
        "value": value,
        "itemStyle": {"color": kind_colour(kind)},
        "label": {"show": True, "position": side, "formatter": short(words), "fontSize": 12},
    }


def bars(names: Sequence[str], data: Sequence[Mapping[str, Any]], unit: str) -> dict[str, Any]:
    """Options of a horizontal chart of bars on both sides of nothing, the first at the top."""
    values = [float(each["value"] or 0.0) for each in data]
    low, high = min(0.0, *values), max(0.0, *values)
    room = 0.35 * ((high - low) or 1.0)
    return {
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 28, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": unit,
            "nameLocation": "middle",
            "nameGap": 26,
            "min": number(low - room, 2) if low < 0 else 0,
            "max": number(high + room, 2) if high > 0 else 0,
            "splitNumber": 3,
            "axisLabel": {"showMinLabel": False, "showMaxLabel": False},
        },
        "yAxis": {
            "type": "category",
            "data": [short(name, most=48) for name in names],
            "inverse": True,
            "axisTick": {"show": False},
            "axisLabel": {"width": 150, "overflow": "break", "lineHeight": 13, "fontSize": 12},
        },
        "series": [{"type": "bar", "data": list(data), "barMaxWidth": 18}],
        "tooltip": {"trigger": "item"},
    }
