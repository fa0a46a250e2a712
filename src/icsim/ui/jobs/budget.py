"""Budget: what runs will take, before they are begun, and how much of it one request may ask for."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from icsim.errors import InputError
from icsim.experiment.spec import system_of

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec

MONTH_SECONDS = 0.002
"""First guess of what a month takes whatever the system: measured on one core of a small virtual machine."""
CELL_SECONDS = 30e-6
"""The same for each organisation's staff group and month."""
PERSON_SECONDS = 250e-9
"""The same for each member of staff and month."""
_REMEMBERED = 32
"""Runs that the speed of this server is measured on."""
_SYSTEMS = 64


class OverBudget(InputError):
    """What is asked for would take longer than one request may."""

    @property
    def words(self) -> str:
        """What it would take, what is allowed, and what to do."""
        return self.problems[0].message


@dataclass(frozen=True)
class Estimate:
    """What runs will take.

    Parameters
    ----------
    runs
        Distinct runs asked for.
    to_make
        Those that are not there.
    staff_months
        Months of work of one person in those, of the people modelled.
    seconds
        How long they take with every worker at it.
    budget_seconds
        What one request may take.
    is_measured
        Whether this server has made a run yet; the first guess holds until then.
    """

    runs: int
    to_make: int
    staff_months: int
    seconds: float
    budget_seconds: float
    is_measured: bool

    @property
    def within_budget(self) -> bool:
        """Whether the runs may be made."""
        return self.seconds <= self.budget_seconds

    @property
    def words(self) -> str:
        """The estimate as a sentence or two."""
        if not self.to_make:
            return "Nothing to make: every run is there already."
        kept = self.runs - self.to_make
        there = f" ({kept} more {'is' if kept == 1 else 'are'} there already)" if kept else ""
        runs = f"{self.to_make:,} run{'' if self.to_make == 1 else 's'}{there}"
        guess = "about" if self.is_measured else "as a first guess"
        said = f"{runs} to make, {guess} {duration(self.seconds)}."
        if self.within_budget:
            return said
        advice = "Ask for fewer seeds, fewer months, fewer futures or a sample of the staff."
        return f"{said} That is more than the {duration(self.budget_seconds)} one request may take. {advice}"


def duration(seconds: float) -> str:
    """A time in words, to the unit that matters."""
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}s"
    number = max(round(seconds), 1)
    return f"{number} second{'' if number == 1 else 's'}"


class Pace:
    """How fast this server makes runs, against the first guess."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=_REMEMBERED)

    @property
    def is_measured(self) -> bool:
        """Whether a run has been timed."""
        return bool(self._ratios)

    def timed(self, spec: RunSpec, seconds: float) -> None:
        """A run has taken so many seconds."""
        self._ratios.append(seconds / first_guess(spec))

    def seconds(self, spec: RunSpec) -> float:
        """What a run takes one worker."""
        return first_guess(spec) * (statistics.median(self._ratios) if self._ratios else 1.0)


def estimate(specs: Iterable[RunSpec], runs: int, pace: Pace, workers: int, budget_seconds: float) -> Estimate:
    """What the runs that are not there will take.

    Parameters
    ----------
    specs
        Distinct runs that have to be made.
    runs
        Distinct runs asked for, those that are there included.
    pace
        How fast runs are made here.
    workers
        Runs made at once.
    budget_seconds
        What one request may take.
    """
    to_make = list(specs)
    each = [pace.seconds(spec) for spec in to_make]
    seconds = max(sum(each) / workers, max(each, default=0.0))
    people = sum(staff_months(spec) for spec in to_make)
    return Estimate(runs, len(to_make), people, seconds, budget_seconds, pace.is_measured)


def staff_months(spec: RunSpec) -> int:
    """Months of work of one person in a run, of the people modelled; 0 where the system cannot be read."""
    return int(_size(spec.system)[0] * spec.sample_share * spec.months)


def first_guess(spec: RunSpec) -> float:
    """Seconds a run takes one worker, before any has been timed here."""
    _, cells = _size(spec.system)
    return 0.05 + spec.months * (MONTH_SECONDS + cells * CELL_SECONDS) + staff_months(spec) * PERSON_SECONDS


@lru_cache(maxsize=_SYSTEMS)
def _size(system: str) -> tuple[int, int]:
    """Heads and cells of a system; of one that cannot be read nothing, as its runs fail at once."""
    try:
        read = system_of(system)
    except InputError:
        return 0, 0
    return int(read.heads.sum()), int((read.heads > 0).sum())
