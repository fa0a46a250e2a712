"""Agency: part of what banks leave is bought in, dearer and up to a cap; the rest is unfilled and becomes pressure."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import quiet_model, rule_named, world

from icsim.accounts import CostKind
from icsim.model import ICS


def short(staff: float, posts: float, cap_ratio: float = 1.0, **parameters: float) -> ICS:
    """One organisation with this FTE in post and this establishment, after a month's bank and agency."""
    heads = max(round(staff), 0)
    model = quiet_model(world({"A": {"nurse": {"heads": heads, "fte": staff, "posts": posts}}}), parameters=parameters)
    model.provisions.agency_cap_ratio[:] = cap_ratio
    for name in ("cover", "agency"):
        model.run(rule_named(model, name))
    return model


def test_no_gap_no_agency_and_no_pressure() -> None:
    state = short(100, 100).state
    assert state.agency_fte[0] == state.unfilled_fte[0] == 0
    assert state.pressure[0] == 0


def test_more_staff_than_posts_make_no_pressure() -> None:
    state = short(110, 100).state
    assert state.unfilled_fte[0] == state.pressure[0] == 0


def test_a_large_gap_by_hand() -> None:
    # the bank leaves 5.5; agency: the least of 0.6 x 5.5 and 0.037 x 90 / 1.2 = 2.775
    model = short(90, 100)
    assert model.state.agency_fte[0] == 277
    assert model.state.unfilled_fte[0] == 273
    assert model.state.pressure[0] == pytest.approx(0.0273)


def test_a_small_gap_by_hand() -> None:
    # the bank leaves 0.35: agency 0.21, and 0.14 is left
    state = short(99, 100).state
    assert (state.bank_fte[0], state.agency_fte[0], state.unfilled_fte[0]) == (65, 21, 14)


def test_an_agency_shift_costs_the_premium_over_the_post() -> None:
    model = short(90, 100)
    pay = int(model.pay_pence[0])
    cost = model.accounts.close()[0]
    assert model.accounts.months[0][CostKind.agency][0] == 277 * round(1.2 * pay) // 100
    assert cost == 9000 * pay // 100 + 450 * pay // 100 + 277 * round(1.2 * pay) // 100


def test_nobody_in_post_all_work_undone() -> None:
    model = short(0, 10)
    assert model.state.unfilled_fte[0] == 1000
    assert model.state.pressure[0] == 1.0
    assert model.accounts.close()[0] == 0


def test_an_agency_that_may_not_be_paid_is_not_used() -> None:
    assert short(90, 100, **{"cover.agency_cap_share": 0}).state.agency_fte[0] == 0


def test_an_agreed_cap_lowers_the_spend_in_proportion() -> None:
    # 0.037 x 90 / 1.2 x 0.4 = 1.11
    assert short(90, 100, cap_ratio=0.4).state.agency_fte[0] == 111
    assert short(90, 100, cap_ratio=0.0).state.unfilled_fte[0] == 550


@pytest.mark.parametrize("staff", [0, 1, 37, 99, 100, 130])
def test_work_done_and_undone_is_the_work_required(staff: float) -> None:
    model = short(staff, 100)
    state = model.state
    covered = state.available_fte + state.bank_fte + state.agency_fte + state.unfilled_fte
    assert np.array_equal(covered, np.maximum(model.posts.required_fte, state.available_fte))


def test_more_staff_never_leave_more_undone() -> None:
    undone = [int(short(staff, 100).state.unfilled_fte[0]) for staff in range(0, 101, 5)]
    assert undone == sorted(undone, reverse=True)
