"""Headlines: what each agreement changes for the whole system, in words, as a chart and as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icsim.experiment.amounts import amount
from icsim.experiment.measures import Measure
from icsim.report.gains import who_pays
from icsim.report.headlines import pairing, summaries, whole_system
from icsim.report.wording import capital, change, duration, measure_named, of_seeds, signed, span, unit_words, way
from icsim.ui.compare.picture import Picture, kind_colour, kinds_key, number, short
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.report.findings import Findings

SHOWN = ("vacancy_share", "leavers", "unfilled_fte", "agency_gbp", "cost_gbp", "strain")
"""Measures that stand at the head of the results, in order."""
FEWEST_FOR_VERDICT = 4
"""Seeds before a change is called better or worse; with fewer, ranges are said as they are so far."""
LEADING = ("leavers", "vacancy_share")
"""Measures of the one sentence that is read out."""
_BILLION = 1e9


@dataclass(frozen=True)
class Card:
    """An agreement's effect in sentences, each under its heading.

    Parameters
    ----------
    name
        The agreement.
    said
        Heading and sentence: what is better, worse, not clear, who gains, who pays.
    """

    name: str
    said: tuple[tuple[str, str], ...]


def cards(findings: Findings) -> list[Card]:
    """Each agreement in a few sentences."""
    if len(findings.seeds) < FEWEST_FOR_VERDICT:
        return [Card(name, _so_far(findings, name)) for name in findings.shown]
    found = []
    for each in summaries(findings):
        gain, pay = who_pays(findings, each.name)
        parts = {"Better": each.better, "Worse": each.worse, "Not clear": each.unclear, "Who gains": gain,
                 "Who pays": pay}  # fmt: skip
        said = tuple((head, f"{capital(words)}.") for head, words in parts.items() if words)
        found.append(Card(each.name, said or (("The same", "Nothing differs from today."),)))
    return found


def _so_far(findings: Findings, name: str) -> tuple[tuple[str, str], ...]:
    rows = whole_system(findings, name)
    changes = [_change(measure_named(key), rows[key], findings.months) for key in SHOWN if key in rows]
    return (("So far", f"{capital('; '.join(changes))}."),)


def _change(measure: Measure, row: Mapping[str, Any], months: int) -> str:
    time = f" in {duration(months)}" if measure.over == "sum" else ""
    return f"{change(measure, row['difference'], row['low'], row['high'])}{time}"


def headline_picture(findings: Findings) -> Picture:
    """The headline measures: change against today in percent of today, with its range."""
    by_name = {name: whole_system(findings, name) for name in findings.shown}
    rows: list[list[Cell]] = []
    marks: list[_Mark] = []
    for key in SHOWN:
        measure = measure_named(key)
        for position, (name, own) in enumerate(by_name.items(), start=1):
            if key not in own:
                continue
            row = own[key]
            rows.append(_cells(measure, name, row))
            marks.append(_Mark.of(measure, name if len(by_name) > 1 else "", position, row))
    columns = [
        Column("Measure"),
        Column("Agreement"),
        Column("Today", numeric=True),
        Column("With it", numeric=True),
        Column("Change", numeric=True),
        Column("95% range", numeric=True),
        Column("Better in", "seeds", numeric=True),
        Column("Meaning"),
    ]
    notes = [said for said in (pairing(findings),) if said]
    title = "Change against today for the whole system, in per cent of today"
    return Picture(
        title,
        sentence(findings),
        _option(marks),
        columns,
        rows,
        len(marks) if len(by_name) == 1 else len(marks) * 3 // 2,  # with each a line more of words
        notes,
        kinds_key(mark.kind for mark in marks),
    )


def side_by_side(findings: Findings) -> tuple[list[Column], list[list[Cell]]]:
    """Headline measures as rows, today and each agreement's change from it as columns."""
    by_name = {name: whole_system(findings, name) for name in findings.shown}
    columns = [Column("Measure"), Column("Today", numeric=True)]
    columns += [Column(name, "change, 95% range", numeric=True) for name in by_name]
    rows: list[list[Cell]] = []
    for key in SHOWN:
        measure = measure_named(key)
        own = [rows_of.get(key) for rows_of in by_name.values()]
        first = next((row for row in own if row is not None), None)
        if first is not None:
            today = _level(measure, first["base"])
            rows.append([measure.title, today, *(None if row is None else _with_range(measure, row) for row in own)])
    return columns, rows


def _with_range(measure: Measure, row: Mapping[str, Any]) -> str:
    changed = _signed_words(measure, row["difference"])
    return f"{changed} ({span(measure, row['low'], row['high'])})" if math.isfinite(row["low"]) else changed


@dataclass(frozen=True)
class Glance:
    """An agreement in one line.

    Parameters
    ----------
    name
        The agreement.
    changes
        Of each headline measure: its title, the change, and whether it is better, worse, different, unclear or the
        same; not known while there are few seeds.
    """

    name: str
    changes: tuple[tuple[str, str, str], ...]


