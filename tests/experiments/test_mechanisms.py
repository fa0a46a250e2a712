"""Every mechanism goes the way its experiment says, and the committed tables are what the runs give.

False alarms: seeds are fixed, so an expectation that holds once holds every time; bad luck cannot fail the suite.
The other way round, a mechanism without effect passes one expectation with a chance of :data:`LEVEL` at most, and any
of all those here with :data:`FAMILY` at most (Bonferroni).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from icsim.clause import all_clauses
from icsim.experiment.mechanism import Mechanism, read_mechanism
from icsim.experiment.paired import Outcome, run_paired
from icsim.experiment.table import results_csv
from icsim.experiment.verdict import CONFIRMED, FAMILY, LEVEL, UNCHANGED
from icsim.load import load_system

FOLDER = Path(__file__).parents[2] / "experiments" / "mechanisms"
FILES = sorted(FOLDER.glob("*.yaml"))
RESULTS = FOLDER / "results"


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    load = cache(load_system)
    return tuple(read_mechanism(path, load) for path in FILES)


@cache
def outcomes() -> dict[str, Outcome]:
    return {outcome.mechanism.stem: outcome for outcome in run_paired(mechanisms())}


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_it_goes_the_way_expected(file: Path) -> None:
    shown = {
        f"{e.reading.measure}, {e.reading.scope_words}, {e.reading.over} {e.direction}": (found.verdict, found.mean)
        for e, found in outcomes()[file.stem].findings
    }
    assert {words: found for words, found in shown.items() if found[0] != CONFIRMED} == {}


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_committed_table_is_what_the_runs_give(file: Path) -> None:
    committed = (RESULTS / f"{file.stem}.csv").read_bytes()
    assert results_csv(outcomes()[file.stem]).encode() == committed, "make experiments"


def test_every_table_belongs_to_an_experiment() -> None:
    assert sorted(path.stem for path in RESULTS.glob("*.csv")) == [path.stem for path in FILES]


def test_all_expectations_together_stay_within_the_budget() -> None:
    directed = [e for m in mechanisms() for e in m.expectations if e.direction != UNCHANGED]
    assert len(directed) * LEVEL <= FAMILY


def test_nothing_in_them_would_do_nothing() -> None:
    assert [str(warning) for mechanism in mechanisms() for warning in mechanism.warnings] == []


def test_they_run_on_the_small_system_and_are_named_once() -> None:
    assert {mechanism.written.system for mechanism in mechanisms()} == {"small"}
    names = [mechanism.written.experiment for mechanism in mechanisms()]
    assert len(set(names)) == len(names)


def test_every_clause_has_an_experiment() -> None:
    tried = {c.key for m in mechanisms() for agreement in m.changed.agreements for c in agreement.clauses}
    assert tried == {clause.key for clause in all_clauses()}
