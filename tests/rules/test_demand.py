"""Demand: required and funded posts grow with the future; unfilled care posts keep patients in acute beds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import cell, quiet_model, rows_of, rule_named, world

from icsim.future import Future
from icsim.keys import person_keys
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.system import join_systems


def lose_care_workers(model: ICS, share: float, code: str = "C") -> None:
    rows = rows_of(model, code, "care_worker")
    model.movements.leave({Reason.left: rows[: int(share * len(rows))]})


def test_zero_growth_and_no_shortage_leave_posts_as_they_are() -> None:
    model = quiet_model()
    model.run_for(12)
    assert np.array_equal(model.posts.required_fte, model.posts.funded_fte)
    assert np.array_equal(model.posts.establishment_fte, model.posts.funded_fte)


@pytest.mark.parametrize(("month", "required", "funded"), [(6, 4200, 3960), (12, 4400, 3920), (18, 4620, 3881)])
def test_growth_by_hand(month: int, required: int, funded: int) -> None:
    # 40 posts; 10% more work and 2% fewer posts a year, in straight lines within the year:
    # 40 x 1.05, 40 x 1.1, 40 x 1.1 x 1.05 and 40 x 0.99, 40 x 0.98, 40 x 0.98 x 0.99 = 38.808
    model = quiet_model(future=Future(demand_growth_rate=0.1, establishment_growth_rate=-0.02))
    model.run_for(month + 1)
    assert model.posts.required_fte[cell(model, "A")] == required
    assert model.posts.establishment_fte[cell(model, "A")] == funded


def test_delayed_discharge_by_hand() -> None:
    model = quiet_model()
    lose_care_workers(model, 0.5)  # 20 of the 50 posts in social care
    model.run(rule_named(model, "demand"))
    assert model.posts.required_fte[cell(model, "A")] == 4160  # 40 x (1 + 0.1 x 20 / 50)
    assert model.posts.required_fte[cell(model, "C", "care_worker")] == 4000


def test_easing_the_shortage_gives_beds_back_by_hand() -> None:
    # 20 of 60 posts in social care are open at the start; when 15 of them are filled, 40 x (1 - 0.1 x 15 / 60)
    staff = {"A": {"nurse": {"heads": 40}}, "C": {"care_worker": {"heads": 40, "posts": 60}}}
    model = quiet_model(world(staff))
    assert take_on_care_workers(model, 15) == 3900


def test_no_more_beds_come_back_than_were_blocked_at_the_start() -> None:
    staff = {"A": {"nurse": {"heads": 40}}, "C": {"care_worker": {"heads": 40, "posts": 60}}}
    model = quiet_model(world(staff))
    everybody = take_on_care_workers(model, 20)
    assert everybody == 3867  # 40 x (1 - 0.1 x 20 / 60)
    assert take_on_care_workers(quiet_model(world(staff)), 50) == everybody


def take_on_care_workers(model: ICS, heads: int) -> int:
    """So many whole-time care workers join; hundredths of FTE that the acute trust then needs."""
    at = np.full(heads, cell(model, "C", "care_worker"))
    keys = person_keys(model.posts.identity[at], model.posts.staff_group[at], np.arange(heads), 1)
    columns = model.population.joiners(keys, at, 0)
    model.movements.join(Reason.joined, at, fte=np.full(heads, 100), **columns)
    model.run(rule_named(model, "demand"))
    return int(model.posts.required_fte[cell(model, "A")])


def test_posts_are_funded_where_they_were_converted_and_work_needed_where_it_is_done() -> None:
    model = quiet_model(future=Future(demand_growth_rate=-0.2))
    model.run_for(12)
    a, b = cell(model, "A"), cell(model, "B")
    model.provisions.converted_fte[[a, b]] = -500, 600
    model.provisions.moved_work_fte[[a, b]] = -100, 120
    model.outside.begin_month(12)
    model.run(rule_named(model, "demand"))
    assert model.posts.establishment_fte[[a, b]].tolist() == [3500, 3600]
    assert model.posts.required_fte[[a, b]].tolist() == [3100, 2520]  # 0.8 x 40 - 1, 0.8 x 30 + 1.2


def test_no_less_than_nothing_is_needed() -> None:
    model = quiet_model()
    model.provisions.moved_work_fte[cell(model, "A")] = -5000
    model.run(rule_named(model, "demand"))
    assert model.posts.required_fte[cell(model, "A")] == 0


def test_a_shortage_that_was_there_from_the_start_is_no_extra_work() -> None:
    staff = {"A": {"nurse": {"heads": 10}}, "C": {"care_worker": {"heads": 20, "posts": 30}}}
    model = quiet_model(world(staff))
    model.step()
    assert model.posts.required_fte[cell(model, "A")] == 1000


def test_a_system_without_care_has_the_most_extra_work() -> None:
    model = quiet_model(parameters={"demand.delayed_discharge_share": 0.4})
    lose_care_workers(model, 1.0)
    model.movements.leave({Reason.left: rows_of(model, "C")})
    model.run(rule_named(model, "demand"))
    assert model.posts.required_fte[cell(model, "A")] == 5600


def test_a_shortage_stays_in_its_own_system() -> None:
    one = world({"A": {"nurse": {"heads": 10}}, "C": {"care_worker": {"heads": 10}}}, system="one")
    two = world({"D": {"nurse": {"heads": 10}}, "E": {"care_worker": {"heads": 10}}}, system="two")
    model = quiet_model(join_systems(one, two))
    lose_care_workers(model, 1.0)
    model.run(rule_named(model, "demand"))
    assert model.posts.required_fte[cell(model, "A")] == 1100
    assert model.posts.required_fte[cell(model, "D")] == 1000


def test_demand_moves_nobody() -> None:
    model = quiet_model(future=Future(demand_growth_rate=0.2))
    before = model.posts.heads.copy()
    model.run_for(24)
    assert np.array_equal(model.posts.heads, before)
