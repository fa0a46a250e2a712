"""The brief: a comparison as two to four pages for a board, and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BRIEF, WORKBOOK = "brief.html", "brief.xlsx"
"""Files that a report writes into the folder of a comparison."""


def write_brief(folder: str | Path) -> tuple[Path, Path]:
    """Write the brief and the workbook of a comparison into its folder, over earlier ones.

    The same comparison gives the same bytes.

    Parameters
    ----------
    folder
        Folder that ``icsim compare`` made.

    Returns
    -------
    tuple of pathlib.Path
        The brief and the workbook.

    Raises
    ------
    InputError
        If the folder holds no comparison, a table was changed, the disk
        refuses, or the libraries of ``icsim[report]`` are not installed.
    """
    from icsim.report.written import write

    return write(folder)
