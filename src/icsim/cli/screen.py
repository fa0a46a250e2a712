"""What is printed: tables on a terminal, or as text for other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Rows = Sequence[Sequence[object]]

_WIDTH_OF_A_PIPE = 160
"""Columns to lay a table out in when nobody watches."""


class Format(StrEnum):
    """How a listing is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


def console(*, error: bool = False) -> Console:
    """The terminal to print on.

    Parameters
    ----------
    error
        Standard error, where progress is shown, not standard output.
    """
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_A_PIPE
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def show(title: str, columns: Sequence[str], rows: Rows, *, note: str = "", numbers: Sequence[int] = ()) -> None:
    """Print a table for people.

    Parameters
    ----------
    title, note
        Line above and, if any, below.
    columns, rows
        Headings and cells; a cell is printed as text, as it is.
    numbers
        Positions of columns set to the right.
    """
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left", caption=escape(note), caption_justify="left")
    for at, name in enumerate(columns):
        right = at in numbers
        table.add_column(name, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console().print(table)


def listing(kind: Format, title: str, columns: Sequence[str], rows: Rows) -> None:
    """Print the same rows as a table, CSV, JSON or Markdown.

    Parameters
    ----------
    kind
        Which of them.
    title
        Heading of a table for people; other forms have none.
    columns, rows
        Headings and cells.
    """
    match kind:
        case Format.table:
            show(title, columns, rows)
        case Format.csv:
            print(as_csv(columns, rows), end="")
        case Format.json:
            print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=2, ensure_ascii=False))
        case Format.md:
            print(as_markdown(columns, rows), end="")


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """Rows as CSV with a header and unix line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def as_markdown(columns: Sequence[str], rows: Rows) -> str:
    """Rows as a Markdown table."""

    def line(cells: Sequence[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    return line(columns) + line(["---"] * len(columns)) + "".join(map(line, rows))


def assignments(option: str, words: Sequence[str]) -> Mapping[str, float]:
    """Read ``name=number`` options.

    Raises
    ------
    InputError
        One problem for each that is not of that form or is given twice.
    """
    from icsim.errors import InputError, Problem

    values: dict[str, float] = {}
    problems = []
    for word in words:
        name, _, text = word.partition("=")
        try:
            number = float(text)
        except ValueError:
            problems.append(Problem(option, 0, 0, word, "write NAME=NUMBER, for example rotate.consent_prob=0.4"))
            continue
        if name in values:
            problems.append(Problem(option, 0, 0, name, "is set twice"))
        values[name] = number
    if problems:
        raise InputError(*problems)
    return values
