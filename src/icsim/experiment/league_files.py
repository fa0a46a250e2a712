"""League files: a league on disk, as tables for spreadsheets and a note of what it is.

::

    league.json        what was asked, of which systems, with which code, and what it took
    league.csv         every system that signs, the best first
    league_seeds.csv   what each seed gave, from which the rest is made
    plan.json, runs/   the records (:mod:`icsim.experiment.store`)
"""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim import __version__
from icsim.experiment.comparison_files import arm_note, csv_text
from icsim.experiment.spec import code_digest
from icsim.folder import replace_file

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.league import League
    from icsim.took import Took

NOTE, TABLE, SEEDS, PAGE = "league.json", "league.csv", "league_seeds.csv", "league.html"
"""Files of a league."""
LEAGUE_FILES = (NOTE, TABLE, SEEDS, PAGE)
FORMAT = "icsim league 1"
"""Name and number of the layout."""
_DIGITS = 6
"""Digits that are kept of what a league says: chances are drawn, and last digits differ between machines."""


def write_league(found: League, folder: Path, took: Took | None = None) -> None:
    """Write the tables and the note into a folder, over those of an earlier time.

    Parameters
    ----------
    found
        What is written.
    folder
        Where.
    took
        The time and the memory it took, where that is known.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    for name, text in ((TABLE, table_text(found.table)), (SEEDS, csv_text(found.seeds_table))):
        replace_file(folder / name, lambda file, text=text: file.write(text.encode()))  # type: ignore[misc]
    note = _note_text(found, took)
    replace_file(folder / NOTE, lambda file: file.write(note.encode()))


def keep_tables(found: League, folder: Path, name: str, took: Took | None = None) -> None:
    """Write the tables for keeping: ``name.csv``, ``name.seeds.csv`` with what each seed gave, and the note.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    texts = {"csv": table_text(found.table), "seeds.csv": csv_text(found.seeds_table), "json": _note_text(found, took)}
    for ending, text in texts.items():
        replace_file(folder / f"{name}.{ending}", lambda file, text=text: file.write(text.encode()))  # type: ignore[misc]


def table_text(table: pd.DataFrame) -> str:
    """The table of a league as CSV, with as many digits as mean anything."""
    rounded = table.copy()
    for name in rounded.columns[rounded.dtypes == "float64"]:
        rounded[name] = [float(f"{value:.{_DIGITS}g}") for value in rounded[name]]
    return csv_text(rounded.round({"top_prob": 2}))


def _note_text(found: League, took: Took | None) -> str:
    return json.dumps(_note(found, took), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _note(found: League, took: Took | None) -> dict[str, Any]:
    asked, question = found.asked, found.asked.question
    command = ["icsim", *sys.argv[1:]] if Path(sys.argv[0]).name.startswith(("icsim", "__main__")) else []
    silent = [code for code in question.system.systems if code not in asked.signing]
    return {
        "format": FORMAT,
        "system": {"word": question.word, "name": question.system.name, "digest": question.system.digest},
        "start": question.start,
        "months": question.months,
        "seeds": list(found.seeds),
        "design": "each system alone" if asked.alone else "all systems at once",
        "measures": list(asked.measures),
        "sample_share": question.sample_share,
        "calibrated": question.calibrated,
        "parameters": dict(sorted(question.parameters.items())),
        "posterior": None if question.draws is None else question.draws.note,
        "future": question.futures[0].future,
        "signed": arm_note(asked.arm),
        "systems_that_sign": list(asked.signing),
        "systems_that_do_not": silent,
        "real_share": {name: None if share != share else round(share, 4) for name, share in found.real_share.items()},
        "warnings": [str(warning) for warning in asked.warnings],
        "icsim": __version__,
        "code": code_digest(),
        "python": platform.python_version(),
        "command": command,
        "took": None if took is None else vars(took),
    }
