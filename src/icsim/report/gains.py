"""Gains: who gains and who pays, by sector and organisation, and what becomes of people and open posts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from icsim.experiment.amounts import bare
from icsim.experiment.ledger import CLEARLY_GAINS, CLEARLY_PAYS, GAINING, GAINS, PAYING, PAYS, SAME, STAFFING, UNCLEAR
from icsim.experiment.measures import ALL, SECTOR, Measure, is_organisation
from icsim.experiment.open_posts import BINDING
from icsim.report.findings import Findings
from icsim.report.svg import Drawing
from icsim.report.wording import listed, measure_named, phrase, reads_as_nothing, signed, unit_words

COLUMNS = (
    "vacancy_fte", "net_moves", "onboarding_days", "bank_gbp", "agency_gbp", "recharge_gbp", "cost_gbp",
)  # fmt: skip
"""Measures of the ledger that the brief shows."""
NAMED = 3
"""Organisations named in a sentence at most."""
SIGNS = {CLEARLY_GAINS: "▲", GAINS: "△", PAYS: "▽", CLEARLY_PAYS: "▼", UNCLEAR: "", SAME: ""}
"""What stands beside a number; colour says the same."""
KINDS = {
    CLEARLY_GAINS: "better",
    GAINS: "better",
    PAYS: "worse",
    CLEARLY_PAYS: "worse",
    UNCLEAR: "unclear",
    SAME: "same",
}

_WIDTH, _HEIGHT = 28.0, 7.0


@dataclass(frozen=True)
class Cell:
    """A difference in the ledger: number, what it means, its sign and colour, and a bar."""

    text: str
    verdict: str
    sign: str
    kind: str
    bar: Markup | str


@dataclass(frozen=True)
class Book:
    """The ledger of one agreement.

    Parameters
    ----------
    agreement
        Its name.
    rows
        Name and cells of each sector, then of the whole system.
    quiet
        Sectors left out because nothing can be said of them.
    organisations
        Sentences on single organisations.
    """

    agreement: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    quiet: tuple[str, ...]
    organisations: tuple[str, ...]


def heads() -> list[tuple[str, str]]:
    """Title and unit of each column of the ledger."""
    return [(measure.title, unit_words(measure)) for measure in map(measure_named, COLUMNS)]


def books(findings: Findings) -> list[Book]:
    """The ledger of each agreement under the first future."""
    rows = {name: findings.records("ledger", future=findings.future, agreement=name)
            for name in findings.shown}  # fmt: skip
    reach = {column: _reach(rows.values(), column) for column in COLUMNS}
    found = []
    for name, own in rows.items():
        lines, quiet = _book_rows(own, reach, alone=len(rows) == 1)
        found.append(
            Book(
                agreement=name,
                rows=tuple(lines),
                quiet=tuple(quiet),
                organisations=tuple(_organisations(own)),
            )
        )
    return found


def _reach(tables: Any, column: str) -> float:
    """The largest difference of any sector, to which bars are drawn."""
    sizes = [
        abs(row["difference"])
        for rows in tables
        for row in rows
        if row["measure"] == column and row["place"].startswith(SECTOR) and math.isfinite(row["difference"])
    ]
    return max(sizes, default=0.0)


def _book_rows(
    rows: Sequence[Mapping[str, Any]], reach: Mapping[str, float], *, alone: bool
) -> tuple[list[tuple[str, tuple[Cell, ...]]], list[str]]:
    """Rows of sectors and of the whole system, and names of sectors of which nothing can be said."""
    places = {row["place"]: row["place_name"] for row in rows if _is_total(row)}
    at = {(row["place"], row["measure"]): row for row in rows}
    found, quiet = [], []
    for place, name in places.items():
        own = [at.get((place, key)) for key in COLUMNS]
        verdicts = {row["verdict"] for row in own if row is not None}
        if place == ALL or not verdicts <= ({SAME} if alone else {SAME, UNCLEAR}):
            cells = tuple(_cell(row, key, reach[key]) for row, key in zip(own, COLUMNS, strict=True))
            found.append(("All" if place == ALL else name, cells))
        else:
            quiet.append(name)
    return found, quiet


def _is_total(row: Mapping[str, Any]) -> bool:
    return bool(row["place"] == ALL or row["place"].startswith(SECTOR))


def _cell(row: Mapping[str, Any] | None, key: str, reach: float) -> Cell:
    measure = measure_named(key)
    if row is None or (row["place"] == ALL and key in {"net_moves", "recharge_gbp"}):
        return Cell("–", "", "", "", "")  # what one has another gives
    kind = KINDS.get(row["verdict"], "")
    drawn = 0.0 if reads_as_nothing(measure, row["difference"]) else row["difference"]
    bar = "" if row["place"] == ALL else _bar(drawn, reach, kind)
    return Cell(signed(measure, row["difference"]), row["verdict"], SIGNS.get(row["verdict"], ""), kind, bar)


def _bar(value: float, reach: float, kind: str) -> Markup:
    """A bar from the middle, to the left below nothing and to the right above it."""
    drawing, middle = Drawing(_WIDTH, _HEIGHT), _WIDTH / 2
    length = (middle - 1) * value / reach if reach > 0 and math.isfinite(value) else 0.0
    drawing.bar((middle + min(length, 0.0), 0.5), abs(length), _HEIGHT - 1, f"bar {kind}".strip())
    drawing.line((middle, 0), (middle, _HEIGHT), "zero")
    return drawing.mark()


def blank() -> Markup:
    """Room for a bar where there is none, so that numbers stay in line."""
    return Drawing(_WIDTH, _HEIGHT).mark()


def _organisations(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which single organisations clearly gain and pay, in vacancies and in cost."""
    said = []
    for key in ("vacancy_fte", "cost_gbp"):
        measure = measure_named(key)
        own = [row for row in rows if row["measure"] == key and is_organisation(row["place"])]
        parts = []
        for verdicts, word in (((CLEARLY_GAINS,), "clearly gain"), ((CLEARLY_PAYS,), "clearly pay")):
            some = sorted((row for row in own if row["verdict"] in verdicts), key=lambda row: -abs(row["difference"]))
            if some:
                parts.append(f"{len(some)} of {len(own)} {word}: {_named(measure, some)}")
        unsure = sum(row["verdict"] in (GAINS, PAYS) for row in own)
        if own:
            rest = f"; {unsure} more gain or pay less surely" if unsure else ""
            if parts:
                said.append(f"{measure.title}: {'; '.join(parts)}{rest}.")
    return said or ["No single organisation clearly gains or pays, in vacancies or in cost."]


