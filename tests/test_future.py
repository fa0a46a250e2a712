"""Futures: what each field does, worked by hand; what is neutral changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.determinism.same import assert_same_run
from tests.worlds import CONSTANT, cell, quiet_model, world

from icsim import exact
from icsim.errors import InputError
from icsim.future import Future, Shock, load_future
from icsim.load import load_system
from icsim.model import ICS

SHIPPED = sorted((Path(__file__).parents[1] / "configs" / "futures").glob("*.yaml"))
BUSY = {
    "A": {"nurse": {"heads": 60, "posts": 66, "leavers": 1.5, "joiners": 1.5}},
    "C": {"care_worker": {"heads": 60, "posts": 66, "leavers": 1.5, "joiners": 1.5}},
}
SHOCK = {"from_months": 2, "dip_ratio": 0.9, "dip_months": 3, "peak_ratio": 1.2, "peak_months": 2, "demand_share": 0.1}


def under(months: int, **future: Any) -> ICS:
    """The quiet world after so many months of a future."""
    model = quiet_model(future=Future(**future))
    model.run_for(months)
    return model


def test_eight_are_shipped_and_each_names_its_evidence() -> None:
    futures = {path.stem: load_future(path) for path in SHIPPED}
    assert len(futures) == 8
    assert [stem for stem, future in futures.items() if "vidence" not in future.note] == ["flat"]
    assert len({future.future for future in futures.values()}) == 8


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_runs_and_differs_from_today_unless_it_is_flat(path: Path) -> None:
    """Four years: the nursing places of today's intakes qualify in the fourth."""
    system = load_system("small")
    today, other = ICS(system), ICS(system, future=load_future(path))
    for model in (today, other):
        model.run_for(48)
    same = today.results.monthly.equals(other.results.monthly)
    assert same == (path.stem == "flat")


NEUTRAL: dict[str, Any] = {
    "overseas_supply_ratio": 1.0,
    "overseas_supply_from_months": 5,
    "pay_round_rate": 0.0,
    "care_pay_rate": 0.0,
    "extra_nurse_places_england": 0,
    "attrition_ratio": 1.0,
    "shock": Shock(from_months=1, dip_ratio=1, dip_months=2, peak_ratio=1, peak_months=9),
    "leaving_by_year": [1, 1],
}


def test_neutral_fields_change_nothing_byte_for_byte() -> None:
    system = load_system("small")
    today, other = ICS(system), ICS(system, future=Future(**NEUTRAL))
    for model in (today, other):
        model.run_for(14)
    assert_same_run(today, other)


def test_before_a_future_begins_nothing_has_changed() -> None:
    later = Future(shock=Shock(**{**SHOCK, "from_months": 6}), overseas_supply_ratio=0.2, overseas_supply_from_months=6)
    models = [ICS(world(BUSY), future=future, rng=5) for future in (Future(), later)]
    for model in models:
        model.run_for(6)
    assert_same_run(*models)


def test_what_is_calibrated_is_calibrated_under_the_conditions_of_the_start() -> None:
    at_once = Future(shock=Shock(**{**SHOCK, "from_months": 0}), pay_round_rate=0.1, overseas_supply_ratio=0.1)
    today, other = ICS(world(BUSY)), ICS(world(BUSY), future=at_once)
    assert np.array_equal(today.rates.leave, other.rates.leave)
    assert np.array_equal(today.rates.fill_prob, other.rates.fill_prob)


@pytest.mark.parametrize(("month", "ratio"), [(1, 1.0), (2, 0.9), (4, 0.9), (5, 1.2), (6, 1.2), (7, 1.0)])
def test_leaving_dips_then_peaks(month: int, ratio: float) -> None:
    model = under(month + 1, shock=Shock(**SHOCK))
    assert set(model.outside.shock_leave_ratio.tolist()) == {ratio}


@pytest.mark.parametrize(("month", "ratio"), [(0, 1.0), (11, 1.0), (12, 0.9), (23, 0.9), (24, 1.25), (40, 1.25)])
def test_leaving_may_be_set_year_by_year_and_the_last_holds_on(month: int, ratio: float) -> None:
    assert Future(leaving_by_year=[1, 0.9, 1.25]).leave_ratio(month) == ratio


def test_years_and_a_shock_multiply() -> None:
    future = Future(leaving_by_year=[0.5], shock=Shock(**SHOCK))
    assert [future.leave_ratio(month) for month in (1, 2, 5)] == [0.5, 0.45, 0.6]
    assert future.sentence().endswith(
        "; leaving year by year at 50% of what it would be. Everything else outside stays as it is."
    )


def test_leaving_answers_to_the_shock_in_the_month() -> None:
    # hazard 0.1, threshold 0.35: gone in the fourth month without a shock (0.4), in the third where leaving doubles
    gone = {}
    for ratio in (1.0, 2.0):
        shock = Shock(from_months=1, dip_ratio=ratio, dip_months=9, peak_ratio=1, peak_months=1)
        model = quiet_model(world({"A": {"nurse": {"heads": 1}}}), future=Future(shock=shock), parameters=CONSTANT)
        model.rates.leave[:] = 0.1
        with model.staff_table.writing(["clocks"]):
            model.staff_table.clocks[:, 0] = 0.35
        model.run_for(6)
        gone[ratio] = model.results.flows["month"].astype(str).tolist()
    assert gone == {1.0: ["2026-07"], 2.0: ["2026-06"]}


@pytest.mark.parametrize(("month", "required"), [(1, 4000), (2, 4400), (4, 4400), (5, 4000)])
def test_a_shock_brings_more_work_while_it_lasts(month: int, required: int) -> None:
    model = under(month + 1, shock=Shock(**SHOCK))
    assert model.posts.required_fte[cell(model, "A")] == required
    assert model.posts.establishment_fte[cell(model, "A")] == 4000


