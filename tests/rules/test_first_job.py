"""First job: the newly qualified apply, compete for hours, start, and leave faster for two years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.worlds import Staff, cell, course, flows, quiet_model, rule_named, world

from icsim.codes import Sector
from icsim.columns import Rows
from icsim.model import ICS
from icsim.people import NEWLY_QUALIFIED
from icsim.students import Stage

SECTORS = {"U": "university", "P": "primary_care"}
OPEN: Staff = {"A": {"nurse": {"heads": 30, "posts": 40}}, "B": {"nurse": {"heads": 30, "posts": 40}}, "U": {}}
"""Two trusts with ten open posts each."""
FULL: Staff = {"A": {"nurse": {"heads": 30}}, "U": {}}


def about_to_qualify(staff: Staff = OPEN, graduates: int = 6, **options: Any) -> tuple[ICS, list[str]]:
    """A model in which so many students, and nobody else, qualify in the first month and look here; and their names."""
    system = world(staff, sectors=SECTORS, programmes=[course(places=40)])
    named = {"students.attrition_ratio": 0, **options.pop("parameters", {})}
    model = quiet_model(system, start="2026-10", parameters=named, **options)
    table = model.pipeline.table
    table.remove(np.arange(graduates, table.n))
    with table.writing(["stage", "qualify_month", "host"]):
        table.stage[:], table.qualify_month[:], table.host[:] = Stage.looking, 0, -1
    model.pipeline.start_heads = np.array([0])
    model.pipeline.so_far["qualified"][:] = graduates  # as if they had entered and qualified
    model.pipeline.so_far["entered"][:] = graduates
    return model, model.students.get("name")


def staff_called(model: ICS, names: list[str]) -> Rows:
    """Rows of staff by name."""
    return model.staff_table.rows_of(np.array([model.staff[name].unique_id for name in names], dtype=np.uint64))


def test_they_apply_in_the_month_they_qualify_and_start_the_next() -> None:
    model, _ = about_to_qualify()
    model.run_for(1)
    assert model.pipeline.counted("first_jobs").sum() == 0
    assert {student.stage for student in model.students} == {Stage.appointed}
    model.run_for(1)
    assert model.pipeline.counted("first_jobs").ravel().tolist() == [0, 6]
    assert len(model.students) == 0
    joined = [row for row in flows(model) if row[1] == "qualified"]
    assert {row[:3] + row[4:5] for row in joined} == {("2026-11", "qualified", "outside", "nurse")}
    assert sum(row[-1] for row in joined) == 6
    assert model.results.monthly["joiners"].sum() == 6


def test_they_are_staff_under_the_same_name_with_what_they_had() -> None:
    model, names = about_to_qualify()
    table = model.pipeline.table
    with table.writing(["sectors_known"]):
        table.sectors_known[:] = 1 << Sector.primary_care
    had = {s.name: (s.home, s.birth_month) for s in model.students}
    model.run_for(2)
    rows = staff_called(model, names)
    staff = model.staff_table
    assert {name: (model.staff[name].home, model.staff[name].birth_month) for name in names} == had
    assert (staff.band[rows] == 5).all()
    assert (staff.hired_month[rows] == 1).all()
    assert (staff.qualify_month[rows] == 0).all()
    assert (staff.sectors_known[rows] == 1 << Sector.primary_care | 1 << Sector.acute).all()
    assert set(staff.watched(NEWLY_QUALIFIED).tolist()) == set(rows.tolist())
    assert (staff.ready_at[rows] > 0).all(), "they are onboarded like anybody else"


def test_their_hours_are_held_for_them() -> None:
    model, _ = about_to_qualify()
    model.run_for(1)
    held = model.pipeline.appointed_fte(model.posts.n)
    assert held.sum() == 600
    assert np.array_equal(model.posts.appointed_fte, held)


def test_the_place_they_trained_at_draws_them() -> None:
    def stayed(bonus: float) -> int:
        chose_a = 0
        for seed in range(10):
            model, names = about_to_qualify(graduates=8, rng=seed, parameters={"seek.trained_here_bonus": bonus})
            with model.pipeline.table.writing(["trained_at"]):
                model.pipeline.table.trained_at[:] = model.system.index["A"]
            model.run_for(2)
            chose_a += sum(model.staff[name].employer.code == "A" for name in names)
        return chose_a

    # of 80: e^2.5 makes odds of about 1 at least 8; with the same luck, nobody turns away from A
    assert stayed(0.0) < 60 < 66 < stayed(2.5)


def test_a_place_without_a_vacancy_is_not_chosen() -> None:
    staff = {**OPEN, "B": {"nurse": {"heads": 30}}}
    model, names = about_to_qualify(staff)
    model.run_for(2)
    assert {model.staff[name].employer.code for name in names} == {"A"}


def test_who_finds_nothing_leaves_after_some_months() -> None:
    model, _ = about_to_qualify(FULL)
    model.run_for(8)
    assert model.pipeline.counted("left_without_job").ravel().tolist() == [0, 0, 0, 0, 0, 0, 6, 0]
    assert model.pipeline.counted("seeking").ravel().tolist() == [6, 6, 6, 6, 6, 6, 0, 0]
    refused = model.results.refusals.set_index(["rule", "reason"])["heads"]
    assert refused.loc[("first_job", "no vacancy in reach")].tolist() == [6] * 6


def test_more_than_there_are_hours_for_are_refused_by_lot() -> None:
    staff = {"A": {"nurse": {"heads": 30, "posts": 32}}, "U": {}}
    model, names = about_to_qualify(staff, graduates=5)
    model.run_for(1)
    assert model.posts.appointed_fte.tolist() == [200]
    taken = {s.name for s in model.students if s.stage == Stage.appointed}
    assert len(taken) == 2
    refused = model.results.refusals
    assert refused[refused["reason"] == "no hours left"]["heads"].sum() == 3
    other, _ = about_to_qualify(staff, graduates=5, rng=2)
    other.run_for(1)
    assert taken < set(names)


def test_hours_are_cut_to_what_is_left() -> None:
    staff = {"A": {"nurse": {"heads": 30, "posts": 31.5}}, "U": {}}
    model, _ = about_to_qualify(staff, graduates=5)
    model.run_for(1)
    assert sorted(s.fte for s in model.students if s.stage == Stage.appointed) == [0.5, 1.0]


def explained(model: ICS, name: str) -> dict[str, float]:
    """Factors of one person's hazard of leaving."""
    return model.clocks.explain(model, "leave", model.staff[name]._row())


