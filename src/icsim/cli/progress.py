"""What moves on the screen while a command works, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

Advance = Callable[[], None]

_LONGEST_TITLE = 40


class Silent:
    """Shows nothing: nobody watches, or nobody wants it."""

    def wait(self, title: str) -> None:
        """Say what is going on, for as long as it takes."""

    def count(self, title: str, months: int) -> Advance:  # noqa: ARG002
        """Say what is going on, month by month; call what is returned after each."""
        return lambda: None


class Bar(Silent):
    """A bar for each stage; those before are gone or full.

    Parameters
    ----------
    progress
        Where they are drawn.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._waiting: list[int] = []

    def wait(self, title: str) -> None:
        """Say what is going on, for as long as it takes."""
        self._settle()
        self._waiting.append(self._progress.add_task(title[:_LONGEST_TITLE], total=None))

    def count(self, title: str, months: int) -> Advance:
        """Say what is going on, month by month; call what is returned after each."""
        self._settle()
        task = self._progress.add_task(title[:_LONGEST_TITLE], total=months)
        return lambda: self._progress.advance(task)

    def _settle(self) -> None:
        while self._waiting:
            self._progress.remove_task(self._waiting.pop())  # type: ignore[arg-type]


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Silent]:
    """Show progress if standard error is a terminal.

    Parameters
    ----------
    quiet
        Show none in any case.

    Yields
    ------
    Silent
        Says what is going on.
    """
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from icsim.cli.screen import console

    class Months(ProgressColumn):
        """Months done, where they are counted."""

        def render(self, task: Task) -> Text:
            return Text("" if task.total is None else f"{task.completed:.0f}/{task.total:.0f} months")

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), Months(), TimeRemainingColumn())
    with Progress(*columns, console=console(error=True), transient=True) as progress:
        yield Bar(progress)
