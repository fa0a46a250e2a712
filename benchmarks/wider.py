"""Wider: what students, relations and every kind of clause add to the cost of a month."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import replace
from pathlib import Path

import icsim
from benchmarks.report import Report
from benchmarks.systems import AGREEMENT, without_students
from icsim.agreement import Agreement
from icsim.model import ICS
from icsim.system import System

ALL_IN = Path(AGREEMENT).with_name("all_in.yaml")
"""The shipped agreement with every kind of clause."""
MONTHS, ROUNDS = 60, 5


def measure(quick: bool) -> Report:
    """CPU time of a staff-month in Gloucestershire, bare and with each layer, in interleaved rounds."""
    whole = icsim.load_system("QR1")
    bare = replace(without_students(whole), edges=())
    rotation, all_in = (icsim.load_agreement(path) for path in (AGREEMENT, ALL_IN))
    cases: dict[str, tuple[System, tuple[Agreement, ...]]] = {
        "staff alone, no partnerships": (bare, ()),
        "today": (whole, ()),
        "rotation with passport": (whole, (rotation,)),
        "every kind of clause": (whole, (all_in,)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(1 if quick else ROUNDS):
        for name, (system, agreements) in cases.items():
            seconds[name].append(_each(system, agreements, 1 + number, 24 if quick else MONTHS))
    report = Report(
        "wider", "CPU time of a month, Gloucestershire", ["what runs", "ns a staff-month", "ratio"], quick=quick
    )
    base = statistics.median(seconds["staff alone, no partnerships"])
    for name, some in seconds.items():
        report.rows.append([name, statistics.median(some) * 1e9, statistics.median(some) / base])
    rounds, months = len(next(iter(seconds.values()))), 24 if quick else MONTHS
    report.notes = [f"Medians of {rounds} interleaved rounds of {months} months; building not counted."]
    return report


def _each(system: System, agreements: tuple[Agreement, ...], seed: int, months: int) -> float:
    """CPU seconds a staff-month of one run."""
    model = ICS(system, agreements=agreements, rng=seed)
    gc.collect()
    start = time.process_time()
    model.run_for(months)
    return (time.process_time() - start) / int(model.monthly.column("in_post_heads").sum())
