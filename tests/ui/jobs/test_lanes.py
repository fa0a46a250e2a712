"""Lanes: estimates first, sessions in turn, the runs of one in order."""

from __future__ import annotations

import time

from tests.ui.jobs.conftest import MakeJobs
from tests.ui.jobs.test_jobs import LONG, spec, under_way, until

from icsim.ui.jobs import Lane
from icsim.ui.jobs.lanes import Lanes


def taken(lanes: Lanes[str], least_urgent: Lane = Lane.full) -> list[str]:
    return list(iter(lambda: lanes.take(least_urgent), None))  # type: ignore[arg-type]


def test_two_sessions_are_served_in_turn_and_each_in_its_order() -> None:
    lanes: Lanes[str] = Lanes()
    for run in ("a1", "a2", "a3"):
        lanes.add(Lane.full, "a", run)
    for run in ("b1", "b2"):
        lanes.add(Lane.full, "b", run)
    assert taken(lanes) == ["a1", "b1", "a2", "b2", "a3"]
    assert lanes.take(Lane.full) is None


def test_who_comes_later_does_not_wait_for_all_of_an_earlier_session() -> None:
    lanes: Lanes[str] = Lanes()
    for number in range(100):
        lanes.add(Lane.full, "a", f"a{number}")
    assert lanes.take(Lane.full) == "a0"
    lanes.add(Lane.full, "b", "b0")
    assert [lanes.take(Lane.full) for _ in range(2)] == ["a1", "b0"]


def test_the_most_urgent_lane_goes_first_and_some_slots_leave_the_last_to_others() -> None:
    lanes: Lanes[str] = Lanes()
    for lane in (Lane.full, Lane.watch, Lane.quick):
        lanes.add(lane, "a", lane.name)
    assert taken(lanes, Lane.watch) == ["quick", "watch"]
    assert taken(lanes) == ["full"]


def test_a_run_that_goes_back_is_the_first_of_its_session() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.add(Lane.quick, "a", "a1")
    lanes.add(Lane.quick, "a", "a0", first=True)
    assert taken(lanes) == ["a0", "a1"]


def test_an_estimate_does_not_wait_for_full_runs(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    full = jobs.start([spec(seed, months=LONG) for seed in (1, 2, 3)], Lane.full, "a")
    until(lambda: under_way(full))
    quick = jobs.start([spec(4), spec(5)], Lane.quick, "b")
    assert quick.wait(30)
    assert full.progress.done == 0
    assert not full.done


def test_a_full_run_pauses_while_an_estimate_is_made_and_then_goes_on(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    full = jobs.start([spec(1, months=60)], Lane.full)
    until(lambda: under_way(full))
    quick = jobs.start([spec(2, months=LONG)], Lane.quick)
    until(lambda: under_way(quick))
    until(lambda: full.live(spec(1, months=60).digest).is_held)
    time.sleep(0.2)  # for the month it is in
    before, quick_before = full.progress.months_done, quick.progress.months_done
    until(lambda: quick.progress.months_done > quick_before + 5)
    assert full.progress.months_done == before
    quick.cancel()
    assert full.wait(30)
    assert full.progress.done == 1


def test_a_run_that_pauses_goes_on_when_an_estimate_wants_it(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    full = jobs.start([spec(1, months=60)], Lane.full)
    until(lambda: under_way(full))
    jobs.start([spec(2, months=LONG)], Lane.quick)
    until(lambda: full.live(spec(1, months=60).digest).is_held)
    assert jobs.start([spec(1, months=60)], Lane.quick).wait(30)
    assert full.done


def test_runs_of_two_sessions_are_made_alternately(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    before = jobs.start([spec(0, months=LONG)], Lane.full, "c")
    until(lambda: under_way(before))
    asked = {"a": [spec(seed) for seed in (1, 2, 3)], "b": [spec(seed) for seed in (11, 12)]}
    waiting = [jobs.start(specs, Lane.full, session) for session, specs in asked.items()]
    before.cancel()
    assert all(job.wait(60) for job in waiting)
    made = {
        f"{session}{number}": jobs.store.path(each.digest).stat().st_mtime_ns
        for session, specs in asked.items()
        for number, each in enumerate(specs, 1)
    }
    assert sorted(made, key=made.__getitem__) == ["a1", "b1", "a2", "b2", "a3"]


def test_no_more_estimates_are_made_at_once_than_there_are_workers(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(workers=1)
    first, second = (jobs.start([spec(seed, months=LONG)], Lane.quick) for seed in (1, 2))
    until(lambda: first.progress.months_done > LONG // 4)
    assert second.progress.months_done == 0
    first.cancel()
    until(lambda: under_way(second))
    second.cancel()
