"""Charts: an ECharts picture with its label in words and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from icsim.ui.parts.table import Cell, Column, DataTable
from icsim.ui.parts.text import Details
from icsim.ui.parts.vue import vue
from icsim.ui.theme import with_house_style

_HERE = Path(__file__).parent


@vue(_HERE / "echarts.vue")
def _Picture(
    option: Mapping[str, Any],
    height: str,
    can_click: bool,
    event_tell: Callable[[dict[str, Any]], Any] | None = None,
) -> None: ...


@solara.component
def Chart(
    label: str,
    option: Mapping[str, Any],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    title: str = "",
    key: Sequence[tuple[str, str]] = (),
    height: int = 260,
    on_click: Callable[[dict[str, Any]], Any] | None = None,
) -> None:
    """A chart and its twin as a table.

    Parameters
    ----------
    label
        What it shows, in a sentence: read out instead of the picture.
    option
        ECharts options; the house style is added. No functions, no HTML.
    columns, rows
        The numbers it shows.
    title
        What stands above it.
    key
        Words and the colour each stands for: above the picture, where they take the lines they need at any width.
    height
        In pixels at usual size of text.
    on_click
        Told what was clicked; whatever it does must also be possible through the table or a control.
    """
    with rv.Html(tag="figure", class_="ics-chart"):
        if title:
            rv.Html(tag="figcaption", children=[title])
        if key:
            with rv.Html(tag="ul", class_="ics-key"):
                for words, colour in key:
                    swatch = rv.Html(tag="span", style_=f"background: {colour}", attributes={"aria-hidden": "true"})
                    rv.Html(tag="li", children=[swatch, words])
        with rv.Html(tag="div", attributes={"role": "img", "aria-label": label}):
            _Picture(with_house_style(option), f"{height / 16}rem", on_click is not None, event_tell=on_click)
        with Details("The numbers as a table"):
            DataTable(title or label, columns, rows)
