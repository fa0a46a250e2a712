"""Source of a replay: which run a record stands for, so that it can be run again and watched.

Records of comparisons and sweeps hold outcomes, not every month of everybody; the same spec, run again in
detail, gives the very run they are of.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from icsim.errors import InputError

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec

RECORD_ENDING: Final = ".parquet"
"""What the name of a record ends with."""

_SHORTEST = 4
"""Characters of a digest that are enough to look for it."""


def spec_of_run(folder: Path, run: str, system: str | None = None) -> RunSpec:
    """The spec of one run of a folder, in detail for a replay.

    Parameters
    ----------
    folder
        Folder of a comparison or a sweep.
    run
        Digest of the run, or as much of its beginning as tells it from the others.
    system
        How its system is found, if not as it was.

    Raises
    ------
    InputError
        If there is no such run, or more than one, or its system is not said.
    """
    from icsim.experiment.store import PLAN, RunStore

    if not (folder / PLAN).is_file():
        raise InputError.at(folder, "is no folder of runs: it is not one of icsim compare or icsim sweep")
    if not re.fullmatch(r"[0-9a-f]+", run) or len(run) < _SHORTEST:
        raise InputError.at("--run", f"is no digest of a run: write at least {_SHORTEST} of the characters 0-9, a-f")
    store = RunStore(folder)
    found = [digest for digest in store.digests() if digest.startswith(run)]
    if not found:
        raise InputError.at(folder, f"holds no run {run}; runs.parquet and runs.csv list those there are")
    if len(found) > 1:
        raise InputError.at("--run", f"{len(found)} runs begin with {run}; write more of the digest")
    return spec_of_record(store.path(found[0]), system)


def spec_of_record(path: Path, system: str | None = None) -> RunSpec:
    """The spec of a record, in detail for a replay.

    Parameters
    ----------
    path
        The record's file.
    system
        How its system is found; what the folder it is in says, when left out.

    Raises
    ------
    InputError
        If it is no record, or its system is not said or not the same any more.
    """
    from icsim.experiment.record import read_record
    from icsim.load import load_system

    try:
        _, record = read_record(path)
    except OSError as error:
        raise InputError.at(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError.at(path, "is no record of a run, or is damaged") from error
    word = system or _word(path)
    if load_system(word).digest != record.spec.system_digest:
        raise InputError.at(word, "is not the system of the run: its tables differ")
    return replace(record.spec, system=word, detail="replay")


def _word(path: Path) -> str:
    """How the folder that a record is in says that its system is found."""
    from icsim.experiment.comparison_files import NOTE
    from icsim.experiment.verify import SWEEP_NOTE

    for folder in path.absolute().parents[:3]:
        for name in (NOTE, SWEEP_NOTE):
            try:
                said = json.loads((folder / name).read_text(encoding="utf-8"))["system"]
                return str(said["word"] if name == NOTE else said)
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise InputError.at(folder / name, f"cannot be read: {error}") from error
    raise InputError.at(path, "does not say which system it is of; say it with --system")
