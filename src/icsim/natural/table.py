"""Tables of natural experiments, as text: the same runs give the same bytes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

from icsim.natural.findings import Finding, Line
from icsim.natural.written import NaturalFile

COLUMNS = (
    "row", "kind", "measure", "scope", "arm", "over", "against", "published", "low", "high", "model", "model_low",
    "model_high", "seeds", "verdict", "facts",
)  # fmt: skip
"""Columns of a table of results: what is compared, the published number with the band that counts as a hit, the
model's mean with the 95% interval of the mean over seeds, and the verdict."""
SEED_COLUMNS = ("row", "seed", "value")
"""Columns of a table of what each seed gave, in as many digits as it takes to read the same number again."""
CURVE_COLUMNS = ("panel", "arm", "others", "month", "mean", "least", "most")
"""Columns of a table of what the picture shows."""


def number(value: float | None) -> str:
    """Six significant digits; nothing where it is missing."""
    return "" if value is None or math.isnan(value) else f"{value + 0.0:.6g}"


def results_csv(found: Sequence[Finding]) -> str:
    """The rows of one natural experiment, with a header and unix line ends."""
    return _csv(COLUMNS, map(_row, found))


def _row(finding: Finding) -> list[str]:
    row, (low, high) = finding.row, finding.interval
    return [
        row.row,
        row.kind,
        row.measure,
        " and ".join(row.scope) or "all",
        row.arm,
        row.over,
        against_words(finding),
        *map(number, (row.published, row.low, row.high, finding.mean, low, high)),
        str(len(finding.values)),
        finding.verdict,
        "; ".join(row.facts),
    ]


def against_words(finding: Finding) -> str:
    """What a row is set against, in words; empty where it stands for itself."""
    against = finding.row.against
    if against is None:
        return ""
    there = [against.arm or "", against.over or "", " and ".join(against.scope or [])]
    return f"{against.how}: {', '.join(filter(None, there))}"


def seeds_csv(found: Sequence[Finding]) -> str:
    """What each seed gave: all that the results rest on."""
    return _csv(
        SEED_COLUMNS,
        ([each.row.row, str(seed), repr(value)] for each in found for seed, value in enumerate(each.values, start=1)),
    )


def read_seeds(text: str, written: NaturalFile) -> list[Finding]:
    """The findings, from a table of what each seed gave (:func:`seeds_csv`)."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return [
        Finding(row, tuple(float(each["value"]) for each in rows if each["row"] == row.row)) for row in written.rows
    ]


def curves_csv(drawn: Sequence[Line]) -> str:
    """What the picture shows, month by month."""
    return _csv(
        CURVE_COLUMNS,
        (
            [str(line.panel), line.arm, "others" if line.others else "", month, *map(number, values)]
            for line in drawn
            for month, *values in zip(line.months, line.mean, line.least, line.most, strict=True)
        ),
    )


def read_curves(text: str) -> list[Line]:
    """The lines, from a table of what the picture shows (:func:`curves_csv`)."""
    found: dict[tuple[int, str, bool], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault((int(row["panel"]), row["arm"], bool(row["others"])), []).append(row)
    return [
        Line(
            *key,
            tuple(row["month"] for row in rows),
            *(tuple(float(row[name]) if row[name] else math.nan for row in rows) for name in CURVE_COLUMNS[4:]),
        )
        for key, rows in found.items()
    ]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
