"""A second implementation, in plain Mesa with its own dice, gives the same results in distribution.

Each arm is run many times by both, with starting people of different
seeds. Means are compared by z-tests; were the two the same, one such test
file in a hundred would show a disagreement by chance. Seeds are fixed, so
it passes or fails for good.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
import pytest
from benchmarks.systems import scaled, signed, without_students
from benchmarks.twin import Twin
from tests.twin.outcomes import REASONS, of_icsim, of_twin
from tests.worlds import AT_ONCE

import icsim
from icsim.model import ICS
from icsim.system import System

pytestmark = pytest.mark.slow

HEADS, MONTHS, RUNS = 1_000, 24, 60
ARMS = ("today", "agreement")
ROTATING = ("rotation starts", "rotation ends", "mean rotating")
OUTCOMES = (*REASONS, "onboarding days", "mean vacancy", "mean strain", "mean heads", "mean rotating")
CASES = [(arm, what) for arm in ARMS for what in OUTCOMES if arm == "agreement" or what not in ROTATING]
FALSE_ALARMS = 0.01
"""Chance that two equal models differ in any of the cases."""
MOST_Z = NormalDist().inv_cdf(1 - FALSE_ALARMS / len(CASES) / 2)
MOST_SD_RATIO = 2.0
"""Spreads of 60 runs of two equal models differ by this factor less than once in a million comparisons."""

Runs = dict[str, np.ndarray]


@cache
def system() -> System:
    return without_students(scaled(icsim.load_system("QR1"), HEADS))


def model_of(arm: str, seed: int) -> ICS:
    return ICS(system(), agreements=[signed()] if arm == "agreement" else [], rng=seed, parameters=AT_ONCE)


def runs_of(rows: list[dict[str, float]]) -> Runs:
    return {what: np.array([row[what] for row in rows]) for what in rows[0]}


@cache
def run_icsim(arm: str) -> Runs:
    rows = []
    for seed in range(RUNS):
        model = model_of(arm, 1_000 + seed)
        model.run_for(MONTHS)
        rows.append(of_icsim(model))
    return runs_of(rows)


def run_twin(arm: str, faster_leaving: float = 1.0) -> Runs:
    rows = []
    for seed in range(RUNS):
        model = model_of(arm, 5_000 + seed)
        model.rates.leave = model.rates.leave * faster_leaving
        twin = Twin(model, rng=seed)
        twin.run_for(MONTHS)
        rows.append(of_twin(twin))
    return runs_of(rows)


def z(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float((theirs.mean() - ours.mean()) / np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / RUNS))


@pytest.mark.parametrize("arm", ARMS)
def test_twin_agrees(arm: str) -> None:
    icsim_runs, twin_runs = run_icsim(arm), run_twin(arm)
    lines, wrong = ["", f"{arm:16} icsim mean  twin mean       z   icsim SD    twin SD"], []
    for what in (what for case_arm, what in CASES if case_arm == arm):
        ours, theirs = icsim_runs[what], twin_runs[what]
        ratio = theirs.std(ddof=1) / ours.std(ddof=1)
        if abs(z(ours, theirs)) > MOST_Z or not 1 / MOST_SD_RATIO < ratio < MOST_SD_RATIO:
            wrong.append(what)
        means = f"{ours.mean():10.2f} {theirs.mean():10.2f} {z(ours, theirs):7.2f}"
        lines.append(f"{what:16} {means} {ours.std(ddof=1):10.2f} {theirs.std(ddof=1):10.2f}")
    assert not wrong, "\n".join([*lines, f"they disagree on {', '.join(wrong)}"])


def test_a_tenth_more_leaving_would_be_noticed() -> None:
    assert z(run_icsim("today")["left"], run_twin("today", faster_leaving=1.1)["left"]) > MOST_Z
