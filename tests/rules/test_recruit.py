"""Recruit: applicants are appointed by lot until the vacancy's hours are used; residents only in August."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import cell, flows, quiet_model, rows_of, rule_named, world

from icsim.codes import StaffGroup
from icsim.model import ICS
from icsim.rules.recruit import Recruit

FALSE_ALARM_Z = 3.89
"""Two-sided false-alarm probability 0.0001 for each comparison, were the seeds not fixed."""


def vacancies(posts: float = 40, group: str = "nurse", sector: str = "acute", **changes: object) -> ICS:
    """Thirty people in post at A and B; A has more posts than people."""
    staff = {"A": {group: {"heads": 30, "posts": posts}}, "B": {group: {"heads": 30}}}
    return quiet_model(world(staff, sectors={"A": sector, "B": sector}), **changes)


def recruit(model: ICS, fill_prob: float) -> None:
    model.rates.fill_prob[:] = fill_prob
    model.run(rule_named(model, "recruit"))


def apply(model: ICS, rows: np.ndarray, lot: list[int]) -> None:
    words = np.array(lot, dtype=np.uint64)
    model.applicants.set(rows, np.full(len(rows), cell(model, "A")), priority=words, notice=words)


def test_no_vacancy_no_appointment() -> None:
    model = vacancies(posts=30)
    recruit(model, fill_prob=1.0)
    assert model.posts.appointed_fte.sum() == 0


def test_no_supply_no_appointment() -> None:
    model = vacancies()
    recruit(model, fill_prob=0.0)
    assert model.posts.appointed_fte.sum() == 0


def test_certain_supply_fills_every_post_at_once() -> None:
    model = vacancies()
    recruit(model, fill_prob=1.0)
    assert len(model.appointments.waiting.key) == 10
    assert model.posts.open_fte[cell(model, "A")] == 0


@pytest.mark.parametrize(("posts", "appointed"), [(30.39, 0), (30.4, 40), (30.7, 70), (31.3, 100), (31.4, 140)])
def test_hours_are_cut_to_what_is_left_but_not_below_fifteen_a_week(posts: float, appointed: int) -> None:
    model = vacancies(posts)
    recruit(model, fill_prob=1.0)
    assert model.posts.appointed_fte[cell(model, "A")] == appointed


def test_the_lot_decides_between_two_applicants_for_one_post() -> None:
    model = vacancies(posts=31)
    rows = rows_of(model, "B")[:2]
    apply(model, rows, [9, 4])
    recruit(model, fill_prob=0.0)
    assert model.staff_table.appointed_cell[rows].tolist() == [-1, cell(model, "A")]
    assert list(model.ledger.refused()) == [(0, "recruit", "no hours left", 1)]


@pytest.mark.parametrize("seed", range(5))
def test_the_funded_hours_are_never_exceeded(seed: int) -> None:
    model = vacancies(posts=33.3, rng=seed)
    rows = rows_of(model, "B")[:8]
    apply(model, rows, (model.luck.words(model.staff_table.key[rows], 1)[0]).tolist())
    recruit(model, fill_prob=0.9)
    assert model.posts.open_fte[cell(model, "A")] >= 0
    inside = model.staff_table.fte[model.staff_table.appointed_cell >= 0].sum()
    assert model.posts.appointed_fte.sum() == inside + model.appointments.waiting.fte.sum()


@pytest.mark.parametrize(
    ("sector", "days", "least"), [("acute", 98, 3), ("social_care", 49, 1), ("voluntary", 49, 1), ("university", 98, 3)]
)
def test_time_to_hire_is_rounded_to_months_by_lot(sector: str, days: float, least: int) -> None:
    model = vacancies(posts=2030, sector=sector)
    recruit(model, fill_prob=1.0)
    starts = model.appointments.waiting.start_month
    assert set(starts.tolist()) == {least, least + 1}
    longer = days / (365.25 / 12) - least
    spread = math.sqrt(len(starts) * longer * (1 - longer))
    assert abs((starts > least).sum() - len(starts) * longer) < FALSE_ALARM_Z * spread


def test_the_old_employer_keeps_the_appointed_until_they_start() -> None:
    model = vacancies(posts=31)
    rows = rows_of(model, "B")[:1]
    apply(model, rows, [0])
    recruit(model, fill_prob=0.0)
    model.run_for(3)
    assert flows(model) == []
    assert model.posts.heads[cell(model, "B")] == 30
    model.step()
    assert flows(model) == [("2026-07", "moved", "B", "A", "nurse", 1)]


def test_supply_is_a_chance_for_each_open_post() -> None:
    model = vacancies(posts=5030)
    recruit(model, fill_prob=0.3)
    spread = math.sqrt(5000 * 0.3 * 0.7)
    assert abs(len(model.appointments.waiting.key) - 5000 * 0.3) < FALSE_ALARM_Z * spread


def test_resident_doctors_are_recruited_in_august_only() -> None:
    model = vacancies(group="doctor_resident")
    assert model.posts.staff_group.tolist() == [StaffGroup.doctor_resident] * 2
    model.rates.fill_prob[:] = 1.0
    model.run_for(24)
    joined = {month for month, why, *_ in flows(model) if why in ("joined", "training_joined")}
    assert joined == {"2026-08", "2027-08"}
    assert model.posts.appointed_fte.sum() == 0


@pytest.mark.parametrize(("sector", "name"), [("acute", "trust"), ("social_care", "care")])
def test_supply_in_the_long_run_is_a_share_of_what_holds_the_open_posts(sector: str, name: str) -> None:
    def chance(month: int, ratio: str) -> float:
        model = vacancies(sector=sector, parameters={f"recruit.{ratio}_supply_ratio": 0.5})
        model.rates.fill_prob[:], model.rates.steady_prob[:] = 0.4, 0.2
        model.month = month
        rule = rule_named(model, "recruit")
        assert isinstance(rule, Recruit)
        return float(rule._fill_prob(model)[cell(model, "A")])

    other = {"trust": "care", "care": "trust"}[name]
    assert [chance(month, name) for month in (0, 12, 24, 60)] == pytest.approx([0.4, 0.4, 0.1, 0.1])
    assert [chance(month, other) for month in (0, 12, 24, 60)] == pytest.approx([0.4, 0.4, 0.2, 0.2])
