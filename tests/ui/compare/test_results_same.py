"""The app and the command line give the same numbers, from the same runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from icsim.experiment.compare import Comparison, compare
from icsim.experiment.here import run_here
from icsim.experiment.store import RunStore
from icsim.ui.compare.answers import Answer, Answers, Kept
from icsim.ui.compare.result_downloads import brief, tables, unwatched, workbook
from icsim.ui.compare.tiers import Plan, Tier, command_line, plan_of
from icsim.ui.state.comparison import Column, ComparisonState, agreement_yaml

STATE = ComparisonState(
    system="small",
    start="2026-10",
    months=4,
    futures=("flat", "pay_round"),
    columns=(Column.of_preset("rotation_passport"), Column.of_preset("passport_only")),
)
SEEDS = 2


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(STATE, Tier.quick, SEEDS, has_shares=True, all_futures=True)


@pytest.fixture(scope="module")
def answer(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    store = RunStore(tmp_path_factory.mktemp("runs"))
    run_here(plan.specs, store)
    answers = Answers(store)
    answers.of(plan, 1)
    return answers.of(plan, SEEDS, with_shares=True)


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The same by the function behind ``icsim compare``, from the files that the app gives."""
    folder = tmp_path_factory.mktemp("agreements")
    files = []
    for column in STATE.columns:
        path = folder / f"{column.file_name}.yaml"
        path.write_text(agreement_yaml(column), encoding="utf-8")
        files.append(path)
    return compare("small", files, STATE.futures, months=4, start="2026-10", seeds=SEEDS, attribution=True)


def test_every_table_is_the_same(answer: Answer, headless: Comparison) -> None:
    app = answer.comparison.tables
    assert list(app) == list(headless.tables)
    for name, table in headless.tables.items():
        assert_frame_equal(app[name], table, check_exact=True, obj=name)


def test_the_runs_are_the_same_by_digest(answer: Answer, headless: Comparison, plan: Plan) -> None:
    assert answer.comparison.runs["run"].tolist() == headless.runs["run"].tolist()
    assert {spec.digest for some in plan.rounds for spec in some} == set(headless.runs["run"])


def test_a_missing_run_is_never_made_here(plan: Plan, tmp_path: Path) -> None:
    from icsim.errors import InputError

    with pytest.raises(InputError, match="is missing"):
        Kept(RunStore(tmp_path)).make(plan.specs)


def test_the_brief_has_its_headings_and_says_how_to_make_it_again(answer: Answer, plan: Plan) -> None:
    command = command_line(STATE, plan)
    page = brief(answer, command).decode()
    heads = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert {"In brief, against today", "Who gains and who pays", "Which clause does what"} <= set(heads)
    assert command in page


def test_the_workbook_has_a_sheet_for_each_table(answer: Answer) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(answer, "icsim compare"))) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert {"about", "differences", "ledger", "people", "robustness", "attribution"} <= set(names)


def test_the_zip_holds_every_table_and_the_digest_of_every_run(answer: Answer) -> None:
    content = unwatched(lambda: tables(answer, "icsim compare small"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name.removesuffix(".csv") for name in archive.namelist()}
        assert names == {*answer.comparison.tables, "comparison.json"}
        runs = list(csv.DictReader(io.TextIOWrapper(archive.open("runs.csv"), "utf-8")))
        note = json.loads(archive.read("comparison.json"))
    assert [row["run"] for row in runs] == answer.comparison.runs["run"].tolist()
    assert note["command"] == ["icsim", "compare", "small"]
    assert unwatched(lambda: tables(answer, "icsim compare small")) == content
