"""Curves: a headline measure month by month, and how it differs from today, with bands.

The difference of what adds up over a run (leavers, money) is shown as so far,
so that its last point is the difference of the headlines; that of anything
else (vacancies, strain) month by month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.amounts import bare
from icsim.experiment.differences import paired
from icsim.experiment.measures import BY_NAME, MEASURES, Measure
from icsim.months import Calendar
from icsim.report.wording import capital, change, month_words, phrase
from icsim.ui.compare.picture import Picture, arm_style, dash, number, scale, short
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.experiment.gather import Gathered

Values = NDArray[np.float64]

DIFFERENCE, LEVEL = "difference", "level"
"""What a curve may show."""
HAVING_CURVES = tuple(measure.name for measure in MEASURES if measure.name != "vacancy_end_fte")
"""Measures that can be shown month by month."""


@dataclass(frozen=True, eq=False)
class Line:
    """One arm: its name, its place among the arms, and its values by month in the measure's unit."""

    name: str
    position: int
    middle: Values
    low: Values
    high: Values


def lines(gathered: Gathered, measure: Measure, place: str, shown: str) -> list[Line]:
    """The lines of a chart: of each agreement the difference with its 95% band, or of every arm the level.

    Of levels, bands hold every seed.
    """
    question = gathered.question
    at = question.totals.index(place), [each.name for each in MEASURES].index(measure.name)
    values = gathered.curve[0, :, :, :, at[0], at[1]]
    if shown == LEVEL:
        return [
            Line(arm.name, i, _mean(values[i]), values[i].min(axis=0), values[i].max(axis=0))
            for i, arm in enumerate(question.arms)
        ]
    if measure.over == "sum":
        values = values.cumsum(axis=2)
    found = [(i, arm.name, paired(values[0], values[i])) for i, arm in enumerate(question.arms) if i]
    return [Line(name, i, each["difference"], each["low"], each["high"]) for i, name, each in found]


def _mean(values: Values) -> Values:
    return np.asarray(values.mean(axis=0))


def curve_picture(gathered: Gathered, name: str, place: str, shown: str) -> Picture:
    """A measure month by month.

    Parameters
    ----------
    gathered
        What came of the runs.
    name
        The measure.
    place
        A sector's total or the whole system.
    shown
        :data:`DIFFERENCE` or :data:`LEVEL`.
    """
    measure, question = BY_NAME[name], gathered.question
    calendar = Calendar(question.start)
    months = [calendar.name(month) for month in range(question.months)]
    found = lines(gathered, measure, place, shown)
    everything = [float(v) for line in found for part in (line.middle, line.low, line.high) for v in part]
    times, unit = scale(measure, everything, difference=shown == DIFFERENCE)
    so_far = " so far" if shown == DIFFERENCE and measure.over == "sum" else ""
    what = f"difference from today{so_far}" if shown == DIFFERENCE else "each month"
    where = question.titles[place] if place != "all" else "whole system"
    title = f"{measure.title}, {where}: {what}, {unit}"
    return Picture(
        title,
        _sentence(measure, found, months, where, shown),
        _option(found, months, times, unit, is_level=shown == LEVEL),
        _columns(found, unit, shown, _decimals(everything, times)),
        [_row(month_words(month), m, found, times) for m, month in enumerate(months)],
    )


def _sentence(measure: Measure, found: list[Line], months: list[str], where: str, shown: str) -> str:
    """Where the lines end; a measure that adds up has then added up over the whole run."""
    last = month_words(months[-1])
    if shown == LEVEL:
        ends = "; ".join(f"{line.name} {_level(measure, line.middle[-1])}" for line in found)
        return f"{capital(phrase(measure).name)}, {where}, in {last}: {ends}."
    when = f"By the end of {last}" if measure.over == "sum" else f"In {last}"
    ends = "; ".join(f"{line.name}: {change(measure, *_end(line))}" for line in found)
    return f"{when}, {where}, against today: {ends}."


def _end(line: Line) -> tuple[float, float, float]:
    return float(line.middle[-1]), float(line.low[-1]), float(line.high[-1])


def _level(measure: Measure, value: float) -> str:
    unit = {"share": "%", "GBP": "", "0-100": " points in 100"}.get(measure.unit, f" {measure.unit}")
    return f"{bare(measure, float(value)).replace('-', '−')}{unit}"


def _decimals(values: list[float], times: float) -> int:
    peak = max((abs(value) for value in values if np.isfinite(value)), default=0.0) * times
    return 3 if peak < 1 else 2 if peak < 100 else 1 if peak < 1000 else 0


def _columns(found: list[Line], unit: str, shown: str, decimals: int) -> list[Column]:
    low, high = ("low", "high") if shown == DIFFERENCE else ("least", "most")
    columns = [Column("Month")]
    for line in found:
        columns += [Column(title, unit, numeric=True, decimals=decimals)
                    for title in (line.name, f"{line.name}, {low}", f"{line.name}, {high}")]  # fmt: skip
    return columns


def _row(month: str, m: int, found: list[Line], times: float) -> list[Cell]:
    cells: list[Cell] = [month]
    for line in found:
        cells += [number(float(part[m]) * times) for part in (line.middle, line.low, line.high)]
    return cells


def _option(found: list[Line], months: list[str], times: float, unit: str, *, is_level: bool) -> Mapping[str, Any]:
    """Lines with their names at their ends; bands are an unseen lower line and the rest stacked on it."""
    series: list[dict[str, Any]] = []
    unseen = {
        "type": "line",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "stackStrategy": "all",
        "tooltip": {"show": False},
    }
    for line in found:
        style = arm_style(line.position)
        if np.isfinite(line.low).any() and (line.high > line.low).any():
            stack = f"band {line.position}"
            series += [
                {**unseen, "stack": stack, "data": _data(line.low, times)},
                {**unseen, "stack": stack, "data": _data(line.high - line.low, times),
                 "areaStyle": {"color": style.colour, "opacity": 0.16}},
            ]  # fmt: skip
    for line in found:
        style = arm_style(line.position)
        series.append(
            {
                "type": "line",
                "name": short(line.name),
                "symbol": "none",
                "data": _data(line.middle, times),
                "lineStyle": {"color": style.colour, "width": 2.5, "type": dash(style)},
                "itemStyle": {"color": style.colour},
                "endLabel": {"show": True, "formatter": short(line.name), "color": style.ink, "fontSize": 12,
                             "width": 104, "overflow": "break", "lineHeight": 14},
                "labelLayout": {"moveOverlap": "shiftY"},
            }
        )  # fmt: skip
    return {
        "grid": {"left": 8, "right": 116, "top": 30, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [_short_month(month) for month in months],
            "boundaryGap": False,
            # Further down than usual: the first month stands beside the lowest number of the other axis.
            "axisLabel": {"margin": 16},
        },
        "yAxis": {"type": "value", "name": unit, "nameTextStyle": {"align": "left"}, "scale": is_level},
        "series": series,
        "tooltip": {"trigger": "axis"},
    }


def _data(values: Values, times: float) -> list[float | None]:
    return [number(float(value) * times, 5) for value in values]


def _short_month(month: str) -> str:
    return f"{month_words(month)[:3]} {month[:4]}"
