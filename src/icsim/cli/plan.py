"""What a run is to be: the words of the command, read and checked together."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.cli.screen import assignments
from icsim.errors import InputError, Problem
from icsim.months import Calendar

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.config import Located
    from icsim.future import Future
    from icsim.system import System

TODAY = "today"
"""Name of the run without agreements."""


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


@dataclass(frozen=True)
class Arm:
    """One run: the name of its folder, its title and what has been signed."""

    slug: str
    title: str
    agreements: tuple[Agreement, ...] = ()


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
    """

    system: System
    future: Future | None
    calendar: Calendar
    months: int
    seed: int
    parameters: Mapping[str, float]
    trace: tuple[str, ...]
    arms: tuple[Arm, ...]

    def config_digest(self, arm: Arm) -> str:
        """SHA-256 of what the user wrote for one run."""
        written = {
            "agreements": [agreement.model_dump(mode="json") for agreement in arm.agreements],
            "future": None if self.future is None else self.future.model_dump(mode="json"),
            "parameters": dict(self.parameters),
        }
        return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


class _Reader:
    """Reads one thing after another and keeps every problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def take[T](self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
            return None


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
    from icsim.agreement import party_problems, read_agreement
    from icsim.future import read_future
    from icsim.load import load_system

    reader = _Reader()
    calendar = reader.take(lambda: _calendar(words))
    system = reader.take(lambda: load_system(words.system))
    future_file = words.future
    future = None if future_file is None else reader.take(lambda: read_future(future_file).value)
    read_all = [reader.take(lambda path=path: read_agreement(path)) for path in words.agreements]  # type: ignore[misc]
    agreements = [located for located in read_all if located is not None]
    parameters = reader.take(lambda: _parameters(words.settings)) or {}
    if system is not None and calendar is not None:
        for located in agreements:
            reader.problems += party_problems(located, system, calendar, words.months)
    reader.problems += _repeated(agreements)
    if reader.problems or system is None or calendar is None:
        raise InputError(*reader.problems)
    signed = tuple(located.value for located in agreements)
    return Plan(system, future, calendar, words.months, words.seed, parameters, words.trace, _arms(signed))


def _calendar(words: Words) -> Calendar:
    from icsim.keys import MAX_MONTHS

    if words.months > MAX_MONTHS:
        raise InputError.at("--months", f"{words.months} is too long; at most {MAX_MONTHS}")
    try:
        return Calendar(words.start)
    except ValueError as error:
        raise InputError.at("--start", str(error)) from None


def _parameters(settings: tuple[str, ...]) -> Mapping[str, float]:
    from icsim.registry import parameters_in_force

    changes = assignments("--set", settings)
    reader = _Reader()
    for name, value in changes.items():
        reader.take(lambda change={name: value}: parameters_in_force(change))  # type: ignore[misc]
    if reader.problems:
        raise InputError(*reader.problems)
    return changes


def _repeated(agreements: list[Located[Agreement]]) -> list[Problem]:
    names = [located.value.agreement for located in agreements]
    return [
        located.problem(f"{located.value.agreement!r} is the name of two agreements; each needs its own", "agreement")
        for i, located in enumerate(agreements)
        if located.value.agreement in names[:i]
    ]


def _arms(signed: tuple[Agreement, ...]) -> tuple[Arm, ...]:
    today = Arm(TODAY, "Today")
    if not signed:
        return (today,)
    title = " and ".join(agreement.agreement for agreement in signed)
    name = "+".join(slug(agreement.agreement) for agreement in signed)[:80]
    return today, Arm(f"{name}-agreement" if name == TODAY else name, title, signed)


def slug(name: str) -> str:
    """A name as a folder is called: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "agreement"
