"""Reading what a sweep file varies: parameters, fields of agreements and futures, and the design."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import ValidationError

from icsim.agreement import Agreement
from icsim.clause import all_clauses
from icsim.config.located import Located
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import worded
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.experiment.design import Span
from icsim.experiment.spec import canonical, canonical_agreements
from icsim.experiment.sweep_file import DeclaredFile, DesignFile, RangeFile, SweepFile
from icsim.experiment.sweep_plan import INDICES, SCREENING, Drawn, Outside, Sweep
from icsim.experiment.varied import AGREEMENT, FUTURE, Varied, changed_agreement, changed_future
from icsim.fit import dates_outside, examine
from icsim.months import Calendar
from icsim.parameters import Parameter
from icsim.registry import all_parameters, parameters_in_force
from icsim.system import System

_UNDRAWN = ("grid", "list")
"""Kinds of design that take lists as they are."""
_FEWEST_TRAJECTORIES = 2
_INSIDE = 0.37
"""How far along a range a value is that is whole only by chance."""


@dataclass(frozen=True)
class _AtValue(Located[Agreement]):
    """An agreement with a varied value in it: whatever is wrong there is the fault of the value."""

    above: Way = ()

    def problem(self, message: str, *way: str | int, at: Literal["value", "key"] = "value") -> Problem:
        step = ".".join(str(each) for each in way)
        return super().problem(f"{step}: {message}" if step else message, *self.above, at=at)


class VaryReader:
    """Reads ``fixed``, ``vary`` and ``design`` of one sweep file.

    Parameters
    ----------
    file
        The file.
    system
        Its system; None if there is none.
    signed
        Every agreement of every arm.
    futures
        Every future.

    Attributes
    ----------
    problems, warnings
        Faults so far, and what would do nothing.
    """

    def __init__(
        self,
        file: Located[SweepFile],
        system: System | None,
        signed: Sequence[Agreement],
        futures: Sequence[Outside],
    ) -> None:
        self._file, self._written, self._system = file, file.value, system
        self._calendar = Calendar(file.value.start)
        self._signed = canonical_agreements(signed)
        self._clauses = {clause.key for agreement in signed for clause in agreement.clauses}
        self._futures = futures
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def varied(self) -> tuple[Varied, ...]:
        """What is varied, in the order of the file, after a look at what is fixed."""
        for name, value in self._written.fixed.items():
            self._parameter(name, [value], "fixed", name)
        found = [each for name, entry in self._written.vary.items() for each in self._vary(name, entry)]
        names = [each.name for each in found]
        for name in dict.fromkeys(name for at, name in enumerate(names) if name in names[:at]):
            self._complain(f"{name} is varied twice", "vary")
        for name in dict.fromkeys(name for name in names if name in self._written.fixed):
            self._complain("is varied as well", "fixed", name, at="key")
        return tuple(found)

    def drawn(self) -> Drawn:
        """Which values are tried together."""
        lists = [name for name, entry in self._written.vary.items() if isinstance(entry, list)]
        ranges = [name for name in self._written.vary if name not in lists]
        design = self._written.design
        if design is None:
            if ranges:
                self._complain("has ranges: say design, with a kind that draws from them and n", "vary")
            return Drawn()
        if design.kind in _UNDRAWN:
            for name in ranges:
                self._complain(f"a {design.kind} needs a list of values, not a range", "vary", name)
            lengths = {len(entry) for entry in self._written.vary.values() if isinstance(entry, list)}
            if design.kind == "list" and len(lengths) > 1:
                self._complain("lists taken side by side must be of one length", "vary")
        else:
            self._drawing(design, lists, ranges)
        return Drawn(design.kind, design.n or 1, design.levels, design.second_order)

    def _drawing(self, design: DesignFile, lists: Sequence[str], ranges: Sequence[str]) -> None:
        if design.n is None:
            self._complain(f"{design.kind} needs n, the number of points", "design")
        elif design.kind in ("sobol", INDICES) and design.n & (design.n - 1):
            self._complain(f"must be a power of two, such as {1 << design.n.bit_length()}", "design", "n")
        elif design.kind == SCREENING and design.n < _FEWEST_TRAJECTORIES:
            self._complain(f"{design.kind} needs {_FEWEST_TRAJECTORIES} trajectories to see a spread", "design", "n")
        if not ranges:
            self._complain(f"{design.kind} draws from ranges: vary something over one", "design", "kind")
        if design.kind in (SCREENING, INDICES):
            for name in lists:
                self._complain(f"{design.kind} needs a range, not a list of values", "vary", name)

    def try_points(self, sweep: Sweep) -> None:
        """Look at every combination of values that agreements and futures would have."""
        tried: set[str] = set()
        for row in sweep.points:
            values = {name: value for name, value in row.items() if name.startswith((AGREEMENT, FUTURE))}
            text = canonical(values)
            if text in tried or self.problems:
                continue
            tried.add(text)
            self._try(values, ("vary",))

    def _complain(self, message: str, *way: str | int, at: Literal["value", "key"] = "value") -> None:
        self.problems.append(self._file.problem(message, *way, at=at))

    def _vary(self, name: str, entry: Any) -> Iterator[Varied]:
        if not name.startswith((AGREEMENT, FUTURE)):
            yield from self._parameters(name, entry)
        elif isinstance(entry, DeclaredFile):
            self._complain("only a parameter is declared with a range; write low and high", "vary", name)
        elif self._is_of_something(name):
            faults = len(self.problems)
            ends = entry if isinstance(entry, list) else [entry.low, entry.high]
            whole = isinstance(entry, RangeFile) and self._takes_whole_numbers(name, entry)
            for i, value in enumerate(ends):
                way = ("vary", name, i) if isinstance(entry, list) else ("vary", name, ("low", "high")[i])
                self._try({name: int(value) if whole else value}, way)
            if len(self.problems) == faults:
                yield from self._entry(name, entry, whole=whole)

    def _entry(self, name: str, entry: list[Any] | RangeFile, *, whole: bool = False) -> Iterator[Varied]:
        if isinstance(entry, list):
            yield Varied(name, tuple(map(canonical, entry)))
        elif not entry.low < entry.high:
            self._complain(f"the range from {entry.low:g} to {entry.high:g} is empty", "vary", name)
        else:
            yield Varied(name, span=Span(name, float(entry.low), float(entry.high), whole))

    def _is_of_something(self, name: str) -> bool:
        """Whether any agreement has what a name stands for."""
        if name.startswith(FUTURE):
            return True
        clauses = [kind.key for kind in all_clauses()]
        first = name.removeprefix(AGREEMENT).split(".")[0]
        if not self._signed:
            self._complain("there is no agreement", "vary", name, at="key")
        elif first in clauses and first not in self._clauses:
            self._complain(f"no agreement here has the clause {first}", "vary", name, at="key")
        elif first not in clauses and first not in Agreement.model_fields:
            hint = did_you_mean(first, [*clauses, *Agreement.model_fields])
            self._complain(f"no clause {shown(first)}{hint}", "vary", name, at="key")
        else:
            return True
        return False

    def _takes_whole_numbers(self, name: str, entry: RangeFile) -> bool:
        """Whether a field refuses a number between the ends of a range because it is not whole."""
        if not (float(entry.low).is_integer() and float(entry.high).is_integer()):
            return False
        broken = entry.low + _INSIDE * (entry.high - entry.low)
        errors = [error for _, found in self._refused({name: broken}) for error in found.errors(include_url=False)]
        return any(error["type"] in ("int_from_float", "int_type") for error in errors)

    def _refused(self, values: dict[str, Any]) -> Iterator[tuple[str, ValidationError]]:
        """Agreements and futures that may not have some values, and why."""
        signed = {name: value for name, value in values.items() if name.startswith(AGREEMENT)}
        outside = {name: value for name, value in values.items() if name.startswith(FUTURE)}
        for text in self._signed if signed else ():
            try:
                changed_agreement(text, signed)
            except ValidationError as error:
                yield AGREEMENT, error
        for future in self._futures if outside else ():
            try:
                changed_future(future.future, outside)
            except ValidationError as error:
                yield FUTURE, error

    def _try(self, values: dict[str, Any], way: Way) -> None:
        """Look at one combination of values in every agreement and future."""
        refused = False
        for above, error in self._refused(values):
            refused = True
            for fault in error.errors(include_url=False):
                field = ".".join(map(str, fault["loc"]))
                words = worded(fault["type"], fault["input"], fault.get("ctx", {}), fault["msg"], ())
                known = "unknown key" if fault["type"] == "extra_forbidden" else words
                self._complain(f"{above}{field}: {known}", *way)
        signed = {name: value for name, value in values.items() if name.startswith(AGREEMENT)}
        if refused or not signed:
            return
        for text in self._signed:
            located = _AtValue(changed_agreement(text, signed), self._file.path, self._file.tree, way)
            faults, _ = examine(located, self._system)
            self.problems += [*faults, *dates_outside(located, self._calendar, self._written.months)]

    def _parameters(self, name: str, entry: Any) -> Iterator[Varied]:
        """A parameter, or all whose names are of a form, over values or a range."""
        declared = {parameter.name: parameter for parameter in all_parameters()}
        if isinstance(entry, DeclaredFile):
            matching = [parameter for other, parameter in declared.items() if fnmatchcase(other, name)]
            if not matching:
                self._complain(f"no such parameter{did_you_mean(name, declared)}", "vary", name, at="key")
            yield from (v for parameter in matching if (v := self._declared(parameter, name)))
            return
        values = entry if isinstance(entry, list) else [entry.low, entry.high]
        if self._parameter(name, values, "vary", name):
            yield from self._entry(name, entry)

    def _declared(self, parameter: Parameter, written: str) -> Varied | None:
        """A parameter over its own range; None if that is one value only and others are meant as well."""
        if parameter.low < parameter.high:
            self._idle(parameter.name, "vary", written)
            return Varied(parameter.name, span=Span(parameter.name, float(parameter.low), float(parameter.high)))
        if parameter.name == written:
            self._complain("is declared with a single value, not a range", "vary", written)
        return None

    def _parameter(self, name: str, values: Sequence[Any], *way: str | int) -> bool:
        """Whether a parameter may have some values."""
        sound = True
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int | float):
                self._complain(f"{shown(value)} is not a number", *way)
                sound = False
                continue
            try:
                parameters_in_force({name: value})
            except InputError as error:
                for problem in error.problems:
                    self._complain(problem.message, *way)
                sound = False
        if sound:
            self._idle(name, *way)
        return sound

    def _idle(self, name: str, *way: str | int) -> None:
        """Warn of a parameter that nothing reads here."""
        clause = name.partition(".")[0]
        if clause in {kind.key for kind in all_clauses()} and clause not in self._clauses:
            words = f"{name} belongs to the {clause} clause, which no agreement here has: it changes nothing"
            self.warnings.append(self._file.problem(words, *way, at="key"))
