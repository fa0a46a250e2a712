"""Ranking: ranks and how sure they are, from paired differences over few seeds.

The draws have a seed of their own, so nothing here varies from run to run.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from icsim.experiment.ranking import DRAWS, ranking
from icsim.experiment.student_t import beyond, half_width


@pytest.fixture
def luck() -> np.random.Generator:
    """The same luck for every test, whichever are run."""
    return np.random.default_rng(7)


def test_the_highest_mean_is_first() -> None:
    found = ranking(np.array([[1.0, 5.0, 3.0], [2.0, 5.0, 3.0]]), top=1)
    assert found.rank.tolist() == [3, 1, 2]
    assert found.mean.tolist() == [1.5, 5.0, 3.0]


def test_one_seed_says_nothing_of_how_sure_the_order_is() -> None:
    found = ranking(np.array([[1.0, 5.0, 3.0]]), top=1)
    assert found.rank.tolist() == [3, 1, 2]
    for values in (found.low, found.high, found.rank_low, found.rank_high, found.top_prob):
        assert np.isnan(values).all()
    assert math.isnan(found.real_share)


def test_those_that_are_alike_share_ranks_and_places() -> None:
    found = ranking(np.zeros((4, 5)), top=2)
    assert found.rank.tolist() == [1] * 5
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([1.0] * 5, [5.0] * 5)
    assert found.top_prob == pytest.approx([0.4] * 5)
    assert found.real_share == 0


def test_what_never_varies_is_certain() -> None:
    found = ranking(np.tile([3.0, 1.0, 2.0], (3, 1)), top=1)
    assert found.rank_low.tolist() == found.rank_high.tolist() == [1, 3, 2]
    assert found.top_prob.tolist() == [1, 0, 0]
    assert found.real_share == 1


@pytest.mark.parametrize("seeds", [2, 3, 4, 16])
def test_of_two_places_the_chance_to_be_first_is_that_of_the_paired_t_test(
    luck: np.random.Generator, seeds: int
) -> None:
    """However much the seeds have in common: it cancels in the difference. Three standard errors of the draws."""
    common = 20 * luck.standard_normal((seeds, 1))
    values = common + luck.standard_normal((seeds, 2)) + np.array([0.4, 0.0])
    gap = values[:, 0] - values[:, 1]
    chance = 1 - beyond(gap.mean() / (gap.std(ddof=1) / math.sqrt(seeds)), seeds - 1)
    found = ranking(values, top=1)
    assert found.top_prob[0] == pytest.approx(chance, abs=3 * 0.5 / math.sqrt(DRAWS))
    assert found.top_prob.sum() == pytest.approx(1)


def test_intervals_are_those_of_students_t(luck: np.random.Generator) -> None:
    values = luck.standard_normal((5, 3))
    found = ranking(values, top=1)
    half = half_width(0.95, 4) * values.std(axis=0, ddof=1) / math.sqrt(5)
    assert found.high - found.mean == pytest.approx(half)
    assert found.mean - found.low == pytest.approx(half)


def test_few_seeds_are_less_sure_than_many() -> None:
    """The same means and spread, of 3 seeds and of 48: the interval of the ranks shrinks."""
    few = np.array([[-1.0], [0.0], [1.0]]) * np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0]) + np.arange(6)
    many = np.tile(few, (16, 1))
    widths = [(found.rank_high - found.rank_low).mean() for found in (ranking(few, 2), ranking(many, 2))]
    assert widths[0] > 2 * widths[1]


def test_rank_intervals_hold_the_true_ranks(luck: np.random.Generator) -> None:
    """60 leagues of 8 places with 4 seeds each: of 480 intervals, fewer than 90% holding would be a fault.

    95% are meant to hold. Were the places of a league independent, 90% would come by chance less than once in a
    million; they are not, so the bound is loose. The luck is fixed, so the test cannot fail by itself.
    """
    held = 0
    for _ in range(60):
        truth = luck.standard_normal(8)
        found = ranking(truth + luck.standard_normal((4, 8)), top=2)
        true = 1 + (truth[:, None] < truth[None, :]).sum(axis=1)
        held += int(((found.rank_low <= true) & (true <= found.rank_high)).sum())
    assert held / 480 > 0.9


def test_a_spread_of_luck_alone_is_told_from_a_real_one(luck: np.random.Generator) -> None:
    noise = luck.standard_normal((8, 60))
    assert ranking(noise, 10).real_share < 0.4
    assert ranking(noise + 5 * np.arange(60), 10).real_share > 0.99


def test_what_moves_all_places_of_a_seed_alike_is_no_spread_between_them(luck: np.random.Generator) -> None:
    """Seeds of a comparison differ by what befalls everybody: the order of places does not hang on that."""
    values = np.arange(20.0) + luck.standard_normal((6, 20))
    alone = ranking(values, 5).real_share
    assert 0.9 < alone < 1
    assert ranking(values + 100 * luck.standard_normal((6, 1)), 5).real_share == pytest.approx(alone)


def test_the_same_values_give_the_same_ranks(luck: np.random.Generator) -> None:
    values = luck.standard_normal((4, 12))
    one, other = ranking(values, 3), ranking(values, 3)
    assert np.array_equal(one.top_prob, other.top_prob)
