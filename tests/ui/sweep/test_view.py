"""What is shown of a sweep, in an address and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsim.ui.state.sweep_view import SHOWS, Among, Range, SweepView

words = st.text(max_size=30)
some_words = st.text(min_size=1, max_size=30)
ends = st.none() | st.floats(-1e9, 1e9).map(lambda number: float(f"{number:.12g}"))
ranges = st.builds(Range, some_words, ends, ends).filter(lambda each: (each.low, each.high) != (None, None))
filters = st.builds(Among, some_words, st.lists(some_words, unique=True, max_size=4).map(tuple))
views = st.builds(
    SweepView,
    words, st.sampled_from(SHOWS), words, words, words, words, words, words, words, words, words,
    st.lists(ranges, unique_by=lambda each: each.key, max_size=4).map(lambda s: tuple(sorted(s, key=lambda r: r.key))),
    st.lists(filters, unique_by=lambda each: each.key, max_size=4).map(lambda s: tuple(sorted(s, key=lambda a: a.key))),
    st.none() | st.integers(0, 10**6),
)  # fmt: skip


@given(views)
def test_an_address_holds_the_whole_view(view: SweepView) -> None:
    assert SweepView.from_query(view.to_query()) == (view, [])


@given(st.text(max_size=200))
def test_any_address_gives_a_view(query: str) -> None:
    view, _ = SweepView.from_query(query)
    assert SweepView.from_query(view.to_query())[0] == view


def test_a_plain_view_is_a_plain_address() -> None:
    assert SweepView("results/a").to_query() == "sweep=results%2Fa"
    assert SweepView.from_query(None) == (SweepView(), [])


@pytest.mark.parametrize("query", ["min.x=nan", "max.x=inf", "min.x=", "show=all", "run=-1", "run=²", "wrong=1"])
def test_what_means_nothing_is_said_and_left_out(query: str) -> None:
    view, faults = SweepView.from_query(f"sweep=a&{query}")
    assert view == SweepView("a")
    assert len(faults) == 1
    assert "left out" in faults[0]


def test_a_flood_is_refused_as_a_whole() -> None:
    for query in ("a" * 30_000, "&".join(f"min.{i}=1" for i in range(1_000))):
        view, faults = SweepView.from_query(query)
        assert view == SweepView()
        assert len(faults) == 1


def test_filters_are_set_changed_and_taken_back() -> None:
    view = SweepView("a").between("x", 1.0, None).between("x", 1.0, 3.0).having("w", ["b"])
    assert view.ranges == (Range("x", 1.0, 3.0),)
    assert view.words_of("w") == ("b",)
    assert view.between("x", None, None).having("w", None) == SweepView("a") == view.unfiltered()
    assert replace(view, run=3).is_filtered
