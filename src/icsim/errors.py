"""Errors a person can act on.

A :class:`Problem` is one fault in one place of one file; an
:class:`InputError` carries every problem found, so that a file is mended
in one go. The command line prints them and exits with code 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in what a user wrote.

    Parameters
    ----------
    path
        File the fault is in, or an option such as ``--set``.
    line, column
        Position counted from 1; 0 where there is none (a missing file).
    key
        Dotted name of the entry at fault, empty for the whole file.
    message
        What is wrong, what is allowed, and a suggestion where one is near.
    """

    path: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        place = self.path if not self.line else f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class InputError(ValueError):
    """Something a user wrote or asked for cannot be used.

    Parameters
    ----------
    problems
        Every fault found, in file order.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    @classmethod
    def at(cls, path: str | Path, message: str, key: str = "", line: int = 0, column: int = 0) -> InputError:
        """One problem in one place."""
        return cls(Problem(str(path), line, column, key, message))


class ConservationError(RuntimeError):
    """A check after a month failed: staff, posts or pence were not conserved."""


class LeftSystem(LookupError):
    """The person a view stands for has left the system."""


class Gathering:
    """Several things read one after another, so that every fault of all of them is named at once.

    Attributes
    ----------
    problems, warnings
        What stops the work, and what only deserves a word.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def take[T](self, read: Callable[[], T]) -> T | None:
        """What is read, or None with its problems kept."""
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
            return None
