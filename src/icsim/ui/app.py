"""App: the pages and the frame around them. Solara is told to run this module."""

from __future__ import annotations

import solara

from icsim.ui.compare.page import Page as Compare
from icsim.ui.evidence.page import Page as Evidence
from icsim.ui.parts.frame import Frame
from icsim.ui.sweep.page import Page as Sweep
from icsim.ui.watch.page import Page as Watch

routes = [
    solara.Route(path="/", component=Compare, label="Compare agreements", layout=Frame),
    solara.Route(path="watch", component=Watch, label="Watch a run"),
    solara.Route(path="sweep", component=Sweep, label="Explore a sweep"),
    solara.Route(path="evidence", component=Evidence, label="Evidence"),
]
"""The pages, in the order of the navigation."""
