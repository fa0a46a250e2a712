"""Placements: hosts have limited supervision, fewer places when short-staffed, and teach worse then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.worlds import Staff, agree, cell, course, quiet_model, rule_named, world

from icsim.codes import Sector
from icsim.model import ICS
from icsim.system import Course, Edge

SECTORS = {"U": "university", "P": "primary_care", "C": "social_care"}
STAFF = {
    "A": {"nurse": {"heads": 20}},
    "C": {"nurse": {"heads": 30}, "care_worker": {"heads": 9}},
    "P": {"nurse": {"heads": 20}},
    "U": {},
}
TO_A = (Edge("A", "U", "other", 0.5),)


def pairs_of(parties: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of some organisations."""
    one, other = np.triu_indices(len(parties), 1)
    return np.array(parties)[one], np.array(parties)[other]


NOBODY_OUTSIDE = {"placements.outside_share": 0}
"""A parameter under which students whom nobody here can take have no placement."""


def placed(
    places: int = 20,
    *,
    staff: Staff = STAFF,
    edges: Sequence[Edge] = TO_A,
    courses: Sequence[Course] = (),
    pressure: Mapping[str, float] | None = None,
    **parameters: float,
) -> ICS:
    """A model whose first students have just begun; earlier intakes are gone."""
    courses = courses or (course(places=places),)
    system = world(staff, sectors=SECTORS, edges=edges, programmes=courses)
    named = {f"placements.{name}": value for name, value in parameters.items()}
    model = quiet_model(system, start="2026-09", parameters={**NOBODY_OUTSIDE, **named})
    model.pipeline.table.remove(np.arange(model.pipeline.table.n))
    model.state.pressure[:] = 0
    for code, share in (pressure or {}).items():
        model.state.pressure[cell(model, code)] = share
    for rule in ("intake", "placements"):
        model.run(rule_named(model, rule))
    return model


def hosts(model: ICS) -> dict[str, int]:
    """Students by host; ``-`` for no placement, ``>`` for one outside."""
    codes = [o.code for o in model.system.organisations]
    words = [codes[host] if host >= 0 else "?-"[host + 2] for host in model.pipeline.table.host.tolist()]
    return {word: words.count(word) for word in sorted(set(words))}


def test_a_trust_takes_four_students_for_ten_nurses() -> None:
    assert hosts(placed(20)) == {"-": 12, "A": 8}


def test_whoever_there_is_room_for_is_placed() -> None:
    assert hosts(placed(7)) == {"A": 7}


def test_nobody_to_supervise_nobody_placed() -> None:
    assert hosts(placed(20, per_supervisor_trust=0)) == {"-": 20}
    midwives = placed(courses=[course("midwifery", places=5)])
    assert hosts(midwives) == {"-": 5}


def test_a_short_staffed_host_takes_fewer() -> None:
    # an eighth of the work unfilled: three eighths of 8 places are lost
    assert hosts(placed(20, pressure={"A": 0.125})) == {"-": 15, "A": 5}
    assert hosts(placed(20, pressure={"A": 0.5})) == {"-": 20}


def test_a_short_staffed_host_teaches_worse() -> None:
    # 80 less 300 x 0.1
    model = placed(3, pressure={"A": 0.1})
    assert model.students.get("placement_quality") == [50, 50, 50]
    assert placed(3).students.get("placement_quality") == [80, 80, 80]


def test_quality_is_the_mean_of_the_placements_so_far() -> None:
    model = placed(20)
    for rule_month in (4, 8):
        model.month = rule_month
        model.state.pressure[cell(model, "A")] = 0.2
        model.run(rule_named(model, "placements"))
    for student in model.students:
        points = student.quality_points
        assert student.blocks == 3
        assert student.quality == points // 3
    never = [s for s in model.students if s.trained_at is None]
    assert {s.quality for s in never} <= {20}


def test_a_block_lasts_four_months() -> None:
    model = placed(20)
    before = dict(zip(model.students.get("name"), model.students.get("host"), strict=True))
    for month in (1, 2, 3):
        model.month = month
        model.run(rule_named(model, "placements"))
        assert dict(zip(model.students.get("name"), model.students.get("host"), strict=True)) == before
    model.month = 4
    model.run(rule_named(model, "placements"))
    assert dict(zip(model.students.get("name"), model.students.get("host"), strict=True)) != before
    assert hosts(model) == {"-": 12, "A": 8}


def test_who_is_in_the_middle_of_a_placement_keeps_it() -> None:
    courses = [course(places=20), course("mental_health_nursing", places=20, intake_month=11)]
    model = placed(courses=courses)
    model.month = 2
    for rule in ("intake", "placements"):
        model.run(rule_named(model, rule))
    assert hosts(model) == {"-": 32, "A": 8}
    assert {s.programme.name for s in model.students if s.host} == {"adult_nursing"}


def test_without_an_edge_to_an_employer_of_the_group_any_of_the_system_is_a_host() -> None:
    # 20 nurses x 0.4, 20 x 0.15, 30 x 0.1
    assert hosts(placed(30, edges=())) == {"-": 16, "A": 8, "C": 3, "P": 3}


def test_expanding_primary_and_social_care() -> None:
    wider = placed(30, edges=(), per_supervisor_primary_care=0.5, per_supervisor_social_care=0.3)
    assert hosts(wider) == {"-": 3, "A": 8, "C": 9, "P": 10}


