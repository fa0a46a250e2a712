"""Rotate: whoever's last placement has ended goes home to the employer that kept their post."""

from __future__ import annotations

import numpy as np
from tests.worlds import cell, flows, quiet_model, rows_of, rule_named

from icsim.ledger import Reason
from icsim.model import ICS


def placed(model: ICS, until: int, heads: int = 2) -> np.ndarray:
    """People of A who work at B until a month."""
    rows = rows_of(model, "A")[:heads]
    model.movements.place(Reason.rotation_out, rows, np.full(heads, cell(model, "B")), until, 0, 0)
    model.staff_table.watch("rotating", rows)
    return rows


def test_nobody_away_nobody_comes_home() -> None:
    model = quiet_model()
    model.run_for(6)
    assert flows(model) == []


def test_home_in_the_month_the_placement_ends_and_not_before() -> None:
    model = quiet_model()
    placed(model, until=3)
    model.run_for(3)
    assert model.posts.hosted_heads[cell(model, "B")] == 32
    model.step()
    assert flows(model)[1:] == [("2026-07", "rotation_home", "B", "A", "nurse", 2)]
    assert np.array_equal(model.posts.hosted_heads, model.posts.heads)


def test_a_spell_is_counted_and_the_placement_closed() -> None:
    model = quiet_model()
    rows = placed(model, until=0)
    model.run(rule_named(model, "rotate"))
    staff = model.staff_table
    assert staff.placement[rows].tolist() == [-1, -1]
    assert staff.host_cell[rows].tolist() == staff.employer_cell[rows].tolist()


def test_the_employer_keeps_post_and_hours_throughout() -> None:
    model = quiet_model()
    heads, fte = model.posts.heads.copy(), model.posts.fte.copy()
    placed(model, until=2)
    model.run_for(4)
    assert np.array_equal(model.posts.heads, heads)
    assert np.array_equal(model.posts.fte, fte)
    monthly = model.results.monthly
    assert monthly.groupby("month", observed=True)["rotating_in"].sum().tolist() == [2, 2, 0, 0]
    assert monthly.groupby("month", observed=True)["rotating_out"].sum().tolist() == [2, 2, 0, 0]


def test_whoever_takes_another_job_while_away_is_no_longer_rotating() -> None:
    model = quiet_model()
    rows = placed(model, until=6)
    model.movements.appoint(rows[:1], np.array([cell(model, "C")]), np.array([2]))
    model.run_for(8)
    rotating = model.results.monthly.groupby("month", observed=True)["rotating_in"].sum()
    assert rotating.tolist() == [2, 2, 1, 1, 1, 1, 0, 0]
    assert ("2026-10", "rotation_home", "B", "A", "nurse", 1) in flows(model)
