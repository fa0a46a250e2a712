"""experiment: questions with an expected answer."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from icsim.experiment.table import COLUMNS

FILE = """\
experiment: More onboarding
question: Do placements cost onboarding days?
why: Every change of host costs some.
months: 8
seeds: 4
both: {set: {maturity.developing_months: 0, maturity.developing_parties: 3000}}
changed:
  agreements:
    - agreement: Rotation
      parties: [TA1, TM1, TC1]
      rotation: {staff_groups: [nurse], places: 6}
expect:
  - {measure: onboarding_days, over: sum, direction: rises}
  - {measure: rotating_out, scope: "staff_group:midwife", over: end, direction: unchanged}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "more.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_what_is_asked_expected_and_found_is_printed(icsim: Any, file: Path) -> None:
    answer = icsim("experiment", file)
    assert (answer.code, answer.err) == (0, "")
    assert "Do placements cost onboarding days?" in answer.out
    assert "Expected because: Every change of host costs some." in answer.out
    (line,) = (line for line in answer.out.splitlines() if "onboarding_days, all, sum" in line)
    assert "100% of 4" in line
    assert line.rstrip(" │").endswith("confirmed")
    assert "2 of 2 expectations confirmed: at p of 0.0001 or less" in answer.out


def test_a_table_is_written_for_each_and_written_again(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "results"
    assert icsim("experiment", file, "--out", out).out.endswith(f"Results in {out}\n")
    first = (out / "more.csv").read_bytes()
    rows = list(csv.DictReader(first.decode().splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["verdict"] for row in rows] == ["confirmed", "confirmed"]
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.csv")) == ["more.csv", "seeds/more.csv"]
    assert icsim("experiment", file, "--out", out).code == 0
    assert (out / "more.csv").read_bytes() == first


def test_seeds_may_be_asked_for(icsim: Any, file: Path) -> None:
    assert "100% of 3" in icsim("experiment", file, "--seeds", "3").out
    assert icsim("experiment", file, "--seeds", "2").code == 2


def test_the_opposite_of_what_is_expected_ends_with_code_1(icsim: Any, file: Path) -> None:
    file.write_text(FILE.replace("rises", "falls"), encoding="utf-8")
    answer = icsim("experiment", file)
    assert answer.code == 1
    assert "contradicted" in answer.out
    assert "1 of 2 expectations confirmed" in answer.out


def test_what_is_not_shown_is_no_failure(icsim: Any, file: Path) -> None:
    file.write_text(FILE.replace("measure: onboarding_days", "measure: leavers"), encoding="utf-8")
    answer = icsim("experiment", file, "--seeds", "3")
    assert answer.code == 0
    assert "not shown" in answer.out


def test_every_fault_of_every_file_is_named_at_once(icsim: Any, file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / "more.yaml"
    again.write_text(FILE, encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(FILE.replace("TM1", "TM2").replace("onboarding_days", "onboarding"), encoding="utf-8")
    answer = icsim("experiment", file, again, wrong, tmp_path / "missing.yaml")
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 4
    assert f"{wrong}:10:22: changed.agreements[1].parties[2]: no organisation 'TM2'" in answer.err
    assert f"{again}: is the name of two files" in answer.err
    assert answer.out == ""


def test_a_place_that_cannot_be_written_is_one_clear_line(icsim: Any, file: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    answer = icsim("experiment", file, "--seeds", "3", "--out", tmp_path / "taken")
    assert answer.code == 2
    assert answer.err.startswith(f"{tmp_path / 'taken' / 'seeds' / 'more.csv'}: cannot be written: ")


def test_check_reads_experiments_too(icsim: Any, file: Path, tmp_path: Path) -> None:
    assert icsim("check", file).out == f"{file}: experiment More onboarding: in order\n"
    file.write_text(FILE.replace("TM1", "TM2"), encoding="utf-8")
    assert icsim("check", tmp_path).code == 2
