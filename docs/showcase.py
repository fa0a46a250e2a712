"""The README's run: its table, how far it can be trusted, and its picture.

The same run as `make run`, and again with other seeds, so that no figure on
the page rests on one draw of luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

import icsim
from icsim.cli.screen import as_markdown
from icsim.codes import Grade, Sector
from icsim.comparison import MEASURES, Measure
from icsim.config import list_systems
from icsim.registry import all_parameters
from icsim.results import summarise

AGREEMENT = Path(__file__).parents[1] / "configs" / "agreements" / "rotation_passport.yaml"
SYSTEM, MONTHS, SEEDS = "QR1", 60, range(1, 11)


@dataclass(frozen=True)
class Pair:
    """Monthly tables of today and of the agreement, with the same people and luck."""

    today: pd.DataFrame
    agreement: pd.DataFrame


@cache
def pair(seed: int) -> Pair:
    """Run both arms of one seed."""
    system, agreement = icsim.load_system(SYSTEM), icsim.load_agreement(AGREEMENT)
    tables = []
    for signed in ([], [agreement]):
        model = icsim.ICS(system, signed, rng=seed)
        model.run_for(MONTHS)
        tables.append(model.results.monthly)
    return Pair(*tables)


def facts() -> str:
    """How large the shipped systems and the model are."""
    england, one = icsim.load_system("england"), icsim.load_system(SYSTEM)
    every = all_parameters()
    guessed = sum(p.grade == Grade.assumption for p in every)
    return (
        f"{len(list_systems())} integrated care systems come with it: {len(england.organisations):,} organisations "
        f"with {int(england.heads.sum()):,} staff in all; {one.name} has {len(one.organisations)} with "
        f"{int(one.heads.sum()):,}. Of the model's {len(every)} behavioural numbers, {guessed} are assumptions and say "
        "so.\n"
    )


def result() -> str:
    """The table of the first seed, and the differences over all seeds."""
    return (
        f"{_table(pair(SEEDS[0]))}\n"
        f"The same comparison with {len(SEEDS)} seeds, the whole system, agreement minus today:\n\n{_spread()}"
    )


def _table(runs: Pair) -> str:
    today, other = (summarise(monthly).set_index("sector") for monthly in (runs.today, runs.agreement))
    rows = [
        [
            Sector[sector].label if sector in Sector.words() else "**All**",
            *(_cell(m, today.loc[sector, m.column], other.loc[sector, m.column]) for m in MEASURES),
        ]
        for sector in today.index
    ]
    return as_markdown(("Sector", *(m.title for m in MEASURES)), rows)


def _cell(measure: Measure, today: float, other: float) -> str:
    return f"{measure.words(today)} ({measure.words(other - today, sign=True)})"


def _spread() -> str:
    """Mean, least and greatest difference over the seeds, and how many are above 0."""
    differences = pd.DataFrame([_difference(pair(seed)) for seed in SEEDS])
    rows = []
    for m in MEASURES:
        column = differences[m.column]
        says = [m.words(value, sign=True) for value in (column.mean(), column.min(), column.max())]
        rows.append((m.title, says[0], f"{says[1]} to {says[2]}", f"{int((column > 0).sum())} of {len(column)}"))
    return as_markdown(("Measure", "Mean difference", "Range over seeds", "Seeds with more"), rows)


def _difference(runs: Pair) -> pd.Series:
    today, other = (summarise(monthly).set_index("sector").loc["all"] for monthly in (runs.today, runs.agreement))
    return other - today


def chart(path: Path) -> None:
    """Draw who rotates, what onboarding costs, and what happens to leavers."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    blue, orange, grey = "#0072B2", "#D55E00", "#767676"  # tell apart in colour blindness, in print and on grey
    style = {"font.size": 11, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "icsim"}
    with mpl.rc_context(style):
        figure, (away, days, gone) = plt.subplots(1, 3, figsize=(12, 4.2), layout="constrained")
        first = pair(SEEDS[0])
        for axis, column in ((away, "rotating_out"), (days, "onboarding_days")):
            for monthly, colour, line, label in (
                (first.today, grey, "--", "today"),
                (first.agreement, blue, "-", "agreement"),
            ):
                values = _by_month(monthly, column)
                axis.plot(values.index, values.to_numpy(), color=colour, linestyle=line, linewidth=2, label=label)
            axis.set_ylim(bottom=0)
            axis.legend(frameon=False, loc="lower right")
        away.set_title("People on rotation", loc="left")
        away.set_ylabel("people away at the month's end")
        days.set_title("Time lost to onboarding", loc="left")
        days.set_ylabel("working days a month")
        runs = pd.DataFrame({seed: _gap(pair(seed)) for seed in SEEDS})
        gone.plot(runs.index, runs.to_numpy(), color=orange, alpha=0.35, linewidth=1)
        gone.plot(
            runs.index, runs.mean(axis=1).to_numpy(), color=orange, linewidth=2.5, label=f"mean of {len(SEEDS)} seeds"
        )
        gone.axhline(0, color=grey, linewidth=1)
        gone.set_title("Leavers so far, agreement minus today", loc="left")
        gone.set_ylabel("people; each thin line is a seed")
        gone.legend(frameon=False, loc="best")
        for axis in (away, days, gone):
            axis.set_xlabel("months since the start")
            axis.set_xticks(range(0, MONTHS + 1, 12))
            axis.grid(axis="y", color="#dddddd", linewidth=0.6)
        figure.savefig(path, dpi=110, metadata={"Software": None})
        plt.close(figure)


def _by_month(monthly: pd.DataFrame, column: str) -> pd.Series:
    totals = monthly.groupby("month", observed=True)[column].sum()
    totals.index = pd.RangeIndex(1, len(totals) + 1)
    return totals


def _gap(runs: Pair) -> pd.Series:
    return (_by_month(runs.agreement, "leavers") - _by_month(runs.today, "leavers")).cumsum()
