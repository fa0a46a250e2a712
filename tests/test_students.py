"""The student pipeline as a whole: names, conservation, calibration, tables, and nobody else's history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import course, quiet_model, world

from icsim.codes import Programme
from icsim.errors import ConservationError, InputError
from icsim.keys import (
    EARLIEST_INTAKE,
    MAX_MONTHS,
    came_as_student,
    named_person,
    person_keys,
    person_name,
    student_keys,
)
from icsim.load import load_system
from icsim.model import ICS
from icsim.months import Calendar
from icsim.student_checks import check_students
from icsim.system import join_systems
from icsim.trace import name_fault

CALENDAR = Calendar("2026-04")
IDENTITY = {"U": 77, "V": 2**32 - 1}
SMALL = load_system("small")


@given(
    university=st.sampled_from(sorted(IDENTITY)),
    programme=st.sampled_from(list(Programme)),
    month=st.integers(EARLIEST_INTAKE, MAX_MONTHS - 1),
    place=st.integers(0, 65_535),
)
def test_a_name_leads_back_to_its_student(university: str, programme: Programme, month: int, place: int) -> None:
    key = int(student_keys(IDENTITY[university], int(programme), month, place))
    assert came_as_student(key)
    name = person_name(key, list(IDENTITY.values()), list(IDENTITY), CALENDAR)
    assert named_person(name, IDENTITY, CALENDAR) == key


def test_names_and_bits_by_hand() -> None:
    key = int(student_keys(77, int(Programme.midwifery), 5, 12))
    assert key == 77 << 32 | 1 << 31 | 4 << 27 | (5 + 84) << 16 | 12
    assert person_name(key, [77], ["U"], CALENDAR) == "U/midwifery/2026-09/12"
    assert not came_as_student(int(person_keys(77, 11, 65_535, MAX_MONTHS - 1)))


@pytest.mark.parametrize(
    "name", ["U/midwifery/12", "U/midwifery/2019-03/1", "U/midwifery/2026-09/65536", "X/midwifery/2026-09/1"]
)
def test_what_cannot_be_a_students_name_is_nobody(name: str) -> None:
    assert named_person(name, IDENTITY, CALENDAR) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("UNI-WEN/adult_nursing/2026-09/3", ""),
        ("UNI-WEN/adult_nursing/2024-09/0", ""),
        ("UNI-WEN/adult_nursing/2026-10/3", "no students of adult nursing start at UNI-WEN in 2026-10"),
        ("UNI-WEN/adult_nursing/3", "write university/programme/YYYY-MM/number"),
        ("UNI-WEN/medicine/2026-09/3", "UNI-WEN does not teach medicine"),
        ("TA1/adult_nursing/2026-09/3", "TA1 does not teach adult nursing"),
        ("UNI-WEN/nurse_degree_apprenticeship/2026-09/0", "apprentices are staff"),
    ],
)
def test_names_to_trace_are_checked(name: str, fault: str) -> None:
    said = name_fault(name, SMALL, CALENDAR)
    assert said.startswith(fault) if fault else not said


def test_a_trace_shows_a_student_and_then_a_nurse() -> None:
    name = "UNI-WEN/adult_nursing/2023-09/5"
    model = ICS(SMALL, rng=4, trace=[name], parameters={"students.attrition_ratio": 0})
    model.run_for(36)
    story = model.trace.table
    student, employed = story[story["course"].notna()], story[story["employer"].notna()]
    assert set(student["staff_group"]) == {"nurse"}
    assert set(student["qualifies"]) == {str(student["qualifies"].iloc[0])}
    assert student["employer"].isna().all()
    assert len(student) > 2
    assert len(employed) > 2
    assert student["month"].max() < employed["month"].min()
    with pytest.raises(InputError, match="does not teach"):
        ICS(SMALL, trace=["UNI-WEN/medicine/2026-09/1"])


def test_students_are_conserved_in_every_month_and_the_table_says_so() -> None:
    model = ICS(SMALL, rng=3)
    model.run_for(60)
    table = model.results.students
    sums = table.groupby("programme", observed=True).sum(numeric_only=True)
    last = table[table["month"] == table["month"].max()].set_index("programme")
    start = dict(zip((c.programme.name for c in model.pipeline.courses), model.pipeline.start_heads, strict=True))
    for programme, row in sums.iterrows():
        now = last.loc[programme]
        assert start[programme] + row["entered"] == now["in_training"] + row["qualified"] + row["dropped_out"]
        left = row["left_elsewhere"] + row["left_without_job"]
        assert row["qualified"] == row["first_jobs"] + now["seeking"] + left
    assert (table["placed"] + table["placed_outside"] + table["unplaced"] == table["in_training"]).all()
    flows = model.results.flows
    assert flows.loc[flows["reason"] == "qualified", "heads"].sum() == table["first_jobs"].sum() > 0


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("entered", "students entered of UNI-WEN (Allied health professions): counted"),
        ("dropped_out", "students entered of UNI-WEN (Allied health professions): counted"),
        ("qualified", "students entered of UNI-WEN"),
        ("left_elsewhere", "students qualified of UNI-WEN"),
    ],
)
def test_a_broken_count_stops_the_run_and_names_month_university_programme_and_difference(
    count: str, words: str
) -> None:
    model = ICS(SMALL, rng=3)
    model.run_for(1)
    index = [c.programme for c in model.pipeline.courses].index(Programme.allied_health)
    model.pipeline.so_far[count][index] += 2
    with pytest.raises(ConservationError) as broken:
        check_students(model)
    said = str(broken.value)
    assert said.startswith(f"2026-05: {words}")
    assert "difference 2" in said.replace("-2", "2")


def test_a_first_job_that_the_ledger_does_not_have_stops_the_run() -> None:
    model = ICS(SMALL, rng=3)
    model.run_for(1)
    model.pipeline.months[-1]["first_jobs"][0] += 1
    model.pipeline.so_far["first_jobs"][0] += 1
    model.pipeline.so_far["qualified"][0] += 1
    model.pipeline.so_far["entered"][0] += 1
    with pytest.raises(ConservationError, match="first jobs of students 1, by the flows 0, difference 1"):
        check_students(model)


def test_supply_from_outside_falls_by_what_the_university_brings() -> None:
    staff = {"A": {"nurse": {"heads": 400, "posts": 430, "leavers": 4, "joiners": 4}}, "U": {}}
    alone = quiet_model(world(staff, sectors={"U": "university"}))
    with_courses = quiet_model(world(staff, sectors={"U": "university"}, programmes=[course(places=20)]))
    # 48 joiners a year, of whom about 20 x 0.87 x 0.75 = 13 are newly qualified
    assert alone.rates.external_heads.sum() * 12 == pytest.approx(48)
    brought = (alone.rates.external_heads - with_courses.rates.external_heads).sum() * 12
    assert 8 < brought < 17
    assert with_courses.rates.fill_prob[0] < alone.rates.fill_prob[0]
    assert with_courses.rates.steady_prob[0] < alone.rates.steady_prob[0]


def test_a_university_brings_at_most_its_share_of_the_joiners() -> None:
    staff = {"A": {"nurse": {"heads": 400, "posts": 430, "leavers": 1, "joiners": 1}}, "U": {}}
    model = quiet_model(world(staff, sectors={"U": "university"}, programmes=[course(places=200)]))
    assert model.rates.external_heads.sum() * 12 == pytest.approx(12 * (1 - 0.8))


def test_a_world_without_courses_is_as_it_was() -> None:
    staff = {"A": {"nurse": {"heads": 100, "posts": 110, "leavers": 1, "joiners": 1}}, "U": {}}
    plain = world(staff, sectors={"U": "university"})
    apprentices = replace(plain, programmes=(course("nurse_degree_apprenticeship", places=5),))
    one, other = quiet_model(plain), quiet_model(apprentices)
    assert one.rates.fill_prob.tolist() == other.rates.fill_prob.tolist()
    assert one.rates.first_job_liking.tolist() == [0.0]
    assert not other.pipeline.courses


def test_students_of_another_system_change_nothing_here() -> None:
    """Two towns out of each other's reach: twice the places in one leave the other's people as they were."""
    other = world(
        {"X": {"nurse": {"heads": 60, "posts": 70, "leavers": 1, "joiners": 1}}, "XU": {}},
        sectors={"XU": "university"}, minutes={"X": 4000, "XU": 4000}, system="far",
        programmes=[course(places=30, university="XU")],
    )  # fmt: skip
    more = replace(other, programmes=(course(places=60, university="XU"),))
    stories = []
    for far in (other, more):
        model = ICS(join_systems(SMALL, far), rng=8)
        model.run_for(18)
        here = [model.system.identity[model.system.index[o.code]] for o in SMALL.organisations]
        people = []
        for table, columns in (
            (model.staff_table, ("key", "hired_month", "home", "clocks", "strain", "belonging", "searches")),
            (model.pipeline.table, ("key", "host", "quality", "clock", "stage", "qualify_month", "home")),
        ):
            rows = np.flatnonzero(np.isin(table.key >> np.uint64(32), here))
            rows = rows[np.argsort(table.key[rows])]
            people.append([table[name][rows].tobytes() for name in columns])
        stories.append(people)
        assert len(rows) > 30
    assert stories[0] == stories[1]


def test_the_same_seed_the_same_students_in_whatever_order_rows_stand() -> None:
    first, second = ICS(SMALL, rng=6), ICS(SMALL, rng=6)
    for model in (first, second):
        model.run_for(24)
    assert first.pipeline.table.key.tobytes() == second.pipeline.table.key.tobytes()
    assert first.results.students.equals(second.results.students)


def test_a_university_alone_sends_its_students_and_graduates_away() -> None:
    model = quiet_model(world({"U": {}}, sectors={"U": "university"}, programmes=[course(places=10)]))
    model.run_for(24)
    table = model.results.students
    assert (table["placed_outside"] > 0).any()
    assert table["placed"].sum() == table["first_jobs"].sum() == 0
    assert table["left_elsewhere"].sum() + table["left_without_job"].sum() + table["seeking"].iloc[-1] > 0
