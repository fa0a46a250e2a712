"""Text: headings, paragraphs, boxes and notices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import solara
from solara.alias import rv

from icsim.ui.parts.vue import Shown, vue

_HERE = Path(__file__).parent


@solara.component
def Heading(level: int, text: str) -> None:
    """A heading; every page has one of level 1, and no level is left out."""
    rv.Html(tag=f"h{level}", children=[text])


@solara.component
def Words(text: str, kind: Literal["", "note", "lead"] = "") -> None:
    """A paragraph; a ``note`` is smaller, a ``lead`` larger."""
    rv.Html(tag="p", class_=f"ics-{kind}" if kind else "", children=[text])


@solara.component
def Panel(children: Sequence[Shown] = (), label: str = "", wide: bool = False) -> None:
    """A box, as a region with a name if it has one; usable as a ``with`` block."""
    attributes = {"role": "region", "aria-label": label} if label else {}
    rv.Html(
        tag="section", class_="ics-panel" + (" ics-wide" if wide else ""), attributes=attributes, children=[*children]
    )


@solara.component
def Details(summary: str, children: Sequence[Shown] = (), is_open: bool = False) -> None:
    """What opens on request; usable as a ``with`` block. What is inside is made only once it has been opened."""
    shown, set_shown = solara.use_state(is_open)
    Disclosure(summary, shown, on_shown=set_shown)
    if shown:
        rv.Html(tag="div", class_="ics-disclosed", children=[*children])


@vue(_HERE / "disclosure.vue")
def Disclosure(summary: str, shown: bool, on_shown: object = None) -> None:
    """The line that opens and closes something."""


@vue(_HERE / "notice.vue")
def Notice(
    title: str, text: str = "", items: Sequence[str] = (), kind: Literal["empty", "error", "warning", "good"] = "empty"
) -> None:
    """A message that says what to do; an error is read out at once."""
