"""Residents: every August resident doctors change posts; every post that is kept keeps its doctor."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import cell, flows, quiet_model, rows_of, world

from icsim.ledger import LEAVERS, Reason
from icsim.model import ICS
from icsim.system import join_systems

DOCTORS = {"A": {"doctor_resident": {"heads": 60}}, "B": {"doctor_resident": {"heads": 40}},
           "C": {"nurse": {"heads": 10}}}  # fmt: skip
CERTAIN = {"residents.change_prob": 1, "residents.fill_prob": 1}


def until_august(**changes: float) -> ICS:
    model = quiet_model(world(DOCTORS), parameters=changes)
    model.run_for(4)
    assert flows(model) == []
    return model


def heads(model: ICS, reason: Reason, code: str | None = None) -> int:
    """People of the flows with a reason; only from one organisation if it is named."""
    return sum(n for _, why, origin, *_, n in flows(model) if why == reason.name and code in (None, origin))


def test_nothing_happens_in_another_month() -> None:
    model = quiet_model(world(DOCTORS), start="2026-09")
    model.run_for(11)
    assert flows(model) == []
    model.step()
    assert {month for month, *_ in flows(model)} == {"2027-08"}


def test_if_everybody_changes_nobody_keeps_their_training() -> None:
    model = until_august(**CERTAIN)
    before = set(model.staff_table.key.tolist())
    model.step()
    ended, joined = heads(model, Reason.training_ended), heads(model, Reason.training_joined)
    assert ended == joined > 0
    assert len(before - set(model.staff_table.key.tolist())) == ended
    assert model.posts.heads.tolist() == [60, 40, 10]


def test_shares_by_hand() -> None:
    """80% change, 35% of those leave: 28 of 100; binomial with spread 4.5, so 18 within z = 4 (budget 0.0001)."""
    model = until_august()
    model.step()
    assert abs(heads(model, Reason.training_ended) - 28) < 18


@pytest.mark.parametrize("seed", range(1, 6))
def test_an_exchange_conserves_every_employers_doctors(seed: int) -> None:
    always = {"residents.away_share": 0.1, "residents.change_prob": 1}
    model = quiet_model(world(DOCTORS), parameters=always, rng=seed)
    model.run_for(4)
    before = model.posts.heads.copy()
    model.step()
    for code in ("A", "B"):
        out = sum(n for _, why, origin, *_, n in flows(model) if why == "training_moved" and origin == code)
        into = sum(n for _, why, _, to, _, n in flows(model) if why == "training_moved" and to == code)
        assert out == into > 0
    lost = sum(heads(model, reason) for reason in LEAVERS) - heads(model, Reason.training_joined)
    assert model.posts.heads.sum() == before.sum() - lost


def test_doctors_stay_in_their_system_and_other_groups_stay_put() -> None:
    far = {"D": {"doctor_resident": {"heads": 30}}, "E": {"doctor_resident": {"heads": 30}}}
    model = quiet_model(join_systems(world(DOCTORS, system="one"), world(far, system="two")), parameters=CERTAIN)
    model.run_for(5)
    pairs = {(origin, to) for _, why, origin, to, *_ in flows(model) if why == "training_moved"}
    assert pairs == {("A", "B"), ("B", "A"), ("D", "E"), ("E", "D")}
    assert {group for *_, group, _ in flows(model)} == {"doctor_resident"}


def test_open_training_posts_are_filled_whole_time() -> None:
    staff = {"A": {"doctor_resident": {"heads": 10, "posts": 14.5}}}
    model = quiet_model(world(staff), parameters=CERTAIN)
    model.run_for(5)
    assert model.posts.heads.tolist() == [14]
    assert model.posts.fte.tolist() == [1400]


def test_a_new_post_ends_an_appointment_elsewhere() -> None:
    model = until_august(**{"residents.change_prob": 1, "residents.away_share": 0.1})
    rows = rows_of(model, "A", "doctor_resident")
    model.movements.appoint(rows, np.full(len(rows), cell(model, "B", "doctor_resident")), np.full(len(rows), 9))
    model.step()
    still = np.count_nonzero(model.staff_table.start_month == 9)
    withdrawn = {reason: n for _, _, reason, n in model.ledger.refused()}
    assert withdrawn["moved to the next training post"] + withdrawn["left before starting"] + still == 60
    moved = heads(model, Reason.training_moved, "A")
    assert withdrawn["moved to the next training post"] == moved


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whoever_stays_can_change_next_year(seed: int) -> None:
    model = quiet_model(world(DOCTORS), rng=seed)
    model.run_for(29)
    by_year = [sum(n for month, why, *_, n in flows(model) if month == f"{year}-08") for year in (2026, 2027, 2028)]
    assert min(by_year) > 30


def test_those_who_stay_in_the_system_go_to_another_employer_as_far_as_numbers_allow() -> None:
    """60 and 40 doctors, none leaves the system: 40 of the larger employer's can change places with the smaller's."""
    model = until_august(**{"residents.change_prob": 1, "residents.away_share": 0.1})
    before = dict(zip(model.staff_table.key.tolist(), model.staff_table.employer_cell.tolist(), strict=True))
    model.step()
    stayed = [key for key in model.staff_table.key.tolist() if key in before]
    now = dict(zip(model.staff_table.key.tolist(), model.staff_table.employer_cell.tolist(), strict=True))
    from_b = [key for key in stayed if before[key] == cell(model, "B", "doctor_resident")]
    assert from_b
    assert all(now[key] != before[key] for key in from_b)
    assert heads(model, Reason.training_moved) == 2 * len(from_b)
