"""Trend: the vacancy rate month by month, and how it differs from today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from icsim.experiment.measures import ALL, BY_NAME
from icsim.experiment.question import TODAY
from icsim.months import MONTHS_PER_YEAR
from icsim.report.findings import Findings
from icsim.report.svg import Drawing, Point, ticks
from icsim.report.wording import duration, month_words, signed, with_range

MEASURE = BY_NAME["vacancy_share"]
MOST_COLUMNS = 4
"""Moments shown in the table beside the chart, at most."""

_WIDTH, _HEIGHT = 680.0, 164.0
_TOP, _BOTTOM = 20.0, 142.0
_LEFT, _RIGHT = (36.0, 322.0), (388.0, 674.0)


@dataclass(frozen=True)
class Series:
    """One arm month by month, in percent or percentage points; its difference is empty for today."""

    name: str
    style: str
    months: tuple[str, ...]
    value: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    difference: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Trend:
    """The chart, its legend, and the same as a table."""

    chart: Markup
    legend: tuple[tuple[str, Markup], ...]
    moments: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def trend(findings: Findings) -> Trend | None:
    """Draw the vacancy rate; None without curves."""
    series = [_series(findings, name, f"s{i}") for i, name in enumerate((TODAY, *findings.shown))]
    series = [each for each in series if each.months]
    if not series:
        return None
    at = _moments(len(series[0].months))
    rows = [(each.name, tuple(_told(each, m) for m in at)) for each in series]
    return Trend(
        chart=_chart(findings, series),
        legend=tuple((each.name, _swatch(each.style)) for each in series),
        moments=tuple(month_words(series[0].months[m]) for m in at),
        rows=tuple(rows),
    )


def _told(series: Series, month: int) -> tuple[str, str]:
    """A month in the table: the rate, and how it differs from today."""
    return f"{series.value[month]:.2f}%", "" if series.name == TODAY else _difference(series, month)


def _difference(series: Series, month: int) -> str:
    difference, low, high = (each[month] / 100 for each in (series.difference, series.low, series.high))
    if not math.isfinite(low):
        return signed(MEASURE, difference)
    shown, interval = with_range(MEASURE, difference, low, high)
    return f"{shown} ({interval})"


def _series(findings: Findings, name: str, style: str) -> Series:
    rows = findings.rows("curves", future=findings.future, agreement=name, place=ALL, measure=MEASURE.name)
    if rows.empty:
        return Series(name, style, *((),) * 7)
    rows = rows.sort_values("month", kind="stable")
    columns: list[Any] = [
        tuple((100 * rows[column]).tolist()) for column in ("value", "least", "most", "difference", "low", "high")
    ]
    return Series(name, style, tuple(rows["month"]), *columns)


def _moments(months: int) -> list[int]:
    """Months shown in the table: the last of each year and of the run, thinned out where they are many."""
    ends = [*range(MONTHS_PER_YEAR - 1, months - 1, MONTHS_PER_YEAR), months - 1]
    every = -(-len(ends) // MOST_COLUMNS)
    return ends[::-1][::every][::-1]


class _Panel:
    """A part of the chart with axes of its own."""

    def __init__(self, drawing: Drawing, sides: Point, months: int, values: Sequence[float]) -> None:
        known = [value for value in values if math.isfinite(value)] or [0.0]
        low, high = min(known), max(known)
        room = 0.08 * (high - low) or 0.5
        self.low, self.high = low - room, high + room
        self._drawing, self._sides, self._last = drawing, sides, max(months - 1, 1)

    def at(self, month: int, value: float) -> Point:
        left, right = self._sides
        down = (self.high - value) / (self.high - self.low)
        return left + (right - left) * month / self._last, _TOP + (_BOTTOM - _TOP) * down

    def axes(self, title: str, months: Sequence[str], *, sign: bool) -> None:
        left, right = self._sides
        self._drawing.text((left - 32, 10), title, "head")
        marks = ticks(self.low, self.high)
        step = min((b - a for a, b in pairwise(marks)), default=1.0)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        for mark in marks:
            y = self.at(0, mark)[1]
            self._drawing.line((left, y), (right, y), "zero" if sign and abs(mark) < step / 2 else "grid")
            text = f"{mark + 0.0:{'+' if sign and abs(mark) > step / 2 else ''}.{decimals}f}".replace("-", "−")
            self._drawing.text((left - 5, y + 3), text, "tick end")
        every = MONTHS_PER_YEAR * -(-len(months) // (MONTHS_PER_YEAR * 6))
        for month in range(0, len(months), every):
            x = self.at(month, self.low)[0]
            self._drawing.line((x, _BOTTOM), (x, _BOTTOM + 4), "axis")
            self._drawing.text((x, _BOTTOM + 15), _short(months[month]), "tick middle")
        self._drawing.line((left, _BOTTOM), (right, _BOTTOM), "axis")

    def band(self, low: Sequence[float], high: Sequence[float], kind: str) -> None:
        there = [m for m in range(len(low)) if math.isfinite(low[m]) and math.isfinite(high[m])]
        if len(there) > 1:
            edge = [self.at(m, high[m]) for m in there] + [self.at(m, low[m]) for m in reversed(there)]
            self._drawing.path(edge, kind, closed=True)

    def curve(self, values: Sequence[float], kind: str) -> None:
        there = [self.at(m, value) for m, value in enumerate(values) if math.isfinite(value)]
        if len(there) > 1:
            self._drawing.path(there, kind)
        elif there:
            self._drawing.dot(there[0], 3.0, kind.replace("curve", "dot"))


def _chart(findings: Findings, series: Sequence[Series]) -> Markup:
    drawing, today, others = Drawing(_WIDTH, _HEIGHT), series[0], series[1:]
    months = today.months
    levels = [value for each in series for value in each.value]
    left = _Panel(drawing, _LEFT, len(months), [*levels, *today.least, *today.most])
    left.axes("Vacancy rate, % of funded posts", months, sign=False)
    left.band(today.least, today.most, f"band {today.style}")
    for each in series:
        left.curve(each.value, f"curve {each.style}")
    ends = [value for each in others for side in (each.low, each.high, each.difference) for value in side]
    right = _Panel(drawing, _RIGHT, len(months), [0.0, *ends])
    right.axes("Difference from today, percentage points", months, sign=True)
    for each in others:
        right.band(each.low, each.high, f"band {each.style}")
    for each in others:
        right.curve(each.difference, f"curve {each.style}")
    title = f"Vacancy rate of all organisations over {duration(findings.months)}"
    return drawing.figure("trend", title, _described(series))


def _described(series: Sequence[Series]) -> str:
    months = series[0].months
    last = month_words(months[-1])
    said = [f"{each.name}: {each.value[0]:.2f}% in {month_words(months[0])}, {each.value[-1]:.2f}% in {last}"
            for each in series]  # fmt: skip
    said += [f"difference of {each.name} from today in {last}: {_difference(each, -1)} percentage points"
             for each in series[1:]]  # fmt: skip
    return f"{'; '.join(said)}. The table below gives the end of each year."


def _short(month: str) -> str:
    return f"{month_words(month)[:3]} {month[:4]}"


def _swatch(style: str) -> Markup:
    drawing = Drawing(26, 8)
    drawing.line((0, 4), (26, 4), f"curve {style}")
    return drawing.mark()
