"""Parameters: every behavioural number, with its unit, range, source and grade.

A rule or clause declares the parameters it uses in its own file. This
module holds the class, the values in force in a run, and the list of all
of them for ``icsim describe parameters`` and for sweeps.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from icsim.codes import Grade
from icsim.errors import InputError


@dataclass(frozen=True)
class Parameter:
    """One behavioural number.

    Parameters
    ----------
    name
        Dotted name: the rule or clause, then the quantity with its unit suffix.
    value, low, high
        Central value and the range to sweep, in ``unit``.
    unit
        What the number counts, in words.
    source
        Where the value comes from; ``icsim assumption`` when nobody has published one.
    grade
        How far it can be relied on.
    meaning
        One sentence for a person who has not read the code.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    grade: Grade
    meaning: str

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: value {self.value} outside its range {self.low} to {self.high}")


class Parameters(Mapping[str, float]):
    """The values in force in one run.

    Parameters
    ----------
    declared
        Parameters that may be set.
    changes
        Values by name that replace the declared ones.

    Raises
    ------
    InputError
        If a name is not declared or a value is outside its declared range.
    """

    def __init__(self, declared: Iterable[Parameter], changes: Mapping[str, float] | None = None) -> None:
        self.declared = {parameter.name: parameter for parameter in declared}
        self.changes = dict(changes or {})
        self._values = {name: parameter.value for name, parameter in self.declared.items()}
        for name, value in self.changes.items():
            self._values[name] = self._checked(name, value)

    def _checked(self, name: str, value: float) -> float:
        if name not in self.declared:
            near = difflib.get_close_matches(name, self.declared, n=1, cutoff=0.4)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise InputError.at("--set", f"no such parameter{hint}; icsim describe parameters lists them", key=name)
        low, high = self.declared[name].low, self.declared[name].high
        if not low <= value <= high:
            raise InputError.at("--set", f"{value:g} is outside its range {low:g} to {high:g}", key=name)
        return float(value)

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