def test_a_pay_round_raises_nhs_pay_alone() -> None:
    # 4% a year, half a year in: 1.02; independent care does not follow
    today, later = under(7), under(7, pay_round_rate=0.04)
    nurse, carer = cell(today, "A"), cell(today, "C", "care_worker")
    assert later.pay_pence[nurse] == round(today.pay_pence[nurse] * 1.02)
    assert later.pay_pence[carer] == today.pay_pence[carer]
    assert later.outside.pay_ratio[[nurse, carer]].tolist() == [1.02, 1.0]


def test_care_pay_can_rise_by_itself() -> None:
    model = under(13, care_pay_rate=0.05)
    assert model.outside.pay_ratio[[cell(model, "A"), cell(model, "C", "care_worker")]].tolist() == [1.0, 1.05]


def test_a_pay_rise_is_paid_to_everybody_in_post() -> None:
    costs = [under(13, pay_round_rate=rate).results.costs for rate in (0.0, 0.1)]
    spent = [table[(table["month"] == "2027-04") & (table["organisation"] == "A")]["gbp"].sum() for table in costs]
    assert spent[1] == pytest.approx(1.1 * spent[0], rel=1e-6)


def test_better_pay_keeps_people_by_the_elasticity() -> None:
    # 1.1 to the power of -1.5, by hand: 1 / (1.1 x sqrt(1.1)) = 0.86678
    model = quiet_model(future=Future(pay_round_rate=0.1), parameters={"pay_round.leave_elasticity": 1.5})
    model.run_for(13)
    assert model.outside.pay_leave_ratio[cell(model, "A")] == pytest.approx(0.8667842, rel=1e-6)
    assert model.outside.pay_leave_ratio[cell(model, "C", "care_worker")] == 1.0


def test_people_compare_pay_as_it_is_now() -> None:
    model = under(13, pay_round_rate=0.1)
    strain = model.state.strain
    raised = model.choice.quality(strain, model.outside.pay_ratio) - model.choice.quality(strain)
    expected = model.p["seek.pay_elasticity"] * exact.log(1.1)
    assert raised[cell(model, "A")] == pytest.approx(float(expected), rel=1e-9)
    assert raised[cell(model, "C", "care_worker")] == pytest.approx(0.0, abs=1e-12)


def test_overseas_supply_falls_by_the_share_that_comes_from_there() -> None:
    # a quarter of nurses recruited from outside come from overseas: 1 - 0.25 x (1 - 0.2) = 0.8
    future = Future(overseas_supply_ratio=0.2, overseas_supply_from_months=3)
    model = quiet_model(future=future, parameters={"overseas.nurse_share": 0.25, "overseas.care_worker_share": 0.1})
    model.run_for(3)
    assert set(model.outside.supply_ratio.tolist()) == {1.0}
    model.run_for(1)
    assert model.outside.supply_ratio[cell(model, "A")] == pytest.approx(0.8)
    assert model.outside.supply_ratio[cell(model, "C", "care_worker")] == pytest.approx(0.92)


def test_of_those_who_would_have_come_some_do_not() -> None:
    """1,000 open posts, each filled with chance 0.5 x (1 - 0.39); 5 standard deviations: wrong once in a million."""
    staff = {"A": {"nurse": {"heads": 1000, "posts": 2000}}}
    found = []
    for ratio in (1.0, 0.0):
        future, shares = Future(overseas_supply_ratio=ratio), {"overseas.nurse_share": 0.39}
        model = quiet_model(world(staff), future=future, parameters=shares)
        model.rates.fill_prob[:] = 0.5
        model.step()
        found.append(set(model.appointments.waiting.key.tolist()))
    assert found[1] < found[0]
    assert abs(len(found[1]) - 305) < 5 * 15


def test_nursing_places_by_hand() -> None:
    assert Future().nurse_places_ratio == 1.0
    assert Future(extra_nurse_places_england=9150).nurse_places_ratio == 1.5


FAULTS = {
    "overseas_supply_ratio: -1": "must be 0 to 3",
    "pay_round_rate: 0.5": "must be -0.2 to 0.2",
    "attrition_ratio: .nan": "is not a finite number",
    "overseas_suply_ratio: 1": "did you mean overseas_supply_ratio?",
    "extra_nurse_places_england: 2.5": "must be a whole number",
    "shock: {from_months: 3}": "dip_ratio: is missing",
    "shock: {from_months: 3, dip_ratio: 1, dip_months: 0, peak_ratio: 1, peak_months: 1}": "must be 1 to ",
}


@pytest.mark.parametrize("line", FAULTS)
def test_faults_are_named_by_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "future.yaml"
    path.write_text(f"future: Wrong\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_future(path)
    said = str(error.value)
    assert "future.yaml:2:" in said
    assert FAULTS[line] in said


def test_a_future_in_plain_english() -> None:
    future = Future(
        demand_growth_rate=0.02, overseas_supply_ratio=0.5, overseas_supply_from_months=6, pay_round_rate=0.01,
        care_pay_rate=0.03, extra_nurse_places_england=5000, attrition_ratio=0.5, shock=Shock(**SHOCK),
    )  # fmt: skip
    assert future.sentence() == (
        "Against the start: work +2% and funded posts 0% a year; recruitment from overseas at 50% of the start's from "
        "month 7; NHS, council and university pay +1% a year against pay outside; care pay +3% a year against pay "
        "outside; 5,000 more nursing places a year in England (+27.3%); drop-out of students at 50% of today's; a "
        "shock from month 3: leaving at 90% of what it would be for 3 months with +10% work, then at 120% for 2 "
        "months. Everything else outside stays as it is."
    )