def glances(findings: Findings) -> list[Glance]:
    """Every agreement in one line, to be seen while it is edited."""
    found = []
    for name in findings.shown:
        own = whole_system(findings, name)
        changes = [
            (measure.title, _signed_words(measure, own[key]["difference"]), _judged(measure, own[key]))
            for key in SHOWN
            if key in own
            for measure in [measure_named(key)]
        ]
        found.append(Glance(name, tuple(changes)))
    return found


def _judged(measure: Measure, row: Mapping[str, Any]) -> str:
    known = row["seeds"] >= FEWEST_FOR_VERDICT and math.isfinite(row["low"])
    return way(measure, row["low"], row["high"]) if known else "not known"


def sentence(findings: Findings) -> str:
    """What is changed in leavers and vacancies, a clause an agreement."""
    said = []
    for name in findings.shown:
        rows = whole_system(findings, name)
        changes = [_change(measure_named(key), rows[key], findings.months) for key in LEADING if key in rows]
        said.append(f"{name}: {', '.join(changes)}")
    return f"Against today: {'; '.join(said)}."


def _cells(measure: Measure, name: str, row: Mapping[str, Any]) -> list[Cell]:
    judged = way(measure, row["low"], row["high"])
    suffix = _suffix(measure)
    return [
        measure.title,
        name,
        _level(measure, row["base"]),
        _level(measure, row["value"]),
        _signed_words(measure, row["difference"]),
        "no range yet" if not math.isfinite(row["low"]) else f"{span(measure, row['low'], row['high'])}{suffix}",
        of_seeds(row["better_share"], row["seeds"]),
        "not known yet" if not math.isfinite(row["low"]) else {"same": "no difference"}.get(judged, judged),
    ]


def _level(measure: Measure, value: float) -> str:
    """An amount in words; much money in thousands of millions, of which two decimals are enough beside its change."""
    if measure.unit == "GBP" and abs(value) >= _BILLION:
        return f"£{value / _BILLION:,.2f}bn".replace("£-", "−£")
    return amount(measure, value).replace("-", "−")


def _suffix(measure: Measure) -> str:
    return "" if measure.unit == "GBP" else f" {unit_words(measure, difference=True)}"


def _signed_words(measure: Measure, value: float) -> str:
    return f"{signed(measure, value)}{_suffix(measure)}"


@dataclass(frozen=True)
class _Mark:
    """A difference and its range in percent of today, as it is drawn; its title says it in its own unit."""

    title: str
    middle: float
    low: float
    high: float
    kind: str
    position: int

    @classmethod
    def of(cls, measure: Measure, name: str, position: int, row: Mapping[str, Any]) -> _Mark:
        base = abs(row["base"])
        per = 100.0 / base if base else math.nan
        title = "\n".join([measure.title, *([short(name)] if name else []), _signed_words(measure, row["difference"])])
        kind = way(measure, row["low"], row["high"])
        ends = (row[end] * per for end in ("difference", "low", "high"))
        middle, low, high = (float(f"{end:.4g}") if math.isfinite(end) else math.nan for end in ends)
        return cls(title, middle, low, high, kind, position)


def _option(marks: list[_Mark]) -> dict[str, Any]:
    """Ranges as floating bars with a dot each, a row a measure and agreement; the symbol says which agreement."""
    symbols = ("circle", "diamond", "rect", "triangle")
    ends = [end for mark in marks for end in (mark.low, mark.middle, mark.high) if math.isfinite(end)] or [0.0]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.12 * ((high - low) or 1.0)
    spans = [(mark.low, mark.high) if math.isfinite(mark.low) else (mark.middle, mark.middle) for mark in marks]
    clear = {"color": "rgba(0,0,0,0)"}
    return {
        "grid": {"left": 8, "right": 20, "top": 8, "bottom": 50, "containLabel": True},
        "xAxis": {"type": "value", "min": number(low - room, 2), "max": number(high + room, 2), "splitNumber": 4,
                  "axisLabel": {"showMinLabel": False, "showMaxLabel": False},
                  "name": "drawn: change in % of today\nat the left: change in its own unit", "nameLocation": "middle",
                  "nameGap": 26, "nameTextStyle": {"lineHeight": 18}},
        "yAxis": {"type": "category", "data": [mark.title for mark in marks], "inverse": True,
                  "axisTick": {"show": False}, "axisLabel": {"width": 150, "overflow": "truncate", "lineHeight": 14}},
        "series": [
            {"type": "bar", "stack": "range", "stackStrategy": "all", "barWidth": 8, "silent": True,
             "data": [{"value": number(first), "itemStyle": clear} for first, _ in spans]},
            {"type": "bar", "stack": "range", "stackStrategy": "all", "barWidth": 8, "silent": True,
             "data": [{"value": number(last - first), "itemStyle": {"color": kind_colour(mark.kind), "opacity": 0.4}}
                      for (first, last), mark in zip(spans, marks, strict=True)]},
            {"type": "scatter", "symbolSize": 11, "data": [
                {"value": [number(mark.middle), i], "symbol": symbols[(mark.position - 1) % 4],
                 "itemStyle": {"color": kind_colour(mark.kind)}}
                for i, mark in enumerate(marks)]},
        ],
    }  # fmt: skip
