"""The pages in the form that others have laid down are complete, and what they name is there."""

from __future__ import annotations

import re

import pytest
from tests.docs.blocks import ROOT

from docs import assumptions
from icsim.codes import Grade
from icsim.registry import all_parameters

ODD = [
    "1. Purpose and patterns",
    "2. Entities, state variables and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialisation",
    "6. Input data",
    "7. Submodels",
]
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing"]
CONCEPTS += ["Interaction", "Stochasticity", "Collectives", "Observation"]
STRESS = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3"]
STRESS += ["5.1", "5.2", "5.3", "5.4", "6.1"]
QUALITY = {"red", "amber", "green"}


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_odd_has_its_seven_elements_and_every_design_concept() -> None:
    assert re.findall(r"^## (.+)$", page("odd"), re.MULTILINE) == ODD
    assert re.findall(r"^- \*\*([\w ]+)\.\*\*", page("odd"), re.MULTILINE) == CONCEPTS


def test_the_stress_checklist_answers_every_item() -> None:
    assert re.findall(r"^\*\*(\d\.\d) [\w -]+\.\*\*", page("stress"), re.MULTILINE) == STRESS
    parts = re.split(r"^\*\*\d\.\d .*?\.\*\*", page("stress"), flags=re.MULTILINE)[1:]
    assert [part for part in parts if len(part.split()) < 10] == []


@pytest.mark.parametrize("kind", ["S", "D"])
def test_every_assumption_is_numbered_and_rated(kind: str) -> None:
    rows = re.findall(rf"^\| {kind}(\d+) \|.*\| (\w+) \|$", page("assumptions"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 7
    assert {quality for _, quality in rows} <= QUALITY


def test_what_the_log_names_is_there() -> None:
    named = re.findall(r"`((?:src|tests|benchmarks|experiments|configs)/[\w/.]+)`", page("assumptions"))
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_weak_number_is_in_the_log_and_what_moves_most_comes_first() -> None:
    weak = {p.name for p in all_parameters() if p.grade in {Grade.low, Grade.recalled, Grade.assumption}}
    names = re.findall(r"^\| `([\w.]+)` \|", assumptions.numbers(), re.MULTILINE)
    assert set(names) == weak
    assert len(names) == len(weak)
    shares = [assumptions.moved()[name].share for name in names if name in assumptions.moved()]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) > 0
    assert all(name in assumptions.moved() for name in names[: len(shares)])
    assert assumptions.rating(1.0) == "green"
    assert assumptions.rating(0.5) == "amber"
    assert assumptions.rating(0.0) == "red"
