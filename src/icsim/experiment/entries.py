"""Entries: agreements and futures that a file names or writes out, found where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from icsim.agreement import Agreement, read_agreement
from icsim.config.catalogue import configs_root, shipped
from icsim.config.located import Located
from icsim.config.source_text import did_you_mean, shown
from icsim.config.yaml_tree import Way
from icsim.errors import InputError, Problem
from icsim.future import Future, read_future

Kind = Literal["agreements", "futures"]
M = TypeVar("M", Agreement, Future)


@dataclass(frozen=True)
class Inside(Located[M]):
    """An agreement or a future written inside another file: its entries stand below a key of that file."""

    above: Way = ()

    def problem(self, message: str, *way: str | int, at: Literal["value", "key"] = "value") -> Problem:
        """A problem at one of its entries."""
        return super().problem(message, *self.above, *way, at=at)


class Entries:
    """Agreements and futures of one file.

    Parameters
    ----------
    file
        The file that names them or writes them out.

    Attributes
    ----------
    problems
        Faults of what was looked up, so far.
    """

    def __init__(self, file: Located[Any]) -> None:
        self._file = file
        self.problems: list[Problem] = []

    def agreement(self, entry: str | Agreement, way: Way) -> Located[Agreement] | None:
        """An agreement: a shipped one by its name, any other by its path from the file's folder, or the entry itself.

        Parameters
        ----------
        entry
            What is written.
        way
            Where it is written in the file.
        """
        return self._found(entry, "agreements", cast("Callable[[Path], Located[Agreement]]", read_agreement), way)

    def future(self, entry: str | Future, way: Way) -> Located[Future] | None:
        """A future, likewise."""
        return self._found(entry, "futures", read_future, way)

    def _found(self, entry: str | M, kind: Kind, read: Callable[[Path], Located[M]], way: Way) -> Located[M] | None:
        if not isinstance(entry, str):
            return Inside(entry, self._file.path, self._file.tree, way)
        here, there = self._file.path.parent / entry, configs_root() / kind / f"{entry}.yaml"
        path = here if "/" in entry or entry.endswith((".yaml", ".yml")) else there
        if not path.is_file():
            known = [file.stem for file in shipped(kind)]
            hint = did_you_mean(entry, known) if path is there else ""
            what = f"no shipped {kind[:-1]} {shown(entry)}{hint}" if path is there else f"no such file: {shown(entry)}"
            self.problems.append(self._file.problem(what, *way))
            return None
        try:
            return read(path)
        except InputError as error:
            self.problems += error.problems
            return None
