"""Every mechanism goes the way its experiment says, in all the seeds that are committed; the first can be made again.

The committed tables hold what each seed gave. The verdicts follow from them by arithmetic, which is done again here
for all seeds; the first seed is run again and must give the same numbers to the last digit.

False alarms: seeds are fixed, so an expectation that holds once holds every time; bad luck cannot fail the suite.
The other way round, a mechanism without effect passes one expectation with a chance of :data:`LEVEL` at most, and any
of all those here with :data:`FAMILY` at most (Bonferroni).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from icsim.clause import all_clauses
from icsim.config import shipped
from icsim.experiment.mechanism import Mechanism, read_mechanism
from icsim.experiment.paired import Outcome, Paired
from icsim.experiment.table import read_seeds, results_csv, seeds_csv
from icsim.experiment.verdict import CONFIRMED, FAMILY, LEVEL, UNCHANGED
from icsim.future import load_future
from icsim.load import load_system

FOLDER = Path(__file__).parents[2] / "experiments" / "mechanisms"
FILES = sorted(FOLDER.glob("*.yaml"))
RESULTS = FOLDER / "results"
MADE_AGAIN = 1
"""Seeds of each experiment that are run again."""


@cache
def mechanisms() -> dict[str, Mechanism]:
    load = cache(load_system)
    return {path.stem: read_mechanism(path, load) for path in FILES}


@cache
def paired() -> Paired:
    """The runs of all experiments, each made when it is first asked for: many share a baseline."""
    return Paired(mechanisms().values(), MADE_AGAIN)


def committed(name: str) -> Outcome:
    """What the committed numbers of every seed say."""
    mechanism = mechanisms()[name]
    text = (RESULTS / "seeds" / f"{name}.csv").read_text(encoding="utf-8")
    findings = read_seeds(text, mechanism.expectations)
    return Outcome(mechanism, tuple(zip(mechanism.expectations, findings, strict=True)))


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_it_goes_the_way_expected(name: str) -> None:
    outcome = committed(name)
    shown = {
        f"{e.reading.measure}, {e.reading.scope_words}, {e.reading.over} {e.direction}": (found.verdict, found.mean)
        for e, found in outcome.findings
    }
    assert {words: found for words, found in shown.items() if found[0] != CONFIRMED} == {}
    assert {len(found.baseline) for _, found in outcome.findings} == {outcome.mechanism.written.seeds}


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_its_table_follows_from_its_seeds(name: str) -> None:
    table = (RESULTS / f"{name}.csv").read_bytes()
    assert results_csv(committed(name)).encode() == table, "make experiments"


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_its_first_seed_can_be_made_again(name: str) -> None:
    again = seeds_csv(paired().outcome(mechanisms()[name])).splitlines()
    lines = (RESULTS / "seeds" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    header, *rows = lines
    of_first_seed = [row for row in rows if int(row.rsplit(",", 3)[1]) <= MADE_AGAIN]
    assert again == [header, *of_first_seed], "make experiments"


def test_every_table_belongs_to_an_experiment() -> None:
    for folder in (RESULTS, RESULTS / "seeds"):
        assert sorted(path.stem for path in folder.glob("*.csv")) == [path.stem for path in FILES]


def test_all_expectations_together_stay_within_the_budget() -> None:
    directed = [e for m in mechanisms().values() for e in m.expectations if e.direction != UNCHANGED]
    assert len(directed) * LEVEL <= FAMILY


def test_nothing_in_them_would_do_nothing() -> None:
    assert [str(warning) for mechanism in mechanisms().values() for warning in mechanism.warnings] == []


def test_they_run_on_the_small_system_and_are_named_once() -> None:
    written = [mechanism.written for mechanism in mechanisms().values()]
    assert {each.system for each in written} == {"small"}
    assert len({each.experiment for each in written}) == len(written)


def test_every_clause_has_an_experiment() -> None:
    tried = {c.key for m in mechanisms().values() for agreement in m.changed.agreements for c in agreement.clauses}
    assert tried == {clause.key for clause in all_clauses()}


def test_every_shipped_future_but_the_flat_one_has_an_experiment() -> None:
    tried = {mechanism.changed.future.future for mechanism in mechanisms().values()}
    assert {load_future(path).future for path in shipped("futures")} <= tried
