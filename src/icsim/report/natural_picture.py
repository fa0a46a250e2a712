"""Picture of a natural experiment: what the model says month by month, and what was published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from icsim.months import MONTHS_PER_YEAR
from icsim.natural.measures import MEASURES
from icsim.report.palette import ARMS, EDGE, INK, LINE, PAPER, SOFT, TODAY_STYLE, TYPE, ArmStyle
from icsim.report.svg import Drawing, Point, ticks

if TYPE_CHECKING:
    from icsim.natural.findings import Line
    from icsim.natural.written import FactFile, NaturalFile, PanelFile

_WIDTH, _PANEL, _PLOT = 680.0, 236.0, 150.0
_LEFT, _RIGHT, _TOP = 58.0, 668.0, 34.0
_LEGEND_STEP = 15.0
_SHARES = ("share", "per year")
"""Units, or how they begin, that are drawn in percent."""


@dataclass(frozen=True)
class _Style:
    style: ArmStyle
    others: bool

    @property
    def kind(self) -> str:
        return f"a{ARMS.index(self.style)}" if self.style in ARMS else "today"


def picture(written: NaturalFile, lines: Sequence[Line]) -> str:
    """The picture as an SVG file that needs nothing else.

    Parameters
    ----------
    written
        The natural experiment.
    lines
        What the model says.
    """
    named = list(written.arms)
    heights = [_PANEL + _LEGEND_STEP * (_entries(panel) - 1) for panel in written.picture]
    drawing = Drawing(_WIDTH, sum(heights))
    top = 0.0
    for i, (panel, height) in enumerate(zip(written.picture, heights, strict=True)):
        own = [line for line in lines if line.panel == i]
        _panel(drawing, top, panel, own, named, written.facts)
        top += height
    words = "; ".join(_said(panel, [line for line in lines if line.panel == i], written.facts)
                      for i, panel in enumerate(written.picture))  # fmt: skip
    figure = drawing.figure("natural", written.natural, f"{words}.")
    head, rest = str(figure).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).split("</desc>", 1)
    return f"{head}</desc>{_STYLE}{rest}\n"


def _entries(panel: PanelFile) -> int:
    return len(panel.arms) * (1 if panel.others is None else 2)


def _percent(panel: PanelFile) -> bool:
    return MEASURES[panel.measure].unit.startswith(_SHARES)


def _style(named: Sequence[str], line: Line) -> _Style:
    at = named.index(line.arm)
    return _Style(TODAY_STYLE if at == 0 else ARMS[(at - 1) % len(ARMS)], line.others)


def _panel(
    drawing: Drawing, top: float, panel: PanelFile, own: Sequence[Line], named: Sequence[str], facts: Sequence[FactFile]
) -> None:
    scale = 100.0 if _percent(panel) else 1.0
    months = own[0].months
    marks = [(mark.at, fact) for mark in panel.published for fact in facts if fact.fact == mark.fact]
    values = [v * scale for line in own for side in (line.least, line.most) for v in side if math.isfinite(v)]
    values += [v * scale for _, fact in marks for v in (fact.value, fact.low, fact.high) if v is not None]
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 0.5
    low, high = low - room, high + room
    first, last = _number(min(months[0], *(at for at, _ in marks), months[0])), _number(months[-1])

    def at(month: str, value: float) -> Point:
        across = (_number(month) - first) / max(last - first, 1)
        return _LEFT + (_RIGHT - _LEFT) * across, top + _TOP + _PLOT * (high - value) / (high - low)

    drawing.text((4, top + 15), f"{panel.title}{', %' if scale > 1 else f', {MEASURES[panel.measure].unit}'}", "head")
    _axes(drawing, at, (low, high), (first, last), top)
    for line in own:
        style = _style(named, line)
        edge = [at(m, v * scale) for m, v in zip(months, line.most, strict=True) if math.isfinite(v)]
        edge += [at(m, v * scale) for m, v in reversed([*zip(months, line.least, strict=True)]) if math.isfinite(v)]
        if len(months) > 1:
            drawing.path(edge, f"band {style.kind}", closed=True)
    for line in own:
        style = _style(named, line)
        there = [at(m, v * scale) for m, v in zip(months, line.mean, strict=True) if math.isfinite(v)]
        drawing.path(there, f"curve {style.kind}{' thin' if line.others else ''}")
    for month, fact in marks:
        if fact.low is not None and fact.high is not None:
            drawing.line(at(month, fact.low * scale), at(month, fact.high * scale), "range")
        drawing.dot(at(month, fact.value * scale), 4.0, "fact")
    _legend(drawing, top + _TOP + _PLOT + 34, panel, own, named, bool(marks))


def _axes(drawing: Drawing, at: object, ends: Point, span: tuple[int, int], top: float) -> None:
    assert callable(at)  # noqa: S101
    low, high = ends
    marks = ticks(low, high)
    step = min((b - a for a, b in pairwise(marks)), default=1.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    for mark in marks:
        _, y = at(_name(span[0]), mark)
        drawing.line((_LEFT, y), (_RIGHT, y), "grid")
        drawing.text((_LEFT - 6, y + 3.5), f"{mark + 0.0:,.{decimals}f}".replace("-", "−"), "tick end")
    bottom = top + _TOP + _PLOT
    every = -(-(span[1] - span[0]) // (10 * MONTHS_PER_YEAR)) * MONTHS_PER_YEAR
    for month in range(span[0], span[1] + 1):
        if month % MONTHS_PER_YEAR == 0 and (month // MONTHS_PER_YEAR) % max(every // MONTHS_PER_YEAR, 1) == 0:
            x, _ = at(_name(month), low)
            drawing.line((x, bottom), (x, bottom + 4), "axis")
            drawing.text((x, bottom + 16), f"{month // MONTHS_PER_YEAR}", "tick middle")
    drawing.line((_LEFT, bottom), (_RIGHT, bottom), "axis")


def _legend(
    drawing: Drawing, y: float, panel: PanelFile, own: Sequence[Line], named: Sequence[str], published: bool
) -> None:
    for i, line in enumerate(own):
        style = _style(named, line)
        drawing.line((_LEFT, y + _LEGEND_STEP * i - 4), (_LEFT + 30, y + _LEGEND_STEP * i - 4),
                     f"curve {style.kind}{' thin' if line.others else ''}")  # fmt: skip
        drawing.text((_LEFT + 38, y + _LEGEND_STEP * i), _line_words(line, panel), "label")
    if published:
        drawing.dot((_RIGHT - 86, y - 4), 4.0, "fact")
        drawing.text((_RIGHT - 76, y), "published", "label")


def _line_words(line: Line, panel: PanelFile) -> str:
    if panel.others is None:
        return line.arm
    return f"{line.arm}: {'others' if line.others else 'those who sign'}"


def _said(panel: PanelFile, own: Sequence[Line], facts: Sequence[FactFile]) -> str:
    """A panel in words, for those who do not see it."""
    scale, unit = (100.0, "%") if _percent(panel) else (1.0, f" {MEASURES[panel.measure].unit}")
    said = [
        f"{_line_words(line, panel)}: {line.mean[0] * scale:.4g}{unit} in {line.months[0]}, "
        f"{line.mean[-1] * scale:.4g}{unit} in {line.months[-1]}"
        for line in own
    ]
    by_name = {fact.fact: fact for fact in facts}
    said += [f"published for {mark.at}: {by_name[mark.fact].value * scale:.4g}{unit}" for mark in panel.published]
    return f"{panel.title}. {', '.join(said)}"


def _number(month: str) -> int:
    return int(month[:4]) * MONTHS_PER_YEAR + int(month[5:]) - 1


def _name(number: int) -> str:
    year, index = divmod(number, MONTHS_PER_YEAR)
    return f"{year:04d}-{index + 1:02d}"


def _colours() -> str:
    styles = [("today", TODAY_STYLE), *((f"a{i}", style) for i, style in enumerate(ARMS))]
    return "".join(
        f".curve.{name}{{stroke:{style.colour};stroke-dasharray:{' '.join(map(str, style.dash)) or 'none'}}}"
        f".band.{name}{{fill:{style.colour}}}"
        for name, style in styles
    )


_STYLE = (
    "<style>"
    f"svg{{background:{PAPER};font-family:{TYPE};fill:{INK};font-size:11px}}"
    f".head{{font-size:12.5px;font-weight:600}}.tick{{fill:{SOFT};font-size:10.5px}}"
    ".end{text-anchor:end}.middle{text-anchor:middle}"
    f".grid{{stroke:{LINE};stroke-width:1}}.axis{{stroke:{EDGE};stroke-width:1}}"
    ".curve{fill:none;stroke-width:2}.thin{stroke-width:1}.band{opacity:0.14}"
    f".fact{{fill:{PAPER};stroke:{INK};stroke-width:2}}.range{{stroke:{INK};stroke-width:1.5}}"
    f"{_colours()}"
    "</style>"
)
