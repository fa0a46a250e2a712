"""A member of staff is a view of a row: thin, equal to another of the same person, refusing what makes no sense."""

import copy
import pickle

import mesa
import numpy as np
import pytest
from tests.worlds import quiet_model

from icsim.agents import Staff
from icsim.codes import Sector, StaffGroup
from icsim.errors import LeftSystem
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.people import STAFF_COLUMNS


@pytest.fixture
def model() -> ICS:
    return quiet_model()


def leave(model: ICS, *people: Staff) -> None:
    keys = np.array([person.unique_id for person in people], dtype=np.uint64)
    model.movements.leave({Reason.left: model.staff_table.rows_of(keys)})


def test_a_view_is_a_mesa_agent_that_the_model_does_not_hold(model: ICS) -> None:
    before = len(super(ICS, model).agents)
    person = model.staff[17]
    assert isinstance(person, mesa.Agent)
    assert person.model is model
    assert len(super(ICS, model).agents) == before
    assert model.staff[17] is not person


def test_attributes_are_what_the_columns_say(model: ICS) -> None:
    table, person = model.staff_table, model.staff["B/nurse/3"]
    row = int(np.flatnonzero(table.key == np.uint64(person.unique_id))[0])
    assert person.name == "B/nurse/3"
    assert (person.staff_group, person.sector) == (StaffGroup.nurse, Sector.acute)
    assert (person.employer, person.host) == (model.organisations["B"], model.organisations["B"])
    assert person.fte == table.fte[row] / 100
    assert person.age == -table.birth_month[row] // 12
    assert person.tenure_months == -table.hired_month[row]
    for column in STAFF_COLUMNS:
        if column.name != "fte":
            assert getattr(person, column.name) == table[column.name][row].tolist()


def test_numbers_are_python_numbers(model: ICS) -> None:
    person = model.staff[0]
    assert [type(person.strain), type(person.age), type(person.fte)] == [int, int, float]


def test_views_of_one_person_are_equal(model: ICS) -> None:
    one, other = model.staff["A/nurse/1"], model.staff["A/nurse/1"]
    assert one == other
    assert len({one, other, model.staff["A/nurse/2"]}) == 2
    assert one != quiet_model().staff["A/nurse/1"]
    assert one != one.unique_id


def test_a_view_follows_its_person_as_rows_move(model: ICS) -> None:
    last = model.staff[-1]
    born, name = last.birth_month, last.name
    leave(model, *model.staff[:5])
    assert (last.birth_month, last.name) == (born, name)
    assert model.staff_table.key[last._row()] == last.unique_id


def test_a_view_of_somebody_who_left_says_so(model: ICS) -> None:
    person = model.staff["C/care_worker/0"]
    leave(model, person)
    assert not person.in_system
    assert person not in model.staff
    for asked in ("strain", "employer", "age"):
        with pytest.raises(LeftSystem, match="C/care_worker/0 has left"):
            getattr(person, asked)
    with pytest.raises(LeftSystem):
        person.strain = 10
    with pytest.raises(LeftSystem):
        model.staff["C/care_worker/0"]
    assert (person, person.name, repr(person)) == (person, "C/care_worker/0", "<Staff C/care_worker/0>")


def test_unknown_attributes_are_refused(model: ICS) -> None:
    person = model.staff[0]
    with pytest.raises(AttributeError, match="staff have no attribute 'salary'"):
        _ = person.salary
    with pytest.raises(AttributeError, match="'salary' is not an attribute of staff"):
        person.salary = 1
    assert not hasattr(person, "pos")


def test_what_posts_and_ledger_depend_on_cannot_be_set(model: ICS) -> None:
    person = model.staff[0]
    for name in ("employer_cell", "fte", "employer", "band", "unique_id", "key", "clocks"):
        before = getattr(person, name)
        with pytest.raises(AttributeError, match="kept in step"):
            setattr(person, name, 1)
        assert getattr(person, name) == before


def test_what_can_be_set_keeps_to_its_range(model: ICS) -> None:
    person = model.staff[0]
    ranges = {
        "strain": (0, 100),
        "belonging": (0, 100),
        "home": (0, 2),
        "birth_month": (-72 * 12, -18 * 12),
        "retire_month": (0, 32767),
    }
    for name, (low, high) in ranges.items():
        for value in (low, np.int64(high)):
            setattr(person, name, value)
            assert getattr(person, name) == value
        for value in (low - 1, high + 1, 10**9, np.int64(high + 1)):
            with pytest.raises(ValueError, match=f"{name} {value} is not between {low} and {high}"):
                setattr(person, name, value)
        with pytest.raises(TypeError):
            setattr(person, name, 3.7)
        assert getattr(person, name) == high


def test_people_cannot_be_removed_by_hand(model: ICS) -> None:
    with pytest.raises(TypeError, match="leave by the rules"):
        model.staff[0].remove()
    assert len(model.staff) == 170


def test_copies_of_a_view_stand_for_the_same_person(model: ICS) -> None:
    person = model.staff["A/nurse/1"]
    assert copy.copy(person) == person
    assert copy.deepcopy(person) == person
    again = pickle.loads(pickle.dumps([person, model.staff[0]]))
    assert again[0].model is again[1].model is not model
    assert [view.name for view in again] == ["A/nurse/1", model.staff[0].name]
    assert again[0].strain == person.strain


def test_a_dir_lists_every_attribute(model: ICS) -> None:
    person = model.staff[0]
    assert {"strain", "employer", "name", "in_system", "age"} <= set(dir(person))
    assert [name for name in dir(person) if name in ("strain", "band") and not hasattr(person, name)] == []
