"""Futures: how every choice stands under each future, and what it could be regretted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from icsim.experiment.amounts import bare
from icsim.experiment.question import TODAY
from icsim.report.findings import Findings
from icsim.report.wording import measure_named, unit_words

TRIED = ("vacancy_share", "cost_gbp")
"""Measures shown under every future."""
MOST_FUTURES = 5
"""Futures that the brief shows at most; the workbook has them all."""


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
        for arm in (TODAY, *findings.shown):
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
