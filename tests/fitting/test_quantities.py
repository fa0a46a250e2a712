"""What is measured in a run, worked by hand: two trusts, a mental health trust and a care employer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.fitting.tables import flows, monthly, students
from tests.worlds import world

from icsim.codes import Programme, Sector, StaffGroup
from icsim.fitting.measured import Seen, Where
from icsim.fitting.quantities import QUANTITIES, TRUSTS

NURSE, SUPPORT, CARER = StaffGroup.nurse, StaffGroup.clinical_support, StaffGroup.care_worker
SYSTEM = world(
    {
        "A": {"nurse": {"heads": 100}},
        "B": {"nurse": {"heads": 100}},
        "C": {"care_worker": {"heads": 50}},
        "M": {"nurse": {"heads": 50}},
    },
    sectors={"M": "mental_health"},
)
CELLS: dict[tuple[str, str], dict[str, float]] = {
    ("A", "nurse"): {
        "in_post_heads": 100, "in_post_fte": 90, "establishment_fte": 100, "vacancy_fte": 4, "leavers": 1,
        "movers_out": 1, "joiners": 2, "movers_in": 1, "bank_fte": 5, "agency_fte": 2, "shared_bank_fte": 1,
        "agency_gbp": 10, "bank_gbp": 30, "cost_gbp": 400, "regraded_in": 1,
    },
    ("B", "nurse"): {
        "in_post_heads": 100, "in_post_fte": 95, "establishment_fte": 100, "vacancy_fte": 5, "leavers": 2,
        "joiners": 1, "movers_in": 1, "cost_gbp": 600,
    },
    ("B", "doctor_resident"): {"in_post_heads": 10, "in_post_fte": 10, "establishment_fte": 10},
    ("C", "care_worker"): {
        "in_post_heads": 50, "in_post_fte": 40, "establishment_fte": 50, "leavers": 1, "joiners": 1, "movers_out": 1,
    },
    ("M", "nurse"): {"in_post_heads": 50, "in_post_fte": 45, "establishment_fte": 60, "leavers": 1},
}  # fmt: skip
MOVES = [
    *((month, "moved", "A", "B", "nurse", 1) for month in range(12)),
    *((month, "moved", "C", "A", "clinical_support", 1) for month in range(12)),
    *((month, "joined", "outside", "A", "nurse", 2) for month in range(12)),
    *((month, "joined", "outside", "B", "nurse", 1) for month in range(12)),
    *((month, "left", "B", "outside", "nurse", 2) for month in range(12)),
    *((month, "retired", "A", "outside", "nurse", 1) for month in range(12)),
]
COURSES = [
    {"month": 5, "programme": "adult_nursing", "entered": 40, "dropped_out": 5},
    {"month": 6, "programme": "adult_nursing", "qualified": 35, "first_jobs": 28},
    {"month": 6, "programme": "midwifery", "qualified": 10, "dropped_out": 90},
]


def seen(whole: bool = False, months: int = 12, **more: pd.DataFrame) -> Seen:
    tables = {
        "monthly": monthly(SYSTEM, CELLS, months),
        "flows": flows(SYSTEM, MOVES, months),
        "students": students(COURSES, months),
        **more,
    }
    return Seen(tables, SYSTEM, {"test": "London"}, whole)


def value(name: str, of: Seen | None = None, **where: Any) -> float:
    meant = Where(**{"years": (1, 1), **where})
    return QUANTITIES[name].value(QUANTITIES[name].parts(of or seen(), meant))


ACUTE, MENTAL, CARE = (Sector.acute,), (Sector.mental_health,), (Sector.social_care,)


@pytest.mark.parametrize(
    ("name", "where", "expected"),
    [
        ("exit_hazard", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 4 / 200),
        ("join_hazard", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 5 / 200),
        ("exit_rate", {"sectors": CARE}, 12 * 2 / 50),
        ("exit_beyond_hazard", {"sectors": ACUTE, "others": ACUTE, "staff_groups": (NURSE,)}, 3 / 200),
        ("exit_beyond_rate", {"sectors": ACUTE, "others": ACUTE, "staff_groups": (NURSE,)}, 12 * 3 / 200),
        ("move_hazard", {"sectors": ACUTE, "others": ACUTE, "staff_groups": (NURSE,)}, 1 / 200),
        ("exit_ratio", {"sectors": MENTAL, "others": ACUTE, "staff_groups": (NURSE,)}, (1 / 50) / (4 / 200)),
        ("vacancy_share", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 15 / 200),
        ("vacancy_share", {"codes": "[AB]", "staff_groups": (NURSE,)}, 15 / 200),
        ("vacancy_share", {"sectors": TRUSTS, "region": "London", "staff_groups": (NURSE,)}, 30 / 260),
        ("vacancy_ratio", {"sectors": MENTAL, "others": ACUTE, "staff_groups": (NURSE,)}, (15 / 60) / (15 / 200)),
        ("arrivals_from_share", {"sectors": ACUTE, "others": ACUTE}, 1 / 5),
        ("arrivals_from_share", {"sectors": ACUTE, "others": CARE}, 1 / 5),
        ("exits_to_share", {"sectors": CARE, "others": ACUTE}, 1 / 2),
        ("moves_to_share", {"sectors": CARE, "others": ACUTE, "staff_groups": (SUPPORT,)}, 1.0),
        ("retired_share", {"sectors": ACUTE, "others": ACUTE, "staff_groups": (NURSE,)}, 1 / 3),
        ("regraded_in_hazard", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 1 / 200),
        ("regraded_out_hazard", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 0.0),
        ("cover_share", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 8 / 15),
        ("agency_cost_share", {"sectors": ACUTE}, 10 / 1000),
        ("drop_out_share", {"programmes": (Programme.adult_nursing,)}, 5 / 40),
        ("first_jobs_share", {"programmes": (Programme.adult_nursing,)}, 28 / 35),
        ("staff_share", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 1.0),
        ("fte_per_head", {"sectors": ACUTE, "staff_groups": (NURSE,)}, 185 / 200),
    ],
)
def test_worked_by_hand(name: str, where: dict[str, Any], expected: float) -> None:
    assert value(name, **where) == pytest.approx(expected, rel=1e-12)


def test_posts_promised_over_posts_started_are_the_wait() -> None:
    """15 FTE are empty and 9 open: 6 FTE are promised. 5 people at 0.925 FTE start a month."""
    days = value("time_to_hire_days", sectors=ACUTE, staff_groups=(NURSE,))
    assert days == pytest.approx(6 / (5 * 0.925) * 365.25 / 12)


def test_amounts_are_a_year_of_the_whole_country_only() -> None:
    assert value("agency_gbp", seen(whole=True), sectors=ACUTE) == 120
    assert value("intake_heads", seen(whole=True), programmes=(Programme.adult_nursing,)) == 40
    assert math.isnan(value("agency_gbp", sectors=ACUTE))


def test_a_spread_is_of_large_employers_only() -> None:
    """Vacancy of 10% and 5%, and of a small trust at 25% that is left out."""
    large = {
        ("A", "nurse"): CELLS["A", "nurse"],
        ("B", "nurse"): CELLS["B", "nurse"],
        ("M", "nurse"): CELLS["M", "nurse"],
    }
    table = monthly(SYSTEM, large)
    scaled = table.assign(**{name: table[name] * 3 for name in ("establishment_fte", "in_post_fte")})
    both = Seen({"monthly": scaled, "flows": flows(SYSTEM, MOVES)}, SYSTEM)
    assert value("vacancy_spread", both, sectors=TRUSTS) == pytest.approx(0.9 * 0.05)


def test_years_that_were_not_run_are_not_measured() -> None:
    assert math.isnan(value("exit_hazard", sectors=ACUTE, years=(2, 5)))
    assert value("exit_hazard", seen(months=30), sectors=ACUTE, staff_groups=(NURSE,), years=(1, 5)) == 4 / 200


def test_what_a_census_counts_is_missing_without_one() -> None:
    assert math.isnan(value("over_55_share", sectors=ACUTE))
    row = {"year": 1, "sector": "acute", "staff_group": "nurse", "over_55": True, "within_10km": False, "heads": 30}
    census = pd.DataFrame([row, {**row, "over_55": False, "heads": 70}, {**row, "year": 2, "heads": 900}])
    assert value("over_55_share", seen(census=census), sectors=ACUTE, staff_groups=(NURSE,)) == 0.3
    assert value("commute_10km_share", seen(census=census), sectors=ACUTE) == 0.0


def test_the_newly_qualified_are_followed_for_two_years() -> None:
    """Of those who can be followed, five of forty leave in time; who came too late to be followed is left out."""
    rows = [(0, -1, 30), (0, 23, 4), (1, 20, 1), (0, 24, 5), (20, 21, 50)]
    table = pd.DataFrame(rows, columns=["joined", "left", "heads"]).assign(sector="acute", staff_group="nurse")
    found = value("newly_qualified_leave_share", seen(months=36, newcomers=table), years=(1, 3))
    assert found == pytest.approx(5 / 40)


def test_systems_run_apart_are_weighted_as_one() -> None:
    """Rates of two systems put together are of all their people, not a mean of two rates."""
    rate = QUANTITIES["exit_hazard"]
    assert rate.value(np.array([[1.0, 100.0], [9.0, 300.0]])) == 10 / 400
    ratio = QUANTITIES["vacancy_ratio"]
    assert ratio.value(np.array([[1.0, 10.0], [1.0, 20.0], [3.0, 10.0], [1.0, 20.0]])) == (4 / 20) / (2 / 40)


def test_a_table_read_back_from_a_file_is_measured_the_same() -> None:
    """Words may be numbered in another order there."""
    table = monthly(SYSTEM, CELLS)
    back = table.assign(
        staff_group=table["staff_group"].cat.reorder_categories(StaffGroup.words()[::-1]),
        organisation=table["organisation"].cat.reorder_categories(list("MCBA")),
    )
    other = Seen({"monthly": back, "flows": flows(SYSTEM, MOVES)}, SYSTEM)
    assert value("exit_hazard", other, sectors=ACUTE, staff_groups=(NURSE,)) == 4 / 200
