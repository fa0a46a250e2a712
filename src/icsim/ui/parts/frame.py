"""Frame: what stands around every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from icsim import __version__
from icsim.ui.parts.vue import Shown, vue

_HERE = Path(__file__).parent

_ORIGINS = (
    "Systems hold facts and estimates derived from public sector information licensed under the Open Government "
    "Licence v3.0; positions of some trusts are © OpenStreetMap contributors (ODbL). What runs show is a model's, not "
    "a forecast."
)


@vue(_HERE / "navigation.vue")
def Navigation(pages: list[dict[str, str]], here: str, event_go: Any = None) -> None:
    """Links to the pages, the one that is shown marked."""


@solara.component
def Frame(children: list[Shown]) -> None:
    """The head of the app with its navigation, the page, and at the foot what icsim is and where its data are from.

    Parameters
    ----------
    children
        The page.
    """
    route, routes = solara.use_route(peek=True)
    router = solara.use_router()
    pages = [{"path": "/" if each.path == "/" else f"/{each.path}", "label": str(each.data)} for each in routes]
    here = "/" if route is None or route.path == "/" else f"/{route.path}"
    Navigation(pages, here, event_go=router.push)
    rv.Html(tag="main", class_="ics-page", attributes={"id": "content"}, children=children)
    with rv.Html(tag="footer", class_="ics-foot"):
        rv.Html(tag="p", children=[f"icsim {__version__}, MIT licence. This page fetches nothing from elsewhere."])
        rv.Html(tag="p", children=[_ORIGINS])
