"""Tables: a caption, aligned numbers with units, and columns that can be sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import solara

from icsim.ui.parts.vue import vue

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    title
        What stands at its head.
    unit
        Unit of its numbers, under the title.
    numeric
        Whether it holds numbers: aligned at the right, sorted by size.
    decimals
        Decimals shown; whole numbers have separators of thousands.
    least
        Least width, in characters: sentences need some, where the other columns would take all.
    aside
        Whether it is left out on a narrow screen of a table that stacks.
    """

    title: str
    unit: str = ""
    numeric: bool = False
    decimals: int = 0
    least: int = 0
    aside: bool = False


Cell = str | float | int | None


@vue(_HERE / "table.vue")
def _Table(
    caption: str,
    columns: list[dict[str, Any]],
    rows: Sequence[Sequence[Cell]],
    most: int,
    chosen: int | None,
    can_choose: bool,
    stacks: bool,
    event_pick: Callable[[int], Any] | None = None,
) -> None: ...


@solara.component
def DataTable(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    most: int = 20,
    chosen: int | None = None,
    on_choose: Callable[[int], Any] | None = None,
    *,
    stacks: bool = False,
) -> None:
    """A table; its first column names the row.

    Parameters
    ----------
    caption
        What it shows.
    columns, rows
        Its content: numbers as numbers, words as words; None where there is nothing.
    most
        Rows shown before "show all".
    chosen, on_choose
        Row that is marked, and what is told the position (in ``rows``) of a row that somebody presses.
    stacks
        Whether on a narrow screen the cells of a row stand below its name instead of beside it.
    """
    _Table(
        caption,
        [asdict(column) for column in columns],
        [list(row) for row in rows],
        most,
        chosen,
        on_choose is not None,
        stacks,
        event_pick=on_choose or (lambda _: None),
    )
