"""Apprentices: support workers become nursing associates, and nursing associates nurses, while employed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.determinism.same import assert_same_run
from tests.worlds import cell, flows, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.apprentices import begin, course_months, eligible
from icsim.codes import Band, Programme
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import Course, Edge, System

ASSOCIATE, NURSE = Programme.nursing_associate_apprenticeship, Programme.nurse_degree_apprenticeship
STAFF: dict[str, dict[str, dict[str, float]]] = {
    "A": {"clinical_support": {"heads": 30}, "nursing_associate": {"heads": 4, "posts": 14}, "nurse": {"heads": 20}},
    "B": {"clinical_support": {"heads": 30}, "nursing_associate": {"heads": 4, "posts": 14}, "nurse": {"heads": 20}},
    "U": {"other": {"heads": 1}},
}
"""Two trusts with ten open posts for nursing associates each, and a university."""
STAY = {
    "apprentices.associate_stop_prob": 0.04,
    "apprentices.settled_months": 0,
    "apprentices.most_age_years": 65,
}
START = "2026-09"


def taught(staff: Any = STAFF, edges: Any = (("A", "U"),), **course: Any) -> System:
    """A system whose university U teaches one course."""
    course = {"programme": ASSOCIATE, "intake_month": 9, "length_months": 24, "places": 5, **course}
    links = [Edge(a, b, "other", 0.4) for a, b in edges]
    return world(staff, sectors={"U": "university"}, edges=links, programmes=[Course("U", **course)])


def learning(system: System | None = None, months: int = 0, **parameters: float) -> ICS:
    model = quiet_model(system or taught(), start=START, parameters={**STAY, **parameters})
    for _ in range(months):
        model.step()
    return model


def apprentices(model: ICS) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.flatnonzero(model.staff_table.course > 0)


def enrol(
    model: ICS, code: str, group: str, heads: int, programme: Programme = ASSOCIATE, months: int = 1
) -> list[int]:
    """Keys of people who have just started a course so many months long, and will not give it up."""
    staff = model.staff_table
    rows = rows_of(model, code, group)[:heads]
    begin(model, rows, programme, months, model.month)
    with staff.writing(["stop_month"]):
        staff.stop_month[rows] = np.iinfo(np.int16).max
    return [int(key) for key in staff.key[rows]]


def refused(model: ICS, reason: str) -> int:
    return sum(heads for _, rule, why, heads in model.ledger.refused() if (rule, why) == ("apprentices", reason))


# Who starts, and when


def test_a_system_without_programmes_has_no_apprentices() -> None:
    model = learning(world(STAFF, sectors={"U": "university"}), months=14)
    assert len(apprentices(model)) == 0
    assert flows(model) == []


def test_places_are_taken_in_the_month_of_intake_at_organisations_with_a_partnership() -> None:
    model = learning(taught(intake_month=11), months=2)
    before = len(apprentices(model))
    model.step()
    staff = model.staff_table
    new = [row for row in apprentices(model) if staff.qualify_month[row] == 2 + 24]
    assert before > 0
    assert len(new) == 5
    assert {int(staff.employer_cell[row]) for row in new} == {cell(model, "A", "clinical_support")}


def test_without_a_partnership_places_go_to_the_whole_system() -> None:
    model = learning(taught(edges=(), places=60), months=1)
    assert {int(c) for c in model.staff_table.employer_cell[apprentices(model)]} == {
        cell(model, "A", "clinical_support"), cell(model, "B", "clinical_support"),
    }  # fmt: skip


def test_those_who_started_before_the_run_and_have_not_finished_are_apprentices_on_the_first_day() -> None:
    """A course of 24 months that starts each October: 23 and 11 months ago."""
    model = learning(taught(intake_month=10, places=5))
    left = model.staff_table.qualify_month[apprentices(model)]
    assert sorted(set(left.tolist())) == [1, 13]
    assert 8 <= len(left) <= 10  # the chance of losing more than two of ten at 4% each is 0.6%; the seed is fixed


def test_by_lot_the_same_whoever_else_there_is() -> None:
    """A midwife more changes nobody's lot."""
    more = {**STAFF, "A": {**STAFF["A"], "midwife": {"heads": 1}}}
    chosen = []
    for staff in (STAFF, more):
        model = learning(taught(staff), months=1)
        chosen.append(sorted(model.staff_table.key[apprentices(model)].tolist()))
    assert chosen[0] == chosen[1] != []


