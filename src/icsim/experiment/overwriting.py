"""Overwriting: clear a folder of the runs of another question, and of nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from icsim.errors import InputError
from icsim.experiment.comparison_files import NAMES, NOTE, file_of
from icsim.experiment.league_files import LEAGUE_FILES
from icsim.experiment.query import RESULTS_FILE, RUNS_FILE
from icsim.experiment.store import FAILED, FORMAT, PLAN, RUNS


def clear(folder: Path, keep: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> None:
    """Remove a store and the tables made from it.

    Parameters
    ----------
    folder
        A folder that :meth:`icsim.experiment.store.RunStore.claim` made.
    keep
        Names of other files that may be there and stay.
    also
        Names of other files that icsim made beside the runs, and that go.

    Raises
    ------
    InputError
        If it holds no store of icsim, or things that icsim did not write.
    """
    try:
        ours = json.loads((folder / PLAN).read_text(encoding="utf-8"))["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise InputError.at(folder, "is no folder of runs that icsim made; choose another folder")
    tables = {*map(file_of, NAMES), *LEAGUE_FILES, *also}
    own = {PLAN, RUNS, FAILED, RESULTS_FILE, RUNS_FILE, NOTE, *tables, *_reported(folder)}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in own | set(keep))
    if foreign:
        raise InputError.at(folder, f"holds {foreign[0]}, which is none of this command's files; choose another folder")
    for name in sorted(own - {PLAN}):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (folder / PLAN).unlink()  # last: until then the folder can be told for what it is


def _reported(folder: Path) -> set[str]:
    """Files of a report, whatever it has."""
    return {path.name for path in folder.iterdir() if path.stem == "brief"}
