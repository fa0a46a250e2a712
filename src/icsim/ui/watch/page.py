"""Page: Watch a run."""

from __future__ import annotations

import solara

from icsim.ui.parts import Heading


@solara.component
def Page() -> None:
    """Watch a run."""
    Heading(1, "Watch a run")
