"""``icsim ui``: the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import interrupt

if TYPE_CHECKING:
    from icsim.ui.serve import Served


def ui(
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = 8765,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let people on the same network join, with the code it prints.")
    ] = False,
    cache: Annotated[
        Path | None, typer.Option(help="Folder where runs are kept; your cache folder without it.", show_default=False)
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that make runs; one for each core without it.", min=1, max=64)
    ] = None,
    budget: Annotated[float, typer.Option(help="Minutes that one request for runs may take.", min=0.1)] = 15.0,
    sweeps: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Show the sweeps below this folder (several may be given); below ./results and ./experiments without.",
            show_default=False,
        ),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in your browser.")] = True,
) -> None:
    """Open the app in your browser: compare agreements, watch a run, explore a sweep.

    It needs no network: everything comes from this machine, and nobody is
    told that you use it. Without --lan nobody else can reach it.
    """
    from icsim.ui import jobs
    from icsim.ui.serve import serve
    from icsim.ui.sweep.folders import configure_sweeps

    configure_sweeps(sweeps or ())
    jobs.configure(cache, workers, budget * 60)
    serve(port, lan=lan, on_ready=lambda served: _tell(served, opens=open_page))


def _tell(served: Served, *, opens: bool) -> None:
    from rich.markup import escape

    from icsim.cli.screen import console

    interrupt.from_now_on(f"Stopped. Runs that were made are kept in {served.kept}.")
    lines = [f"[bold]icsim[/bold] is ready: [bold]{served.own}[/bold]"]
    if served.token:
        lines.append("People on the same network join at:")
        lines += [f"  [bold]{address}[/bold]" for address in served.others]
        if not served.others:
            lines.append("  (no network found: connect this machine to one and start icsim ui again)")
        lines.append("Whoever has that address can use the app until you stop it; its code is new each time.")
    lines += [f"Runs are kept in {escape(str(served.kept))}.", "Stop with Ctrl-C."]
    screen = console()
    for line in lines:
        screen.print(line, soft_wrap=True)
    if opens:
        _open(served.own)


def _open(address: str) -> None:
    """Open a browser that has a window of its own; one in the terminal would take the terminal over."""
    import os
    import sys
    import webbrowser

    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
