"""Arms: what holds in one side of an experiment, as its file says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from icsim.agreement import Agreement
from icsim.codes import Leadership, Maturity
from icsim.config.located import Located
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.experiment.entries import Entries
from icsim.experiment.written import ArmFile
from icsim.fit import dates_outside, examine
from icsim.future import Future
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


class ArmReader:
    """Reads the arms of one file and keeps every problem.

    Parameters
    ----------
    file
        The file, whose agreements and futures may be names, paths or written out.
    calendar, months
        First month and length of its runs.

    Attributes
    ----------
    problems, warnings
        Faults so far, and what in the agreements would do nothing.
    """

    def __init__(self, file: Located[Any], calendar: Calendar, months: int) -> None:
        self._file, self._calendar, self._months = file, calendar, months
        self._entries = Entries(file)
        self.problems = self._entries.problems
        self.warnings: list[Problem] = []

    def arm(self, *parts: tuple[ArmFile, Way], system: System | None) -> Arm:
        """One arm, of parts that add up: agreements of all; of anything else what the last part says.

        Parameters
        ----------
        parts
            What is written, and where in the file.
        system
            Where parties are looked up; None if it has faults.
        """
        located = [
            self._agreement(entry, (*way, "agreements", i), system)
            for part, way in parts
            for i, entry in enumerate(part.agreements)
        ]
        agreements = [each for each in located if each is not None]
        names = [each.agreement for each in agreements]
        for i, repeated in enumerate(names):
            if repeated in names[:i]:
                words = f"{repeated!r} is the name of two agreements"
                self.problems.append(self._file.problem(words, *parts[-1][1], "agreements"))
        led, stage, future, changes = None, None, None, dict[str, float]()
        for part, way in parts:
            led = led if part.leadership is None else part.leadership
            stage = stage if part.maturity is None else part.maturity
            future = self._future(part.future, (*way, "future")) or future
            changes |= self._parameters(part.parameters, way)
        return Arm(tuple(agreements), future or Future(), changes, led, stage)

    def _agreement(self, entry: str | Agreement, way: Way, system: System | None) -> Agreement | None:
        """An agreement, looked up in the system and in the months of the run."""
        located = self._entries.agreement(entry, way)
        if located is None:
            return None
        faults, warnings = examine(located, system)
        self.problems += [*faults, *dates_outside(located, self._calendar, self._months)]
        self.warnings += warnings
        return located.value

    def _future(self, entry: str | Future | None, way: Way) -> Future | None:
        located = None if entry is None else self._entries.future(entry, way)
        return None if located is None else located.value

    def _parameters(self, changes: Mapping[str, float], way: Way) -> Mapping[str, float]:
        for name, value in changes.items():
            try:
                parameters_in_force({name: value})
            except InputError as error:
                for problem in error.problems:
                    self.problems.append(self._file.problem(problem.message, *way, "set", name))
        return changes
