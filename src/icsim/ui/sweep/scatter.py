"""Scatter: every run a point, by two things of choice, coloured by a third."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.ui.parts.table import Column
from icsim.ui.sweep.drawn import (
    COLOURS,
    MOST_WORDS,
    REST,
    SYMBOLS,
    Drawn,
    axis,
    cells,
    column_of,
    middle,
    of_runs,
    rank_correlation,
    together,
    visual,
    words_below,
)
from icsim.ui.sweep.settled import DRAWN, Settled
from icsim.ui.sweep.variables import SEED, Variable

Rows = NDArray[np.int64]

_FEW, _SMALL, _LARGE = 300, 5, 9
_CHOSEN = 18
_ROOM = "5%"


def scatter(shown: Settled) -> Drawn:
    """The runs that the filters leave, by two variables."""
    x, y = shown.across, shown.up
    colour = shown.variables.get(shown.view.colour)
    about = [x, y, *([colour] if colour else [])]
    whole, rows = shown.complete(*about), shown.some(DRAWN, *about)
    title = f"{y.full_title} by {x.full_title}"
    if not len(rows):
        return Drawn(title, "No run is left to draw; widen the filters.")
    parts = _parts(colour, rows)
    has_key = colour is not None and bool(colour.words)
    shade = colour if colour is not None and not colour.words else None
    series = [_series(about[:2], shade, some, number, (name, len(rows))) for name, some, number in parts]
    series += _chosen(shown, x, y)
    option: dict[str, Any] = {
        "grid": {"left": 12, "right": 24, "top": 56 if has_key else 28, "bottom": 28 if shade is None else 64,
                 "containLabel": True},
        "xAxis": axis(x, name=x.full_title, nameLocation="middle", nameGap=30, **_room(x, rows)),
        "yAxis": axis(y, name=y.full_title, nameTextStyle={"align": "left"}, **_room(y, rows)),
        "series": series,
        "animation": False,
    }  # fmt: skip
    if has_key:
        option["legend"] = {
            "type": "scroll",
            "top": 0,
            "left": 0,
            "itemWidth": 14,
            "data": [name for name, *_ in parts],
        }
    if shade is not None:
        option["visualMap"] = {**visual(shade, rows, 3), "seriesIndex": list(range(len(parts)))}
    return Drawn(
        title,
        _sentence(shown, x, y, colour, whole),
        option,
        (Column("Run", "", True), *(column_of(each) for each in _distinct(about))),
        tuple(zip((rows + 1).tolist(), *(cells(each, rows) for each in _distinct(about)), strict=True)),
        words_below([_left_out(shown, about), _note(len(rows), len(whole))]),
        tuple(tuple(some.tolist()) for _, some, _ in parts),
    )


def _distinct(about: list[Variable]) -> list[Variable]:
    return list({each.key: each for each in about}.values())


def _room(variable: Variable, rows: Rows) -> dict[str, Any]:
    """Room between the points and the frame; none below nothing where nothing is below it."""
    if variable.words:
        return {}
    values = variable.values[rows]
    low, high = float(values.min()), float(values.max())
    return {"boundaryGap": [_ROOM, _ROOM], **({"min": 0} if 0 <= low < (high - low) / 4 else {})}


def _left_out(shown: Settled, about: list[Variable]) -> str:
    """Why runs that pass the filters are not among those drawn."""
    left = shown.kept.copy()
    left[shown.complete(*about)] = False
    if not left.any():
        return ""
    lacking = [each for each in _distinct(about) if not np.isfinite(each.values[left]).all()]
    why = " (runs that others are compared with have none)" if any(e.kind == "difference" for e in lacking) else ""
    titles = " or no ".join(each.title for each in lacking)
    return f"{int(left.sum()):,} more runs pass the filters and are not drawn, having no {titles}{why}."


def _note(drawn: int, whole: int) -> str:
    if drawn == whole:
        return ""
    return f"Drawn are {drawn:,} of the {whole:,} runs, always the same ones; filters and numbers in words use all."


def _parts(colour: Variable | None, rows: Rows) -> list[tuple[str, Rows, int]]:
    """Runs by the word that sets their colour; words beyond those told apart are together."""
    if colour is None or not colour.words:
        return [("Runs", rows, 1)]
    at = colour.values[rows].astype(int)
    parts = [(word, rows[at == i], i) for i, word in enumerate(colour.words[:MOST_WORDS])]
    if len(colour.words) > MOST_WORDS:
        parts.append(("Others", rows[at >= MOST_WORDS], MOST_WORDS))
    return [part for part in parts if len(part[1])]


def _series(
    axes: list[Variable], shade: Variable | None, rows: Rows, number: int, what: tuple[str, int]
) -> dict[str, Any]:
    """Points of some runs: across, upwards, number of the run, and what shades them."""
    name, points = what
    columns = [*(each.plain(rows) for each in axes), rows.tolist(), *([shade.plain(rows)] if shade else [])]
    look = number % len(SYMBOLS)
    return {
        "type": "scatter",
        "name": name,
        "data": list(map(list, zip(*columns, strict=True))),
        "symbol": SYMBOLS[look],
        "symbolSize": _LARGE if points <= _FEW else _SMALL,
        "itemStyle": {"color": COLOURS[number] if number < MOST_WORDS else REST, "opacity": 0.7},
        "emphasis": {"disabled": True},
    }


def _chosen(shown: Settled, x: Variable, y: Variable) -> list[dict[str, Any]]:
    """A ring round the run that is looked at, if it can be drawn."""
    run = shown.view.run
    if run is None or not (np.isfinite(x.values[run]) and np.isfinite(y.values[run])):
        return []
    ring = {"color": "transparent", "borderColor": "#1b1f23", "borderWidth": 2.5}
    point = [x.bare(x.values[run]), y.bare(y.values[run]), run]
    style = {"symbol": "circle", "symbolSize": _CHOSEN, "itemStyle": ring, "silent": True, "z": 9}
    return [{"type": "scatter", "name": "Chosen run", "data": [point], **style}]


def _sentence(shown: Settled, x: Variable, y: Variable, colour: Variable | None, rows: Rows) -> str:
    both = ""
    if not (x.words or y.words):
        seeds = len(np.unique(shown[SEED].values[rows])) if SEED in shown.variables else 1
        both = together(x, y, rank_correlation(x.values[rows], y.values[rows]), len(rows), seeds)
    said = f"{of_runs(len(rows), len(shown.data)).capitalize()}."
    if not y.words:
        said += f" Mean of {y.title}: {middle(y, y.values[rows])}."
    by_word = ""
    if colour is not None and colour.words and not y.words:
        at = colour.values[rows]
        means = [(word, y.values[rows][at == i]) for i, word in enumerate(colour.words[:MOST_WORDS])]
        said_of = [f"{word} {y.with_unit(float(some.mean()))}" for word, some in means if len(some)]
        by_word = f"Means by {colour.title.lower()}: {'; '.join(said_of)}." if len(said_of) > 1 else ""
    return words_below([said, both, by_word])
