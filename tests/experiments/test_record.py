"""Records: what is kept of a run agrees with its tables, its ledger and its people."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest
from tests.worlds import agree, quiet_model, world

from icsim.experiment.measures import ALL, BY_NAME, MEASURES, Totals
from icsim.experiment.open_posts import BINDING, open_posts
from icsim.experiment.people_seen import PeopleSeen
from icsim.experiment.record import WHOLE_RUN, RunRecord, run
from icsim.experiment.spec import RunSpec
from icsim.ledger import JOINERS, LEAVERS
from icsim.model import ICS

SPEC = RunSpec.of(
    "small",
    months=18,  # signing takes a while
    seed=3,
    detail="full",
    agreements=[agree(rotation={"staff_groups": ["nurse"], "places": 10, "months": 2}, shared_bank={})],
)


@cache
def record() -> RunRecord:
    return run(SPEC)


@cache
def model() -> ICS:
    """The same run, by hand."""
    model = SPEC.build()
    model.run_for(SPEC.months)
    return model


def outcomes() -> pd.Series:
    return record().frame("outcome").set_index(["measure", "organisation"])["value"]


SUMS = ("leavers", "joiners", "movers_in", "movers_out", "onboarding_days", "bank_gbp", "agency_gbp", "cost_gbp")


@pytest.mark.parametrize("name", SUMS)
def test_amounts_over_the_run_are_those_of_the_monthly_table(name: str) -> None:
    monthly = model().results.monthly
    for key, of in (("organisation", ""), ("sector", "sector:")):
        sums = monthly.groupby(key, observed=True)[name].sum()
        assert [outcomes()[name, f"{of}{word}"] for word in sums.index] == pytest.approx(sums.tolist())
    assert outcomes()[name, ALL] == pytest.approx(monthly[name].sum())


def test_means_ends_shares_and_levels() -> None:
    monthly, all_of_it = model().results.monthly, outcomes().xs(ALL, level="organisation")
    last = monthly[monthly["month"] == monthly["month"].max()]
    people = monthly["in_post_heads"] - monthly["rotating_out"] + monthly["rotating_in"]
    assert all_of_it["vacancy_fte"] == pytest.approx(monthly["vacancy_fte"].sum() / SPEC.months)
    assert all_of_it["vacancy_end_fte"] == pytest.approx(last["vacancy_fte"].sum())
    assert all_of_it["vacancy_share"] == pytest.approx(
        monthly["vacancy_fte"].sum() / monthly["establishment_fte"].sum()
    )
    assert all_of_it["strain"] == pytest.approx((monthly["strain"].fillna(0) * people).sum() / people.sum())
    assert all_of_it["rotating"] == pytest.approx(monthly["rotating_out"].sum() / SPEC.months)
    assert all_of_it["rotating"] > 0
    assert all_of_it["net_moves"] == 0
    assert all_of_it["recharge_gbp"] == 0


def test_every_measure_is_of_every_place() -> None:
    system = model().system
    places = {*system.index, ALL, *(f"sector:{o.sector.name}" for o in system.organisations)}
    nobody = {(m.name, p) for m in MEASURES for p in ("UNI-WEN", "sector:university") if not m.is_amount}
    assert set(outcomes().index) == {(measure.name, place) for measure in MEASURES for place in places} - nobody


def test_a_level_of_an_organisation_without_staff_is_left_out() -> None:
    system = world({"A": {"nurse": {"heads": 10}}, "B": {"nurse": {"heads": 0, "posts": 1}}})
    empty = quiet_model(system)
    empty.run_for(1)
    totals = Totals(empty.results.monthly, system)
    assert np.isnan(totals.values(BY_NAME["strain"])[1])
    assert totals.values(BY_NAME["vacancy_fte"])[1] == 1.0
    assert totals.places == ("A", "B", "sector:acute", "all")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_months_of_a_curve_add_up_to_the_outcome(measure: object) -> None:
    name, over = measure.name, measure.over
    curve = record().frame("curve").query("measure == @name and organisation == 'all'")["value"].tolist()
    assert len(curve) == SPEC.months
    if measure.is_amount:
        together = {"sum": sum(curve), "mean": sum(curve) / SPEC.months, "end": curve[-1]}[over]
        assert together == pytest.approx(outcomes()[name, ALL])
    else:
        assert min(curve) <= outcomes()[name, ALL] <= max(curve)


@pytest.mark.parametrize(("table", "reasons"), [("left", LEAVERS), ("joined", JOINERS)])
def test_people_seen_to_leave_and_join_are_those_the_ledger_counted(table: str, reasons: tuple[int, ...]) -> None:
    flows = model().ledger.flows()
    counted = flows["heads"][np.isin(flows["reason"], [int(reason) for reason in reasons])].sum()
    seen = record().frame(table)
    assert len(seen) == counted > 0
    assert seen["key"].is_unique
    by_place = model().results.monthly.groupby("organisation", observed=True)[
        "leavers" if table == "left" else "joiners"
    ]
    assert seen.groupby("organisation", observed=True).size().to_dict() == {
        k: v for k, v in by_place.sum().items() if v
    }


def test_whoever_was_there_or_came_and_did_not_leave_is_there_at_the_end() -> None:
    start = set(SPEC.build().staff_table.key.tolist())
    came, went = (set(record().frame(table)["key"].tolist()) for table in ("joined", "left"))
    assert start | came >= went
    assert (start | came) - went == set(model().staff_table.key.tolist())


def test_the_month_somebody_left_is_the_month_after_which_they_are_gone() -> None:
    leaving = quiet_model(world({"A": {"nurse": {"heads": 10, "leavers": 5}}, "B": {"nurse": {"heads": 10}}}))
    seen = PeopleSeen(leaving)
    for _ in range(3):
        before = set(leaving.staff_table.key.tolist())
        leaving.run_for(1)
        seen.month()
        assert set(seen.left[-1].key.tolist()) == before - set(leaving.staff_table.key.tolist())
        assert seen.left[-1].month == leaving.month - 1
    assert sum(len(change.key) for change in seen.left) > 0


def test_movers_between_organisations_are_all_movers() -> None:
    flow = record().frame("flow")
    movers = flow[flow["measure"] == "movers"]
    sums = movers.groupby("organisation", observed=True)["value"].sum()
    assert movers["value"].sum() == outcomes()["movers_out", ALL] > 0
    assert all(outcomes()["movers_out", code] == heads for code, heads in sums.items())


def test_recharges_between_organisations_net_to_what_each_paid() -> None:
    flow = record().frame("flow")
    paid = flow[flow["measure"] == "recharge_gbp"]
    assert (paid["value"] > 0).all()
    assert len(paid) > 0
    for code in model().system.index:
        net = paid.loc[paid["organisation"] == code, "value"].sum() - paid.loc[paid["other"] == code, "value"].sum()
        assert net == pytest.approx(outcomes()["recharge_gbp", code])


def test_what_binds_adds_up_to_the_posts_nobody_is_employed_in() -> None:
    posts = model().posts
    unfilled = np.maximum(posts.establishment_fte - posts.fte, 0) / 100
    binding = record().frame("binding")
    assert set(binding["measure"]) == set(BINDING)
    for at, code in enumerate(model().system.index):
        found = binding.loc[binding["organisation"] == code, "value"].sum()
        assert found == pytest.approx(unfilled[posts.organisation == at].sum())
    assert binding.loc[binding["organisation"] == ALL, "value"].sum() == pytest.approx(unfilled.sum())


def binds(minutes: float, sectors: dict[str, str] | None = None) -> dict[str, float]:
    """What keeps ten posts of B open, FTE, when A's nurses live so many minutes away."""
    staff = {"A": {"nurse": {"heads": 40}}, "B": {"nurse": {"heads": 10, "posts": 20}}}
    far = quiet_model(world(staff, sectors, {"A": 0, "B": minutes}))
    far.run_for(1)
    return {name: hours.sum() / 100 for name, hours in open_posts(far).items() if hours.sum()}


