"""Slot: one worker process, and the thread of the server that hands it runs."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from icsim.experiment.engine import Engine
from icsim.took import Took
from icsim.ui.jobs.work import make_watched, warm

if TYPE_CHECKING:
    from icsim.experiment.wanted import Spec, Task
    from icsim.ui.jobs.pool import Jobs
    from icsim.ui.jobs.waiting import Run

ATTEMPTS = 2
"""How often a run is tried whose worker dies."""
GRACE_SECONDS = 3.0
"""How long a run that is to stop may finish its month before its worker is ended."""
_LOOK_SECONDS = 0.2
_NAME = re.compile(r"[\w.]+: ")
"""Name of an exception, as it stands before what it says."""


class Slot(threading.Thread):
    """One worker process; a death in it touches no run but the one it was at.

    Parameters
    ----------
    jobs
        Where runs come from.
    number
        Which it is.
    is_express
        Whether it leaves full runs to others, so that whoever waits for an estimate need not wait for them.
    """

    def __init__(self, jobs: Jobs, number: int, *, is_express: bool) -> None:
        super().__init__(name=f"icsim-slot-{number}", daemon=True)
        self._jobs, self._express = jobs, is_express
        self._engine = Engine(1)
        self._folder = str(jobs.store.folder.resolve())

    def run(self) -> None:
        """Make runs until the server closes."""
        self._warm()
        while (run := self._jobs.take(is_express=self._express)) is not None:
            begun = time.monotonic()
            error = self._make(run)
            self._jobs.settle(run, error, time.monotonic() - begun)
        self._engine.close()

    def end(self) -> None:
        """End the worker at once, whatever it is at; a record is kept whole or not at all."""
        self._engine.close()

    def _warm(self) -> None:
        for word in self._jobs.warmed:
            with suppress(BrokenProcessPool, OSError):
                self._submit(warm, cast("Spec", word), "").exception()

    def _submit(self, task: object, spec: Spec, digest: str) -> Future[tuple[str, Took]]:
        return self._engine.submit(cast("Task", task), spec, digest, self._folder)

    def _make(self, run: Run) -> str:
        """Have a run made; why it could not be, empty if it was or was told to stop."""
        for _ in range(ATTEMPTS):
            try:
                return self._result(self._handed_over(run), run)
            except BrokenProcessPool:
                self._engine.close()
                if self._jobs.is_closed or run.stopping_since:
                    return ""
            except Exception as error:  # noqa: BLE001 - whatever a run dies of is told to whoever wants it
                return str(error) or type(error).__name__
        return f"The worker process died each of the {ATTEMPTS} times it was at this run."

    def _handed_over(self, run: Run) -> Future[tuple[str, Took]]:
        """Hand a run to the worker; to a new one if it has died while idle."""
        try:
            return self._submit(make_watched, run.spec, run.digest)
        except BrokenProcessPool:
            self._engine.close()
            return self._submit(make_watched, run.spec, run.digest)

    def _result(self, future: Future[tuple[str, Took]], run: Run) -> str:
        while True:
            with suppress(TimeoutError):
                return _sentence(future.result(timeout=_LOOK_SECONDS)[0])
            since = run.stopping_since
            if since and time.monotonic() - since > GRACE_SECONDS:
                self._engine.close()
                return ""


def _sentence(error: str) -> str:
    """What an exception says, without where in the code it was raised."""
    lines = [line for line in error.strip().splitlines() if line.strip()]
    return _NAME.sub("", lines[-1], count=1) if lines else ""
