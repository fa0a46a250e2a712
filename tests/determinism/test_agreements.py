"""Two arms of a comparison differ by the agreement, and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.determinism.clauses import EXAMPLES, signed, without_an_example
from tests.determinism.same import (
    assert_same_people,
    assert_same_run,
    files,
    histories,
    people,
    tables,
)
from tests.worlds import AT_ONCE, agree

from icsim.agreement import Agreement
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System

MONTHS = 12


@pytest.fixture(scope="module")
def small() -> System:
    return load_system("small")


@pytest.fixture(scope="module")
def today(small: System) -> ICS:
    model = ICS(small, rng=7, parameters=AT_ONCE)
    model.run_for(MONTHS)
    return model


def arm(small: System, *agreements: Agreement, months: int = MONTHS) -> ICS:
    model = ICS(small, agreements=agreements, rng=7, parameters=AT_ONCE)
    for _ in range(months):
        model.step()
    return model


def test_every_clause_has_an_example() -> None:
    assert without_an_example() == set()


@pytest.mark.parametrize("clause", EXAMPLES)
def test_each_example_changes_something(small: System, today: ICS, clause: str) -> None:
    """Otherwise the tests below would show nothing."""
    changed = arm(small, signed(clause))
    costs = [model.results.monthly["cost_gbp"] for model in (changed, today)]
    assert people(changed) != people(today) or not costs[0].equals(costs[1])


def test_an_agreement_without_clauses_is_no_agreement(small: System, today: ICS, tmp_path: Path) -> None:
    empty = arm(small, agree(), agree(parties=["sector:acute", "sector:social_care"], starts="2026-07"))
    assert_same_run(empty, today)
    assert files(empty, tmp_path / "empty") == files(today, tmp_path / "today")


@pytest.mark.parametrize("clause", EXAMPLES)
def test_a_clause_switched_off_is_not_written(small: System, today: ICS, clause: str, tmp_path: Path) -> None:
    off = arm(small, signed(clause, enabled=False))
    assert_same_run(off, today)
    assert files(off, tmp_path / "off") == files(today, tmp_path / "today")


@pytest.mark.parametrize("clause", EXAMPLES)
def test_a_clause_switched_off_beside_all_others(small: System, clause: str) -> None:
    others = EXAMPLES.keys() - {clause}
    beside = agree(**EXAMPLES | {clause: EXAMPLES[clause] | {"enabled": False}})
    assert_same_run(arm(small, beside), arm(small, signed(*others)))


def test_an_agreement_that_starts_after_the_run_is_no_agreement(small: System, today: ICS) -> None:
    assert_same_run(arm(small, signed(*EXAMPLES, starts="2027-04")), today)


def test_an_agreement_that_ended_before_the_run_is_no_agreement(small: System, today: ICS) -> None:
    assert_same_run(arm(small, signed(*EXAMPLES, ends="2026-04")), today)


@pytest.mark.parametrize("start", [0, 1, 2, 4, 7, 11])
def test_an_agreement_changes_nothing_before_it_starts(small: System, today: ICS, start: int) -> None:
    """Every table up to the month, and everybody on the eve of it."""
    name = today.calendar.name(start)
    model = arm(small, signed(*EXAMPLES, starts=name), months=start)
    before = arm(small, months=start)
    assert_same_people(model, before)
    model.run_for(MONTHS - start)
    for table in ("monthly", "flows", "refusals"):
        ours, theirs = (
            frame[frame["month"].astype(str) < name].reset_index(drop=True)
            for frame in (tables(model)[table], tables(today)[table])
        )
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True, obj=table)
    assert people(model) != people(today)


def test_starting_in_the_first_month_is_the_same_as_saying_nothing(small: System) -> None:
    assert_same_run(arm(small, signed(*EXAMPLES, starts="2026-04")), arm(small, signed(*EXAMPLES)))


def test_the_same_people_whatever_is_signed(small: System) -> None:
    """Before the first month nothing has happened yet, so everybody is the same."""
    assert histories(ICS(small, rng=7), 0) == histories(ICS(small, agreements=[signed(*EXAMPLES)], rng=7), 0)


def test_two_agreements_of_one_clause_each_are_one_of_both(small: System) -> None:
    """How clauses are spread over files makes no difference, in the order they are read."""
    together = arm(small, signed(*sorted(EXAMPLES)))
    assert_same_run(arm(small, *(signed(clause) for clause in sorted(EXAMPLES))), together)


ROTATION = {"staff_groups": ["nurse"], "places": 12, "months": 3, "pattern": "hub"}


def test_an_agreement_that_waits_changes_nothing_beside_another(small: System, tmp_path: Path) -> None:
    """What people are placed under is a number among the clauses of the run; everything that is written is the same."""
    rotation = agree(agreement="Rotation", rotation=ROTATION)
    waiting = agree(agreement="Aaa passport", starts="2030-01", passport={"recognises": ["dbs"]})
    beside, alone = arm(small, waiting, rotation), arm(small, rotation)
    assert files(beside, tmp_path / "beside") == files(alone, tmp_path / "alone")


def test_the_order_of_files_changes_nothing(small: System) -> None:
    rotation = agree(agreement="Rotation", rotation=ROTATION)
    other = agree(agreement="Other rotation", rotation=ROTATION | {"staff_groups": ["clinical_support"]})
    passport = agree(agreement="Passport", passport={"recognises": ["dbs", "training"]})
    there, back = arm(small, rotation, other, passport), arm(small, passport, other, rotation)
    assert_same_run(there, back)


def test_who_is_asked_to_rotate_does_not_depend_on_a_passport_beside_it(small: System) -> None:
    """The first to go are the same people; later the passport moves people, and with them who is there to ask."""
    alone = arm(small, agree(rotation=ROTATION), months=1)
    both = arm(small, agree(rotation=ROTATION, passport={"recognises": ["dbs"]}), months=1)
    away = [sorted(m.staff_table.key[m.staff_table.watched("rotating")].tolist()) for m in (alone, both)]
    assert away[0] == away[1] != []


NOBODY: dict[str, dict[str, Any]] = {
    "rotation": {"staff_groups": ["midwife"], "places": 20, "months": 3},
    "shared_bank": {"staff_groups": ["midwife"]},
    "aligned_terms": {"close_gap_share": 1.0, "staff_groups": ["midwife"]},
    "belonging": {"flexible_careers": True, "staff_groups": ["midwife"]},
    "released_time": {"staff_groups": ["midwife"], "hours_share": 0.1},
    "integrated_roles": {"roles": [{"work_of": "midwife", "done_by": "nurse", "share": 0.5}]},
}
"""Clauses for a staff group that none of the parties has."""


@pytest.mark.parametrize("clause", NOBODY)
def test_nobody_eligible_is_today(clause: str) -> None:
    """Of a teaching system with its students: people, tables and partnerships are today's, to the last bit."""
    signed = agree(parties=["TC1", "TM1", "RC-ASH", "UNI-WEN"], **{clause: NOBODY[clause]})
    system = load_system("small")
    today, other = (ICS(system, agreements=some, rng=4, parameters=AT_ONCE) for some in ([], [signed]))
    for model in (today, other):
        model.run_for(20)
    assert_same_run(today, other)
    pd.testing.assert_frame_equal(today.results.partnerships, other.results.partnerships, check_exact=True)
