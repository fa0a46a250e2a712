"""A student is a view of a row, as a member of staff is; sets of students answer from columns."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest
from tests.worlds import course, quiet_model, world

from icsim.agents import Staff, Student
from icsim.codes import Programme, StaffGroup
from icsim.errors import LeftSystem
from icsim.model import ICS
from icsim.person_sets import StudentSet
from icsim.students import STUDENT_COLUMNS, Stage
from icsim.system import Edge

STAFF = {"A": {"nurse": {"heads": 30, "posts": 40}, "midwife": {"heads": 9}}, "U": {}}


@pytest.fixture
def model() -> ICS:
    courses = [course(places=12), course("midwifery", places=5)]
    edges = [Edge("A", "U", "other", 0.5)]
    system = world(STAFF, sectors={"U": "university"}, edges=edges, programmes=courses)
    run = quiet_model(system, start="2026-09", parameters={"students.attrition_ratio": 0})
    run.run_for(1)
    return run


def test_a_view_is_a_mesa_agent_that_the_model_does_not_hold(model: ICS) -> None:
    before = len(mesa.Model.agents.fget(model))
    student = model.students[3]
    assert isinstance(student, mesa.Agent)
    assert isinstance(student, Student)
    assert not isinstance(student, Staff)
    assert len(mesa.Model.agents.fget(model)) == before == 2  # the organisations
    assert student == model.students[3]
    assert student is not model.students[3]
    assert len({student, model.students[3]}) == 1
    assert repr(student) == f"<Student {student.name}>"


def test_attributes_are_what_the_columns_say(model: ICS) -> None:
    student = model.students["U/midwifery/2026-09/4"]
    row = int(model.pipeline.table.rows_of(np.array([student.unique_id], dtype=np.uint64))[0])
    assert student.name == "U/midwifery/2026-09/4"
    assert (student.programme, student.staff_group) == (Programme.midwifery, StaffGroup.midwife)
    assert student.university is model.organisations["U"]
    assert student.stage == Stage.training
    assert (student.started_month, student.year) == (0, 1)
    assert student.age == (1 - model.pipeline.table.birth_month[row]) // 12
    for column in STUDENT_COLUMNS:
        if column.name not in ("host", "trained_at", "stage", "fte"):
            assert getattr(student, column.name) == model.pipeline.table[column.name][row].tolist()


def test_unknown_attributes_are_refused(model: ICS) -> None:
    student = model.students[0]
    with pytest.raises(AttributeError, match="students have no attribute 'belonging'"):
        _ = student.belonging
    with pytest.raises(AttributeError, match="kept in step"):
        student.host = 1  # type: ignore[assignment]
    with pytest.raises(AttributeError, match="not an attribute of students"):
        student.strain = 1
    student.home = 1
    assert model.students[0].home == 1
    with pytest.raises(ValueError, match="home 9 is not between"):
        student.home = 9


def test_who_starts_a_first_job_is_a_student_no_longer(model: ICS) -> None:
    table = model.pipeline.table
    name, student = model.students[0].name, model.students[0]
    key = table.key[:1].copy()
    model.pipeline.table.remove(np.array([0]))
    assert not student.in_system
    with pytest.raises(LeftSystem, match=f"{name} is no longer a student"):
        _ = student.age
    with pytest.raises(LeftSystem):
        _ = model.students[name]
    assert int(key[0]) == student.unique_id


def test_sets_answer_from_columns(model: ICS) -> None:
    everybody = model.students
    midwives = everybody.select(programme="midwifery")
    assert isinstance(midwives, StudentSet)
    assert {s.programme for s in midwives} == {Programme.midwifery}
    assert everybody.select(university="U", stage=Stage.training, started_month=0).agg("age", np.mean) >= 18
    assert everybody.get("host").count(None) + len(everybody.select(host="A")) == len(everybody)
    assert sum(len(group) for group in everybody.groupby("programme").groups.values()) == len(everybody)
    youngest = everybody.sort("age", ascending=True)
    assert youngest[0].age == min(everybody.get("age"))
    with pytest.raises(AttributeError, match="students have no attribute 'band'"):
        everybody.select(band=5)
    with pytest.raises(ValueError, match="there is no programme 'alchemy'"):
        everybody.select(programme="alchemy")
    with pytest.raises(LookupError, match="write university/programme/YYYY-MM/number"):
        _ = everybody["U/midwifery"]
    with pytest.raises(TypeError, match="a set of students holds nobody else"):
        everybody | model.staff  # type: ignore[operator]
    with pytest.raises(TypeError, match="students leave by the rules"):
        everybody[0].remove()


def test_organisations_know_their_students(model: ICS) -> None:
    university, trust = model.organisations["U"], model.organisations["A"]
    assert len(university.students) == len(model.students)
    assert set(trust.students.get("host")) == {trust}
    assert 0 < len(trust.students) < len(university.students)


def test_students_are_among_the_agents(model: ICS) -> None:
    assert len(model.agents) == 2 + 39 + len(model.students)
    assert model.students[0] in model.agents
    assert model.agents[-1] == model.students[-1]
    assert isinstance(model.agents.select(agent_type=Student), StudentSet)
    assert model.agents_by_type[Student].keys.tolist() == model.students.keys.tolist()


def test_a_copy_of_the_model_goes_on_as_the_original(model: ICS) -> None:
    twins = copy.deepcopy(model), pickle.loads(pickle.dumps(model))
    for run in (model, *twins):
        run.run_for(14)
    for twin in twins:
        assert twin.results.students.equals(model.results.students)
        assert twin.students[0].model is twin
