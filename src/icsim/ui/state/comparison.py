"""Comparison: what the page compares, as one value that never changes.

Everything the page needs to be shown again is in it: the system, the months,
the futures, up to four agreements side by side with what they came from, and
what the group guessed. An address and a file hold all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from icsim.agreement import Agreement, agreement_model
from icsim.config.located import Located, read_yaml_text
from icsim.errors import Gathering, InputError, Problem
from icsim.experiment.question import TODAY, Arm, Question
from icsim.experiment.spec import system_of
from icsim.fit import dates_outside, examine
from icsim.months import Calendar
from icsim.ui.state.shelf import FLAT, futures, presets
from icsim.ui.state.yaml_text import as_yaml

if TYPE_CHECKING:
    from icsim.system import System

MOST_COLUMNS = 4
"""Agreements side by side at most."""
MOST_MONTHS = 180
"""Longest run of a comparison."""
LONGEST_NAME = 80
"""Characters in the name of an agreement."""
FIRST_SYSTEM, FIRST_PRESET = "QR1", "rotation_passport"
"""What a first visit shows."""


class Guess(NamedTuple):
    """What the group expects before it looks.

    Parameters
    ----------
    measure
        Name of the measure.
    column
        Name of the agreement.
    percent
        Change against today it expects, below zero for a fall; None where it gave only words.
    words
        What it wrote.
    """

    measure: str
    column: str
    percent: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Column:
    """One agreement of the comparison.

    Parameters
    ----------
    name
        Name of the agreement, which is its own among the columns.
    preset
        Shipped agreement it came from, empty if it came from elsewhere.
    agreement
        Everything an agreement file holds but the name, as plain data. It may be unfinished:
        what is wrong is said beside the control. Never changed in place.
    """

    name: str
    preset: str = ""
    agreement: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rest = {key: value for key, value in self.agreement.items() if key != "agreement"}
        object.__setattr__(self, "agreement", _without_nothing(rest))

    @classmethod
    def of_preset(cls, preset: str, name: str = "") -> Self:
        """A column with a shipped agreement as it comes, under its own name unless another is given."""
        written = presets()[preset]
        column = cls(str(written["agreement"]), preset, written)
        return column.called(name) if name else column

    def called(self, name: str) -> Self:
        """The same under another name, with the luck it had: it differs from what it was by nothing else."""
        if name == self.name:
            return self
        luck_of = self.agreement.get("luck_of") or self.name
        return replace(self, name=name, agreement={**self.agreement, "luck_of": None if luck_of == name else luck_of})

    @property
    def written(self) -> dict[str, Any]:
        """The agreement as its file has it, the name first."""
        return {"agreement": self.name, **self.agreement}

    @property
    def file_name(self) -> str:
        """Name for its file: plain letters and digits only."""
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in self.name.casefold())
        return "_".join(filter(None, plain.split("_")))[:60] or "agreement"

    def located(self) -> Located[Agreement]:
        """The agreement, validated, with the places of its entries in :func:`agreement_text`.

        Raises
        ------
        InputError
            With every fault, its key the way to the entry.
        """
        read = self._read
        if isinstance(read, InputError):
            raise InputError(*read.problems)
        return read

    @cached_property
    def _read(self) -> Located[Agreement] | InputError:
        try:
            return read_yaml_text(Path(f"{self.file_name}.yaml"), agreement_yaml(self), agreement_model())
        except InputError as error:
            return error


def agreement_yaml(column: Column) -> str:
    """The agreement as a file that ``icsim compare``, ``check`` and ``explain`` take."""
    return as_yaml(ordered(column))


def ordered(column: Column) -> dict[str, Any]:
    """The agreement as its file has it, entries in the order in which agreements are documented."""
    order = {key: place for place, key in enumerate(agreement_model().model_fields)}
    return dict(sorted(column.written.items(), key=lambda item: order.get(item[0], len(order))))


def _without_nothing(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is written, at every level, without entries that hold nothing: to leave one out says the same."""
    return {
        key: _without_nothing(value)
        if isinstance(value, Mapping)
        else [_without_nothing(each) if isinstance(each, Mapping) else each for each in value]
        if isinstance(value, list)
        else value
        for key, value in content.items()
        if value is not None
    }


