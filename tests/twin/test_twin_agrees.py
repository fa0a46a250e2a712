"""A second implementation, in plain Mesa with its own dice, gives the same results in distribution.

Each arm is run many times by both, with starting people of different
seeds. Means are compared by z-tests; were the two the same, one such test
file in a hundred would show a disagreement by chance. Seeds are fixed, so
it passes or fails for good.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from benchmarks.systems import AGREEMENT, scaled
from benchmarks.twin import Twin
from tests.twin.outcomes import REASONS, of_icsim, of_twin

import icsim
from icsim.model import ICS

pytestmark = pytest.mark.slow

HEADS, MONTHS, RUNS = 1_000, 24, 80
ARMS = ("today", "agreement")
ROTATING = ("rotation starts", "rotation ends", "mean rotating")
OUTCOMES = (*REASONS, "onboarding days", "mean vacancy", "mean strain", "mean heads", "mean rotating")
CASES = [(arm, what) for arm in ARMS for what in OUTCOMES if arm == "agreement" or what not in ROTATING]
FALSE_ALARMS = 0.01
"""Chance that two equal models differ in any of the cases."""
MOST_Z = NormalDist().inv_cdf(1 - FALSE_ALARMS / len(CASES) / 2)
MOST_SD_RATIO = 2.0
"""Spreads of 80 runs of two equal models differ by this factor less than once in a million comparisons."""

Runs = dict[str, np.ndarray]


def model_of(arm: str, seed: int) -> ICS:
    system = scaled(icsim.load_system("QR1"), HEADS)
    signed = [icsim.load_agreement(AGREEMENT).model_copy(update={"starts": None})]
    return ICS(system, agreements=signed if arm == "agreement" else [], rng=seed)


def runs_of(rows: list[dict[str, float]]) -> Runs:
    return {what: np.array([row[what] for row in rows]) for what in rows[0]}


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


@pytest.fixture(scope="module")
def both() -> dict[str, tuple[Runs, Runs]]:
    return {arm: (run_icsim(arm), run_twin(arm)) for arm in ARMS}


def z(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float((theirs.mean() - ours.mean()) / np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / RUNS))


@pytest.mark.parametrize(("arm", "what"), CASES)
def test_means_agree(arm: str, what: str, both: dict[str, tuple[Runs, Runs]]) -> None:
    ours, theirs = (runs[what] for runs in both[arm])
    difference = z(ours, theirs)
    told = f"{what}, {arm}: icsim {ours.mean():.2f}, twin {theirs.mean():.2f}, z {difference:.1f}"
    assert abs(difference) < MOST_Z, told


@pytest.mark.parametrize(("arm", "what"), CASES)
def test_spreads_agree(arm: str, what: str, both: dict[str, tuple[Runs, Runs]]) -> None:
    ours, theirs = (runs[what].std(ddof=1) for runs in both[arm])
    told = f"{what}, {arm}: SD of icsim {ours:.2f}, twin {theirs:.2f}"
    assert 1 / MOST_SD_RATIO < theirs / ours < MOST_SD_RATIO, told


def test_a_tenth_more_leaving_would_be_noticed(both: dict[str, tuple[Runs, Runs]]) -> None:
    assert z(both["today"][0]["left"], run_twin("today", faster_leaving=1.1)["left"]) > MOST_Z
