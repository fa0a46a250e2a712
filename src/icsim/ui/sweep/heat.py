"""Heat map: the mean of an outcome by two things that are varied."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.report.palette import DIVERGING, INK, PAPER, SEQUENTIAL
from icsim.ui.parts.table import Cell, Column
from icsim.ui.sweep.drawn import Drawn, of_runs
from icsim.ui.sweep.settled import Settled
from icsim.ui.sweep.variables import Variable

BINS = 8
"""Parts that a range is cut into; something of few values is not cut."""
_FEW = 12
_LIGHT = 140
"""Lightness, 0 to 255, from which a field takes dark words."""


@dataclass(frozen=True)
class Cut:
    """A variable in parts.

    Parameters
    ----------
    titles
        What each part is called.
    part
        Part of every run, shape (n_runs,); -1 where it has no value.
    """

    titles: tuple[str, ...]
    part: NDArray[np.int64]


def cut(variable: Variable) -> Cut:
    """A variable in parts: its words, its few values, or equal lengths of its range, over all runs of the sweep."""
    values = variable.values
    there = np.isfinite(values)
    if variable.words:
        return Cut(variable.words, np.where(there, values, -1).astype(np.int64))
    few = np.unique(values[there])
    if len(few) <= _FEW:
        return Cut(
            tuple(variable.said(value) for value in few),
            np.where(there, np.searchsorted(few, np.where(there, values, few[0] if len(few) else 0.0)), -1),
        )
    low, high = variable.ends or (float(few[0]), float(few[-1]))
    edges = np.linspace(low, high, BINS + 1)
    part = np.clip(np.searchsorted(edges, np.where(there, values, few[0]), side="right") - 1, 0, BINS - 1)
    titles = tuple(f"{variable.said(a)} to {variable.said(b)}" for a, b in pairwise(edges.tolist()))
    return Cut(titles, np.where(there, part, -1))


def heat(shown: Settled) -> Drawn:
    """Mean of the outcome in every pair of parts of two variables, over the runs that the filters leave."""
    outcome = shown.outcome
    if not shown.view.second:
        return Drawn("Heat map", "The sweep varies one thing only; a heat map needs two.")
    x, y = shown[shown.view.first], shown[shown.view.second]
    title = f"Mean of {outcome.full_title}"
    rows = shown.complete(outcome, x, y)
    if not len(rows) or outcome.words:
        return Drawn(title, "No run is left to draw; widen the filters.")
    across, up = cut(x), cut(y)
    shape = len(up.titles), len(across.titles)
    at = up.part[rows] * shape[1] + across.part[rows]
    runs = np.bincount(at, minlength=shape[0] * shape[1])
    sums = np.bincount(at, weights=outcome.values[rows], minlength=shape[0] * shape[1])
    means = np.where(runs > 0, sums / np.maximum(runs, 1), np.nan).reshape(shape)
    counts = runs.reshape(shape)
    option = _option(outcome, means, across, up, x, y)
    table: list[tuple[Cell, ...]] = [
        (up.titles[j], across.titles[i], outcome.bare(float(means[j, i])), int(counts[j, i]))
        for j, i in np.ndindex(shape)
    ]
    decimals = outcome.decimals if outcome.decimals is not None else 4
    columns = (
        Column(y.full_title), Column(x.full_title), Column(f"Mean {outcome.title}", outcome.unit, True, decimals),
        Column("Runs", "", True),
    )  # fmt: skip
    empty = int((counts == 0).sum())
    return Drawn(
        f"{title} by {x.title} and {y.title}",
        _sentence(outcome, means, across, up, (x, y), of_runs(len(rows), len(shown.data))),
        option,
        columns,
        tuple(table),
        f"{empty} of {counts.size} fields are blank: no run falls there." if empty else "",
        height=140 + 38 * shape[0],
    )


def _option(
    outcome: Variable, means: NDArray[np.float64], across: Cut, up: Cut, x: Variable, y: Variable
) -> dict[str, Any]:
    there = means[np.isfinite(means)]
    low, high = float(there.min()), float(there.max())
    colours = list(SEQUENTIAL)
    if outcome.kind == "difference":
        # Differences are coloured by their sign: no difference is pale, better is blue where one way is better.
        reach = max(abs(low), abs(high)) or 1.0
        low, high = -reach, reach
        colours = list(reversed(DIVERGING)) if outcome.better == "lower" else list(DIVERGING)

    def ink(value: float) -> str:
        return _ink(value, low, high, colours)

    data = [
        {
            "value": [i, j, outcome.bare(float(means[j, i]))],
            "label": {
                "formatter": outcome.said(float(means[j, i])),
                "color": _ink(float(means[j, i]), low, high, colours),
            },
        }
        for j, i in np.ndindex(means.shape)
        if np.isfinite(means[j, i])
    ]
    tight = means.shape[1] > BINS
    return {
        "grid": {"left": 12, "right": 24, "top": 28, "bottom": 84, "containLabel": True},
        "xAxis": {"type": "category", "data": list(across.titles), "name": x.full_title, "nameLocation": "middle",
                  "nameGap": 44, "axisLabel": {"rotate": 0, "hideOverlap": True, "fontSize": 12}},
        "yAxis": {"type": "category", "data": list(up.titles), "name": y.full_title,
                  "nameTextStyle": {"align": "left"}, "axisLabel": {"fontSize": 12}},
        "visualMap": {"type": "continuous", "min": outcome.bare(low),
                      "max": outcome.bare(high if high > low else low + 1), "inRange": {"color": colours},
                      "orient": "horizontal", "left": "center", "bottom": 0,
                      "itemWidth": 12, "itemHeight": 160, "text": [outcome.said(high), outcome.said(low)],
                      "calculable": False},
        "series": [{"type": "heatmap", "data": data, "label": {"show": not tight, "fontSize": 12},
                    "itemStyle": {"borderColor": "#ffffff", "borderWidth": 1}, "emphasis": {"disabled": True}}],
        "animation": False,
    }  # fmt: skip


def _ink(value: float, low: float, high: float, colours: list[str]) -> str:
    """Dark words on light fields, light on dark."""
    at = round((value - low) / (high - low) * (len(colours) - 1)) if high > low else 0
    red, green, blue = (int(colours[at][i : i + 2], 16) for i in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT else PAPER


def _sentence(
    outcome: Variable, means: NDArray[np.float64], across: Cut, up: Cut, of: tuple[Variable, Variable], runs: str
) -> str:
    def where(number: np.intp) -> str:
        j, i = np.unravel_index(number, means.shape)
        return f"{of[0].title} is {across.titles[int(i)]} and {of[1].title} is {up.titles[int(j)]}"

    least, most = np.nanargmin(means), np.nanargmax(means)
    return (
        f"{runs.capitalize()}. Mean {outcome.title} is lowest, {outcome.with_unit(float(means.flat[least]))}, where "
        f"{where(least)}, and highest, {outcome.with_unit(float(means.flat[most]))}, where {where(most)}."
    )
