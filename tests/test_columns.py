"""Columns: rows stay dense, watched rows follow their people, and a rule writes only what it declares."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import quiet_model

from icsim.columns import Table
from icsim.rule import Phase, Rule


def table(n: int = 0) -> Table:
    people = Table({"level": np.uint8, "pair": (np.float32, 2)})
    people.add(key=np.arange(100, 100 + n, dtype=np.uint64), level=np.arange(n) % 256)
    return people


def test_what_is_not_given_is_zero() -> None:
    people = table()
    rows = people.add(key=np.array([7, 9], dtype=np.uint64), level=3)
    assert rows.tolist() == [0, 1]
    assert people.level.tolist() == [3, 3]
    assert people.pair.tolist() == [[0, 0], [0, 0]]


def test_an_unknown_column_is_refused() -> None:
    people = table(1)
    with pytest.raises(KeyError, match="no column height"):
        people.add(key=np.array([1], dtype=np.uint64), height=180)
    with pytest.raises(AttributeError, match="height"):
        _ = people.height
    with pytest.raises(KeyError, match="height"), people.writing(["height"]):
        pass


@settings(max_examples=100, deadline=None, derandomize=True)
@given(n=st.integers(0, 200), data=st.data())
def test_the_rest_are_there_when_some_are_removed(n: int, data: st.DataObject) -> None:
    people = table(n)
    gone = data.draw(st.lists(st.integers(0, n - 1), unique=True)) if n else []
    watched = data.draw(st.lists(st.integers(0, n - 1), unique=True)) if n else []
    people.watch("some", np.array(watched, dtype=np.intp))
    keys = people.key.tolist()
    people.remove(np.array(gone, dtype=np.intp))
    left = [key for row, key in enumerate(keys) if row not in set(gone)]
    assert sorted(people.key.tolist()) == left
    assert (people.level == (people.key - 100) % 256).all()
    assert people.key[people.watched("some")].tolist() == [keys[row] for row in watched if row not in set(gone)]
    assert people.key[people.rows_of(np.array(left, dtype=np.uint64))].tolist() == left
    assert (people.rows_of(np.array([keys[row] for row in gone], dtype=np.uint64)) == -1).all()


def test_a_column_is_read_only_but_while_it_is_written() -> None:
    people = table(3)
    with pytest.raises(ValueError, match="read-only"):
        people.level[0] = 1
    with people.writing(["level"]):
        people.level[0] = 1
        with pytest.raises(ValueError, match="read-only"):
            people.pair[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        people.level[0] = 2
    assert people.level[0] == 1


def test_a_column_stays_writeable_when_the_table_grows_meanwhile() -> None:
    people = table(60)
    with people.writing(["level"]):
        people.add(key=np.arange(500, 600, dtype=np.uint64))
        people.level[159] = 9
    assert people.level[159] == 9


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda people: pickle.loads(pickle.dumps(people))])
def test_a_copy_of_a_table_that_was_looked_at_has_columns_of_its_own(copied: Callable[[Table], Table]) -> None:
    people = table(3)
    assert people.level.tolist() == [0, 1, 2]
    other = copied(people)
    with other.writing(["level"]):
        other.level[:] = 9
    assert (people.level.tolist(), other.level.tolist()) == ([0, 1, 2], [9, 9, 9])
    other.add(key=np.array([1], dtype=np.uint64), level=4)
    assert (people.level.tolist(), other.level.tolist()) == ([0, 1, 2], [9, 9, 9, 4])


def test_a_column_is_as_long_as_the_table_whenever_it_is_asked_for() -> None:
    people = table(3)
    with people.writing(["level"]):
        assert len(people.level) == 3
        people.remove(np.array([0]))
        people.level[:] = 7
    people.add(key=np.array([1], dtype=np.uint64))
    assert people.level.tolist() == [7, 7, 0]


def test_a_rule_that_writes_what_it_does_not_declare_is_stopped() -> None:
    class Trespass(Rule):
        """Everybody is exhausted."""

        phase = Phase.feel
        writes = ("belonging",)

        def month(self, model: object) -> None:
            model.staff_table.belonging[:] = 0  # type: ignore[attr-defined]
            model.staff_table.strain[:] = 100  # type: ignore[attr-defined]

    model = quiet_model()
    before = model.staff_table.strain.tolist()
    with pytest.raises(ValueError, match="read-only"):
        model.run(Trespass(model))
    assert model.staff_table.strain.tolist() == before
    with pytest.raises(ValueError, match="read-only"):
        model.staff_table.belonging[:] = 1


@given(st.integers(1, 60), st.data())
def test_rows_can_be_followed(n: int, data: st.DataObject) -> None:
    people = Table({})
    people.add(key=np.arange(n, dtype=np.uint64))
    gone = data.draw(st.lists(st.integers(0, n - 1), unique=True))
    remembered = np.array(data.draw(st.lists(st.integers(0, n - 1))), dtype=np.intp)
    who = people.key[remembered].copy()
    now = people.remove(np.array(gone, dtype=np.intp)).follow(remembered)
    assert [int(people.key[row]) if row >= 0 else None for row in now] == [
        None if int(key) in gone else int(key) for key in who
    ]
