"""People and posts: what becomes of those who leave, and what keeps posts open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from icsim.experiment.measures import ALL
from icsim.experiment.open_posts import BINDING
from icsim.experiment.people import WHO
from icsim.report.palette import BETTER, SEQUENTIAL, WORSE
from icsim.report.wording import listed
from icsim.ui.compare.picture import Picture, number, short
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.report.findings import Findings

WHO_WORDS = {"starting_staff": "staff at the start", "newcomers": "people who joined later"}
"""What kinds of people are called."""
BINDING_WORDS = {
    "checks_pending": "waiting for checks",
    "not_released": "not released yet",
    "distance": "nobody within reach",
    "pay": "better paid elsewhere",
    "no_candidate": "no candidate",
}
"""What keeps posts open, in words."""
_STAY, _LEAVE = "Stay instead of leaving", "Leave instead of staying"
_SHADES = (SEQUENTIAL[6], SEQUENTIAL[4], SEQUENTIAL[3], SEQUENTIAL[2], SEQUENTIAL[1])


def people_picture(findings: Findings) -> Picture:
    """Of those who leave under today, how many stay under each agreement, and who leaves instead."""
    rows: list[list[Cell]] = []
    totals: dict[str, tuple[float, float]] = {}
    for name in findings.shown:
        own = findings.records("people", future=findings.future, agreement=name, place=ALL)
        totals[name] = sum(float(r["stays"]) for r in own), sum(float(r["leaves"]) for r in own)
        for who in WHO:
            for row in own:
                if row["who"] == who:
                    kept = [number(float(row[key])) for key in ("left_today", "stays", "leaves", "net_stay")]
                    rows.append([name, WHO_WORDS[who], *kept])
    columns = [
        Column("Agreement"),
        Column("Who"),
        Column("Leave under today", "heads", numeric=True),
        Column("Of them stay", "heads", numeric=True),
        Column("Leave instead", "heads", numeric=True),
        Column("Net", "heads", numeric=True),
    ]
    said = [
        f"under {name}, {stays:,.0f} people who leave under today stay, and {leaves:,.0f} who stay under today leave"
        for name, (stays, leaves) in totals.items()
    ]
    sentence = f"Mean of the seeds: {'; '.join(said)}."
    option = {
        "grid": {"left": 8, "right": 40, "top": 8, "bottom": 28, "containLabel": True},
        "xAxis": {"type": "value", "name": "heads", "nameLocation": "middle", "nameGap": 26, "splitNumber": 3},
        "yAxis": {"type": "category", "inverse": True, "data": [short(name) for name in totals],
                  "axisTick": {"show": False}, "axisLabel": {"width": 130, "overflow": "break", "lineHeight": 14}},
        "series": [
            _people_bars(_STAY, [stays for stays, _ in totals.values()], BETTER),
            _people_bars(_LEAVE, [leaves for _, leaves in totals.values()], WORSE),
        ],
    }  # fmt: skip
    key = ((_STAY, BETTER), (_LEAVE, WORSE))
    return Picture("People whose career turns out otherwise", sentence, option, columns, rows, 2 * len(totals), key=key)


def _people_bars(name: str, heads: list[float], colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "data": [round(value) for value in heads],
        "itemStyle": {"color": colour},
        "barMaxWidth": 16,
        "label": {"show": True, "position": "right", "fontSize": 12},
    }


def posts_picture(findings: Findings) -> Picture:
    """What keeps posts open at the end of the runs, today and under each agreement."""
    names = [findings.arms[0].name, *findings.shown]
    fte: dict[str, list[float]] = {}
    for name in names:
        own = {r["binds"]: r for r in findings.records("binding", future=findings.future, agreement=name, place=ALL)}
        fte[name] = [float(own[kind]["open_fte"]) if kind in own else 0.0 for kind in BINDING]
    rows: list[list[Cell]] = [[BINDING_WORDS[kind], *(number(fte[name][k]) for name in names)]
                              for k, kind in enumerate(BINDING)]  # fmt: skip
    rows.append(["all open posts", *(number(sum(fte[name])) for name in names)])
    columns = [Column("What keeps them open"), *(Column(name, "FTE", numeric=True, decimals=1) for name in names)]
    said = [f"{name} {sum(values):,.1f} FTE, mostly {_most(values)}" for name, values in fte.items()]
    option = {
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 28, "containLabel": True},
        "xAxis": {"type": "value", "name": "FTE", "nameLocation": "middle", "nameGap": 26, "splitNumber": 3},
        "yAxis": {"type": "category", "inverse": True, "data": [short(name) for name in names],
                  "axisTick": {"show": False}, "axisLabel": {"width": 130, "overflow": "break", "lineHeight": 14}},
        "series": [
            {"type": "bar", "stack": "open", "name": BINDING_WORDS[kind], "barMaxWidth": 22,
             "data": [number(fte[name][k], 4) for name in names],
             "itemStyle": {"color": _SHADES[k], "borderColor": "#fff", "borderWidth": 1}}
            for k, kind in enumerate(BINDING)
        ],
        "tooltip": {"trigger": "item"},
    }  # fmt: skip
    sentence = f"Open posts at the end of the runs: {'; '.join(said)}."
    key = tuple((BINDING_WORDS[kind], _SHADES[k]) for k, kind in enumerate(BINDING))
    return Picture("What keeps posts open", sentence, option, columns, rows, len(names), key=key)


def _most(values: list[float]) -> str:
    """The reasons that together make up most of it."""
    order = sorted(range(len(values)), key=lambda k: -values[k])[:2]
    total = sum(values)
    if not total:
        return "nothing"
    return listed([f"{BINDING_WORDS[BINDING[k]]} ({values[k] / total:.0%})" for k in order if values[k]])
