"""Parallel coordinates: every run a line across what is varied and what came out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.report.palette import INK, LINE
from icsim.ui.sweep.drawn import Drawn, axis, cells, column_of, of_runs, rank_correlation, visual, words_below
from icsim.ui.sweep.settled import Settled
from icsim.ui.sweep.variables import Variable

LINES, FAINT = 500, 150
"""Lines drawn at most of the runs that the filters leave, and of the others."""
_MANY = 300
AXES = 9
"""Axes at most: what came out, and what it goes with most."""
_ROW, _AROUND = 84, 120
_OVER = {"backgroundColor": "rgba(255, 255, 255, 0.85)", "padding": [1, 4]}
"""Words stand over the lines, on paper."""


def parallel(shown: Settled) -> Drawn:
    """The runs that the filters leave as lines, the others faint behind them."""
    outcome = shown.outcome
    about = _axes(shown, outcome)
    whole, rows = shown.complete(*about), shown.some(LINES, *about)
    title = f"What goes with {outcome.full_title}"
    if not len(rows):
        return Drawn(title, "No run is left to draw; widen the filters.")
    series = []
    behind = _behind(shown, about)
    if len(behind):
        series.append(_lines(about, behind, {"color": LINE, "width": 1, "opacity": 0.5}))
    series.append(_lines(about, rows, {"width": 1, "opacity": 0.5 if len(rows) < _MANY else 0.25}))
    height = _AROUND + _ROW * (len(about) - 1)
    option: dict[str, Any] = {
        "parallel": {"layout": "vertical", "left": 36, "right": 36, "top": 40, "bottom": 70},
        "parallelAxis": [
            {
                **axis(each, dim=i, name=each.full_title + _filter(shown, each), **_whole(each)),
                "nameLocation": "middle",
                "nameGap": -20,
                "nameTextStyle": {"color": INK, "fontSize": 13, "fontWeight": 600, **_OVER},
                "axisLabel": {"color": INK, "fontSize": 12, "hideOverlap": True, **_OVER},
                "axisLine": {"lineStyle": {"color": INK}},
                "splitNumber": 4,
            }
            for i, each in enumerate(about)
        ],
        "visualMap": {**visual(outcome, rows, len(about) - 1), "seriesIndex": len(series) - 1},
        "series": series,
        "animation": False,
    }
    note = f"Lines are drawn for {len(rows):,} of the {len(whole):,} runs, always the same ones."
    left = len(_inputs(shown, outcome)) + 1 - len(about)
    beyond = f" {left} more inputs are not drawn: those that go with it least." if left else ""
    return Drawn(
        title,
        _sentence(outcome, about[:-1], whole, len(shown.data)),
        option,
        tuple(map(column_of, about)),
        tuple(zip(*(cells(each, rows) for each in about), strict=True)),
        (note if len(rows) < len(whole) else "") + beyond,
        height=height,
    )


def _inputs(shown: Settled, outcome: Variable) -> list[Variable]:
    """What differs among the runs that have the outcome."""
    has = shown.data.there & np.isfinite(outcome.values)
    return [each for each in shown.data.inputs if has.any() and np.ptp(each.values[has])]


def _axes(shown: Settled, outcome: Variable) -> list[Variable]:
    """What is varied, the run's own words and the outcome last; those that go with it most where there are many."""
    rows = shown.complete(outcome)
    inputs = _inputs(shown, outcome)
    if len(inputs) >= AXES:
        strength = [-abs(rank_correlation(each.values[rows], outcome.values[rows])) for each in inputs]
        most = sorted(np.argsort(strength, kind="stable")[: AXES - 1].tolist())
        inputs = [inputs[i] for i in most]
    return [*inputs, outcome]


def _whole(variable: Variable) -> dict[str, Any]:
    """The whole range of a variable, whatever the filters leave, so that a filter is seen as what is missing."""
    values = variable.values[np.isfinite(variable.values)]
    if variable.words or not len(values):
        return {}
    low, high = variable.ends or (float(values.min()), float(values.max()))
    if variable.is_outcome and high > low:
        step = 10.0 ** np.floor(np.log10(high - low)) / 2
        low, high = step * np.floor(low / step), step * np.ceil(high / step)
    return {"min": variable.bare(low), "max": variable.bare(high if high > low else low + 1)}


def _behind(shown: Settled, about: list[Variable]) -> NDArray[np.int64]:
    """Some of the runs that the filters leave out."""
    if not shown.view.is_filtered:
        return np.empty(0, dtype=np.int64)
    out = shown.data.there & ~shown.kept
    for each in about:
        out = out & np.isfinite(each.values)
    rows = np.flatnonzero(out)
    return rows[np.argsort(shown.data.rank[rows], kind="stable")[:FAINT]]


def _lines(about: list[Variable], rows: NDArray[np.int64], style: dict[str, Any]) -> dict[str, Any]:
    columns = [each.plain(rows) for each in about]
    return {"type": "parallel", "data": list(map(list, zip(*columns, strict=True))), "lineStyle": style,
            "silent": True, "smooth": False}  # fmt: skip


def _filter(shown: Settled, variable: Variable) -> str:
    """The filter on an axis, in words."""
    ends, words = shown.view.range_of(variable.key), shown.view.words_of(variable.key)
    if words is not None:
        return f" – only {', '.join(words) or 'nothing'}"
    said = [f"{word} {variable.said(end)}" for word, end in (("from", ends.low), ("to", ends.high)) if end is not None]
    return f" – {' '.join(said)}" if said else ""


def _sentence(outcome: Variable, inputs: list[Variable], rows: NDArray[np.int64], of: int) -> str:
    numbers = [each for each in inputs if not each.words]
    found = [(rank_correlation(each.values[rows], outcome.values[rows]), each) for each in numbers]
    found.sort(key=lambda pair: -abs(pair[0]))
    strongest = [f"{each.title} ({correlation:+.2f})".replace("-", "−") for correlation, each in found[:3]]
    goes = f"What goes most with {outcome.title}: {', '.join(strongest)}, by rank correlation." if strongest else ""
    return words_below(
        [f"{of_runs(len(rows), of).capitalize()} as lines from {len(inputs)} inputs to the outcome.", goes]
    )
