"""Parameters: each is named once, used somewhere, and says its unit, range, source and grade."""

from __future__ import annotations

import ast
import csv
import os
import re
from functools import cache
from pathlib import Path

import pytest

import icsim
from icsim.codes import Grade
from icsim.errors import InputError
from icsim.parameters import Parameter
from icsim.registry import all_parameters, parameters_in_force

PACKAGE = Path(icsim.__file__).parent
SOURCE_FOLDER = "ICSIM_SOURCE_DATA"
"""Environment variable that names the folder of source data, which is not part of the project."""
_EVIDENCE = re.compile(r"evidence ((?:[\w.]+(?:, | and )?)+)")


@cache
def patterns_read() -> frozenset[str]:
    """Every string that code reads a parameter by, with anything for the parts filled in at run time."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        declared = {id(call.args[0]) for call in ast.walk(tree) if isinstance(call, ast.Call) and call.args
                    and getattr(call.func, "id", "") == "Parameter"}  # fmt: skip
        for node in ast.walk(tree):
            if id(node) in declared:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                found.add("".join(parts))
    return frozenset(pattern for pattern in found if "\\." in pattern or pattern.count(".") > 1)


@pytest.mark.parametrize("parameter", all_parameters(), ids=lambda p: p.name)
def test_it_is_complete(parameter: Parameter) -> None:
    assert re.fullmatch(r"[a-z]\w*(\.[a-z]\w*)+", parameter.name)
    assert parameter.low <= parameter.value <= parameter.high
    assert parameter.unit
    assert parameter.source
    assert isinstance(parameter.grade, Grade)
    assert parameter.meaning.endswith(".")


@pytest.mark.parametrize("parameter", all_parameters(), ids=lambda p: p.name)
def test_it_is_used(parameter: Parameter) -> None:
    assert any(re.fullmatch(pattern, parameter.name) for pattern in patterns_read()), "no code reads it"


def test_names_are_unique() -> None:
    names = [parameter.name for parameter in all_parameters()]
    assert sorted(set(names)) == names


@pytest.mark.parametrize("parameter", all_parameters(), ids=lambda p: p.name)
def test_a_guess_says_so(parameter: Parameter) -> None:
    if parameter.source == "icsim assumption":
        assert parameter.grade == Grade.assumption


def evidence_keys(parameter: Parameter) -> list[str]:
    """Keys of the table of evidence that a source names, or what several of them begin with."""
    words = [word for text in _EVIDENCE.findall(parameter.source) for word in re.split(r", | and ", text)]
    return [word.rstrip(".") for word in words if "." in word.rstrip(".")]


def test_what_is_called_evidence_names_a_key() -> None:
    called = [parameter for parameter in all_parameters() if "evidence" in parameter.source]
    assert len(called) > 30
    assert [parameter.name for parameter in called if not evidence_keys(parameter)] == []


def test_every_key_named_is_in_the_evidence() -> None:
    folder = os.environ.get(SOURCE_FOLDER)
    if not folder:
        pytest.skip(f"the table of evidence is not part of the project; {SOURCE_FOLDER} names the folder that has it")
    with (Path(folder) / "evidence.csv").open(encoding="utf-8", newline="") as file:
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
