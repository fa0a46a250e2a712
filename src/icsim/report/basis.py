"""Basis: what an effect is made of, how it stands under other futures, what it rests on, what it cannot tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from icsim.codes import Grade
from icsim.experiment.amounts import bare
from icsim.experiment.measures import ALL
from icsim.experiment.question import TODAY
from icsim.report.findings import Findings
from icsim.report.headlines import shown_agreements, strip, widest
from icsim.report.wording import count, listed, measure_named, signed, unit_words, way

DECIDING = ("vacancy_share", "leavers", "cost_gbp")
"""Measures shown by clause."""
TRIED = ("vacancy_share", "cost_gbp")
"""Measures shown under every future."""
MOST_CLAUSES = 6
"""Clauses shown one by one at most; the smallest of more are put together."""
MOST_FUTURES = 5
"""Futures that the brief shows at most; the workbook has them all."""
MOST_NUMBERS = 6
"""Assumed numbers that the brief names at most; the workbook has them all."""

ASSUMED = Grade.assumption.name


@dataclass(frozen=True)
class Shares:
    """An agreement's effect by clause.

    Parameters
    ----------
    agreement, method
        Its name, and how the shares were found.
    rows
        Clause, then share and interval drawn for each deciding measure.
    total
        The whole effect, and what of it clauses do only together, for each measure.
    """

    agreement: str
    method: str
    rows: tuple[tuple[str, tuple[tuple[str, Markup], ...]], ...]
    total: tuple[tuple[str, str], ...]


def deciding_heads(*, difference: bool) -> list[tuple[str, str]]:
    """Title and unit of the deciding measures."""
    return [(m.title, unit_words(m, difference=difference)) for m in map(measure_named, DECIDING)]


def attribution(findings: Findings) -> list[Shares]:
    """Each agreement's effect by clause, for the whole system; none where nobody asked for it."""
    found = []
    for name in shown_agreements(findings):
        rows = {
            key: findings.records("attribution", future=findings.future, agreement=name, place=ALL, measure=key)
            for key in DECIDING
        }
        clauses = list(dict.fromkeys(row["clause"] for own in rows.values() for row in own))
        if len(clauses) < 2:
            continue  # one clause has the whole effect
        reach = {key: widest(own, "share") for key, own in rows.items()}
        by_clause = {(row["clause"], key): row for key, own in rows.items() for row in own}
        shown = _largest(clauses, by_clause)
        lines = [(_clause_words(clause), tuple(_share(by_clause.get((clause, key)), key, reach[key])
                                               for key in DECIDING)) for clause in shown]  # fmt: skip
        others = [clause for clause in clauses if clause not in shown]
        if others:
            sums = (sum(by_clause[clause, key]["share"] for clause in others) for key in DECIDING)
            cells = tuple((signed(measure_named(key), total), Markup("")) for key, total in zip(DECIDING, sums))
            lines.append((f"{count(len(others)).capitalize()} others", cells))
        first = next(row for own in rows.values() for row in own)
        total = tuple((_total(own, key), _together(findings, name, key)) for key, own in rows.items())
        found.append(Shares(name, str(first["method"]), tuple(lines), total))
    return found


