"""Mature: a system matures where an agreement works, and is set back by exits; its stage sets pace and devolution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.worlds import agree, quiet_model, world

from icsim.codes import Devolution, Maturity
from icsim.maturity import SystemMaturity
from icsim.model import ICS
from icsim.registry import parameters_in_force
from icsim.system import Edge, System, join_systems

EDGES = (Edge("A", "B", "agreement", 0.5), Edge("A", "C", "agreement", 0.5), Edge("B", "C", "agreement", 0.5))
PASSPORT = {"recognises": ["dbs"]}


def at_stage(stage: Maturity, **changes: float) -> SystemMaturity:
    system = replace(world(), maturity=np.array([int(stage)]))
    return SystemMaturity(system, parameters_in_force(changes))


def points(model: ICS, months: int) -> list[float]:
    """Points of the system at the end of each month."""
    kept = []
    for _ in range(months):
        model.step()
        kept.append(float(model.maturity.points[0]))
    return kept


@pytest.mark.parametrize(
    ("stage", "points", "months", "parties", "level", "share"),
    [
        ("emerging", 12.5, 12, 1, "national", 0.4),
        ("developing", 37.5, 9, 2, "regional", 0.55),
        ("maturing", 62.5, 6, 4, "system", 0.7),
        ("thriving", 87.5, 3, 8, "place", 0.85),
    ],
)
def test_what_follows_from_the_stage(
    stage: str, points: float, months: float, parties: int, level: str, share: float
) -> None:
    maturity = at_stage(Maturity[stage])
    everybody = np.array([0, 1, 2])
    assert maturity.points.tolist() == [points]
    assert maturity.stage(0) == Maturity[stage]
    assert maturity.months_to_use(everybody) == months
    assert maturity.parties_at_once(0) == parties
    assert maturity.devolution(0) == Devolution[level]
    assert maturity.devolved_share(everybody).tolist() == [share] * 3


def test_organisations_decide_only_where_a_parameter_says_so() -> None:
    thriving = at_stage(Maturity.thriving, **{"maturity.to_organisations": 1})
    assert thriving.devolution(0) == Devolution.organisation
    assert thriving.devolved_share(np.array([0])).tolist() == [1.0]


def test_points_stay_between_0_and_100() -> None:
    maturity = at_stage(Maturity.thriving)
    maturity.add(np.array([0]), np.array([50.0]))
    assert maturity.points.tolist() == [100.0]
    assert maturity.stage(0) == Maturity.thriving
    maturity.add(np.array([0]), np.array([-500.0]))
    assert maturity.stage(0) == Maturity.emerging


def test_today_a_system_stays_where_it_is() -> None:
    assert points(quiet_model(world(edges=EDGES)), 12) == [37.5] * 12


def test_an_agreement_in_use_between_those_who_trust_each_other_by_hand() -> None:
    """Mean trust is 0.5 in the first month: 1.5 x (0.5 - 0.35) / 0.65."""
    model = quiet_model(world(edges=EDGES), agree(passport=PASSPORT))
    assert points(model, 1) == pytest.approx([37.5 + 1.5 * 0.15 / 0.65])


def test_an_agreement_between_strangers_matures_nothing() -> None:
    """Young edges have trust of 0.35, the level above which it counts; a little comes with acting together."""
    first, *_, last = points(quiet_model(world(), agree(passport=PASSPORT)), 24)
    assert first == 37.5
    assert 37.5 < last < 38.5


def test_signing_twice_counts_once() -> None:
    twice = (agree(agreement="One", passport=PASSPORT), agree(agreement="Two", passport=PASSPORT))
    models = [quiet_model(world(edges=EDGES), *agreements) for agreements in (twice[:1], twice)]
    assert points(models[0], 12) == points(models[1], 12)


def test_an_exit_sets_the_system_back() -> None:
    model = quiet_model(world(edges=EDGES), agree(passport=PASSPORT, exits={"C": "2026-06"}))
    before, after = points(model, 3)[1:]
    assert after - before == pytest.approx(1.5 * 0.15 / 0.65 - 4, abs=0.02)


def test_only_systems_of_parties_mature() -> None:
    ours, theirs = world(edges=EDGES), other_system()
    model = quiet_model(join_systems(ours, theirs), agree(parties=["A", "B"], passport=PASSPORT))
    model.run_for(6)
    assert model.system.systems == ("other", "test")
    assert model.maturity.points[0] == 37.5
    assert model.maturity.points[1] > 37.5


def other_system() -> System:
    staff = {code: {"nurse": {"heads": 10}} for code in ("X", "Y")}
    return world(staff, edges=[Edge("X", "Y", "agreement", 1.0)], system="other")
