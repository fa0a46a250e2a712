"""Mechanisms: experiment files, read, checked and ready to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from icsim.config.located import Located, read_yaml
from icsim.errors import InputError, Problem
from icsim.experiment.arm import Arm, ArmReader
from icsim.experiment.reading import Reading, measure_fault, over_fault, scope_fault
from icsim.experiment.written import ExpectationFile, ExperimentFile
from icsim.load import load_system
from icsim.months import Calendar
from icsim.system import System


@dataclass(frozen=True)
class Expectation:
    """What is measured, and which way it should go."""

    reading: Reading
    direction: str


@dataclass(frozen=True)
class Mechanism:
    """An experiment, ready to run.

    Parameters
    ----------
    stem
        Name of its file, without the ending.
    written
        The file.
    system, calendar
        Where and from when.
    baseline, changed
        The two arms.
    expectations
        What should be seen.
    warnings
        What in its agreements would do nothing.
    """

    stem: str
    written: ExperimentFile
    system: System
    calendar: Calendar
    baseline: Arm
    changed: Arm
    expectations: tuple[Expectation, ...]
    warnings: tuple[Problem, ...]

    @property
    def months(self) -> int:
        """Length of a run."""
        return self.written.months


def read_mechanism(path: str | Path, load: Callable[[str], System] = load_system) -> Mechanism:
    """Read an experiment file.

    Parameters
    ----------
    path
        The file.
    load
        Finds a system by its name; a caller with many files may keep what it has read.

    Raises
    ------
    InputError
        With every fault of the file, and of the files it names.
    """
    return _Reader(read_yaml(Path(path), ExperimentFile), load).mechanism()


class _Reader:
    """Checks one file against the system it names, and keeps every problem."""

    def __init__(self, file: Located[ExperimentFile], load: Callable[[str], System]) -> None:
        self._file, self._load = file, load
        self._arms = ArmReader(file, Calendar(file.value.start), file.value.months)
        self._problems = self._arms.problems

    def mechanism(self) -> Mechanism:
        """The experiment, if nothing is wrong."""
        written, calendar = self._file.value, Calendar(self._file.value.start)
        system = self._system(written.system)
        both = ((written.both, ("both",)),)
        baseline = self._arms.arm(*both, (written.baseline, ("baseline",)), system=system)
        changed = self._arms.arm(*both, (written.changed, ("changed",)), system=system)
        expectations = tuple(self._expectation(i, each, system) for i, each in enumerate(written.expect))
        if not self._problems and baseline.key == changed.key:
            self._complain("is the same as the baseline: nothing can differ", "changed")
        if self._problems or system is None:
            raise InputError(*dict.fromkeys(self._problems))  # what holds in both arms is looked at twice
        stem = self._file.path.stem
        return Mechanism(
            stem, written, system, calendar, baseline, changed, expectations, tuple(dict.fromkeys(self._arms.warnings))
        )

    def _complain(self, message: str, *way: str | int, at: Literal["value", "key"] = "value") -> None:
        self._problems.append(self._file.problem(message, *way, at=at))

    def _system(self, word: str) -> System | None:
        try:
            return self._load(word)
        except InputError as error:
            for problem in error.problems:
                if problem.path == "SYSTEM":
                    self._complain(problem.message, "system")
                else:
                    self._problems.append(problem)
        return None

    def _expectation(self, at: int, written: ExpectationFile, system: System | None) -> Expectation:
        reading = Reading(written.measure, tuple(written.scope), written.over)
        if fault := measure_fault(reading.measure):
            self._complain(fault, "expect", at, "measure")
            return Expectation(reading, written.direction)
        if fault := over_fault(reading, self._file.value.months):
            self._complain(fault, "expect", at, "over")
        faults: Sequence[str] = [] if system is None else [scope_fault(w, reading.table, system) for w in reading.scope]
        for fault in filter(None, faults):
            self._complain(fault, "expect", at, "scope")
        return Expectation(reading, written.direction)
