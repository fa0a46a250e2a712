"""Mesa's verbs on sets of staff give what a walk over the views would give."""

import collections
import copy
import time

import numpy as np
import pytest
from tests.worlds import quiet_model

from icsim.agent_sets import AbstractAgentSet
from icsim.agents import Staff
from icsim.attributes import ATTRIBUTES
from icsim.codes import StaffGroup
from icsim.errors import LeftSystem
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.people import staff_table
from icsim.person_sets import StaffSet


@pytest.fixture
def model() -> ICS:
    return quiet_model()


def names(people: object) -> list[str]:
    return [person.name for person in people]


def test_a_set_is_one_of_mesas(model: ICS) -> None:
    assert isinstance(model.staff, AbstractAgentSet)
    assert len(model.staff) == len(list(model.staff)) == 170
    assert repr(model.staff) == "<StaffSet of 170>"


def test_by_position_slice_and_name(model: ICS) -> None:
    everybody = list(model.staff)
    assert model.staff[17] == everybody[17]
    assert model.staff[-1] == everybody[-1]
    assert list(model.staff[2:5]) == everybody[2:5]
    assert list(model.staff[::-50]) == everybody[::-50]
    assert model.staff["B/nurse/3"].name == "B/nurse/3"
    with pytest.raises(IndexError):
        model.staff[170]


def test_by_name_looks_in_this_set_only(model: ICS) -> None:
    assert model.organisations["B"].staff["B/nurse/3"] == model.staff["B/nurse/3"]
    for name in ("A/nurse/0", "B/nurse/999"):
        with pytest.raises(LeftSystem, match=name):
            model.organisations["B"].staff[name]
    for name in ("Z/nurse/0", "nonsense"):
        with pytest.raises(LookupError, match="nobody can be called"):
            model.staff[name]


def test_select_by_value(model: ICS) -> None:
    nurses = model.staff.select(staff_group="nurse", band=[5, 6])
    assert set(nurses) == {p for p in model.staff if p.staff_group == StaffGroup.nurse and p.band in (5, 6)}
    assert 0 < len(nurses) < 80
    assert len(model.staff.select(staff_group=[StaffGroup.nurse, "care_worker"])) == 120
    assert len(model.staff.select(employer="B")) == len(model.staff.select(employer=model.organisations[1])) == 50
    assert len(model.staff.select(host=["A", "C"], sector="acute")) == 70
    assert names(model.staff.select(name=["A/nurse/1"])) == ["A/nurse/1"]
    assert set(model.staff.select(age=range(30, 40))) == {p for p in model.staff if 30 <= p.age < 40}
    some = model.staff[3:9]
    assert list(model.staff.select(unique_id=some.get("unique_id"))) == list(some)
    assert len(model.staff.select(band=300)) == 0


def test_select_refuses_what_is_not_there(model: ICS) -> None:
    with pytest.raises(AttributeError, match="salary"):
        model.staff.select(salary=1)
    with pytest.raises(ValueError, match="no staff_group 'nurze'; it is one of nurse, midwife"):
        model.staff.select(staff_group="nurze")
    with pytest.raises(ValueError, match="no organisation 'Z'"):
        model.staff.select(employer="Z")


def test_select_by_function_and_at_most(model: ICS) -> None:
    everybody = list(model.staff)
    assert list(model.staff.select(lambda p: p.age > 50)) == [p for p in everybody if p.age > 50]
    assert list(model.staff.select(lambda p: p.age > 30, at_most=3)) == [p for p in everybody if p.age > 30][:3]
    assert len(model.staff.select(at_most=0.5)) == 85
    assert len(model.staff.select(at_most=0.5, employer="A")) == 70  # a share of those selected from
    assert len(model.staff.select(at_most=1)) == 1
    assert len(model.staff.select(at_most=0)) == 0
    assert len(model.staff.select(agent_type=Staff)) == 170
    assert len(model.staff.select(agent_type=int)) == 0


def test_inplace_narrows_the_set_and_not_the_model(model: ICS) -> None:
    people = model.staff
    assert people.select(employer="A", inplace=True) is people
    assert len(people) == 70
    people.sort("age", inplace=True)
    assert people.get("age") == sorted(people.get("age"), reverse=True)
    assert len(model.staff) == 170


