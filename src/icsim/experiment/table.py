"""Tables of outcomes, as text: the same runs give the same bytes."""

from __future__ import annotations

import csv
import io
import math

from icsim.experiment.mechanism import Expectation
from icsim.experiment.paired import Outcome
from icsim.experiment.verdict import UNCHANGED, Finding

COLUMNS = (
    "measure", "scope", "over", "expected", "seeds", "baseline", "changed", "difference", "sd", "low", "high", "p",
    "seeds_as_expected_share", "variance_ratio", "verdict",
)  # fmt: skip
"""Columns of a table of results: means of both arms, the paired difference with its standard deviation and 95%
interval, the one-sided p, the share of seeds that go the way expected, how much pairing narrows it, the verdict."""

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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row(*each) for each in outcome.findings)
    return text.getvalue()
