"""Which months and which cells a number of a natural experiment is taken over."""

from __future__ import annotations

import re

import pytest
from tests.worlds import quiet_model, world

from icsim.codes import StaffGroup
from icsim.months import Calendar
from icsim.natural.scope import chosen, scope_fault
from icsim.natural.windows import WINDOW_PATTERN, window, window_fault

CALENDAR = Calendar("2018-10")
GROUPS = {"some": ["A"]}


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("all", (0, 24)),
        ("end", (23, 24)),
        ("months 1 to 12", (0, 12)),
        ("2018-10", (0, 1)),
        ("2019-10 to 2020-09", (12, 24)),
    ],
)
def test_months_are_named_by_number_or_by_date(words: str, months: tuple[int, int]) -> None:
    assert re.match(WINDOW_PATTERN, words)
    assert window(words, CALENDAR, 24) == months
    assert window_fault(words, CALENDAR, 24) == ""


@pytest.mark.parametrize("words", ["2018-13", "last 12 months", "months 0 to 4", "2018-10 to", "sum"])
def test_other_words_are_no_months(words: str) -> None:
    assert not re.match(WINDOW_PATTERN, words)


@pytest.mark.parametrize("words", ["2018-09", "2020-10", "months 20 to 25"])
def test_months_outside_the_run_are_named(words: str) -> None:
    assert window_fault(words, CALENDAR, 24) == "the run has the 24 months from 2018-10 to 2020-09 only"


def test_months_in_the_wrong_order_are_named() -> None:
    assert window_fault("2019-06 to 2019-05", CALENDAR, 24) == "ends before it begins"


@pytest.mark.parametrize(
    ("words", "cells"),
    [
        ([], ["A nurse", "A clinical_support", "B nurse", "B clinical_support", "C nurse", "C care_worker"]),
        (["trusts"], ["A nurse", "A clinical_support", "B nurse", "B clinical_support"]),
        (["trusts", "staff_group:nurse"], ["A nurse", "B nurse"]),
        (["staff_group:nurse", "staff_group:care_worker"], ["A nurse", "B nurse", "C nurse", "C care_worker"]),
        (["trusts", "not_among:some"], ["B nurse", "B clinical_support"]),
        (["among:some", "staff_group:nurse"], ["A nurse"]),
        (["sector:social_care"], ["C nurse", "C care_worker"]),
        (["organisation:B", "organisation:C", "staff_group:nurse"], ["B nurse", "C nurse"]),
    ],
)
def test_words_of_one_kind_are_alternatives_and_kinds_must_all_hold(words: list[str], cells: list[str]) -> None:
    model = quiet_model(world())
    system, posts = model.system, model.posts
    names = [
        f"{system.organisations[organisation].code} {StaffGroup(group).name}"
        for organisation, group in zip(posts.organisation.tolist(), posts.staff_group.tolist(), strict=True)
    ]
    some = chosen(words, system, posts, GROUPS).tolist()
    assert [name for name, there in zip(names, some, strict=True) if there] == cells


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("trusts", ""),
        ("among:some", ""),
        ("staff_group:nurse", ""),
        ("among:others", "no among 'others'"),
        ("staff_group:nurses", "no staff group 'nurses' (did you mean nurse?)"),
        ("organisation:Z", "no organisation 'Z'"),
        ("nurse", "'nurse' is no scope; write trusts, sector:..., staff_group:..., organisation:..., among:... or"),
    ],
)
def test_a_scope_that_is_none_is_named(word: str, fault: str) -> None:
    said = scope_fault(word, world(), GROUPS)
    assert said.startswith(fault)
    assert bool(said) == bool(fault)
