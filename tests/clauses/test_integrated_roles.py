"""Integrated roles: part of one group's work is done by another, after training, as posts fall vacant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from tests.determinism.same import assert_same_organisations, assert_same_run
from tests.worlds import agree, cell, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.clauses.integrated_roles import IntegratedRoles
from icsim.keys import person_keys
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.system import System, join_systems

STAFF = {
    "A": {"nurse": {"heads": 30, "posts": 40}, "nursing_associate": {"heads": 10}, "clinical_support": {"heads": 20}},
    "B": {"nurse": {"heads": 20, "posts": 24}},
}
"""A is ten nurses short, B four; B has nobody else."""
TO_ASSOCIATES = {"work_of": "nurse", "done_by": "nursing_associate", "share": 0.1}
AT_ONCE = {
    "integrated_roles.ramp_months": 1,
    "integrated_roles.least_share": 1,
    "maturity.regional_devolved_share": 1,
}
"""Parameters under which all of the share is converted in the first month after training."""


def signed(*roles: dict[str, Any], training_months: int = 0, **about: Any) -> Any:
    return agree(integrated_roles={"roles": list(roles), "training_months": training_months}, **about)


def under(*roles: dict[str, Any], months: int = 1, system: System | None = None, **changes: Any) -> ICS:
    """The world of A and B after some months with roles signed by everybody."""
    parameters = AT_ONCE | changes.pop("parameters", {})
    about = {key: changes.pop(key) for key in ("starts", "ends", "training_months", "parties") if key in changes}
    model = quiet_model(system or world(STAFF), signed(*roles, **about), parameters=parameters, **changes)
    model.run_for(months)
    return model


def funded(model: ICS, code: str = "A", group: str = "nurse") -> int:
    """Hundredths of FTE funded in a cell this month."""
    return int(model.posts.establishment_fte[cell(model, code, group)])


def spent(model: ICS, code: str, group: str) -> int:
    """Pence spent on integrated roles in the last month."""
    return int(model.accounts.total(CostKind.integrated_roles)[-1, cell(model, code, group)])


def test_a_tenth_of_forty_posts_is_four_and_the_others_need_a_fifth_more_hours() -> None:
    model = under(TO_ASSOCIATES)
    assert funded(model) == 3600
    assert funded(model, group="nursing_associate") == 1480  # 10 + 4 x 1.2


def join(model: ICS, heads: int, code: str = "A", group: str = "nursing_associate") -> None:
    """So many whole-time people join a cell."""
    at = np.full(heads, cell(model, code, group))
    keys = person_keys(model.posts.identity[at], model.posts.staff_group[at], np.arange(heads), 500)
    columns = model.population.joiners(keys, at, model.month)
    model.movements.join(Reason.joined, at, fte=np.full(heads, 100), **columns)


def needed(model: ICS, code: str = "A", group: str = "nurse") -> int:
    """Hundredths of FTE that the work of a cell needs this month."""
    return int(model.posts.required_fte[cell(model, code, group)])


@pytest.mark.parametrize(("newcomers", "done"), [(0, 0), (3, 300), (4, 400), (7, 480)])
def test_the_work_goes_over_as_there_are_people_for_it(newcomers: int, done: int) -> None:
    # ten associates at the start do what they did; each one more does an hour's work in 1.2 hours, up to 4.8 posts
    model = under(TO_ASSOCIATES)
    join(model, newcomers)
    model.step()
    assert needed(model, group="nursing_associate") == 1000 + done
    assert needed(model) == 4000 - int(done / 1.2)


def test_nothing_is_left_undone_for_it() -> None:
    """Whoever helps does no less of their own work: what both leave unfilled never rises when posts go over."""
    unfilled = []
    for clauses in ((), (signed(TO_ASSOCIATES),)):
        model = quiet_model(world(STAFF), *clauses, parameters=AT_ONCE)
        model.run_for(3)
        unfilled.append(model.state.unfilled_fte.copy())
    assert (unfilled[1] <= unfilled[0]).all()


def test_only_where_the_organisation_has_both_groups() -> None:
    model = under(TO_ASSOCIATES)
    assert funded(model, "B") == 2400


def test_nobody_is_dismissed_posts_go_over_as_they_fall_vacant() -> None:
    full = {"A": {"nurse": {"heads": 40}, "nursing_associate": {"heads": 10}}, "B": {"nurse": {"heads": 20}}}
    model = under(TO_ASSOCIATES, system=world(full))
    assert (funded(model), int(model.posts.heads[cell(model, "A")])) == (4000, 40)
    model.movements.leave({Reason.left: rows_of(model, "A")[:3]})
    model.rates.fill_prob[:] = 0
    model.step()
    assert funded(model) == 3700
    assert funded(model, group="nursing_associate") == 1360  # 10 + 3 x 1.2
    model.step()
    assert funded(model) == 3700, "what has gone over stays"


def test_training_comes_first_then_a_little_more_every_month() -> None:
    # two months of training, then a quarter of four posts more each month
    steps = [
        funded(under(TO_ASSOCIATES, months=month, training_months=2, parameters={"integrated_roles.ramp_months": 4}))
        for month in range(1, 8)
    ]
    assert steps == [4000, 4000, 3900, 3800, 3700, 3600, 3600]


def test_what_the_agreement_leaves_out_is_the_parameters_training() -> None:
    clause = agree(integrated_roles={"roles": [TO_ASSOCIATES]})
    parameters = AT_ONCE | {"integrated_roles.training_months": 3}
    model = quiet_model(world(STAFF), clause, parameters=parameters)
    steps = []
    for _ in range(4):
        model.step()
        steps.append(funded(model))
    assert steps == [4000, 4000, 4000, 3600]


def test_training_by_hand() -> None:
    # 4 posts x 1.2 = 4.8 FTE learn for a tenth of their hours, and cost 4.8 x 2,000 GBP over two months
    model = under(TO_ASSOCIATES, training_months=2)
    there = cell(model, "A", "nursing_associate")
    assert model.state.studying_fte[there] == 48
    assert model.state.available_fte[there] == 1000 - 48
    assert spent(model, "A", "nursing_associate") == 480_000


def test_no_more_learn_than_there_are() -> None:
    few = {"A": {"nurse": {"heads": 40}, "nursing_associate": {"heads": 2}}, "B": {"nurse": {"heads": 20}}}
    model = under(TO_ASSOCIATES, training_months=2, system=world(few))
    assert model.state.studying_fte[cell(model, "A", "nursing_associate")] == 20
    assert spent(model, "A", "nursing_associate") == 200_000


def test_supervision_by_hand() -> None:
    # 4.8 FTE x 3,000 GBP a year / 12 = 1,200 GBP a month, paid by the employer of those who do the work
    model = under(TO_ASSOCIATES)
    assert spent(model, "A", "nursing_associate") == 0, "nobody does it yet"
    join(model, 5)
    model.step()
    assert spent(model, "A", "nursing_associate") == 120_000
    assert spent(model, "A", "nurse") == 0


def test_roles_share_what_is_vacant_in_proportion() -> None:
    # a tenth and a fifth of 40 are 4 and 8, but only 10 are vacant: 3.33 and 6.66
    model = under(TO_ASSOCIATES, {**TO_ASSOCIATES, "done_by": "clinical_support", "share": 0.2})
    assert funded(model, group="nursing_associate") == 1000 + 399  # 3.33 x 1.2
    assert funded(model, group="clinical_support") == 2000 + 799  # 6.66 x 1.2
    assert funded(model) == 4000 - 333 - 666


def test_two_agreements_convert_no_post_twice() -> None:
    about = [signed({**TO_ASSOCIATES, "share": 0.2}, agreement=name) for name in ("First", "Second")]
    model = quiet_model(world(STAFF), *about, parameters=AT_ONCE)
    model.step()
    assert funded(model) == 3000  # 8 for the first, the 2 that are left for the second
    assert model.posts.open_fte[cell(model, "A")] == 0


@pytest.mark.parametrize(("broad", "nurses"), [(0, 3760), (3, 3664), (5, 3600), (10, 3600)])
def test_people_who_know_a_second_sector_can_do_more(broad: int, nurses: int) -> None:
    # 0.6 of the 4 posts where nobody does, all 4 where half do; where 3 of 10 do, 0.6 + 0.4 x 3 / 5 of them: 3.36
    parameters = {"integrated_roles.least_share": 0.6, "integrated_roles.broad_share": 0.5}
    model = quiet_model(world(STAFF), signed(TO_ASSOCIATES), parameters=AT_ONCE | parameters)
    with model.staff_table.writing(["sectors_known"]):
        model.staff_table.sectors_known[rows_of(model, "A", "nursing_associate")[:broad]] |= 1 << 5
    model.step()
    assert funded(model) == nurses


def test_where_decisions_are_far_away_less_may_be_converted() -> None:
    model = under(TO_ASSOCIATES, parameters={"maturity.regional_devolved_share": 0.5})
    assert funded(model) == 3800


CROSSING = {
    "H": {"care_worker": {"heads": 30, "posts": 40}},
    "N": {"clinical_support": {"heads": 20}},
    "X": {"clinical_support": {"heads": 50}},
}
"""A care provider ten people short, and two community trusts; N is nearer."""
ACROSS = {"work_of": "care_worker", "done_by": "clinical_support", "share": 0.1, "based_at": "community"}


def crossing() -> System:
    sectors = {"H": "social_care", "N": "community", "X": "community"}
    return world(CROSSING, sectors=sectors, minutes={"H": 0, "N": 20, "X": 40})


def test_the_nearest_party_of_another_sector_does_the_work() -> None:
    model = under(ACROSS, system=crossing())
    assert funded(model, "H", "care_worker") == 3600
    assert funded(model, "N", "clinical_support") == 2480
    assert funded(model, "X", "clinical_support") == 5000


def test_the_nearest_is_found_among_the_parties_alone() -> None:
    model = under(ACROSS, system=crossing(), parties=["X", "H"])
    assert [funded(model, code, "clinical_support") for code in "NX"] == [2000, 5480]


def test_whose_work_it_is_pays_for_what_the_other_party_does() -> None:
    # three more people than at the start do 3 FTE of it, at what a post costs the other party
    model = under(ACROSS, system=crossing())
    assert not len(model.accounts.recharges[-1][0])
    join(model, 3, "N", "clinical_support")
    model.step()
    there = cell(model, "N", "clinical_support")
    owed = 300 * int(model.pay_pence[there]) // 100
    _, payer, payee, pence = model.accounts.recharges[-1]
    assert (payer.tolist(), payee.tolist(), pence.tolist()) == ([cell(model, "H", "care_worker")], [there], [owed])


def test_within_an_organisation_nothing_is_charged() -> None:
    model = under(TO_ASSOCIATES)
    join(model, 5)
    model.step()
    assert spent(model, "A", "nursing_associate") > 0
    assert not len(model.accounts.recharges[-1][0])


def test_posts_are_what_they_were_when_the_agreement_ends() -> None:
    steps = []
    model = quiet_model(world(STAFF), signed(TO_ASSOCIATES, starts="2026-05", ends="2026-07"), parameters=AT_ONCE)
    for _ in range(4):
        model.step()
        steps.append(funded(model))
    assert steps == [4000, 3600, 3600, 4000]


BUSY = {
    "A": {"nurse": {"heads": 60, "posts": 75, "leavers": 1.0, "joiners": 0.5},
          "nursing_associate": {"heads": 12, "posts": 13, "leavers": 0.2, "joiners": 0.5}},
    "B": {"nurse": {"heads": 40, "posts": 48, "leavers": 0.8, "joiners": 0.5}},
}  # fmt: skip


def test_nobody_to_do_the_work_is_today() -> None:
    system = world(BUSY)
    today = ICS(system, rng=3)
    other = ICS(system, [signed({**TO_ASSOCIATES, "done_by": "paramedic"})], rng=3)
    for model in (today, other):
        model.run_for(24)
    assert_same_run(today, other)


def test_another_system_is_left_alone() -> None:
    there = {f"Z{code}": row for code, row in BUSY.items()}
    far = world(there, system="two", minutes=dict.fromkeys(there, 3000))
    both = join_systems(world(BUSY, system="one"), far)
    today = ICS(both, rng=3, parameters=AT_ONCE)
    other = ICS(both, [signed(TO_ASSOCIATES, parties=["A", "B"])], rng=3, parameters=AT_ONCE)
    for model in (today, other):
        model.run_for(24)
    assert_same_organisations(today, other, there)
    assert not today.results.monthly.equals(other.results.monthly)


def test_less_of_the_scarce_groups_work_is_left_undone() -> None:
    """Nurses cannot be found, nursing associates can: month for month less nurses' work is unfilled."""
    unfilled = []
    for clauses in ((), (signed(TO_ASSOCIATES),)):
        model = quiet_model(world(STAFF), *clauses, parameters=AT_ONCE)
        model.step()
        if clauses:
            join(model, 5)
        model.run_for(6)
        monthly = model.results.monthly
        nurses = monthly[(monthly["staff_group"] == "nurse") & (monthly["organisation"] == "A")]
        unfilled.append(nurses["unfilled_fte"].to_numpy()[1:])
    assert (unfilled[1] < unfilled[0]).all()


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([TO_ASSOCIATES], []),
        ([{**TO_ASSOCIATES, "done_by": "nurse"}], ["nurse does its own work already"]),
        (
            [{**TO_ASSOCIATES, "share": 0.3}, {**TO_ASSOCIATES, "share": 0.3, "done_by": "ahp_scientific"}],
            ["the shares of nurse work sum to more than 0.5"],
        ),
    ],
)
def test_what_cannot_be_meant(roles: list[dict[str, Any]], said: list[str]) -> None:
    assert [remark.message for remark in IntegratedRoles.model_validate({"roles": roles}).remarks()] == said


