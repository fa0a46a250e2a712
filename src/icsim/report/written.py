"""Writing a report into the folder of a comparison."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from icsim.errors import InputError
from icsim.folder import replace_file
from icsim.report import BRIEF, WORKBOOK

NEEDED = ("jinja2", "xlsxwriter")
"""Libraries of ``icsim[report]``."""


def write(folder: str | Path) -> tuple[Path, Path]:
    """Write the brief and the workbook; see :func:`icsim.report.write_brief`.

    Raises
    ------
    InputError
        If the folder holds no comparison, the disk refuses, or a library is missing.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        words = f"needs {' and '.join(missing)}: install icsim[report]"
        raise InputError.at("the brief", words)
    from icsim.report.brief import brief_html
    from icsim.report.findings import read_findings
    from icsim.report.workbook import workbook_bytes

    findings = read_findings(Path(folder))
    brief, book = Path(folder) / BRIEF, Path(folder) / WORKBOOK
    for path, content in ((brief, brief_html(findings).encode()), (book, workbook_bytes(findings))):
        replace_file(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
    return brief, book
