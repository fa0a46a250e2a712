"""Desk: has the runs of a plan made, and says what is known after every whole seed.

A desk follows one plan at a time. When another plan comes, its runs are
asked for before those of the last one are given up, so that runs both want
go on; what is known of the last plan stays in view, marked as stale, until
the new one's first seed is there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, cast

from icsim.errors import InputError
from icsim.ui.compare.answers import Answer, Answers
from icsim.ui.compare.tiers import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore
    from icsim.ui.jobs import Job, JobProgress, Lane

SETTLE_SECONDS = 0.15
"""How long changes have to rest before runs are asked for."""
TELL_SECONDS = 0.5
"""Time between two looks at the progress."""
CALM_SECONDS = 0.8
"""Time at least between two answers: drawing one takes processors from the runs, and people read it."""


def _said(error: InputError) -> str:
    """What is wrong, a line a fault: which entry and why; places in a file mean nothing where there is none."""
    lines = [f"{each.key}: {each.message}" if each.key else each.message for each in error.problems]
    return "\n".join(dict.fromkeys(lines))


class AsksForRuns(Protocol):
    """What a desk needs of :class:`icsim.ui.jobs.Jobs`."""

    @property
    def store(self) -> RunStore:
        """Where records are."""

    def start(self, specs: Iterable[RunSpec], lane: Lane = ..., session: str = ...) -> Job:
        """Ask for runs."""


@dataclass(frozen=True, eq=False)
class View:
    """What can be shown.

    Parameters
    ----------
    plan
        What is wanted; None before anything is.
    answer
        The newest answer there is, perhaps of an earlier plan.
    progress
        How far its runs are.
    is_working
        Whether more will come.
    fault
        Why there will not, a line a reason.
    failures
        Runs that could not be made.
    """

    plan: Plan | None = None
    answer: Answer | None = None
    progress: JobProgress | None = None
    is_working: bool = False
    fault: str = ""
    failures: tuple[str, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether the answer is to an earlier question."""
        return self.answer is not None and self.plan is not None and self.answer.plan.base != self.plan.base

    @property
    def has_shares_to_come(self) -> bool:
        """Whether shares of clauses are on their way."""
        return self.is_working and self.plan is not None and self.plan.has_shares


class Desk:
    """Follows plans for one page.

    Parameters
    ----------
    jobs
        Makes runs.
    session
        Whose page it is: sessions take turns.
    tell
        Told what can be shown whenever that changes.
    """

    def __init__(self, jobs: AsksForRuns, session: str, tell: Callable[[View], object]) -> None:
        self._jobs, self._session, self._tell = jobs, session, tell
        self._answers = Answers(jobs.store)
        self._lock = threading.Lock()
        self._turn, self._job = 0, cast("Job | None", None)
        self._view = View()

    def _show(self, view: View) -> None:
        self._view = view
        self._tell(view)

    async def follow(self, planned: Callable[[], Plan], settle_seconds: float = SETTLE_SECONDS) -> None:
        """Follow a plan until nothing more will come of it; cancel to follow another one.

        Parameters
        ----------
        planned
            Makes the plan; called in a thread, since it may read a system.
        settle_seconds
            How long to wait first.
        """
        await asyncio.sleep(settle_seconds)
        with self._lock:
            self._turn += 1
            turn = self._turn
        try:
            plan, job = await asyncio.to_thread(self._begin, planned, turn)
        except InputError as error:
            self.cancel()
            self._show(replace(self._view, is_working=False, fault=_said(error), progress=None))
            return
        self._show(View(plan, self._view.answer, job.progress, is_working=True))
        await self._until_done(plan, job)

    def _begin(self, planned: Callable[[], Plan], turn: int) -> tuple[Plan, Job]:
        """Ask for a plan's runs in a thread, which may end when nobody waits for it any more."""
        plan = planned()
        job = self._jobs.start(plan.specs, plan.lane, self._session)
        with self._lock:
            late = turn < self._turn
            last = job if late else self._job
            if not late:
                self._job = job
        if last is not None:
            last.cancel()
        return plan, job

    async def _until_done(self, plan: Plan, job: Job) -> None:
        seeds, has_shares, calm_until, loop = 0, False, 0.0, asyncio.get_running_loop()
        while True:
            ended = job.done  # looked at before what is there, so that nothing that came last is missed
            done = job.digests_done
            now, has_all = plan.whole_seeds(done), plan.has_shares and plan.has_all(done)
            if (now > seeds or has_all > has_shares) and (ended or loop.time() >= calm_until):
                try:
                    answer = await asyncio.to_thread(self._answers.of, plan, now, with_shares=has_all)
                except (InputError, OSError) as error:
                    self._show(replace(self._view, is_working=False, fault=str(error), progress=None))
                    return
                seeds, has_shares, calm_until = now, has_all, loop.time() + CALM_SECONDS
                self._view = replace(self._view, answer=answer)
            progress = job.progress
            if ended:
                failures = tuple(dict.fromkeys(job.failures))
                self._show(replace(self._view, progress=progress, is_working=False, failures=failures))
                return
            self._show(replace(self._view, progress=progress))
            await job.changed(TELL_SECONDS)
            await asyncio.sleep(0.05 if not seeds else TELL_SECONDS)  # many changes at once are one

    def cancel(self) -> None:
        """Give up the runs that are wanted, those that are just being asked for too; what is known stays."""
        with self._lock:
            self._turn += 1
            job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def rest(self) -> None:
        """Follow nothing: no plan, no answer."""
        self.cancel()
        self._show(View())
