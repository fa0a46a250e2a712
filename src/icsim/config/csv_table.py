"""A CSV file as validated rows: every column and cell looked at, every fault kept."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from icsim.config.csv_cells import MAX_KEPT, Cells, read_cells
from icsim.config.rows import Row
from icsim.config.schema_walk import schemas_at
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed, needed_type, worded
from icsim.errors import InputError, Problem

_NUMERALS = frozenset("0123456789.eE+-")
"""Characters of a number; so ``nan``, ``inf`` and ``1_000`` are none."""


type Only = tuple[tuple[str, ...], Container[str]]
"""Columns, and the words every one of them must hold for a row to be kept."""


@dataclass
class Table[R: Row]:
    """Rows of one file that could be read, and the faults of the others.

    Parameters
    ----------
    cells
        The file's cells; None where an optional table is absent.
    rows
        Validated rows, in file order.
    origins
        For each of them, its number among the cells' rows.
    problems
        Everything found wrong.
    faulty
        Row number and column of every cell that was complained of.
    """

    cells: Cells | None = None
    rows: list[R] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[tuple[int, str]] = field(default_factory=set)

    def complain(self, number: int, name: str, message: str) -> None:
        """Note a fault in a cell, by its row's number among the cells' rows; one a cell is enough."""
        if self.cells is None or (number, name) in self.faulty:
            return
        self.faulty.add((number, name))
        if len(self.problems) < MAX_KEPT:
            self.problems.append(self.cells.fault(number, name, message))

    def known(self, name: str) -> list[str] | None:
        """Return every cell of a column that others refer to, or None if rows of it were lost."""
        lost = self.cells is None or bool(self.cells.problems)
        return None if lost else self.column(name) or None

    def line(self, index: int) -> int:
        """Return the line of a validated row."""
        return self.cells.lines[self.origins[index]] if self.cells is not None else 0

    def column(self, name: str) -> list[str]:
        """Return every cell of a column, of rows not kept too; empty if there is no such column."""
        if self.cells is None or name not in self.cells.header:
            return []
        index = self.cells.header.index(name)
        return [row[index] for row in self.cells.rows]


def read_table[R: Row](path: Path, model: type[R], *, optional: bool = False, only: Only | None = None) -> Table[R]:
    """Read one table.

    Parameters
    ----------
    path
        The file.
    model
        What a row may hold; its fields are the columns.
    optional
        Whether a missing file is an empty table.
    only
        Which rows to validate and keep; None keeps all.

    Returns
    -------
    Table
        Rows that are right and problems of those that are not. Nothing is raised.
    """
    if optional and not path.exists():
        return Table()
    try:
        cells = read_cells(path)
    except InputError as fault:
        return Table(problems=list(fault.problems))
    table: Table[R] = Table(cells, problems=list(cells.problems))
    if header_problems := list(_header_problems(cells, model)):
        table.problems += header_problems
        cells.rows.clear()  # what a cell means is not certain
        cells.lines.clear()
        return table
    _fill(table, cells, model, _kept(cells, only))
    return table


def _kept(cells: Cells, only: Only | None) -> list[int]:
    if only is None:
        return list(range(len(cells.rows)))
    columns, words = only
    indexes = [cells.header.index(name) for name in columns if name in cells.header]
    return [number for number, row in enumerate(cells.rows) if all(row[index] in words for index in indexes)]


def _header_problems(cells: Cells, model: type[Row]) -> Iterator[Problem]:
    names = list(model.model_fields)
    free = [name for name in names if name not in cells.header]
    for index, name in enumerate(cells.header):
        if not name:
            yield cells.header_fault(index, f"column {index + 1} has no name; columns are {listed(names)}")
        elif name not in names:
            hint = did_you_mean(name, free) or f"; columns are {listed(names)}"
            yield cells.header_fault(index, f"unknown column{hint}")
        elif name in cells.header[:index]:
            yield cells.header_fault(index, "column given twice")
    for name in free:
        if model.model_fields[name].is_required():
            yield Problem(cells.where, cells.header_line, 1, name, "column is missing")


def _fill[R: Row](table: Table[R], cells: Cells, model: type[R], kept: list[int]) -> None:
    adapter = TypeAdapter(list[model])  # type: ignore[valid-type]
    _complain_of_numbers(table, cells, model, kept)
    _complain_of_tabs(table, cells)
    header = cells.header
    records = [{name: cell for name, cell in zip(header, cells.rows[n], strict=True) if cell} for n in kept]
    try:
        table.rows, table.origins = adapter.validate_python(records), kept
    except ValidationError as fault:
        for error in fault.errors(include_url=False):
            row, name = int(error["loc"][0]), str(error["loc"][1])
            full = len(table.problems) >= MAX_KEPT
            words = "" if full else _in_words(error, records[row].get(name), model, name)
            table.complain(kept[row], name, words)
    if not table.faulty:
        return
    faulty = {row for row, _ in table.faulty}
    right = [index for index, number in enumerate(kept) if number not in faulty]
    table.rows = adapter.validate_python([records[index] for index in right])
    table.origins = [kept[index] for index in right]


def _complain_of_numbers(table: Table[Any], cells: Cells, model: type[Row], kept: list[int]) -> None:
    for name in model.numbers.intersection(cells.header):
        index = cells.header.index(name)
        if _NUMERALS.issuperset("".join([cells.rows[number][index] for number in kept])):
            continue
        for number in kept:
            cell = cells.rows[number][index]
            if not _NUMERALS.issuperset(cell):
                table.complain(number, name, f"must be a number, not {shown(cell)}{_number_hint(cell)}")


def _complain_of_tabs(table: Table[Any], cells: Cells) -> None:
    if "\t" not in cells.text:
        return
    for number, row in enumerate(cells.rows):
        for name, cell in zip(cells.header, row, strict=True):
            if "\t" in cell:
                table.complain(number, name, f"{shown(cell)} holds a tab; use blanks")


def _number_hint(cell: str) -> str:
    plain = cell.translate({ord(mark): None for mark in ", _'\u00a0\u202f"})
    if plain and plain != cell and _NUMERALS.issuperset(plain):
        return f" (did you mean {shown(plain, quoted=False)}?)"
    unknown = cell.lower() in {"nan", "na", "n/a", "null", "none", "-", "?"}
    return "; leave the cell empty where it is not known" if unknown else ""


def _in_words(error: ErrorDetails, cell: str | None, model: type[Row], name: str) -> str:
    kind = error["type"]
    if kind == "missing":
        return "is empty; a value is needed"
    if needed := needed_type(kind):
        return f"must be {needed}, not {shown(cell)}"
    schemas: Sequence[object] = schemas_at(model, (name,))
    return worded(kind, cell, error.get("ctx", {}), error["msg"], schemas)
