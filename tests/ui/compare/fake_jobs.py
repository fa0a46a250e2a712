"""Fake jobs: runs are there when a test says so, made beforehand in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from icsim.experiment.here import run_here
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.ui.jobs import JobProgress, Lane


class FakeJob:
    """A job whose runs a test finishes one by one."""

    def __init__(self, specs: Iterable[RunSpec]) -> None:
        self.specs = {spec.digest: spec for spec in specs}
        self.digests_done: set[str] = set()
        self.failures: list[str] = []
        self.is_cancelled = False

    def finish(self, runs: int) -> None:
        """So many more runs are there, in the order they were asked for."""
        left = [digest for digest in self.specs if digest not in self.digests_done]
        self.digests_done |= set(left[:runs])

    @property
    def done(self) -> bool:
        return self.is_cancelled or len(self.digests_done) + len(self.failures) == len(self.specs)

    @property
    def progress(self) -> JobProgress:
        total, done = len(self.specs), len(self.digests_done)
        return JobProgress(done, total, done, total, len(self.failures), 1.0, self.is_cancelled)

    async def changed(self, timeout: float = 0.5) -> bool:
        await asyncio.sleep(0.01)
        return True

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeJobs:
    """Jobs that a test looks into.

    Parameters
    ----------
    folder
        Of the records.
    specs
        Runs that are made at once, so that their records are there.
    """

    def __init__(self, folder: Path, specs: Iterable[RunSpec] = ()) -> None:
        self.store = RunStore(folder)
        self.started: list[FakeJob] = []
        self.lanes: list[Lane] = []
        run_here(specs, self.store)

    def start(self, specs: Iterable[RunSpec], lane: Lane = Lane.quick, session: str = "") -> FakeJob:
        assert session == "me"
        job = FakeJob(specs)
        self.started.append(job)
        self.lanes.append(lane)
        return job
