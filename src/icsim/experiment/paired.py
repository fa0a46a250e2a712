"""Paired runs: every arm of some experiments, once for each seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from icsim.experiment.arm import Arm
from icsim.experiment.mechanism import Expectation, Mechanism
from icsim.experiment.reading import Reading
from icsim.experiment.verdict import Finding
from icsim.model import ICS
from icsim.months import Calendar
from icsim.system import System


@dataclass
class Job:
    """An arm and what is read off it, for each of some seeds.

    Experiments with the same baseline share its runs.

    Parameters
    ----------
    system, calendar, months, arm
        What is run.
    seeds
        How many runs: with seeds 1, 2, 3 and on.
    readings
        What is read off each run.

    Attributes
    ----------
    values
        For each reading, its values by seed, once run.
    """

    system: System
    calendar: Calendar
    months: int
    arm: Arm
    seeds: int = 0
    readings: list[Reading] = field(default_factory=list)
    values: dict[Reading, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._led = self.arm.of(self.system)

    def run(self, advance: Callable[[], None] = lambda: None) -> None:
        """Run every seed.

        Parameters
        ----------
        advance
            Called after every month.
        """
        for seed in range(1, self.seeds + 1):
            for reading, value in zip(self.readings, self._measured(seed, advance), strict=True):
                self.values.setdefault(reading, []).append(value)

    def _measured(self, seed: int, advance: Callable[[], None]) -> list[float]:
        arm, start = self.arm, self.calendar.start
        model = ICS(self._led, arm.agreements, arm.future, rng=seed, start=start, parameters=arm.parameters)
        for _ in range(self.months):
            model.run_for(1)
            advance()
        tables = {name: getattr(model.results, name) for name in dict.fromkeys(r.table for r in self.readings)}
        return [r.value(tables[r.table], self.system, self.calendar, self.months) for r in self.readings]


@dataclass(frozen=True)
class Outcome:
    """What came of one experiment.

    Parameters
    ----------
    mechanism
        The experiment.
    findings
        What was found of each expectation.
    """

    mechanism: Mechanism
    findings: tuple[tuple[Expectation, Finding], ...]


class Paired:
    """The runs that some experiments need, each made once.

    Parameters
    ----------
    mechanisms
        The experiments.
    seeds
        Runs of each arm; None for as many as each file says.
    """

    def __init__(self, mechanisms: Iterable[Mechanism], seeds: int | None = None) -> None:
        self._mechanisms = tuple(mechanisms)
        self._asked = seeds
        self._jobs: dict[tuple[str, str, int, str], Job] = {}
        for mechanism in self._mechanisms:
            for arm in (mechanism.baseline, mechanism.changed):
                self._plan(mechanism, arm)

    def _plan(self, mechanism: Mechanism, arm: Arm) -> None:
        job = self._jobs.setdefault(
            self._key(mechanism, arm), Job(mechanism.system, mechanism.calendar, mechanism.months, arm)
        )
        job.seeds = max(job.seeds, self._seeds(mechanism))
        job.readings += [r for e in mechanism.expectations if (r := e.reading) not in job.readings]

    def _seeds(self, mechanism: Mechanism) -> int:
        return mechanism.written.seeds if self._asked is None else self._asked

    @staticmethod
    def _key(mechanism: Mechanism, arm: Arm) -> tuple[str, str, int, str]:
        return mechanism.system.digest, mechanism.calendar.start, mechanism.months, arm.key

    @property
    def jobs(self) -> Sequence[Job]:
        """Every arm, in the order it is first needed."""
        return tuple(self._jobs.values())

    def outcomes(self) -> list[Outcome]:
        """What came of each experiment; runs that have not been made are made now."""
        return [self.outcome(mechanism) for mechanism in self._mechanisms]

    def outcome(self, mechanism: Mechanism) -> Outcome:
        """What came of one experiment; runs that have not been made are made now."""
        return Outcome(mechanism, tuple((each, self._finding(mechanism, each)) for each in mechanism.expectations))

    def _finding(self, mechanism: Mechanism, expectation: Expectation) -> Finding:
        sides = []
        for arm in (mechanism.baseline, mechanism.changed):
            job = self._jobs[self._key(mechanism, arm)]
            if not job.values:
                job.run()
            sides.append(job.values[expectation.reading][: self._seeds(mechanism)])
        return Finding(expectation.direction, *sides)


def run_paired(mechanisms: Iterable[Mechanism], seeds: int | None = None) -> list[Outcome]:
    """Run some experiments.

    Parameters
    ----------
    mechanisms
        The experiments.
    seeds
        Runs of each arm; None for as many as each file says.
    """
    return Paired(mechanisms, seeds).outcomes()
