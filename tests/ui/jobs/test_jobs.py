"""Jobs: each run is made once, for whoever wants it, and kept."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from tests.ui.asynchronous import run_async
from tests.ui.jobs.conftest import MakeJobs
from tests.worlds import agree

from icsim.experiment.compare import compare
from icsim.experiment.record import read_record, run
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.ui.jobs import Job, Jobs, Lane, Live, OverBudget

LONG = 280
"""Months of a run that takes some seconds, so that there is time to meddle with it."""


def spec(seed: int = 1, months: int = 2, **more: object) -> RunSpec:
    return RunSpec.of("small", months=months, seed=seed, detail="full", **more)  # type: ignore[arg-type]


def ended(job: Job, seconds: float = 60) -> Job:
    assert job.wait(seconds), job.progress
    return job


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it did not come to pass"
        time.sleep(0.01)


def under_way(job: Job) -> bool:
    return job.progress.months_done > 0


def workers() -> list[psutil.Process]:
    """Worker processes of this one: copies of a process of Python's that it has started, and so no browser's."""
    started = [each for each in psutil.Process().children() if "multiprocessing.forkserver" in " ".join(each.cmdline())]
    return [worker for each in started for worker in each.children()]


def test_a_record_is_the_one_that_is_made_without_the_app(make_jobs: MakeJobs, tmp_path: Path) -> None:
    specs = [spec(), spec(months=3, agreements=[agree(passport={"recognises": ["dbs"]})], sample_share=0.5)]
    jobs = make_jobs()
    job = ended(jobs.start(specs))
    assert job.digests_done == {each.digest for each in specs}
    for each in specs:
        made, record = read_record(jobs.store.path(each.digest))
        assert made == each.digest
        assert record.content_digest == run(each).content_digest
        by_hand = RunStore(tmp_path / "by hand")
        by_hand.put(each.digest, run(each))
        assert jobs.store.path(each.digest).read_bytes() == by_hand.path(each.digest).read_bytes()


def test_a_comparison_makes_the_very_same_files(make_jobs: MakeJobs, tmp_path: Path) -> None:
    agreement = agree(passport={"recognises": ["dbs"]})
    done = compare("small", [agreement], months=2, seeds=1, out=tmp_path / "compared")
    jobs, question = make_jobs(), done.question
    ended(jobs.start(question.specs(done.seeds)))
    digests = done.runs["run"].tolist()
    assert len(digests) == 2
    for digest in digests:
        compared = RunStore(tmp_path / "compared").path(digest)
        assert jobs.store.path(digest).read_bytes() == compared.read_bytes()


def test_what_is_there_is_done_at_once_also_for_another_server(make_jobs: MakeJobs) -> None:
    first = make_jobs()
    ended(first.start([spec(1), spec(2)]))
    kept = {path: path.stat().st_ino for path in first.store.folder.rglob("*.parquet")}
    first.close()
    jobs = make_jobs()
    job = jobs.start([spec(1), spec(2), spec(1)])
    assert job.done
    assert (job.progress.done, job.progress.total, job.progress.months_done) == (2, 2, 4)
    assert job.progress.seconds_left is None
    assert {path: path.stat().st_ino for path in jobs.store.folder.rglob("*.parquet")} == kept


def test_a_record_that_was_cut_short_is_made_again(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    ended(jobs.start([spec()]))
    path = jobs.store.path(spec().digest)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert not jobs.start([spec()]).done
    ended(jobs.start([spec()]))
    assert path.read_bytes() == whole


def test_a_damaged_record_is_made_again_once_it_is_forgotten(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    ended(jobs.start([spec()]))
    path = jobs.store.path(spec().digest)
    whole = path.read_bytes()
    path.write_bytes(whole[:500] + bytes(9) + whole[509:])
    jobs.forget(spec().digest)
    ended(jobs.start([spec()]))
    assert path.read_bytes() == whole


def test_a_run_that_two_want_is_made_once_and_stops_only_when_neither_does(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    one, other = (jobs.start([spec(months=LONG)], session=name) for name in ("one", "other"))
    until(lambda: under_way(one))
    one.cancel()
    assert one.done
    assert one.progress.cancelled
    assert not other.done
    before = other.progress.months_done
    until(lambda: other.progress.months_done > before)
    other.cancel()
    assert ended(jobs.start([spec(2)])).digests_done == {spec(2).digest}
    assert not jobs.store.path(spec(months=LONG).digest).exists()


def test_cancelled_runs_stop_after_their_month_and_leave_nothing(
    make_jobs: MakeJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icsim.ui.jobs.slot.GRACE_SECONDS", 1e9)  # the worker is not ended: it stops by itself
    jobs = make_jobs()
    job = jobs.start([spec(seed, months=LONG) for seed in range(1, 9)], Lane.full)
    until(lambda: under_way(job))
    at_work = workers()
    job.cancel()
    ended(jobs.start([spec(months=1)], Lane.full))
    assert all(each.is_running() for each in at_work)
    assert [path.name for path in jobs.store.folder.rglob("*.parquet")] == [f"{spec(months=1).digest}.parquet"]
    assert list((jobs.store.folder / "live").iterdir()) == []


def test_a_worker_that_does_not_stop_is_ended(make_jobs: MakeJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icsim.ui.jobs.slot.GRACE_SECONDS", 0.0)
    monkeypatch.setattr(Live, "ask_to_stop", lambda live: None)
    jobs = make_jobs()
    job = jobs.start([spec(months=LONG)], Lane.full)
    until(lambda: under_way(job))
    at_work = workers()
    job.cancel()
    assert psutil.wait_procs(at_work, timeout=5)[1] == []
    assert ended(jobs.start([spec()], Lane.full)).digests_done == {spec().digest}
    assert not jobs.store.path(spec(months=LONG).digest).exists()


def test_a_run_wanted_again_while_it_stops_is_made(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    job = jobs.start([spec(months=60)])
    until(lambda: under_way(job))
    job.cancel()
    again = ended(jobs.start([spec(months=60)]))
    assert again.digests_done == {spec(months=60).digest}


def test_a_server_that_closes_stops_its_workers_and_its_jobs(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=2)
    job = jobs.start([spec(seed, months=LONG) for seed in (1, 2)])
    until(lambda: under_way(job))
    at_work = workers()
    assert at_work
    jobs.close()
    assert job.done
    assert job.progress.cancelled
    assert psutil.wait_procs(at_work, timeout=5)[1] == []
    assert list((jobs.store.folder / "live").iterdir()) == []


def test_a_killed_worker_costs_no_run(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    job = jobs.start([spec(months=60), spec(2)], Lane.full)
    until(lambda: under_way(job))
    kill_workers(jobs)
    ended(job)
    assert job.failures == []
    assert job.digests_done == {spec(months=60).digest, spec(2).digest}


def test_a_run_whose_worker_dies_twice_fails_in_words_and_the_others_go_on(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    job = jobs.start([spec(months=LONG), spec(2)], Lane.full)
    for _ in range(2):
        until(lambda: under_way(job))
        kill_workers(jobs)
        until(lambda: not under_way(job) or job.progress.failed > 0)
    ended(job)
    assert job.failures == ["The worker process died each of the 2 times it was at this run."]
    assert job.digests_done == {spec(2).digest}
    assert job.progress.failed == 1


def kill_workers(jobs: Jobs) -> None:
    for each in workers():
        os.kill(each.pid, signal.SIGKILL)
    for live in (jobs.store.folder / "live").iterdir():
        (live / "months").unlink(missing_ok=True)  # so that it can be seen when the run is under way again


def test_a_run_that_cannot_be_made_says_why_and_is_tried_again_when_asked_for_again(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    other = RunSpec.from_dict({**spec().as_dict(), "system_digest": "another"})
    for _ in range(2):
        job = ended(jobs.start([other, spec()]))
        assert len(job.failures) == 1
        assert job.failures[0].endswith("the system's tables have changed since this run was planned")
        assert job.digests_done == {spec().digest}


def test_more_than_the_budget_is_refused_with_a_sentence(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(budget_seconds=5.0)
    many = [spec(seed, months=LONG) for seed in range(500)]
    said = jobs.estimate(many)
    assert (said.runs, said.to_make, said.within_budget) == (500, 500, False)
    assert said.staff_months == 500 * LONG * int(said.staff_months / 500 / LONG)
    with pytest.raises(
        OverBudget, match=r"500 runs to make, as a first guess \d+ \w+\. That is more than the 5 seconds"
    ):
        jobs.start(many)
    assert ended(jobs.start([spec()])).progress.done == 1


def test_an_estimate_counts_what_is_there_and_learns_the_speed(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    assert not jobs.estimate([spec()]).is_measured
    ended(jobs.start([spec()]))
    said = jobs.estimate([spec(), spec(2), spec(2)])
    assert (said.runs, said.to_make, said.is_measured, said.within_budget) == (2, 1, True, True)
    assert said.words.startswith("1 run (1 more is there already) to make, about ")
    assert jobs.estimate([spec()]).words == "Nothing to make: every run is there already."


def test_a_page_is_told_of_every_change(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()

    async def follow() -> list[int]:
        job, told = jobs.start([spec(1), spec(2), spec(3, months=LONG)]), [0]
        while not job.done:
            await job.changed(timeout=5)
            told.append(job.progress.months_done)
        assert await job.changed()
        return told

    told = run_async(follow())
    assert told == sorted(told)
    assert told[-1] == LONG + 4
    assert len(told) > 4, "months of a run in the making are news as well"


def test_nothing_new_is_told_when_the_time_is_over(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    long = jobs.start([spec(months=LONG)], Lane.full)
    until(lambda: under_way(long))
    waiting = jobs.start([spec(9)], Lane.full)
    begun = time.monotonic()
    assert not run_async(waiting.changed(timeout=0.3))
    assert 0.3 <= time.monotonic() - begun < 20
