"""The README's run: its table, how far it can be trusted, and its picture.

The same run as `make run`, and again with other seeds, so that no figure on
the page rests on one draw of luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import icsim
from icsim.cli.screen import as_markdown
from icsim.codes import Grade, Sector
from icsim.comparison import MEASURES, Measure
from icsim.config import list_systems
from icsim.registry import all_parameters
from icsim.results import summarise

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

AGREEMENT = Path(__file__).parents[1] / "configs" / "agreements" / "rotation_passport.yaml"
SYSTEM, MONTHS, SEEDS = "QR1", 60, range(1, 11)

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#767676"
"""Colours that differ in colour blindness and in print."""
_STYLE = {"font.size": 11, "axes.titlesize": 12, "axes.spines.top": False, "axes.spines.right": False}
_TITLES = (
    ("People on rotation", "people away at the month's end"),
    ("Time lost to onboarding", "working days a month"),
    ("Leavers so far, more or fewer than today", "people"),
)


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

    with mpl.rc_context(_STYLE):
        figure, (away, days, gone) = plt.subplots(1, 3, figsize=(12.5, 4.4), layout="constrained")
        for axis, column in ((away, "rotating_out"), (days, "onboarding_days")):
            for monthly, colour, line, label in (
                (pair(SEEDS[0]).today, _GREY, "--", "today"),
                (pair(SEEDS[0]).agreement, _BLUE, "-", "under the agreement"),
            ):
                values = _by_month(monthly, column)
                axis.plot(values.index, values.to_numpy(), color=colour, linestyle=line, linewidth=2, label=label)
            axis.set_ylim(bottom=0)
        runs = pd.DataFrame({seed: _gap(pair(seed)) for seed in SEEDS})
        for seed in SEEDS:
            label = "one seed" if seed == SEEDS[0] else None
            gone.plot(runs.index, runs[seed].to_numpy(), color=_ORANGE, alpha=0.5, linewidth=1, label=label)
        gone.plot(runs.index, runs.mean(axis=1).to_numpy(), color=_ORANGE, linewidth=2.5, label="mean of the seeds")
        gone.axhline(0, color=_GREY, linewidth=1)
        for axis, (title, unit) in zip((away, days, gone), _TITLES, strict=True):
            axis.set_title(title, loc="left")
            axis.set_ylabel(unit)
            axis.yaxis.set_major_formatter("{x:,.0f}")
            axis.set_xlabel("months since the start")
            axis.set_xticks(range(0, MONTHS + 1, 12))
            axis.grid(axis="y", color="#dddddd", linewidth=0.6)
        figure.legend(*_legend(away, gone), loc="outside lower center", ncols=4, frameon=False)
        figure.savefig(path, dpi=110, metadata={"Software": None})
        plt.close(figure)


def _legend(*axes: Axes) -> tuple[list[Artist], list[str]]:
    """Lines and their names, of several axes together."""
    found = [axis.get_legend_handles_labels() for axis in axes]
    return [line for lines, _ in found for line in lines], [name for _, names in found for name in names]


def _by_month(monthly: pd.DataFrame, column: str) -> pd.Series:
    totals = monthly.groupby("month", observed=True)[column].sum()
    totals.index = pd.RangeIndex(1, len(totals) + 1)
    return totals


def _gap(runs: Pair) -> pd.Series:
    return (_by_month(runs.agreement, "leavers") - _by_month(runs.today, "leavers")).cumsum()
