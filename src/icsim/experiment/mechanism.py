"""Mechanisms: experiment files, read, checked and ready to run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from icsim.agreement import Agreement
from icsim.codes import Leadership, Maturity
from icsim.config.located import Located, read_yaml
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.experiment.entries import Entries
from icsim.experiment.reading import Reading, measure_fault, over_fault, scope_fault
from icsim.experiment.written import ArmFile, ExpectationFile, ExperimentFile
from icsim.fit import dates_outside, examine
from icsim.future import Future
from icsim.load import load_system
from icsim.months import Calendar
from icsim.registry import parameters_in_force
from icsim.system import System


@dataclass(frozen=True)
class Arm:
    """One side of a comparison.

    Parameters
    ----------
    agreements, future, parameters
        What is signed, outside conditions, and parameters changed.
    leadership, maturity
        How every organisation is led, and the stage at which the system begins; None for what its tables say.
    """

    agreements: tuple[Agreement, ...]
    future: Future
    parameters: Mapping[str, float]
    leadership: Leadership | None = None
    maturity: Maturity | None = None

    @property
    def key(self) -> str:
        """The same text for arms that are the same."""
        agreements = sorted((a.model_dump(mode="json") for a in self.agreements), key=lambda a: str(a["agreement"]))
        future = self.future.model_dump(mode="json", exclude={"future", "note"})
        led = [None if word is None else word.name for word in (self.leadership, self.maturity)]
        return json.dumps([agreements, future, dict(self.parameters), led], sort_keys=True)

    def of(self, system: System) -> System:
        """The system as it is in this arm."""
        if self.leadership is not None:
            led = (replace(organisation, leadership=self.leadership) for organisation in system.organisations)
            system = replace(system, organisations=tuple(led))
        if self.maturity is not None:
            system = replace(system, maturity=np.full(len(system.systems), int(self.maturity)))
        return system


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
        self._entries = Entries(file)
        self._problems = self._entries.problems
        self._warnings: list[Problem] = []

    def mechanism(self) -> Mechanism:
        """The experiment, if nothing is wrong."""
        written, calendar = self._file.value, Calendar(self._file.value.start)
        system = self._system(written.system)
        baseline, changed = (self._arm(name, system, calendar) for name in ("baseline", "changed"))
        expectations = tuple(self._expectation(i, each, system) for i, each in enumerate(written.expect))
        if not self._problems and baseline.key == changed.key:
            self._complain("is the same as the baseline: nothing can differ", "changed")
        if self._problems or system is None:
            raise InputError(*dict.fromkeys(self._problems))  # what holds in both arms is looked at twice
        stem = self._file.path.stem
        return Mechanism(
            stem, written, system, calendar, baseline, changed, expectations, tuple(dict.fromkeys(self._warnings))
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

    def _arm(self, name: Literal["baseline", "changed"], system: System | None, calendar: Calendar) -> Arm:
        """One arm, on top of what holds in both."""
        both = self._file.value.both
        written: ArmFile = getattr(self._file.value, name)
        located = [
            self._agreement(entry, (part, "agreements", i), system, calendar)
            for part, arm in (("both", both), (name, written))
            for i, entry in enumerate(arm.agreements)
        ]
        agreements = [each for each in located if each is not None]
        names = [each.agreement for each in agreements]
        for i, repeated in enumerate(names):
            if repeated in names[:i]:
                self._complain(f"{repeated!r} is the name of two agreements", name, "agreements")
        led = both.leadership if written.leadership is None else written.leadership
        stage = both.maturity if written.maturity is None else written.maturity
        future = self._future(written.future, (name, "future")) or self._future(both.future, ("both", "future"))
        changes = {**self._parameters(both.parameters, "both"), **self._parameters(written.parameters, name)}
        return Arm(tuple(agreements), future or Future(), changes, led, stage)

    def _agreement(
        self, entry: str | Agreement, way: Way, system: System | None, calendar: Calendar
    ) -> Agreement | None:
        """An agreement, looked up in the system and in the months of the run."""
        located = self._entries.agreement(entry, way)
        if located is None:
            return None
        faults, warnings = examine(located, system)
        self._problems += [*faults, *dates_outside(located, calendar, self._file.value.months)]
        self._warnings += warnings
        return located.value

    def _future(self, entry: str | Future | None, way: Way) -> Future | None:
        located = None if entry is None else self._entries.future(entry, way)
        return None if located is None else located.value

    def _parameters(self, changes: Mapping[str, float], arm: str) -> Mapping[str, float]:
        for name, value in changes.items():
            try:
                parameters_in_force({name: value})
            except InputError as error:
                for problem in error.problems:
                    self._complain(problem.message, arm, "set", name)
        return changes

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
