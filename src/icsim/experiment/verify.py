"""Verify: make a result again from what its folder says of it, and see whether it is the same.

A folder of runs (of a comparison or a sweep): records are made again and
compared value by value; the tables of a comparison are made again from its
records. A folder of ``icsim run``: the run is made again, and every file is
compared by its digest (:mod:`icsim.experiment.verify_run`). Where the code
is not that which made the result, that is said, and it is tried all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim import __version__
from icsim.errors import ConservationError, InputError
from icsim.experiment.comparison_files import LONG, NOTE, csv_text, file_of, read_note
from icsim.experiment.record import read_record, run
from icsim.experiment.spec import code_digest
from icsim.experiment.store import PLAN, RunStore
from icsim.manifest import code_commit

if TYPE_CHECKING:
    from icsim.experiment.question import Question

SWEEP_NOTE, LEAGUE_NOTE = "sweep.json", "league.json"
"""Files in which a sweep and a league say what was asked."""
_SHORT = 12
_FITS = ("calibration", "recovery")
"""Kinds of design whose runs are observations, kept to be fitted to."""

Told = Callable[[int, int], None]
"""Told how many things are looked at, and of how many."""


@dataclass(frozen=True)
class Checked:
    """One thing that was made again.

    Parameters
    ----------
    name
        Which.
    fault
        How it differs; empty if it is the same.
    """

    name: str
    fault: str = ""


@dataclass(frozen=True)
class Verified:
    """What came of making a result again.

    Parameters
    ----------
    folder
        Where it is.
    checked
        Everything looked at.
    notes
        What makes a difference likely: another version, a changed tree.
    """

    folder: Path
    checked: tuple[Checked, ...]
    notes: tuple[str, ...] = ()

    @property
    def different(self) -> tuple[Checked, ...]:
        """What is not the same."""
        return tuple(each for each in self.checked if each.fault)

    @property
    def exit_code(self) -> int:
        """What a command should exit with: 1 if anything is not the same."""
        return 1 if self.different else 0


def verify(
    folder: str | Path, *, sample: int | None = None, system: str | None = None, told: Told | None = None
) -> Verified:
    """Make a result again and compare.

    Parameters
    ----------
    folder
        Folder of ``icsim run``, of a comparison, of a sweep or of a validation.
    sample
        How many records of a folder of runs are made again, always the same ones; all if left out.
    system
        How its system is found here, if not as it was.
    told
        Told after every run.

    Raises
    ------
    InputError
        If the folder holds no result, or its system cannot be found.
    """
    folder = Path(folder)
    from icsim.fitting.verify_validation import is_validation, verify_validation

    if is_validation(folder):
        checked, notes = verify_validation(folder, sample, system, told or (lambda _done, _of: None))
        return Verified(folder, tuple(checked), tuple(notes))
    if (folder / PLAN).is_file():
        return _Store(folder, system).verify(sample, told or (lambda _done, _of: None))
    from icsim.experiment.verify_run import verify_run

    checked, notes = verify_run(folder, system)
    return Verified(folder, tuple(checked), tuple(notes))


def provenance(version: str, git: Mapping[str, Any] | None) -> list[str]:
    """What is to be said of the code that made a result and the code at hand."""
    notes = []
    if version != __version__:
        notes.append(f"was made by icsim {version}; this is icsim {__version__}")
    now = code_commit(Path(__file__).parents[3])
    if git is not None and git.get("dirty"):
        notes.append(f"was made from a changed copy of commit {str(git.get('commit'))[:_SHORT]}")
    if git is not None and now is not None and git.get("commit") != now["commit"]:
        notes.append(f"was made at commit {str(git.get('commit'))[:_SHORT]}; this is {now['commit'][:_SHORT]}")
    if now is not None and now["dirty"]:
        notes.append("the code at hand is a changed copy of its commit")
    return notes


class _Store:
    """A folder of runs."""

    def __init__(self, folder: Path, system: str | None) -> None:
        self._folder, self._store = folder, RunStore(folder)
        try:
            plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
            self._version, self._code = str(plan["icsim"]), str(plan["code"])
            design = dict(plan["design"])
            fits, self._alone = design.get("kind") in _FITS, bool(design.get("alone"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError.at(folder / PLAN, f"cannot be read as the plan of runs: {error}") from error
        if fits:
            words = "holds a calibration, which is not verified; icsim calibrate with the same words makes it again"
            raise InputError.at(folder, words)
        self._word = system or self._asked_for()

    def _asked_for(self) -> str:
        """How the system was found when the runs were made."""
        for name, key in ((NOTE, "word"), (LEAGUE_NOTE, "word"), (SWEEP_NOTE, "")):
            try:
                said = json.loads((self._folder / name).read_text(encoding="utf-8"))["system"]
                return str(said[key] if key else said)
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise InputError.at(self._folder / name, f"cannot be read: {error}") from error
        raise InputError.at(self._folder, "does not say which system it is of; say it with --system")

    def verify(self, sample: int | None, told: Told) -> Verified:
        digests = list(self._store.digests())[:sample]  # digests are in no order of runs
        if not digests:
            raise InputError.at(self._folder, "holds no runs")
        checked = []
        for done, digest in enumerate(digests, start=1):
            checked.append(Checked(f"runs/{digest[:2]}/{digest}", self._fault(digest)))
            told(done, len(digests))
        notes = provenance(self._version, None)
        if self._code != code_digest():
            notes.append(f"was made by other code ({self._code[:_SHORT]}) than that at hand ({code_digest()[:_SHORT]})")
        if (self._folder / NOTE).is_file():
            note = read_note(self._folder)
            notes = list(dict.fromkeys([*notes, *provenance(str(note["icsim"]), note["git"])]))
            checked += self._tables(note)
        return Verified(self._folder, tuple(checked), tuple(notes))

    def _fault(self, digest: str) -> str:
        try:
            found, record = read_record(self._store.path(digest))
        except (OSError, ValueError):
            return "is damaged"
        if found != digest:
            return "is the record of another run than its name says"
        spec = record.spec if self._alone else replace(record.spec, system=self._word)
        if self._code == code_digest() and spec.digest != digest:
            return "says it is of another run than its name"
        try:
            again = run(spec)
        except (InputError, ConservationError) as error:
            return f"cannot be made again: {error}"
        return "" if again.content_digest == record.content_digest else "differs when made again"

    def _tables(self, note: Mapping[str, Any]) -> list[Checked]:
        """The tables of a comparison: as they were written, and the same when made again from the records."""
        checked = []
        for name, facts in sorted(note["files"].items()):
            try:
                same = hashlib.sha256((self._folder / name).read_bytes()).hexdigest() == facts["sha256"]
            except OSError:
                checked.append(Checked(name, "is not there"))
                continue
            checked.append(Checked(name, "" if same else "was changed after it was written"))
        question = question_of(note, self._word)
        seeds = note["seeds"]
        missing = [spec.digest for spec in question.specs(seeds) if not self._store.has(spec.digest)]
        if missing:
            other = self._code != code_digest()
            why = "the records are of other code" if other else f"{len(missing)} records are missing"
            return [*checked, Checked("tables", f"cannot be made again: {why}")]
        return [*checked, *self._again(question, note)]

    def _again(self, question: Question, note: Mapping[str, Any]) -> list[Checked]:
        from icsim.experiment.compare import Asked, answer
        from icsim.experiment.runner import Runner

        asked = Asked(**note["asked"])
        with Runner(self._store) as runner:
            comparison = answer(question, runner, asked)
        checked = []
        for name, frame in comparison.tables.items():
            if name in LONG:
                continue  # binary; its file has been compared, and the others hold the same numbers
            digest = hashlib.sha256(csv_text(frame).encode()).hexdigest()
            known = note["files"].get(file_of(name), {}).get("sha256")
            checked.append(Checked(f"{file_of(name)} made again", "" if digest == known else "differs"))
        return checked


def question_of(note: Mapping[str, Any], word: str) -> Question:
    """The question that a comparison answers, from its note.

    Parameters
    ----------
    note
        What :func:`icsim.experiment.comparison_files.read_note` gives.
    word
        How its system is found.

    Raises
    ------
    InputError
        If the system or an agreement is no longer what it was.
    """
    from pydantic import ValidationError

    from icsim.agreement import agreement_model
    from icsim.experiment.question import Arm, Question
    from icsim.fitting.draws import noted
    from icsim.future import Future
    from icsim.load import load_system

    system = load_system(word)
    if system.digest != note["system"]["digest"]:
        raise InputError.at(word, "is not the system that the comparison is of: its tables differ")
    try:
        arms = tuple(
            Arm(each["name"], tuple(agreement_model().model_validate_json(json.dumps(a)) for a in each["agreements"]))
            for each in note["arms"]
        )
        futures = tuple(Future.model_validate_json(json.dumps(each["conditions"])) for each in note["futures"])
    except ValidationError as error:
        raise InputError.at(NOTE, f"cannot be read by this version: {error.errors()[0]['msg']}") from error
    draws = noted(word, note.get("posterior"))
    return Question(
        word, system, arms, futures, note["months"], note["start"], note["sample_share"], note["parameters"], draws
    )
