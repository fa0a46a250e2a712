"""The README's picture: one run, and how far seeds differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from docs.showcase import ARMS, MONTHS, SEEDS, monthly

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

BOTH = ARMS["Rotation and passport"]

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#767676"
"""Colours that differ in colour blindness and in print."""
_STYLE = {"font.size": 11, "axes.titlesize": 12, "axes.spines.top": False, "axes.spines.right": False}
_TITLES = (
    ("People on rotation", "people away at the month's end"),
    ("Time lost to onboarding", "working days a month"),
    ("Leavers so far, more or fewer than today", "people"),
)


def draw(path: Path) -> None:
    """Draw who rotates, what onboarding costs, and what happens to leavers."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with mpl.rc_context(_STYLE):
        figure, (away, days, gone) = plt.subplots(1, 3, figsize=(12.5, 4.4), layout="constrained")
        for axis, column in ((away, "rotating_out"), (days, "onboarding_days")):
            for clauses, colour, line, label in (
                ((), _GREY, "--", "today"),
                (BOTH, _BLUE, "-", "under the agreement"),
            ):
                values = _by_month(SEEDS[0], clauses, column)
                axis.plot(values.index, values.to_numpy(), color=colour, linestyle=line, linewidth=2, label=label)
            axis.set_ylim(bottom=0)
        runs = pd.DataFrame({seed: _gap(seed) for seed in SEEDS})
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


def _by_month(seed: int, clauses: tuple[str, ...], column: str) -> pd.Series:
    totals = monthly(seed, clauses).groupby("month", observed=True)[column].sum()
    totals.index = pd.RangeIndex(1, len(totals) + 1)
    return totals


def _gap(seed: int) -> pd.Series:
    """Leavers so far under the agreement less those of today."""
    return (_by_month(seed, BOTH, "leavers") - _by_month(seed, (), "leavers")).cumsum()