def test_who_is_new_old_away_appointed_or_onboarding_does_not_start() -> None:
    model = quiet_model(world(STAFF))
    staff, cells = model.staff_table, np.array([cell(model, "A", "clinical_support")])
    rows = rows_of(model, "A", "clinical_support")[:6]
    with staff.writing(["hired_month", "birth_month", "placement", "appointed_cell", "ready_at", "course"]):
        staff.hired_month[:], staff.birth_month[:] = -12, -30 * 12
        staff.hired_month[rows[0]] = -11
        staff.birth_month[rows[1]] = -55 * 12
        staff.placement[rows[2]] = 0
        staff.appointed_cell[rows[3]] = 0
        staff.ready_at[rows[4]] = 1
        staff.course[rows[5]] = 1
    found = eligible(model, cells, 0)
    assert len(found) == 24
    assert not set(found.tolist()) & set(rows.tolist())


def test_a_nursing_associate_needs_no_longer_than_the_top_up() -> None:
    p = quiet_model().p
    assert course_months(p, NURSE, 48) == 24
    assert course_months(p, NURSE, 18) == 18
    assert course_months(p, ASSOCIATE, 30) == 30
    assert course_months(p, ASSOCIATE) == 24


# Giving up


def test_one_in_ten_gives_up_at_some_time_before_the_end() -> None:
    """Of 2,000 nursing associate apprentices 10% give up: 200, spread 13.4; chance of a false alarm 0.0001."""
    model = quiet_model(world({"A": {"clinical_support": {"heads": 2000}}, "B": {"nurse": {"heads": 1}}}))
    begin(model, rows_of(model, "A", "clinical_support"), ASSOCIATE, 24, 0)
    stop = model.staff_table.stop_month
    some = stop[stop < 100]
    assert abs(len(some) - 200) < 3.89 * 13.5
    assert some.min() >= 1
    assert some.max() <= 23
    assert abs(some.mean() - 12) < 3.89 * 6.4 / len(some) ** 0.5


def test_who_gives_up_goes_on_as_before_and_is_counted() -> None:
    model = quiet_model(world(STAFF))
    enrol(model, "A", "clinical_support", 2, months=24)
    row = apprentices(model)[0]
    with model.staff_table.writing(["stop_month"]):
        model.staff_table.stop_month[row] = 1
    model.run_for(2)
    assert model.staff_table.course[row] == 0
    assert model.staff_table.employer_cell[row] == cell(model, "A", "clinical_support")
    assert len(apprentices(model)) == len(model.staff_table.watched("apprentices")) == 1
    assert refused(model, "gave the course up") == 1


def test_leaving_is_less_likely_while_learning() -> None:
    model = quiet_model(world(STAFF))
    enrol(model, "A", "clinical_support", 1, months=24)
    model.rates.leave[:] = 0.01
    row, other = apprentices(model)[0], rows_of(model, "A", "clinical_support")[5]
    before = model.staff_table.clocks[[row, other], 0].copy()
    assert model.clocks.explain(model, "leave", int(row))["apprenticeship"] == 0.6
    assert model.clocks.explain(model, "leave", int(other))["apprenticeship"] == 1.0
    hazard = [np.prod(list(model.clocks.explain(model, "leave", int(r)).values())) for r in (row, other)]
    model.step()
    assert model.staff_table.clocks[[row, other], 0] == pytest.approx(before - hazard, abs=1e-6)


# Hours and money


def test_hours_of_learning_are_out_of_the_numbers() -> None:
    """Five apprentices of A spend 30% of 5 FTE learning: 1.5 FTE."""
    today, model = learning(world(STAFF, sectors={"U": "university"}), months=1), learning(months=1)
    support = cell(model, "A", "clinical_support")
    hours = int(model.staff_table.fte[apprentices(model)].sum() * 0.3)
    assert model.state.studying_fte[support] == hours > 0
    assert today.state.available_fte[support] - model.state.available_fte[support] == hours
    assert np.count_nonzero(model.state.studying_fte) == 1


def test_fees_by_hand() -> None:
    """7,000 GBP a year are 58,333 pence a month for each apprentice, paid by the employer."""
    model = learning(months=1)
    fees = model.accounts.months[-1][CostKind.training]
    assert fees[cell(model, "A", "clinical_support")] == len(apprentices(model)) * 58333
    assert np.count_nonzero(fees) == 1


def test_nobody_pays_where_nobody_learns() -> None:
    model = learning(world(STAFF, sectors={"U": "university"}), months=1)
    assert CostKind.training not in model.accounts.months[-1]


# Qualifying


