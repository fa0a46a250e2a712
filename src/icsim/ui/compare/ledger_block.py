"""Ledger: who gains and who pays under one agreement, by sector and by organisation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icsim.codes import Sector
from icsim.experiment.ledger import SAME, UNCLEAR
from icsim.experiment.measures import ALL, SECTOR, is_organisation
from icsim.report.gains import COLUMNS, KINDS, drains, who_pays
from icsim.report.wording import capital, measure_named, signed, unit_words
from icsim.ui.compare.picture import Picture, bar, bars, number, scale
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.experiment.question import Question
    from icsim.report.findings import Findings

MOST_BARS = 12
"""Organisations drawn at most; the table has them all."""
_BETWEEN = ("net_moves", "recharge_gbp")
"""What one has another gives: nothing for the whole system."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """The ledger of one agreement.

    Parameters
    ----------
    sentence
        Who gains and who pays, in vacancies and cost.
    drains
        Where some sectors lose staff while others gain them.
    sectors
        Every measure of every sector, as a table's columns and rows.
    by_sector, by_organisation
        One measure, drawn.
    """

    sentence: str
    drains: tuple[str, ...]
    sectors: tuple[Sequence[Column], Sequence[Sequence[Cell]]]
    by_sector: Picture
    by_organisation: Picture


def ledger(findings: Findings, question: Question, agreement: str, name: str) -> Ledger:
    """The ledger of an agreement, one measure of it drawn.

    Parameters
    ----------
    findings, question
        What was found, and the question it answers.
    agreement
        Its name.
    name
        The measure that is drawn, one of :data:`icsim.report.gains.COLUMNS`.
    """
    rows = findings.records("ledger", future=findings.future, agreement=agreement)
    return Ledger(
        _sentence(findings, agreement),
        tuple(drains(findings, agreement)),
        _sectors(rows),
        _picture([row for row in rows if row["place"].startswith(SECTOR)], name, "sector", {}),
        _picture([row for row in rows if is_organisation(row["place"])], name, "organisation", question.sectors),
    )


def _is_total(row: Mapping[str, Any]) -> bool:
    return bool(row["place"] == ALL or row["place"].startswith(SECTOR))


def _sentence(findings: Findings, agreement: str) -> str:
    if len(findings.seeds) == 1:
        return "Who gains and who pays is not known after one seed; the bars show which way that one went."
    gain, pay = who_pays(findings, agreement)
    said = [f"{head}: {words}." for head, words in (("Gain", gain), ("Pay", pay)) if words]
    return " ".join(said) or f"Under {agreement} no sector gains or pays for certain, in vacancies or in cost."


def _sectors(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Column], list[list[Cell]]]:
    places = {row["place"]: row["place_name"] for row in rows if _is_total(row)}
    at = {(row["place"], row["measure"]): row for row in rows}
    measures = [measure_named(key) for key in COLUMNS]
    columns = [Column("Sector"), *(Column(each.title, unit_words(each), numeric=True) for each in measures)]
    found: list[list[Cell]] = []
    for place, title in places.items():
        cells = [_cell(at.get((place, key)), key) for key in COLUMNS]
        found.append(["Whole system" if place == ALL else title, *cells])
    return columns, found


def _cell(row: Mapping[str, Any] | None, key: str) -> str | None:
    """A difference with what may be said of it: ``−12.3 gains``."""
    if row is None or (row["place"] == ALL and key in _BETWEEN):
        return None
    said = "" if row["verdict"] in (SAME, UNCLEAR) else f" {row['verdict']}"
    return f"{signed(measure_named(key), row['difference'])}{said}"


def _picture(rows: Sequence[Mapping[str, Any]], name: str, what: str, sectors: Mapping[str, str]) -> Picture:
    """Bars on both sides of nothing, the largest first; blue for better, orange for worse, grey for not clear."""
    measure = measure_named(name)
    own = [row for row in rows if row["measure"] == name and math.isfinite(row["difference"])]
    own.sort(key=lambda row: -abs(row["difference"]))
    times, unit = scale(measure, [row["difference"] for row in own], difference=True)
    drawn = own[:MOST_BARS]
    data = [
        bar(number(row["difference"] * times, 4), KINDS.get(row["verdict"], ""), signed(measure, row["difference"]))
        for row in drawn
    ]
    columns = [Column(capital(what)), *([Column("Sector")] if sectors else []), Column("Today", unit, True, 2),
               Column("With it", unit, True, 2), Column("Difference", unit, True, 2), Column("Low", unit, True, 2),
               Column("High", unit, True, 2), Column("Verdict")]  # fmt: skip
    table: list[list[Cell]] = []
    for row in own:
        numbers = [number(row[key] * times) for key in ("base", "value", "difference", "low", "high")]
        sector = [Sector[sectors[row["place"]]].label] if sectors else []
        table.append(
            [row["place_name"], *sector, *numbers, "not clear" if row["verdict"] == UNCLEAR else row["verdict"]]
        )
    title = f"{measure.title} by {what}: difference from today, {unit}"
    if len(own) > len(drawn):
        title += f" (the {len(drawn)} largest of {len(own)})"
    return Picture(title, _largest(own, name), bars([_name(row["place_name"]) for row in drawn], data, unit), columns,
                   table, max(len(drawn), 1))  # fmt: skip


def _name(place: str) -> str:
    """A name for a chart: without what every trust is called."""
    return re.sub(r" (NHS )?(Foundation )?Trust$", "", place)


def _largest(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    """The largest rise and fall in a sentence."""
    measure = measure_named(name)
    unit = "" if measure.unit == "GBP" else f" {unit_words(measure, difference=True)}"
    said = []
    for word, sign in (("rises", 1), ("falls", -1)):
        first = next((row for row in rows if sign * row["difference"] > 0), None)
        if first is not None:
            verdict = "not clear" if first["verdict"] == UNCLEAR else first["verdict"]
            size = f"{signed(measure, first['difference'])}{unit}"
            said.append(f"{word} most at {first['place_name']} ({size}, {verdict})")
    return f"{measure.title}: {' and '.join(said) or 'no difference anywhere'}."
