"""Page: Explore a sweep."""

from __future__ import annotations

import solara

from icsim.ui.parts import Heading


@solara.component
def Page() -> None:
    """Explore a sweep."""
    Heading(1, "Explore a sweep")
