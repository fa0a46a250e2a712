"""What is printed: tables on a terminal, or as text for other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from textwrap import fill
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import Console

    from icsim.errors import Problem

Rows = Sequence[Sequence[object]]

_WIDTH_OF_A_PIPE = 160
"""Columns to lay a list out in when nobody watches."""

WIDTH = 100
"""Columns that results are printed in at most."""

_GAP = 2
"""Blanks between columns of numbers."""


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
    return Console(file=stream, width=None if stream.isatty() else _WIDTH_OF_A_PIPE, highlight=False)


def say(text: str) -> None:
    """Print sentences, broken into lines of at most :data:`WIDTH`."""
    print(fill(text, WIDTH))


def show(
    title: str, columns: Sequence[str], rows: Rows, whole: Collection[str] = (), right: Collection[str] = ()
) -> None:
    """Print a list for people: words, broken into lines where they are long.

    Parameters
    ----------
    title
        Line above.
    columns, rows
        Headings and cells; whole numbers get thousands separators, any other cell is printed as it is.
    whole
        Columns that are never broken into lines.
    right
        Columns whose words stand to the right, as columns of whole numbers do.
    """
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for at, name in enumerate(columns):
        counts = all(isinstance(row[at], int) or row[at] == "" for row in rows)
        justify: Literal["left", "right"] = "right" if counts or name in right else "left"
        table.add_column(name, overflow="fold", no_wrap=name in whole, justify=justify)
    for row in rows:
        table.add_row(*(escape(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    console().print(table)


def show_numbers(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table of numbers as plain text: words to the left in the first column, the rest to the right.

    Parameters
    ----------
    columns
        Headings, of one line or more each.
    rows
        Cells; a row may have fewer than there are columns.
    """
    lines = [heading.split("\n") for heading in columns]
    height = max(map(len, lines))
    head = [[*[""] * (height - len(each)), *each] for each in lines]
    table = [*(list(line) for line in zip(*head, strict=True)), *rows]
    widths = [max(len(row[at]) for row in table if at < len(row)) for at in range(len(columns))]
    for number, row in enumerate(table):
        if number == height:
            print("-" * (sum(widths) + _GAP * (len(widths) - 1)))
        cells = (cell.rjust(width + _GAP) for cell, width in zip(row[1:], widths[1:], strict=False))
        print((row[0].ljust(widths[0]) + "".join(cells)).rstrip())


def warn(warnings: Sequence[Problem]) -> None:
    """Say on standard error what is no fault but may not be meant."""
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


def listing(kind: Format, title: str, columns: Sequence[str], rows: Rows, whole: Collection[str] = ()) -> None:
    """Print the same rows as a table, CSV, JSON or Markdown.

    Parameters
    ----------
    kind
        Which of them.
    title
        Heading of a table for people; other forms have none.
    columns, rows
        Headings and cells.
    whole
        Columns that a table for people never breaks into lines.
    """
    match kind:
        case Format.table:
            show(title, columns, rows, whole)
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
            problems.append(Problem(option, 0, 0, word, "write NAME=NUMBER, for example strain.newcomer=40"))
            continue
        if name in values:
            problems.append(Problem(option, 0, 0, name, "is set twice"))
        values[name] = number
    if problems:
        raise InputError(*problems)
    return values
