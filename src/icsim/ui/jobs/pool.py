"""Pool: all jobs of a server, its worker processes and its cache."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.ui.jobs.budget import Estimate, OverBudget, Pace, estimate
from icsim.ui.jobs.cache import CAP_BYTES, Cache
from icsim.ui.jobs.job import Job
from icsim.ui.jobs.lanes import Lane, Lanes
from icsim.ui.jobs.live import Live
from icsim.ui.jobs.slot import Slot
from icsim.ui.jobs.waiting import Run

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore

BUDGET_SECONDS = 900.0
"""What one request may take where nobody says otherwise: a quarter of an hour."""

_EXPRESS = 2
"""Most workers that leave full runs to others: today and one agreement."""


class Jobs:
    """All jobs of a server; every method may be called from any thread.

    A run that several jobs want is made once. Beside the workers there are
    one or two more that leave full runs to the others, so that an estimate
    never waits for them; while these are at it, as many full runs pause.

    Parameters
    ----------
    folder
        Of the cache.
    workers
        Worker processes that take runs of every lane.
    budget_seconds
        What one request may take.
    cap_bytes
        Most that the records on disk take together.
    warmed
        Systems that every worker reads before the first run.

    Attributes
    ----------
    lock
        Held while anything of it, or of a job, is looked at or changed.
    is_closed
        Whether no run is made any more.

    Raises
    ------
    InputError
        If the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        workers: int,
        budget_seconds: float = BUDGET_SECONDS,
        cap_bytes: int = CAP_BYTES,
        warmed: Sequence[str] = (),
    ) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.is_closed, self.warmed = False, tuple(warmed)
        self.workers, self._budget, self._pace = workers, budget_seconds, Pace()
        self._cache = Cache(folder, cap_bytes)
        self._lanes: Lanes[Run] = Lanes()
        self._runs: dict[str, Run] = {}
        self._asked: weakref.WeakSet[Job] = weakref.WeakSet()
        slots = workers + min(workers, _EXPRESS)
        self._slots = [Slot(self, number, is_express=number >= workers) for number in range(slots)]
        for slot in self._slots:
            slot.start()

    @property
    def store(self) -> RunStore:
        """Where records are."""
        return self._cache.store

    def estimate(self, specs: Iterable[RunSpec]) -> Estimate:
        """What runs will take; nothing is begun."""
        distinct = {spec.digest: spec for spec in specs}
        missing = [spec for digest, spec in distinct.items() if not self._cache.has(digest)]
        return estimate(missing, len(distinct), self._pace, self.workers, self._budget)

    def start(self, specs: Iterable[RunSpec], lane: Lane = Lane.quick, session: str = "") -> Job:
        """Ask for runs; those that are there count as done at once.

        Parameters
        ----------
        specs
            The runs; one that comes twice counts once.
        lane
            How urgent they are.
        session
            Who asks: sessions take turns.

        Raises
        ------
        OverBudget
            If they would take longer than one request may.
        """
        distinct = {spec.digest: spec for spec in specs}
        there = {digest for digest in distinct if self._cache.has(digest)}
        with self.lock:
            missing = [spec for digest, spec in distinct.items() if digest not in there and digest not in self._runs]
            asked = estimate(missing, len(distinct), self._pace, self.workers, self._budget)
            if not asked.within_budget:
                raise OverBudget.at("the run budget", asked.words)
            job = Job(self, distinct)
            self._asked.add(job)
            for digest, spec in distinct.items():
                if digest in there:
                    job.settle(digest)
                else:
                    self._want(spec, digest, lane, session, job)
            self.lock.notify_all()
        return job

    def _want(self, spec: RunSpec, digest: str, lane: Lane, session: str, job: Job) -> None:
        """A job wants a run: a new one, or one that waits or is in the making already."""
        run = self._runs.get(digest)
        if run is None:
            run = self._runs[digest] = Run(spec, digest, lane, session)
            self._lanes.add(lane, session, run)
        elif run.is_running:
            run.stopping_since, run.lane = 0.0, min(lane, run.lane)
            Live(self.store.folder, digest).go_on()
            self._balance()
        elif lane < run.lane:
            run.lane, run.session = lane, session
            self._lanes.add(lane, session, run)
        run.wanted_by.add(job)

    def cancel(self, job: Job) -> None:
        """A job wants its runs no more; a run nobody wants stops after its month, or never starts."""
        with self.lock:
            if job.done:
                return
            job.give_up()
            for digest in job.specs:
                run = self._runs.get(digest)
                if run is None or job not in run.wanted_by:
                    continue
                run.wanted_by.discard(job)
                if run.wanted_by:
                    continue
                if run.is_running:
                    run.stopping_since = time.monotonic()
                    Live(self.store.folder, digest).ask_to_stop()
                else:
                    del self._runs[digest]

    def take(self, *, is_express: bool) -> Run | None:
        """The run a slot makes next, once there is one; None when the server closes."""
        with self.lock:
            while not self.is_closed:
                least_urgent = Lane.watch if is_express else Lane.full
                run = None if self._has_enough_estimates() else self._lanes.take(least_urgent)
                if run is None:
                    self.lock.wait()
                elif self._runs.get(run.digest) is run and not run.is_running:
                    run.is_running = True
                    try:
                        Live(self.store.folder, run.digest).begin()
                    except OSError as error:
                        self.settle(run, f"The cache cannot be written: {error.strerror}.", 0.0)
                        continue
                    self._balance()
                    return run
        return None

    def _has_enough_estimates(self) -> bool:
        """Whether every worker is at a quick run: one more at once would only make the first of them later."""
        quick = [run for run in self._runs.values() if run.lane == Lane.quick and run.is_running]
        return sum(not run.stopping_since for run in quick) >= self.workers

    def _balance(self) -> None:
        """Of the full runs in the making, those taken last pause while more runs are in the making than workers."""
        running = [run for run in self._runs.values() if run.is_running]
        full = [run for run in running if run.lane == Lane.full]
        pausing = full[max(len(full) - max(len(running) - self.workers, 0), 0) :]
        for run in running:
            held = run in pausing
            if held != run.is_held:
                run.is_held, run.was_held = held, True
                Live(self.store.folder, run.digest).hold(on=held)

    def settle(self, run: Run, error: str, seconds: float) -> None:
        """A slot has done with a run: it is there, could not be made, or was told to stop."""
        with self.lock:
            Live(self.store.folder, run.digest).drop()
            if self.is_closed:
                return
            if not error and self._cache.has(run.digest):
                if not run.was_held:
                    self._pace.timed(run.spec, seconds)
                self._cache.made(run.digest, {digest for job in self._asked for digest in job.specs})
            elif not error and run.wanted_by:  # somebody came to want it when it had stopped already
                run.is_running, run.stopping_since, run.is_held = False, 0.0, False
                self._lanes.add(run.lane, run.session, run, first=True)
                self._balance()
                self.lock.notify_all()
                return
            del self._runs[run.digest]
            wanted_by, run.wanted_by = run.wanted_by, set()
            for job in wanted_by:
                job.settle(run.digest, error)
            self._balance()
            self.lock.notify_all()

    def forget(self, digest: str) -> None:
        """Remove a record that turned out to be damaged, so that the next who asks for the run has it made."""
        self.store.path(digest).unlink(missing_ok=True)

    def months_done(self, digest: str) -> int:
        """Months done of a run in the making; 0 of any other."""
        run = self._runs.get(digest)
        return Live(self.store.folder, digest).months if run is not None and run.is_running else 0

    def seconds_left(self, under_way: Sequence[tuple[RunSpec, int]]) -> float:
        """What runs of which so many months are done will still take, with every worker at them."""
        each = [self._pace.seconds(spec) * (1.0 - done / max(spec.months, 1)) for spec, done in under_way]
        return max(sum(each) / self.workers, max(each, default=0.0))

    def close(self) -> None:
        """Stop the workers at once; jobs that are not done end as cancelled."""
        with self.lock:
            if self.is_closed:
                return
            self.is_closed = True
            for job in tuple(self._asked):
                if not job.done:
                    job.give_up()
            self.lock.notify_all()
        for slot in self._slots:
            slot.end()
        for slot in self._slots:
            slot.join(timeout=10)
        for digest in tuple(self._runs):
            Live(self.store.folder, digest).drop()
