"""Verdicts: a figure is in its range or not, and where nothing can be said that is what is said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from icsim.fitting.acceptance import Verdict, tally, validation_table, verdict, why_unmeasured
from icsim.fitting.figures import figure, span
from icsim.fitting.targets import Target, Targets, read_targets, shipped_targets


@pytest.fixture(scope="module")
def targets() -> dict[str, Target]:
    return {target.key: target for target in read_targets(shipped_targets()).value}


def test_the_mean_of_the_runs_decides_and_a_miss_is_a_miss(targets: dict[str, Target]) -> None:
    """Range 0.70% to 0.95% a month; a hair below is a miss."""
    exits = targets["nurse_exits"]
    assert verdict(exits, 0.007, whole_country=True) is Verdict.passed
    assert verdict(exits, 0.006999, whole_country=True) is Verdict.missed
    assert verdict(exits, math.nan, whole_country=True) is Verdict.unmeasured
    assert verdict(exits, 0.006999, whole_country=False) is Verdict.context


def test_a_row_says_what_was_published_and_what_the_runs_came_to(targets: dict[str, Target]) -> None:
    some = Targets(name="Two", targets=(targets["nurse_exits"], targets["agency_spend"]))
    runs = pd.DataFrame({"nurse_exits": [0.0068, 0.0070, 0.0075, math.nan], "agency_spend": [math.nan] * 4})
    first, second = validation_table(some, runs, 60, whole_country=True).to_dict("records")
    assert first["model"] == pytest.approx(0.0071)
    assert (first["model_low"], first["model_high"]) == pytest.approx((0.00682, 0.00745))
    assert first["runs_inside"] == pytest.approx(2 / 3)
    assert (first["verdict"], first["use"], first["acceptance"], first["note"]) == ("pass", "fitted", True, "")
    assert (second["verdict"], math.isnan(second["model"])) == ("not measured", True)
    assert second["note"]


def test_why_something_is_not_measured(targets: dict[str, Target]) -> None:
    def why(key: str, months: int = 60) -> str:
        return why_unmeasured(targets[key], months, whole_country=False)

    assert why("nurse_share", 24) == "It is of year 5; 24 months were run."
    assert why("agency_spend") == "It is an amount for the whole of England."
    assert why("london_leave") == "It is of trusts in London; this system has none there."
    assert why("paramedic_leave") == "This system has no such employers, staff or students."


def test_verdicts_are_counted_by_what_figures_are_used_for(targets: dict[str, Target]) -> None:
    keys = ("nurse_exits", "nurse_vacancy", "nurse_leave", "retired_nurses", "nurse_leave_nhs")
    some = Targets(name="Five", targets=tuple(targets[key] for key in keys))
    values = dict(zip(keys, (0.0071, 0.05, 0.0071, 0.3, math.nan), strict=True))
    counted = tally(validation_table(some, pd.DataFrame([values]), 60, whole_country=True)).set_index("figures")
    assert counted.loc["acceptance"].to_dict() == {"pass": 1, "miss": 1, "national figure": 0, "not measured": 0}
    assert counted.loc["fitted (first year)"].tolist() == [1, 1, 0, 0]
    assert counted.loc["predicted"].tolist() == [0, 0, 0, 1]
    assert counted.loc["all"].tolist() == [2, 2, 0, 1]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0071, "per month", "0.71%"),
        (0.285, "per year", "28.5%"),
        (2.07e9, "GBP a year", "£2.07bn"),
        (98.2, "calendar days", "98"),
        (18300, "heads a year", "18,300"),
        (math.nan, "share", "–"),
    ],
)
def test_values_are_written_as_people_write_them(value: float, unit: str, text: str) -> None:
    assert figure(value, unit) == text


def test_ranges_are_written_with_both_ends_or_one() -> None:
    assert span(0.06, 0.12, "share of establishment") == "6.0% to 12.0%"
    assert span(0.04, math.nan, "share of establishment") == "4.0% or more"
    assert span(0.0711, 0.0712, "share of establishment") == "7.1%"
