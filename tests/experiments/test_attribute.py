"""Attribution: shares by hand, that sum, and the orders taken when there are too many."""

from __future__ import annotations

import math
from collections import Counter
from itertools import chain, combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.experiments.questions import passport_and_rotation
from tests.worlds import agree

from icsim.experiment.attribute import Game, balanced_orders, interactions, shapley, summing_to
from icsim.experiment.question import Arm


def worth(*values: float) -> dict[frozenset[int], np.ndarray]:
    """Worth of sets of clauses in order of size: none, 0, 1, (2,) 0 and 1, ..."""
    n = int(math.log2(len(values)))
    sets = chain.from_iterable(combinations(range(n), size) for size in range(n + 1))
    return {frozenset(some): np.array([value]) for some, value in zip(sets, values, strict=True)}


def test_two_clauses_by_hand() -> None:
    """Alone 4 and 2, together 10: the 4 that they do only together are halved."""
    found = worth(0, 4, 2, 10)
    assert shapley(found, list(permutations(range(2)))).ravel().tolist() == [6, 4]
    assert {pair: float(value[0]) for pair, value in interactions(found, 2).items()} == {(0, 1): 4}


def test_three_clauses_by_hand() -> None:
    """The glove game: 0 has a left glove, 1 and 2 a right one; a pair is worth 1."""
    found = worth(0, 0, 0, 0, 1, 1, 0, 1)
    shares = shapley(found, list(permutations(range(3)))).ravel()
    assert shares == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    pairs = {pair: float(value[0]) for pair, value in interactions(found, 3).items()}
    assert pairs == pytest.approx({(0, 1): 1 / 2, (0, 2): 1 / 2, (1, 2): -1 / 2})


def test_a_clause_that_does_nothing_gets_nothing() -> None:
    found = worth(5, 8, 5, 8)
    assert shapley(found, list(permutations(range(2)))).ravel().tolist() == [3, 0]


@given(st.lists(st.floats(-1e9, 1e9), min_size=8, max_size=8))
def test_shares_sum_to_the_whole_effect(values: list[float]) -> None:
    """To the last digit: what is left is less than the largest share can hold."""
    found = worth(*values)
    total = values[-1] - values[0]
    shares = shapley(found, list(permutations(range(3)))).ravel().tolist()
    assert math.fsum(shares) == pytest.approx(total, abs=1e-5)
    settled = summing_to(total, shares)
    assert abs(math.fsum([*settled, -total])) <= math.ulp(max(map(abs, [*settled, total])))
    assert settled == pytest.approx(shares, abs=1e-5)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=8, max_size=8))
def test_shares_of_whole_numbers_sum_exactly(sixths: list[int]) -> None:
    found = worth(*(6.0 * value for value in sixths))
    shares = shapley(found, list(permutations(range(3)))).ravel().tolist()
    assert sum(shares) == 6.0 * (sixths[-1] - sixths[0])


def test_what_is_missing_stays_missing() -> None:
    assert math.isnan(summing_to(math.nan, [1.0, math.nan])[1])


@pytest.mark.parametrize("n", [7, 8, 9])
def test_orders_of_many_clauses_are_balanced(n: int) -> None:
    orders = balanced_orders(n, seed=3)
    assert len(orders) == 2 * n
    for place in range(n):
        assert set(Counter(order[place] for order in orders).values()) == {2}
    assert {order[::-1] for order in orders} == set(orders)
    assert orders == balanced_orders(n, seed=3)


def test_sampled_orders_give_exact_shares_where_clauses_only_add_up() -> None:
    effects = [3.0, -1, 4, 1, -5, 9, 2]
    orders = balanced_orders(7, seed=1)
    sets = {frozenset(order[:k]) for order in orders for k in range(8)}
    found = {some: np.array([sum(effects[i] for i in some)]) for some in sets}
    assert shapley(found, orders).ravel() == pytest.approx(effects)


class TestGame:
    def test_sets_of_one_agreement(self) -> None:
        game = Game(Arm("Both", (passport_and_rotation(),)))
        assert game.names == ("passport", "rotation")
        assert [sorted(some) for some in game.sets] == [[], [0], [1], [0, 1]]
        assert game.method == "all sets of 2 clauses"
        assert game.with_only(frozenset()).canonical == ()
        assert game.with_only(frozenset({0, 1})).canonical == game.arm.canonical
        alone = game.with_only(frozenset({1})).agreements[0]
        assert [clause.key for clause in alone.clauses] == ["rotation"]

    def test_clauses_of_several_agreements_are_told_apart(self) -> None:
        other = agree(agreement="Other", passport={"recognises": ["dbs"]})
        game = Game(Arm("Two", (passport_and_rotation(), other)))
        assert game.names == ("Both: passport", "Both: rotation", "Other: passport")
        only = game.with_only(frozenset({2}))
        assert [len(each.clauses) for each in only.agreements] == [0, 1]