def test_whole_columns_say_what_the_views_say(model: ICS) -> None:
    for name in ATTRIBUTES:
        assert model.staff.get(name) == [getattr(person, name) for person in model.staff], name


def test_get_several_and_missing(model: ICS) -> None:
    assert model.staff.get(["name", "age"]) == [[p.name, p.age] for p in model.staff]
    assert model.staff[:2].get("salary", handle_missing="default", default_value=7) == [7, 7]
    assert model.staff[:2].get("in_system") == [True, True]
    with pytest.raises(AttributeError, match="salary"):
        model.staff.get("salary")
    with pytest.raises(ValueError, match="handle_missing"):
        model.staff.get("age", handle_missing="shrug")


def test_agg(model: ICS) -> None:
    ages = [p.age for p in model.staff]
    assert model.staff.agg("age", [min, max, sum]) == [min(ages), max(ages), sum(ages)]
    assert model.staff.agg("age", np.mean) == pytest.approx(np.mean(ages))
    assert type(model.staff.agg("age", max)) is int
    assert model.staff.agg("staff_group", collections.Counter)[StaffGroup.nurse] == 80
    assert model.staff.agg("name", max) == max(names(model.staff))
    assert model.staff.agg("in_system", sum) == model.staff.groupby("in_system").count()[True] == 170
    with pytest.raises(AttributeError, match="salary"):
        model.staff.agg("salary", max)


def test_adding_up_a_byte_column_does_not_overflow(model: ICS) -> None:
    model.staff.set("strain", 100)
    assert model.staff.agg("strain", [sum, np.sum]) == [17_000, 17_000]


def test_set_is_checked_and_reaches_this_set_only(model: ICS) -> None:
    people = model.staff.select(employer="A")
    assert people.set("strain", 90) is people
    assert {p.employer.code for p in model.staff.select(strain=90)} >= {"A"}
    assert people.agg("strain", [min, max]) == [90, 90]
    before = model.staff.get("strain")
    with pytest.raises(ValueError, match="strain 300 is not between 0 and 100"):
        model.staff.set("strain", 300)
    with pytest.raises(AttributeError, match="kept in step"):
        model.staff.set("band", 5)
    assert model.staff.get("strain") == before


def test_do_map_and_those_who_leave_meanwhile(model: ICS) -> None:
    met = []

    def push_next_out(person: Staff) -> str:
        met.append(person.name)
        if len(met) == 1:
            following = np.array([second.unique_id], dtype=np.uint64)
            model.movements.leave({Reason.left: model.staff_table.rows_of(following)})
        return person.name

    first, second, third = model.staff[:3]
    people = model.staff[:3]
    assert people.map(push_next_out) == met == [first.name, third.name]
    assert list(people) == [first, third]
    assert people.map(lambda person, n, by=1: n * by, 2, by=3) == [6, 6]
    assert people.do("step") is people
    assert people.do(lambda person: setattr(person, "strain", 1)).get("strain") == [1, 1]


def test_shuffles_follow_the_models_random_numbers(model: ICS) -> None:
    shuffled, again = model.staff.shuffle(), quiet_model().staff.shuffle()
    assert names(shuffled) == names(again) != names(model.staff)
    assert sorted(names(shuffled)) == sorted(names(model.staff))
    met = []
    assert isinstance(model.staff.shuffle_do(met.append), StaffSet)
    assert set(met) == set(model.staff)
    assert met != list(model.staff)


def test_a_shuffle_changes_nobodys_luck() -> None:
    one, other = quiet_model(), quiet_model()
    one.staff.shuffle()
    one.run_for(3)
    other.run_for(3)
    assert np.array_equal(one.staff_table.clocks, other.staff_table.clocks)


@pytest.mark.parametrize("key", ["age", "fte", "name", "staff_group"])
@pytest.mark.parametrize("ascending", [True, False])
def test_sort_is_pythons(model: ICS, key: str, ascending: bool) -> None:
    people = model.staff.shuffle()
    expected = sorted(people, key=lambda p: getattr(p, key), reverse=not ascending)
    assert list(people.sort(key, ascending=ascending)) == expected
    assert list(people.sort(lambda p: getattr(p, key), ascending=ascending)) == expected


