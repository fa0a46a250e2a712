"""Transport: rounds over all pairs at once give what a loop over the pairs would."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from icsim.transport import nearest_first


def in_a_loop(pairs: list[tuple[int, int, int, int]], spare: list[int], need: list[int], pools: list[int]) -> list[int]:
    """Each pair in turn takes what origin, host, pool and its own limit allow."""
    flow = []
    for origin, host, pool, most in pairs:
        amount = min(spare[origin], need[host], pools[pool], most)
        spare[origin] -= amount
        need[host] -= amount
        pools[pool] -= amount
        flow.append(amount)
    return flow


def in_rounds(pairs: list[tuple[int, int, int, int]], *amounts: list[int]) -> tuple[Any, ...]:
    """Flow, then what is left of spare, need and pools."""
    columns = [np.array(column, dtype=np.int64) for column in np.array(pairs, dtype=np.int64).reshape(-1, 4).T]
    left = [np.array(amount, dtype=np.int64) for amount in amounts]
    flow = nearest_first(*columns, *left)
    return flow.tolist(), *(amount.tolist() for amount in left)


def test_no_pairs_exchange_nothing() -> None:
    assert in_rounds([], [5], [5], [5]) == ([], [5], [5], [5])


def test_the_first_pair_takes_first_by_hand() -> None:
    # origin 0 has 10: host 0 wants 7 and is served first; host 1 gets the other 3, and 2 of origin 1, which may give 2
    pairs = [(0, 0, 0, 99), (0, 1, 0, 99), (1, 1, 1, 2)]
    assert in_rounds(pairs, [10, 10], [7, 8], [99, 99]) == ([7, 3, 2], [0, 8], [0, 3], [89, 97])


def test_a_pool_bounds_what_several_hosts_take_together() -> None:
    assert in_rounds([(0, 0, 0, 9), (0, 1, 0, 9), (0, 2, 1, 9)], [20], [5, 5, 5], [6, 9])[0] == [5, 1, 5]


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[tuple[int, int, int, int]], list[int], list[int], list[int]]:
    """Up to 5 origins, 5 hosts, two pools an origin, every pair at most once, in any order."""
    size = draw(st.integers(1, 5))
    amounts = st.lists(st.integers(0, 30), min_size=size, max_size=size)
    ends = draw(st.permutations([(a, b) for a in range(size) for b in range(size)]))
    kept = ends[: draw(st.integers(0, len(ends)))]
    pairs = [(a, b, 2 * a + b % 2, draw(st.integers(0, 20))) for a, b in kept]
    pools = draw(st.lists(st.integers(0, 30), min_size=2 * size, max_size=2 * size))
    return pairs, draw(amounts), draw(amounts), pools


@settings(max_examples=300, deadline=None, derandomize=True)
@given(case=cases())
def test_rounds_are_the_loop(case: tuple[Any, ...]) -> None:
    pairs, spare, need, pools = case
    rounds = in_rounds(pairs, spare, need, pools)
    loop = ([*spare], [*need], [*pools])
    assert rounds[0] == in_a_loop(pairs, *loop)
    assert rounds[1:] == loop
