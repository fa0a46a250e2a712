"""Readings: what a number taken from a run is."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from tests.worlds import world

from icsim.experiment.reading import SHARES, Reading, measure_fault, measures, over_fault, scope_fault, scope_kinds
from icsim.months import Calendar

SYSTEM = world()
CALENDAR = Calendar("2026-04")
MONTHS = ["2026-04", "2026-05", "2026-06"]


def table() -> pd.DataFrame:
    """Three months of A (acute) and C (social care); one cell each, all numbers by hand."""
    return pd.DataFrame(
        {
            "month": [m for m in MONTHS for _ in "AC"],
            "organisation": ["A", "C"] * 3,
            "sector": ["acute", "social_care"] * 3,
            "staff_group": ["nurse", "care_worker"] * 3,
            "leavers": [1, 2, 3, 4, 5, 6],
            "vacancy_fte": [4.0, 1.0, 4.0, 2.0, 5.0, 3.0],
            "establishment_fte": [40.0, 10.0] * 3,
            "in_post_heads": [30, 10, 30, 10, 30, 10],
            "rotating_in": [0, 0, 0, 0, 10, 0],
            "rotating_out": [0, 0, 0, 0, 0, 10],
            "strain": [40.0, 80.0, 40.0, 80.0, 50.0, math.nan],
        }
    )


def value(measure: str, *scope: str, over: str) -> float:
    return Reading(measure, scope, over).value(table(), SYSTEM, CALENDAR, len(MONTHS))


@pytest.mark.parametrize(
    ("over", "expected"),
    [("sum", 21), ("mean", 7), ("end", 11), ("last 2 months", 9), ("months 1 to 2", 5), ("months 2 to 2", 7)],
)
def test_amounts_are_added_over_rows_and_put_together_over_months(over: str, expected: float) -> None:
    assert value("leavers", over=over) == expected


def test_a_scope_picks_rows_and_several_must_all_hold() -> None:
    assert value("leavers", "sector:acute", over="sum") == 9
    assert value("leavers", "organisation:C", over="sum") == 12
    assert value("leavers", "organisation:C", "staff_group:nurse", over="sum") == 0


def test_a_share_divides_sums() -> None:
    assert value("vacancy_share", over="end") == 8 / 50
    assert value("vacancy_share", over="mean") == 19 / 150
    assert value("leaver_share", "sector:acute", over="mean") == 9 / 90
    assert math.isnan(value("vacancy_share", "staff_group:gp", over="mean"))


def test_strain_is_weighted_by_who_works_there_and_skips_where_nobody_does() -> None:
    assert value("strain", over="last 2 months") == (40 * 30 + 80 * 10 + 50 * 40) / 80
    assert value("strain", over="end") == 50


def test_a_sector_is_looked_up_where_a_table_has_organisations_only() -> None:
    costs = pd.DataFrame({"month": ["2026-04"] * 2, "organisation": ["A", "C"], "kind": ["pay"] * 2, "gbp": [10.5, 2]})
    reading = Reading("costs.gbp", ("sector:social_care", "kind:pay"), "sum")
    assert (reading.table, reading.column) == ("costs", "gbp")
    assert reading.value(costs, SYSTEM, CALENDAR, 1) == 2


def test_an_edge_belongs_to_both_its_ends() -> None:
    trust = pd.DataFrame(
        {"month": ["2026-04"] * 3, "a": list("AAB"), "b": list("BCC"), "mutual_trust": [0.2, 0.4, 0.9]}
    )

    def between(*codes: str) -> float:
        scope = tuple(f"organisation:{code}" for code in codes)
        return Reading("partnerships.mutual_trust", scope, "end").value(trust, SYSTEM, CALENDAR, 1)

    assert between("A") == pytest.approx(0.3)
    assert between("C", "A") == 0.4
    assert between() == 0.5


def test_what_happened_to_agreements_is_counted() -> None:
    events = pd.DataFrame({"month": MONTHS, "organisation": ["A", "C", "C"], "event": ["signed", "signed", "left"]})
    assert Reading("agreements.events", ("event:left",), "sum").value(events, SYSTEM, CALENDAR, 3) == 1
    assert Reading("agreements.events", ("sector:social_care",), "mean").value(events, SYSTEM, CALENDAR, 3) == 2 / 3


def test_every_number_column_of_the_monthly_table_is_a_measure() -> None:
    assert {"leavers", "cost_gbp", "strain", "flows.heads", "refusals.heads", *SHARES} <= measures().keys()
    assert measure_fault("leavers") == ""
    assert measure_fault("leaver") == "no measure 'leaver' (did you mean leavers?)"


def test_a_level_has_no_sum_and_a_run_no_months_it_has_not() -> None:
    assert over_fault(Reading("strain", (), "sum"), 12) == (
        "strain is a level, which has no sum; take mean, end, last N months or months M to N"
    )
    assert over_fault(Reading("vacancy_share", (), "sum"), 12).startswith("vacancy_share is a level")
    assert over_fault(Reading("leavers", (), "last 24 months"), 12) == "the run has 12 months only"
    assert over_fault(Reading("leavers", (), "months 7 to 13"), 12) == "the run has 12 months only"
    assert over_fault(Reading("leavers", (), "months 7 to 6"), 12) == "ends before it begins"
    assert over_fault(Reading("leavers", (), "months 7 to 7"), 12) == ""
    assert over_fault(Reading("leavers", (), "last 12 months"), 12) == ""


@pytest.mark.parametrize(
    ("word", "of", "fault"),
    [
        ("sector:acute", "monthly", ""),
        ("sector:acut", "monthly", "no sector 'acut' in System test (did you mean acute?)"),
        ("organisation:A", "monthly", ""),
        ("organisation:Z", "monthly", "no organisation 'Z' in System test"),
        ("reason:moved", "flows", ""),
        ("reason:move", "flows", "no reason 'move' in System test (did you mean moved?)"),
        ("rule:anything", "refusals", ""),
    ],
)
def test_scopes_are_looked_up(word: str, of: str, fault: str) -> None:
    assert scope_fault(word, of, SYSTEM).startswith(fault) if fault else scope_fault(word, of, SYSTEM) == ""


def test_a_scope_of_another_table_is_refused() -> None:
    assert scope_fault("reason:moved", "monthly", SYSTEM).startswith("'reason:moved' is no scope of monthly")
    assert scope_kinds("monthly") == ["organisation", "sector", "staff_group"]
