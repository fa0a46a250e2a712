"""Differences in words, worked by hand."""

from __future__ import annotations

import math

import pytest

from icsim.experiment.measures import BY_NAME, MEASURES
from icsim.report.wording import (
    PHRASES,
    alike,
    change,
    count,
    duration,
    listed,
    month_words,
    of_seeds,
    signed,
    span,
    way,
    with_range,
)

NAN = math.nan


@pytest.mark.parametrize(
    ("measure", "low", "high", "words"),
    [
        ("leavers", -30, -12, "between 12 and 30 fewer leavers"),
        ("leavers", 12, 30, "between 12 and 30 more leavers"),
        ("leavers", -12.4, -11.6, "about 12 fewer leavers"),
        ("leavers", 0, 0, "no difference in leavers"),
        ("leavers", -5, 12, "no clear difference in leavers (between 5 fewer and 12 more)"),
        ("leavers", -0.3, -0.1, "leavers hardly different"),
        ("vacancy_share", -0.0052, -0.0031, "a vacancy rate between 0.31 and 0.52 percentage points lower"),
        ("unfilled_fte", -2.04, -0.66, "between 0.7 and 2.0 FTE less work left undone"),
        ("onboarding_days", -1234.4, -600, "between 600 and 1,234 fewer working days of onboarding"),
        ("agency_gbp", -104_000, -72_000, "between £72k and £104k less on agency shifts"),
        ("agency_gbp", 4_488, 35_000, "between £4k and £35k more on agency shifts"),
        ("cost_gbp", 924_000, 1_160_000, "between £0.92m and £1.16m more on staff in all"),
        ("bank_gbp", -900, 400, "no clear difference in bank spending (between £900 less and £400 more)"),
        ("strain", 0.2, 0.5, "strain between 0.2 and 0.5 points in 100 higher"),
    ],
)  # fmt: skip
def test_a_range_in_words(measure: str, low: float, high: float, words: str) -> None:
    assert change(BY_NAME[measure], (low + high) / 2, low, high) == words


def test_one_seed_has_no_range() -> None:
    assert change(BY_NAME["leavers"], -12, NAN, NAN) == "12 fewer leavers (in one seed)"
    assert change(BY_NAME["leavers"], NAN, NAN, NAN) == "leavers: not known"


def test_every_headline_measure_has_words_of_its_own() -> None:
    assert {measure.name for measure in MEASURES} == PHRASES.keys()


@pytest.mark.parametrize(
    ("measure", "low", "high", "found"),
    [
        ("leavers", -30, -12, "better"),
        ("leavers", 12, 30, "worse"),
        ("leavers", -1, 1, "unclear"),
        ("leavers", -1, 0, "unclear"),
        ("leavers", 0, 0, "same"),
        ("leavers", NAN, NAN, "unclear"),
        ("belonging", 1, 2, "better"),
        ("joiners", 1, 2, "different"),
    ],
)  # fmt: skip
def test_what_a_range_means(measure: str, low: float, high: float, found: str) -> None:
    assert way(BY_NAME[measure], low, high) == found


def test_numbers_have_a_true_minus_and_separators() -> None:
    assert signed(BY_NAME["onboarding_days"], -1234) == "−1,234"
    assert span(BY_NAME["leavers"], -30, 12) == "−30 to +12"
    assert span(BY_NAME["leavers"], NAN, NAN) == "–"
    assert of_seeds(15 / 16, 16) == "15 of 16"
    assert of_seeds(NAN, 16) == "–"


@pytest.mark.parametrize(
    ("measure", "numbers", "shown"),
    [
        ("agency_gbp", (20_000, 4_377, 37_000), ["+£20k", "+£4k", "+£37k"]),
        ("cost_gbp", (-1_200_000, -2_000_000, 400_000), ["−£1.20m", "−£2.00m", "+£0.40m"]),
        ("bank_gbp", (-3, 0, 900), ["−£3", "£0", "+£900"]),
        ("leavers", (0, 0, 0), ["0", "0", "0"]),
        ("leavers", (0.25, -0.5, 1), ["+0.2", "−0.5", "+1.0"]),
        ("belonging", (-0.02, -0.05, 0.01), ["−0.02", "−0.05", "+0.01"]),
        ("strain", (0.1, 0.01, 5), ["+0.1", "0.0", "+5.0"]),
        ("belonging", (1e-5, 1e-5, 1e-5), ["0.000", "0.000", "0.000"]),
        ("leavers", (0.25, NAN, NAN), ["+0.2", "–", "–"]),
    ],
)  # fmt: skip
def test_numbers_that_belong_together_have_one_precision(
    measure: str, numbers: tuple[float, ...], shown: list[str]
) -> None:
    """More digits only where what is something beside the largest would read as nothing, and two at most."""
    assert alike(BY_NAME[measure], *numbers) == shown


def test_a_difference_with_its_range() -> None:
    assert with_range(BY_NAME["strain"], 0.07, -0.02, 0.17) == ("+0.07", "−0.02 to +0.17")
    assert with_range(BY_NAME["strain"], 0.07, NAN, NAN) == ("+0.1", "–")


def test_lengths_months_and_lists() -> None:
    assert [duration(m) for m in (1, 12, 18, 60, 132)] == [
        "one month",
        "one year",
        "18 months",
        "five years",
        "11 years",
    ]
    assert month_words("2026-04") == "April 2026"
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert [count(3), count(12), count(1200)] == ["three", "12", "1,200"]
