"""Live: a run in the making can be watched, and nothing is left of it afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
from tests.ui.jobs.conftest import MakeJobs
from tests.ui.jobs.test_jobs import ended, until

from icsim.experiment.record import read_record
from icsim.experiment.replay_table import TABLES
from icsim.experiment.spec import RunSpec
from icsim.ui.jobs import Lane, Live
from icsim.ui.jobs.work import PIECE_SECONDS

REPLAY = RunSpec.of("small", months=90, seed=1, detail="replay")
WORDS = ("table", "organisation", "other", "measure")


def rows(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas().astype(dict.fromkeys(WORDS, object))
    return frame[frame["table"].isin(TABLES)].reset_index(drop=True)


def test_rows_come_while_the_run_is_made_and_are_those_of_its_record(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    job = jobs.start([REPLAY], Lane.watch)
    live = job.live(REPLAY.digest)
    seen: list[pd.DataFrame] = []

    def look() -> bool:
        fresh = live.rows(0 if not seen else int(seen[-1]["month"].max()) + 1)
        if fresh is not None:
            seen.append(rows(fresh))
        return len(seen) >= 2

    until(lambda: look() or len(seen) == 1)
    live.hold(on=True)
    time.sleep(3 * PIECE_SECONDS)
    assert not job.done
    live.hold(on=False)
    until(look)
    assert set(seen[0]["month"]) == {0}, "the first rows come after the first month"
    ended(job)
    assert not live.folder.exists()
    assert live.rows() is None
    played = rows(read_record(jobs.store.path(REPLAY.digest))[1].table)
    assert set(played["month"]) == set(range(REPLAY.months))
    watched = pd.concat(seen, ignore_index=True)
    pd.testing.assert_frame_equal(watched, played[: len(watched)])


def piece(months: list[int]) -> pa.Table:
    columns = {name: pa.array(["x"] * len(months)).dictionary_encode() for name in WORDS}
    return pa.table(columns | {"month": pa.array(months, pa.int16())})


def test_rows_are_read_from_any_month_on_whatever_the_pieces(tmp_path: Path) -> None:
    live = Live(tmp_path, "ab")
    live.begin()
    assert live.rows() is None
    for months in ([0], [1, 1, 2], [3, 4, 5]):
        live.put(months[0], piece(months))
    for first, wanted in {0: [0, 1, 1, 2, 3, 4, 5], 1: [1, 1, 2, 3, 4, 5], 2: [2, 3, 4, 5], 4: [4, 5]}.items():
        found = live.rows(first)
        assert found is not None
        assert found["month"].to_pylist() == wanted
    assert live.rows(6) is None


def test_a_run_that_begins_again_leaves_nothing_of_the_first_time(tmp_path: Path) -> None:
    live = Live(tmp_path, "ab")
    live.begin()
    live.put(0, piece([0]))
    live.note(1)
    live.ask_to_stop()
    live.begin_again()
    assert (live.rows(), live.months, live.asked_to_stop) == (None, 0, True)


def test_a_run_told_to_stop_says_so_until_it_is_taken_back(tmp_path: Path) -> None:
    live = Live(tmp_path, "ab")
    live.begin()
    assert not live.asked_to_stop
    live.ask_to_stop()
    assert live.asked_to_stop
    live.go_on()
    assert not live.asked_to_stop
    live.note(17)
    assert live.months == 17
    live.begin()
    assert live.months == 0


def test_nothing_can_be_seen_of_a_run_nobody_makes(tmp_path: Path) -> None:
    live = Live(tmp_path, "ab")
    live.note(3)
    live.ask_to_stop()
    live.put(0, piece([0]))
    live.begin_again()
    assert (live.months, live.asked_to_stop, live.rows()) == (0, False, None)


def test_what_dead_servers_left_is_removed_and_what_living_ones_have_stays(make_jobs: MakeJobs, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(timeout=30)
    owners = {"dead": dead.pid, "alive": os.getppid()}
    for name, owner in owners.items():
        live = Live(tmp_path / "cache", name)
        live.begin()
        (live.folder / "owner").write_text(str(owner))
    (tmp_path / "cache" / "icsim-cache").touch()
    jobs = make_jobs()
    assert [path.name for path in (jobs.store.folder / "live").iterdir()] == ["alive"]
