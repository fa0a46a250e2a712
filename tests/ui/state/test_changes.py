"""What a person can do to a comparison."""

from __future__ import annotations

import pytest

from icsim.ui.state.changes import (
    add_clause,
    add_column,
    add_preset,
    choose_preset,
    duplicate,
    entry,
    put,
    remove,
    remove_clause,
    rename,
    reset,
)
from icsim.ui.state.comparison import LONGEST_NAME, Column, ComparisonState, Guess
from icsim.ui.state.fields import clause_kinds

FIRST = ComparisonState.first()
NAME = "Nurse rotation with passport"


def names(state: ComparisonState) -> list[str]:
    return [column.name for column in state.columns]


def test_a_copy_has_a_name_of_its_own_and_stands_beside_the_original() -> None:
    state = add_preset(FIRST, "all_in")
    assert names(duplicate(state, 0)) == [NAME, f"{NAME} 2", "All in"]
    assert names(duplicate(duplicate(state, 0), 1)) == [NAME, f"{NAME} 2", f"{NAME} 3", "All in"]


def test_a_copy_meets_the_same_chances_as_the_original_whatever_the_two_are_called() -> None:
    state = rename(duplicate(duplicate(FIRST, 0), 1), 0, "Ours")
    luck = {column.located().value.luck_of or column.name for column in state.columns}
    assert luck == {NAME}
    assert rename(state, 0, NAME).columns[0] == FIRST.columns[0]


def test_a_change_leaves_the_state_it_came_from_and_other_columns_alone() -> None:
    state = duplicate(FIRST, 0)
    changed = put(state, 1, ("rotation", "places"), 120)
    assert [entry(column, ("rotation", "places")) for column in changed.columns] == [80, 120]
    assert [entry(column, ("rotation", "places")) for column in state.columns] == [80, 80]


def test_reset_goes_back_to_the_shipped_agreement_under_the_name_it_has() -> None:
    state = rename(put(FIRST, 0, ("rotation", "places"), 120), 0, "Ours")
    assert reset(state, 0).columns == (Column.of_preset("rotation_passport", "Ours"),)


def test_at_most_four_stand_side_by_side() -> None:
    state = FIRST
    for preset in ("all_in", "", "new_roles"):
        state = add_preset(state, preset)
    with pytest.raises(ValueError, match="remove one first"):
        duplicate(state, 0)
    assert len(remove(state, 0).columns) == 3


@pytest.mark.parametrize("name", ["", "  ", "Today", "All in", "x" * (LONGEST_NAME + 1), "a\u202eb"])
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(name: str) -> None:
    with pytest.raises(ValueError, match=r"name|Today"):
        rename(add_preset(FIRST, "all_in"), 0, name)


def test_guesses_follow_a_new_name_and_go_with_what_is_removed() -> None:
    state = add_preset(FIRST, "all_in").with_(guess=(Guess("leavers", NAME, -5.0), Guess("leavers", "All in", -9.0)))
    assert [guess.column for guess in rename(state, 0, "Ours").guess] == ["Ours", "All in"]
    assert [guess.column for guess in remove(state, 0).guess] == ["All in"]


@pytest.mark.parametrize("key", clause_kinds())
def test_every_kind_of_clause_can_be_added_and_is_sound_from_the_start(key: str) -> None:
    state = add_clause(add_preset(ComparisonState(system="small"), ""), 0, key)
    assert [clause.key for clause in state.columns[0].located().value.clauses] == [key]
    assert remove_clause(state, 0, key).columns[0].located().value.clauses == ()


def test_a_clause_that_is_added_again_is_as_shipped() -> None:
    state = put(FIRST, 0, ("rotation", "places"), 5)
    again = add_clause(remove_clause(state, 0, "rotation"), 0, "rotation")
    assert again == FIRST


def test_an_entry_taken_away_is_gone_and_a_row_of_a_list_too() -> None:
    state = add_preset(ComparisonState(), "new_roles")
    fewer = put(state, 0, ("integrated_roles", "roles", 0), None)
    assert len(entry(fewer.columns[0], ("integrated_roles", "roles"))) == 4
    assert entry(put(fewer, 0, ("note",), None).columns[0], ("note",)) is None


def test_another_shipped_agreement_takes_the_place_of_a_column() -> None:
    assert names(choose_preset(add_preset(FIRST, "all_in"), 0, "all_in")) == ["All in 2", "All in"]


def test_a_column_from_elsewhere_gets_a_free_name() -> None:
    assert names(add_column(FIRST, FIRST.columns[0])) == [NAME, f"{NAME} 2"]