def test_nobody_applies_for_a_post_in_reach() -> None:
    assert binds(10) == {"no_candidate": 10.0}


def test_a_post_that_nobody_who_could_do_it_can_reach() -> None:
    assert binds(300) == {"distance": 10.0}


def test_a_post_that_pays_less_than_those_in_reach_have() -> None:
    assert binds(10, {"B": "social_care"}) == {"pay": 10.0}
    assert binds(10, {"A": "social_care"}) == {"no_candidate": 10.0}


def test_a_post_that_somebody_has_been_appointed_to() -> None:
    staff = {"A": {"nurse": {"heads": 40}}, "B": {"nurse": {"heads": 10, "posts": 20}}}
    waiting = quiet_model(world(staff))
    waiting.run_for(1)
    target = np.array([int(waiting.posts.cell_of[1].max())])
    waiting.movements.appoint(np.array([0]), target, np.array([9]))
    waiting.appointments.add(np.array([1], dtype=np.uint64), target, np.array([80]), np.array([9]))
    hours = {name: found.sum() / 100 for name, found in open_posts(waiting).items()}
    inside = waiting.staff_table.fte[0] / 100
    assert hours["checks_pending"] == 0.8
    assert hours["not_released"] == inside
    assert hours["no_candidate"] == pytest.approx(10 - 0.8 - inside)


def test_refusals_are_counted_by_rule_and_reason() -> None:
    refused = record().frame("refused").set_index("measure")["value"]
    told = model().results.refusals
    sums = told.groupby(told["rule"] + ": " + told["reason"])["heads"].sum()
    assert refused.to_dict() == sums.to_dict()


def test_a_short_record_is_the_outcomes_of_the_full_one() -> None:
    short = run(RunSpec.from_dict({**SPEC.as_dict(), "detail": "headline"}))
    assert short.frame().astype(str).equals(record().frame("outcome").astype(str))
    assert set(short.frame()["month"]) == {WHOLE_RUN}


def test_the_same_run_is_the_same_bytes() -> None:
    def written(record: RunRecord) -> bytes:
        file = io.BytesIO()
        record.write(file)
        return file.getvalue()

    assert written(run(SPEC)) == written(record())
