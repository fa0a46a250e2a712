"""Store: a folder of records, one file a run, named by what the run is.

A record is written under another name, flushed to the disk and renamed, so
a file that is there is whole, and two processes that make the same run
write the same file. What is cut short or damaged all the same (a disk that
failed, a copy that broke off) counts as not there and is made again.

::

    plan.json                  what the folder is of
    runs/<aa>/<digest>.parquet a record each (:mod:`icsim.experiment.record`)
    failed/<digest>.json       runs that could not be made, and why
    results.parquet            all records together, once compacted
    runs.parquet               what each run is, once compacted
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from icsim import __version__
from icsim.errors import InputError
from icsim.experiment.spec import code_digest
from icsim.folder import drop_abandoned, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedWriter

PLAN, RUNS, FAILED = "plan.json", "runs", "failed"
"""What a store has in its folder."""
FORMAT = "icsim runs 1"
"""Name and number of the layout of a store."""
_ABSENT = "nothing"


class StoreRefused(InputError):
    """The disk refused what a store was to keep; other runs would fare no better."""


class Record(Protocol):
    """What a store keeps of a run: it can write itself, the same bytes every time."""

    def write(self, file: BufferedWriter) -> None:
        """Write the record."""


@dataclass(frozen=True)
class Failure:
    """A run that could not be made.

    Parameters
    ----------
    digest
        Which.
    error
        What happened, the last time.
    attempts
        How often it was tried.
    """

    digest: str
    error: str
    attempts: int


class RunStore:
    """A folder of records.

    Parameters
    ----------
    folder
        Where; made when the first thing is kept.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def claim(self, design: Mapping[str, Any]) -> None:
        """Make the folder that of one design, or check that it is.

        The code is part of what a folder is of: runs of two versions are
        not mixed. What may grow, such as the number of replications, is no
        part of a design.

        Parameters
        ----------
        design
            What the runs have in common and how they differ, as JSON can hold it.

        Raises
        ------
        InputError
            If the folder is of another design, holds something else, or the disk refuses.
        """
        plan = {"format": FORMAT, "icsim": __version__, "code": code_digest(), "design": dict(design)}
        text = json.dumps(plan, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
        path = self.folder / PLAN
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._refuse_foreign()
            _kept(path, lambda file: file.write(text.encode()))
            return
        except (OSError, ValueError) as error:
            raise InputError.at(path, f"cannot be read as the plan of a sweep: {error}") from error
        differences = list(_differences(found, json.loads(text)))
        if differences:
            shown = "; ".join(differences[:3]) + ("; and more" if len(differences) > 3 else "")
            raise InputError.at(self.folder, f"holds the runs of another design ({shown}); choose another folder")

    def _refuse_foreign(self) -> None:
        foreign = sorted(entry.name for entry in self.folder.iterdir()) if self.folder.is_dir() else []
        foreign = [name for name in foreign if not name.startswith(f".{PLAN}.")]
        if foreign:
            raise InputError.at(self.folder, f"holds {foreign[0]} and is no folder of runs; choose another folder")

    def path(self, digest: str) -> Path:
        """The file of a run, there or not."""
        return self.folder / RUNS / digest[:2] / f"{digest}.parquet"

    def has(self, digest: str) -> bool:
        """Whether a run's record is there and whole."""
        from icsim.experiment.record import read_record

        try:
            return read_record(self.path(digest))[0] == digest
        except (OSError, ValueError):
            return False

    def put(self, digest: str, record: Record) -> None:
        """Keep a run's record.

        Raises
        ------
        StoreRefused
            If the disk refuses; nothing is left of the file.
        """
        _kept(self.path(digest), record.write)

    def digests(self) -> Iterator[str]:
        """Digests of the records there, in order."""
        yield from sorted(path.stem for path in (self.folder / RUNS).glob("??/*.parquet") if path.name[0] != ".")

    def quarantine(self, failure: Failure) -> None:
        """Note that a run could not be made."""
        text = json.dumps(vars(failure), indent=2, ensure_ascii=False) + "\n"
        _kept(self.folder / FAILED / f"{failure.digest}.json", lambda file: file.write(text.encode()))

    def failures(self) -> list[Failure]:
        """Runs that could not be made, in order of digest."""
        found = []
        for path in sorted((self.folder / FAILED).glob("*.json")):
            try:
                found.append(Failure(**json.loads(path.read_text(encoding="utf-8"))))
            except (OSError, ValueError, TypeError):
                found.append(Failure(path.stem, "the note of the failure cannot be read", 0))
        return found

    def release(self, digest: str) -> None:
        """Forget that a run could not be made."""
        (self.folder / FAILED / f"{digest}.json").unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what killed processes left half-written."""
        if self.folder.is_dir():
            drop_abandoned(self.folder)


def _kept(path: Path, write: Callable[[BufferedWriter], object]) -> None:
    try:
        replace_file(path, write)
    except InputError as error:
        raise StoreRefused(*error.problems) from error


def _differences(found: Any, wanted: Any, way: str = "") -> Iterator[str]:
    """Where two plans differ: one short phrase an entry."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in sorted(found.keys() | wanted.keys()):
            below = f"{way}.{key}" if way else str(key)
            yield from _differences(found.get(key, _ABSENT), wanted.get(key, _ABSENT), below.removeprefix("design."))
    elif found != wanted:
        yield f"{way or 'the plan'} was {_short(found)}, now {_short(wanted)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if value != _ABSENT else _ABSENT
    return text if len(text) <= 40 else f"{text[:37]}..."
