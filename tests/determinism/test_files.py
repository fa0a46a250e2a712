"""The order of rows, columns and files is nobody's business."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest
from tests.determinism.same import assert_same_run, files

from icsim.config import read_system, shipped_systems
from icsim.model import ICS
from icsim.system import System

MONTHS = 6


def shuffled(source: Path, target: Path, seed: int) -> Path:
    """Copy a system folder; its rows, its columns and the ends of its edges in another order."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.csv"))
    draw = random.Random(seed)
    for path in sorted(source.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if path.name == "edges.csv":
            for row in draw.sample(rows, len(rows) // 2):
                row["a"], row["b"] = row["b"], row["a"]
        columns = list(rows[0])
        draw.shuffle(columns)
        draw.shuffle(rows)
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator=draw.choice(["\n", "\r\n"]))
            writer.writeheader()
            writer.writerows(rows)
    return target


def run(folder: Path) -> ICS:
    model = ICS(System.from_tables(read_system(folder)), rng=2)
    model.run_for(MONTHS)
    return model


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_in_another_order(tmp_path: Path, seed: int) -> None:
    source = shipped_systems()["small"]
    other = shuffled(source, tmp_path / "small", seed)
    assert any((other / path.name).read_bytes() != path.read_bytes() for path in source.glob("*.csv"))
    assert read_system(other).digest == read_system(source).digest
    model, as_shipped = run(other), run(source)
    assert_same_run(model, as_shipped)
    assert files(model, tmp_path / "other") == files(as_shipped, tmp_path / "shipped")
