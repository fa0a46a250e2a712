"""Tables of outcomes, as text: the same runs give the same bytes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

from icsim.experiment.mechanism import Expectation
from icsim.experiment.paired import Outcome
from icsim.experiment.verdict import UNCHANGED, Finding

COLUMNS = (
    "measure", "scope", "over", "expected", "seeds", "baseline", "changed", "difference", "sd", "low", "high", "p",
    "seeds_as_expected_share", "variance_ratio", "verdict",
)  # fmt: skip
"""Columns of a table of results: means of both arms, the paired difference with its standard deviation and 95%
interval, the one-sided p, the share of seeds that go the way expected, how much pairing narrows it, the verdict."""

SEED_COLUMNS = ("measure", "scope", "over", "seed", "baseline", "changed")
"""Columns of a table of what each seed gave, in as many digits as it takes to read the same number again."""

_LEAST_P = 1e-9
"""A smaller p is only said to be smaller: its digits would be rounding."""


def number(value: float) -> str:
    """Six significant digits; nothing where it is missing."""
    return "" if math.isnan(value) else f"{value + 0.0:.6g}"


def p_words(p: float) -> str:
    """A p in three significant digits, or that it is very small."""
    return f"<{_LEAST_P:g}" if p < _LEAST_P else f"{p:.3g}"


def row(expectation: Expectation, finding: Finding) -> list[str]:
    """One expectation and what was found, in the order of :data:`COLUMNS`."""
    reading, n = expectation.reading, len(finding.baseline)
    low, high = finding.interval
    p = "" if finding.direction == UNCHANGED else p_words(finding.p(finding.direction))
    arms = [math.fsum(side) / n for side in (finding.baseline, finding.changed)]
    return [
        reading.measure,
        reading.scope_words,
        reading.over,
        finding.direction,
        str(n),
        *map(number, (*arms, finding.mean, finding.sd, low, high)),
        p,
        number(finding.share),
        number(finding.variance_ratio),
        finding.verdict,
    ]


def results_csv(outcome: Outcome) -> str:
    """The findings of one experiment as CSV with a header and unix line ends."""
    return _csv(COLUMNS, (row(*each) for each in outcome.findings))


def seeds_csv(outcome: Outcome) -> str:
    """What each seed of one experiment gave, as CSV: all that its findings rest on."""
    return _csv(
        SEED_COLUMNS,
        (
            [expectation.reading.measure, expectation.reading.scope_words, expectation.reading.over, str(seed), *sides]
            for expectation, finding in outcome.findings
            for seed, *sides in zip(
                range(1, len(finding.baseline) + 1),
                map(repr, finding.baseline),
                map(repr, finding.changed),
                strict=True,
            )
        ),
    )


def read_seeds(text: str, expectations: Sequence[Expectation]) -> list[Finding]:
    """The findings of some expectations, from a table of what each seed gave (:func:`seeds_csv`)."""
    rows = list(csv.DictReader(io.StringIO(text)))
    findings = []
    for expectation in expectations:
        reading = expectation.reading
        about = [reading.measure, reading.scope_words, reading.over]
        mine = [each for each in rows if [each["measure"], each["scope"], each["over"]] == about]
        sides = ([float(each[side]) for each in mine] for side in ("baseline", "changed"))
        findings.append(Finding(expectation.direction, *sides))
    return findings


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
