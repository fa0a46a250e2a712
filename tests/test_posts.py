"""Posts: one cell for each organisation and staff group that has people or funded posts."""

from __future__ import annotations

import numpy as np
from tests.worlds import cell, quiet_model, world

from icsim.posts import Posts


def test_cells_by_hand() -> None:
    posts = Posts(world())
    assert posts.n == 6
    assert posts.organisation.tolist() == [0, 0, 1, 1, 2, 2]
    assert posts.staff_group.tolist() == [0, 8, 0, 8, 0, 10]
    assert posts.cell_of[2, [0, 8, 10]].tolist() == [4, -1, 5]


def test_funded_posts_without_people_are_a_cell_and_neither_is_none() -> None:
    posts = Posts(world({"A": {"nurse": {"heads": 0, "posts": 3}, "midwife": {"heads": 0}}}))
    assert posts.staff_group.tolist() == [0]
    assert posts.open_fte.tolist() == [300]


def test_a_vacancy_is_what_is_neither_held_nor_promised() -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 10, "posts": 13}}, "B": {"nurse": {"heads": 5}}}))
    model.movements.appoint(np.array([10]), np.array([cell(model, "A")]), np.array([4]))
    assert model.posts.open_fte.tolist() == [200, 0]


def test_counts_are_whole_numbers_in_any_order() -> None:
    posts = Posts(world())
    cells, weights = np.array([5, 0, 5, 3]), np.array([7, 100, 93, 1])
    assert posts.count(cells).tolist() == [1, 0, 0, 1, 0, 2]
    assert (
        posts.count(cells, weights).tolist()
        == posts.count(cells[::-1], weights[::-1]).tolist()
        == [100, 0, 0, 1, 0, 100]
    )