def _largest(clauses: Sequence[str], rows: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[str]:
    """The clauses that do most of any deciding measure, in their own order."""
    if len(clauses) <= MOST_CLAUSES:
        return list(clauses)
    most = {key: sum(abs(rows[clause, key]["share"]) for clause in clauses) or 1.0 for key in DECIDING}
    weight = {clause: max(abs(rows[clause, key]["share"]) / most[key] for key in DECIDING) for clause in clauses}
    kept = sorted(clauses, key=lambda clause: -weight[clause])[: MOST_CLAUSES - 1]
    return [clause for clause in clauses if clause in kept]


def _clause_words(clause: str) -> str:
    """``Agreement: shared_bank`` as ``Agreement: shared bank``."""
    before, colon, key = clause.rpartition(": ")
    key = key.replace("_", " ")
    return f"{before}{colon}{key}" if before else key.capitalize()


def _share(row: Mapping[str, Any] | None, key: str, reach: float) -> tuple[str, Markup]:
    if row is None:
        return "–", Markup("")
    measure = measure_named(key)
    kind = way(measure, row["low"], row["high"])
    return signed(measure, row["share"]), strip(row["share"], row["low"], row["high"], reach, kind, width=90.0)


def _together(findings: Findings, agreement: str, key: str) -> str:
    rows = findings.records(
        "interaction", future=findings.future, agreement=agreement, place=ALL, measure=key, first="all", second=""
    )
    if not rows:
        return "–"
    row, measure = rows[0], measure_named(key)
    return signed(measure, row["together"])


def _total(rows: Sequence[Mapping[str, Any]], key: str) -> str:
    return signed(measure_named(key), rows[0]["total"]) if rows else "–"


@dataclass(frozen=True)
class Grid:
    """One measure under every future.

    Parameters
    ----------
    title, unit
        The measure.
    rows
        Arm; value and regret under each future shown; most regret under any; whether that is the least of all.
    """

    title: str
    unit: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...], str, bool], ...]


def shown_futures(findings: Findings) -> tuple[str, ...]:
    """Names of the futures that the brief shows."""
    return tuple(name for name, _ in findings.futures[:MOST_FUTURES])


def grids(findings: Findings) -> list[Grid]:
    """Every arm under every future, with what is lost by not having the best one there."""
    found, futures = [], shown_futures(findings)
    for key in TRIED:
        measure, rows = measure_named(key), []
        for arm in (TODAY, *shown_agreements(findings)):
            own = {row["future"]: row for row in findings.records("robustness", measure=key, agreement=arm)}
            if not own:
                continue
            any_row = next(iter(own.values()))
            cells = tuple(_valued(own.get(future), key) for future in futures)
            rows.append((arm, cells, bare(measure, any_row["max_regret"]), bool(any_row["least_regret"])))
        if rows:
            found.append(Grid(measure.title, unit_words(measure), tuple(rows)))
    return found


def _valued(row: Mapping[str, Any] | None, key: str) -> tuple[str, str]:
    """Value and regret; nothing for a regret of nothing."""
    if row is None:
        return "–", ""
    measure = measure_named(key)
    return bare(measure, row["value"]), bare(measure, row["regret"]) if row["regret"] > 0 else "best"


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
    for name in shown_agreements(findings):
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
    rows = [row for name in shown_agreements(findings) for row in findings.records("evidence", agreement=name)]
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
    names, all_names = [row["agreement"] for row in rows], shown_agreements(findings)
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


def cannot_tell(findings: Findings) -> Iterator[tuple[str, str]]:
    """What the result cannot tell: a head and a sentence each."""
    yield (
        "What will happen.",
        "These are differences between modelled futures of the same people, to compare choices; they are no forecast.",
    )
    yield (
        "More than chance.",
        "A range covers luck alone: 19 in 20 such ranges hold the model's own mean difference. It does not cover wrong "
        "assumptions, nor what the model leaves out. Of twenty ranges of things that do not differ, one excludes zero.",
    )
    if len(findings.seeds) < 8:
        number = count(len(findings.seeds))
        yield "Small effects.", f"With {number} seed{'' if len(findings.seeds) == 1 else 's'}, ranges are wide or unknown."
    yield (
        "Quality and safety of care.",
        "Staff, posts, time and money are modelled; patients are only work to be done. Cost is of staff and of what the "
        "clauses say they cost; sickness, estates and the loss of care are not in it.",
    )
    yield (
        "Any real person or single care provider.",
        "Staff are drawn from published counts. Social care stands for many providers in a district, estimated from "
        "national totals; the first year follows one published month of joiners and leavers.",
    )
    if findings.sample_share < 1:
        yield "Detail.", f"Only {findings.sample_share:.0%} of the staff were modelled and amounts scaled up."
    for warning in findings.warnings:
        yield "Note.", warning
