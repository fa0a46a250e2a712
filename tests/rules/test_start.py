"""Start: the appointed start on their date; those inside move, those from outside join."""

from __future__ import annotations

import numpy as np
from tests.worlds import cell, flows, quiet_model, rows_of

from icsim.keys import person_keys
from icsim.model import ICS


def appoint_inside(model: ICS, month: int) -> int:
    row = rows_of(model, "A")[:1]
    model.movements.appoint(row, np.array([cell(model, "B")]), np.array([month]))
    return int(model.staff_table.key[row[0]])


def appoint_outside(model: ICS, month: int, heads: int = 1) -> None:
    cells = np.full(heads, cell(model, "B"))
    posts = model.posts
    keys = person_keys(posts.identity[cells], posts.staff_group[cells], np.arange(heads), 0)
    model.appointments.add(keys, cells, np.full(heads, 80), np.full(heads, month))


def test_nobody_appointed_nobody_starts() -> None:
    model = quiet_model()
    model.run_for(6)
    assert flows(model) == []


def test_somebody_inside_moves_on_the_date_and_not_before() -> None:
    model = quiet_model()
    key = appoint_inside(model, 2)
    model.run_for(2)
    assert flows(model) == []
    assert model.posts.appointed_fte[cell(model, "B")] == 100
    model.step()
    assert flows(model) == [("2026-06", "moved", "A", "B", "nurse", 1)]
    row = model.staff_table.rows_of(np.array([key], dtype=np.uint64))[0]
    assert model.staff_table.employer_cell[row] == model.staff_table.host_cell[row] == cell(model, "B")
    assert model.staff_table.hired_month[row] == 2
    assert model.posts.appointed_fte.sum() == 0


def test_somebody_from_outside_joins_with_the_hours_appointed() -> None:
    model = quiet_model()
    appoint_outside(model, 1, heads=3)
    model.run_for(3)
    assert flows(model) == [("2026-05", "joined", "outside", "B", "nurse", 3)]
    assert model.posts.heads[cell(model, "B")] == 33
    assert model.posts.fte[cell(model, "B")] == 3000 + 3 * 80
    assert model.posts.appointed_fte.sum() == 0


def test_a_mover_keeps_part_of_their_belonging_and_knows_one_more_sector() -> None:
    model = quiet_model()
    row = rows_of(model, "A")[:1]
    key = model.staff_table.key[row]
    with model.staff_table.writing(["belonging"]):
        model.staff_table.belonging[row] = 65
    model.movements.appoint(row, np.array([cell(model, "C")]), np.array([0]))
    model.movements.start(row)
    row = model.staff_table.rows_of(key)
    assert model.staff_table.belonging[row] == 39  # 0.6 x 65
    acute, social_care = 1 << 0, 1 << 5
    assert model.staff_table.sectors_known[row] == acute | social_care


def test_moves_conserve_people_and_joiners_add_theirs() -> None:
    model = quiet_model()
    before = int(model.posts.heads.sum())
    appoint_inside(model, 1)
    appoint_outside(model, 1, heads=2)
    model.run_for(2)
    assert model.posts.heads.sum() == before + 2 == len(model.staff_table)
