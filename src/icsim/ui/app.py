"""App: the pages and the frame around them. Solara is told to run this module."""

from __future__ import annotations

import solara

from icsim.ui.compare.page import Page as Compare
from icsim.ui.evidence.page import Page as Evidence
from icsim.ui.parts.frame import Frame
from icsim.ui.sweep.page import Page as Sweep
from icsim.ui.watch.page import Page as Watch

PAGES = (
    ("/", Compare, "Compare agreements"),
    ("watch", Watch, "Watch a run"),
    ("sweep", Sweep, "Explore a sweep"),
    ("evidence", Evidence, "Evidence"),
)
"""The pages: where they are, what makes them and what they are called, in the order of the navigation."""

routes = [
    solara.Route(path=path, component=page, label=f"{title} – icsim", data=title, layout=Frame if path == "/" else None)
    for path, page, title in PAGES
]
"""The same for Solara, which sets the title of the window to the label."""
