"""The engine: every run exactly once, whatever dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from tests.experiments.tiny import (
    folder_bytes,
    make_busily,
    make_on_a_full_disk,
    make_slowly,
    make_tiny,
    make_unless_cursed,
    tiny_spec,
    tiny_specs,
)

from icsim.experiment.engine import Engine, run_all, shard
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore, StoreRefused
from icsim.experiment.wanted import Progress
from icsim.took import Watch, peak_bytes

ROOT = Path(__file__).parents[2]


def made(folder: Path, specs: list[RunSpec]) -> dict[str, str]:
    """What an uninterrupted sweep leaves."""
    store = RunStore(folder)
    for spec in specs:
        make_tiny(spec, spec.digest, str(folder))
    assert list(store.digests()) == sorted(spec.digest for spec in specs)
    return folder_bytes(folder / "runs")


def driver(folder: Path, n: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.experiments.tiny", str(folder), str(n)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.slow
def test_worker_count_and_shards_change_no_byte(tmp_path: Path) -> None:
    specs = [RunSpec.of("small", months=1, seed=seed, detail="full") for seed in (1, 2, 3)]
    for workers in (1, 2, 7):
        assert run_all(specs, RunStore(tmp_path / str(workers)), workers).made == len(specs)
    with Engine(2) as engine:
        for part in (1, 2, 3):
            assert engine.run_all(shard(specs, part, 3), RunStore(tmp_path / "shards")).exit_code == 0
    one, *others = (folder_bytes(tmp_path / name) for name in ("1", "2", "7", "shards"))
    assert len(one) == len(specs)
    assert all(other == one for other in others)


@pytest.mark.slow
def test_what_workers_take_is_counted(tmp_path: Path) -> None:
    watch, here = Watch(), time.process_time()
    run_all(tiny_specs(5), RunStore(tmp_path), 2, task=make_busily)
    took, here = watch.took(), time.process_time() - here
    assert took.cpu_seconds - here >= 5 * 0.2
    assert took.peak_bytes >= peak_bytes() > 0
    assert Watch().took().cpu_seconds < 0.2, "what was taken before a watch began is not its own"


def test_shards_are_the_whole_design_and_no_run_is_in_two() -> None:
    assert [list(shard(range(7), part, 3)) for part in (1, 2, 3)] == [[0, 3, 6], [1, 4], [2, 5]]
    with pytest.raises(ValueError, match="no part 4 of 3"):
        shard(range(7), 4, 3)


def test_what_is_there_is_kept_and_what_is_cut_short_is_made_again(tmp_path: Path) -> None:
    specs, store = tiny_specs(6), RunStore(tmp_path / "runs")
    whole = made(tmp_path / "whole", specs)
    with Engine(1) as engine:
        first = engine.run_all([*specs[:4], *specs[:2]], store, task=make_tiny)
        assert (first.made, first.kept) == (4, 2)  # a run that is asked for twice is made once
        path = store.path(specs[1].digest)
        path.write_bytes(path.read_bytes()[:-100])
        second = engine.run_all(specs, store, task=make_tiny)
    assert (second.made, second.kept, second.exit_code) == (3, 3, 0)
    assert folder_bytes(store.folder / "runs") == whole


def test_more_replications_only_add_files(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    with Engine(1) as engine:
        engine.run_all(tiny_specs(4), store, task=make_tiny)
        before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.parquet")}
        assert engine.run_all(tiny_specs(9), store, task=make_tiny).made == 5
    after = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.parquet")}
    assert len(after) == 9
    assert before.items() <= after.items()


@pytest.mark.slow
def test_a_driver_killed_at_ten_random_moments_and_resumed_leaves_what_one_left_alone_does(tmp_path: Path) -> None:
    """Wherever the moments fall, the folder must be the same: no false alarm is possible."""
    n, store, chance = 120, RunStore(tmp_path / "runs"), random.Random(4)
    for _ in range(10):
        process = driver(store.folder, n)
        assert process.stdout is not None
        for _ in range(chance.randrange(8)):
            process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.05))
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()
    assert 0 < len(list(store.digests())) < n, "the moments were not in the midst of the work"
    assert ended(driver(store.folder, n)) == 0
    assert folder_bytes(store.folder / "runs") == made(tmp_path / "whole", tiny_specs(n))


@pytest.mark.slow
def test_two_drivers_on_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    drivers = [driver(folder, 40) for _ in range(2)]
    assert [ended(each) for each in drivers] == [0, 0]
    assert folder_bytes(folder / "runs") == made(tmp_path / "whole", tiny_specs(40))


@pytest.mark.slow
def test_ctrl_c_stops_driver_and_workers_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    process = driver(tmp_path / "runs", 2000)
    workers = tmp_path / "workers"
    while not workers.is_dir() or len(list(workers.iterdir())) < 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert ended(process) != 0
    _, alive = psutil.wait_procs([psutil.Process(int(p.name)) for p in workers.iterdir() if there(p.name)], timeout=5)
    assert alive == []
    RunStore(tmp_path / "runs").tidy()
    assert [path for path in (tmp_path / "runs").rglob("*") if path.suffix == ".part"] == []


def there(pid: str) -> bool:
    return psutil.pid_exists(int(pid))


def test_a_killed_worker_costs_no_run(tmp_path: Path) -> None:
    specs, store, workers = tiny_specs(60), RunStore(tmp_path / "runs"), tmp_path / "workers"

    def kill_one() -> None:
        while not workers.is_dir() or not any(workers.iterdir()):
            time.sleep(0.01)
        os.kill(int(next(workers.iterdir()).name), signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    result = run_all(specs, store, 2, task=make_slowly)
    killer.join()
    assert len(list(workers.iterdir())) > 2, "nobody took the place of the worker that was killed"
    assert (result.made, result.exit_code) == (60, 0)
    assert folder_bytes(store.folder / "runs") == made(tmp_path / "whole", specs)


def test_runs_that_always_fail_are_set_aside_and_the_others_complete(tmp_path: Path) -> None:
    specs, store = tiny_specs(20), RunStore(tmp_path / "runs")
    raises, dies = tiny_spec(100, "raises"), tiny_spec(101, "dies")
    all_of_them = [*specs[:5], raises, *specs[5:9], dies, *specs[9:]]
    with Engine(2) as engine:
        result = engine.run_all(all_of_them, store, task=make_unless_cursed)
        assert (result.made, result.exit_code) == (20, 1)
        why = {failure.digest: failure for failure in result.failures}
        assert why.keys() == {raises.digest, dies.digest}
        assert "Unpicklable: no staff" in why[raises.digest].error
        assert why[raises.digest].attempts >= 3
        assert "worker process died" in why[dies.digest].error
        assert {failure.digest for failure in store.failures()} == why.keys()

        again = engine.run_all(all_of_them, store, task=make_unless_cursed)
        assert (again.made, again.kept, len(again.failures)) == (0, 20, 2)  # not tried, and still reported

        (tmp_path / "cured").touch()
        cured = engine.run_all(all_of_them, store, retry_failed=True, task=make_unless_cursed)
    assert (cured.made, cured.exit_code, store.failures()) == (2, 0, [])


def test_a_full_disk_stops_the_sweep_with_a_sentence(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    with pytest.raises(StoreRefused, match="the disk is full; free some space or choose another folder") as refused:
        run_all(tiny_specs(5), store, 2, task=make_on_a_full_disk)
    assert refused.value.problems[0].path.endswith(".parquet")
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_progress_counts_every_run_once(tmp_path: Path) -> None:
    told: list[Progress] = []
    run_all(tiny_specs(5), RunStore(tmp_path / "runs"), 2, told.append, task=make_tiny)
    assert [progress.done for progress in told] == [1, 2, 3, 4, 5]
    assert told[-1] == Progress(made=5, kept=0, failed=0, total=5)


@pytest.mark.slow
def test_two_thousand_runs_need_no_more_memory_than_two_hundred(tmp_path: Path) -> None:
    here, used = psutil.Process(), {}

    def note(progress: Progress) -> None:
        if progress.done in (200, 2000):
            used[progress.done] = here.memory_info().rss

    specs = (tiny_spec(seed) for seed in range(2000))
    assert run_all(specs, RunStore(tmp_path / "runs"), 2, note, task=make_tiny).made == 2000
    assert used[2000] - used[200] < 4 << 20
