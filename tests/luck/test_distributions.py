"""Thresholds are Exp(1), tastes are Gumbel, chances come up as often as they say.

Kolmogorov-Smirnov distances with fixed seeds, bounded where a sound
generator fails with a chance of about 1 in a million.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from icsim.luck import GUMBEL_LEVELS, Luck, Purpose, below, exponential, gumbels, uniform

N = 100_000
MOST_KS = 2.7
"""Bound on sqrt(n) D: exceeded with a chance of 2 exp(-2 x 2.7**2), below 1 in a million."""
EULER = 0.5772156649015329

Floats = NDArray[np.float64]


def words(seed: int = 1, n: int = N) -> NDArray[np.uint64]:
    return Luck(seed).words(np.arange(n, dtype=np.uint64), Purpose.person)


def distance(probabilities: Floats) -> float:
    """Kolmogorov-Smirnov distance from uniform, times sqrt(n)."""
    ordered, n = np.sort(probabilities), len(probabilities)
    above = np.arange(1, n + 1) / n - ordered
    return float(max(above.max(), 1 / n - above.min()) * np.sqrt(n))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_uniform(seed: int) -> None:
    assert max(distance(uniform(word)) for word in words(seed)) < MOST_KS


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thresholds_are_exponential_with_mean_one(seed: int) -> None:
    draws = exponential(words(seed)[0])
    assert draws.min() > 0
    assert distance(1.0 - np.exp(-draws)) < MOST_KS
    assert abs(draws.mean() - 1.0) * np.sqrt(N) < 5
    assert abs(draws.var() - 1.0) * np.sqrt(N / 8) < 5  # the variance of a square of Exp(1) - 1 is 8


def test_thresholds_reach_far_and_stay_finite() -> None:
    shortest, longest = exponential(np.array([2**32 - 1, 0], dtype=np.uint64)).tolist()
    assert 0 < shortest < 1.2e-10
    assert 22.8 < longest < 22.9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tastes_are_gumbel(seed: int) -> None:
    draws = gumbels(words(seed))
    assert draws.shape == (8, N)
    for some in draws.astype(np.float64):
        assert distance(np.exp(-np.exp(-some))) < MOST_KS
        assert abs(some.mean() - EULER) / np.sqrt(np.pi**2 / 6 / N) < 5


def test_the_two_tastes_of_one_word_are_independent() -> None:
    draws = gumbels(words()[:1]).astype(np.float64)
    assert abs(np.corrcoef(draws)[0, 1]) * np.sqrt(N) < 5


def test_each_level_of_taste_is_reached_from_both_halves() -> None:
    levels = np.arange(GUMBEL_LEVELS, dtype=np.uint64)
    high, low = gumbels((levels << np.uint64(16) | levels[::-1])[None])
    assert (np.diff(high) >= 0).all()
    assert (high == low[::-1]).all()
    assert np.isfinite(high).all()


def test_the_best_of_gumbel_tastes_is_a_logit() -> None:
    """Utilities 0, 1 and 2 are chosen in the shares e**0, e**1, e**2."""
    utility = np.array([0.0, 1.0, 2.0])
    chosen = np.bincount((gumbels(words())[:3] + utility[:, None]).argmax(axis=0), minlength=3)
    share = np.exp(utility) / np.exp(utility).sum()
    assert (np.abs(chosen - N * share) / np.sqrt(N * share * (1 - share))).max() < 5


@pytest.mark.parametrize("prob", [0.001, 0.3, 0.95])
def test_chances_come_up_as_often_as_they_say(prob: float) -> None:
    hits = int(below(words(5)[2], prob).sum())
    assert abs(hits - N * prob) / np.sqrt(N * prob * (1 - prob)) < 5


def test_certain_and_impossible_chances() -> None:
    extremes = np.array([0, 2**32 - 1], dtype=np.uint64)
    assert below(extremes, 1.0).all()
    assert not below(extremes, 0.0).any()


def test_a_higher_chance_keeps_what_a_lower_one_gave() -> None:
    """What comes up at 10% comes up at 20% too: an effect adds people, it does not exchange them."""
    lower, higher = below(words()[1], 0.1), below(words()[1], 0.2)
    assert (higher >= lower).all()
