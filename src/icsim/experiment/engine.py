"""Engine: makes many runs at once and sees to it that each is made exactly once.

A supervisor over :mod:`concurrent.futures` keeps a few runs in flight for
each worker process, so it needs the same memory for ten runs or ten
thousand. A run whose record is there is skipped, so a sweep that was cut
short goes on where it was. A worker that dies takes nothing with it: its
runs are tried again, and a run that is there each time a worker dies is
tried alone, to see whether it is the cause. A run that fails every time is
set aside and reported; the others go on.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from icsim.experiment.store import RunStore
from icsim.experiment.wanted import Progress, Result, Spec, Task, Wanted, attempt
from icsim.took import Took, Watch, add_worker

ALONE_AFTER = 2
"""Deaths of workers after which the runs that were there each time are tried alone."""
RETRIES = 2
"""How often a run that failed is tried again."""
_IN_FLIGHT = 3
"""Runs in flight for each worker: one at work, the others at hand."""
_PRELOADED = ["icsim.model", "icsim.agreement", "icsim.results", "pyarrow.parquet", "icsim.experiment.task"]
"""What the process that worker processes are copied from imports."""


def make_run(spec: Spec, digest: str, folder: str) -> None:
    """The task of a sweep: make a run and keep its record."""
    from icsim.experiment.task import make_run as make

    make(spec, digest, folder)


def shard[S](specs: Iterable[S], part: int, of: int) -> Iterator[S]:
    """Every n-th spec of a design: part 1 of n, part 2 of n and so on.

    Raises
    ------
    ValueError
        If there is no such part.
    """
    if not 1 <= part <= of:
        raise ValueError(f"there is no part {part} of {of}")
    return itertools.islice(specs, part - 1, None, of)


def run_all(
    specs: Iterable[Spec],
    store: RunStore,
    workers: int,
    progress: Callable[[Progress], None] | None = None,
    retries: int = RETRIES,
    *,
    retry_failed: bool = False,
    task: Task = make_run,
) -> Result:
    """Make all runs that a store does not have, in worker processes of this machine.

    A script that calls this must do so under ``if __name__ == "__main__":``,
    because worker processes import it.

    Parameters
    ----------
    specs
        What to run; read as it is needed, in order.
    store
        Where records are kept.
    workers
        Worker processes.
    progress
        Told after every run; what it raises stops the sweep, and what has been made stays.
    retries
        How often a run that failed is tried again.
    retry_failed
        Whether runs given up earlier are tried once more.
    task
        What makes a run.

    Raises
    ------
    StoreRefused
        If the disk refuses; what has been made stays.
    KeyboardInterrupt
        As it came, after the workers have been stopped.
    """
    with Engine(workers) as engine:
        return engine.run_all(specs, store, progress, retries, retry_failed=retry_failed, task=task)


class Engine:
    """Worker processes that stay ready from one call to the next.

    Parameters
    ----------
    workers
        How many.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"{workers} workers cannot make a run")
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, task: Task, spec: Spec, digest: str, folder: str) -> Future[tuple[str, Took]]:
        """Hand a run to a worker, whose answer is what went wrong, if anything did, and what it took.

        Raises
        ------
        BrokenProcessPool
            If a worker has died since the last run was handed over.
        """
        if self._pool is None:
            self._start()
        assert self._pool is not None  # noqa: S101
        return self._pool.submit(_attempt, task, spec, digest, folder)

    def _start(self) -> None:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if context.get_start_method() == "forkserver":
            context.set_forkserver_preload(_PRELOADED)
        held, self._leash = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.workers, context, _begin_worker, (held,))

    def close(self) -> None:
        """Stop the workers at once, whatever they are at; a record is kept whole or not at all."""
        pool, leash, self._pool, self._leash = self._pool, self._leash, None, None
        if leash is not None:
            leash.close()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)  # they end as the leash goes; none writes after this

    def run_all(
        self,
        specs: Iterable[Spec],
        store: RunStore,
        progress: Callable[[Progress], None] | None = None,
        retries: int = RETRIES,
        *,
        retry_failed: bool = False,
        task: Task = make_run,
    ) -> Result:
        """Make all runs that a store does not have; see :func:`run_all`."""
        store.tidy()
        wanted = Wanted(specs, store, progress, retry_failed=retry_failed)
        batch = _Batch(self, wanted, task, retries)
        try:
            batch.run()
        except BaseException:
            self.close()
            raise
        finally:
            store.tidy()
        return wanted.result


