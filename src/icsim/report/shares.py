"""Shares: how much of an agreement's effect each of its clauses brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from icsim.experiment.measures import ALL
from icsim.report.findings import Findings
from icsim.report.headlines import strip, widest
from icsim.report.wording import count, measure_named, reads_as_nothing, signed, unit_words, way

DECIDING = ("vacancy_share", "leavers", "cost_gbp")
"""Measures shown by clause."""
MOST_CLAUSES = 6
"""Clauses shown one by one at most; the smallest of more are put together."""

_WIDTH = 90.0


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


def deciding_heads() -> list[tuple[str, str]]:
    """Title and unit of the deciding measures."""
    return [(m.title, unit_words(m, difference=True)) for m in map(measure_named, DECIDING)]


def attribution(findings: Findings) -> list[Shares]:
    """Each agreement's effect by clause, for the whole system; none where nobody asked for it."""
    found = []
    for name in findings.shown:
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
        lines = [(clause_words(clause), tuple(_share(by_clause.get((clause, key)), key, reach[key])
                                               for key in DECIDING)) for clause in shown]  # fmt: skip
        others = [clause for clause in clauses if clause not in shown]
        if others:
            sums = (sum(by_clause[clause, key]["share"] for clause in others) for key in DECIDING)
            cells = tuple(
                (signed(measure_named(key), total), Markup("")) for key, total in zip(DECIDING, sums, strict=True)
            )
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


def clause_words(clause: str) -> str:
    """``Agreement: shared_bank`` as ``Agreement: shared bank``."""
    before, colon, key = clause.rpartition(": ")
    key = key.replace("_", " ")
    return f"{before}{colon}{key}" if before else key.capitalize()


def _share(row: Mapping[str, Any] | None, key: str, reach: float) -> tuple[str, Markup]:
    if row is None:
        return "–", Markup("")
    measure = measure_named(key)
    kind = way(measure, row["low"], row["high"])
    known: list[float] = [row["share"], row["low"], row["high"]]
    share, low, high = (0.0 if reads_as_nothing(measure, value) else value for value in known)
    return signed(measure, row["share"]), strip(share, low, high, reach, kind, width=_WIDTH)


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
