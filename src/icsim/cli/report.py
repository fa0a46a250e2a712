"""What ``icsim run`` prints when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.cli.screen import console, show
from icsim.codes import Sector
from icsim.comparison import MEASURES, NOTE

if TYPE_CHECKING:
    import pandas as pd

    from icsim.cli.arms import Done
    from icsim.cli.plan import Plan

_TRACED = (
    "month",
    "person",
    "employer",
    "host",
    "band",
    "age",
    "strain",
    "belonging",
    "leave_hazard",
    "seek_hazard",
)
"""Columns of a person's months that fit a screen."""


def print_tables(plan: Plan, done: Sequence[Done]) -> None:
    """Print the runs by sector: one alone, or today, the agreement and the difference.

    Parameters
    ----------
    plan
        What was run.
    done
        Its arms.
    """
    last = plan.calendar.name(plan.months - 1)
    title = f"{plan.system.name}, {plan.calendar.start} to {last}, seed {plan.seed}"
    if len(done) == 1:
        show(title, ("Sector", *_titles()), _alone(done[0].summary), note=NOTE, numbers=_numbers(1))
        return
    console().print(
        f"{title}: today, and under {done[1].arm.title}. The same people and the same luck in both.",
        markup=False,
    )
    show(
        "",
        ("Sector", "", *_titles()),
        _paired(done),
        note=f"{NOTE} One seed: repeat with others before concluding.",
        numbers=_numbers(2),
    )


def print_traces(done: Sequence[Done]) -> None:
    """Print the months of the people asked for."""
    for one in done:
        if one.trace is not None:
            shown = one.trace[list(_TRACED)].astype(object).where(one.trace[list(_TRACED)].notna(), "")
            show(one.arm.title, _TRACED, shown.to_numpy().tolist())


def print_place(out: Path, done: Sequence[Done]) -> None:
    """Say where the results are."""
    seconds = sum(one.seconds for one in done)
    parts = "" if len(done) == 1 else f": {', '.join(one.arm.slug for one in done)} and comparison.csv"
    print(f"Results in {out}{parts} ({seconds:.1f} s)")


def _titles() -> list[str]:
    return [measure.title for measure in MEASURES]


def _numbers(first: int) -> range:
    return range(first, first + len(MEASURES))


def _name(sector: str) -> str:
    return Sector[sector].label if sector in Sector.words() else "All"


def _alone(summary: pd.DataFrame) -> list[list[str]]:
    return [
        [_name(row["sector"]), *(measure.words(row[measure.column]) for measure in MEASURES)]
        for row in summary.to_dict("records")
    ]


def _paired(done: Sequence[Done]) -> list[list[str]]:
    """Three rows a sector: today, the agreement, the difference."""
    today, other = (one.summary.set_index("sector") for one in done)
    rows = []
    for sector in today.index:
        left, right = today.loc[sector], other.loc[sector]
        rows += [
            [_name(sector), "today", *(m.words(left[m.column]) for m in MEASURES)],
            ["", "agreement", *(m.words(right[m.column]) for m in MEASURES)],
            ["", "difference", *(m.words(right[m.column] - left[m.column], sign=True) for m in MEASURES)],
        ]
    return rows
