"""Partnerships: what an edge is at first, what signing makes of it, and what it lets through."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import agree, quiet_model, world

from icsim.model import ICS
from icsim.partnerships import MOST_PARTIES, Partnerships
from icsim.registry import parameters_in_force
from icsim.system import Edge, join_systems

EDGES = (Edge("A", "B", "shared_catchment", 0.5), Edge("B", "C", "agreement", 0.0))
A, B, C = 0, 1, 2


def three(**changes: float) -> Partnerships:
    """A and B with weight a half, B and C with none, A and C with no edge."""
    return Partnerships(world(edges=EDGES), parameters_in_force(changes))


def at(ties: Partnerships, trust: float) -> Partnerships:
    """The same with so much mutual trust on every edge."""
    ties.mutual_trust[:] = trust
    return ties


def test_trust_begins_young_and_higher_with_the_weight_of_the_edge() -> None:
    """0.35 + 0.3 x 0.5 and 0.35 + 0.3 x 0."""
    ties = three()
    assert ties.trust([A, B, A], [B, C, C]).tolist() == [0.5, 0.35, 0.0]
    assert ties.trust(B, A) == 0.5


def test_a_system_without_edges_has_no_partnerships() -> None:
    ties = Partnerships(world(), parameters_in_force())
    assert ties.trust([A, B], [B, C]).tolist() == [0.0, 0.0]
    assert ties.release([A], [B]).tolist() == [0.0]
    assert ties.standing_of(np.array([A])).tolist() == [0.0]
    assert ties.mean_between(np.array([A, B])) == 0.0
    ties.note([A], [B], [1.0])


@pytest.mark.parametrize(("trust", "share"), [(0.0, 0.0), (0.2, 0.0), (0.35, 0.5), (0.5, 1.0), (0.9, 1.0)])
def test_release_rises_from_the_stop_level_to_the_full_level(trust: float, share: float) -> None:
    """From 0.2 to 0.5 in proportion, so half at 0.35."""
    assert at(three(), trust).release([A, B], [B, A]).tolist() == pytest.approx([share, share])


def test_nothing_is_released_where_there_is_no_edge() -> None:
    assert at(three(), 1.0).release([A, C], [C, A]).tolist() == [0.0, 0.0]
    assert at(three(**{"trust.stop_level": 0, "trust.full_level": 0}), 0.0).release([A, A], [B, C]).tolist() == [1, 0]


def test_signing_makes_young_edges_and_leaves_the_others_as_they_are() -> None:
    ties = three()
    ties.note([A], [B], [2.0])
    ties.joint[0] = [3.0, 4.0]
    ties.sign(np.array([C, A, B]))
    assert list(zip(ties.a.tolist(), ties.b.tolist(), strict=True)) == [(A, B), (A, C), (B, C)]
    assert ties.mutual_trust.tolist() == [0.5, 0.35, 0.35]
    assert ties.resting_trust.tolist() == [0.5, 0.25, 0.35]
    assert ties.joint[0].tolist() == [3.0, 0.0, 4.0]
    ties.sign(np.array([A, B, C]))
    assert len(ties.a) == 3


def test_many_parties_become_partners_inside_their_system_only() -> None:
    codes = [f"X{i:03}" for i in range(MOST_PARTIES)]
    staff = {"nurse": {"heads": 1}}
    ours = world(dict.fromkeys(codes, staff), system="ours")
    theirs = world({"Y": staff, "Z": staff}, system="theirs")
    both = join_systems(ours, theirs)
    ties = Partnerships(both, parameters_in_force())
    ties.sign(np.arange(MOST_PARTIES + 2))
    assert len(ties.a) == MOST_PARTIES * (MOST_PARTIES - 1) // 2 + 1
    few = Partnerships(both, parameters_in_force())
    few.sign(np.array([0, MOST_PARTIES]))
    assert few.trust([0], [MOST_PARTIES]).tolist() == [0.35]


def test_joint_work_and_withholding_are_noted_by_direction() -> None:
    ties = three()
    ties.note([A, B, A], [B, A, B], [1.0, 2.0, 4.0])
    ties.withheld([C], [B], [3.0])
    assert ties.noted.tolist() == [[5.0, 0.0], [2.0, 0.0]]
    assert ties.withheld_heads.tolist() == [[0.0, 0.0], [0.0, 3.0]]
    ties.note([A], [C], [1.0])  # no edge: nobody remembers
    assert ties.noted.sum() == 7.0


def test_standing_is_the_mean_over_edges() -> None:
    ties = three()
    assert ties.standing_of(np.array([A, B, C])) == pytest.approx([0.5, 0.425, 0.35], abs=1e-9)
    assert ties.standing_among(np.array([B, A])) == pytest.approx([0.5, 0.5], abs=1e-9)
    assert ties.mean_between(np.array([A, B, C])) == pytest.approx(0.425, abs=1e-9)


def test_the_table_has_every_edge_every_month() -> None:
    model = ICS(world(edges=EDGES), [agree(parties=["A", "C"], starts="2026-05", passport={"recognises": ["dbs"]})])
    model.run_for(2)
    table = model.results.partnerships
    rows = table[["month", "a", "b"]].astype(str).itertuples(index=False, name=None)
    april, may = [("A", "B"), ("B", "C")], [("A", "B"), ("A", "C"), ("B", "C")]
    assert list(rows) == [*(("2026-04", *pair) for pair in april), *(("2026-05", *pair) for pair in may)]
    assert ((table["mutual_trust"] >= 0) & (table["mutual_trust"] <= 1)).all()
    assert table["mutual_trust"].iloc[:2].tolist() == pytest.approx([0.5, 0.35])


def test_organisations_say_how_they_stand_with_one_another() -> None:
    model = quiet_model(world(edges=EDGES))
    a, b, c = model.organisations
    assert a.mutual_trust(b) == b.mutual_trust(a) == 0.5
    assert a.mutual_trust(c) == 0.0
    assert b.standing == pytest.approx(0.425)
    assert b.leadership.name == "transactional"
