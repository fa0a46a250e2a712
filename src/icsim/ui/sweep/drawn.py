"""Drawn: a chart of a sweep in every form: a picture, a sentence and a table, made without a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.report.palette import ARMS, SEQUENTIAL, SOFT, TODAY_STYLE
from icsim.ui.parts.table import Cell, Column
from icsim.ui.sweep.variables import Variable

Values = NDArray[np.float64]

SYMBOLS = ("circle", "triangle", "diamond", "rect", "pin", "arrow", "roundRect", "circle")
"""Shapes of points by the place of their word, so that colour never stands alone."""
COLOURS = (TODAY_STYLE.colour, *(style.colour for style in ARMS), "#8f6200", "#57606a", "#1a73a7")
"""Colours of points by the place of their word."""
MOST_WORDS = len(COLOURS)
"""Words told apart by colour; the rest share a grey."""
REST = SOFT
_HARDLY, _WEAK, _STRONG = 0.1, 0.3, 0.7


@dataclass(frozen=True)
class Drawn:
    """A chart.

    Parameters
    ----------
    title
        What stands above it.
    sentence
        What it shows, in words.
    option
        For ECharts; empty where there is nothing to draw.
    columns, rows
        Its numbers as a table.
    note
        What a reader has to know about how it was made; may be empty.
    runs
        Number of the run behind each point, for those that can be pressed.
    height
        In pixels.
    """

    title: str
    sentence: str
    option: dict[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    runs: tuple[tuple[int, ...], ...] = ()
    height: int = 420


def column_of(variable: Variable) -> Column:
    """Head of a table's column for a variable."""
    decimals = variable.decimals if variable.decimals is not None else 4
    return Column(variable.title, variable.unit, not variable.words, decimals)


def cells(variable: Variable, rows: NDArray[np.int64]) -> list[Cell]:
    """Cells of a table's column: words as words, numbers as numbers."""
    values = variable.values[rows]
    if variable.words:
        return [variable.words[int(value)] for value in values]
    return list(variable.plain(rows))


def axis(variable: Variable, **more: Any) -> dict[str, Any]:
    """An axis of a chart for a variable: with its words, or from its least to its greatest."""
    if variable.words:
        return {"type": "category", "data": [_short(word) for word in variable.words], **more}
    whole = {"minInterval": 1} if variable.decimals == 0 else {}  # no half a seed, no half a person
    return {"type": "value", "scale": True, **whole, **more}


def _short(word: str, most: int = 28) -> str:
    return word if len(word) <= most else f"{word[: most - 1]}…"


def visual(variable: Variable, rows: NDArray[np.int64], dimension: int) -> dict[str, Any]:
    """How a number sets the colour of points: little to much in one hue."""
    values = variable.values[rows]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    return {
        "type": "continuous",
        "dimension": dimension,
        "min": variable.bare(low),
        "max": variable.bare(high if high > low else low + 1),
        "inRange": {"color": list(SEQUENTIAL[2:])},
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "itemWidth": 12,
        "itemHeight": 160,
        "text": [variable.said(high), variable.said(low)],
        "calculable": False,
        "hoverLink": False,
    }


def rank_correlation(a: Values, b: Values) -> float:
    """Spearman's correlation of the ranks; 0 where either side is the same throughout."""
    if len(a) < 2 or not np.ptp(a) or not np.ptp(b):
        return 0.0
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def _ranks(values: Values) -> Values:
    """Ranks from 1, those of equal values their mean."""
    _, which, many = np.unique(values, return_inverse=True, return_counts=True)
    mean: Values = np.cumsum(many) - (many - 1) / 2
    return mean[which]


def together(x: Variable, y: Variable, correlation: float, runs: int, seeds: int) -> str:
    """How two variables go together, as a sentence.

    Runs of the same seed share their luck, so no number of runs makes it a test.
    """
    size, said = abs(correlation), f"{correlation:.2f}".replace("-", "−")
    shared = f", which share {seeds:,} seed{'s' if seeds != 1 else ''}," if seeds < runs else ","
    basis = f"; an association over these {runs:,} runs{shared} not a test"
    if size < _HARDLY:
        return f"{x.title} and {y.title} hardly go together (rank correlation {said}{basis})."
    strength = "weak" if size < _WEAK else "moderate" if size < _STRONG else "strong"
    way = "higher" if correlation > 0 else "lower"
    return f"The higher {x.title}, the {way} {y.title} (rank correlation {said}, {strength}{basis})."


def middle(variable: Variable, values: Values) -> str:
    """Mean and range of the middle nine tenths, in words."""
    if not len(values):
        return "nothing"
    low, high = np.quantile(values, [0.05, 0.95])
    mean = variable.with_unit(float(values.mean()))
    return f"{mean} (nine in ten between {variable.said(low)} and {variable.said(high)})"


def of_runs(number: int, of: int) -> str:
    """How many runs of how many, in words."""
    return f"{number:,} of {of:,} runs" if number != of else f"all {of:,} runs"


def words_below(values: Sequence[str]) -> str:
    """Sentences put together."""
    return " ".join(value for value in values if value)
