"""State: who has been appointed from outside and has not started."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import world

from icsim.posts import Posts
from icsim.state import Appointments

people = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 100), st.integers(0, 9)), max_size=30)


def appoint(appointments: Appointments, rows: list[tuple[int, int, int]], first_key: int = 0) -> None:
    cells, fte, months = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    appointments.add(np.arange(first_key, first_key + len(rows), dtype=np.uint64), cells, fte, months)


@settings(deadline=None)
@given(one=people, other=people)
def test_everybody_starts_once_in_their_month(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]]
) -> None:
    posts = Posts(world())
    appointments = Appointments(posts)
    appoint(appointments, one)
    appoint(appointments, other, first_key=1000)
    assert posts.appointed_fte.sum() == sum(fte for _, fte, _ in one + other)
    for month in range(10):
        keys, cells, fte, *_ = appointments.due(month)
        due = [row for row in one + other if row[2] == month]
        assert sorted(zip(cells.tolist(), fte.tolist(), strict=True)) == sorted(row[:2] for row in due)
        assert len(set(keys.tolist())) == len(due)
    assert not posts.appointed_fte.any()
    assert not len(appointments.waiting.key)


@pytest.mark.parametrize("month", [0, 7])
def test_a_month_in_which_nobody_starts(month: int) -> None:
    keys, *_ = Appointments(Posts(world())).due(month)
    assert not len(keys)
