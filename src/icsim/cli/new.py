"""``icsim new``: a system and an agreement to start from."""

from __future__ import annotations

from functools import partial
from io import BufferedWriter
from pathlib import Path
from typing import Annotated

import typer

from icsim.cli.interrupt import from_now_on

TEMPLATE = Path(__file__).parent / "template"
"""The files that are written: fictional, commented, and running as they stand."""


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; absent or empty.", show_default=False)],
) -> None:
    """Make a folder with a small commented system and an agreement to start from."""
    from icsim.folder import results_folder, write_file

    with results_folder(folder) as made:
        for source in sorted(TEMPLATE.iterdir()):
            content = source.read_bytes().replace(b"FOLDER", str(folder).encode())
            write_file(made / source.name, partial(_fill, content))
        from_now_on(f"Stopped while {folder} was put in place: see whether it is there.")
    print(f"Made {folder}. It runs as it stands; then change it to your own:")
    print(f"  icsim check {folder}")
    print(f"  icsim run {folder} --agreement {folder}/agreement.yaml --months 24")


def _fill(content: bytes, file: BufferedWriter) -> None:
    file.write(content)
