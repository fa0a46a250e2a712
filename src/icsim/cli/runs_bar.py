"""Runs made, runs to go, and the time that will take, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from icsim.cli.interrupt import stop_if_asked

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from icsim.experiment.wanted import Progress


class RunsBar:
    """Shows nothing but stops when asked to; a bar where somebody watches.

    Parameters
    ----------
    bars
        Where the bar is drawn; None for nowhere.
    """

    def __init__(self, bars: Bars | None = None) -> None:
        self._bars = bars
        self._task = None if bars is None else bars.add_task("Runs", total=None)

    def __call__(self, progress: Progress) -> None:
        """Take the news that a run is settled."""
        stop_if_asked()
        if self._bars is None or self._task is None:
            return
        failed = f", {progress.failed} failed" if progress.failed else ""
        kept = f", {progress.kept} of them made earlier" if progress.kept else ""
        words = f"Runs{kept}{failed}"
        self._bars.update(self._task, completed=progress.done, total=progress.total, description=words)


@contextmanager
def runs_bar(*, quiet: bool) -> Iterator[RunsBar]:
    """Show progress if standard error is a terminal.

    Parameters
    ----------
    quiet
        Show none in any case.

    Yields
    ------
    RunsBar
        To be told after every run.
    """
    if quiet or not sys.stderr.isatty():
        yield RunsBar()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from icsim.cli.screen import console

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(error=True), transient=True) as bars:
        yield RunsBar(bars)
