"""The screening of every number: its tables hold every number that has a range, and belong to what is asked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from docs.paper_steps import STEPS

from icsim.experiment.sweep_reader import read_sweep
from icsim.registry import all_parameters

FOLDER = Path(__file__).parents[2] / "experiments" / "screening"
ASKED = FOLDER / "every_number.yaml"
TABLES = sorted(FOLDER.glob("*.csv"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_measure_that_is_asked_for_has_a_table() -> None:
    assert sorted(read_sweep(ASKED).sweep.measures) == [path.stem for path in TABLES]


def test_the_step_that_makes_them_makes_them_all() -> None:
    commands = next(step for step in STEPS if step.name == "screening").commands
    assert sorted(words.split()[-1] for words in commands[1:]) == [f"experiments/screening/{p.name}" for p in TABLES]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_number_with_a_range_is_in_it(path: Path) -> None:
    """If not: ``python -m docs.paper screening``."""
    found = {row["name"]: (float(row["low"]), float(row["high"])) for row in rows(path)}
    ranges = {p.name: (float(p.low), float(p.high)) for p in all_parameters() if p.low < p.high}
    assert found.keys() == ranges.keys()
    for name, ends in ranges.items():
        assert found[name] == pytest.approx(ends, rel=1e-5), name


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_something_moves_it_and_not_everything_does(path: Path) -> None:
    moved = [float(row["mu_star"]) for row in rows(path)]
    assert max(moved) > 0
    assert min(moved) == 0
