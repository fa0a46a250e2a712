"""Sweep: what many runs cost beside themselves: overhead a run, the driver's memory, speed-up of two workers.

Overhead is of runs that do nothing but write their record, flushed to the
disk; speed-up of real ones.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa

from benchmarks.report import Report
from icsim.experiment.engine import Engine, make_run
from icsim.experiment.record import WORDS, RunRecord
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.wanted import Progress

WARM_UP = 200
REAL_MONTHS = 60
MEBIBYTE = 1 << 20


def write_tiny(spec: RunSpec, digest: str, folder: str) -> None:
    """A run that is nothing but its record."""
    words = {name: pa.array(["all"]).dictionary_encode() for name in WORDS}
    numbers = {"month": np.int16(-1), "value": np.float64(spec.seed), "key": np.uint64(0)}
    record = RunRecord(spec, pa.table(words | {name: pa.array([number]) for name, number in numbers.items()}))
    RunStore(folder).put(digest, record)


def seconds(
    engine: Engine,
    specs: Iterable[RunSpec],
    task: Callable[..., None],
    progress: Callable[[Progress], None] | None = None,
) -> float:
    """Wall time of a sweep into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        result = engine.run_all(specs, RunStore(Path(folder) / "runs"), progress, task=task)
        assert result.exit_code == 0, result.failures[:1]
        return time.perf_counter() - start


def measure(quick: bool) -> Report:
    """Both, with what the machine gave to the workers."""
    report = Report("sweep", "Sweeps", ["what", "value", "unit"], quick=quick)
    tiny, real = (500, 4) if quick else (2000, 16)
    milliseconds, grown = overhead(tiny)
    report.rows.append([f"overhead of a run, two workers, {tiny:,} tiny runs", milliseconds, "ms wall"])
    report.rows.append([f"growth of the driver from run {WARM_UP} to run {tiny:,}", grown, "MiB"])
    walls = {workers: real_runs(workers, real) for workers in (1, 2)}
    for workers, (wall, cpu) in walls.items():
        words = f"Gloucestershire, {REAL_MONTHS} months, workers: {workers}"
        report.rows += [[words, wall, "s wall a run"], ["... its processors", cpu, "s CPU a run"]]
    report.rows.append(["speed-up of two workers", walls[1][0] / walls[2][0], "times"])
    report.notes = ["On a machine that others use too, the speed-up is what they left; CPU a run should not rise."]
    return report


def overhead(runs: int) -> tuple[float, float]:
    """Milliseconds of wall time a tiny run, and mebibytes that the driver grew by after the first ones."""
    used: dict[int, int] = {}
    here = psutil.Process()

    def note(progress: Progress) -> None:
        if progress.done in (WARM_UP, runs):
            used[progress.done] = here.memory_info().rss

    specs = [RunSpec("none", "none", "2026-04", 1, seed) for seed in range(runs)]
    with Engine(2) as engine:
        seconds(engine, specs[:WARM_UP], write_tiny)
        wall = seconds(engine, specs, write_tiny, note)
    return 1000 * wall / runs, (used[runs] - used[WARM_UP]) / MEBIBYTE


def real_runs(workers: int, runs: int) -> tuple[float, float]:
    """Seconds a real run, by the clock and of the workers' processors."""
    with Engine(workers) as engine:
        seconds(engine, [RunSpec.of("QR1", months=1, seed=seed) for seed in range(2 * workers)], make_run)
        at_work = psutil.Process().children(recursive=True)
        before = _cpu_seconds(at_work)
        wall = seconds(engine, [RunSpec.of("QR1", months=REAL_MONTHS, seed=seed) for seed in range(runs)], make_run)
        return wall / runs, (_cpu_seconds(at_work) - before) / runs


def _cpu_seconds(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)
