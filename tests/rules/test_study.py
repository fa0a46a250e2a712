"""Intake and study: students start, drop out on a clock, and qualify in season."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import course, quiet_model, rule_named, world

from icsim.admissions import yearly_hazard
from icsim.future import Future
from icsim.model import ICS
from icsim.students import Stage

STAFF = {"A": {"nurse": {"heads": 200}, "midwife": {"heads": 40}}, "U": {}}
USUAL = {"students.quality_ratio": 1, "students.trust_ratio": 1}
"""Parameters under which placements and trust change nobody's mind."""


def university(*courses: object, future: Future | None = None, start: str = "2026-09", **parameters: float) -> ICS:
    """A trust and a university; courses of 30 places in adult nursing unless given."""
    system = world(STAFF, sectors={"U": "university"}, programmes=courses or (course(),))  # type: ignore[arg-type]
    named = {f"students.{name}": value for name, value in parameters.items()}
    return quiet_model(system, future=future, start=start, parameters={**USUAL, **named})


def counts(model: ICS, name: str) -> list[int]:
    """One count of each month, over all courses."""
    return model.pipeline.counted(name).sum(axis=1).tolist()


def test_without_a_university_there_is_nobody() -> None:
    model = quiet_model()
    model.run_for(12)
    assert len(model.students) == 0
    assert model.results.students.empty


def test_places_are_filled_in_the_month_of_intake() -> None:
    model = university(start="2026-07")
    model.run_for(15)
    assert counts(model, "entered") == [0, 0, 30, *[0] * 11, 30]


def test_a_programme_may_have_two_intakes() -> None:
    model = university(course(places=20), course(places=10, intake_month=2))
    model.run_for(8)
    assert counts(model, "entered") == [20, 0, 0, 0, 0, 10, 0, 0]
    assert model.results.students["entered"].tolist() == [20, 0, 0, 0, 0, 10, 0, 0]


@pytest.mark.parametrize(("ratio", "entered"), [(0.0, 0), (0.5, 15), (1.0, 30), (2.0, 60)])
def test_places_are_a_lever(ratio: float, entered: int) -> None:
    model = university(places_ratio=ratio)
    model.run_for(1)
    assert counts(model, "entered") == [entered]


def test_a_future_with_more_nursing_places_has_no_more_midwives() -> None:
    doubled = Future(extra_nurse_places_england=18300)
    model = university(course(), course("midwifery", places=10), future=doubled)
    model.run_for(1)
    entered = model.results.students.set_index("programme")["entered"]
    assert entered.to_dict() == {"adult_nursing": 60, "midwifery": 10}


def test_more_places_are_more_people_and_nobody_else_is_another() -> None:
    few, many = university(), university(places_ratio=2.0)
    for model in (few, many):
        model.run_for(1)
    facts = {
        student.name: (student.home, student.birth_month, student.qualify_month, student.clock)
        for student in many.students
    }
    here = {name: facts[name] for name in few.students.get("name")}
    assert here == {
        student.name: (student.home, student.birth_month, student.qualify_month, student.clock)
        for student in few.students
    }
    assert "U/adult_nursing/2026-09/59" in facts
    assert "U/adult_nursing/2026-09/30" not in here


def test_earlier_intakes_are_there_on_the_first_day_but_for_those_who_had_dropped_out() -> None:
    # of 3,000 who began 7, 19 and 31 months ago, exp(-spent) are expected; false alarm 1 in 15,000 each (z = 4)
    model = university(course(places=3000), start="2026-04")
    hazard = np.repeat(yearly_hazard(model.p, 4), 12)
    started = np.array(model.students.get("started_month"))
    assert set(started.tolist()) >= {-7, -19, -31}
    for month in (-7, -19, -31):
        stays = np.exp(-hazard[:-month].sum())
        z = ((started == month).sum() - 3000 * stays) / np.sqrt(3000 * stays * (1 - stays))
        assert abs(z) < 4
    assert model.pipeline.start_heads.tolist() == [len(started)]


def test_on_the_first_day_somebody_is_late_and_nobody_has_qualified() -> None:
    model = university(course(places=300), start="2026-04")
    late = [student for student in model.students if student.started_month < -36]
    assert late
    assert all(student.qualify_month >= 0 for student in model.students)


