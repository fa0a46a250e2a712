"""``icsim report``: write the brief and the workbook of a comparison once more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of icsim compare.", show_default=False)],
) -> None:
    """Write brief.html, to read and to print, and brief.xlsx from the tables of a comparison."""
    from icsim.report import write_brief

    for path in write_brief(folder):
        print(path)
