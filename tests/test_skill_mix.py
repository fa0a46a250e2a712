"""Skill mix: the share of registered nurses, with the published association beside it and its caveat."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from icsim.skill_mix import ASSOCIATION, CAVEAT, COLUMNS, indicators, note


def monthly(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """A monthly table: month, organisation, sector, staff group, FTE in post."""
    return pd.DataFrame(rows, columns=["month", "organisation", "sector", "staff_group", "in_post_fte"])


def two_months(start: float, end: float, sector: str = "acute") -> pd.DataFrame:
    """One organisation of 100 FTE nursing staff, so many of them registered nurses at the start and at the end."""
    return monthly(
        ("2026-04", "T", sector, "nurse", start),
        ("2026-04", "T", sector, "nursing_associate", 10.0),
        ("2026-04", "T", sector, "clinical_support", 90.0 - start),
        ("2026-05", "T", sector, "nurse", end),
        ("2026-05", "T", sector, "nursing_associate", 10.0),
        ("2026-05", "T", sector, "clinical_support", 90.0 - end),
    )


def only(table: pd.DataFrame) -> dict[str, Any]:
    (row,) = table.to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_the_share_is_of_registered_nurses_among_nursing_staff() -> None:
    row = only(indicators(two_months(60.0, 50.0)))
    shares = [row[f"degree_nurse_share_{when}"] for when in ("start", "end", "mean")]
    assert shares == pytest.approx([0.6, 0.5, 0.55])


def test_doctors_and_care_workers_are_not_nursing_staff() -> None:
    more = pd.concat([two_months(60.0, 50.0), monthly(("2026-04", "T", "acute", "doctor_senior", 500.0))])
    pd.testing.assert_frame_equal(indicators(more), indicators(two_months(60.0, 50.0)))


def test_ten_points_more_go_with_seven_per_cent_lower_odds() -> None:
    row = only(indicators(two_months(50.0, 60.0)))
    assert [row["associated_odds_ratio"], row["odds_ratio_low"], row["odds_ratio_high"]] == [0.93, 0.89, 0.97]


def test_ten_points_less_go_with_higher_odds_and_the_interval_is_in_order() -> None:
    row = only(indicators(two_months(60.0, 50.0)))
    assert row["associated_odds_ratio"] == pytest.approx(1 / 0.93, abs=1e-4)
    assert (row["odds_ratio_low"], row["odds_ratio_high"]) == pytest.approx((1 / 0.97, 1 / 0.89), abs=1e-4)


def test_no_change_is_an_odds_ratio_of_one() -> None:
    row = only(indicators(two_months(60.0, 60.0)))
    assert row["associated_odds_ratio"] == row["odds_ratio_low"] == row["odds_ratio_high"] == 1.0


def test_hospitals_were_studied_so_only_acute_trusts_have_an_odds_ratio() -> None:
    row = only(indicators(two_months(60.0, 50.0, sector="primary_care")))
    assert row["degree_nurse_share_end"] == 0.5
    assert pd.isna(row["associated_odds_ratio"])


def test_an_organisation_without_nurses_has_none() -> None:
    row = only(indicators(monthly(("2026-04", "T", "acute", "clinical_support", 20.0))))
    assert row["degree_nurse_share_end"] == 0.0


def test_an_organisation_that_is_empty_has_no_share() -> None:
    row = only(indicators(monthly(("2026-04", "T", "acute", "nurse", 0.0))))
    assert pd.isna(row["degree_nurse_share_end"])


def test_nothing_to_say_of_care_homes_without_nursing_staff() -> None:
    table = indicators(monthly(("2026-04", "C", "social_care", "care_worker", 20.0)))
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
    assert note(table) == ""


def test_the_caveat_stands_beside_every_number() -> None:
    table = indicators(two_months(60.0, 50.0))
    assert (table["caveat"] == CAVEAT).all()
    assert CAVEAT in note(table)
    assert "association" in CAVEAT
    assert "not an effect" in CAVEAT


def test_the_line_for_the_screen() -> None:
    assert note(indicators(two_months(50.0, 60.0))).startswith(
        "Indicator: registered nurses are 60.0% of the nursing FTE of the acute trust, 50.0% at the start; associated "
        "odds ratio of death 0.930. "
    )


def test_the_association_is_the_published_one_in_range() -> None:
    assert (ASSOCIATION.low, ASSOCIATION.value, ASSOCIATION.high) == (0.89, 0.93, 0.97)
    assert "effect.rn4cast_degree_10pct_on_mortality_odds" in ASSOCIATION.source
