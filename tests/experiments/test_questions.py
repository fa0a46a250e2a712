"""The questions that come with icsim: sound files, and results that are of these files and of this model."""

from __future__ import annotations

import csv
import json
import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from icsim.experiment.measures import ALL, BY_NAME
from icsim.experiment.record import run
from icsim.experiment.sweep_plan import INDICES, SCREENING, Planned, Sweep
from icsim.experiment.sweep_reader import read_sweep

FOLDER = Path(__file__).parents[2] / "experiments"
FILES = sorted(FOLDER.glob("*.yaml"))
HEADER = (
    "future", "against", "agreement", "place", "measure", "unit", "seeds", "base", "value", "difference", "sd", "low",
    "high", "variance_factor", "better_share", "expected", "verdict",
)  # fmt: skip
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def sweep(path: Path) -> Sweep:
    return read_sweep(path).sweep


def rows(path: Path, ending: str) -> list[dict[str, str]]:
    with (FOLDER / "results" / f"{path.stem}{ending}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "results" / f"{path.stem}.json").read_text(encoding="utf-8"))
    return found


def test_there_is_a_file_for_every_question_and_no_result_without_one() -> None:
    assert len(FILES) >= 5
    assert {path.name.split(".")[0] for path in (FOLDER / "results").iterdir() if path.is_file()} == {
        path.stem for path in FILES
    }


@each_file
def test_a_question_says_what_is_expected_and_nothing_in_it_is_idle(path: Path) -> None:
    asked = read_sweep(path)
    assert asked.warnings == ()
    assert asked.sweep.question.endswith("?")
    assert asked.sweep.why.endswith(".")
    assert path.read_text(encoding="utf-8").startswith("# "), "says in a comment what it is"
    assert asked.sweep.expected or asked.sweep.drawn.kind in (SCREENING, INDICES)


@each_file
def test_results_are_of_the_question_as_it_is_asked(path: Path) -> None:
    asked, kept = sweep(path), facts(path)
    assert kept["design"] == asked.digest, "make questions"
    assert (kept["question"], kept["replications"]) == (asked.question, asked.replications)
    assert kept["runs"] == len({planned.spec.digest for planned in asked.runs()})
    table = rows(path, ".csv")
    varied = tuple(each.name for each in asked.varied)
    assert tuple(table[0]) == (*HEADER[:3], *varied, *HEADER[3:])
    assert {row["measure"] for row in table} == set(asked.measures)
    assert {row["place"] for row in table} == set(asked.places)
    assert {int(row["seeds"]) for row in table} == {asked.replications}
    assert {row["expected"] for row in table} - {""} == {each.direction for each in asked.expected}


@each_file
def test_the_table_follows_from_the_runs(path: Path) -> None:
    asked, runs = sweep(path), rows(path, ".runs.csv")
    assert len(runs) == len(asked)
    varied = [each.name for each in asked.varied]
    for row in rows(path, ".csv"):
        if row["place"] != ALL:
            continue
        own = [
            float(each[row["measure"]])
            for each in runs
            if (each["future"], each["agreement"]) == (row["future"], row["agreement"])
            and all(row[name] in ("", each[name]) for name in varied)
        ]
        assert statistics.fmean(own) == pytest.approx(float(row["value"]), rel=2e-5)


@pytest.mark.slow
@each_file
def test_a_run_that_is_made_again_is_the_same(path: Path) -> None:
    """One run of each question, the one with most in it; every headline measure in nine digits."""
    asked = sweep(path)
    planned: Planned = max(
        (each for each in asked.runs() if each.seed == asked.seed), key=lambda each: len(str(each.spec.as_dict()))
    )
    at = list(asked.runs()).index(planned)
    kept = rows(path, ".runs.csv")[at]
    assert (kept["future"], kept["agreement"]) == (planned.future, planned.arm)
    record = run(planned.spec).frame("outcome")
    record = record[record["organisation"] == ALL]
    made = dict(zip(record["measure"].astype(str), record["value"], strict=True))
    assert made.keys() <= BY_NAME.keys()
    assert {m: float(f"{v:.9g}") for m, v in made.items()} == {m: float(kept[m]) for m in made}, "make questions"