@dataclass
class _Try:
    """A run in the hands of the supervisor: how often it failed, and how often a worker died with it."""

    spec: Spec
    digest: str
    errors: int = 0
    deaths: int = 0


class _Batch:
    """One sweep over an engine's workers."""

    def __init__(self, engine: Engine, wanted: Wanted, task: Task, retries: int) -> None:
        self._engine, self._wanted, self._task, self._retries = engine, wanted, task, retries
        self._folder = str(Path(wanted.store.folder).resolve())
        self._fresh = iter(wanted)
        self._again: deque[_Try] = deque()
        self._alone: deque[_Try] = deque()
        self._in_flight: dict[Future[tuple[str, Took]], _Try] = {}

    def run(self) -> None:
        """Keep the workers busy until every run is settled."""
        while True:
            self._feed()
            if not self._in_flight:
                return
            done, _ = wait(self._in_flight, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                done, _ = wait(self._in_flight)  # a broken pool breaks every run in it
                self._engine.close()
            for future in done:
                self._settle(future, self._in_flight.pop(future))

    def _feed(self) -> None:
        """Hand runs over: those to be tried again first, those under suspicion last and one by one."""
        while len(self._in_flight) < _IN_FLIGHT * self._engine.workers:
            tried = self._next()
            if tried is None:
                return
            try:
                future = self._engine.submit(self._task, tried.spec, tried.digest, self._folder)
            except BrokenProcessPool:
                (self._alone if tried.deaths >= ALONE_AFTER else self._again).appendleft(tried)
                if self._in_flight:
                    return  # the runs in flight will say so too
                self._engine.close()
                continue
            self._in_flight[future] = tried

    def _next(self) -> _Try | None:
        if self._again:
            return self._again.popleft()
        if any(each.deaths >= ALONE_AFTER for each in self._in_flight.values()):
            return None
        fresh = next(self._fresh, None)
        if fresh is not None:
            return _Try(*fresh)
        return self._alone.popleft() if self._alone and not self._in_flight else None

    def _settle(self, future: Future[tuple[str, Took]], tried: _Try) -> None:
        broken = future.exception()
        if isinstance(broken, BrokenProcessPool):
            self._died(tried)
            return
        if broken is not None:
            raise broken
        error, took = future.result()
        add_worker(took)
        if not error:
            self._wanted.made(tried.digest)
        else:
            tried.errors += 1
            if tried.errors <= self._retries:
                self._again.append(tried)
            else:
                self._wanted.give_up(tried.digest, error, tried.errors + tried.deaths)

    def _died(self, tried: _Try) -> None:
        tried.deaths += 1
        if tried.deaths < ALONE_AFTER:
            self._again.append(tried)
        elif tried.deaths < ALONE_AFTER + max(self._retries, 1):
            self._alone.append(tried)
        else:
            words = f"a worker process died each of the {tried.deaths} times it was at this run, at last alone"
            self._wanted.give_up(tried.digest, words, tried.errors + tried.deaths)


def _attempt(task: Task, spec: Spec, digest: str, folder: str) -> tuple[str, Took]:
    """Make a run in a worker: what went wrong, and what it took."""
    watch = Watch()
    return attempt(task, spec, digest, folder), watch.took()


def _begin_worker(leash: Connection) -> None:
    """Make a worker ready: Ctrl-C is the supervisor's, and a worker does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_stop_with, args=(leash,), daemon=True).start()
    gc.freeze()


def _stop_with(leash: Connection) -> None:
    """End this process when the supervisor lets go of its end, or has died."""
    with suppress(EOFError, OSError):
        leash.recv()
    os._exit(1)
