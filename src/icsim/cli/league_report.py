"""What ``icsim league`` prints when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.cli.conditions import parameter_words
from icsim.cli.screen import say, show
from icsim.experiment.league import TOP
from icsim.experiment.league_files import PAGE, TABLE
from icsim.experiment.league_words import cells, columns, design_words, sure_words, title

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.league import League
    from icsim.took import Took

_LAST = 5
"""Systems shown from the end of a league."""


def print_league(found: League, took: Took, out: Path | None) -> None:
    """Print the top and the end of a league, how sure they are, and where everything is.

    Parameters
    ----------
    found
        What was found.
    took
        The time and the memory it took.
    out
        Folder that holds it; None if none does.
    """
    for line in design_words(found):
        say(line)
    asked = found.asked.question
    for phrase in parameter_words(asked.system, asked.parameters, () if asked.draws is None else asked.draws.names):
        say(f"{phrase}.")
    for name in found.asked.measures:
        rows = found.table[found.table["measure"] == name]
        print()
        _print_rows(name, rows, columns(len(rows)))
        say(sure_words(rows, found.real_share[name], drawn=found.asked.question.draws is not None))
    print()
    if out is not None:
        page = f"{PAGE}, " if (out / PAGE).is_file() else ""
        print(f"Tables in {out}: {page}{TABLE} and others; runs in {out / 'runs'}.")
    print(f"It took {took} in one process.")


def _print_rows(name: str, rows: pd.DataFrame, heads: Sequence[str]) -> None:
    """The best of a league and its last, with a gap between them where there are more."""
    records: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
    lines = cells(records)
    if len(lines) > TOP + _LAST:
        lines = [*lines[:TOP], ["…"] + [""] * (len(heads) - 1), *lines[-_LAST:]]
    show(title(name), heads, lines, whole=heads[2:], right=(heads[0], *heads[2:]))
