# ruff: noqa: E501 (the expected lines are kept whole)
"""What a model refuses, in words, at its place; every fault at once."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from icsim.codes import StaffGroup
from icsim.config.located import read_yaml
from icsim.config.words import StaffGroupWord

FILE = Path("plan.yaml")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Shape(Enum):
    ring = "ring"
    pair = "pair"


class Ring(Strict):
    kind: Literal["ring"]
    size: int = 3


class Pair(Strict):
    kind: Literal["pair"]


class Rotation(Strict):
    places: Annotated[int, Field(ge=0, le=500)]
    staff_groups: tuple[StaffGroupWord, ...] = ()
    share: Annotated[float, Field(gt=0)] = 1.0
    months: Annotated[int, Field(lt=100)] = 6
    pattern: Literal["ring", "pair", "hub"] = "ring"
    shape: Shape = Shape.ring
    voluntary: bool = True
    layout: Annotated[Ring | Pair, Field(discriminator="kind")] | None = None


class Plan(Strict):
    agreement: Annotated[str, Field(min_length=1, max_length=30)]
    parties: Annotated[tuple[str, ...], Field(min_length=2)] = ("a", "b")
    starts: date | None = None
    rotation: Rotation | None = None
    mix: int | str | None = None
    weights: dict[str, float] = {}
    code: Annotated[str, Field(pattern="^[A-Z]+$")] = "A"

    @field_validator("agreement")
    @classmethod
    def _has_a_name(cls, name: str) -> str:
        if name == "untitled":
            raise ValueError("give the agreement a name of its own")
        return name


GOOD = """\
agreement: Severn
parties: [RTE, "no"]
starts: 2026-04-01
rotation: {places: 80, staff_groups: [nurse], share: 1, shape: pair, layout: {kind: pair}}
"""


def test_a_good_file_becomes_an_object(here):
    FILE.write_text(GOOD)
    plan = read_yaml(FILE, Plan)
    assert plan.path == FILE
    assert (plan.value.parties, plan.value.starts) == (("RTE", "no"), date(2026, 4, 1))
    assert plan.value.rotation is not None
    assert plan.value.rotation.staff_groups == (StaffGroup.nurse,)
    assert type(plan.value.rotation.share) is float


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("agrement: x", "plan.yaml:1:1: agreement: is missing|plan.yaml:1:1: agrement: unknown key (did you mean agreement?)"),
        ("agreement: x\nrotation: {}", "plan.yaml:2:11: rotation.places: is missing"),
        ("agreement: x\nrotation: {places: 1, zzz: 2}", "plan.yaml:2:23: rotation.zzz: unknown key; allowed are places, staff_groups, share, months, pattern, shape, voluntary or layout"),
        ("agreement: 3", "plan.yaml:1:12: agreement: must be text, not 3"),
        ("agreement:", "plan.yaml:1:11: agreement: must be text, not nothing"),
        ("agreement: ''", "plan.yaml:1:12: agreement: must not be empty"),
        (f"agreement: {'x' * 99}", "plan.yaml:1:12: agreement: must have at most 30 characters"),
        ("agreement: untitled", "plan.yaml:1:12: agreement: give the agreement a name of its own"),
        ("agreement: x\nparties: [a]", "plan.yaml:2:10: parties: must have at least 2 entries"),
        ("agreement: x\nparties: a", "plan.yaml:2:10: parties: must be a list, not 'a'"),
        ("agreement: x\nparties: [a, yes, 2]", "plan.yaml:2:19: parties[3]: must be text, not 2"),
        ("agreement: x\nstarts: soon", "plan.yaml:2:9: starts: must be a date such as 2026-04-01, not 'soon'"),
        ("agreement: x\nrotation: [1]", "plan.yaml:2:11: rotation: must be a mapping of keys to values, not a list"),
        ("agreement: x\nmix: [1]", "plan.yaml:2:6: mix: must be a whole number or text, not a list"),
        ("agreement: x\nweights:\n  a: b", "plan.yaml:3:6: weights.a: must be a number, not 'b'"),
        ("agreement: x\ncode: a1", "plan.yaml:2:7: code: 'a1' is not of the form ^[A-Z]+$"),
        ("agreement: x\nrotation: {places: 501}", "plan.yaml:2:20: rotation.places: 501 is out of range: must be 0 to 500"),
        ("agreement: x\nrotation: {places: -1}", "plan.yaml:2:20: rotation.places: -1 is out of range: must be 0 to 500"),
        ("agreement: x\nrotation: {places: 1.5}", "plan.yaml:2:20: rotation.places: must be a whole number, not 1.5"),
        ("agreement: x\nrotation: {places: many}", "plan.yaml:2:20: rotation.places: must be a whole number, not 'many'"),
        ("agreement: x\nrotation: {places: '8'}", "plan.yaml:2:20: rotation.places: must be a whole number, not '8'"),
        ("agreement: x\nrotation: {places: 1, share: 0}", "plan.yaml:2:30: rotation.share: 0 is out of range: must be more than 0"),
        ("agreement: x\nrotation: {places: 1, share: lots}", "plan.yaml:2:30: rotation.share: must be a number, not 'lots'"),
        ("agreement: x\nrotation: {places: 1, months: 100}", "plan.yaml:2:31: rotation.months: 100 is out of range: must be less than 100"),
        ("agreement: x\nrotation: {places: 1, pattern: rinng}", "plan.yaml:2:32: rotation.pattern: 'rinng' is not allowed; use ring, pair or hub (did you mean ring?)"),
        ("agreement: x\nrotation: {places: 1, shape: 3}", "plan.yaml:2:30: rotation.shape: 3 is not allowed; use ring or pair"),
        ("agreement: x\nrotation: {places: 1, voluntary: yes}", "plan.yaml:2:34: rotation.voluntary: must be true or false, not 'yes'"),
        ("agreement: x\nrotation: {places: 1, layout: {kind: trio}}", "plan.yaml:2:31: rotation.layout: 'trio' is not allowed; use ring or pair"),
        ("agreement: x\nrotation: {places: 1, layout: {kind: ring, sise: 2}}", "plan.yaml:2:44: rotation.layout.sise: unknown key (did you mean size?)"),
        ("agreement: x\nrotation: {places: 1, staff_groups: [nurse, nurze]}", "plan.yaml:2:45: rotation.staff_groups[2]: 'nurze' is not allowed; use nurse, midwife, doctor_senior, doctor_resident, gp, ahp_scientific, paramedic, nursing_associate, clinical_support, social_worker, care_worker or other (did you mean nurse?)"),
        ("[a]", "plan.yaml:1:1: the file must hold keys and values (keys: agreement, parties, starts, rotation, mix, weights or code)"),
        ('agreement: x\n"\\u001b[2J": 1', "plan.yaml:2:1: key '\\x1b[2J' holds a character that is not allowed"),
    ],
)  # fmt: skip
def test_each_fault_in_words(here, complaints, text, line):
    FILE.write_text(text)
    assert complaints(read_yaml, FILE, Plan) == line.split("|")


def test_every_fault_at_once_in_file_order(here, complaints):
    FILE.write_text("weights: {a: .inf}\nrotation:\n  places: lots\n  month: 3\nweights: 3\nagreement: !x y\n")
    assert complaints(read_yaml, FILE, Plan) == [
        "plan.yaml:1:14: weights.a: .inf is not a finite number",
        "plan.yaml:3:11: rotation.places: must be a whole number, not 'lots'",
        "plan.yaml:4:3: rotation.month: unknown key (did you mean months?)",
        "plan.yaml:5:1: weights: key given twice (first on line 1)",
        "plan.yaml:6:12: agreement: tags such as !!str are not allowed",
    ]


def test_later_checks_point_at_entries(here):
    FILE.write_text(GOOD)
    plan = read_yaml(FILE, Plan)
    problem = partial(plan.problem, "is not in this system")
    assert str(problem("parties", 1)) == "plan.yaml:2:16: parties[2]: is not in this system"
    assert str(problem("rotation", "places", at="key")) == "plan.yaml:4:12: rotation.places: is not in this system"
    assert str(problem("rotation", "months")) == "plan.yaml:4:11: rotation.months: is not in this system"
    assert str(problem()) == "plan.yaml:1:1: is not in this system"
