"""Parameters: each is named once, used somewhere, and says its unit, range, source and grade."""

from __future__ import annotations

import csv
import re

import pytest
from tests.determinism.clauses import EXAMPLES
from tests.source_data import source_folder
from tests.worlds import AT_ONCE, agree, world

from icsim.codes import Grade, Programme, Sector, StaffGroup
from icsim.errors import InputError
from icsim.model import ICS
from icsim.parameters import Parameter, Parameters
from icsim.registry import all_parameters, parameters_in_force
from icsim.system import Course

_EVIDENCE = re.compile(r"evidence ((?:[\w.]+(?:, | and )?)+)")


def test_each_is_complete() -> None:
    for parameter in all_parameters():
        assert re.fullmatch(r"[a-z]\w*(\.[a-z]\w*)+", parameter.name)
        assert parameter.low <= parameter.value <= parameter.high, parameter.name
        assert parameter.unit, parameter.name
        assert parameter.source, parameter.name
        assert isinstance(parameter.grade, Grade), parameter.name
        assert parameter.meaning.endswith("."), parameter.name


def test_each_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """August and September in a system of every sector, group and programme, under every clause, read them all."""
    read: set[str] = set()

    def reading(self: Parameters, name: str) -> float:
        read.add(name)
        return self._values[name]

    monkeypatch.setattr(Parameters, "__getitem__", reading)
    everybody = {group: {"heads": 6, "posts": 7, "leavers": 0.1, "joiners": 0.1} for group in StaffGroup.words()}
    system = world(
        dict.fromkeys(Sector.words(), everybody),
        sectors={word: word for word in Sector.words()},
        programmes=[Course("university", programme, 9, 24, 6) for programme in Programme],
    )
    rotation = {"staff_groups": ["nurse"], "places": 8, "newly_qualified": True, "backfill": "capacity"}
    partnership = {"transparency": True, "joint_board": True, "coordinator_fte": 1.0}
    training = EXAMPLES["training"] | {"intake_months": [8]}
    signed = agree(**EXAMPLES | {"rotation": rotation, "partnership": partnership, "training": training})
    model = ICS(system, [signed], start="2026-08", parameters=AT_ONCE)
    model.run_for(2)
    assert {parameter.name for parameter in all_parameters()} - read == set()


def test_names_are_unique() -> None:
    names = [parameter.name for parameter in all_parameters()]
    assert sorted(set(names)) == names


def test_a_guess_says_so() -> None:
    guesses = [parameter for parameter in all_parameters() if parameter.source == "icsim assumption"]
    assert {parameter.grade for parameter in guesses} == {Grade.assumption}


def evidence_keys(parameter: Parameter) -> list[str]:
    """Keys of the table of evidence that a source names, or what several of them begin with."""
    words = [word for text in _EVIDENCE.findall(parameter.source) for word in re.split(r", | and ", text)]
    return [word.rstrip(".") for word in words if "." in word.rstrip(".")]


def test_what_is_called_evidence_names_a_key() -> None:
    called = [parameter for parameter in all_parameters() if "evidence" in parameter.source]
    assert len(called) > 30
    assert [parameter.name for parameter in called if not evidence_keys(parameter)] == []


def test_every_key_named_is_in_the_evidence() -> None:
    with (source_folder() / "evidence.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] + "." for row in csv.DictReader(file)]
    unknown = [
        (parameter.name, key)
        for parameter in all_parameters()
        for key in evidence_keys(parameter)
        if not any(known.startswith(key + ".") for known in keys)
    ]
    assert unknown == []


def test_a_change_is_in_force_and_the_rest_as_declared() -> None:
    changed = parameters_in_force({"seek.reach_minutes": 60})
    assert changed["seek.reach_minutes"] == 60
    assert all(changed[p.name] == p.value for p in all_parameters() if p.name != "seek.reach_minutes")


@pytest.mark.parametrize("value", [29.9, 120.1, float("nan"), float("inf"), -1])
def test_a_value_outside_its_range_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="outside its range 30 to 120"):
        parameters_in_force({"seek.reach_minutes": value})


def test_an_unknown_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"did you mean seek\.reach_minutes"):
        parameters_in_force({"seek.reach_minute": 60})


def test_a_range_must_hold_its_value() -> None:
    with pytest.raises(ValueError, match="outside its range"):
        Parameter("a.b", 2, 0, 1, "people", "icsim assumption", Grade.assumption, "Nothing.")
