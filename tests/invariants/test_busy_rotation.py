"""Rotation where there is much coming and going: people leave, retire and change employer while they are away."""

from __future__ import annotations

import numpy as np
import pytest
from tests.invariants.always import assert_people_are_sound, assert_rotations_are_as_signed, assert_tables_are_sound
from tests.worlds import AT_ONCE, agree, world

from icsim.model import ICS

MONTHS = 24
_ROW = {"heads": 60, "posts": 75, "leavers": 2, "joiners": 3}
BUSY = {code: {"nurse": _ROW, "clinical_support": _ROW} for code in "ABC"}


@pytest.mark.parametrize("right_of_return", [True, False])
@pytest.mark.parametrize("backfill", ["swap", "capacity"])
def test_people_move_and_leave_while_they_are_away(backfill: str, right_of_return: bool) -> None:
    rotation = {
        "staff_groups": ["nurse", "clinical_support"], "places": 180, "months": 12, "voluntary": False,
        "backfill": backfill, "right_of_return": right_of_return,
    }  # fmt: skip
    moving = AT_ONCE | {"turnover.trust_movers_share": 0.5}
    model = ICS(world(BUSY), [agree(rotation=rotation)], rng=1, parameters=moving)
    gone = moved = 0
    for _ in range(MONTHS):
        staff = model.staff_table
        away = {
            int(key): int(staff.employer_cell[row]) for row, key in enumerate(staff.key) if staff.placement[row] >= 0
        }
        model.step()
        assert_people_are_sound(model)
        assert_rotations_are_as_signed(model)
        staff = model.staff_table
        rows = staff.rows_of(np.array(list(away), dtype=np.uint64))
        gone += int((rows < 0).sum())
        before = np.array(list(away.values()), dtype=np.int64)[rows >= 0]
        moved += int((staff.employer_cell[rows[rows >= 0]] != before).sum())
    assert_tables_are_sound(model, MONTHS)
    assert gone > 0
    assert moved > 0
