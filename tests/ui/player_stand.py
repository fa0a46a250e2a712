"""A page with nothing but the player, and what it tells the server."""

from __future__ import annotations

import os
from pathlib import Path

import solara

from icsim.ui.watch.player import Player

_CONTENT = Path(os.environ["ICSIM_STAND_REPLAY"]).read_bytes()


@solara.component
def Page():  # noqa: N802
    month, set_month = solara.use_state(0)
    chosen, set_chosen = solara.use_state("")
    with solara.Column():
        solara.HTML(tag="main", unsafe_innerHTML="<h1>Stand</h1>")
        solara.Text(f"month {month}, chosen {chosen or 'nobody'}", classes=["told"])
        solara.Button("To month 5", on_click=lambda: set_month(4))
        solara.Button("Choose the hospital", on_click=lambda: set_chosen("TA1"))
        Player(_CONTENT, month, set_month, chosen, set_chosen, charts=False)
