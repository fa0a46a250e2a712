"""The Dask engine: the same files, also when a worker of the cluster dies."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.experiments.tiny import folder_bytes, make_slowly, make_tiny, make_unless_cursed, tiny_spec, tiny_specs

from icsim.errors import InputError
from icsim.experiment.dask_engine import run_on_dask
from icsim.experiment.engine import run_all
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.wanted import Progress
from icsim.folder import drop_abandoned

ROOT = Path(__file__).parents[2]
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.kill()
        started.wait(timeout=30)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler on this machine, and its two workers."""
    note = tmp_path / "scheduler.json"
    with ExitStack() as started:
        scheduler = ("distributed.cli.dask_scheduler", *LOOPBACK, "--port", "0", "--scheduler-file", str(note))
        started.enter_context(process(*scheduler))
        while not note.exists():
            time.sleep(0.05)
        address = str(json.loads(note.read_text())["address"])
        worker = ("distributed.cli.dask_worker", address, *LOOPBACK, "--no-nanny", "--nthreads", "1")
        local = ("--local-directory", str(tmp_path), "--memory-limit", "0")
        yield address, [started.enter_context(process(*worker, *local)) for _ in range(2)]


@pytest.mark.slow
def test_the_same_bytes_as_here_and_a_lost_worker_costs_no_run(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    specs = [RunSpec.of("small", months=1, seed=seed) for seed in (1, 2)]
    there, here = RunStore(tmp_path / "there"), RunStore(tmp_path / "here")
    assert run_on_dask(specs, there, address).made == run_all(specs, here, 2).made == 2
    assert folder_bytes(there.folder) == folder_bytes(here.folder)

    def kill_one(progress: Progress) -> None:
        if progress.done == 5:
            workers[0].kill()

    slow, whole = RunStore(tmp_path / "slow" / "runs"), RunStore(tmp_path / "whole")
    slow.folder.parent.mkdir()
    result = run_on_dask(tiny_specs(40), slow, address, kill_one, task=make_slowly)
    assert workers[0].poll() is not None
    assert (result.made, result.exit_code) == (40, 0)
    for spec in tiny_specs(40):
        make_tiny(spec, spec.digest, str(whole.folder))
    drop_abandoned(slow.folder)  # as the next sweep does: it may have been killed while it wrote
    assert folder_bytes(slow.folder) == folder_bytes(whole.folder)

    cursed = RunStore(tmp_path / "cursed" / "runs")
    cursed.folder.parent.mkdir()
    result = run_on_dask([tiny_spec(7, "raises"), *tiny_specs(3)], cursed, address, task=make_unless_cursed)
    assert (result.made, result.exit_code) == (3, 1)
    assert "Unpicklable: no staff" in result.failures[0].error


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icsim.experiment.dask_engine._PATIENCE_SECONDS", 0.2)
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_on_dask(tiny_specs(1), RunStore(tmp_path), "tcp://127.0.0.1:9")
