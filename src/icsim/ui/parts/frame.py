"""Frame: what stands around every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from icsim.ui.parts.vue import Shown, vue

_HERE = Path(__file__).parent


@vue(_HERE / "navigation.vue")
def Navigation(pages: list[dict[str, str]], here: str, event_go: Any = None) -> None:
    """Links to the pages, the one that is shown marked."""


@solara.component
def Frame(children: list[Shown]) -> None:
    """The head of the app with its navigation, and the page below.

    Parameters
    ----------
    children
        The page.
    """
    route, routes = solara.use_route(peek=True)
    router = solara.use_router()
    pages = [{"path": "/" if each.path == "/" else f"/{each.path}", "label": each.label or ""} for each in routes]
    here = "/" if route is None or route.path == "/" else f"/{route.path}"
    title = next((page["label"] for page in pages if page["path"] == here), "Compare agreements")
    solara.Title(f"{title} – icsim")
    Navigation(pages, here, event_go=router.push)
    rv.Html(tag="main", class_="ics-page", attributes={"id": "content"}, children=children)
