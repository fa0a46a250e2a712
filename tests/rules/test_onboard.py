"""Onboard: days out of the numbers after a change of host or employer."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import agree, cell, quiet_model, rows_of

from icsim.ledger import Reason
from icsim.model import ICS
from icsim.recognition import Item

DAYS = 0.5 + 1 + 1 + 1 + 2 + 5
"""Identity, DBS, training, occupational health, induction, orientation."""


def days(model: ICS, code: str = "B") -> list[float]:
    monthly = model.results.monthly
    some = (monthly["organisation"] == code) & (monthly["staff_group"] == "nurse")
    return list(monthly.loc[some, "onboarding_days"])


def move(model: ICS, heads: int = 1, to: str = "B") -> None:
    model.movements.transfer(Reason.moved, rows_of(model, "A")[:heads], np.full(heads, cell(model, to)))


def test_nobody_arrives_no_days_lost() -> None:
    model = quiet_model()
    model.run_for(6)
    assert model.results.monthly["onboarding_days"].sum() == 0
    assert (model.results.monthly["available_fte"] == model.results.monthly["in_post_fte"]).all()


def test_an_arrival_by_hand() -> None:
    model = quiet_model()
    move(model)
    model.run_for(2)
    assert days(model) == [DAYS, 0]
    b = model.results.monthly.query("organisation == 'B' and staff_group == 'nurse'")
    assert b["available_fte"].tolist() == [31 - DAYS / 21, 31]  # 10.5 of 21 working days


def test_what_does_not_fit_into_the_month_is_lost_in_the_next() -> None:
    model = quiet_model(parameters={"onboard.orientation_days": 15, "onboard.dbs_days": 5})
    move(model)
    model.run_for(3)
    assert days(model) == [21, 3.5, 0]  # 24.5 days


def test_everybody_who_arrives_is_onboarded() -> None:
    model = quiet_model()
    move(model, heads=40)
    model.step()
    assert days(model) == [40 * DAYS]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (Item.identity, DAYS - 0.4),
        (Item.dbs, DAYS - 0.8),
        (Item.identity | Item.dbs | Item.training | Item.occupational_health, 7.7),  # 2 + 5 + 0.2 x 3.5
    ],
)
def test_recognised_items_take_a_fifth_of_their_time(items: Item, expected: float) -> None:
    recognised = [item.name for item in Item if item in items]
    model = quiet_model(None, agree(parties=["A", "B"], passport={"recognises": recognised}))
    move(model)
    model.step()
    assert days(model) == pytest.approx([expected])


def test_coming_home_takes_a_day() -> None:
    model = quiet_model()
    rows = rows_of(model, "A")[:1]
    model.movements.place(Reason.rotation_out, rows, np.array([cell(model, "B")]), 2, 0, 0)
    model.staff_table.watch("rotating", rows)
    model.run_for(4)
    assert days(model, "B") == [DAYS, 0, 0, 0]
    assert days(model, "A") == [0, 0, 1, 0]


def test_days_are_lost_where_people_work_and_conserve_hours() -> None:
    model = quiet_model()
    move(model, heads=3)
    move(model, heads=2, to="C")
    model.step()
    lost = model.posts.hosted_fte - model.state.available_fte
    assert lost.sum() == model.state.onboarding_fte.sum() == 250  # five people for half a month
    assert lost[cell(model, "C")] == 100
