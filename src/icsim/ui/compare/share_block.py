"""Shares: how much of an agreement's effect each of its clauses brings, and what they do only together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from icsim.experiment.measures import ALL
from icsim.report.shares import clause_words
from icsim.report.wording import listed, measure_named, signed, span, unit_words, way
from icsim.ui.compare.picture import Picture, bar, bars, number, scale
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.report.findings import Findings


def several_clauses(findings: Findings) -> list[str]:
    """Names of the agreements that have several clauses, to share an effect among."""
    return [arm.name for arm in findings.agreements if any(len(signing.clauses) > 1 for signing in arm.signed)]


def share_picture(findings: Findings, agreement: str, name: str) -> Picture | None:
    """The effect of an agreement on a measure by clause; None where that was not worked out.

    Parameters
    ----------
    findings
        What was found.
    agreement
        Name of the agreement.
    name
        The measure.
    """
    rows = findings.records("attribution", future=findings.future, agreement=agreement, place=ALL, measure=name)
    if not rows:
        return None
    measure = measure_named(name)
    rows.sort(key=lambda row: -abs(row["share"]))
    total = float(rows[0]["total"])
    pairs = findings.records("interaction", future=findings.future, agreement=agreement, place=ALL, measure=name)
    together = next((float(row["together"]) for row in pairs if row["first"] == "all"), math.nan)
    times, unit = scale(measure, [total, *(row["share"] for row in rows)], difference=True)
    judged = [(row, way(measure, row["low"], row["high"])) for row in rows]
    data = [bar(number(row["share"] * times, 4), kind, signed(measure, row["share"])) for row, kind in judged]
    data.append(bar(number(total * times, 4), "", signed(measure, total)))
    names = [*(clause_words(str(row["clause"])) for row in rows), "All clauses"]
    columns = [Column("Clause"), *(Column(title, unit, True, 2) for title in ("Share", "Low", "High", "Alone", "Last"))]
    table: list[list[Cell]] = [
        [
            clause_words(str(row["clause"])),
            *(number(row[key] * times) for key in ("share", "low", "high", "alone", "last")),
        ]
        for row in rows
    ]
    table.append(["All clauses", number(total * times), None, None, None, None])
    table += [
        [
            _pair(row),
            number(row["together"] * times),
            number(row["low"] * times),
            number(row["high"] * times),
            None,
            None,
        ]
        for row in pairs
    ]
    sentence = _sentence(measure.title, rows, total, name) + _together(together, name)
    title = f"{measure.title} by clause under {agreement}: share of the difference from today, {unit}"
    note = (
        f"Found from {rows[0]['method']}: what a clause adds, mean over the orders in which clauses could be added. "
        "Alone: without the others. Last: on top of all the others."
    )
    return Picture(title, sentence, bars(names, data, unit), columns, table, len(names), (note,))


def _pair(row: Mapping[str, Any]) -> str:
    if row["first"] == "all":
        return "Only together"
    return f"Together: {listed([clause_words(str(row['first'])).lower(), clause_words(str(row['second'])).lower()])}"


def _sentence(title: str, rows: list[dict[str, Any]], total: float, name: str) -> str:
    measure = measure_named(name)
    unit = "" if measure.unit == "GBP" else f" {unit_words(measure, difference=True)}"
    first = rows[0]
    wide = "" if not math.isfinite(first["low"]) else f", 95% range {span(measure, first['low'], first['high'])}"
    return (
        f"{title}: of {signed(measure, total)}{unit} in all, {clause_words(str(first['clause'])).lower()} brings most "
        f"({signed(measure, first['share'])}{wide})."
    )


def _together(together: float, name: str) -> str:
    measure = measure_named(name)
    if not math.isfinite(together) or signed(measure, together) == signed(measure, 0.0):
        return " The clauses neither help nor hinder one another."
    return f" Of the whole, {signed(measure, together)} comes about only because the clauses hold together."


def mentioned(findings: Findings) -> str:
    """Which agreements can be shared out, in a sentence."""
    names = several_clauses(findings)
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} several clauses."
