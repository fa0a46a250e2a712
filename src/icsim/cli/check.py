"""``icsim check``: every fault in systems, agreements and futures, before a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli.screen import warn

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.config import Located
    from icsim.errors import Problem
    from icsim.system import System

_TABLES = {"organisations.csv", "staff.csv", "places.csv", "edges.csv", "shares.csv", "systems.csv"}
_SYSTEM_FILES = {"system.yaml", *_TABLES}
_KIND = re.compile(r"^(agreement|future|system)[ \t]*:", re.MULTILINE)
"""The key that says what a YAML file is."""


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE_OR_FOLDER...", help="System folders, agreements, futures.", show_default=False),
    ],
) -> None:
    """Check systems, agreements and futures, and list every fault.

    Agreements are checked against the system too when exactly one system is
    given with them: their parties, and who of them has the staff.
    """
    from icsim.errors import InputError, Problem

    found = Findings()
    for path in dict.fromkeys(item for named in paths for item in expanded(named)):
        try:
            found.add(path)
        except InputError as error:
            found.problems += error.problems
        except OSError as error:
            found.problems.append(Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or error}"))
    found.examine()
    warn(found.warnings)
    for line in found.sound():
        print(line)
    if found.problems:
        raise InputError(*found.problems)


def expanded(path: Path) -> Iterator[Path]:
    """What a path stands for: a file of a system for its folder, a folder of YAML files for those."""
    if path.name in _SYSTEM_FILES and not path.is_dir():
        yield path.parent
    elif path.is_dir() and not any((path / name).exists() for name in _SYSTEM_FILES):
        files = sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
        yield from files or [path]
    else:
        yield path


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
        self._systems: list[tuple[Path, System]] = []
        self._agreements: list[Located[Agreement]] = []
        self._others: list[str] = []

    def add(self, path: Path) -> None:
        """Read one system folder, agreement or future.

        Raises
        ------
        InputError
            With every fault in it.
        """
        from icsim.agreement import read_agreement
        from icsim.config import read_system
        from icsim.future import read_future
        from icsim.system import System

        if path.is_dir() or path.suffix == ".csv":
            self._systems.append((path, System.from_tables(read_system(path))))
        elif _kind(path) == "future":
            self._others.append(f"{path}: future {read_future(path).value.future}: in order")
        else:
            self._agreements.append(read_agreement(path))

    def examine(self) -> None:
        """Examine the agreements by themselves and in the system, if there is just one."""
        from icsim.fit import examine

        system = self._systems[0][1] if len(self._systems) == 1 else None
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
                yield f"{agreement.path}: agreement {agreement.value.agreement}: in order"
        yield from self._others


def _kind(path: Path) -> str:
    """What a YAML file says it is; an agreement unless it says otherwise."""
    from icsim.config.located import MAX_BYTES
    from icsim.config.source_text import read_text

    match = _KIND.search(read_text(path, MAX_BYTES))
    return match[1] if match else "agreement"
