"""Runs: the table of runs, and what one of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.errors import InputError
from icsim.experiment.comparison_files import csv_text
from icsim.ui.parts.table import Cell, Column
from icsim.ui.state.watch_link import MOST_MONTHS, watch_link
from icsim.ui.sweep.drawn import cells, column_of
from icsim.ui.sweep.variables import Variable

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.ui.sweep.settled import Settled

LISTED = 100
"""Runs in the table; all are in the file to download."""


def sorted_runs(shown: Settled) -> NDArray[np.int64]:
    """Numbers of the runs that the filters leave, in the order wanted; those without the number last."""
    rows = np.flatnonzero(shown.kept)
    key = shown.view.sort
    if not key:
        return rows
    values = shown[key.removeprefix("-")].values[rows]
    falling = key.startswith("-")
    order = np.argsort(-values if falling else values, kind="stable")
    return rows[order]


def table(shown: Settled) -> tuple[NDArray[np.int64], tuple[Column, ...], list[tuple[Cell, ...]]]:
    """The first runs of the table: their numbers, and columns and rows of what they are and came to."""
    rows = sorted_runs(shown)[:LISTED]
    about = _columns(shown)
    columns = (Column("Run", "", True), *map(column_of, about))
    return rows, columns, list(zip((rows + 1).tolist(), *(cells(each, rows) for each in about), strict=True))


def _columns(shown: Settled) -> list[Variable]:
    """What is varied, which run, and the outcomes that are looked at."""
    view, reported = shown.view, shown.data.sweep.measures
    wanted = ("agreement", "future", view.up, view.across, view.colour, view.sort.removeprefix("-"))
    keys = [key for key in wanted if key in shown.variables]
    keys += [each.key for each in shown.data.inputs]
    keys += [key for name in reported[:4] if (key := f"m:{name}") in shown.variables]
    return [shown[key] for key in dict.fromkeys(keys)]


def as_csv(shown: Settled) -> str:
    """All runs that the filters leave, with everything known of them, as CSV that no spreadsheet runs."""
    import pandas as pd

    rows = sorted_runs(shown)
    columns: dict[str, object] = {"run": rows + 1, "digest": shown.data.digests[rows]}
    for each in shown.variables.values():
        columns[each.full_title] = cells(each, rows) if each.words else each.values[rows]
    return csv_text(pd.DataFrame(columns))


def about_run(shown: Settled, run: int) -> tuple[list[tuple[Cell, ...]], tuple[Column, ...]]:
    """Everything known of a run, a row each: what it is, then what it came to."""
    rows: list[tuple[Cell, ...]] = []
    for each in shown.variables.values():
        value = float(each.values[run])
        if np.isfinite(value):
            rows.append((each.title, each.said(value), each.unit))
    return rows, (Column("What"), Column("Value"), Column("Unit"))


def way_to_watch(spec: RunSpec) -> tuple[str, str]:
    """Address that shows a run, or empty and why it cannot be shown."""
    if spec.months > MOST_MONTHS:
        return "", f"it is {spec.months} months long, and at most {MOST_MONTHS} can be watched; icsim replay takes any"
    try:
        return watch_link(spec), ""
    except InputError as error:
        return "", "; ".join(problem.message for problem in error.problems)


def title_of(shown: Settled, run: int) -> str:
    """A run in a few words."""
    planned = shown.data.planned(run)
    outside = f", {planned.future}" if len(shown.data.sweep.futures) > 1 else ""
    return f"Run {run + 1:,}: {planned.arm}{outside}, seed {planned.seed}"
