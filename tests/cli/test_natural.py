"""natural: what happened once, imposed, and what followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.natural.made_up import TEXT, written


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.mark.slow
def test_hits_and_misses_are_printed_and_kept(icsim: Any, file: Path, tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    answer = icsim("natural", file, "--out", out, "--results", kept, "--workers", "1")
    assert (answer.code, answer.err) == (0, "")
    assert "Does leaving follow what is imposed?" in answer.out
    assert "1 of 2 rows hit; 1 have nothing to be compared with. 2 seeds" in answer.out
    assert answer.out.endswith(f"Results in {kept}\n")
    names = ["test.csv", "test.curves.csv", "test.seeds.csv", "test.svg"]
    assert sorted(path.name for path in kept.iterdir()) == names
    assert sorted(path.name for path in out.iterdir()) == ["plan.json", "runs", *names]
    first = {path.name: path.read_bytes() for path in kept.iterdir()}
    assert icsim("natural", file, "--out", out, "--results", kept, "--workers", "1").code == 0
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == first


def test_a_folder_that_holds_something_else_is_left_alone(icsim: Any, file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "test.csv").write_text("mine", encoding="utf-8")
    answer = icsim("natural", file, "--out", tmp_path / "mine")
    assert (answer.code, "holds test.csv and is no folder of runs" in answer.err) == (2, True)
    assert (tmp_path / "mine" / "test.csv").read_text(encoding="utf-8") == "mine"


def test_faults_of_every_file_are_named_at_once(icsim: Any, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder, old in zip(folders, ("measure: vacancy_share", "over: 2026-11"), strict=True):
        folder.mkdir()
        written(folder, TEXT.replace(old, f"{old}x", 1))
    answer = icsim("natural", *(folder / "test.yaml" for folder in folders), "--out", tmp_path / "out")
    assert answer.code == 2
    assert "no measure 'vacancy_sharex'" in answer.err
    assert "'2026-11x' is not all, end" in answer.err
    assert not (tmp_path / "out").exists()


def test_check_reads_one_without_running_it(icsim: Any, file: Path, tmp_path: Path) -> None:
    assert icsim("check", file).out == f"{file}: natural experiment A test: in order\n"
    wrong = written(tmp_path, TEXT.replace("over: 2026-11", "over: 2027-11"))
    answer = icsim("check", wrong)
    assert answer.code == 2
    assert "the run has the 8 months from 2026-04 to 2026-11 only" in answer.err + answer.out
