"""``icsim ui``: the app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def ui(
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = 8765,
    cache: Annotated[
        Path | None, typer.Option(help="Folder where runs are kept; your cache folder without it.", show_default=False)
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in your browser.")] = True,
) -> None:
    """Open the app in your browser: compare agreements, watch a run, explore a sweep."""
    from icsim.ui.serve import serve

    serve(port=port)