def _named(measure: Measure, rows: Sequence[Mapping[str, Any]]) -> str:
    unit = {"GBP": "", "share": " points"}.get(measure.unit, f" {measure.unit}")
    names = [f"{row['place_name']} ({signed(measure, row['difference'])}{unit})" for row in rows[:NAMED]]
    more = len(rows) - len(names)
    return listed([*names, f"{more} more"] if more else names)


def who_pays(findings: Findings, agreement: str) -> tuple[str, str]:
    """Sectors that gain, and those that pay, in vacancies and in cost: ``in vacancies: Acute and Community``."""
    rows = findings.records("ledger", future=findings.future, agreement=agreement)
    sectors = [row for row in rows if row["place"].startswith(SECTOR)]
    gain, pay = (
        "; ".join(said for key in ("vacancy_fte", "cost_gbp") if (said := _sectors(sectors, key, verdicts)))
        for verdicts in (GAINING, PAYING)
    )
    return gain, pay


def _sectors(rows: Sequence[Mapping[str, Any]], key: str, verdicts: tuple[str, ...]) -> str:
    own = [row for row in rows if row["measure"] == key]
    names = [row["place_name"] for row in own if row["verdict"] in verdicts]
    if not names:
        return ""
    every = len(names) == len(own) > 1
    return f"in {phrase(measure_named(key)).name}: {'every sector' if every else listed(names)}"


def drains(findings: Findings, agreement: str) -> list[str]:
    """Where sectors lose staff while others gain them, a sentence a measure, the largest first."""
    rows = findings.records("ledger", future=findings.future, agreement=agreement)
    sectors = [row for row in rows if row["place"].startswith(SECTOR)]
    said = []
    for key in STAFFING:
        measure = measure_named(key)
        own = sorted((row for row in sectors if row["measure"] == key), key=lambda row: -abs(row["difference"]))
        gain = _with_sizes(measure, own, GAINING)
        sure, likely = _with_sizes(measure, own, (CLEARLY_PAYS,)), _with_sizes(measure, own, (PAYS,))
        lose = [f"{listed(names)} {adverb} {'lose' if len(names) > 1 else 'loses'}"
                for adverb, names in (("clearly", sure), ("probably", likely)) if names]  # fmt: skip
        if gain and lose:
            gains = "gains" if len(gain) == 1 else "gain"
            said.append(f"{measure.title}: {' and '.join(lose)}, while {listed(gain)} {gains}.")
    return said


def _with_sizes(measure: Measure, rows: Sequence[Mapping[str, Any]], verdicts: tuple[str, ...]) -> list[str]:
    return [f"{row['place_name']} ({signed(measure, row['difference'])} {measure.unit})"
            for row in rows if row["verdict"] in verdicts]  # fmt: skip


@dataclass(frozen=True)
class Fates:
    """What becomes of those who leave, heads as text."""

    agreement: str
    left_today: str
    stays: str
    leaves: str
    net: str


def people(findings: Findings) -> list[Fates]:
    """Of those who leave under today, how many stay under each agreement, and the reverse."""
    found = []
    for name in findings.shown:
        rows = findings.rows("people", future=findings.future, agreement=name, place=ALL)
        if not rows.empty:
            left, stays, leaves, net = (float(rows[c].sum()) for c in ("left_today", "stays", "leaves", "net_stay"))
            whole = f"{round(net) + 0:+,}".replace("-", "−") if round(net) else "0"
            found.append(Fates(name, f"{left:,.0f}", f"{stays:,.0f}", f"{leaves:,.0f}", whole))
    return found


def open_posts(findings: Findings) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """What keeps posts open at the end: headings, and each arm's FTE with their share."""
    rows = []
    for name in (findings.arms[0].name, *findings.shown):
        own = {r["binds"]: r for r in findings.records("binding", future=findings.future, agreement=name, place=ALL)}
        if own:
            fte = measure_named("vacancy_fte")
            total = sum(row["open_fte"] for row in own.values())
            cells = [_with_share(own.get(kind)) for kind in BINDING]
            rows.append((name, [*cells, bare(fte, total)]))
    return [*(kind.replace("_", " ").capitalize() for kind in BINDING), "All open posts"], rows


def _with_share(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "–"
    share = f" ({row['share']:.0%})" if math.isfinite(row["share"]) else ""
    return f"{bare(measure_named('vacancy_fte'), row['open_fte'])}{share}"
