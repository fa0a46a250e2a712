"""Reader: a file of a natural experiment, checked and ready to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from icsim.config.located import Located, read_yaml
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.experiment.arm import Arm, ArmReader
from icsim.load import load_system
from icsim.months import Calendar
from icsim.natural.measures import MEASURES
from icsim.natural.scope import scope_fault
from icsim.natural.windows import window_fault
from icsim.natural.written import FactFile, NaturalFile, PanelFile, RowFile
from icsim.system import System

Load = Callable[[str, str | None], System]
"""Finds a system by its name, with a calibration."""
Watched = tuple[str, tuple[str, ...]]
"""A measure and the words of its scope: what is kept of a run."""


@dataclass(frozen=True)
class Natural:
    """A natural experiment, ready to run.

    Parameters
    ----------
    stem
        Name of its file, without the ending.
    written
        The file.
    calibration
        Word or path of the calibration; None for the system's own.
    system, calendar
        Where and from when.
    arms
        What holds in each arm, by name.
    warnings
        What in its agreements would do nothing.
    """

    stem: str
    written: NaturalFile
    calibration: str | None
    system: System
    calendar: Calendar
    arms: Mapping[str, Arm]
    warnings: tuple[Problem, ...]

    @property
    def months(self) -> int:
        """Length of a run."""
        return self.written.months

    def facts(self, names: Sequence[str]) -> list[FactFile]:
        """Published figures by name."""
        by_name = {fact.fact: fact for fact in self.written.facts}
        return [by_name[name] for name in names]

    def watched(self, arm: str) -> tuple[Watched, ...]:
        """What is kept of the runs of an arm, each once, in order."""
        return tuple(sorted({(measure, scope) for name, measure, scope in self._asked() if name == arm}))

    def _asked(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Arm, measure and scope of everything that is read off a run."""
        for row in self.written.rows:
            against = row.against
            arms = [row.arm] if against is None or against.arm is None else [row.arm, against.arm]
            scopes = [row.scope] if against is None or against.scope is None else [row.scope, against.scope]
            yield from ((arm, row.measure, tuple(scope)) for arm in arms for scope in scopes)
        for panel in self.written.picture:
            scopes = [panel.scope] if panel.others is None else [panel.scope, panel.others]
            yield from ((arm, panel.measure, tuple(scope)) for arm in panel.arms for scope in scopes)


def read_natural(path: str | Path, load: Load = load_system) -> Natural:
    """Read a file of a natural experiment.

    Parameters
    ----------
    path
        The file.
    load
        Finds a system by its name and calibration; a caller with many files may keep what it has read.

    Raises
    ------
    InputError
        With every fault of the file, and of the files it names.
    """
    return _Reader(read_yaml(Path(path), NaturalFile), load).natural()


