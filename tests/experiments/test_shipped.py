"""Shipped agreements and futures: in order wherever they are meant to be used, and they run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from icsim.agreement import load_agreement, read_agreement
from icsim.config import shipped
from icsim.fit import examine
from icsim.future import Future, load_future
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System

AGREEMENTS, FUTURES = shipped("agreements"), shipped("futures")
MONTHS = 14
"""Months of a run: past the start of each agreement, and past a year's end."""
NO_AMBULANCES = ("paramedic_rotation", "small")
"""The teaching system has no ambulance service, and paramedics in one organisation only."""


@cache
def system(word: str) -> System:
    return load_system(word)


def name(path: Path) -> str:
    return path.stem


def test_there_are_enough_of_both() -> None:
    assert len(AGREEMENTS) >= 8
    assert len(FUTURES) >= 7
    assert len({load_agreement(path).agreement for path in AGREEMENTS}) == len(AGREEMENTS)
    assert len({load_future(path).future for path in FUTURES}) == len(FUTURES)


@pytest.mark.slow
@pytest.mark.parametrize("word", ["small", "QR1", "QRV"])
@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_is_in_order_in_a_small_a_rural_and_a_london_system(path: Path, word: str) -> None:
    faults, _ = examine(read_agreement(path), system(word))
    if (path.stem, word) == NO_AMBULANCES:
        assert [fault.message for fault in faults] == [
            "only PCN-WEN among the parties has paramedic; a rotation needs two that have them"
        ]
    else:
        assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_says_what_it_provides_and_where_its_numbers_come_from(path: Path) -> None:
    agreement = load_agreement(path)
    assert agreement.clauses
    for clause in agreement.clauses:
        assert clause.sentence().endswith(".")
    comment = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert comment, "says in a comment what it is and where its numbers come from"


@pytest.mark.slow
@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_runs_in_the_teaching_system(path: Path) -> None:
    model = ICS(system("small"), [load_agreement(path)], rng=1)
    model.run_for(MONTHS)
    assert model.results.monthly["month"].nunique() == MONTHS


@pytest.mark.slow
@pytest.mark.parametrize("path", FUTURES, ids=name)
def test_a_future_runs_and_changes_something_unless_it_is_flat(path: Path) -> None:
    future = load_future(path)
    model, flat = (ICS(system("small"), future=some, rng=1) for some in (future, Future()))
    model.run_for(MONTHS)
    flat.run_for(MONTHS)
    same = [table.equals(flat.results.tables[name]) for name, table in model.results.tables.items()]
    assert all(same) == (path.stem == "flat")
    assert future.note
