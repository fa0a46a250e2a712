"""What a run is to be: the words of the command, read and checked together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.cli.screen import assignments
from icsim.errors import Gathering, InputError, Problem
from icsim.months import Calendar

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.config import Located
    from icsim.future import Future
    from icsim.system import System

TODAY, AGREEMENT = "today", "agreement"
"""Names of a run without agreements, and of one with."""


@dataclass(frozen=True)
class Words:
    """What was written on the command line; see ``icsim run --help``."""

    system: str
    agreements: tuple[Path, ...]
    future: Path | None
    months: int
    start: str
    seed: int
    settings: tuple[str, ...]
    trace: tuple[str, ...]
    each_system: bool = False
    calibration: str | None = None


@dataclass(frozen=True)
class Arm:
    """One run.

    Parameters
    ----------
    name, title
        ``today`` or ``agreement``, and what a person calls it.
    agreements
        What has been signed.
    asked
        Whether it is the run that was asked for; otherwise it is made to
        compare that with.
    """

    name: str
    title: str
    agreements: tuple[Agreement, ...] = ()
    asked: bool = True


@dataclass(frozen=True)
class Plan:
    """Everything that a command's runs share, and the runs themselves.

    Parameters
    ----------
    system, future
        Place and outside conditions.
    calendar, months, seed
        When, how long, and whose luck.
    parameters
        Parameters changed, by name.
    trace
        People whose months are kept.
    arms
        Today, then the agreements if there are any.
    warnings
        What would do nothing.
    word
        What the system was asked for by.
    """

    system: System
    future: Future | None
    calendar: Calendar
    months: int
    seed: int
    parameters: Mapping[str, float]
    trace: tuple[str, ...]
    arms: tuple[Arm, ...]
    warnings: tuple[Problem, ...] = ()
    word: str = ""

    def config(self, arm: Arm) -> dict[str, Any]:
        """What the user wrote for one run."""
        return {
            "agreements": [agreement.model_dump(mode="json") for agreement in arm.agreements],
            "future": None if self.future is None else self.future.model_dump(mode="json"),
            "parameters": dict(self.parameters),
        }

    def config_digest(self, arm: Arm) -> str:
        """SHA-256 of what the user wrote for one run."""
        return hashlib.sha256(json.dumps(self.config(arm), sort_keys=True).encode()).hexdigest()


class _Reader(Gathering):
    """Reads one thing after another and keeps every problem."""

    def examine(
        self, agreement: Located[Agreement], system: System | None, calendar: Calendar | None, months: int
    ) -> None:
        """Look an agreement up in the system and the run, as far as they could be read."""
        from icsim.fit import dates_outside, examine

        faults, warnings = examine(agreement, system)
        self.problems += faults
        self.warnings += warnings
        if calendar is not None:
            self.problems += dates_outside(agreement, calendar, months)
        if not agreement.value.clauses:
            self.warnings.append(agreement.problem("no clause is switched on: the same as today", "agreement"))


def read(words: Words) -> Plan:
    """Read every file and check every option of a run.

    Parameters
    ----------
    words
        The command's words.

    Raises
    ------
    InputError
        With every fault of every file and option.
    """
    from icsim.agreement import read_agreement, signed_by_each
    from icsim.fitting.calibration_file import instead, of_another
    from icsim.future import read_future
    from icsim.load import load_system

    reader = _Reader()
    calendar = reader.take(lambda: _calendar(words))
    system = reader.take(lambda: load_system(words.system))
    future_file = words.future
    future = None if future_file is None else reader.take(lambda: read_future(future_file).value)
    read_all = [reader.take(lambda path=path: read_agreement(path)) for path in words.agreements]  # type: ignore[misc]
    agreements = [located for located in read_all if located is not None]
    if words.each_system:
        agreements = [replace(located, value=signed_by_each(located.value)) for located in agreements]
    parameters = {
        **(reader.take(lambda: instead(system, words.calibration)) or {}),
        **(reader.take(lambda: _parameters(words.settings)) or {}),
    }
    if not reader.problems:
        reader.warnings += of_another(words.system, words.calibration)
    for located in agreements:
        reader.examine(located, system, calendar, words.months)
    reader.problems += _repeated(agreements)
    if words.trace and system is not None and calendar is not None:
        reader.problems += _traced(words.trace, system, calendar)
    if reader.problems or system is None or calendar is None:
        raise InputError(*reader.problems)
    signed = tuple(located.value for located in agreements)
    reader.warnings += _unsigned(parameters, signed)
    return Plan(
        system=system,
        future=future,
        calendar=calendar,
        months=words.months,
        seed=words.seed,
        parameters=parameters,
        trace=words.trace,
        arms=_arms(signed),
        warnings=tuple(reader.warnings),
        word=words.system,
    )


def _calendar(words: Words) -> Calendar:
    from icsim.keys import MAX_MONTHS

    if words.months > MAX_MONTHS:
        raise InputError.at("--months", f"{words.months} is too long; at most {MAX_MONTHS}")
    try:
        calendar = Calendar(words.start)
    except ValueError as error:
        raise InputError.at("--start", str(error)) from None
    if len(last := calendar.name(words.months - 1)) > len(calendar.start):
        raise InputError.at("--start", f"the run would end in {last}; years have four digits")
    return calendar


def _parameters(settings: tuple[str, ...]) -> Mapping[str, float]:
    from icsim.registry import parameters_in_force

    changes = assignments("--set", settings)
    reader = _Reader()
    for name, value in changes.items():
        reader.take(lambda change={name: value}: parameters_in_force(change))  # type: ignore[misc]
    if reader.problems:
        raise InputError(*reader.problems)
    return changes


def _traced(names: tuple[str, ...], system: System, calendar: Calendar) -> list[Problem]:
    from icsim.trace import name_fault

    found = ((name, name_fault(name, system, calendar)) for name in dict.fromkeys(names))
    return [Problem("--trace", 0, 0, name, fault) for name, fault in found if fault]


def _unsigned(parameters: Mapping[str, float], signed: tuple[Agreement, ...]) -> Iterator[Problem]:
    """Changed parameters that only a clause reads that no agreement has."""
    from icsim.clause import all_clauses

    in_use = {clause.key for agreement in signed for clause in agreement.clauses}
    for kind in all_clauses():
        own = {p.name for p in kind.parameters} | {n for n in kind.rests_on if n.startswith(f"{kind.key}.")}
        for name in parameters:
            if name in own and kind.key not in in_use:
                words = f"belongs to the {kind.key} clause, which nobody has signed: it changes nothing"
                yield Problem("--set", 0, 0, name, words)


def _repeated(agreements: list[Located[Agreement]]) -> list[Problem]:
    names = [located.value.agreement for located in agreements]
    return [
        located.problem(f"{located.value.agreement!r} is the name of two agreements; each needs its own", "agreement")
        for i, located in enumerate(agreements)
        if located.value.agreement in names[:i]
    ]


def _arms(signed: tuple[Agreement, ...]) -> tuple[Arm, ...]:
    today = Arm(TODAY, "Today", asked=not signed)
    if not signed:
        return (today,)
    title = " and ".join(agreement.agreement for agreement in signed)
    return today, Arm(AGREEMENT, title, signed)
