"""Keys: who a person is depends on what brought them, and their name says it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsim.codes import StaffGroup
from icsim.keys import MAX_MONTHS, named_person, person_keys, person_name
from icsim.months import Calendar

CODES = ["RTE", "RTQ", "HC-E07000078"]
IDENTITIES = [5, 2**32 - 1, 77]
CALENDAR = Calendar("2026-04")

anybody = st.tuples(
    st.sampled_from(range(3)),
    st.sampled_from(list(StaffGroup)),
    st.integers(0, 65_535),
    st.integers(-1, MAX_MONTHS - 1),
)


def key(person: tuple[int, StaffGroup, int, int]) -> int:
    organisation, group, nth, month = person
    return int(person_keys(IDENTITIES[organisation], int(group), nth, month))


@given(one=anybody, other=anybody)
def test_two_people_have_two_keys(
    one: tuple[int, StaffGroup, int, int], other: tuple[int, StaffGroup, int, int]
) -> None:
    assert (key(one) == key(other)) == (one == other)


@given(person=anybody)
def test_a_name_leads_back_to_its_person(person: tuple[int, StaffGroup, int, int]) -> None:
    name = person_name(key(person), IDENTITIES, CODES, CALENDAR)
    assert named_person(name, dict(zip(CODES, IDENTITIES, strict=True)), CALENDAR) == key(person)


def test_names_by_hand() -> None:
    names = [person_name(key(who), IDENTITIES, CODES, CALENDAR) for who in (
        (0, StaffGroup.nurse, 17, -1), (0, StaffGroup.nurse, 2, 11), (2, StaffGroup.care_worker, 0, 0),
    )]  # fmt: skip
    assert names == ["RTE/nurse/17", "RTE/nurse/2027-03/2", "HC-E07000078/care_worker/2026-04/0"]


@pytest.mark.parametrize("name", ["", "RTE", "RTE/nurse", "ABC/nurse/1", "RTE/nurze/1", "RTE/nurse/x", "RTE/nurse/-1"])
def test_what_cannot_be_a_name_is_nobody(name: str) -> None:
    assert named_person(name, {"RTE": 5}, CALENDAR) is None


def test_bits_by_hand() -> None:
    # organisation 32 bits, kind 1, group 4, month + 1 in 11, number 16
    assert int(person_keys(1, 3, 9, 4)) == 1 << 32 | 3 << 27 | 5 << 16 | 9
    assert person_keys(np.array([1, 2], dtype=np.uint64), 0, 0).tolist() == [1 << 32, 2 << 32]
