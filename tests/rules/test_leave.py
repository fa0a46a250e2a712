"""Leave: people leave on a clock, and retire on a date; nobody else does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import CONSTANT, cell, flows, quiet_model, rows_of, rule_named, world

from icsim.ledger import Reason
from icsim.months import MONTHS_PER_YEAR

FALSE_ALARM_Z = 3.89
"""Two-sided false-alarm probability 0.0001 for each comparison, were the seeds not fixed."""


def test_zero_hazard_nobody_leaves() -> None:
    model = quiet_model()
    model.run_for(36)
    assert flows(model) == []


def test_everybody_whose_clock_has_run_out_leaves() -> None:
    model = quiet_model()
    with model.staff_table.writing(["clocks"]):
        model.staff_table.clocks[:, 0] = 0.0
    model.step()
    assert len(model.staff_table) == 0
    assert {(why, to) for _, why, _, to, *_ in flows(model)} == {("left", "outside")}


def test_retirement_comes_on_its_date() -> None:
    model = quiet_model()
    row = rows_of(model, "B")[0]
    with model.staff_table.writing(["retire_month"]):
        model.staff_table.retire_month[row] = 3
    model.run_for(6)
    assert flows(model) == [("2026-07", "retired", "B", "outside", "nurse", 1)]


def test_whoever_leaves_and_retires_at_once_is_counted_once() -> None:
    model = quiet_model()
    row = rows_of(model, "B")[0]
    with model.staff_table.writing(["retire_month", "clocks"]):
        model.staff_table.retire_month[row] = 0
        model.staff_table.clocks[row, 0] = 0.0
    model.step()
    assert flows(model) == [("2026-04", "left", "B", "outside", "nurse", 1)]


def test_clock_by_hand() -> None:
    # threshold 1, hazard 0.3 a month: 0.7, 0.4, 0.1 are left after three months, and the fourth takes it below 0
    model = quiet_model(world({"A": {"nurse": {"heads": 1}}}), parameters=CONSTANT)
    model.rates.leave[:] = 0.3
    with model.staff_table.writing(["clocks"]):
        model.staff_table.clocks[:, 0] = 1.0
    model.run_for(6)
    assert flows(model) == [("2026-07", "left", "A", "outside", "nurse", 1)]


def test_hazard_is_the_product_of_its_factors_by_hand() -> None:
    model = quiet_model()
    model.rates.leave[:] = 0.01
    model.state.pressure[:] = 0.1
    row = int(rows_of(model, "A")[0])
    with model.staff_table.writing(["birth_month", "hired_month", "strain", "belonging"]):
        model.staff_table.birth_month[row] = -30 * MONTHS_PER_YEAR
        model.staff_table.hired_month[row] = -6
        model.staff_table.strain[row] = 100
        model.staff_table.belonging[row] = 0
    factors = model.clocks.explain(model, "leave", row)
    expected = {
        "base": 0.01, "pressure": 1.1, "age": 1.25, "tenure": 1.7, "strain": 1.8, "belonging": 1 / 0.65,
        "agreements": 1, "pay round": 1, "shock": 1, "newly qualified": 1, "preceptorship": 1, "apprenticeship": 1,
    }  # fmt: skip
    assert factors == pytest.approx(expected, rel=1e-9)
    left = model.staff_table.clocks[row, 0]
    model.clocks.spend(model)
    assert left - model.staff_table.clocks[row, 0] == pytest.approx(math.prod(expected.values()), rel=1e-4)


@pytest.mark.parametrize(("years", "ratio"), [(20, 1.6), (24.9, 1.6), (25, 1.25), (34.9, 1.25), (35, 1.0), (70, 1.0)])
def test_age_factor_changes_on_the_birthday(years: float, ratio: float) -> None:
    model = quiet_model()
    with model.staff_table.writing(["birth_month"]):
        model.staff_table.birth_month[0] = -round(years * MONTHS_PER_YEAR)
    assert model.clocks.explain(model, "leave", 0)["age"] == pytest.approx(ratio)


@pytest.mark.parametrize(("months", "ratio"), [(0, 1.7), (11, 1.7), (12, 1.3), (24, 1.0), (119, 1.0), (120, 0.75)])
def test_tenure_factor_changes_on_the_anniversary(months: int, ratio: float) -> None:
    model = quiet_model()
    with model.staff_table.writing(["hired_month"]):
        model.staff_table.hired_month[0] = -months
    assert model.clocks.explain(model, "leave", 0)["tenure"] == pytest.approx(ratio)


def test_every_leaver_is_a_head_less_and_a_row_of_flows() -> None:
    model = quiet_model(parameters=CONSTANT)
    model.rates.leave[:] = 0.05
    before = int(model.posts.heads.sum())
    model.run_for(12)
    gone = sum(heads for *_, heads in flows(model))
    assert 0 < gone == before - len(model.staff_table)
    assert model.posts.heads.sum() == len(model.staff_table)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_without_hiring_survivors_follow_a_constant_hazard(seed: int) -> None:
    """n (1 - p)^t with p = 1 - exp(-h), to within a binomial spread; 12 comparisons, budget 0.0012 in all."""
    n, hazard = 5000, 0.02
    model = quiet_model(world({"A": {"nurse": {"heads": n}}}), parameters=CONSTANT, rng=seed)
    model.rates.leave[:] = hazard
    for months in (6, 24, 60):
        model.run_for(months - model.month)
        stay = math.exp(-hazard * months)
        spread = math.sqrt(n * stay * (1 - stay))
        assert abs(model.posts.heads[0] - n * stay) < FALSE_ALARM_Z * spread


def test_leave_acts_on_those_it_is_given_and_no_others() -> None:
    model = quiet_model()
    rows = rows_of(model, "A")[:3]
    gone = set(model.staff_table.key[rows].tolist())
    everybody = set(model.staff_table.key.tolist())
    model.staff_table.watch("leave", rows)
    model.run(rule_named(model, "leave"))
    assert set(model.staff_table.key.tolist()) == everybody - gone
    assert model.posts.heads[cell(model, "A")] == 37
    assert not len(model.staff_table.watched("leave"))


def test_a_leaver_with_an_appointment_gives_it_back() -> None:
    model = quiet_model()
    rows, target = rows_of(model, "A")[:1], np.array([cell(model, "B")])
    model.movements.appoint(rows, target, np.array([5]))
    model.movements.leave({Reason.left: rows})
    assert model.posts.appointed_fte.sum() == 0
    assert list(model.ledger.refused()) == [(0, "recruit", "left before starting", 1)]
