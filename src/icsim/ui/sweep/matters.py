"""Matters: which of the things that are varied an outcome depends on most.

Where all runs count and the sweep has them all, the answer is that of
``icsim sweep analyse``: the same numbers. Where filters leave some out, a
design for screening or for indices is no longer one, and ranks are
correlated instead, which is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from icsim.errors import InputError
from icsim.experiment.measures import BY_NAME
from icsim.experiment.sweep_plan import INDICES, SCREENING
from icsim.report.tornado import MOST
from icsim.ui.parts.table import Cell, Column
from icsim.ui.sweep.drawn import COLOURS, Drawn, of_runs, rank_correlation
from icsim.ui.sweep.variables import AGREEMENT, DIFFERENCE, FUTURE, LEVEL, VARIED, Variable, outcome

if TYPE_CHECKING:
    from icsim.experiment.sensitivity import Sensitivity
    from icsim.ui.sweep.data import SweepData
    from icsim.ui.sweep.settled import Settled

_HOW = {
    SCREENING: "Morris screening: the swing is the mean of the steps along each range; mu* is the mean size of what a "
    "whole range changes, sigma how much that depends on the rest.",
    INDICES: "Sobol indices: first order is the share of the variance that a thing explains alone, total its share "
    "with all it acts together with; the swing is that of the least-squares line.",
}
_PLAIN = (
    "The design is not one for sensitivity analysis: ranks are correlated, and the swing is that of the least-squares "
    "line, or of the means at the first and last value of a list."
)
_COLUMNS = {
    "mu": ("Mean step", ""), "mu_star": ("mu*", ""), "mu_star_half_width": ("mu* ±", "95%"), "sigma": ("sigma", ""),
    "first_order": ("First order", "share"), "first_order_half_width": ("First order ±", "95%"),
    "total": ("Total", "share"), "total_half_width": ("Total ±", "95%"),
    "rank_correlation": ("Rank correlation", "−1 to 1"),
}  # fmt: skip
_SHARES = {"first_order", "first_order_half_width", "total", "total_half_width", "rank_correlation"}
_LOW, _HIGH = COLOURS[1], COLOURS[2]
_CLEAR = 0.1


def measure_of(shown: Settled) -> str:
    """Name of the measure that is explained."""
    return shown.outcome.key.removeprefix(DIFFERENCE).removeprefix(LEVEL)


def analysed(data: SweepData, measure: str, place: str, agreement: str, future: str) -> Sensitivity | str:
    """What a measure depends on over the whole sweep, or why that cannot be said, in words.

    Takes seconds for large designs for indices: to be asked off the server's own thread.
    """
    from icsim.experiment.sensitivity import analyse

    asked = (measure, place, agreement, future)
    if asked not in data.answers:
        try:
            data.answers[asked] = analyse(data.outcomes, measure, place, agreement or None, future or None)
        except InputError as error:
            data.answers[asked] = error.problems[0].message
    found: Sensitivity | str = data.answers[asked]
    return found


def tornado(shown: Settled, found: Sensitivity) -> Drawn:
    """The whole sweep's answer, as ``icsim sweep analyse`` gives it."""
    measure = BY_NAME[found.measure]
    unit = outcome(measure, np.empty(0), found.against)
    scale = _scale(unit)
    table = found.table.reindex(found.table["swing"].abs().sort_values(ascending=False, kind="stable").index)
    rows = table.to_dict("records")
    titles = {name: _title(shown, name) for name in map(str, table["name"])}
    bars = [
        (
            titles[str(row["name"])],
            (row["low_outcome"] - found.mean) * scale,
            (row["high_outcome"] - found.mean) * scale,
        )
        for row in rows
    ]
    extra = [name for name in _COLUMNS if name in table.columns]
    decimals = (unit.decimals or 0) + 1
    columns = (
        Column("Varied"), Column("Low end"), Column("High end"), Column("At the low end", unit.unit, True, decimals),
        Column("At the high end", unit.unit, True, decimals), Column("Swing", unit.unit, True, decimals),
        *(Column(_COLUMNS[name][0], _COLUMNS[name][1] or unit.unit, True, 2 if name in _SHARES else decimals)
          for name in extra),
    )  # fmt: skip
    numbers: list[tuple[Cell, ...]] = [
        (
            titles[str(row["name"])], _end(row["low"]), _end(row["high"]),
            *(float(row[name]) * scale for name in ("low_outcome", "high_outcome", "swing")),
            *(float(row[name]) * (1.0 if name in _SHARES else scale) for name in extra),
        )
        for row in rows
    ]  # fmt: skip
    whose = f"{found.agreement}, less {found.against}" if found.against else found.agreement
    place = "the whole system" if found.place == "all" else found.place
    mean = unit.with_unit(found.mean * scale)
    sentence = f"{measure.title} of {place}, {whose}, under {found.future}: {mean} on average. "
    sentence += _leading([(name, abs(high - low)) for name, low, high in bars], unit)
    kind = shown.data.sweep.drawn.kind
    return Drawn(
        f"What {measure.title.lower()} depends on",
        sentence,
        _option(bars, unit, f"Away from the mean, {mean}"),
        columns,
        tuple(numbers),
        _HOW.get(kind, _PLAIN),
        height=_height(len(bars)),
    )


