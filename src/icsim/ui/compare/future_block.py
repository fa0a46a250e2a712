"""Futures: every choice under every future, and what it could be regretted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.experiment.amounts import bare
from icsim.experiment.measures import MEASURES
from icsim.experiment.question import TODAY
from icsim.report.palette import INK, PAPER, SEQUENTIAL
from icsim.report.wording import count, listed, measure_named, unit_words
from icsim.ui.compare.picture import Picture, number, scale, short
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.report.findings import Findings

JUDGED = tuple(measure.name for measure in MEASURES if measure.better != "neutral" and measure.name != "net_moves")
"""Measures by which choices can be told apart: one way is better."""


def future_picture(findings: Findings, name: str) -> Picture | None:
    """How much worse each choice is than the best one under each future; None with one future alone.

    Parameters
    ----------
    findings
        What was found.
    name
        The measure, one of :data:`JUDGED`.
    """
    rows = findings.records("robustness", measure=name)
    futures = [future for future, _ in findings.futures]
    if len(futures) < 2 or not rows:
        return None
    measure = measure_named(name)
    arms = [TODAY, *findings.shown]
    at = {(row["agreement"], row["future"]): row for row in rows}
    times, unit = scale(measure, [row["regret"] for row in rows], difference=True)
    columns = [Column("Choice")]
    for future in futures:
        columns += [Column(future, unit_words(measure), numeric=True), Column(f"Regret, {future}", unit, True, 2)]
    columns.append(Column("Most regret", unit, numeric=True, decimals=2))
    table: list[list[Cell]] = []
    cells = []
    for a, arm in enumerate(arms):
        own = [at[arm, future] for future in futures]
        values: list[Cell] = []
        for f, row in enumerate(own):
            values += [bare(measure, row["value"]), number(row["regret"] * times)]
            cells.append((f, a, row["regret"] * times, bare(measure, row["regret"]) if row["regret"] > 0 else "best"))
        table.append([arm, *values, number(own[0]["max_regret"] * times)])
    most = max((value for _, _, value, _ in cells), default=0.0) or 1.0
    data = [
        {
            "value": [f, a, number(value, 4)],
            "label": {"show": True, "formatter": words, "color": PAPER if value > 0.55 * most else INK},
        }
        for f, a, value, words in cells
    ]
    option = {
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [short(future) for future in futures], "position": "top",
                  "axisTick": {"show": False}, "axisLabel": {"interval": 0, "width": 110, "overflow": "break"}},
        "yAxis": {"type": "category", "data": [short(arm) for arm in arms], "inverse": True,
                  "axisTick": {"show": False}, "axisLabel": {"width": 130, "overflow": "truncate"}},
        "visualMap": {"show": False, "min": 0, "max": number(most, 4),
                      "inRange": {"color": list(SEQUENTIAL[:6])}},
        "series": [{"type": "heatmap", "data": data, "itemStyle": {"borderColor": PAPER, "borderWidth": 2}}],
    }  # fmt: skip
    title = f"{measure.title}: regret under each future, {unit}"
    return Picture(title, _sentence(findings, name), option, columns, table, len(arms) + 1)


def _sentence(findings: Findings, name: str) -> str:
    rows = findings.records("robustness", measure=name, future=findings.future)
    measure = measure_named(name)
    unit = "" if measure.unit == "GBP" else f" {unit_words(measure, difference=True)}"
    safest = [str(row["agreement"]) for row in rows if row["least_regret"]]
    least = next(float(row["max_regret"]) for row in rows if row["least_regret"])
    verb = "has" if len(safest) == 1 else "have"
    tried = count(len(findings.futures))
    return (
        f"By {measure.title.lower()}, {listed(safest)} {verb} the least to regret: under none of the {tried} futures "
        f"worse than the best choice there by more than {bare(measure, least)}{unit}."
    )