def test_several_numbers_a_person_have_no_order(model: ICS) -> None:
    with pytest.raises(TypeError, match="has no order"):
        model.staff.sort("clocks")
    with pytest.raises(AttributeError, match="salary"):
        model.staff.sort("salary")
    assert list(model.staff.sort("in_system")) == list(model.staff)


@pytest.mark.parametrize("by", ["staff_group", "employer", "band", lambda p: p.age // 10])
def test_groupby(model: ICS, by: object) -> None:
    groups = model.staff.shuffle().groupby(by)
    expected: dict[object, int] = collections.Counter(by(p) if callable(by) else getattr(p, by) for p in model.staff)
    assert groups.count() == expected
    assert len(groups) == len(expected)
    assert sum(len(group) for _, group in groups) == 170
    oldest = {value: max(p.age for p in group) for value, group in groups}
    assert groups.agg("age", max) == oldest
    assert groups.map(lambda group: group.agg("age", max)) == oldest
    assert groups.map("__len__") == expected
    assert groups.do("set", "strain", 3) is groups
    assert model.staff.agg("strain", [min, max]) == [3, 3]


def test_groups_come_in_order_of_first_appearance_as_lists_if_asked(model: ICS) -> None:
    groups = model.staff.sort("age").groupby("band", result_type="list")
    assert list(groups.groups) == list(dict.fromkeys(model.staff.sort("age").get("band")))
    assert all(isinstance(group, list) for _, group in groups)
    assert groups.agg("band", len) == groups.count()


def test_as_python_sets(model: ICS) -> None:
    a, nurses = model.staff.select(employer="A"), model.staff.select(staff_group="nurse")
    assert len(a & nurses) == 40
    assert len(a | nurses) == 110
    assert len(a - nurses) == 30
    assert (a & nurses) == model.staff.select(employer="A", staff_group="nurse")
    assert (a & nurses) <= a
    assert model.staff["A/nurse/0"] in nurses
    assert model.staff["A/nurse/0"] not in model.staff[50:]
    assert model.organisations["A"] not in a
    assert quiet_model().staff[0] not in model.staff


def test_everybody_is_followed_and_a_copy_is_not(model: ICS) -> None:
    everybody, then = model.staff, model.staff.copy()
    model.movements.join(
        Reason.joined, np.array([0]), key=np.array([5], dtype=np.uint64), fte=np.array([100], dtype=np.uint8)
    )
    assert len(everybody) == 171
    assert len(then) == len(copy.copy(then)) == 170
    model.movements.leave({Reason.left: np.arange(10)})
    assert (len(everybody), len(then), len(list(then))) == (161, 160, 160)


@pytest.mark.parametrize("verb", ["add", "discard", "remove"])
def test_nobody_can_be_added_or_removed(model: ICS, verb: str) -> None:
    with pytest.raises(TypeError, match="by the rules of the model"):
        getattr(model.staff, verb)(model.staff[0])
    with pytest.raises(TypeError):
        model.staff.pop()


def test_an_empty_set_answers_too(model: ICS) -> None:
    nobody = model.staff[:0]
    assert (len(nobody), list(nobody), nobody.get("age"), nobody.map("step")) == (0, [], [], [])
    assert nobody.groupby("age").count() == {}
    assert len(nobody.sort("age")) == len(nobody.shuffle()) == len(nobody.select(band=5)) == 0


def test_whole_columns_are_not_walked_through(model: ICS) -> None:
    """Fifty thousand people are answered for in far less time than it takes to meet them."""
    n = 50_000
    model.staff_table = staff_table()
    model.staff_table.add(key=np.arange(n, dtype=np.uint64), strain=np.arange(n) % 100)
    start = time.process_time()
    walked = sum(person.strain for person in model.staff)
    walking = time.process_time() - start
    start = time.process_time()
    assert model.staff.agg("strain", np.sum) == walked
    assert len(model.staff.select(strain=range(50))) == n // 2
    assert len(model.staff.groupby("strain").count()) == 100
    assert (time.process_time() - start) < walking / 3