@dataclass(frozen=True)
class Findings:
    """What is wrong with an agreement, and what would do nothing.

    Parameters
    ----------
    faults, warnings
        Problems; ``key`` is the way to the entry, such as ``rotation.bands[2]``.
    """

    faults: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ComparisonState:
    """What is compared.

    Parameters
    ----------
    system
        Word of a shipped system.
    start, months
        First month (``YYYY-MM``) and length.
    futures
        Words of shipped futures, at least one; the first is what the headlines are under.
    columns
        Up to four agreements.
    guess
        What the group guessed.
    guess_first
        Whether results are hidden until the group has guessed.
    guess_saved
        Whether it has.
    """

    system: str = FIRST_SYSTEM
    start: str = "2026-04"
    months: int = 60
    futures: tuple[str, ...] = (FLAT,)
    columns: tuple[Column, ...] = ()
    guess: tuple[Guess, ...] = ()
    guess_first: bool = False
    guess_saved: bool = False

    @classmethod
    def first(cls) -> Self:
        """What a first visit shows: one agreement in Gloucestershire."""
        return cls(columns=(Column.of_preset(FIRST_PRESET),))

    def with_(self, **changes: Any) -> Self:
        """The same with something changed."""
        return replace(self, **changes)

    def to_query(self) -> str:
        """The whole comparison as the query of an address (:mod:`icsim.ui.state.address`)."""
        from icsim.ui.state.address import to_query

        return to_query(self)

    @staticmethod
    def from_query(query: str | None) -> tuple[ComparisonState, list[str]]:
        """The comparison in an address, and what of it could not be used; never raises."""
        from icsim.ui.state.address import from_query

        return from_query(query)

    def to_file(self) -> str:
        """The whole comparison as one YAML file (:mod:`icsim.ui.state.comparison_file`)."""
        from icsim.ui.state.comparison_file import to_file

        return to_file(self)

    @staticmethod
    def from_file(name: str, content: bytes) -> ComparisonState:
        """The comparison in a file; raises :class:`icsim.errors.InputError` with every fault by line and column."""
        from icsim.ui.state.comparison_file import from_file

        return from_file(name, content)

    def findings(self, column: Column) -> Findings:
        """What is wrong or idle in one of its agreements, in its system and months; reads the system."""
        try:
            located = column.located()
        except InputError as error:
            return Findings(error.problems)
        faults, warnings = examine(located, self.shape())
        faults += dates_outside(located, Calendar(self.start), self.months)
        if not located.value.clauses:
            warnings.append(located.problem("no clause is switched on: the same as today", "agreement"))
        return Findings(tuple(faults), tuple(warnings))

    def shape(self) -> System:
        """Its system, read once."""
        return system_of(self.system)

    def question(self, sample_share: float = 1.0, *, under: Sequence[str] | None = None) -> Question:
        """The question it asks, today first; reads the system.

        Parameters
        ----------
        sample_share
            Share of the staff that is modelled.
        under
            Words of the futures it is asked under; all of its own without it.

        Raises
        ------
        InputError
            With every fault of every agreement.
        """
        gathered = Gathering()
        arms = [Arm(TODAY)]
        for column in self.columns:
            gathered.problems += self.findings(column).faults
            if (located := gathered.take(column.located)) is not None:
                arms.append(Arm(column.name, (located.value,)))
        if gathered.problems:
            raise InputError(*dict.fromkeys(gathered.problems))
        chosen = tuple(futures()[word] for word in (self.futures if under is None else under))
        return Question(self.system, self.shape(), tuple(arms), chosen, self.months, self.start, sample_share)
