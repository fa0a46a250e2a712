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
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, Self

from icsim.experiment.store import Failure, RunStore, StoreRefused

ALONE_AFTER = 2
"""Deaths of workers after which the runs that were there each time are tried alone."""
RETRIES = 2
"""How often a run that failed is tried again."""
_IN_FLIGHT = 3
"""Runs in flight for each worker: one at work, the others at hand."""
_PRELOADED = ["icsim.experiment.task"]
"""What the process that worker processes are copied from imports."""


class Spec(Protocol):
    """A run as plain data, which has an address."""

    @property
    def digest(self) -> str:
        """The content address."""


Task = Callable[[Spec, str, str], None]
"""Makes one run, given the spec, its digest and the store's folder; a function of a module, to travel."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Parameters
    ----------
    made, kept, failed
        Runs made now, found made, and given up.
    total
        All runs; None if that is not known beforehand.
    """

    made: int
    kept: int
    failed: int
    total: int | None

    @property
    def done(self) -> int:
        """Runs that are settled."""
        return self.made + self.kept + self.failed


@dataclass
class Result:
    """What came of a sweep.

    Attributes
    ----------
    made, kept
        Runs made now, and found made.
    failures
        Runs that could not be made.
    """

    made: int = 0
    kept: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """What a command should exit with: 0 if every run is there, 1 if not."""
        return 1 if self.failures else 0

    def progress(self, total: int | None) -> Progress:
        """The counts so far."""
        return Progress(self.made, self.kept, len(self.failures), total)


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
        Told after every run.
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

    def submit(self, task: Task, spec: Spec, digest: str, folder: str) -> Future[None]:
        """Hand a run to a worker.

        Raises
        ------
        BrokenProcessPool
            If a worker has died since the last run was handed over.
        """
        if self._pool is None:
            self._start()
        assert self._pool is not None  # noqa: S101
        return self._pool.submit(task, spec, digest, folder)

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
            pool.shutdown(wait=False, cancel_futures=True)

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


class Wanted:
    """The runs of a design that have yet to be made, each once, and what became of all.

    Parameters
    ----------
    specs, store, progress, retry_failed
        As for :func:`run_all`.

    Attributes
    ----------
    result
        What came of them so far.
    store
        Where records are kept.
    """

    def __init__(
        self,
        specs: Iterable[Spec],
        store: RunStore,
        progress: Callable[[Progress], None] | None,
        *,
        retry_failed: bool,
    ) -> None:
        self.store, self.result = store, Result()
        self._specs, self._tell = iter(specs), progress
        self._total = len(specs) if isinstance(specs, Sized) else None
        self._seen: set[bytes] = set()
        self._given_up = {} if retry_failed else {failure.digest: failure for failure in store.failures()}

    def __iter__(self) -> Iterator[tuple[Spec, str]]:
        """Each spec that has to be run, with its digest."""
        for spec in self._specs:
            digest = spec.digest
            if (short := bytes.fromhex(digest)) in self._seen:
                self.found()
                continue
            self._seen.add(short)
            if self.store.has(digest):
                self.store.release(digest)
                self.found()
            elif digest in self._given_up:
                self.failed(self._given_up[digest])
            else:
                yield spec, digest

    def _told(self) -> None:
        if self._tell is not None:
            self._tell(self.result.progress(self._total))

    def found(self) -> None:
        """A run was there already."""
        self.result.kept += 1
        self._told()

    def made(self, digest: str) -> None:
        """A run has been made."""
        self.store.release(digest)
        self.result.made += 1
        self._told()

    def failed(self, failure: Failure) -> None:
        """A run is given up."""
        self.result.failures.append(failure)
        self._told()

    def give_up(self, digest: str, error: str, attempts: int) -> None:
        """Set a run aside, unless somebody else has made it."""
        if self.store.has(digest):
            self.found()
            return
        failure = Failure(digest, error, attempts)
        self.store.quarantine(failure)
        self.failed(failure)


@dataclass
class _Attempt:
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
        self._again: deque[_Attempt] = deque()
        self._alone: deque[_Attempt] = deque()
        self._in_flight: dict[Future[None], _Attempt] = {}

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
            attempt = self._next()
            if attempt is None:
                return
            try:
                future = self._engine.submit(self._task, attempt.spec, attempt.digest, self._folder)
            except BrokenProcessPool:
                (self._alone if attempt.deaths >= ALONE_AFTER else self._again).appendleft(attempt)
                if self._in_flight:
                    return  # the runs in flight will say so too
                self._engine.close()
                continue
            self._in_flight[future] = attempt

    def _next(self) -> _Attempt | None:
        if self._again:
            return self._again.popleft()
        if any(each.deaths >= ALONE_AFTER for each in self._in_flight.values()):
            return None
        fresh = next(self._fresh, None)
        if fresh is not None:
            return _Attempt(*fresh)
        return self._alone.popleft() if self._alone and not self._in_flight else None

    def _settle(self, future: Future[None], attempt: _Attempt) -> None:
        error = future.exception()
        if error is None:
            self._wanted.made(attempt.digest)
            return
        if isinstance(error, StoreRefused):
            raise error
        if isinstance(error, BrokenProcessPool):
            self._died(attempt)
            return
        attempt.errors += 1
        if attempt.errors > self._retries:
            text = "".join(traceback.format_exception(error))
            self._wanted.give_up(attempt.digest, text, attempt.errors + attempt.deaths)
        else:
            self._again.append(attempt)

    def _died(self, attempt: _Attempt) -> None:
        attempt.deaths += 1
        if attempt.deaths < ALONE_AFTER:
            self._again.append(attempt)
        elif attempt.deaths < ALONE_AFTER + max(self._retries, 1):
            self._alone.append(attempt)
        else:
            words = f"a worker process died each of the {attempt.deaths} times it was at this run, at last alone"
            self._wanted.give_up(attempt.digest, words, attempt.errors + attempt.deaths)


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