def test_support_worker_to_nursing_associate_to_nurse() -> None:
    staff = {"A": {**STAFF["A"], "nurse": {"heads": 20, "posts": 25}}, "B": STAFF["B"]}
    model = quiet_model(world(staff))
    key = enrol(model, "A", "clinical_support", 1)
    model.run_for(2)
    row = int(model.staff_table.rows_of(np.array(key, dtype=np.uint64))[0])
    table = model.staff_table
    assert table.employer_cell[row] == cell(model, "A", "nursing_associate")
    assert table.band[row] == Band.band_4
    begin(model, np.array([row]), NURSE, 24, model.month)
    with table.writing(["stop_month"]):
        table.stop_month[row] = np.iinfo(np.int16).max
    model.run_for(25)
    row = int(table.rows_of(np.array(key, dtype=np.uint64))[0])
    assert table.employer_cell[row] == cell(model, "A", "nurse")
    assert table.band[row] == Band.band_5
    assert table.hired_month[row] < 0  # still the same employer
    assert [(why, group) for _, why, _, _, group, _ in flows(model)] == [
        ("regraded", "nursing_associate"), ("regraded", "nurse"),
    ]  # fmt: skip


def test_who_finds_no_open_hours_waits_in_turn_and_is_counted() -> None:
    """Two nurse posts for three who qualify: the third waits until somebody leaves."""
    staff = {"A": {"nursing_associate": {"heads": 5}, "nurse": {"heads": 20, "posts": 22}}, "B": STAFF["B"]}
    model = quiet_model(world(staff))
    enrol(model, "A", "nursing_associate", 3, NURSE)
    model.run_for(3)
    nurses = cell(model, "A", "nurse")
    assert model.posts.heads[nurses] == 22
    assert refused(model, "no open hours") == 2  # the same person in May and June
    assert len(apprentices(model)) == 1
    assert model.state.studying_fte.sum() == 0  # who has finished learns no more
    model.posts.funded_fte[nurses] += 100
    model.run_for(2)
    assert model.posts.heads[nurses] == 23
    assert len(apprentices(model)) == 0


@pytest.mark.parametrize(("prob", "regraded"), [(1.0, 3), (0.0, 0)])
def test_a_support_post_is_made_into_a_nursing_associates(prob: float, regraded: int) -> None:
    staff = {"A": {"clinical_support": {"heads": 30}, "nursing_associate": {"heads": 4}}, "B": STAFF["B"]}
    model = quiet_model(world(staff), parameters={"apprentices.post_converted_prob": prob})
    enrol(model, "A", "clinical_support", 3)
    model.run_for(2)
    support, associates = cell(model, "A", "clinical_support"), cell(model, "A", "nursing_associate")
    posts = model.posts
    assert (posts.heads[support], posts.heads[associates]) == (30 - regraded, 4 + regraded)
    hours = 100 * regraded
    assert (posts.establishment_fte[support], posts.establishment_fte[associates]) == (3000 - hours, 400 + hours)
    assert (posts.required_fte[support], posts.required_fte[associates]) == (3000 - hours, 400 + hours)
    assert refused(model, "no open hours") == 3 - regraded


def test_where_the_employer_has_no_such_posts_they_wait() -> None:
    staff = {"C": {"care_worker": {"heads": 30}}, "A": STAFF["A"]}
    model = quiet_model(world(staff))
    enrol(model, "C", "care_worker", 2)
    model.run_for(2)
    assert flows(model) == []
    assert refused(model, "no such posts in reach") == 2


# Changing employer


def test_an_apprentice_who_moves_gives_the_course_up() -> None:
    staff = {"A": STAFF["A"], "B": {"clinical_support": {"heads": 30, "posts": 40}}}
    model = quiet_model(world(staff))
    enrol(model, "A", "clinical_support", 1, months=24)
    row = apprentices(model)
    model.movements.appoint(row, np.array([cell(model, "B", "clinical_support")]), np.array([1]))
    model.run_for(2)
    assert model.staff_table.employer_cell[row] == cell(model, "B", "clinical_support")
    assert len(apprentices(model)) == 0
    assert refused(model, "moved to another employer") == 1


def test_qualifying_comes_before_an_appointment_elsewhere() -> None:
    staff = {"A": STAFF["A"], "B": {"clinical_support": {"heads": 30, "posts": 40}}}
    model = quiet_model(world(staff))
    enrol(model, "A", "clinical_support", 1)
    row = apprentices(model)
    model.movements.appoint(row, np.array([cell(model, "B", "clinical_support")]), np.array([1]))
    model.run_for(2)
    assert model.staff_table.employer_cell[row] == cell(model, "A", "nursing_associate")
    assert model.posts.appointed_fte.sum() == 0
    assert [heads for _, rule, why, heads in model.ledger.refused() if why == "qualified for another post"] == [1]


# The teaching system


def test_a_run_with_apprentices_is_the_same_in_pieces() -> None:
    small = load_system("small")
    whole, pieces = ICS(small, rng=3), ICS(small, rng=3)
    whole.run_for(30)
    for _ in range(30):
        pieces.step()
    assert_same_run(whole, pieces)
