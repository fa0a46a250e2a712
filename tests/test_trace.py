"""Trace: the months of one person, with what drove them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import cell, quiet_model, world

from icsim.apprentices import begin
from icsim.codes import Programme, StaffGroup
from icsim.errors import InputError
from icsim.keys import person_keys
from icsim.people import NEVER
from icsim.trace import COLUMNS


def test_nobody_is_followed_unless_named() -> None:
    model = quiet_model()
    model.run_for(3)
    assert model.trace.table.empty
    assert list(model.trace.table.columns) == list(COLUMNS)


def test_a_persons_months_by_hand() -> None:
    model = quiet_model(trace=["A/nurse/0"])
    row = model.staff_table.rows_of(model.staff_table.key[:1])
    model.movements.appoint(row, np.array([cell(model, "B")]), np.array([1]))
    with model.staff_table.writing(["retire_month"]):
        model.staff_table.retire_month[row] = 3
    model.run_for(5)
    table = model.trace.table
    assert table["month"].tolist() == ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
    assert table["in_system"].tolist() == [True, True, True, False, False]
    assert table["employer"].tolist()[:3] == ["A", "B", "B"]
    assert table["appointed_to"].tolist()[0] == "B"
    assert table["starts"].tolist()[0] == "2026-05"
    assert table["tenure_months"].tolist()[1:3] == [0, 1]
    assert table["employer"].isna().tolist()[3:] == [True, True]


def test_a_hazard_is_the_product_of_the_factors_beside_it() -> None:
    model = quiet_model(trace=["A/nurse/0"])
    model.rates.leave[:] = 1e-4
    model.step()
    (row,) = model.trace.table.itertuples()
    factors = {name: float(value) for name, value in (word.rsplit(" ", 1) for word in row.leave_factors.split("; "))}
    assert list(factors) == [
        "base", "pressure", "agreements", "pay round", "shock", "age", "tenure", "strain", "belonging",
        "newly qualified", "preceptorship", "apprenticeship",
    ]  # fmt: skip
    assert row.leave_hazard == pytest.approx(math.prod(factors.values()), rel=1e-3)


def test_somebody_who_joins_later_is_followed_from_then() -> None:
    model = quiet_model(trace=["B/nurse/2026-04/7"])
    at = np.array([cell(model, "B")])
    model.appointments.add(person_keys(model.posts.identity[at], 0, 7, 0), at, np.array([80]), np.array([2]))
    model.run_for(4)
    assert model.trace.table["in_system"].tolist() == [False, False, True, True]
    assert model.trace.table["fte"].tolist()[2:] == [0.8, 0.8]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("A", "write organisation/staff_group/number, for example A/nurse/0"),
        ("A/nurse", "write organisation/staff_group/number, for example A/nurse/0"),
        ("A/nurse/2026-13/0", "write organisation/staff_group/number, for example A/nurse/0"),
        ("X/nurse/1", "no organisation 'X' in System test"),
        ("A/nurze/1", r"no staff group 'nurze' \(did you mean nurse\?\); use nurse, midwife"),
        ("A/midwife/0", "nobody is among A's midwives on the first day"),
        ("A/nurse/99999", r"nobody numbered 99999 among A's nurses: 0 to \d+$"),
        ("A/nurse/2026-03/0", "nobody is appointed in 2026-03: the run starts in 2026-04"),
        ("A/nurse/2026-05/65536", "nobody numbered 65536 among A's nurses of one month: 0 to 65535 at most"),
    ],
)
def test_a_name_of_nobody_is_refused_with_the_reason(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        quiet_model(trace=[name])


def test_the_last_of_the_starting_staff_can_be_followed_and_nobody_after() -> None:
    heads = int(quiet_model().system.heads[0, 0])
    quiet_model(trace=[f"A/nurse/{heads - 1}"])
    with pytest.raises(InputError, match=f"nobody numbered {heads} among A's nurses: 0 to {heads - 1}"):
        quiet_model(trace=[f"A/nurse/{heads}"])


def test_an_apprentice_by_hand() -> None:
    """Support worker on a course of two months, who finds a post for a nursing associate at its end."""
    staff = {"A": {"clinical_support": {"heads": 2}, "nursing_associate": {"heads": 1, "posts": 3}}}
    model = quiet_model(world({**staff, "B": {"nurse": {"heads": 1}}}), trace=["A/clinical_support/0"])
    row = model.staff_table.rows_of(person_keys(model.posts.identity[[1]], StaffGroup.clinical_support, 0))
    begin(model, row, Programme.nursing_associate_apprenticeship, 2, 0)
    with model.staff_table.writing(["stop_month"]):
        model.staff_table.stop_month[row] = NEVER
    model.run_for(3)
    table = model.trace.table.astype(object).where(model.trace.table.notna(), None)
    assert table["course"].tolist() == ["nursing_associate_apprenticeship"] * 2 + [None]
    assert table["qualifies"].tolist() == ["2026-06", "2026-06", None]
    assert table["staff_group"].tolist() == ["clinical_support", "clinical_support", "nursing_associate"]
