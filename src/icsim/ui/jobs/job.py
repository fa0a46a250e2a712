"""Job: the runs one page has asked for, and how far they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icsim.ui.jobs.live import Live

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.ui.jobs.pool import Jobs

_LOOK_SECONDS = 0.1
"""How often the months of runs in the making are looked at while somebody waits."""


@dataclass(frozen=True)
class JobProgress:
    """How far a job is.

    Parameters
    ----------
    done, total
        Runs that are there, and all distinct ones.
    months_done, months_total
        Months of them, those of runs in the making included.
    failed
        Runs that could not be made.
    seconds_left
        What is left to do, with every worker at it; None once nothing is.
    cancelled
        Whether the job was cancelled.
    """

    done: int
    total: int
    months_done: int
    months_total: int
    failed: int
    seconds_left: float | None
    cancelled: bool

    @property
    def share(self) -> float:
        """Share of the months that are done, 0 to 1."""
        return self.months_done / self.months_total if self.months_total else 1.0


class Job:
    """Runs one page has asked for; made by :meth:`icsim.ui.jobs.Jobs.start`.

    Parameters
    ----------
    jobs
        Where it is one of.
    specs
        Its runs by digest, in the order they were asked for.
    """

    def __init__(self, jobs: Jobs, specs: Mapping[str, RunSpec]) -> None:
        self._jobs, self.specs = jobs, dict(specs)
        self._there: set[str] = set()
        self._failed: dict[str, str] = {}
        self._cancelled = False
        self._listeners: set[Callable[[], object]] = set()

    @property
    def progress(self) -> JobProgress:
        """How far it is now."""
        with self._jobs.lock:
            settled = self._there | self._failed.keys()
            months = sum(self.specs[digest].months for digest in settled)
            left: float | None = None
            if not self.done:
                under_way = {d: self._jobs.months_done(d) for d in self.specs.keys() - settled}
                months += sum(under_way.values())
                left = self._jobs.seconds_left([(self.specs[d], done) for d, done in under_way.items()])
            total = sum(spec.months for spec in self.specs.values())
            counts = len(self._there), len(self.specs), months, total, len(self._failed)
            return JobProgress(*counts, left, self._cancelled)

    @property
    def done(self) -> bool:
        """Whether nothing more will come: every run is there or has failed, or the job was cancelled."""
        return self._cancelled or len(self._there) + len(self._failed) == len(self.specs)

    @property
    def failures(self) -> list[str]:
        """Why runs could not be made, a sentence each."""
        with self._jobs.lock:
            return [self._failed[digest] for digest in self.specs if digest in self._failed]

    @property
    def digests_done(self) -> set[str]:
        """Runs whose records are there."""
        with self._jobs.lock:
            return set(self._there)

    def live(self, digest: str) -> Live:
        """What can be seen of a run of it that is in the making."""
        return Live(self._jobs.store.folder, digest)

    def cancel(self) -> None:
        """Runs nobody else wants stop after their month or never start; those that are there stay."""
        self._jobs.cancel(self)

    async def changed(self, timeout: float = 0.5) -> bool:
        """Wait until something has changed, the job has ended, or the time is over.

        Parameters
        ----------
        timeout
            Seconds.

        Returns
        -------
        bool
            Whether anything has changed or the job has ended.
        """
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            loop.call_soon_threadsafe(news.set)

        with self._jobs.lock:
            if self.done:
                return True
            self._listeners.add(tell)
        before, ends = self.progress.months_done, time.monotonic() + timeout
        try:
            while (left := ends - time.monotonic()) > 0:
                try:
                    await asyncio.wait_for(news.wait(), min(left, _LOOK_SECONDS))
                except TimeoutError:
                    if self.progress.months_done != before:
                        return True
                else:
                    return True
        finally:
            with self._jobs.lock:
                self._listeners.discard(tell)
        return False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait in a thread until the job has ended; whether it has."""
        with self._jobs.lock:
            return self._jobs.lock.wait_for(lambda: self.done, timeout)

    def settle(self, digest: str, failure: str = "") -> None:
        """A run of it is there, or could not be made; for :class:`icsim.ui.jobs.Jobs`, which holds the lock."""
        if failure:
            self._failed[digest] = failure
        else:
            self._there.add(digest)
        self.tell()

    def give_up(self) -> None:
        """It was cancelled; for :class:`icsim.ui.jobs.Jobs`, which holds the lock."""
        self._cancelled = True
        self.tell()

    def tell(self) -> None:
        """Wake whoever waits; for :class:`icsim.ui.jobs.Jobs`, which holds the lock."""
        for listener in tuple(self._listeners):
            listener()
        self._jobs.lock.notify_all()
