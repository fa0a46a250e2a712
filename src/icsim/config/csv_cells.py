"""A CSV file as cells, with the line and column of each found when asked for.

Nothing here knows what a cell means. Cells lose the blanks round them;
empty lines and lines of empty cells, which spreadsheets leave, are passed over.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from icsim.config.source_text import MIB, escaped, read_text
from icsim.errors import InputError, Problem

MAX_BYTES = 20 * MIB
"""Largest table that is read [bytes]."""

MAX_LINES = 200_000
"""Lines of one table at most; all of England's edges are a tenth of it."""

MAX_COLUMNS = 100
"""Columns of one table at most."""

MAX_KEPT = 1_000
"""Faults of one table that are kept; it is not read on when that many rows are no rows."""

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""What some programs put between cells in place of commas."""


@dataclass
class Cells:
    """The cells of one table.

    Parameters
    ----------
    path
        The file.
    text
        Its text.
    header
        Names of the columns.
    header_line
        Line the header is on.
    rows
        Cells of each row, as many as the header has.
    lines
        Line on which each row starts.
    problems
        Rows that were passed over for a wrong number of cells or a line
        break in a cell.
    """

    path: Path
    text: str
    header: list[str] = field(default_factory=list)
    header_line: int = 1
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def where(self) -> str:
        """Name of the file as messages show it."""
        return escaped(str(self.path))

    @cached_property
    def _written(self) -> list[str]:
        return [line.rstrip("\r\n") for line in io.StringIO(self.text, newline="")]

    def _position(self, line: int, index: int) -> tuple[int, int]:
        return line, cell_column(self._written[line - 1], index)

    def header_fault(self, index: int, message: str) -> Problem:
        """Return a problem with a column's name."""
        name = self.header[index] if index < len(self.header) else ""
        line, column = self._position(self.header_line, index)
        return Problem(self.where, line, column, escaped(name[:40]), message)

    def fault(self, row: int, name: str, message: str) -> Problem:
        """Return a problem with a cell, or with its row if it has no such column."""
        index = self.header.index(name) if name in self.header else 0
        line, column = self._position(self.lines[row], index)
        return Problem(self.where, line, column, name, message)


def read_cells(path: Path) -> Cells:
    """Read a CSV file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Cells
        Header and rows.

    Raises
    ------
    InputError
        If the file cannot be read, is empty or is not CSV.
    """
    cells = Cells(path, read_text(path, MAX_BYTES))
    if max(cells.text.count("\n"), cells.text.count("\r")) > MAX_LINES:
        raise InputError.at(cells.where, f"has more than {MAX_LINES:,} lines")
    reader = csv.reader(io.StringIO(cells.text, newline=""), strict=True)
    start, width = 1, 0
    try:
        for row in reader:
            end = reader.line_num
            stripped = list(map(str.strip, row))
            if any(stripped):
                if end == start and len(row) == width:
                    cells.rows.append(stripped)
                    cells.lines.append(start)
                else:
                    _add_other(cells, stripped, start, end)
                    width = len(cells.header)
                    if len(cells.problems) > MAX_KEPT:
                        break
            start = end + 1
    except csv.Error as fault:
        raise InputError.at(cells.where, _in_plain_words(str(fault)), line=start, column=1) from None
    if not cells.header:
        raise InputError.at(cells.where, "the table is empty; its first line must name the columns")
    return cells


def _add_other(cells: Cells, row: list[str], start: int, end: int) -> None:
    """Take the header, or note what is wrong with a row that is no plain row."""
    if end != start:
        message = "a cell holds a line break, or a quote is not closed"
    elif not cells.header:
        _check_separator(row, cells.where, start)
        if len(row) > MAX_COLUMNS:
            message = f"has more than {MAX_COLUMNS} columns"
            raise InputError.at(cells.where, message, line=start, column=1)
        cells.header, cells.header_line = row, start
        return
    else:
        count = f"{len(row)} {'cell' if len(row) == 1 else 'cells'}"
        message = f"{count} where the header has {len(cells.header)}; put text with a comma in double quotes"
    cells.problems.append(Problem(cells.where, start, 1, "", message))


def _check_separator(header: list[str], where: str, line: int) -> None:
    for mark, name in _SEPARATORS.items():
        if len(header) == 1 and mark in header[0]:
            raise InputError.at(where, f"cells are separated by {name}; commas are needed", line=line, column=1)


def _in_plain_words(problem: str) -> str:
    if "expected after" in problem:
        return 'a double quote inside quoted text must be doubled ("")'
    if "unexpected end of data" in problem:
        return "a double quote is opened and never closed"
    if "field limit" in problem:
        return f"a cell is longer than {csv.field_size_limit():,} characters"
    return f"not valid CSV: {escaped(problem)}"


def cell_column(line: str, index: int) -> int:
    """Return the column, from 1, where a cell's text starts.

    Parameters
    ----------
    line
        The line as written.
    index
        Number of the cell, from 0; past the end, the line's start is taken.
    """
    at = 0
    for _ in range(index):
        at = _cell_end(line, at) + 1
        if at > len(line):
            return 1
    cell = line[at : _cell_end(line, at)]
    if cell.startswith('"'):
        return at + 2
    return at + 1 + (len(cell) - len(cell.lstrip()) if cell.strip() else 0)


def _cell_end(line: str, start: int) -> int:
    at = start
    if line.startswith('"', at):
        at += 1
        while (at := line.find('"', at)) >= 0 and line.startswith('"', at + 1):
            at += 2  # a doubled quote stands for one
    comma = line.find(",", at) if at >= 0 else -1
    return comma if comma >= 0 else len(line)
