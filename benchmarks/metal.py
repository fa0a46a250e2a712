"""Metal: the clock pass of a month against a compiled loop over the same columns."""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import icsim
from benchmarks.report import Report
from icsim.hazards import LEVELS, MOST_AGE_MONTHS, MOST_TENURE_MONTHS, By
from icsim.model import ICS
from icsim.people import CLOCKS

SOURCE = Path(__file__).with_name("metal.c")
ROUNDS = 9
PAIR = 2
"""Clocks that lie side by side."""


def measure(quick: bool) -> Report:
    """CPU time of running down everybody's clocks once: icsim's columns, and C."""
    columns = ["staff", "icsim", "C -O3", "ratio"]
    report = Report("metal", "Running down everybody's clocks, ns per staff-month", columns, quick=quick)
    compiler = shutil.which("cc") or shutil.which("gcc")
    with tempfile.TemporaryDirectory() as folder:
        library = None
        if compiler:
            built = Path(folder) / "metal.so"
            flags = ["-O3", "-march=native", "-shared", "-fPIC"]
            subprocess.run([compiler, *flags, str(SOURCE), "-o", str(built)], check=True)
            library = ctypes.CDLL(str(built))
        for place in ("QR1",) if quick else ("QR1", "england"):
            report.rows.append(_compare(place, library))
    report.notes = ["The whole month of icsim also moves, hires, rotates, records and checks: see phases."]
    if not compiler:
        report.notes.append("No C compiler was found.")
    return report


def _compare(place: str, library: ctypes.CDLL | None) -> list[str | float | None]:
    model = ICS(icsim.load_system(place))
    model.run_for(12)
    staff = model.staff_table
    before = staff.clocks.copy()
    compiled, month = _Compiled(model, library) if library else None, model.month

    def ours() -> None:
        model.clocks.spend(model)

    def start_again() -> None:
        with staff.writing(["clocks"]):
            staff.clocks[:] = before

    mine = _median(ours, start_again)
    fired = [len(staff.watched(clock)) for clock in CLOCKS]
    if compiled is None:
        return [f"{staff.n:,}", mine * 1e9 / staff.n, None, None]
    theirs = _median(lambda: compiled.spend(month), compiled.start_again)
    if not np.allclose(compiled.fired, fired, rtol=1e-3, atol=2):
        raise ValueError(f"the two loops disagree: {compiled.fired.tolist()} against {fired}")
    return [f"{staff.n:,}", mine * 1e9 / staff.n, theirs * 1e9 / staff.n, mine / theirs]


class _Compiled:
    """The C loop, over copies of the model's columns and of its factors' tables."""

    def __init__(self, model: ICS, library: ctypes.CDLL) -> None:
        staff = model.staff_table
        self._library, self._n = library, staff.n
        self._columns = [
            np.ascontiguousarray(staff.employer_cell, dtype=np.int64),
            *(np.ascontiguousarray(staff[name]) for name in ("birth_month", "hired_month", "strain", "belonging")),
        ]
        tables = {by: _table(model, by) for by in (By.cell, By.age, By.tenure, By.strain, By.belonging)}
        mood = tables[By.strain][:, None, :] * tables[By.belonging][None, :, :]
        self._tables = [
            np.ascontiguousarray(table, dtype=np.float32)
            for table in (tables[By.cell], tables[By.age], tables[By.tenure], mood.reshape(-1, PAIR))
        ]
        watched, ratio = _watched(model)
        self._watched = [np.ascontiguousarray(watched, dtype=np.int64), np.ascontiguousarray(ratio, dtype=np.float32)]
        self._start = np.array(staff.clocks, dtype=np.float32)
        self.start_again()

    def start_again(self) -> None:
        """Put the clocks back."""
        self._clocks = self._start.copy()
        self.fired = np.zeros(PAIR, dtype=np.int64)

    def spend(self, month: int) -> None:
        """Run the clocks down once."""
        sizes = (self._n, month, len(self._tables[1]), len(self._tables[2]), len(self._watched[0]))
        arrays = (*self._columns, *self._tables, *self._watched, self._clocks, self.fired)
        self._library.spend(
            *(ctypes.c_int64(size) for size in sizes), *(array.ctypes.data_as(ctypes.c_void_p) for array in arrays)
        )


def _table(model: ICS, by: By) -> NDArray[np.float64]:
    """Product of each clock's factors of one kind, clocks side by side."""
    sizes = {By.cell: model.posts.n, By.age: MOST_AGE_MONTHS, By.tenure: MOST_TENURE_MONTHS}
    table = np.ones((sizes.get(by, LEVELS), PAIR))
    for i, clock in enumerate(CLOCKS):
        for factor in model.clocks.hazards[clock].factors:
            if factor.by == by:
                table[:, i] *= factor.table(model)
    return table


def _watched(model: ICS) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """People whose hazards have factors of their own, and the product of these, clocks side by side."""
    staff = model.staff_table
    ratio = np.ones((staff.n, PAIR))
    for i, clock in enumerate(CLOCKS):
        for factor in model.clocks.hazards[clock].factors:
            if factor.by == By.watched:
                ratio[staff.watched(factor.watch), i] *= factor.table(model)
    rows = np.flatnonzero((ratio != 1.0).any(axis=1))
    return rows, ratio[rows]


def _median(work: Callable[[], None], before: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        before()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)
