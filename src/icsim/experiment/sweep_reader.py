"""Reading a sweep file: every fault of it and of the files it names, each where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from icsim.agreement import Agreement
from icsim.codes import Sector
from icsim.config.located import Located, read_yaml
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.experiment.entries import Entries
from icsim.experiment.measures import ALL, BY_NAME, SECTOR
from icsim.experiment.question import TODAY
from icsim.experiment.spec import canonical_agreements, canonical_future
from icsim.experiment.sweep_file import ORGANISATIONS, SECTORS, SweepFile
from icsim.experiment.sweep_plan import Arm, Expected, Outside, Sweep
from icsim.experiment.vary_reader import VaryReader
from icsim.fit import dates_outside, examine
from icsim.keys import MAX_MONTHS
from icsim.load import load_system
from icsim.months import Calendar
from icsim.system import System

_FLAT = "Flat"
"""Name of the future in which all stays as at the start."""


@dataclass(frozen=True)
class Asked:
    """A sweep file, read.

    Parameters
    ----------
    sweep
        What it asks for.
    warnings
        What in it would do nothing.
    """

    sweep: Sweep
    warnings: tuple[Problem, ...]


def read_sweep(path: str | Path) -> Asked:
    """Read a sweep file.

    Raises
    ------
    InputError
        With every fault of the file, and of the files it names.
    """
    return _Reader(read_yaml(Path(path), SweepFile)).asked()


class _Reader:
    """Turns one sweep file into a sweep, noting every fault on the way."""

    def __init__(self, file: Located[SweepFile]) -> None:
        self._file, self._written = file, file.value
        self._entries = Entries(file)
        self._problems = self._entries.problems
        self._warnings: list[Problem] = []
        self._calendar = Calendar(file.value.start)

    def asked(self) -> Asked:
        """The sweep, if nothing is wrong."""
        written = self._written
        if written.months > MAX_MONTHS:
            self._complain(f"{written.months} is too long; at most {MAX_MONTHS}", "months")
        system = self._system(written.system)
        signed = self._signed(system)
        arms, futures = self._arms(signed), self._futures()
        vary = VaryReader(self._file, system, [a for _, some in signed for a in some], futures)
        varied, drawn = vary.varied(), vary.drawn()
        self._problems += vary.problems
        places = tuple(self._places(system))
        expected = tuple(self._expected(arms, futures, system))
        against = self._against(arms)
        if self._problems or system is None:
            raise InputError(*dict.fromkeys(self._problems))
        sweep = Sweep(
            question=written.question,
            why=written.why,
            system=written.system,
            system_digest=system.digest,
            start=written.start,
            months=written.months,
            sample_share=float(written.sample_share),
            seed=written.seed,
            replications=written.replications,
            arms=arms,
            futures=futures,
            fixed=tuple(sorted((name, float(value)) for name, value in written.fixed.items())),
            varied=varied,
            drawn=drawn,
            against=against,
            measures=tuple(written.measures or BY_NAME),
            places=places,
            expected=expected,
        )
        vary.try_points(sweep)
        if vary.problems:
            raise InputError(*dict.fromkeys(vary.problems))
        return Asked(sweep, tuple(dict.fromkeys([*self._warnings, *vary.warnings])))

    def _complain(self, message: str, *way: str | int) -> None:
        self._problems.append(self._file.problem(message, *way))

    def _system(self, word: str) -> System | None:
        try:
            return load_system(word)
        except InputError as error:
            for problem in error.problems:
                if problem.path == "SYSTEM":
                    self._complain(problem.message, "system")
                else:
                    self._problems.append(problem)
        return None

    def _signed(self, system: System | None) -> list[tuple[Way, list[Agreement]]]:
        """The agreements of each arm that is written, and where it is."""
        arms: list[tuple[Way, list[Agreement]]] = []
        for i, entry in enumerate(self._written.agreements):
            several = entry if isinstance(entry, list) else [entry]
            located = []
            for j, one in enumerate(several):
                found = self._entries.agreement(one, ("agreements", i, j) if entry is several else ("agreements", i))
                if found is not None:
                    self._examine(found, system)
                    located.append(found.value)
            names = [each.agreement for each in located]
            for name in dict.fromkeys(name for at, name in enumerate(names) if name in names[:at]):
                self._complain(f"{name!r} is the name of two agreements", "agreements", i)
            arms.append((("agreements", i), located))
        return arms

    def _examine(self, located: Located[Agreement], system: System | None) -> None:
        faults, warnings = examine(located, system)
        self._problems += [*faults, *dates_outside(located, self._calendar, self._written.months)]
        self._warnings += warnings

    def _arms(self, signed: list[tuple[Way, list[Agreement]]]) -> tuple[Arm, ...]:
        arms = [Arm(TODAY)] if self._written.today or not signed else []
        for way, agreements in signed:
            name = " and ".join(agreement.agreement for agreement in agreements)
            if name in (arm.name for arm in arms):
                self._complain(f"{name!r} is the name of two arms; give its agreement another", *way)
            arms.append(Arm(name, canonical_agreements(agreements)))
        return tuple(arms)

    def _futures(self) -> tuple[Outside, ...]:
        futures: list[Outside] = []
        for i, entry in enumerate(self._written.futures):
            located = self._entries.future(entry, ("futures", i))
            if located is None:
                continue
            if located.value.future in (each.name for each in futures):
                self._complain(f"{located.value.future!r} is the name of two futures", "futures", i)
            futures.append(Outside(located.value.future, canonical_future(located.value)))
        return tuple(futures) or (Outside(_FLAT),)

    def _against(self, arms: tuple[Arm, ...]) -> str:
        return self._known(self._written.against, [arm.name for arm in arms], "arm", "against") or arms[0].name

    def _known(self, word: str | None, known: list[str], what: str, *way: str | int) -> str | None:
        """A name that must be one of some."""
        if word is not None and word not in known:
            self._complain(f"no {what} {shown(word)}{did_you_mean(word, known) or f'; there is {listed(known)}'}", *way)
            return None
        return word

    def _places(self, system: System | None) -> Iterator[str]:
        """Where things are measured: the whole, sectors, organisations."""
        for i, word in enumerate(self._written.places):
            if system is None:
                return
            if word == SECTORS:
                yield from (f"{SECTOR}{sector.name}" for sector in _sectors(system))
            elif word == ORGANISATIONS:
                yield from system.index
            else:
                self._place(word, system, "places", i)
                yield word

    def _place(self, word: str, system: System, *way: str | int) -> None:
        known = [ALL, *(f"{SECTOR}{sector.name}" for sector in _sectors(system)), *system.index]
        if word not in known:
            self._complain(f"no place {shown(word)} in {system.name}{did_you_mean(word, known)}", *way)

    def _expected(
        self, arms: tuple[Arm, ...], futures: tuple[Outside, ...], system: System | None
    ) -> Iterator[Expected]:
        for i, each in enumerate(self._written.expect):
            self._known(each.agreements, [arm.name for arm in arms], "arm", "expect", i, "agreements")
            self._known(each.future, [future.name for future in futures], "future", "expect", i, "future")
            if system is not None:
                self._place(each.place, system, "expect", i, "place")
            yield Expected(each.measure, each.place, each.direction, each.agreements, each.future)


def _sectors(system: System) -> list[Sector]:
    return [sector for sector in Sector if (system.sector == sector).any()]
