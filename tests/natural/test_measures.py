"""What is counted of a run, on systems so small that it can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import CONSTANT, cell, quiet_model, world

from icsim.ledger import Reason
from icsim.model import ICS
from icsim.natural.measures import MEASURES, Seen, seen
from icsim.natural.scope import chosen
from icsim.result_columns import RESULT_COLUMNS

NURSES = ["trusts", "staff_group:nurse"]


def counted(model: ICS, name: str, *words: str) -> Seen:
    return seen(model, name, chosen(words, model.system, model.posts, {}))


def flow(model: ICS, month: int, reason: Reason, origin: int, target: int, heads: int = 1) -> None:
    model.ledger.flow(month, reason, origin, target, np.zeros(heads, dtype=np.int64))  # nurses


def test_leaving_the_nhs_is_leaving_trusts_for_anything_but_a_trust() -> None:
    # trusts A and B of 40 and 30 nurses, a care provider C: two leave A, one retires from B, one goes from A to C
    model = quiet_model(world(), parameters=CONSTANT)
    model.run_for(2)
    flow(model, 0, Reason.left, 0, -1, heads=2)
    flow(model, 1, Reason.retired, 1, -1)
    flow(model, 1, Reason.moved, 0, 2)
    flow(model, 1, Reason.moved, 0, 1, heads=5)  # from trust to trust: leaves an employer, not the NHS
    flow(model, 1, Reason.training_ended, 0, -1)  # a doctor in training is no leaver
    flow(model, 1, Reason.left, 2, -1)  # no trust
    leaving = counted(model, "leaving_nhs_rate", *NURSES)
    assert leaving.top.tolist() == [2, 2]
    assert leaving.bottom is not None
    assert leaving.bottom.tolist() == [70, 70]
    assert leaving.over(0, 2) == pytest.approx(12 * 4 / 140)
    assert leaving.over(1, 2) == pytest.approx(12 * 2 / 70)
    assert counted(model, "leaving_rate", *NURSES).top.tolist() == [2, 7]


def test_a_vacancy_is_a_funded_post_that_nobody_holds() -> None:
    staff = {"A": {"nurse": {"heads": 36, "posts": 40}}, "B": {"nurse": {"heads": 10, "posts": 10}}}
    model = quiet_model(world(staff), parameters={"recruit.time_to_hire_days": 120})
    model.run_for(1)
    assert counted(model, "gap_fte", *NURSES).over(0, 1) == pytest.approx(4)
    assert counted(model, "vacancy_share", *NURSES).over(0, 1) == pytest.approx(4 / 50)


def test_banks_and_agencies_and_what_is_left_are_the_whole_gap() -> None:
    staff = {"A": {"nurse": {"heads": 80, "posts": 100}}}
    model = quiet_model(world(staff))
    model.run_for(2)
    bank, agency = (counted(model, f"{who}_fill_share", "trusts").over(0, 2) for who in ("bank", "agency"))
    whole = counted(model, "bank_fill_share", "trusts").bottom
    unfilled = counted(model, "unfilled_fte", "trusts").over(0, 2)
    assert whole is not None
    assert whole.tolist() == [20, 20]
    assert bank > 0 < agency
    assert counted(model, "covered_share", "trusts").over(0, 2) == pytest.approx(bank + agency)
    assert unfilled / 20 == pytest.approx(1 - bank - agency)


def test_they_agree_with_the_tables_of_results() -> None:
    staff = {"A": {"nurse": {"heads": 80, "posts": 90, "leavers": 3, "joiners": 3}},
             "B": {"nurse": {"heads": 60, "posts": 66, "leavers": 2, "joiners": 2}}}  # fmt: skip
    model = ICS(world(staff), rng=3)
    model.run_for(6)
    table = model.results.monthly
    by_month = table.groupby("month", observed=True)
    both = counted(model, "leaving_rate").top.tolist()
    assert both == (by_month["leavers"].sum() + by_month["movers_out"].sum()).tolist()
    assert sum(both) > 0
    for name in ("in_post_fte", "establishment_fte", "unfilled_fte"):
        assert counted(model, name).top == pytest.approx(by_month[name].sum().to_numpy())
    days = by_month["onboarding_days"].sum().to_numpy()
    assert counted(model, "onboarding_days_per_move").top == pytest.approx(days)


def test_a_ratio_of_nothing_is_missing_and_an_amount_is_a_mean() -> None:
    nothing = Seen(np.array([1.0, 2.0]), np.zeros(2), 12.0)
    assert math.isnan(nothing.over(0, 2))
    assert Seen(np.array([1.0, 2.0, 6.0]), None, 1.0).over(1, 3) == 4


def test_every_measure_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert [measure.name for measure in MEASURES.values()] == list(MEASURES)
    assert all(measure.meaning and measure.unit for measure in MEASURES.values())
    assert {"in_post_fte", "establishment_fte"} <= {column.name for column in RESULT_COLUMNS}
    model = quiet_model(world())
    model.run_for(1)
    cells = np.zeros(model.posts.n, dtype=bool)
    cells[cell(model, "A")] = True
    for name in MEASURES:
        assert seen(model, name, cells).top.shape == (1,)
