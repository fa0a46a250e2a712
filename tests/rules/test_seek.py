"""Seek: people whose clock rings look at vacancies within reach, and apply where it is better than staying."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import cell, quiet_model, rows_of, rule_named, world

from icsim.model import ICS

KEEN = {"seek.stay_bonus": 0, "seek.known_sector_bonus": 0}


def seek(model: ICS, rows: np.ndarray) -> None:
    """These people, and nobody else, look elsewhere."""
    model.staff_table.watch("seek", rows)
    model.run(rule_named(model, "seek"))


def refusals(model: ICS) -> dict[str, int]:
    return {reason: heads for _, _, reason, heads in model.ledger.refused()}


def vacancies_at_b(posts: float = 1030, minutes: float = 10) -> ICS:
    staff = {"A": {"nurse": {"heads": 40}, "clinical_support": {"heads": 30}},
             "B": {"nurse": {"heads": 30, "posts": posts}}}  # fmt: skip
    return quiet_model(world(staff, minutes={"B": minutes}), parameters=KEEN)


def test_nobody_looks_nobody_applies() -> None:
    model = vacancies_at_b()
    model.run_for(12)
    assert not len(model.applicants.rows)
    assert refusals(model) == {}


def test_everybody_who_looks_applies_to_a_thousand_vacancies_next_door() -> None:
    model = vacancies_at_b()
    rows = rows_of(model, "A")
    seek(model, rows)
    assert np.array_equal(model.applicants.rows, rows)
    assert set(model.applicants.cells.tolist()) == {cell(model, "B")}


@pytest.mark.parametrize(("posts", "minutes"), [(30, 10), (30.4, 10), (1030, 400)])
def test_no_vacancy_or_none_within_reach_means_nowhere_better(posts: float, minutes: float) -> None:
    model = vacancies_at_b(posts, minutes)
    seek(model, rows_of(model, "A"))
    assert not len(model.applicants.rows)
    assert refusals(model) == {"nothing better in reach": 40}


def test_a_nurse_applies_for_a_nurses_post_only() -> None:
    model = vacancies_at_b()
    seek(model, rows_of(model, "A", "clinical_support"))
    assert not len(model.applicants.rows)


@pytest.mark.parametrize(("group", "other"), [("care_worker", "clinical_support"), ("clinical_support", "care_worker")])
def test_care_work_and_clinical_support_are_open_to_each_other(group: str, other: str) -> None:
    staff = {"A": {group: {"heads": 40}}, "B": {other: {"heads": 30, "posts": 10_030}}}
    model = quiet_model(world(staff, sectors={"A": "acute", "B": "acute"}), parameters=KEEN)
    seek(model, rows_of(model, "A", group))
    assert len(model.applicants.rows) == 40


def test_nobody_applies_for_fewer_hours_than_their_own() -> None:
    model = vacancies_at_b(30.9)  # 0.9 open; everybody works whole time
    seek(model, rows_of(model, "A"))
    assert refusals(model) == {"nothing better in reach": 40}


def test_whoever_is_appointed_elsewhere_does_not_apply_again() -> None:
    model = vacancies_at_b()
    rows = rows_of(model, "A")
    model.movements.appoint(rows[:5], np.full(5, cell(model, "B")), np.full(5, 3))
    seek(model, rows)
    assert len(model.applicants.rows) == 35
    assert refusals(model) == {"already appointed elsewhere": 5}


def test_a_search_starts_the_clock_again_and_is_counted() -> None:
    model = vacancies_at_b()
    rows = rows_of(model, "A")
    with model.staff_table.writing(["clocks"]):
        model.staff_table.clocks[rows, 1] = -1.0
    seek(model, rows)
    assert (model.staff_table.clocks[rows, 1] > 0).all()
    assert (model.staff_table.searches[rows] == 1).all()
    assert (model.staff_table.searches[rows_of(model, "B")] == 0).all()


def test_seeking_alone_moves_nobody() -> None:
    model = vacancies_at_b()
    before = model.posts.heads.copy()
    seek(model, rows_of(model, "A"))
    assert np.array_equal(model.posts.heads, before)
    assert model.posts.appointed_fte.sum() == 0


def test_hazard_by_hand() -> None:
    model = vacancies_at_b()
    model.rates.seek[:] = 0.02
    with model.staff_table.writing(["birth_month", "hired_month", "strain", "belonging"]):
        model.staff_table.birth_month[0] = -30 * 12
        model.staff_table.hired_month[0] = -120
        model.staff_table.strain[0], model.staff_table.belonging[0] = 100, 100
    expected = {"base": 0.02, "agreements": 1, "age": 1.5, "tenure": 0.5, "strain": 2.0, "belonging": 0.7}
    assert model.clocks.explain(model, "seek", 0) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("months", "factor"), [(0, 0), (5, 0), (6, 1), (119, 1), (120, 0.5)])
def test_nobody_looks_before_settling(months: int, factor: float) -> None:
    model = vacancies_at_b()
    with model.staff_table.writing(["hired_month"]):
        model.staff_table.hired_month[0] = -months
    assert model.clocks.explain(model, "seek", 0)["tenure"] == factor
