"""Ask: a question from files, names and options, with every fault of all of them said at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from icsim.agreement import Agreement, read_agreement, sign, signed_by_each
from icsim.config.catalogue import configs_root, shipped
from icsim.config.located import Located
from icsim.config.source_text import did_you_mean, shown
from icsim.errors import Gathering, InputError, Problem
from icsim.experiment.question import TODAY, Arm, Question
from icsim.fit import dates_outside, examine
from icsim.future import Future, read_future
from icsim.keys import MAX_MONTHS
from icsim.load import load_system
from icsim.months import Calendar

if TYPE_CHECKING:
    from icsim.system import System

Signed = Agreement | str | Path
"""An agreement, the path of its file, or the name of a shipped one."""
Conditions = Future | str | Path
"""A future, the path of its file, or the name of a shipped one."""


def ask(
    system: str | Path,
    agreements: Iterable[Signed | Sequence[Signed]],
    futures: Iterable[Conditions] = (),
    *,
    months: int = 60,
    start: str = "2026-04",
    sample_share: float = 1.0,
    parameters: Mapping[str, float] | None = None,
    each_system: bool = False,
    calibration: str | Path | None = None,
    posterior: bool = False,
) -> tuple[Question, tuple[Problem, ...]]:
    """Read everything a comparison needs and check that it fits together.

    Parameters
    ----------
    system
        Code, short name or folder.
    agreements
        Each is compared with today; several in a list hold together.
    futures
        Outside conditions that all is tried under; as at the start without any.
    months, start
        Length and first month of the runs.
    sample_share
        Share of the staff that is modelled.
    parameters
        Parameters changed.
    each_system
        Whether each integrated care system signs the agreements for itself, whatever the files say.
    calibration
        ``none``, or the path of a calibration file, to hold instead of the system's own.
    posterior
        Whether each seed takes its own draw of the calibrated parameters, the same in every arm.

    Returns
    -------
    tuple
        The question, and warnings: what would do nothing.

    Raises
    ------
    InputError
        With every fault of every file and option.
    """
    reader = _Reader(each_system=each_system, calibration=calibration, posterior=posterior)
    return reader.question(str(system), agreements, futures, months, start, sample_share, parameters or {})


class _Reader(Gathering):
    """Reads one thing after another and keeps every problem."""

    def __init__(self, *, each_system: bool, calibration: str | Path | None, posterior: bool) -> None:
        super().__init__()
        self._each_system, self._calibration, self._posterior = each_system, calibration, posterior

    def question(
        self,
        word: str,
        agreements: Iterable[Signed | Sequence[Signed]],
        futures: Iterable[Conditions],
        months: int,
        start: str,
        sample_share: float,
        parameters: Mapping[str, float],
    ) -> tuple[Question, tuple[Problem, ...]]:
        from icsim.fitting.calibration_file import instead, of_another
        from icsim.fitting.draws import posterior
        from icsim.registry import parameters_in_force

        calendar = self.take(lambda: _calendar(start, months))
        system = self.take(lambda: load_system(word))
        draws = self.take(lambda: posterior(word, self._calibration)) if self._posterior and system else None
        draws = None if draws is None else draws.without(parameters)
        drawn = () if draws is None else draws.names
        calibrated = self.take(lambda: instead(system, self._calibration, drawn)) or {}
        if not self.problems:
            self.warnings += of_another(word, self._calibration)
        if not 0.0 < sample_share <= 1.0:
            self.problems.append(Problem("--sample", 0, 0, "", f"{sample_share:g} is no share above 0 and up to 1"))
        for name, value in parameters.items():
            self.take(lambda change={name: value}: parameters_in_force(change))  # type: ignore[misc]
        arms = [Arm(TODAY)]
        for entry in agreements:
            together = [entry] if isinstance(entry, Agreement | str | Path) else list(entry)
            signed = [each for each in (self._agreement(one, system, calendar, months) for one in together) if each]
            if signed:
                arms.append(Arm(" and ".join(each.agreement for each in signed), tuple(signed)))
        found = [each for each in (self._future(one) for one in futures) if each is not None]
        self._repeated("--agreement", [arm.name for arm in arms])
        self._repeated("--future", [each.future for each in found])
        if len(arms) == 1 and not self.problems:
            self.problems.append(Problem("--agreement", 0, 0, "", "name at least one agreement to compare with today"))
        if self.problems or system is None:
            raise InputError(*dict.fromkeys(self.problems))
        changed = {**calibrated, **parameters}
        question = Question(
            word, system, tuple(arms), tuple(found) or (Future(),), months, start, sample_share, changed, draws
        )
        return question, tuple(dict.fromkeys(self.warnings))

    def _repeated(self, option: str, names: Sequence[str]) -> None:
        for i, name in enumerate(names):
            if name in names[:i]:
                words = f"{name!r} is the name of two of them; each needs its own"
                self.problems.append(Problem(option, 0, 0, "", words))

    def _agreement(
        self, entry: Signed, system: System | None, calendar: Calendar | None, months: int
    ) -> Agreement | None:
        if isinstance(entry, Agreement):
            entry = signed_by_each(entry) if self._each_system else entry
            if system is not None and calendar is not None:
                self.take(lambda: sign([entry], system, calendar))
            return entry
        located = self.take(lambda: read_agreement(_path(str(entry), "agreements")))
        if located is not None and self._each_system:
            located = replace(located, value=signed_by_each(located.value))
        if located is not None:
            self._examine(located, system, calendar, months)
        return None if located is None else located.value

    def _examine(
        self, located: Located[Agreement], system: System | None, calendar: Calendar | None, months: int
    ) -> None:
        faults, warnings = examine(located, system)
        self.problems += faults
        self.warnings += warnings
        if calendar is not None:
            self.problems += dates_outside(located, calendar, months)
        if not located.value.clauses:
            self.warnings.append(located.problem("no clause is switched on: the same as today", "agreement"))

    def _future(self, entry: Conditions) -> Future | None:
        if isinstance(entry, Future):
            return entry
        located = self.take(lambda: read_future(_path(str(entry), "futures")))
        return None if located is None else located.value


def _calendar(start: str, months: int) -> Calendar:
    if not 1 <= months <= MAX_MONTHS:
        raise InputError.at("--months", f"{months} is not 1 to {MAX_MONTHS}")
    try:
        calendar = Calendar(start)
    except ValueError as error:
        raise InputError.at("--start", str(error)) from None
    if len(last := calendar.name(months - 1)) > len(calendar.start):
        raise InputError.at("--start", f"the runs would end in {last}; years have four digits")
    return calendar


def _path(word: str, kind: Literal["agreements", "futures"]) -> Path:
    """A file by its path, or a shipped one by its name."""
    if Path(word).suffix or "/" in word or Path(word).is_file():
        return Path(word)
    path = configs_root() / kind / f"{word}.yaml"
    if not path.is_file():
        hint = did_you_mean(word, [file.stem for file in shipped(kind)])
        raise InputError.at(f"--{kind[:-1]}", f"no file and no shipped {kind[:-1]} {shown(word)}{hint}")
    return path
