"""Asking: what a calibration is to do, from the words of a command, with every fault said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icsim.config.catalogue import ENGLAND
from icsim.errors import Gathering, InputError, Problem
from icsim.fitting.calibration_file import NONE, instead
from icsim.fitting.free import FREE, Box, free_named
from icsim.fitting.search import Ask
from icsim.keys import MAX_MONTHS
from icsim.load import load_system
from icsim.months import Calendar
from icsim.registry import parameters_in_force

if TYPE_CHECKING:
    from icsim.fitting.targets import Target, Targets

STAND_INS = ("QR1", "QHL", "QOX", "QWE")
"""Systems that stand in for England: Gloucestershire, Birmingham and Solihull, Bath to Swindon, South West London.

A shire of one acute trust, a city, a shire of three, and a part of London:
36,000 to 90,000 staff each. How far they are from the whole is measured,
so they need not be like it, only move as it does.
"""
LEAST_POINTS = 8
"""Fewest points of a wave."""


@dataclass(frozen=True)
class Wish:
    """Words of the command; see ``icsim calibrate --help``."""

    system: str
    free: Sequence[str] | None
    settings: Mapping[str, float]
    start: str
    months: int
    seed: int
    points: str
    stand_ins: str | None
    draws: int


def ask_for(wish: Wish, targets: Targets, *, recover: bool = False) -> Ask:
    """What a calibration is to do.

    Parameters
    ----------
    wish
        Words of the command.
    targets
        Published figures; those of use ``fit`` are fitted to.
    recover
        Whether known values are to be found again, for which no system stands in for another.

    Raises
    ------
    InputError
        With every fault.
    """
    reader = Gathering()
    system = reader.take(lambda: load_system(wish.system))
    free = reader.take(lambda: FREE if not wish.free else free_named(wish.free)) or FREE
    points = reader.take(lambda: _points(wish.points)) or ()
    stand_ins = reader.take(lambda: _stand_ins(wish, recover=recover)) or ()
    for name, value in wish.settings.items():
        reader.take(lambda change={name: value}: parameters_in_force(change))  # type: ignore[misc]
        if name in {each.name for each in free}:
            reader.problems.append(Problem("--set", 0, 0, name, "is fitted; name what is to be fitted with --free"))
    reader.take(lambda: _calendar(wish))
    fitted = targets.of_use("fit")
    if not fitted:
        reader.problems.append(Problem("--targets", 0, 0, "", "none of the figures is of use fit"))
    reader.problems += _too_late(fitted, wish.months)
    if reader.problems:
        raise InputError(*reader.problems)
    return Ask(
        wish.system,
        fitted,
        Box(free),
        stand_ins,
        {**instead(system, NONE), **wish.settings},
        wish.start,
        wish.months,
        wish.seed,
        points,
        draws=wish.draws,
    )


def _points(words: str) -> tuple[int, ...]:
    try:
        points = tuple(int(word) for word in words.split(","))
    except ValueError:
        raise InputError.at("--points", f"{words}: write a number for each wave, such as 48,36") from None
    if min(points) < LEAST_POINTS:
        raise InputError.at("--points", f"{words}: a wave needs at least {LEAST_POINTS} points")
    return points


def _stand_ins(wish: Wish, *, recover: bool) -> tuple[str, ...]:
    whole = wish.system.casefold() == ENGLAND
    if recover and wish.stand_ins is not None:
        raise InputError.at("--stand-ins", "known values are found again with the system alone; leave it out")
    if wish.stand_ins is None:
        return STAND_INS if whole and not recover else ()
    if wish.stand_ins == NONE:
        return ()
    words = tuple(wish.stand_ins.split(","))
    if len({word.casefold() for word in words}) < len(words):
        raise InputError.at("--stand-ins", f"{wish.stand_ins}: name each system once")
    reader = Gathering()
    for word in words:
        reader.take(lambda word=word: load_system(word))  # type: ignore[misc]
    if reader.problems:
        raise InputError(*reader.problems)
    return words


def _calendar(wish: Wish) -> None:
    if wish.months > MAX_MONTHS:
        raise InputError.at("--months", f"{wish.months} is too long; at most {MAX_MONTHS}")
    try:
        Calendar(wish.start)
    except ValueError as error:
        raise InputError.at("--start", str(error)) from None


def _too_late(targets: Sequence[Target], months: int) -> list[Problem]:
    """Figures of years that would not be run."""
    late = [each for each in targets if 12 * (each.years[0] - 1) >= months]
    words = f"is too short for {', '.join(each.key for each in late)}"
    return [Problem("--months", 0, 0, "", f"{months} {words}")] if late else []
