"""The shipped natural experiments: sound, sourced, and their tables follow from what every seed gave."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from tests.source_data import source_folder

from icsim.config.located import read_yaml
from icsim.load import load_system
from icsim.natural.reader import read_natural
from icsim.natural.table import read_curves, read_seeds, results_csv
from icsim.natural.written import NaturalFile
from icsim.report.natural_picture import picture

FOLDER = Path(__file__).parents[2] / "experiments" / "natural"
FILES = sorted(FOLDER.glob("*.yaml"))
RESULTS = FOLDER / "results"
NAMES = [path.stem for path in FILES]


def written(name: str) -> NaturalFile:
    return read_yaml(FOLDER / f"{name}.yaml", NaturalFile).value


def committed(name: str, ending: str) -> str:
    return (RESULTS / f"{name}{ending}").read_text(encoding="utf-8")


load = cache(load_system)


def test_there_are_the_four() -> None:
    assert NAMES == ["collaborative_bank", "nurse_gap", "pandemic", "people_promise"]


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_each_is_sound_and_nothing_in_it_does_nothing(path: Path) -> None:
    assert [str(warning) for warning in read_natural(path, load).warnings] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_table_follows_from_its_seeds(name: str) -> None:
    found = read_seeds(committed(name, ".seeds.csv"), written(name))
    assert {len(each.values) for each in found} == {written(name).seeds}
    assert results_csv(found) == committed(name, ".csv"), "make natural"


@pytest.mark.parametrize("name", NAMES)
def test_its_picture_follows_from_its_curves(name: str) -> None:
    assert picture(written(name), read_curves(committed(name, ".curves.csv"))) == committed(name, ".svg"), (
        "make natural"
    )


def test_every_table_and_picture_belongs_to_one() -> None:
    kept = {path.name for path in RESULTS.iterdir()}
    assert kept == {f"{name}{ending}" for name in NAMES for ending in (".csv", ".seeds.csv", ".curves.csv", ".svg")}


@pytest.mark.parametrize("name", NAMES)
def test_a_row_with_a_band_says_where_it_comes_from_and_every_figure_is_used(name: str) -> None:
    file = written(name)
    assert [row.row for row in file.rows if (row.low is None and row.high is None) == bool(row.band)] == []
    named = {fact for row in file.rows for fact in row.facts}
    named |= {mark.fact for panel in file.picture for mark in panel.published}
    assert named >= {fact.fact for fact in file.facts if fact.use == "compared"}
    assert len({row.row for row in file.rows}) == len(file.rows)


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_the_evidence_are_what_it_says(name: str) -> None:
    with (source_folder() / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for fact in written(name).facts:
        if fact.evidence is None:
            continue
        numbers = [
            {float(row[column]) for column in ("value", "low", "high") if row[column]}
            for row in rows
            if row["key"] == fact.evidence
        ]
        asked = {number for number in (fact.value, fact.low, fact.high) if number is not None}
        assert any(asked <= there for there in numbers), fact.fact
