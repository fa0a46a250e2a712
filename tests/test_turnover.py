"""Turnover: an organisation's own month, a little of the national figure, and the national figure where none is."""

from __future__ import annotations

import math

import pytest
from tests.worlds import world

from icsim import turnover
from icsim.codes import StaffGroup
from icsim.posts import Posts
from icsim.registry import parameters_in_force
from icsim.system import System


def targets(system: System, **changes: float) -> turnover.Turnover:
    return turnover.targets(system, Posts(system), parameters_in_force(changes))


def one(sector: str, group: str, **row: float) -> System:
    return world({"A": {group: {"heads": 150, **row}}}, sectors={"A": sector})


def test_a_published_month_is_mixed_with_fifty_people_at_the_national_rate() -> None:
    found = targets(one("acute", "nurse", leavers=3, joiners=5))
    assert found.leavers[0] == pytest.approx((3 + 50 * 0.0071) / 200)
    assert found.joiners[0] == pytest.approx((5 + 50 * (3 + 50 * 0.0071) / 200) / 200)


def test_without_mixing_the_month_is_the_organisations_own() -> None:
    found = targets(one("acute", "nurse", leavers=3, joiners=0), **{"turnover.prior_heads": 0})
    assert found.leavers[0] == 0.02
    assert found.joiners[0] == 0


@pytest.mark.parametrize(
    ("sector", "group", "a_year"),
    [
        ("acute", "nurse", 12 * 0.0071),
        ("social_care", "nurse", 0.305),
        ("primary_care", "nurse", 0.10),
        ("social_care", "care_worker", 0.285),
        ("local_authority", "care_worker", 0.15),
        ("community", "other", 12 * 0.0106),
    ],
)
def test_where_nothing_is_published_the_national_figure_stands_in(sector: str, group: str, a_year: float) -> None:
    found = targets(one(sector, group, leavers=math.nan, joiners=math.nan))
    assert found.leavers[0] == found.joiners[0] == pytest.approx(a_year / 12)


@pytest.mark.parametrize(
    ("sector", "group", "vacancy", "movers"),
    [
        ("acute", "nurse", 0.064, 0.21),
        ("mental_health", "nurse", 0.064 * 1.4, 0.21),
        ("community", "doctor_senior", 0.073, 0.21),
        ("ambulance", "paramedic", 0.075, 0.21),
        ("primary_care", "gp", 0.06, 0.3),
        ("social_care", "care_worker", 0.07, 0.63),
        ("local_authority", "social_worker", 0.07, 0.3),
        ("voluntary", "other", 0.07, 0.3),
    ],
)
def test_vacancy_and_movers_by_sector_and_group(sector: str, group: str, vacancy: float, movers: float) -> None:
    found = targets(one(sector, group))
    assert found.vacancy[0] == pytest.approx(vacancy)
    assert found.movers[0] == movers


def test_every_group_in_every_sector_has_a_target() -> None:
    for sector in ("acute", "primary_care", "social_care", "local_authority", "voluntary", "university"):
        for group in StaffGroup.words():
            found = targets(one(sector, group, leavers=math.nan, joiners=math.nan))
            assert 0 < found.leavers[0] < 0.05
            assert 0 < found.vacancy[0] < 0.2


def test_a_year_may_differ_from_the_published_month_at_trusts_alone() -> None:
    changes = {"turnover.nurse_leavers_ratio": 1.1, "turnover.trust_joiners_ratio": 0.9}
    for sector, differs in (("acute", True), ("social_care", False)):
        system = one(sector, "nurse", leavers=3, joiners=5)
        month, year = targets(system), targets(system, **changes)
        assert year.leavers[0] == month.leavers[0] * (1.1 if differs else 1.0)
        assert year.joiners[0] == month.joiners[0] * (0.9 if differs else 1.0)
    others = one("acute", "clinical_support", leavers=3, joiners=5)
    assert targets(others, **changes).leavers[0] == targets(others).leavers[0]
