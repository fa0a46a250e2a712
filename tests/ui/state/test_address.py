"""The whole comparison lives in the address, and nothing an address says is believed."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ui.state.states import comparisons

from icsim.ui.state.address import fits, from_query, preset_mark, to_query
from icsim.ui.state.changes import put
from icsim.ui.state.comparison import Column, ComparisonState
from icsim.ui.state.packed import MOST_BYTES, MOST_TEXT, pack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def address(**said: object) -> str:
    return f"?c={pack({'v': 1, **said})}"


@settings(max_examples=60, deadline=None)
@given(comparisons())
def test_what_is_compared_comes_back_from_its_address(state: ComparisonState) -> None:
    assert from_query(to_query(state)) == (state, [])


def test_an_address_of_a_shipped_agreement_with_one_change_is_short() -> None:
    assert len(to_query(put(ComparisonState.first(), 0, ("rotation", "places"), 120))) < 200


def test_without_a_query_the_first_visit_shows_one_agreement_in_gloucestershire() -> None:
    state, faults = from_query(None)
    assert (state.system, state.months, [column.name for column in state.columns]) == (
        "QR1",
        60,
        ["Nurse rotation with passport"],
    )
    assert faults == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_page(text: str) -> None:
    state, faults = from_query(text)
    assert from_query(to_query(state)) == (state, [])
    assert bool(faults) == bool(text.removeprefix("?"))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("stmfcghdv"), JSON))
def test_no_content_breaks_the_page_and_what_is_wrong_is_said(said: dict[str, object]) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps({"v": 1, **said}).encode())).decode()
    state, faults = from_query(f"?c={packed}")
    assert from_query(to_query(state)) == (state, [])
    taken = (said.get("s", "QR1"), said.get("t", "2026-04"), said.get("m", 60)) == (
        state.system,
        state.start,
        state.months,
    )
    assert faults or (said.get("v", 1) == 1 and taken)


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, min_size=3, max_size=3))
def test_no_agreement_in_an_address_breaks_the_page(column: list[object]) -> None:
    written = {"parties": ["all"], "rotation": column[0], "passport": column[1], "exits": column[2]}
    state, faults = from_query(address(c=[["A", "", written]]))
    assert bool(faults) != ([column.name for column in state.columns] == ["A"])


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("?c=" + "A" * (MOST_TEXT + 1000), "too long"),
        ("?c=!!!!", "damaged"),
        ("?c=" + pack({"v": 1})[:-4], "cut short"),
        ("?x=1", "no comparison"),
        (f"?c={pack({'v': 2})}", "another version"),
        (f"?c={pack([1])}", "another version"),
        ("?c=" + base64.urlsafe_b64encode(zlib.compress(b" " * (MOST_BYTES + 1), 9)).decode(), "too much"),
        ("?c=" + base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000, 9)).decode(), "cannot be read"),
        (address(s="/etc"), "There is no system '/etc'"),
        (address(s="../small"), "There is no system"),
        (address(s="england"), "There is no system"),
        (address(m=181), "not 1 to 180"),
        (address(m=True), "not 1 to 180"),
        (address(t="2026-13"), "not a month"),
        (address(t="9999-12"), "is not from"),
        (address(f=["/etc/passwd"]), "futures"),
        (address(c=[["A", "../x", {}]]), "does not come with icsim"),
        (address(c=[["A", "", {"parties": ["all"], "passport": {"recognises": "all"}}]]), "recognises"),
        (address(c=[["A", "", {"parties": ["all"], "passport": {}}]]), "passport.recognises: is missing"),
        (f"?c={pack({'v': 1, 'm': 60})[:-1]}*", "damaged"),
        (address(c=[["A", "", {"parties": ["all"], "unknown": {}}]]), "unknown"),
        (address(c=[["Today", "", {"parties": ["all"]}]]), "Today"),
        (address(c=[["A", "", {"parties": ["all"]}]] * 2), "another agreement is called A"),
        (address(c=[[f"{n}", "", {"parties": ["all"]}] for n in range(5)]), "Only 4 of 5"),
        (address(c=[["A\u202eB", "", {"parties": ["all"]}]]), "not allowed"),
        (address(g=[["leavers", "nobody", 1.0, ""]]), "guessed"),
    ],
)  # fmt: skip
def test_a_bad_address_says_what_is_wrong_and_leaves_a_usable_page(query: str, word: str) -> None:
    state, faults = from_query(query)
    assert word in " ".join(faults)
    assert state.question().arms[0].name == "Today"


def test_a_shipped_agreement_that_has_changed_since_is_mentioned() -> None:
    state, faults = from_query(address(c=[["A", "all_in", {}, "0" * len(preset_mark("all_in"))]]))
    assert "has changed since this link was made" in faults[0]
    assert [column.preset for column in state.columns] == ["all_in"]


def test_a_note_too_long_for_an_address_is_known_to_be() -> None:
    text = " ".join(str(n * n) for n in range(20_000))
    state = ComparisonState(columns=(Column("A", "", {"parties": ["all"], "note": text}),))
    assert not fits(state)
    assert fits(ComparisonState.first())
