"""Player: the moving map of :mod:`icsim.report.replay` on a page of the application."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipyvue
import solara
import traitlets

from icsim.report.replay_page import player_script, player_style

_STYLE, _SCRIPT = '"THE STYLE"', "/* THE SCRIPT */"
"""Where the style sheet and the script stand in the template: the very ones of a saved page."""


def _template() -> str:
    text = (Path(__file__).parent / "player.vue").read_text(encoding="utf-8")
    return text.replace(_STYLE, json.dumps(player_style())).replace(_SCRIPT, player_script())


class PlayerWidget(ipyvue.VueTemplate):  # type: ignore[misc]
    """The page's side of the player.

    Attributes
    ----------
    content
        Bytes of a replay; none while there is nothing to play.
    month
        Month shown, from 0; follows the page a few times a second while it plays.
    selected
        Code of the organisation chosen, "" for none.
    live
        Whether more months are on their way.
    charts
        Whether charts that follow the month are drawn below the map.
    """

    template = traitlets.Unicode(_template()).tag(sync=True)
    content = traitlets.Bytes(b"").tag(sync=True)
    month = traitlets.Int(0).tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Bool(default_value=False).tag(sync=True)
    charts = traitlets.Bool(default_value=True).tag(sync=True)


@solara.component
def Player(
    data: bytes,
    month: int = 0,
    on_month: Callable[[int], None] | None = None,
    selected: str = "",
    on_select: Callable[[str], None] | None = None,
    *,
    live: bool = False,
    charts: bool = True,
) -> Any:
    """The moving map with its controls, tables and charts.

    Playing needs nothing of the server: the whole replay is in the page.

    Parameters
    ----------
    data
        Bytes of a replay (:meth:`icsim.report.replay.Replay.encode`), of all
        months or of those there are so far; with more of the same run it plays on.
    month
        Month to go to, from 0.
    on_month
        Told the month shown, four times a second at most.
    selected, on_select
        Code of the organisation chosen, "" for none, and who is told of it.
    live
        Whether more months are on their way.
    charts
        Whether charts that follow the month are drawn below the map.
    """
    return PlayerWidget.element(
        content=data,
        month=month,
        on_month=on_month,
        selected=selected,
        on_selected=on_select,
        live=live,
        charts=charts,
    )
