"""The workbook: every table of a comparison as a sheet, for those who want to look further.

Text is stored as text: a name that begins like a formula stays a name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from icsim.experiment.measures import MEASURES
from icsim.report.findings import Findings

if TYPE_CHECKING:
    import pandas as pd

NOT_SHEETS = ("curves", "runs")
"""Tables that are too long for a sheet, or of no use in one; they are files beside it."""
MOST_ROWS = 200_000
"""Rows of a sheet at most; more make a file that opens slowly."""

_WIDE, _NARROW = 34, 14
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A date of its own would make every file different."""


def workbook_bytes(findings: Findings) -> bytes:
    """The workbook: the same bytes for the same findings.

    Parameters
    ----------
    findings
        What a comparison found.
    """
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        book.set_properties({"title": f"{findings.system}: agreements compared", "created": _MADE})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _sheet(book, head, "about", ("what", "value"), _about(findings))
        measures = [(m.name, m.title, m.unit, m.better, m.meaning) for m in MEASURES]
        _sheet(book, head, "measures", ("measure", "title", "unit", "better", "meaning"), measures)
        for name, table in findings.tables.items():
            if name not in NOT_SHEETS:
                columns = [str(column) for column in table.columns]
                _sheet(book, head, name, columns, _rows(table))
    return out.getvalue()


def _about(findings: Findings) -> list[tuple[str, Any]]:
    arms = [
        (arm.name if i == 0 else "", f"{signing.name}: {clause}: {sentence}")
        for arm in findings.agreements
        for i, (signing, clause, sentence) in enumerate(
            (signing, clause, sentence) for signing in arm.signed for clause, sentence in signing.clauses
        )
    ]
    more = [name for name, table in findings.tables.items() if name not in NOT_SHEETS and len(table) > MOST_ROWS]
    cut = [("Cut short", f"{name}: the first {MOST_ROWS:,} rows; all are in {name}.csv") for name in more]
    return [("System", findings.system), *findings.made, *cut, *findings.futures, *arms]


def _rows(table: pd.DataFrame) -> Sequence[Sequence[Any]]:
    return list(table.head(MOST_ROWS).itertuples(index=False, name=None))


def _sheet(book: Any, head: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name[:31])
    for at, column in enumerate(columns):
        words = any(isinstance(row[at], str) for row in rows[:1])
        sheet.set_column(at, at, _WIDE if words else _NARROW)
        sheet.write_string(0, at, column, head)
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _cell(sheet, number, at, value)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write text as text, numbers as numbers, and nothing for what is missing."""
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value)
    elif isinstance(value, bool) or type(value).__name__ == "bool_":
        sheet.write_boolean(row, column, bool(value))
    elif value is not None and math.isfinite(value):
        sheet.write_number(row, column, value)
