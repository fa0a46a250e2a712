"""Watching: what is told of a run while it is made, with jobs that do what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.ui.asynchronous import run_async

from icsim.errors import InputError
from icsim.experiment.record import RunRecord
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.traced import TracedSpec, run_traced
from icsim.ui.jobs import Estimate, JobProgress, Lane, OverBudget
from icsim.ui.watch import watching
from icsim.ui.watch.seen import Seen
from icsim.ui.watch.watching import Told, View, Watcher, follow_person


@dataclass
class FakeLive:
    """Rows of a run in the making: of one month more each time they are asked for."""

    record: pa.Table
    months: int = 0

    def rows(self, first_month: int = 0) -> pa.Table | None:
        self.months += 1
        month = self.record["month"]
        return self.record.filter(pc.and_(pc.greater_equal(month, first_month), pc.less(month, self.months)))


@dataclass
class FakeJob:
    """A job that is at its end after so many looks at it."""

    digest: str
    record: pa.Table
    looks: int = 3
    failures: list[str] = field(default_factory=list)
    is_cancelled: bool = False

    @property
    def done(self) -> bool:
        return self.is_cancelled or self.looks <= 0

    @property
    def digests_done(self) -> set[str]:
        return set() if self.failures or self.is_cancelled else {self.digest}

    @property
    def progress(self) -> JobProgress:
        return JobProgress(0, 1, 5, 20, 0, 3.0, self.is_cancelled)

    def live(self, digest: str) -> FakeLive:
        assert digest == self.digest
        return self.__dict__.setdefault("_live", FakeLive(self.record))

    async def changed(self, timeout: float = 0.5) -> bool:
        self.looks -= 1
        return True

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class FakeJobs:
    """Jobs that a test looks into."""

    store: RunStore
    record: pa.Table
    seconds: float = 1.0
    budget: float = 100.0
    made: frozenset[str] = frozenset()
    looks: int = 3
    failures: list[str] = field(default_factory=list)
    started: list[FakeJob] = field(default_factory=list)

    def estimate(self, specs: Iterable[RunSpec]) -> Estimate:
        missing = [spec for spec in specs if spec.digest not in self.made]
        return Estimate(1, len(missing), 100, self.seconds * len(missing), self.budget, is_measured=True)

    def start(self, specs: Iterable[RunSpec], lane: Lane = Lane.quick, session: str = "") -> Any:
        assert (lane, session) == (Lane.watch, "me")
        (spec,) = specs
        if self.seconds > self.budget:
            raise OverBudget.at("the run budget", "Ask for fewer months.")
        self.started.append(FakeJob(spec.digest, self.record, self.looks, list(self.failures)))
        return self.started[-1]


@pytest.fixture
def jobs(store: RunStore, record: RunRecord, monkeypatch: pytest.MonkeyPatch) -> FakeJobs:
    monkeypatch.setattr(watching, "_LEAST_SECONDS_BETWEEN", 0.0)
    return FakeJobs(store, record.table)


def followed(jobs: FakeJobs, plan: Callable[[], RunSpec], *, begin: bool = False) -> list[View]:
    views: list[View] = []
    run_async(Watcher(lambda: jobs, "me", views.append).follow(plan, begin=begin))
    return views


def test_a_run_that_is_there_is_shown_and_not_made(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.made = frozenset({record.spec.digest})
    views = followed(jobs, lambda: record.spec)
    assert [view.phase for view in views] == ["reading", "whole"]
    assert views[-1].seen is not None
    assert views[-1].seen.months == 20
    assert not jobs.started


def test_months_are_shown_as_they_come_and_then_the_whole(jobs: FakeJobs, record: RunRecord) -> None:
    views = followed(jobs, lambda: record.spec)
    assert [view.phase for view in views] == ["reading", *["running"] * 4, "whole"]
    assert [view.seen.months if view.seen else 0 for view in views] == [0, 0, 1, 2, 3, 20]
    assert [view.seen.is_whole for view in views if view.seen] == [False, False, False, True]


def test_a_long_run_waits_until_somebody_begins_it(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.seconds = watching.AT_ONCE_SECONDS + 1
    jobs.budget = 1000.0
    assert followed(jobs, lambda: record.spec)[-1].phase == "waiting"
    assert not jobs.started
    assert followed(jobs, lambda: record.spec, begin=True)[-1].phase == "whole"


def test_a_run_over_the_budget_waits_and_is_refused_with_advice(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.seconds, jobs.budget = 10.0, 5.0
    assert followed(jobs, lambda: record.spec)[-1].phase == "waiting"
    last = followed(jobs, lambda: record.spec, begin=True)[-1]
    assert (last.phase, last.faults) == ("failed", ("Ask for fewer months.",))


def test_why_a_run_failed_is_said(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.failures = ["The worker process died.", "The worker process died."]
    last = followed(jobs, lambda: record.spec)[-1]
    assert (last.phase, last.faults) == ("failed", ("The worker process died.",))


def test_a_run_that_cannot_be_planned_is_said_too(jobs: FakeJobs) -> None:
    def plan() -> RunSpec:
        raise InputError.at("SYSTEM", "no system 'X'")

    assert followed(jobs, plan)[-1].faults == ("no system 'X'",)


def test_stopped_the_months_that_are_there_stay(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.looks = 1000
    views: list[View] = []

    async def watch() -> None:
        watcher = Watcher(lambda: jobs, "me", views.append)
        following = asyncio.create_task(watcher.follow(lambda: record.spec, begin=False))
        while not (views and views[-1].seen):
            await asyncio.sleep(0.01)
        watcher.stop()
        await following

    run_async(watch())
    assert views[-1].phase == "stopped"
    assert views[-1].seen is not None
    assert jobs.started[0].is_cancelled


def test_another_run_gives_up_the_one_before(jobs: FakeJobs, record: RunRecord) -> None:
    jobs.looks = 1000
    views: list[View] = []

    async def watch() -> None:
        watcher = Watcher(lambda: jobs, "me", views.append)
        following = asyncio.create_task(watcher.follow(lambda: record.spec, begin=False))
        while not jobs.started:
            await asyncio.sleep(0.01)
        following.cancel()  # as the page does; the run itself goes on
        assert not jobs.started[0].is_cancelled
        jobs.looks = 1
        await watcher.follow(lambda: record.spec, begin=True)

    run_async(watch())
    assert [job.is_cancelled for job in jobs.started] == [True, False]


def tales(jobs: FakeJobs, seen: Seen, person: str) -> list[Told]:
    told: list[Told] = []
    run_async(follow_person(lambda: jobs, "me", seen, person, told.append))
    return told


def test_a_person_is_followed_in_the_same_run(jobs: FakeJobs, seen: Seen) -> None:
    spec = TracedSpec.following(seen.spec, "TA1/nurse/3")
    jobs.store.put(spec.digest, run_traced(spec))
    told = tales(jobs, seen, "TA1/nurse/3")
    assert [each.passages is None for each in told] == [True, True, True, False]
    assert told[-1].passages is not None
    assert told[-1].passages[0].words.startswith("April 2026: A nurse at Wendle Valley Hospital NHS Trust (TA1)")
    assert jobs.started[0].digest == spec.digest


def test_why_there_is_no_story_is_said(jobs: FakeJobs, seen: Seen) -> None:
    jobs.failures = ["nobody numbered 9999"]
    assert tales(jobs, seen, "TA1/nurse/9999")[-1].faults == ("nobody numbered 9999",)