def test_the_hazard_by_hand() -> None:
    """First year, quality 25 against 75 usual, trust 0.9 against 0.5 usual: 0.0037 x 1.4 / 0.6 x 0.8^0.8."""
    model = university(quality_ratio=0.6, trust_ratio=0.8)
    model.run_for(1)
    table = model.pipeline.table
    with table.writing(["quality", "trust"]):
        table.quality[:], table.trust[:] = 25, 90
    before = dict(zip(table.key.tolist(), table.clock.tolist(), strict=True))
    model.month = 1
    model.run(rule_named(model, "study"))
    first_year = np.flatnonzero(table.started_month == 0)
    assert len(first_year) > 25
    left = dict(zip(table.key.tolist(), table.clock.tolist(), strict=True))
    taken = [before[key] - left[key] for key in table.key[first_year].tolist()]
    assert taken == pytest.approx([0.0037 * 1.4 / 0.6 * 0.8**0.8] * len(taken), rel=1e-3)


def test_later_years_are_safer() -> None:
    model = university()
    assert yearly_hazard(model.p, 3) == pytest.approx([0.0037 * 1.4, 0.0037 * 0.8, 0.0037 * 0.8])


@pytest.mark.parametrize("future", [None, Future(attrition_ratio=0.0)])
def test_nobody_drops_out_without_a_hazard(future: Future | None) -> None:
    model = university(course(places=500), future=future, attrition_ratio=1.0 if future else 0.0)
    model.run_for(18)
    assert sum(counts(model, "dropped_out")) == 0


def test_drop_out_is_that_of_the_evidence() -> None:
    # exp(-36 x 0.0037) = 87.5% of 4,000 stay three years; false alarm 1 in 15,000
    model = university(course(places=4000, intake_month=4), start="2026-04", early_share=0.0)
    model.run_for(36)
    stays = np.exp(-36 * 0.0037)
    z = (len(model.students.select(started_month=0)) - 4000 * stays) / np.sqrt(4000 * stays * (1 - stays))
    assert abs(z) < 4


def test_they_qualify_at_the_end_of_the_course_or_a_month_earlier() -> None:
    for early, month in ((1.0, 35), (0.0, 36)):
        model = university(early_share=early, attrition_ratio=0.0)
        model.run_for(1)
        qualify = np.array(model.students.select(started_month=0).get("qualify_month"))
        on_time = qualify <= 36
        assert set(qualify[on_time].tolist()) == {month}
        assert (qualify[~on_time] <= 48).all()


def test_a_third_has_not_qualified_on_time_with_those_who_dropped_out() -> None:
    # late: (0.334 - 0.1247) / (1 - 0.1247) = 23.9% of those who stay; of 4,000, false alarm 1 in 15,000
    model = university(course(places=4000))
    model.run_for(1)
    qualify = np.array(model.students.select(started_month=0).get("qualify_month"))
    lost = 1 - np.exp(-36 * 0.0037)
    late = (0.334 - lost) / (1 - lost)
    z = ((qualify > 36).sum() - len(qualify) * late) / np.sqrt(len(qualify) * late * (1 - late))
    assert abs(z) < 4


def test_who_qualifies_looks_here_or_elsewhere_and_doctors_are_allocated_nationally() -> None:
    model = university(course(places=400), course("medicine", places=50, length_months=59), attrition_ratio=0.0)
    model.run_for(2)
    nurses, doctors = model.pipeline.counted("qualified").sum(axis=0).tolist()
    elsewhere = model.pipeline.counted("left_elsewhere").sum(axis=0).tolist()
    here = [student for student in model.students if student.stage != Stage.training]
    assert nurses > 100
    # three quarters look here: false alarm 1 in 15,000
    assert abs(elsewhere[0] - 0.25 * nurses) < 4 * np.sqrt(nurses * 0.25 * 0.75)
    assert len(here) == nurses - elsewhere[0]
    assert elsewhere[1] == doctors
    assert set(model.pipeline.programme[[student.course for student in here]].tolist()) == {0}
