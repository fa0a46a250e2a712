"""The validation as one page for a browser that needs nothing else: every figure, published and modelled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.fitting.acceptance import Verdict, tally
from icsim.fitting.figures import UNIT_WORDS, figure, more_digits, records, span, years
from icsim.fitting.predict import COVERAGE, LEAST_HEADS
from icsim.fitting.targets import USE_WORDS
from icsim.fitting.validation_words import GROUP_WORDS, VERDICT_MARKS, marked
from icsim.report.svg import Drawing
from icsim.report.wording import duration, last_month, month_words

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from icsim.fitting.validation import Validated

_HERE = Path(__file__).parent
_TEMPLATE, _STYLES = "validation.html.jinja", ("brief.css", "validation.css")
_WIDTH, _HEIGHT, _EDGE = 150.0, 16.0, 6.0
_ROOM = 0.12
"""Empty part of a picture on each side of what is drawn."""
_KINDS = {Verdict.passed: "better", Verdict.missed: "worse"}
_JUDGED, _SHOWN = (Verdict.passed, Verdict.missed), (Verdict.context,)
"""What may come of a figure of the whole of England, and of one system."""
_NOT_FITTED = (
    "What icsim calibrate fits",
    "No calibrated parameter is in force in these runs: nothing in them was fitted to these figures.",
)
"""Heading and a sentence for figures that a calibration is fitted to, where none is in force."""


@dataclass(frozen=True)
class Line:
    """One figure, ready to be read."""

    title: str
    years: str
    published: str
    range: str
    judged: bool
    model: str
    interval: str
    picture: Markup
    verdict: str
    mark: str
    kind: str
    note: str
    unit: str


def validation_html(found: Validated) -> str:
    """The page as HTML: the same text for the same validation.

    Parameters
    ----------
    found
        What a validation found.
    """
    rows = marked(records(found.table))
    accepted = [_line(row) for row in rows if row["acceptance"]]
    groups = [(title, said, lines) for title, said, lines in _groups(found, rows) if lines]
    return _template().render(
        style="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES),
        system=found.system.name,
        whole=found.whole_country,
        span=f"{month_words(found.start)} to {month_words(last_month(found.start, found.months))}",
        duration=duration(found.months),
        seeds=len(found.seeds),
        calibrated=len(found.calibrated),
        drawn="" if found.draws is None else found.draws.words,
        parameters=sorted(found.parameters.items()),
        targets=found.targets,
        accepted=accepted,
        groups=groups,
        tally=records(tally(found.table)),
        verdicts=[*map(str, _JUDGED if found.whole_country else _SHOWN), str(Verdict.unmeasured)],
        prediction=_prediction(found),
        left_out="left_out_inside" in found.prediction.columns,
        coverage=f"{100 * COVERAGE:.0f}%",
        least_heads=LEAST_HEADS,
        sources=[_source(row) for row in rows],
    )


def _groups(found: Validated, rows: list[dict[str, Any]]) -> list[tuple[str, str, list[Line]]]:
    """Figures by what they are used for, those predicted first; acceptance figures stand in their own table."""
    words = dict(GROUP_WORDS)
    if not found.calibrated and found.draws is None:
        words["fit"] = _NOT_FITTED
    groups = []
    for use in reversed(USE_WORDS):
        title, said = words[use]
        own = [row for row in rows if row["use"] == USE_WORDS[use] and not row["acceptance"]]
        groups.append((title, said, [_line(row) for row in own]))
    return groups


def _line(row: dict[str, Any]) -> Line:
    unit, said = row["unit"], Verdict(row["verdict"])
    first, last = row["first_year"], row["last_year"]
    digits = more_digits(row)
    return Line(
        title=row["title"],
        years=f"{'year' if first == last else 'years'} {years(first, last)}",
        published=figure(row["published"], unit),
        range=span(row["low"], row["high"], unit, digits),
        judged=row["range_is"] == "judged",
        model=figure(row["model"], unit, digits),
        interval=span(row["model_low"], row["model_high"], unit, digits),
        picture=_picture(row, _KINDS.get(said, "different")),
        verdict=str(said),
        mark=VERDICT_MARKS[said],
        kind=_KINDS.get(said, "same"),
        note=row["note"],
        unit=UNIT_WORDS.get(unit, unit),
    )


def _picture(row: dict[str, Any], kind: str) -> Markup:
    """The published range as a bar, its value as a stroke, the runs as a line with a dot at their mean."""
    names = ("low", "high", "published", "model_low", "model_high", "model")
    ends = [row[name] for name in names if math.isfinite(row[name])]
    least, most = min(ends), max(ends)
    room = _ROOM * (most - least) or abs(most) or 1.0
    least, most = least - room, most + room

    def at(value: float) -> float:
        return float(_EDGE + (_WIDTH - 2 * _EDGE) * (value - least) / (most - least))

    drawing, middle = Drawing(_WIDTH, _HEIGHT), _HEIGHT / 2
    drawing.line((_EDGE, middle), (_WIDTH - _EDGE, middle), "grid")
    high = row["high"] if math.isfinite(row["high"]) else most
    drawing.bar((at(row["low"]), 3.0), max(at(high) - at(row["low"]), 1.0), _HEIGHT - 6.0, "published")
    if math.isfinite(row["published"]):
        drawing.line((at(row["published"]), 1.0), (at(row["published"]), _HEIGHT - 1.0), "axis")
    if math.isfinite(row["model"]):
        drawing.line((at(row["model_low"]), middle), (at(row["model_high"]), middle), f"range {kind}")
        drawing.dot((at(row["model"]), middle), 3.2, f"dot {kind}")
    return drawing.mark()


def _prediction(found: Validated) -> list[dict[str, Any]]:
    """Rows of the table of trusts: whole numbers and percentages."""
    rows = []
    for row in records(found.prediction):
        shown = {"flow": row["flow"].capitalize(), "group": _group_words(row["staff_group"]), "cells": row["cells"]}
        for name, value in row.items():
            if "inside" in name or "calibrated" in name:
                shown[name] = figure(value, "share")
            elif name in ("ratio", "dispersion"):
                shown[name] = "–" if math.isnan(value) else f"{value:.2f}"
        rows.append(shown | {"total": row["staff_group"] == "all"})
    return rows


def _group_words(name: str) -> str:
    from icsim.codes import StaffGroup

    return "All groups" if name == "all" else StaffGroup[name].label


def _source(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in ("title", "definition", "derived", "source", "published_for", "evidence",
                                              "measured_as")}  # fmt: skip


@cache
def _template() -> Template:
    """The page; names are escaped, whatever is in them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(_TEMPLATE)
