"""Cover: own bank, then agency up to its cap, fill the gap; the rest is unfilled and becomes pressure."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import quiet_model, rule_named, world

from icsim.model import ICS


def short(staff: float, posts: float, **parameters: float) -> ICS:
    """One organisation with this FTE in post and this establishment, after a month's cover."""
    heads = max(round(staff), 0)
    model = quiet_model(world({"A": {"nurse": {"heads": heads, "fte": staff, "posts": posts}}}), parameters=parameters)
    model.run(rule_named(model, "cover"))
    return model


def test_no_gap_no_cover() -> None:
    state = short(100, 100).state
    assert state.bank_fte[0] == state.agency_fte[0] == state.unfilled_fte[0] == 0
    assert state.pressure[0] == 0


def test_more_staff_than_posts_need_no_cover_and_make_no_pressure() -> None:
    state = short(110, 100).state
    assert state.unfilled_fte[0] == state.pressure[0] == 0
    assert state.available_fte[0] == 11000


def test_a_large_gap_by_hand() -> None:
    # gap 10; bank: the least of 0.65 x 10 and 0.05 x 90; agency: the least of 0.6 x 5.5 and 0.037 x 90 / 1.2 = 2.775
    model = short(90, 100)
    assert model.state.bank_fte[0] == 450
    assert model.state.agency_fte[0] == 277
    assert model.state.unfilled_fte[0] == 273
    assert model.state.pressure[0] == pytest.approx(0.0273)
    pay = int(model.pay_pence[0])
    assert model.state.cost_pence[0] == ((9000 + 450) * pay + 277 * round(1.2 * pay)) // 100


def test_a_small_gap_by_hand() -> None:
    # gap 1: bank 0.65, agency 0.6 x 0.35 = 0.21, and 0.14 is left
    state = short(99, 100).state
    assert (state.bank_fte[0], state.agency_fte[0], state.unfilled_fte[0]) == (65, 21, 14)


def test_nobody_in_post_all_work_undone() -> None:
    model = short(0, 10)
    assert model.state.unfilled_fte[0] == 1000
    assert model.state.pressure[0] == 1.0
    assert model.state.cost_pence[0] == 0


def test_an_agency_that_may_not_be_paid_is_not_used() -> None:
    assert short(90, 100, **{"cover.agency_cap_share": 0}).state.agency_fte[0] == 0


@pytest.mark.parametrize("staff", [0, 1, 37, 99, 100, 130])
def test_work_done_and_undone_is_the_work_required(staff: float) -> None:
    model = short(staff, 100)
    state = model.state
    covered = state.available_fte + state.bank_fte + state.agency_fte + state.unfilled_fte
    assert np.array_equal(covered, np.maximum(model.posts.required_fte, state.available_fte))


def test_more_staff_never_leave_more_undone() -> None:
    undone = [int(short(staff, 100).state.unfilled_fte[0]) for staff in range(0, 101, 5)]
    assert undone == sorted(undone, reverse=True)
