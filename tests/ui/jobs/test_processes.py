"""Worker processes: Ctrl-C is the server's, and none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

SERVER = """
import sys
from pathlib import Path
from icsim.experiment.spec import RunSpec
from icsim.ui.jobs import configure, jobs

if __name__ == "__main__":
    configure(cache=Path(sys.argv[1]), workers=1, warmed=())
    job = jobs().start([RunSpec.of("small", months=1500, seed=1, detail="full")])
    while not job.progress.months_done:
        job.wait(0.02)
    print("under way", flush=True)
    sys.stdin.readline()
    print("ends", flush=True)
"""


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """A process that has runs made, once one is under way, and all processes below it."""
    script = folder / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    command = [sys.executable, str(script), str(folder / "cache")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "under way\n"
        yield process, psutil.Process(process.pid).children(recursive=True)
    finally:
        process.kill()
        process.communicate(timeout=30)


def at_work(processes: list[psutil.Process], server: int) -> list[psutil.Process]:
    return [each for each in processes if each.ppid() != server]


@pytest.mark.slow
def test_workers_die_with_a_server_that_is_killed(tmp_path: Path) -> None:
    with server(tmp_path) as (process, below):
        assert at_work(below, process.pid)
        process.kill()
        process.wait(timeout=30)
        assert psutil.wait_procs(below, timeout=20)[1] == []


@pytest.mark.slow
def test_an_interrupt_is_no_concern_of_a_worker_and_a_server_that_ends_waits_for_none(tmp_path: Path) -> None:
    with server(tmp_path) as (process, below):
        for each in at_work(below, process.pid):
            os.kill(each.pid, signal.SIGINT)
        assert psutil.wait_procs(at_work(below, process.pid), timeout=0.3)[0] == []
        process.communicate("end\n", timeout=20)
        assert process.returncode == 0
        assert psutil.wait_procs(below, timeout=20)[1] == []
        assert not list((tmp_path / "cache").rglob("*.parquet"))
