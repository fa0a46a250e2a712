"""League words: a league as people read it, on a screen and on a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from icsim.config.wording import together
from icsim.experiment.league import scaled, top_of
from icsim.experiment.measures import BY_NAME

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.league import League

_DIGITS = ((0, 30.0), (1, 3.0), (2, 0.3), (3, 0.03))
"""Decimals, and from what size of the largest value they are enough."""
_MOST_DIGITS = 4
_COUNTED = ("places", "apprenticeships_per_year")
"""Keys of clauses that count people, of small systems as of large ones."""
_LIKELY = 0.9


def columns(systems: int) -> tuple[str, ...]:
    """Headings of a league's table, of so many systems."""
    n = top_of(systems)
    best = "First" if n == 1 else f"Best {n}"
    return "Rank", "System", "Gain", "95% interval", "Rank, 95%", best, "Cost, £ per FTE", "95% interval"


def title(name: str) -> str:
    """What a league is by: ``Vacancy rate: gain in percentage points``."""
    return f"{BY_NAME[name].title}: gain in {scaled(BY_NAME[name])[1]}"


def cells(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Rows of a league's table in words, one for each of :func:`columns`; a column has as many digits throughout."""
    gain, cost = (max((abs(row[key]) for row in rows), default=0.0) for key in ("gain", "cost_gbp_per_fte"))
    return [_cells(row, gain, cost) for row in rows]


def _cells(row: Mapping[str, Any], gain: float, cost: float) -> list[str]:
    return [
        f"{row['rank']}",
        str(row["name"]),
        signed(row["gain"], gain),
        _between(row["gain_low"], row["gain_high"], gain),
        "-" if math.isnan(row["rank_low"]) else f"{row['rank_low']:.0f} to {row['rank_high']:.0f}",
        "-" if math.isnan(row["top_prob"]) else f"{row['top_prob']:.0%}",
        signed(row["cost_gbp_per_fte"], cost),
        _between(row["cost_low"], row["cost_high"], cost),
    ]


def signed(value: float, reach: float) -> str:
    """A number with its sign, to as many digits as the largest of its kind deserves."""
    if math.isnan(value):
        return "-"
    decimals = next((digits for digits, least in _DIGITS if reach >= least), _MOST_DIGITS)
    number = round(value, decimals) + 0.0
    return f"{number:{'+' if number else ''},.{decimals}f}"


def _between(low: float, high: float, reach: float) -> str:
    return "-" if math.isnan(low) else f"{signed(low, reach)} to {signed(high, reach)}"


def design_words(found: League) -> Iterator[str]:
    """What was run, and who does not sign, a sentence each."""
    asked, question = found.asked, found.asked.question
    n, seeds = len(question.system.systems), len(found.seeds)
    how = (
        "each system alone in its runs, with its share of organisations that serve several"
        if asked.alone
        else "all systems sign at once, in runs of all of them, so people also move across borders; an organisation "
        "that serves several signs where it has its home"
    )
    yield (
        f"{asked.arm.name}, signed in each system for itself: {question.system.name}, {question.months} months from "
        f"{question.start}, {seeds} seed{'' if seeds == 1 else 's'}; {how}."
    )
    if question.draws is not None:
        yield question.draws.words
    if silent := [question.system.name_of(code) for code in question.system.systems if code not in asked.signing]:
        yield f"{len(silent)} of {n} do not sign, for want of two organisations that would: {together(silent)}."
    counted = [getattr(clause, key, 0) for each in asked.arm.agreements for clause in each.clauses for key in _COUNTED]
    if any(counted):
        yield "What the agreement counts in people is the same in every system, so for each FTE more in a small one."
    yield (
        "Gain: the agreement against today, each system with itself, the same people and the same luck; above 0 is "
        "better. Cost: everything spent on staff over the run, less today's, for each FTE in post."
    )


def sure_words(rows: pd.DataFrame, real_share: float, *, drawn: bool) -> str:
    """How far the order can be trusted.

    Parameters
    ----------
    rows
        A league by one measure (:attr:`icsim.experiment.league.League.table`).
    real_share
        Part of its spread that is more than luck.
    drawn
        Whether each seed has its own draw of calibrated parameters.
    """
    chance = "luck and fitted values" if drawn else "luck"
    if rows["seeds"].iloc[0] == 1:
        return "With one seed nothing can be said of how sure the order is; make it 4 or more."
    gains, loses = int((rows["gain_low"] > 0).sum()), int((rows["gain_high"] < 0).sum())
    best = top_of(len(rows))
    sure = int((rows["top_prob"] >= _LIKELY).sum())
    top = (
        f" {sure} of the first {best} {'has' if sure == 1 else 'have'} at least 9 chances in 10 to be among them."
        if best > 1
        else ""
    )
    return (
        f"{gains} of {len(rows)} systems gain and {loses} lose by an interval without 0; by luck alone 1 in 40 would "
        f"seem to gain and 1 in 40 to lose.{top} Of the spread between systems {real_share:.0%} is more than {chance}. "
        f"The intervals are of {chance} alone: what is assumed moves all systems, and not all alike."
    )
