"""Cover: the own bank fills what it can of the gap between required and available work."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import quiet_model, rule_named, world

from icsim.accounts import CostKind
from icsim.model import ICS


def short(staff: float, posts: float, **parameters: float) -> ICS:
    """One organisation with this FTE in post and this establishment, after a month's own bank."""
    heads = max(round(staff), 0)
    model = quiet_model(world({"A": {"nurse": {"heads": heads, "fte": staff, "posts": posts}}}), parameters=parameters)
    model.run(rule_named(model, "cover"))
    return model


def test_no_gap_no_bank() -> None:
    state = short(100, 100).state
    assert state.bank_fte[0] == state.gap_fte[0] == 0


def test_more_staff_than_posts_need_no_bank() -> None:
    state = short(110, 100).state
    assert state.bank_fte[0] == state.gap_fte[0] == 0
    assert state.available_fte[0] == 11000


def test_a_large_gap_by_hand() -> None:
    # gap 10; bank: the least of 0.65 x 10 and 0.05 x 90
    model = short(90, 100)
    assert model.state.bank_fte[0] == 450
    assert model.state.gap_fte[0] == 550


def test_a_small_gap_by_hand() -> None:
    # gap 1: bank 0.65
    state = short(99, 100).state
    assert (state.bank_fte[0], state.gap_fte[0]) == (65, 35)


def test_pay_and_bank_cost_the_pay_of_the_post() -> None:
    model = short(90, 100)
    pay = int(model.pay_pence[0])
    assert model.accounts.close()[0] == 9000 * pay // 100 + 450 * pay // 100
    spent = model.accounts.months[0]
    assert spent.keys() == {CostKind.pay, CostKind.bank}
    assert spent[CostKind.bank][0] == 450 * pay // 100


def test_nobody_in_post_no_bank_and_no_cost() -> None:
    model = short(0, 10)
    assert model.state.gap_fte[0] == 1000
    assert model.accounts.close()[0] == 0


def test_a_larger_bank_fills_more() -> None:
    # 0.1 x 90 people would do 9, but the bank fills 0.65 of a gap of 10 at most
    assert short(90, 100, **{"cover.bank_share": 0.1}).state.bank_fte[0] == 650


@pytest.mark.parametrize(("studying", "available"), [(0, 9000), (500, 8500), (9900, 0)])
def test_hours_spent_learning_are_out_of_the_numbers(studying: int, available: int) -> None:
    model = short(90, 100)
    model.state.studying_fte = np.array([studying])
    model.run(rule_named(model, "cover"))
    assert model.state.available_fte[0] == available


def test_hours_given_back_by_agreements_are_worked() -> None:
    # a hundredth of 90 FTE
    model = short(90, 100)
    model.provisions.released_share[:] = 0.01
    model.run(rule_named(model, "cover"))
    assert model.state.available_fte[0] == 9090


@pytest.mark.parametrize("staff", [0, 1, 37, 99, 100, 130])
def test_work_done_and_left_is_the_work_required(staff: float) -> None:
    model = short(staff, 100)
    state = model.state
    covered = state.available_fte + state.bank_fte + state.gap_fte
    assert np.array_equal(covered, np.maximum(model.posts.required_fte, state.available_fte))


def test_more_staff_never_leave_more_to_others() -> None:
    left = [int(short(staff, 100).state.gap_fte[0]) for staff in range(0, 101, 5)]
    assert left == sorted(left, reverse=True)
