"""Movements: whatever happens to people, posts and ledger say the same as the people."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import cell, flows, quiet_model, rows_of, rule_named, world

from icsim.checks import check_month
from icsim.codes import Band, StaffGroup
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.record import record_month

STAFF = {
    "A": {"nurse": {"heads": 12, "fte": 9}},
    "B": {"nurse": {"heads": 8, "fte": 7.5}},
    "C": {"nurse": {"heads": 5}},
}

EVENTS = ["leave", "appoint", "start", "transfer", "regrade", "place", "home"]
step = st.tuples(st.sampled_from(EVENTS), st.integers(0, 2**20))


def act(model: ICS, what: str, chance: int) -> None:
    """One random event for some people who can have it."""
    staff, moves, rng = model.staff_table, model.movements, np.random.default_rng(chance)
    some = np.flatnonzero(rng.random(staff.n) < 0.2)
    free = some[staff.appointed_cell[some] < 0]
    cells = rng.integers(0, model.posts.n, len(some))
    match what:
        case "leave":
            moves.leave({Reason.left: some[::2], Reason.retired: some[1::2]})
        case "appoint":
            moves.appoint(free, cells[: len(free)], np.full(len(free), 50))
        case "start":
            moves.start(np.flatnonzero(staff.appointed_cell >= 0))
        case "transfer":
            moves.transfer(Reason.moved, free, cells[: len(free)])
        case "regrade":
            moves.regrade(Reason.regraded, some, cells)
        case "place":
            moves.place(Reason.rotation_out, some, cells, 5, 0, 0)
        case "home":
            moves.place(Reason.rotation_home, some, staff.employer_cell[some])
    staff.watch("rotating", np.flatnonzero(staff.host_cell != staff.employer_cell))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(steps=st.lists(step, max_size=25))
def test_posts_are_the_people_counted(steps: list[tuple[str, int]]) -> None:
    model = quiet_model(world(STAFF))
    for what, chance in steps:
        act(model, what, chance)
    for rule in ("cover", "agency"):
        model.run(rule_named(model, rule))
    record_month(model)
    check_month(model)
    gone = sum(heads for _, why, *_, heads in flows_of(model) if why in ("left", "retired"))
    assert model.posts.heads.sum() == 25 - gone == len(model.staff_table)


def flows_of(model: ICS) -> list[tuple[str, str, str, str, str, int]]:
    model.month = 1  # so that month 0 has a name
    return flows(model)


def test_a_transfer_by_hand() -> None:
    model = quiet_model(world(STAFF))
    row = rows_of(model, "A")[:1]
    hours = int(model.staff_table.fte[row[0]])
    model.movements.transfer(Reason.moved, row, np.array([cell(model, "C")]))
    assert model.posts.heads.tolist() == [11, 8, 6]
    assert model.posts.fte[2] == 500 + hours


def test_a_placement_by_hand() -> None:
    model = quiet_model(world(STAFF))
    row = rows_of(model, "A")[:1]
    model.movements.place(Reason.rotation_out, row, np.array([cell(model, "C")]), until=6, left=2, clause=0)
    assert model.posts.heads.tolist() == [12, 8, 5]
    assert model.posts.hosted_heads.tolist() == [11, 8, 6]
    staff = model.staff_table
    assert (staff.placement[row[0]], staff.placement_end[row[0]], staff.placements_left[row[0]]) == (0, 6, 2)


def test_crossing_between_care_and_support_starts_at_the_entry_band() -> None:
    staff = {"A": {"clinical_support": {"heads": 3}}, "B": {"care_worker": {"heads": 3}}}
    model = quiet_model(world(staff))
    there, back = rows_of(model, "A", "clinical_support")[:1], rows_of(model, "B", "care_worker")[:1]
    model.movements.transfer(Reason.moved, there, np.array([cell(model, "B", "care_worker")]))
    model.movements.transfer(Reason.moved, back, np.array([cell(model, "A", "clinical_support")]))
    assert model.staff_table.band[there] == Band.none
    assert model.staff_table.band[back] == Band.band_2
    model.month = 1
    assert {(origin, to, group) for _, _, origin, to, group, _ in flows(model)} == {
        ("A", "B", "care_worker"), ("B", "A", "clinical_support"),
    }  # fmt: skip


LADDER = {
    "A": {"clinical_support": {"heads": 4}, "nursing_associate": {"heads": 2}},
    "B": {"clinical_support": {"heads": 4}, "nursing_associate": {"heads": 2}},
}


def test_a_regrading_by_hand() -> None:
    """One becomes a nursing associate where she is, one at B; the first was away at B, and comes home to it."""
    model = quiet_model(world(LADDER))
    staff, posts = model.staff_table, model.posts
    here, there = (cell(model, code, "nursing_associate") for code in "AB")
    rows = rows_of(model, "A", "clinical_support")[:2]
    with staff.writing(["belonging", "course", "qualify_month"]):
        staff.belonging[rows], staff.course[rows], staff.qualify_month[rows] = 50, 10, 0
    hired = int(staff.hired_month[rows[0]])
    model.movements.place(Reason.rotation_out, rows[:1], np.array([cell(model, "B", "clinical_support")]), 5, 0, 0)
    model.movements.arrivals.clear()
    model.movements.regrade(Reason.regraded, rows, np.array([here, there]))
    assert posts.heads.tolist() == posts.hosted_heads.tolist() == [3, 2, 3, 4]
    assert posts.fte.tolist() == posts.hosted_fte.tolist() == [300, 200, 300, 400]
    assert staff.band[rows].tolist() == [Band.band_4, Band.band_4]
    assert staff.placement[rows].tolist() == [-1, -1]
    assert staff.course[rows].tolist() == [0, 0]
    assert staff.hired_month[rows].tolist() == [hired, 0]
    assert staff.belonging[rows].tolist() == [50, 30]
    arrived = [(a.rows.tolist(), a.origin.tolist(), a.returning) for a in model.movements.arrivals]
    assert arrived == [([rows[1]], [0], False), ([rows[0]], [1], True)]
    model.month = 1
    regraded = [row for row in flows(model) if row[1] == "regraded"]
    assert regraded == [
        ("2026-04", "regraded", "A", "A", "nursing_associate", 1),
        ("2026-04", "regraded", "A", "B", "nursing_associate", 1),
    ]


def test_a_regrading_is_no_joiner_leaver_or_mover() -> None:
    model = quiet_model(world(LADDER))
    row = rows_of(model, "A", "clinical_support")[:1]
    model.movements.appoint(row, np.array([cell(model, "B", "clinical_support")]), np.array([9]))
    model.movements.regrade(Reason.regraded, row, np.array([cell(model, "B", "nursing_associate")]))
    assert model.posts.appointed_fte.sum() == 0
    model.step()
    monthly = model.results.monthly
    assert monthly["in_post_heads"].tolist() == [2, 3, 3, 4]
    assert not monthly[["joiners", "leavers", "movers_in", "movers_out"]].any(axis=None)


def test_nobody_is_nothing() -> None:
    model = quiet_model(world(STAFF))
    nobody, nowhere = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64)
    model.movements.leave({Reason.left: nobody})
    model.movements.transfer(Reason.moved, nobody, nowhere)
    model.movements.appoint(nobody, nowhere, nowhere)
    model.movements.place(Reason.rotation_out, nobody, nowhere)
    assert model.posts.heads.tolist() == [12, 8, 5]
    assert flows(model) == []


def test_arrivals_follow_their_people_when_others_leave() -> None:
    """Somebody may be placed before others leave in the same month, and rows move into the gaps."""
    model = quiet_model()
    staff, movements = model.staff_table, model.movements
    last, host = staff.n - 1, int(model.posts.cell_of[0, StaffGroup.nurse])
    rows = np.array([3, last])
    keys = staff.key[rows].copy()
    movements.place(Reason.rotation_out, rows, np.array([host, host]), until=6, clause=0)
    movements.leave({Reason.left: np.array([0, 3])})
    (arrivals,) = movements.arrivals
    assert staff.key[arrivals.rows].tolist() == [keys[1]]
    assert len(arrivals.origin) == 1
    assert staff.key[staff.watched("rotating")].tolist() == [keys[1]]
