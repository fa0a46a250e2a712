"""Guess first: hidden until saved, kept with the comparison, and held against the range that came out."""

from __future__ import annotations

import numpy as np
from tests.report.made import findings

from icsim.ui.compare.guesses import beside_results, in_words, is_hidden, percent_of, sentence, with_guess
from icsim.ui.state.comparison import Column, ComparisonState


def state(percent: float | None = None) -> ComparisonState:
    asked = ComparisonState(columns=(Column("Passport", "passport_only"),), guess_first=True)
    return asked if percent is None else with_guess(asked, "leavers", {"Passport": percent}, saved=True)


def test_results_are_hidden_only_while_a_wanted_guess_is_not_saved() -> None:
    assert not is_hidden(ComparisonState())
    assert is_hidden(state())
    assert not is_hidden(state(-10.0))


def test_a_guess_is_part_of_the_comparison() -> None:
    saved = state(-10.0)
    assert percent_of(saved, "Passport") == -10.0
    found, faults = read(saved)
    assert faults == []
    assert found.guess == saved.guess
    assert not is_hidden(found)


def read(saved: ComparisonState) -> tuple[ComparisonState, list[str]]:
    from icsim.ui.state.address import from_query

    again, faults = from_query(saved.to_query())
    return again, list(faults)


def test_a_guess_in_words() -> None:
    assert in_words("leavers", -10) == "Leavers: 10% less than today."
    assert in_words("strain", 2.5) == "Strain: 2.5% more than today."
    assert in_words("leavers", 0) == "Leavers: no change."


def test_a_guess_stands_beside_the_result_in_percent_of_today() -> None:
    ((name, guessed, result, wide, words),) = beside_results(state(-10.0), findings())
    assert (name, guessed, result, wide) == ("Passport", "−10.0%", "−1.0%", "−1.2% to −0.8%")
    assert words == "Between 30 and 50 fewer leavers."


def test_a_guess_within_the_range_counts_as_right() -> None:
    assert sentence(state(-1.0), findings()) == "Guesses within the range that came out: 1 of 1."
    assert sentence(state(-10.0), findings()) == "Guesses within the range that came out: 0 of 1."


def test_after_one_seed_nothing_is_held_against_a_guess() -> None:
    found = findings(seeds=1)
    found.tables["differences"][["low", "high"]] = np.nan
    assert "no range yet" in sentence(state(-1.0), found)
    assert beside_results(state(-1.0), found)[0][3] == "no range yet"
