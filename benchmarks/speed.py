"""Speed: icsim against the same month of work in plain Mesa, on one core."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from tests.worlds import AT_ONCE

import icsim
from benchmarks.report import Cell, Report
from benchmarks.systems import scaled, signed, without_students
from benchmarks.twin import Twin
from icsim.agreement import Agreement
from icsim.model import ICS
from icsim.system import System

MONTHS = 120
TWIN_MONTHS = 6
"""Months the twin is timed for: its cost of a staff-month does not depend on how many there are."""
WARM_UP = 8
"""Months the twin runs before, so that hiring, moving and rotating are in full swing."""
ROUNDS = 5


def measure(quick: bool) -> Report:
    """Staff-months a second of CPU time, both models, today and under an agreement, in interleaved rounds."""
    systems = {"10,000": without_students(scaled(icsim.load_system("QR1"), 10_000))}
    if not quick:
        systems["50,000"] = without_students(icsim.load_system("QOX"))
    arms: dict[str, tuple[Agreement, ...]] = {"today": (), "agreement": (signed(),)}
    cases = [(size, arm) for size in systems for arm in arms]
    seconds: dict[tuple[str, str, str], list[float]] = {}
    staff: dict[str, int] = {}
    for number in range(1 if quick else ROUNDS):
        for size, arm in cases:
            for name, clock in (("icsim", _time_icsim), ("twin", _time_twin)):
                staff[size], each = clock(systems[size], arms[arm], 1 + number, 24 if quick else MONTHS)
                seconds.setdefault((size, arm, name), []).append(each)
    report = Report(
        "speed", "Millions of staff-months a second of CPU time, one core",
        ["staff", "arm", "people at the start", "icsim", "plain Mesa", "ratio", "icsim ns", "plain Mesa ns"],
        quick=quick,
    )  # fmt: skip
    for size, arm in cases:
        ours, theirs = (statistics.median(seconds[size, arm, name]) for name in ("icsim", "twin"))
        rates: list[Cell] = [1e-6 / ours, 1e-6 / theirs, theirs / ours, ours * 1e9, theirs * 1e9]
        report.rows.append([size, arm, staff[size], *rates])
    report.notes = [
        f"Medians of {len(next(iter(seconds.values())))} interleaved rounds; ns per staff-month; building not counted.",
        f"icsim runs {24 if quick else MONTHS} months, records every cell and checks conservation every month.",
        f"Plain Mesa is timed over {TWIN_MONTHS} months after {WARM_UP}, and records five totals a month.",
        "10,000: Gloucestershire scaled; 50,000: Bath and North East Somerset, Swindon and Wiltshire as it is.",
        "Agreement: the shipped nurse rotation with passport, in full use from the first month.",
        "Both without students and universities, which the twin does not have.",
    ]
    return report


def _time_icsim(system: System, agreements: tuple[Agreement, ...], seed: int, months: int) -> tuple[int, float]:
    """People at the start, and CPU seconds a staff-month."""
    model = ICS(system, agreements=agreements, rng=seed, parameters=AT_ONCE)
    seconds = _cpu(lambda: model.run_for(months))
    heads = int(model.monthly.column("in_post_heads").sum())
    return int(model.posts.start_heads.sum()), seconds / heads


def _time_twin(system: System, agreements: tuple[Agreement, ...], seed: int, months: int) -> tuple[int, float]:
    del months
    model = ICS(system, agreements=agreements, rng=seed, parameters=AT_ONCE)
    twin = Twin(model, rng=seed)
    twin.run_for(WARM_UP)
    seconds = _cpu(lambda: twin.run_for(TWIN_MONTHS))
    heads = sum(twin.datacollector.model_vars["heads"][-TWIN_MONTHS:])
    return int(model.posts.start_heads.sum()), seconds / heads


def _cpu(work: Callable[[], None]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start