HINT = "based_at names the sector of another party"


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (TO_ASSOCIATES, []),
        ({**TO_ASSOCIATES, "work_of": "gp"}, ["no party has gp: nothing would be converted"]),
        (
            {**TO_ASSOCIATES, "at": "primary_care"},
            ["no party in primary care has nurse: nothing would be converted"],
        ),
        (
            {**TO_ASSOCIATES, "done_by": "paramedic"},
            [f"no party that has nurse has paramedic to do the work: nothing would be converted; {HINT}"],
        ),
        (
            {**TO_ASSOCIATES, "based_at": "ambulance"},
            ["no such party has nursing_associate to do the work: nothing would be converted"],
        ),
    ],
)  # fmt: skip
def test_what_would_do_nothing(role: dict[str, Any], said: list[str]) -> None:
    clause = IntegratedRoles.model_validate({"roles": [role]})
    remarks = list(clause.remarks_in(world(STAFF), np.array([0, 1])))
    assert [remark.message for remark in remarks] == said
    assert not any(remark.wrong for remark in remarks)


def test_more_than_half_of_the_work_is_refused() -> None:
    with pytest.raises(ValidationError):
        IntegratedRoles.model_validate({"roles": [{**TO_ASSOCIATES, "share": 0.6}]})


def test_a_sentence_for_the_file() -> None:
    roles = [{"work_of": "gp", "done_by": "ahp_scientific", "share": 0.1, "at": "primary_care"}, ACROSS]
    assert IntegratedRoles.model_validate({"roles": roles, "training_months": 6}).sentence() == (
        "After 6 months of training, up to 10% of GP work in primary care is done by AHP and scientific staff; up to "
        "10% of care worker work is done by clinical support staff of the nearest community party. Posts are "
        "converted as they fall vacant, so nobody is dismissed."
    )