def test_primary_and_social_care_can_open_their_room_to_a_university_without_a_partnership_there() -> None:
    assert hosts(placed(30, open_share=0.0)) == {"-": 22, "A": 8}
    assert hosts(placed(30, open_share=1.0)) == {"-": 16, "A": 8, "C": 3, "P": 3}
    # half of 10 and half of 12
    wider = placed(30, open_share=0.5, per_supervisor_primary_care=0.5, per_supervisor_social_care=0.4)
    assert hosts(wider) == {"-": 11, "A": 8, "C": 6, "P": 5}


def test_a_small_host_has_a_student_now_and_then() -> None:
    # room for 2 x 0.4 = 0.8 of a student: of 40 blocks about 32 have one; false alarm 1 in 15,000
    staff = {**STAFF, "A": {"nurse": {"heads": 2}}}
    model = placed(20, staff=staff)
    taken = []
    for block in range(1, 41):
        model.month = 4 * block
        model.run(rule_named(model, "placements"))
        taken.append(hosts(model).get("A", 0))
    assert set(taken) == {0, 1}
    assert abs(sum(taken) - 32) < 4 * np.sqrt(40 * 0.8 * 0.2)


def test_shared_placements_open_the_other_parties_and_show_students_more_sectors() -> None:
    model = placed(30)
    assert hosts(model) == {"-": 22, "A": 8}
    index = model.system.index
    model.provisions.share_placements(*pairs_of([index["A"], index["C"], index["P"]]))
    model.month = 4
    model.run(rule_named(model, "placements"))
    assert hosts(model) == {"-": 16, "A": 8, "C": 3, "P": 3}
    known = np.array(model.students.get("sectors_known"))
    assert ((known & 1 << Sector.social_care) > 0).sum() == 3
    assert ((known & 1 << Sector.primary_care) > 0).sum() == 3


def test_placements_shared_among_others_open_nothing() -> None:
    model = placed(30)
    model.provisions.share_placements(*pairs_of([model.system.index["C"], model.system.index["P"]]))
    model.month = 4
    model.run(rule_named(model, "placements"))
    assert hosts(model) == {"-": 22, "A": 8}


def test_those_whom_nobody_could_take_on_the_first_day_go_outside_then_and_later() -> None:
    system = world(STAFF, sectors=SECTORS, edges=TO_A, programmes=[course(places=20)])
    model = quiet_model(system, start="2026-10", parameters={"students.attrition_ratio": 0})
    model.run_for(12)
    table = model.results.students
    assert (table["placed"] == 8).all()
    assert (table["placed_outside"] > 30).all()
    assert table["unplaced"].max() <= 12  # the first day had lost students whom a run without drop-out has


def test_medical_students_are_placed_outside() -> None:
    assert hosts(placed(courses=[course("medicine", places=5, length_months=59)])) == {"?": 5}


def test_joint_work_is_noted_between_university_and_host(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[list[int], list[int], list[float]]] = []
    model = placed(20)

    def note(origin: NDArray[np.int64], host: NDArray[np.int64], heads: NDArray[np.float64]) -> None:
        noted.append((origin.tolist(), host.tolist(), heads.tolist()))

    monkeypatch.setattr(model.partnerships, "note", note)
    model.month = 1
    model.run(rule_named(model, "placements"))
    index = model.system.index
    assert noted == [([index["U"]], [index["A"]], [8.0])]


def test_the_trust_of_university_and_host_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    model = placed(20)
    monkeypatch.setattr(model.partnerships, "trust", lambda one, other: np.full(len(one), 0.62))
    model.month = 4
    model.run(rule_named(model, "placements"))
    assert {(student.host is None, student.trust) for student in model.students} == {(False, 62), (True, 0)}


def test_two_universities_share_a_host_by_lot() -> None:
    staff = {**STAFF, "V": {}}
    courses = [course(places=10), course(places=10, university="V")]
    edges = (*TO_A, Edge("A", "V", "other", 0.5))
    system = world(staff, sectors={**SECTORS, "V": "university"}, edges=edges, programmes=courses)
    placed_from = []
    for seed in range(12):
        model = quiet_model(system, start="2026-09", rng=seed, parameters=NOBODY_OUTSIDE)
        model.pipeline.table.remove(np.arange(model.pipeline.table.n))
        for rule in ("intake", "placements"):
            model.run(rule_named(model, rule))
        assert hosts(model) == {"-": 12, "A": 8}
        placed_from.append(sum(s.university.code == "U" for s in model.students if s.host))
    # 96 places, half of them expected for each: false alarm below 1 in 10,000 (hypergeometric, sd 1.5 a seed)
    assert abs(sum(placed_from) - 48) < 21
    assert len(set(placed_from)) > 1


def test_partners_without_trust_share_no_placements() -> None:
    signed = agree(parties=["A", "C", "P", "U"], training={"shared_placements": True})
    system = world(STAFF, SECTORS, programmes=[course(places=10)])
    reached = {}
    for stop in (0.0, 0.4):
        parameters = {"trust.stop_level": stop, "trust.full_level": 0.5, "trust.young_level": 0.35}
        model = quiet_model(system, signed, parameters=parameters)
        model.step()
        shared = model.provisions.placements_shared
        reached[stop] = 0 if shared is None else int(shared.sum())
    assert reached == {0.0: 12, 0.4: 0}
