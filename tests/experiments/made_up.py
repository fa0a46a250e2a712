"""Sweeps whose runs are made up: any value for any run, without a model, so that results are known by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from icsim.experiment.record import RunRecord
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.sweep_plan import Planned, Sweep
from icsim.experiment.sweep_reader import read_sweep

Value = Callable[[Planned, dict[str, Any], str, str], float]
"""Value of a run, given the run, its point, place and measure."""


def sweep_file(folder: Path, text: str, name: str = "sweep.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sweep_in(folder: Path, text: str) -> Sweep:
    return read_sweep(sweep_file(folder, text)).sweep


def record(spec: RunSpec, values: dict[tuple[str, str], float]) -> RunRecord:
    """A record with some outcomes by place and measure."""
    n = len(values)
    words = {
        "table": ["outcome"] * n,
        "organisation": [place for place, _ in values],
        "other": [""] * n,
        "measure": [measure for _, measure in values],
    }
    columns = {name: pa.array(some).dictionary_encode() for name, some in words.items()}
    columns["month"] = pa.array(np.full(n, -1, dtype=np.int16))
    columns["value"] = pa.array(np.array(list(values.values()), dtype=np.float64))
    columns["key"] = pa.array(np.zeros(n, dtype=np.uint64))
    return RunRecord(spec, pa.table(columns))


def made_up(sweep: Sweep, folder: Path, value: Value) -> RunStore:
    """A store with a record of every run of a sweep."""
    store = RunStore(folder)
    for run in sweep.runs():
        row = dict(sweep.points[run.point])
        values = {(p, m): value(run, row, p, m) for p in sweep.places for m in sweep.measures}
        store.put(run.spec.digest, record(run.spec, values))
    return store
