"""Page: Compare agreements."""

from __future__ import annotations

import solara

from icsim.ui.parts import Heading


@solara.component
def Page() -> None:
    """Compare agreements."""
    Heading(1, "Compare agreements")
