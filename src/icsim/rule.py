"""Rule: something that happens every month, whatever anyone signs.

A rule is one class in one file of :mod:`icsim.rules`, found by walking the
folder. It declares when in the month it runs, the columns it writes, the
hazards it listens to and the parameters it uses.
"""

from __future__ import annotations

import inspect
from enum import IntEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from icsim import rules
from icsim.hazards import Hazard
from icsim.parameters import Parameter

if TYPE_CHECKING:
    from icsim.model import ICS


class Phase(IntEnum):
    """Order of a month."""

    demand = 1
    learn = 2
    leave = 3
    start = 4
    seek = 5
    recruit = 6
    rotate = 7
    onboard = 8
    cover = 9
    agency = 10
    feel = 11
    relate = 12


class Rule:
    """One rule.

    The first line of a rule's docstring says it in the field's words.

    Attributes
    ----------
    phase
        When in the month it runs; rules of one phase run in order of name.
    writes
        Columns of the staff table it changes itself. What
        :class:`icsim.movements.Movements` does on its behalf is not listed.
    hazards
        Hazards whose clocks it waits for.
    parameters
        Parameters it declares.
    """

    phase: ClassVar[Phase]
    writes: ClassVar[tuple[str, ...]] = ()
    hazards: ClassVar[tuple[Hazard, ...]] = ()
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    def __init__(self, model: ICS) -> None:
        """Prepare tables that do not change from month to month."""

    @classmethod
    def name(cls) -> str:
        """Name of the rule: that of its file."""
        return cls.__module__.rpartition(".")[2]

    def settle(self, model: ICS) -> None:
        """Make the first day look like any other, where the rule has something to settle."""

    def month(self, model: ICS) -> None:
        """Do one month.

        Parameters
        ----------
        model
            The model; columns other than ``writes`` are read-only.
        """
        raise NotImplementedError


def modules_in(package: ModuleType) -> list[ModuleType]:
    """Modules of a package, in order of name."""
    names = sorted(info.name for info in iter_modules(package.__path__))
    return [import_module(f"{package.__name__}.{name}") for name in names]


def classes_in[T](package: ModuleType, base: type[T]) -> tuple[type[T], ...]:
    """Public subclasses of ``base`` that the modules of a package define."""
    return tuple(
        item
        for module in modules_in(package)
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, base) and item is not base and item.__module__ == module.__name__
    )


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Every rule, in the order of the month."""
    return tuple(sorted(classes_in(rules, Rule), key=lambda rule: (rule.phase, rule.name())))
