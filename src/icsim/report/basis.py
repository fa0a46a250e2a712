"""Basis: which numbers a result rests on, and which of them would turn it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icsim.codes import Grade
from icsim.report.findings import Findings
from icsim.report.wording import count, listed, measure_named

MOST_NUMBERS = 6
"""Assumed numbers that the brief names at most; the workbook has them all."""

ASSUMED = Grade.assumption.name


@dataclass(frozen=True)
class Grades:
    """How many numbers an agreement rests on, by grade, and the share that is assumed."""

    agreement: str
    counts: tuple[int, ...]
    total: int
    assumed: str


def grades(findings: Findings) -> list[Grades]:
    """What each agreement rests on."""
    found = []
    for name in findings.shown:
        rows = findings.records("evidence", agreement=name)
        if rows:
            counts = tuple(sum(row["grade"] == grade.name for row in rows) for grade in Grade)
            assumed = sum(row["grade"] == ASSUMED for row in rows)
            found.append(Grades(name, counts, len(rows), f"{assumed / len(rows):.0%}"))
    return found


@dataclass(frozen=True)
class Assumed:
    """An assumed number: what it means, its value with unit, its range, and what was found of it."""

    meaning: str
    value: str
    range: str
    found: str


def assumptions(findings: Findings) -> tuple[list[Assumed], str]:
    """Assumed numbers that matter most, and a sentence on the others.

    Those that turn a result come first, where they were looked for; without
    that, those on which most of the agreements rest.
    """
    if "break_even" in findings.tables:
        return _turning(findings)
    rows = [row for name in findings.shown for row in findings.records("evidence", agreement=name)]
    rows = [row for row in rows if row["grade"] == ASSUMED]
    names: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        names.setdefault(row["parameter"], []).append(row)
    order = sorted(names.values(), key=lambda some: (-len(some), some[0]["parameter"]))
    shown = [
        Assumed(some[0]["meaning"], _with_unit(some[0]), _range(some[0]), _which(findings, some))
        for some in order[:MOST_NUMBERS]
    ]
    more = len(order) - len(shown)
    rest = f"{count(more).capitalize()} more {_are(more)} in the workbook. " if more else ""
    return shown, f"{rest}Nobody has looked for values at which these numbers would turn the result (--break-even)."


def _which(findings: Findings, rows: Sequence[Mapping[str, Any]]) -> str:
    """The agreements of some rows, or that it is all of them."""
    names, all_names = [row["agreement"] for row in rows], findings.shown
    return "all" if len(names) == len(all_names) > 1 else listed(names)


def _turning(findings: Findings) -> tuple[list[Assumed], str]:
    rows = findings.records("break_even")
    meaning = {row["parameter"]: row for row in findings.records("evidence")}
    turns = [row for row in rows if row["verdict"] == "turns"]
    turns.sort(key=_nearness)
    shown = []
    for row in turns[:MOST_NUMBERS]:
        known = meaning.get(row["parameter"], {"meaning": row["parameter"], "unit": "", **row})
        words = f"{row['agreement']} no longer ahead of {row['against']} at {row['break_even']:.3g}"
        shown.append(Assumed(known["meaning"], _with_unit(known), _range(known), words))
    return shown, " ".join(_rest(rows, len(turns), len(shown)))


def _rest(rows: Sequence[Mapping[str, Any]], turns: int, shown: int) -> Iterator[str]:
    """Sentences on what the search for break-evens did not list."""
    if not rows:
        yield "Break-evens were looked for, and no agreement was ahead of another by anything that could be turned."
        return
    measure, seeds = measure_named(rows[0]["measure"]), rows[0]["seeds"]
    yield f"Looked for with {seeds} seeds, one number at a time, by {measure.title.lower()} under the first future."
    if turns > shown:
        yield f"{count(turns - shown).capitalize()} more can turn a result; they are in the workbook."
    never = sum(row["verdict"] == "never in its range" for row in rows)
    other = len(rows) - turns - never
    if never:
        of = "" if turns else ", of all looked at," if not other else ""
        yield f"{never} of {len(rows)} pairs of a number and a lead{of} are never turned within the number's range."
    if other:
        yield f"{count(other).capitalize()} {_were(other)} not searched."


def _nearness(row: Mapping[str, Any]) -> tuple[float, str]:
    """How far a number is from turning a result, as a share of its range."""
    reach = row["high"] - row["low"]
    away = abs(row["break_even"] - row["value"]) / reach if reach > 0 else math.inf
    return (away if math.isfinite(away) else math.inf), row["parameter"]


def _with_unit(row: Mapping[str, Any]) -> str:
    return f"{row['value']:,.4g} {row['unit']}".strip()


def _range(row: Mapping[str, Any]) -> str:
    return f"{row['low']:,.4g} to {row['high']:,.4g}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