def ranked(shown: Settled, why: str) -> Drawn:
    """What the runs that the filters leave say: how ranks go together, one thing at a time.

    Parameters
    ----------
    shown
        The view.
    why
        Why the whole sweep's answer does not stand here, as a sentence.
    """
    answer = _answer(shown)
    inputs = [each for each in shown.data.inputs if each.kind == "varied" and not each.words]
    title = f"What goes with {answer.title}"
    rows = shown.complete(answer)
    for key, name in ((AGREEMENT, shown.view.agreement), (FUTURE, shown.view.future)):
        if name and key in shown.variables:
            rows = rows[shown[key].values[rows] == shown[key].words.index(name)]
    if not len(rows) or not inputs:
        what = "No run is left" if inputs else "Nothing is varied over numbers"
        return Drawn(title, f"{what}, so there is nothing to rank. {why}")
    found = [(each, rank_correlation(each.values[rows], answer.values[rows])) for each in inputs]
    found.sort(key=lambda pair: -abs(pair[1]))
    bars = [(each.title, 0.0, correlation) for each, correlation in found]
    columns = (
        Column("Varied"),
        Column("Unit"),
        Column("Rank correlation", "−1 to 1", True, 2),
        Column("Runs", "", True),
    )
    said = [f"{each.title} ({correlation:+.2f})".replace("-", "−") for each, correlation in found[:3]]
    return Drawn(
        title,
        f"{of_runs(len(rows), len(shown.data)).capitalize()}. What goes most with {answer.title}: {', '.join(said)}.",
        _option(bars, None, "Rank correlation, −1 to 1"),
        columns,
        tuple((each.title, each.unit, correlation, len(rows)) for each, correlation in found),
        f"These are rank correlations, one thing at a time, not the design's own analysis. {why}",
        height=_height(len(bars)),
    )


def _answer(shown: Settled) -> Variable:
    """The outcome that is looked at, as a difference where there is one: what the whole sweep's answer is about."""
    return shown.variables.get(DIFFERENCE + measure_of(shown), shown.outcome)


def _title(shown: Settled, name: str) -> str:
    """What people call something that is varied."""
    variable = shown.variables.get(VARIED + name)
    return variable.title if variable else name


def _scale(unit: Variable) -> float:
    return 100.0 if unit.unit in ("%", "percentage points") else 1e-3 if unit.unit == "£ thousand" else 1.0


def _height(bars: int) -> int:
    return 110 + 34 * min(bars, MOST)


def _end(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | int) else str(value)


def _leading(swings: list[tuple[str, float]], unit: Variable) -> str:
    most = max((size for _, size in swings), default=0.0)
    if not most:
        return "Nothing that is varied changes it."
    first = [f"{name} (moves it by {unit.with_unit(size)})" for name, size in swings[:3] if size >= _CLEAR * most]
    return f"It depends most on {', then '.join(first)}."


def _option(bars: list[tuple[str, float, float]], unit: Variable | None, below: str) -> dict[str, Any]:
    """Bars on both sides of nothing, the longest on top."""
    shown = list(reversed(bars[:MOST]))
    names = [name for name, _, _ in shown]
    both = [("At its high end", _HIGH, [high for *_, high in shown])]
    if unit is not None:
        both.insert(0, ("At its low end", _LOW, [low for _, low, _ in shown]))
    return {
        "grid": {"left": 12, "right": 32, "top": 40 if unit is not None else 12, "bottom": 30, "containLabel": True},
        "legend": {"top": 0, "left": 0, "show": unit is not None},
        "xAxis": {"type": "value", "name": below, "nameLocation": "middle", "nameGap": 30},
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 260, "overflow": "break"}},
        "series": [
            {"type": "bar", "name": name, "data": [float(f"{value:.6g}") for value in values], "barGap": "-100%",
             "barMaxWidth": 18, "itemStyle": {"color": colour, "decal": _decal(name)}}
            for name, colour, values in both
        ],
        "animation": False,
    }  # fmt: skip


def _decal(name: str) -> dict[str, Any]:
    """A pattern on one of the two kinds of bars, so that they differ without colour."""
    if "low" not in name:
        return {"symbol": "none"}
    return {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": -0.7, "color": "rgba(0,0,0,0.2)"}
