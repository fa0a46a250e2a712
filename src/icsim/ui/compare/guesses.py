"""Guesses: what a group expects before it looks, beside what came out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from icsim.report.headlines import whole_system
from icsim.report.wording import capital, change, measure_named, phrase
from icsim.ui.parts.table import Cell, Column
from icsim.ui.state.comparison import Guess

if TYPE_CHECKING:
    from icsim.report.findings import Findings
    from icsim.ui.state.comparison import ComparisonState

GUESSABLE = ("leavers", "vacancy_share", "agency_gbp", "cost_gbp", "strain")
"""Measures a group can guess about."""
MOST_PERCENT = 50
"""Largest change a group can guess."""
COLUMNS = (
    Column("Agreement"),
    Column("You guessed", numeric=True),
    Column("It came out as", numeric=True),
    Column("95% range", numeric=True),
    Column("In words"),
)
"""The table of guesses and results."""


def is_hidden(state: ComparisonState) -> bool:
    """Whether results wait for the group's guess."""
    return state.guess_first and not state.guess_saved


def measure_of(state: ComparisonState) -> str:
    """The measure that is guessed about."""
    return state.guess[0].measure if state.guess and state.guess[0].measure in GUESSABLE else GUESSABLE[0]


def percent_of(state: ComparisonState, column: str) -> float:
    """What was guessed of an agreement; no change where nothing was."""
    return next((each.percent or 0.0 for each in state.guess if each.column == column), 0.0)


def with_guess(state: ComparisonState, measure: str, percents: Mapping[str, float], *, saved: bool) -> ComparisonState:
    """The state with a guess for each of its agreements."""
    guess = tuple(Guess(measure, each.name, float(percents.get(each.name, 0.0))) for each in state.columns)
    return state.with_(guess=guess, guess_saved=saved)


def in_words(measure: str, percent: float) -> str:
    """A guess as a sentence: ``leavers fall by 10%``."""
    name = phrase(measure_named(measure)).name
    if not percent:
        return f"{capital(name)}: no change."
    return f"{capital(name)}: {abs(percent):g}% {'less' if percent < 0 else 'more'} than today."


def beside_results(state: ComparisonState, findings: Findings) -> list[list[Cell]]:
    """Each guess beside the result: change in percent of today, its range, and the result in words."""
    rows: list[list[Cell]] = []
    for guess in state.guess:
        row = whole_system(findings, guess.column).get(guess.measure)
        if row is None:
            continue
        measure = measure_named(guess.measure)
        per = 100.0 / abs(row["base"]) if row["base"] else math.nan
        low, high = row["low"] * per, row["high"] * per
        wide = f"{_percent(low)} to {_percent(high)}" if math.isfinite(low) else "no range yet"
        words = change(measure, row["difference"], row["low"], row["high"])
        guessed = "–" if guess.percent is None else _percent(guess.percent)
        rows.append([guess.column, guessed, _percent(row["difference"] * per), wide, f"{capital(words)}."])
    return rows


def sentence(state: ComparisonState, findings: Findings) -> str:
    """How near the guesses came."""
    if len(findings.seeds) == 1:
        return "After one seed there is no range yet to hold a guess against."
    within = 0
    rows = 0
    for guess in state.guess:
        row = whole_system(findings, guess.column).get(guess.measure)
        if row is None or guess.percent is None or not row["base"]:
            continue
        guessed = guess.percent / 100.0 * abs(row["base"])
        rows += 1
        within += bool(row["low"] <= guessed <= row["high"])
    if not rows:
        return "There is no guess for the agreements shown."
    return f"Guesses within the range that came out: {within} of {rows}."


def _percent(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return f"{round(value, 1) + 0.0:+.1f}%".replace("-", "−").replace("+0.0%", "0.0%")
