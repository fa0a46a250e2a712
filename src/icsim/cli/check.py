"""``icsim check``: every fault in systems, agreements, futures and experiments, before a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli.screen import warn

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.config import Located
    from icsim.errors import Problem
    from icsim.system import System

_TABLES = {
    "organisations.csv", "staff.csv", "places.csv", "edges.csv", "shares.csv", "systems.csv", "programmes.csv",
}  # fmt: skip
_SYSTEM_FILES = {"system.yaml", *_TABLES}
_YAML = {".yaml", ".yml"}
_KIND = re.compile(r"^(agreement|calibration|experiment|future|natural|system|targets)[ \t]*:", re.MULTILINE)
"""The key that says what a YAML file is."""


def check(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="SYSTEM_OR_FILE...",
            help="Systems as run takes them (QR1, small, a folder), agreements, futures, experiments.",
            show_default=False,
        ),
    ],
) -> None:
    """Check systems, agreements, futures and experiments, and list every fault.

    Agreements are checked against the system too when exactly one system is
    named with them: their parties, and who of them has the staff.
    """
    from icsim.errors import InputError, Problem

    found = Findings()
    for item in dict.fromkeys(item for word in words for item in expanded(word)):
        try:
            found.add(item)
        except InputError as error:
            found.problems += error.problems
        except OSError as error:
            found.problems.append(Problem(str(item), 0, 0, "", f"cannot be read: {error.strerror or error}"))
    found.examine()
    warn(found.warnings)
    for line in found.sound():
        print(line)
    if found.problems:
        raise InputError(*found.problems)


def expanded(word: str) -> Iterator[Path | str]:
    """What a word stands for.

    Parameters
    ----------
    word
        A system's name or a path.

    Yields
    ------
    Path or str
        The word itself if it names a system that comes with icsim, or
        nothing at all; for a file of a system its folder; for a folder of
        YAML files those that are not hidden; any other path as it is.
    """
    path = Path(word)
    if _names_a_system(word):
        yield word
    elif path.name in _SYSTEM_FILES and not path.is_dir():
        yield path.parent
    elif path.is_dir() and not any((path / name).exists() for name in _SYSTEM_FILES):
        files = sorted(file for file in path.iterdir() if file.suffix in _YAML and not file.name.startswith("."))
        yield from files or [path]
    else:
        yield path if path.exists() or path.suffix or len(path.parts) > 1 else word


def _names_a_system(word: str) -> bool:
    """Whether ``icsim run`` would take a word for a system that is no folder of the user's."""
    from icsim.config import locate_system
    from icsim.errors import InputError

    with suppress(InputError):
        return locate_system(word)[0] != Path(word).expanduser()
    return False


class Findings:
    """What has been read, and what is wrong with it.

    Attributes
    ----------
    problems, warnings
        Every fault so far, and what would do nothing.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._systems: list[tuple[Path | str, System]] = []
        self._named = 0
        self._agreements: list[Located[Agreement]] = []
        self._others: list[str] = []

    def add(self, item: Path | str) -> None:
        """Read one system, by its name or folder, agreement, experiment or future.

        Raises
        ------
        InputError
            With every fault in it.
        """
        from icsim.agreement import read_agreement
        from icsim.config import read_system
        from icsim.experiment.mechanism import read_mechanism
        from icsim.fitting.calibration_file import read_calibration
        from icsim.fitting.targets import read_targets
        from icsim.future import read_future
        from icsim.load import load_system
        from icsim.natural.reader import read_natural
        from icsim.system import System

        if isinstance(item, str):
            self._named += 1
            self._systems.append((item, load_system(item)))
        elif item.is_dir() or item.suffix == ".csv":
            self._named += 1
            self._systems.append((item, System.from_tables(read_system(item))))
        elif kind_of(item) == "future":
            self._others.append(f"{item}: future {read_future(item).value.future}: in order")
        elif kind_of(item) == "calibration":
            self._others.append(f"{item}: calibration {read_calibration(item).value.calibration}: in order")
        elif kind_of(item) == "targets":
            targets = read_targets(item).value
            self._others.append(f"{item}: targets {targets.name}: in order, {len(targets)} figures")
        elif kind_of(item) == "experiment":
            mechanism = read_mechanism(item)
            self.warnings += mechanism.warnings
            self._others.append(f"{item}: experiment {mechanism.written.experiment}: in order")
        elif kind_of(item) == "natural":
            natural = read_natural(item)
            self.warnings += natural.warnings
            self._others.append(f"{item}: natural experiment {natural.written.natural}: in order")
        else:
            self._agreements.append(read_agreement(item))

    def examine(self) -> None:
        """Examine the agreements by themselves and in the system, if there is just one."""
        from icsim.fit import examine

        system = self._systems[0][1] if self._named == len(self._systems) == 1 else None
        for agreement in self._agreements:
            faults, warnings = examine(agreement, system)
            self.problems += faults
            self.warnings += warnings

    def sound(self) -> Iterator[str]:
        """One line for each thing with nothing wrong."""
        for path, system in self._systems:
            people = int(system.heads.sum())
            yield (
                f"{path}: system {system.name}: in order, "
                f"{len(system.organisations):,} organisations, {people:,} people"
            )
        faulty = {problem.path for problem in self.problems}
        for agreement in self._agreements:
            if str(agreement.path) not in faulty:
                yield f"{agreement.path}: agreement {agreement.value.agreement}: in order{self._unchecked()}"
        yield from self._others

    def _unchecked(self) -> str:
        """What was not looked at in an agreement, and why."""
        if self._named != 1:
            return f" (parties not checked: name {'a' if not self._named else 'one'} system)"
        return "" if self._systems else " (parties not checked: the system has faults)"


def kind_of(path: Path) -> str:
    """What a YAML file says it is; an agreement unless it says otherwise."""
    from icsim.config.located import MAX_BYTES
    from icsim.config.source_text import read_text

    match = _KIND.search(read_text(path, MAX_BYTES))
    return match[1] if match else "agreement"