class _Reader:
    """Checks one file against the system it names, and keeps every problem."""

    def __init__(self, file: Located[NaturalFile], load: Load) -> None:
        written = file.value
        self._file, self._written, self._load = file, written, load
        self._calendar = Calendar(written.start)
        self._arms = ArmReader(file, self._calendar, written.months)
        self._problems = self._arms.problems

    def natural(self) -> Natural:
        """The natural experiment, if nothing is wrong."""
        written = self._written
        calibration = self._calibration(written.calibration)
        system = self._system(written.system, calibration)
        arms = {
            name: self._arms.arm((written.both, ("both",)), (arm, ("arms", name)), system=system)
            for name, arm in written.arms.items()
        }
        self._check_facts()
        for i, row in enumerate(written.rows):
            self._check_row(row, ("rows", i), system)
        for i, panel in enumerate(written.picture):
            self._check_panel(panel, ("picture", i), system)
        if system is not None:
            for name, codes in written.groups.items():
                for i, code in enumerate(codes):
                    if code not in system.index:
                        words = f"no organisation {shown(code)}{did_you_mean(code, [*system.index])}"
                        self._complain(words, "groups", name, i)
        if self._problems or system is None:
            raise InputError(*dict.fromkeys(self._problems))
        warnings = tuple(dict.fromkeys(self._arms.warnings))
        return Natural(self._file.path.stem, written, calibration, system, self._calendar, arms, warnings)

    def _complain(self, message: str, *way: str | int) -> None:
        self._problems.append(self._file.problem(message, *way))

    def _calibration(self, word: str | None) -> str | None:
        """A path is taken from the file's folder."""
        if word is None or not ("/" in word or word.endswith((".yaml", ".yml"))):
            return word
        return str(self._file.path.parent / word)

    def _system(self, word: str, calibration: str | None) -> System | None:
        try:
            return self._load(word, calibration)
        except InputError as error:
            for problem in error.problems:
                if problem.path == "SYSTEM":
                    self._complain(problem.message, "system")
                else:
                    self._problems.append(problem)
        return None

    def _check_facts(self) -> None:
        """Every figure has a name of its own, and a source."""
        names = [fact.fact for fact in self._written.facts]
        for i, fact in enumerate(self._written.facts):
            if fact.fact in names[:i]:
                self._complain(f"{fact.fact!r} is the name of two figures", "facts", i, "fact")
            if (fact.evidence is None) == (fact.source is None):
                self._complain("say where it is from: either evidence or source", "facts", i)

    def _check_row(self, row: RowFile, way: Way, system: System | None) -> None:
        against = row.against
        if row.row in [other.row for other in self._written.rows[: int(way[-1])]]:
            self._complain(f"{row.row!r} is the name of two rows", *way, "row")
        self._check_measure(row.measure, way)
        self._check_scope(row.scope, (*way, "scope"), system)
        self._check_arm(row.arm, (*way, "arm"))
        self._check_window(row.over, (*way, "over"))
        self._check_known(row.facts, (*way, "facts"))
        if row.low is not None and row.high is not None and row.low > row.high:
            self._complain("is above high", *way, "low")
        if against is None:
            return
        way = (*way, "against")
        if against.arm is None and against.over is None and against.scope is None:
            self._complain("is the row itself; say another arm, other months or others", *way)
        if against.how == "fall beyond" and (against.over is None or against.scope is None):
            self._complain("a fall beyond that of others needs over, the time before, and scope, the others", *way)
        if against.arm is not None:
            self._check_arm(against.arm, (*way, "arm"))
        if against.over is not None:
            self._check_window(against.over, (*way, "over"))
        self._check_scope(against.scope or [], (*way, "scope"), system)

    def _check_panel(self, panel: PanelFile, way: Way, system: System | None) -> None:
        self._check_measure(panel.measure, way)
        self._check_scope([*panel.scope, *(panel.others or [])], way, system)
        for i, arm in enumerate(panel.arms):
            self._check_arm(arm, (*way, "arms", i))
        if panel.trailing_months > self._written.months:
            words = f"{panel.trailing_months} months back is more than the {self._written.months} that are run"
            self._complain(words, *way, "trailing_months")
        self._check_known([mark.fact for mark in panel.published], (*way, "published"))
        for i, mark in enumerate(panel.published):
            self._check_window(mark.at, (*way, "published", i, "at"))

    def _check_measure(self, measure: str, way: Way) -> None:
        if measure not in MEASURES:
            hint = did_you_mean(measure, MEASURES) or f"; measures are {listed([*MEASURES])}"
            self._complain(f"no measure {shown(measure)}{hint}", *way, "measure")

    def _check_scope(self, words: Sequence[str], way: Way, system: System | None) -> None:
        if system is not None:
            for fault in filter(None, (scope_fault(word, system, self._written.groups) for word in words)):
                self._complain(fault, *way)

    def _check_arm(self, name: str, way: Way) -> None:
        if name not in self._written.arms:
            self._complain(f"no arm {shown(name)}{did_you_mean(name, self._written.arms)}", *way)

    def _check_window(self, words: str, way: Way) -> None:
        if fault := window_fault(words, self._calendar, self._written.months):
            self._complain(fault, *way)

    def _check_known(self, names: Sequence[str], way: Way) -> None:
        known = [fact.fact for fact in self._written.facts]
        for name in names:
            if name not in known:
                self._complain(f"no figure {shown(name)}{did_you_mean(name, known)}", *way)
