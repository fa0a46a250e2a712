"""The desk: answers come seed by seed, the latest question wins, and what is wanted no more is given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ui.asynchronous import run_async
from tests.ui.compare.fake_jobs import FakeJob, FakeJobs

from icsim.errors import InputError
from icsim.ui.compare.desk import Desk, View
from icsim.ui.compare.tiers import Plan, Tier, plan_of
from icsim.ui.jobs import OverBudget
from icsim.ui.state.comparison import Column, ComparisonState

SEEDS = 3


def plan(preset: str = "passport_only", *, has_shares: bool = False) -> Plan:
    state = ComparisonState(system="small", start="2026-10", months=3, columns=(Column.of_preset(preset),))
    return plan_of(state, Tier.quick, SEEDS, has_shares=has_shares)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> FakeJobs:
    """With the records of two comparisons."""
    specs = [*plan().specs, *plan("rotation_passport", has_shares=True).specs]
    return FakeJobs(tmp_path_factory.mktemp("runs"), specs)


@pytest.fixture
def views() -> list[View]:
    return []


@pytest.fixture
def desk(jobs: FakeJobs, views: list[View]) -> Desk:
    jobs.started.clear()
    return Desk(jobs, "me", views.append)  # type: ignore[arg-type]


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.01)


async def started(jobs: FakeJobs, number: int) -> FakeJob:
    await until(lambda: len(jobs.started) >= number)
    return jobs.started[number - 1]


def seeds(views: list[View]) -> int:
    return views[-1].answer.seeds if views and views[-1].answer else 0


def test_numbers_come_after_the_first_seed_and_sharpen_with_each(jobs: FakeJobs, desk: Desk, views: list[View]) -> None:
    async def play() -> None:
        task = asyncio.create_task(desk.follow(plan, 0.0))
        job = await started(jobs, 1)
        job.finish(1)  # today alone
        await asyncio.sleep(0.2)
        assert seeds(views) == 0
        for n in range(1, SEEDS + 1):
            job.finish(2 if n > 1 else 1)
            await until(lambda n=n: seeds(views) == n)  # type: ignore[misc]
        await task

    run_async(play())
    assert not views[-1].is_working
    low = [view.answer.comparison.differences["low"] for view in views if view.answer is not None]
    assert low[0].isna().all()
    assert low[-1].notna().any()


def test_another_question_is_asked_before_the_last_is_given_up_and_the_old_answer_stays_as_stale(
    jobs: FakeJobs, desk: Desk, views: list[View]
) -> None:
    async def play() -> None:
        first = asyncio.create_task(desk.follow(plan, 0.0))
        old = await started(jobs, 1)
        old.finish(2)
        await until(lambda: seeds(views) == 1)
        first.cancel()
        second = asyncio.create_task(desk.follow(lambda: plan("rotation_passport"), 0.0))
        await started(jobs, 2)
        await until(lambda: views[-1].is_stale)
        assert old.is_cancelled
        jobs.started[1].finish(2)
        await until(lambda: not views[-1].is_stale)
        second.cancel()

    run_async(play())
    assert views[-1].answer is not None
    assert views[-1].answer.plan.question.arms[1].name == "Nurse rotation with passport"


def test_changes_that_have_not_settled_ask_for_nothing(jobs: FakeJobs, desk: Desk) -> None:
    async def play() -> None:
        for _ in range(5):
            task = asyncio.create_task(desk.follow(plan, 5.0))
            await asyncio.sleep(0.01)
            task.cancel()

    run_async(play())
    assert jobs.started == []


def test_leaving_the_page_gives_up_what_is_wanted_even_if_it_is_just_being_asked_for(
    jobs: FakeJobs, desk: Desk
) -> None:
    def slowly() -> Plan:
        import time

        time.sleep(0.1)
        return plan()

    async def play() -> None:
        task = asyncio.create_task(desk.follow(slowly, 0.0))
        await asyncio.sleep(0.03)
        task.cancel()
        desk.cancel()
        job = await started(jobs, 1)
        await until(lambda: job.is_cancelled)

    run_async(play())


def test_shares_are_there_once_their_own_runs_are(jobs: FakeJobs, desk: Desk, views: list[View]) -> None:
    async def play() -> None:
        task = asyncio.create_task(desk.follow(lambda: plan("rotation_passport", has_shares=True), 0.0))
        job = await started(jobs, 1)
        job.finish(2 * SEEDS)
        await until(lambda: seeds(views) == SEEDS)
        assert views[-1].has_shares_to_come
        job.finish(1000)
        await task

    run_async(play())
    assert views[-1].answer is not None
    shares = views[-1].answer.comparison.attribution
    assert set(shares["clause"]) == {"rotation", "passport"}


def test_more_than_the_budget_is_said_and_nothing_is_shown_as_on_its_way(
    jobs: FakeJobs, desk: Desk, views: list[View], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OverBudget.at("the run budget", "too much")

    monkeypatch.setattr(jobs, "start", refuse)
    run_async(desk.follow(plan, 0.0))
    assert "too much" in views[-1].fault
    assert not views[-1].is_working


def test_faults_of_an_agreement_are_said(desk: Desk, views: list[View]) -> None:
    def faulty() -> Plan:
        raise InputError.at("agreement", "is not finished")

    run_async(desk.follow(faulty, 0.0))
    assert "is not finished" in views[-1].fault


def test_a_record_that_is_gone_is_said(tmp_path: Path, views: list[View]) -> None:
    empty = FakeJobs(tmp_path)
    desk = Desk(empty, "me", views.append)  # type: ignore[arg-type]

    async def play() -> None:
        task = asyncio.create_task(desk.follow(plan, 0.0))
        (await started(empty, 1)).finish(2)
        await task

    run_async(play())
    assert "missing or damaged" in views[-1].fault
