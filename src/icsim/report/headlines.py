"""Headlines: what each agreement changes for the whole system, in sentences and side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from markupsafe import Markup

from icsim.experiment.amounts import bare
from icsim.experiment.measures import ALL, Measure
from icsim.experiment.question import TODAY
from icsim.report.findings import Findings
from icsim.report.svg import Drawing
from icsim.report.wording import (
    change,
    duration,
    listed,
    measure_named,
    of_seeds,
    phrase,
    unit_words,
    way,
    with_range,
)

HEADLINES = (
    "vacancy_share", "leavers", "unfilled_fte", "onboarding_days", "bank_gbp", "agency_gbp", "cost_gbp", "strain",
    "belonging",
)  # fmt: skip
"""Measures of the brief, in order; the workbook has them all."""

_HEIGHT, _EDGE = 12.0, 5.0


@dataclass(frozen=True)
class Summary:
    """What an agreement changes, in phrases.

    Parameters
    ----------
    name
        The agreement.
    better, worse
        What is clearly so; empty if nothing is.
    unclear
        Names of what is not clear.
    """

    name: str
    better: str
    worse: str
    unclear: str


@dataclass(frozen=True)
class Line:
    """One agreement on one measure.

    Parameters
    ----------
    agreement
        Its name.
    value, difference, interval
        Mean under the agreement, difference from today and its 95% interval, as text.
    seeds
        In how many seeds it is better, as text; that it is the same where nothing differs.
    way
        What that means, as :func:`icsim.report.wording.way` says it.
    strip
        The interval drawn to the measure's scale.
    """

    agreement: str
    value: str
    difference: str
    interval: str
    seeds: str
    way: str
    strip: Markup


@dataclass(frozen=True)
class Group:
    """One measure: its title, its unit, what it is today, and each agreement."""

    title: str
    unit: str
    today: str
    lines: tuple[Line, ...]


def whole_system(findings: Findings, agreement: str, against: str = TODAY) -> dict[str, dict[str, Any]]:
    """Differences of an agreement for the whole system under the first future, by measure."""
    rows = findings.records("differences", future=findings.future, against=against, agreement=agreement, place=ALL)
    return {row["measure"]: row for row in rows}


def summaries(findings: Findings) -> list[Summary]:
    """Each agreement in phrases."""
    found = []
    for name in findings.shown:
        rows = whole_system(findings, name)
        there = [(measure_named(key), rows[key]) for key in HEADLINES if key in rows]
        judged = [(way(measure, row["low"], row["high"]), measure, row) for measure, row in there]
        unclear = [phrase(measure).name for each, measure, _ in judged if each in {"unclear", "different"}]
        better, worse = (
            _sentence(findings, word, [(measure, row) for each, measure, row in judged if each == word])
            for word in ("better", "worse")
        )
        found.append(Summary(name, better, worse, listed(unclear)))
    return found


def _sentence(findings: Findings, word: str, rows: Sequence[tuple[Measure, Mapping[str, Any]]]) -> str:
    """``between 12 and 30 fewer leavers in five years (better in 15 of 16 seeds); ...``, seeds once if all alike."""
    changes, seeds = [], []
    for measure, row in rows:
        time = f" in {duration(findings.months)}" if measure.over == "sum" else ""
        changes.append(f"{change(measure, row['difference'], row['low'], row['high'])}{time}")
        share = row["better_share"] if word == "better" else _worse_share(measure, row)
        seeds.append(f"{word} in {of_seeds(share, row['seeds'])} seeds")
    if len(set(seeds)) == 1 and len(seeds) > 1:
        return f"{'; '.join(changes)} (each {seeds[0]})"
    return "; ".join(f"{each} ({said})" for each, said in zip(changes, seeds, strict=True))


def _worse_share(measure: Measure, row: Mapping[str, Any]) -> float:
    """Share of the seeds in which it is worse; a seed in which nothing differs counts as worse where more is better."""
    return float(row["rises_share"]) if measure.better == "lower" else 1.0 - float(row["rises_share"])


def groups(findings: Findings) -> list[Group]:
    """Each headline measure with every agreement."""
    by_agreement = {name: whole_system(findings, name) for name in findings.shown}
    found = []
    for key in HEADLINES:
        measure = measure_named(key)
        rows = {name: own[key] for name, own in by_agreement.items() if key in own}
        if not rows:
            continue
        reach = widest(rows.values())
        lines = tuple(_line(measure, name, row, reach) for name, row in rows.items())
        base = next(iter(rows.values()))["base"]
        found.append(Group(measure.title, unit_words(measure), bare(measure, base), lines))
    return found


def pairing(findings: Findings) -> str:
    """What pairing the seeds was worth, in a sentence; empty where nothing varies."""
    by_name = [whole_system(findings, name) for name in findings.shown]
    rows = [own.get(key) for own in by_name for key in HEADLINES]
    factors = [row["variance_factor"] for row in rows if row is not None and math.isfinite(row["variance_factor"])]
    if not factors:
        return ""
    times = max(round(median(factors)), 1)
    return f"Pairing narrows these ranges as {times:,} times as many unpaired runs would (median)."


def widest(rows: Iterable[Mapping[str, Any]], middle: str = "difference") -> float:
    """The furthest from nothing that any of some intervals, or their middles, lies.

    Parameters
    ----------
    rows
        Each with its ``low`` and ``high``.
    middle
        Column of the means.
    """
    ends = [abs(row[end]) for row in rows for end in ("low", "high", middle)]
    return max((end for end in ends if math.isfinite(end)), default=0.0)


def _line(measure: Measure, name: str, row: Mapping[str, Any], reach: float) -> Line:
    judged = way(measure, row["low"], row["high"])
    difference, interval = with_range(measure, row["difference"], row["low"], row["high"])
    return Line(
        agreement=name,
        value=bare(measure, row["value"]),
        difference=f"{difference} pp" if measure.unit == "share" else difference,
        interval=interval,
        seeds="same" if judged == "same" else of_seeds(row["better_share"], row["seeds"]),
        way=judged,
        strip=strip(row["difference"], row["low"], row["high"], reach, judged),
    )


def strip(difference: float, low: float, high: float, reach: float, kind: str, width: float = 150.0) -> Markup:
    """A dot for a difference on a line for its interval, zero in the middle.

    Parameters
    ----------
    difference, low, high
        What is drawn.
    reach
        What lies at either end.
    kind
        What it means; the class it is drawn in.
    width
        Of the drawing, in pixels.
    """
    drawing, middle = Drawing(width, _HEIGHT), _HEIGHT / 2
    scale = (width / 2 - _EDGE) / reach if reach > 0 else 0.0

    def at(value: float) -> float:
        return width / 2 + value * scale

    drawing.line((_EDGE, middle), (width - _EDGE, middle), "rule")
    drawing.line((width / 2, 0.0), (width / 2, _HEIGHT), "zero")
    if math.isfinite(low) and math.isfinite(high):
        drawing.line((at(low), middle), (at(high), middle), f"range {kind}")
    if math.isfinite(difference):
        drawing.dot((at(difference), middle), 3.2, f"dot {kind}")
    return drawing.mark()
