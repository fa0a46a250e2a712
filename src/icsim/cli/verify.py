"""``icsim verify``: a result made again from what its folder says of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from icsim.cli import options

_MOST_SHOWN = 20


def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of a run, a comparison or a sweep.", show_default=False)
    ],
    sample: Annotated[
        int | None, typer.Option(min=1, help="Make this many of the runs again, not all.", show_default=False)
    ] = None,
    system: Annotated[
        str | None, typer.Option(help="Where its system is, if not where it was.", show_default=False)
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Make a result again and compare digests.

    Ends with exit code 1 when anything differs.
    """
    from icsim.cli.runs_bar import runs_bar
    from icsim.experiment.verify import verify as make_again
    from icsim.experiment.wanted import Progress

    with runs_bar(quiet=quiet) as shown:
        found = make_again(folder, sample=sample, system=system, told=lambda done, of: shown(Progress(done, 0, 0, of)))
    for note in found.notes:
        print(f"WARNING: {folder}: {note}", file=sys.stderr)
    for each in found.different[:_MOST_SHOWN]:
        print(f"{each.name}: {each.fault}", file=sys.stderr)
    if len(found.different) > _MOST_SHOWN:
        print(f"and {len(found.different) - _MOST_SHOWN} more", file=sys.stderr)
    same = len(found.checked) - len(found.different)
    print(f"{folder}: {same} of {len(found.checked)} made again are the same.")
    if found.exit_code:
        raise typer.Exit(found.exit_code)
