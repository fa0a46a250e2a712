"""Organisation view: the exchanges, posts and partners of one organisation over a span of months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv

from icsim.report import palette
from icsim.report.wording import count
from icsim.ui.parts import Chart, Choice, Column, DataTable, Heading, Panel, Words
from icsim.ui.parts.table import Cell
from icsim.ui.watch.exchanges import Exchange, Span, by_partner, exchanges, in_post, money, partners, posts, span_of
from icsim.ui.watch.seen import Seen

_SPANS = {"month": "This month", "year": "The last 12 months", "run": "The whole run so far"}


def _fte(title: str) -> Column:
    return Column(title, "FTE", numeric=True, decimals=1)


@solara.component
def OrganisationView(seen: Seen, month: int, code: str, on_select: Callable[[str], Any]) -> None:
    """What an organisation exchanged with whom, its posts and its partners.

    Parameters
    ----------
    seen
        The run.
    month
        Month shown: the end of the span.
    code
        The organisation; empty for none.
    on_select
        Told the code of another.
    """
    word, set_word = solara.use_state("year")
    Heading(2, "One organisation")
    listed = sorted(seen.system.organisations, key=lambda each: (int(each.sector), each.name))
    options = [{"value": "", "label": "None"}]
    options += [{"value": o.code, "label": o.name, "group": o.sector.label} for o in listed]
    with rv.Html(tag="div", class_="ics-columns"):
        Choice("Organisation", code if code in seen.system.index else "", options, on_value=on_select)
        Choice("Over", word, [{"value": w, "label": t} for w, t in _SPANS.items()], on_value=set_word)
    if code not in seen.system.index:
        Words("Choose one here, or press it on the map, to see where its people come from and go to.")
        return
    span = span_of(word, month)
    first, last = (seen.month_names[each] for each in (span.first, span.last))
    when = last if span.first == span.last else f"{first} to {last}"
    name = seen.names[code]
    with Panel(label="One organisation"):
        Heading(3, f"{name}, {when}")
        _Exchanged(name, exchanges(seen, code, span), when)
        _Posts(seen, code, span)
        _Partners(seen, code, span)


@solara.component
def _Exchanged(name: str, found: list[Exchange], when: str) -> None:
    """People in and out, by partner as a picture, by partner and kind as a table."""
    came, went = sum(each.came for each in found), sum(each.went for each in found)
    said = f"{count(came)} came to {name} and {count(went)} went, {when}."
    Words(f"{said[0].upper()}{said[1:]} Students on placement and people on rotation are counted too.")
    if not found:
        return
    partners_shown = by_partner(found)[::-1]
    bars: dict[str, Any] = {"type": "bar", "stack": "people", "barMaxWidth": 18}
    option = {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "data": ["Came", "Went"]},
        "xAxis": {
            "type": "value",
            "name": "people: who went to the left, who came to the right",
            "nameLocation": "middle",
            "nameGap": 24,
            "minInterval": 1,
        },
        "yAxis": {
            "type": "category",
            "data": [partner for partner, _, _ in partners_shown],
            "axisLabel": {"width": 150, "overflow": "truncate"},
        },
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 24, "containLabel": True},
        "series": [
            {**bars, "name": "Came", "data": [r[1] for r in partners_shown], "itemStyle": {"color": palette.BETTER}},
            {**bars, "name": "Went", "data": [-r[2] for r in partners_shown], "itemStyle": _striped(palette.WORSE)},
        ],
    }
    label = f"{said} Bars by partner: to the right who came, to the left who went."
    columns = [Column("Kind"), Column("With"), *(Column(title, "people", True) for title in ("Came", "Went"))]
    rows: list[list[Cell]] = [[each.kind, each.partner, each.came, each.went] for each in found]
    title = f"Who came to {name} and who went, by partner, {when}"
    Chart(label, option, columns, rows, title=title, height=90 + 28 * len(partners_shown))


def _striped(colour: str) -> dict[str, Any]:
    """A bar told from others by stripes as well as by colour."""
    return {"color": colour, "decal": {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 3], "rotation": 0.8}}


@solara.component
def _Posts(seen: Seen, code: str, span: Span) -> None:
    """Posts by staff group, and staff in post month by month."""
    found = posts(seen, code, span)
    if not found:
        Words("It employs nobody whose posts are counted.")
        return
    rows: list[list[Cell]] = [
        [each.group, each.establishment_fte, each.in_post_fte, each.vacancy_fte, each.change_fte] for each in found
    ]
    spent = money(seen, code, span)
    words = " and ".join(f"£{pounds:,.0f} on {name.removesuffix('_gbp')} staff" for name, pounds in spent.items())
    if words:
        Words(f"It spent {words}.")
    columns = [Column("Staff group"), _fte("Funded posts"), _fte("In post")]
    columns += [_fte("Vacancies"), _fte("In post against the beginning")]
    DataTable(f"Posts at the end of {seen.month_names[span.last]}", columns, rows)
    funded, there = in_post(seen, code)
    months = [seen.month_names[int(seen.replay.header["first"]) + at] for at in range(len(there))]
    line: dict[str, Any] = {"type": "line", "showSymbol": False}
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0, "data": ["In post", "Funded posts"]},
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "scale": True, "name": "FTE"},
        "series": [
            {**line, "name": "In post", "data": there},
            {**line, "name": "Funded posts", "data": funded, "lineStyle": {"type": "dashed"}},
        ],
    }
    label = f"Staff in post went from {there[0]:,.1f} to {there[-1]:,.1f} FTE, funded posts from {funded[0]:,.1f} to "
    series: list[list[Cell]] = [[month, a, b] for month, a, b in zip(months, there, funded, strict=True)]
    heads = [Column("Month"), _fte("In post"), _fte("Funded posts")]
    Chart(f"{label}{funded[-1]:,.1f} FTE.", option, heads, series, title="Staff in post and funded posts, every month")


@solara.component
def _Partners(seen: Seen, code: str, span: Span) -> None:
    """Partnerships and mutual trust."""
    found = partners(seen, code, span)
    if not found:
        Words("It has no partnerships.")
        return
    columns = [
        Column("With"),
        *(Column(title, "0 to 1", numeric=True, decimals=2) for title in ("Mutual trust", "At the beginning")),
    ]
    rows: list[list[Cell]] = [[each.partner, each.mutual_trust, each.before] for each in found]
    DataTable(f"Partnerships at the end of {seen.month_names[span.last]}", columns, rows, most=10)