def test_the_newly_qualified_leave_faster_for_two_years() -> None:
    model, names = about_to_qualify(parameters={"leave.newly_qualified_ratio": 1.5})
    model.run_for(3)
    assert explained(model, names[0])["newly qualified"] == 1.5
    model.rates.leave[:] = 0.001
    rows = staff_called(model, names)
    before = model.staff_table.clocks[rows, 0].astype(np.float64)
    hazard = [np.prod(list(explained(model, name).values())) for name in names]
    model.clocks.spend(model, ("leave",))
    assert before - model.staff_table.clocks[rows, 0] == pytest.approx(hazard, rel=1e-3)
    model.rates.leave[:] = 0
    model.run_for(23)
    assert explained(model, names[0])["newly qualified"] == 1.0
    assert len(model.staff_table.watched(NEWLY_QUALIFIED)) == 0


def test_a_preceptor_helps_in_the_first_year_where_there_is_one() -> None:
    model, names = about_to_qualify({"A": OPEN["A"], "U": {}})
    model.run_for(3)
    assert explained(model, names[0])["preceptorship"] == 1.0
    model.provisions.preceptorship[model.system.index["A"]] = True
    assert explained(model, names[0])["preceptorship"] == 0.85
    assert explained(model, "A/nurse/0")["preceptorship"] == 1.0
    model.run_for(10)
    model.provisions.preceptorship[model.system.index["A"]] = True
    assert explained(model, names[0])["preceptorship"] == 1.0


def test_everybody_else_has_the_hazard_they_had() -> None:
    left = []
    for ratio in (1.0, 2.0):
        model, names = about_to_qualify(parameters={"leave.newly_qualified_ratio": ratio})
        model.run_for(2)
        model.rates.leave[:] = 1e-6
        model.run_for(3)
        rows = staff_called(model, names)
        others = np.setdiff1d(np.arange(model.staff_table.n), rows)
        left.append((model.staff_table.clocks[rows, 0].tolist(), model.staff_table.clocks[others, 0].tolist()))
    assert left[0][1] == left[1][1]
    assert all(slower > faster for slower, faster in zip(left[0][0], left[1][0], strict=True))


def test_first_job_applications_are_made_in_the_seek_phase_alone() -> None:
    model, _ = about_to_qualify()
    model.run(rule_named(model, "first_job"))
    assert len(model.graduates.rows) == 6
    assert set(model.graduates.cells.tolist()) <= {cell(model, "A"), cell(model, "B")}
