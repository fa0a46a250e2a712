"""Every entry of every clause has a control, and whatever a control can write the clause takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.ui.state.states import CLAUSES

from icsim.ui.compare.field_controls import CONTROLS
from icsim.ui.state.field_words import FIELDS
from icsim.ui.state.fields import Control, clause_kinds, controls, parameters

KINDS = sorted(clause_kinds())


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models that a field's type holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def entries(model: type[BaseModel], way: str) -> Iterator[str]:
    """Every entry a file can have, at every level."""
    for name, field in model.model_fields.items():
        yield f"{way}.{name}"
        for inner in models_in(field.annotation):
            yield from entries(inner, f"{way}.{name}")


def controlled(found: tuple[Control, ...], way: str) -> Iterator[tuple[str, Control]]:
    for control in found:
        yield f"{way}.{control.key}", control
        yield from controlled(control.inside, f"{way}.{control.key}")


@pytest.mark.parametrize("key", KINDS)
def test_every_entry_of_a_clause_has_a_control(key: str) -> None:
    found = dict(controlled(controls(key), key))
    assert sorted(found) == sorted(entries(clause_kinds()[key], key))
    assert {control.kind for control in found.values()} <= CONTROLS.keys()


@pytest.mark.parametrize("key", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_its_controls_write_the_clause_takes(key: str, data: st.DataObject) -> None:
    written = data.draw(CLAUSES[key])
    assert clause_kinds()[key].model_validate_json(json.dumps(written)).sentence()


@pytest.mark.parametrize("key", KINDS)
def test_a_number_that_may_be_left_out_shows_the_parameter_that_then_holds(key: str) -> None:
    for way, control in controlled(controls(key), key):
        if control.kind == "number" and control.may_lack:
            assert control.parameter in parameters(), way
            assert control.usual == control.shown(parameters()[control.parameter].value)
            assert f"How sure: {parameters()[control.parameter].grade.label.lower()}" in control.why


def test_words_are_of_entries_that_there_are() -> None:
    known = {way for key in KINDS for way, _ in controlled(controls(key), key)}
    assert {way for way in FIELDS if not way.startswith("*.")} <= known


def test_a_share_is_shown_in_percent_and_written_as_a_share() -> None:
    fee = next(control for control in controls("shared_bank") if control.key == "fee_share")
    assert (fee.unit, fee.low, fee.high, fee.usual) == ("%", 0, 50, 5)
    assert (fee.shown(0.03), fee.written(3.5)) == (3.0, 0.035)


def test_a_slider_reaches_beyond_whatever_is_set() -> None:
    places = next(control for control in controls("rotation") if control.key == "places")
    assert places.reach(80) == 200
    assert places.reach(150) == 300
    assert places.reach(99_999) == 100_000
