"""Downloads: what a result can be taken away as. Each is what ``icsim compare`` would have written."""

from __future__ import annotations

import io
import shlex
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.experiment.comparison_files import NOTE, csv_text, write_comparison
from icsim.report.findings import Findings, read_findings
from icsim.report.written import NEEDED

if TYPE_CHECKING:
    from icsim.ui.compare.answers import Answer

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A date of its own would make every archive different."""


def brief(answer: Answer, command: str) -> bytes:
    """The brief as one HTML file.

    Parameters
    ----------
    answer
        What is known.
    command
        The command line that gives the same.
    """
    from icsim.report.brief import brief_html

    return brief_html(_written(answer, command)).encode()


def workbook(answer: Answer, command: str) -> bytes:
    """Every table as a workbook; see :func:`brief`."""
    from icsim.report.workbook import workbook_bytes

    return workbook_bytes(_written(answer, command))


def lacking() -> str:
    """What has to be installed for the brief and the workbook; empty if nothing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    return f"The brief and the workbook need {' and '.join(missing)}: install icsim[report]." if missing else ""


def _written(answer: Answer, command: str) -> Findings:
    """The findings as they are read from the folder of a comparison."""
    with tempfile.TemporaryDirectory(prefix="icsim-") as folder:
        write_comparison(answer.comparison, Path(folder), shlex.split(command))
        return read_findings(Path(folder))


def tables(answer: Answer, command: str) -> bytes:
    """Every table as CSV, with the note of what they are of and the digest of each run, in one ZIP file."""
    with tempfile.TemporaryDirectory(prefix="icsim-") as folder:
        write_comparison(answer.comparison, Path(folder), shlex.split(command))
        note = (Path(folder) / NOTE).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        content = {f"{name}.csv": csv_text(table).encode() for name, table in answer.comparison.tables.items()}
        for name, text in {NOTE: note, **content}.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unwatched(make: Callable[[], bytes]) -> bytes:
    """Make a file in a thread of its own: the one that asks is traced by Solara, which costs it most of its speed."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()
