"""Watching: have a run made and tell what there is to see of it, month by month.

The run belongs to the server. Whoever stops looking loses nothing, and
whoever comes back finds it made or in the making.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Protocol

from icsim.errors import InputError
from icsim.experiment.traced import TracedSpec, read_trace
from icsim.report.story import Passage, story
from icsim.ui.jobs.lanes import Lane
from icsim.ui.watch.seen import Seen, seen_in_store, seen_so_far

if TYPE_CHECKING:
    import pyarrow as pa

    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore
    from icsim.ui.jobs import Estimate, Job, JobProgress

AT_ONCE_SECONDS: Final = 90.0
"""A run that an address names is begun by itself if it takes no longer than this; a longer one when asked for."""
_TELL_SECONDS: Final = 0.4
_LEAST_SECONDS_BETWEEN: Final = 0.8
"""Least time between two views of a run in the making: each is drawn anew in the page."""

Phase = Literal["nothing", "reading", "waiting", "running", "whole", "stopped", "failed"]


class MakesRuns(Protocol):
    """What is needed of :class:`icsim.ui.jobs.Jobs`."""

    @property
    def store(self) -> RunStore:
        """Where records are."""

    def estimate(self, specs: Iterable[RunSpec]) -> Estimate:
        """What runs will take."""

    def start(self, specs: Iterable[RunSpec], lane: Lane = ..., session: str = ...) -> Job:
        """Ask for runs."""


@dataclass(frozen=True, eq=False)
class View:
    """What can be shown.

    Parameters
    ----------
    phase
        How far it is: ``waiting`` for somebody to start it, ``whole`` when every month is there.
    spec, seen
        The run, and what there is of it.
    estimate
        What it will take.
    progress
        How far it is.
    faults
        Why it cannot be made, sentence by sentence.
    """

    phase: Phase = "nothing"
    spec: RunSpec | None = None
    seen: Seen | None = None
    estimate: Estimate | None = None
    progress: JobProgress | None = None
    faults: tuple[str, ...] = ()


class Watcher:
    """Follows one run after another for one page.

    Parameters
    ----------
    jobs
        Makes runs; asked for in a thread, since it may start the workers.
    session
        Whose page it is: sessions take turns.
    tell
        Told what can be shown whenever that changes.
    """

    def __init__(self, jobs: Callable[[], MakesRuns], session: str, tell: Callable[[View], object]) -> None:
        self._jobs, self._session, self._tell = jobs, session, tell
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._view = View()

    def _show(self, view: View) -> None:
        self._view = view
        self._tell(view)

    async def follow(self, planned: Callable[[], RunSpec], *, begin: bool) -> None:
        """Follow a run until every month is there.

        Parameters
        ----------
        planned
            Gives the run; called in a thread, since it may read a system.
        begin
            Whether it is begun however long it takes, within the budget.
        """
        self._show(replace(self._view, phase="reading", faults=()))
        try:
            jobs = await asyncio.to_thread(self._jobs)
            spec = await asyncio.to_thread(planned)
            estimate = await asyncio.to_thread(jobs.estimate, [spec])
            known = self._view.seen if self._view.spec == spec else None
            if not estimate.to_make:
                seen = known if known and known.is_whole else await asyncio.to_thread(seen_in_store, jobs.store, spec)
                self._show(View("whole", spec, seen, estimate))
                return
            if not begin and (not estimate.within_budget or estimate.seconds > AT_ONCE_SECONDS):
                self._show(View("waiting", spec, None, estimate))
                return
            job = await asyncio.to_thread(jobs.start, [spec], Lane.watch, self._session)
            with self._lock:
                last, self._job = self._job, job
            if last is not None and not last.done:
                last.cancel()
            self._show(View("running", spec, known, estimate, job.progress))
            await self._until_done(jobs, spec, job)
        except (InputError, OSError, ValueError) as error:
            self._show(replace(self._view, phase="failed", faults=_sentences(error), progress=None))

    async def _until_done(self, jobs: MakesRuns, spec: RunSpec, job: Job) -> None:
        live, pieces, months, shown_at = job.live(spec.digest), list["pa.Table"](), 0, 0.0
        loop = asyncio.get_running_loop()
        while not job.done:
            await job.changed(_TELL_SECONDS)
            seen = self._view.seen
            if loop.time() - shown_at >= _LEAST_SECONDS_BETWEEN:
                fresh = await asyncio.to_thread(live.rows, months)
                if fresh is not None:
                    pieces.append(fresh)
                    grown = await asyncio.to_thread(seen_so_far, pieces, spec)
                    months, shown_at = grown.months, loop.time()
                    seen = grown if seen is None or grown.months > seen.months else seen  # stopped, begun again
            self._show(replace(self._view, seen=seen, progress=job.progress))
            await asyncio.sleep(0.05)  # many changes at once are one
        if job.failures:
            self._show(replace(self._view, phase="failed", progress=None, faults=tuple(dict.fromkeys(job.failures))))
        elif spec.digest in job.digests_done:
            seen = await asyncio.to_thread(seen_in_store, jobs.store, spec)
            self._show(View("whole", spec, seen, self._view.estimate))
        else:
            self._show(replace(self._view, phase="stopped", progress=job.progress))

    def stop(self) -> None:
        """Stop the run after the month it is in, unless somebody else wants it; what there is stays in view."""
        with self._lock:
            job, self._job = self._job, None
        if job is not None:
            job.cancel()


@dataclass(frozen=True, eq=False)
class Told:
    """The story of one person, as far as it is known.

    Parameters
    ----------
    person
        Who; empty for nobody.
    progress
        How far the run is that is made for it; None when nothing is being made.
    passages
        The story; None while there is none.
    faults
        Why there will be none.
    """

    person: str = ""
    progress: JobProgress | None = None
    passages: tuple[Passage, ...] | None = None
    faults: tuple[str, ...] = ()


async def follow_person(
    jobs: Callable[[], MakesRuns], session: str, seen: Seen, person: str, tell: Callable[[Told], object]
) -> None:
    """Have a run made again with one person followed, and tell their story.

    Parameters
    ----------
    jobs, session
        As of :class:`Watcher`.
    seen
        The run.
    person
        Name of the person.
    tell
        Told what can be shown whenever that changes.
    """
    try:
        makes, spec = await asyncio.to_thread(jobs), TracedSpec.following(seen.spec, person)
        job = await asyncio.to_thread(makes.start, [spec], Lane.watch, session)
        while not job.done:
            tell(Told(person, job.progress))
            await job.changed(_TELL_SECONDS)
            await asyncio.sleep(0.05)
        if spec.digest not in job.digests_done:
            tell(Told(person, faults=tuple(dict.fromkeys(job.failures)) or ("The run was stopped.",)))
            return
        trace = await asyncio.to_thread(read_trace, makes.store.path(spec.digest))
        passages = await asyncio.to_thread(story, trace.table, seen.names)
        tell(Told(person, passages=tuple(passages)))
    except (InputError, OSError, ValueError) as error:
        tell(Told(person, faults=_sentences(error)))


def _sentences(error: Exception) -> tuple[str, ...]:
    if isinstance(error, InputError):
        return tuple(f"{each.key}: {each.message}" if each.key else each.message for each in error.problems)
    return (str(error),)
