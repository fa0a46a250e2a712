"""Released time: how many hours come back and when, what it costs, and recruiting tools as a part of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.clauses.elsewhere import assert_nothing_changes_elsewhere
from tests.determinism.same import assert_same_run
from tests.worlds import agree, cell, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.clauses.released_time import ReleasedTime
from icsim.codes import StaffGroup
from icsim.ledger import Reason
from icsim.model import ICS

NURSES = {"staff_groups": ["nurse"], "hours_share": 0.05, "ramp_months": 4}


def released(months: int = 1, staff: Any = None, **more: Any) -> ICS:
    """A model after some months, of which A and B have signed."""
    about = {key: more.pop(key) for key in ("starts", "ends") if key in more}
    system = world() if staff is None else world(staff)
    parameters = more.pop("parameters", {})
    signed = agree(parties=["A", "B"], released_time={**NURSES, **more}, **about)
    model = quiet_model(system, signed, parameters=parameters)
    for _ in range(months):
        model.step()
    return model


def shares(model: ICS, months: int, code: str = "A", group: str = "nurse") -> list[float]:
    """Share of hours that has come back, in each of some months."""
    found = []
    for _ in range(months):
        model.step()
        found.append(float(model.provisions.released_share[cell(model, code, group)]))
    return found


def cost(model: ICS, code: str, group: str = "nurse", month: int = 0) -> int:
    """Pence that a month costs a staff group."""
    spent = model.accounts.months[month].get(CostKind.released_time)
    return 0 if spent is None else int(spent[cell(model, code, group)])


# Hours


def test_hours_come_back_in_equal_steps_over_the_ramp() -> None:
    assert shares(released(0), 6) == pytest.approx([0.0125, 0.025, 0.0375, 0.05, 0.05, 0.05])


def test_the_ramp_begins_in_the_month_it_comes_into_use_and_ends_with_it() -> None:
    model = released(0, starts="2026-06", ends="2026-09")
    assert shares(model, 6) == pytest.approx([0.0, 0.0, 0.0125, 0.025, 0.0375, 0.0])


@pytest.mark.parametrize("ramp", [0, 1])
def test_without_a_ramp_all_of_it_comes_at_once(ramp: int) -> None:
    assert shares(released(0, ramp_months=ramp), 2) == [0.05, 0.05]


def test_only_the_groups_written_at_the_parties_get_hours_back() -> None:
    model = released(4)
    there = {cell(model, "A"), cell(model, "B")}
    assert set(np.flatnonzero(model.provisions.released_share).tolist()) == there


def test_forty_nurses_with_a_twentieth_back_do_the_work_of_forty_two() -> None:
    model = released(4)
    assert model.state.available_fte[cell(model, "A")] == 4200
    assert model.state.available_fte[cell(model, "A", "clinical_support")] == 3000


def test_hours_that_come_back_replace_bank_and_agency_shifts() -> None:
    staff = {"A": {"nurse": {"heads": 40, "posts": 44}}, "B": {"nurse": {"heads": 30}}}
    without, with_it = released(4, staff, hours_share=0.0), released(4, staff)
    for covered in ("bank_fte", "agency_fte", "unfilled_fte"):
        before, after = (getattr(model.state, covered)[cell(model, "A")] for model in (without, with_it))
        assert 0 < after < before


def test_two_agreements_add_up() -> None:
    signed = [agree(agreement=name, parties=["A", "B"], released_time=NURSES) for name in ("One", "Two")]
    model = quiet_model(world(), *signed)
    assert shares(model, 4)[-1] == pytest.approx(0.1)


# Strain


def test_a_twentieth_of_the_hours_takes_two_points_of_strain_away() -> None:
    """40 points for all hours; nothing is left unfilled, so strain is 40 points less 2."""
    model = released(60, ramp_months=0)
    strain = model.staff_table.strain
    assert set(strain[rows_of(model, "A")].tolist()) == {38}
    assert set(strain[rows_of(model, "A", "clinical_support")].tolist()) == {40}
    assert set(strain[rows_of(model, "C")].tolist()) == {40}


# Recruiting tools


def test_tools_shorten_the_time_to_hire_of_every_group_of_the_parties_at_once() -> None:
    model = released(1, recruiting_tools={"time_to_hire_share": 0.3})
    ratio = model.provisions.hire_ratio
    parties = model.posts.organisation < 2
    assert ratio[parties] == pytest.approx([0.7] * 4)
    assert set(ratio[~parties].tolist()) == {1.0}


def test_without_a_share_the_tools_shorten_it_by_a_fifth() -> None:
    model = released(1, recruiting_tools={})
    assert model.provisions.hire_ratio[cell(model, "A", "clinical_support")] == pytest.approx(0.8)


def test_people_start_sooner_by_hand() -> None:
    """From 98 days, 3.22 months, to 56 days with the most that tools can do: 1.84 months."""
    starts = []
    for tools in ({"enabled": False}, {"time_to_hire_share": 0.43}):
        staff = {"A": {"nurse": {"heads": 200, "posts": 400}}, "B": {"nurse": {"heads": 30}}}
        model = released(0, staff, recruiting_tools=tools)
        model.rates.fill_prob[:] = model.rates.steady_prob[:] = 1.0
        model.step()
        starts.append(model.appointments.waiting.start_month.tolist())
    assert set(starts[0]) == {3, 4}
    assert set(starts[1]) == {1, 2}
    assert all(sooner <= later for sooner, later in zip(sorted(starts[1]), sorted(starts[0]), strict=True))


def busy(**more: Any) -> ICS:
    """A year in which people leave and join."""
    row = {"leavers": 1, "joiners": 1}
    return released(
        12, {"A": {"nurse": {"heads": 40, "posts": 44, **row}}, "B": {"nurse": {"heads": 30, **row}}}, **more
    )


def test_tools_switched_off_are_not_written() -> None:
    written = {"time_to_hire_share": 0.4}
    off, without, on = (
        busy(**more)
        for more in ({"recruiting_tools": {**written, "enabled": False}}, {}, {"recruiting_tools": written})
    )
    assert_same_run(off, without)
    assert not off.results.monthly.equals(on.results.monthly)


# What it costs


def test_setting_up_and_running_by_hand() -> None:
    """300 GBP a head over four months and 25 GBP a month: 100 GBP for each of 40 nurses, then 25."""
    model = released(6)
    assert [cost(model, "A", month=month) for month in range(6)] == [40 * 10_000] * 4 + [40 * 2_500] * 2
    assert cost(model, "B") == 30 * 10_000
    assert cost(model, "A", "clinical_support") == 0


def test_what_the_agreement_says_is_what_it_costs() -> None:
    model = released(2, ramp_months=0, set_up_per_head_gbp=120.5, running_per_head_gbp=0.0)
    assert [cost(model, "A", month=month) for month in range(2)] == [40 * 12_050, 0]


def test_tools_cost_two_pounds_for_everybody_employed() -> None:
    model = released(1, recruiting_tools={})
    assert cost(model, "A") == 40 * 10_200
    assert cost(model, "A", "clinical_support") == 30 * 200


def test_whoever_has_left_costs_nothing() -> None:
    model = released(1)
    model.movements.leave({Reason.left: rows_of(model, "A")[:10]})
    model.step()
    assert cost(model, "A", month=1) == 30 * 10_000


def test_each_party_pays_for_its_own_and_nobody_is_recharged() -> None:
    model = released(1)
    spent = model.accounts.months[0][CostKind.released_time]
    assert set(np.flatnonzero(spent).tolist()) == {cell(model, "A"), cell(model, "B")}
    assert all(len(column) == 0 for column in model.accounts.recharges[0])


# Nobody concerned


def test_a_group_that_no_party_has_is_today() -> None:
    nobody = busy(staff_groups=["gp"])
    today = quiet_model(nobody.system)
    today.run_for(12)
    assert_same_run(nobody, today)
    assert CostKind.released_time not in nobody.accounts.months[-1]


def test_it_changes_nothing_elsewhere() -> None:
    assert_nothing_changes_elsewhere(released_time={**NURSES, "recruiting_tools": {}})


# In words


def test_a_sentence_for_the_file() -> None:
    clause = ReleasedTime(staff_groups=[StaffGroup.nurse, StaffGroup.gp, StaffGroup.paramedic], hours_share=0.05)
    assert clause.sentence() == (
        "Administrative work is automated: 5% of the hours of staff at the parties (Nurse, GP and Paramedic) comes "
        "back in equal steps over 12 months, and they are less strained for it."
    )


def test_a_sentence_with_every_number() -> None:
    clause = agree(
        released_time={**NURSES, "ramp_months": 0, "set_up_per_head_gbp": 200.0, "running_per_head_gbp": 12.5,
                       "recruiting_tools": {"time_to_hire_share": 0.2}},
    ).clauses[0]  # fmt: skip
    assert clause.sentence() == (
        "Administrative work is automated: 5% of the hours of staff at the parties (Nurse) comes back at once, and "
        "they are less strained for it. Setting it up costs GBP 200 a head. Running it costs GBP 12.5 a head and "
        "month. Recruiting tools shorten the time to hire at the parties by 20%."
    )


@pytest.mark.parametrize(("written", "ways"), [
    ({}, []),
    ({"hours_share": 0.0}, [("hours_share",)]),
    ({"recruiting_tools": {"time_to_hire_share": 0.0}}, [("recruiting_tools", "time_to_hire_share")]),
    ({"recruiting_tools": {"time_to_hire_share": 0.0, "enabled": False}}, []),
    ({"staff_groups": ["nurse", "gp"]}, [("staff_groups", 1)]),
    ({"staff_groups": ["gp", "midwife"]}, [("staff_groups",)]),
])  # fmt: skip
def test_what_would_do_nothing_is_said(written: dict[str, Any], ways: list[tuple[str | int, ...]]) -> None:
    clause = agree(released_time={**NURSES, **written}).clauses[0]
    remarks = [*clause.remarks(), *clause.remarks_in(world(), np.array([0, 1]))]
    assert [remark.way for remark in remarks] == ways
    assert not any(remark.wrong for remark in remarks)
