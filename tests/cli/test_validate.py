"""``icsim validate``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import html5lib
import pandas as pd
import pytest

from icsim.fitting.targets import read_targets, shipped_targets

pytestmark = pytest.mark.slow


def test_figures_are_printed_and_kept_and_a_miss_is_no_failure(icsim: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("validate", "small", "--months", 12, "--out", out, "--workers", 1)
    answer = icsim(*words, "--seeds", 2)
    assert answer.code == 0
    for expected in (
        "Wendle Valley: 2 seeds, 12 months from 2026-04.",
        "nothing passes or fails",
        "What the model is accepted by",
        "Nurse posts with nobody in post, trusts",
        "not measured",
        "leavers, nurse",
        f"open {out / 'validation.html'} to read",
    ):
        assert expected in " ".join(answer.out.split())
    table = pd.read_csv(out / "validation.csv")
    assert len(table) >= 30
    assert set(table["verdict"]) == {"national figure", "not measured"}
    assert table.loc[table["verdict"] == "not measured", "note"].notna().all()
    assert table["source"].notna().all()
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["seeds"], manifest["months"]) == ("icsim validation 1", [1, 2], 12)
    assert set(manifest["files"]) == {path.name for path in out.iterdir()} - {"manifest.json", "plan.json", "runs"}
    assert set(pd.read_csv(out / "prediction.csv")["flow"]) == {"leavers", "joiners"}
    assert list(pd.read_csv(out / "validation_runs.csv")["seed"]) == [1, 2]

    made = {path: path.stat().st_mtime_ns for path in (out / "runs").rglob("*.parquet")}
    assert len(made) == 2
    assert icsim(*words, "--seeds", 3).code == 0
    assert {path: path.stat().st_mtime_ns for path in made} == made
    assert len(list((out / "runs").rglob("*.parquet"))) == 3

    page = (out / "validation.html").read_text(encoding="utf-8")
    tree = html5lib.HTMLParser(strict=True).parse(page)
    assert tree.get("lang") == "en-GB"
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", page)
    assert "Wendle Valley" in page

    again = icsim("verify", out, "--sample", 1, "--quiet")
    assert (again.code, "11 of 11 made again are the same" in again.out) == (0, True)
    (out / "prediction.csv").write_text("changed", encoding="utf-8")
    found = icsim("verify", out, "--sample", 1, "--quiet")
    assert (found.code, "prediction.csv: was changed after it was written" in found.err) == (1, True)

    manifest = (out / "manifest.json").read_text(encoding="utf-8")
    (out / "manifest.json").write_text('{"format": "icsim validation 1"}', encoding="utf-8")
    damaged = icsim("verify", out, "--quiet")
    assert (damaged.code, "is damaged: it does not say all that it should" in damaged.err) == (2, True)
    (out / "manifest.json").write_text(manifest, encoding="utf-8")

    other = icsim(*words, "--seeds", 2, "--start", "2027-01")
    assert (other.code, 'start was "2026-04", now "2027-01"' in other.err) == (2, True)
    assert icsim(*words, "--seeds", 1, "--start", "2027-01", "--overwrite").code == 0
    assert len(list((out / "runs").rglob("*.parquet"))) == 1


def test_faults_are_said_with_their_place(icsim: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: Mine\ntargets:\n  - {key: a, quantity: exits}\n", encoding="utf-8")
    answer = icsim("validate", "small", "--targets", path)
    assert answer.code == 2
    assert f"{path}:3:" in answer.err
    assert icsim("validate", "small", "--months", 6).code == 2
    assert icsim("validate", "small", "--months", 100_000).err == "--months: 100000 is too long; at most 1962\n"
    assert icsim("validate", "small", "--folds", 1).code == 2
    assert icsim("validate", "smal").code == 2
    assert icsim("validate", "small", "--set", "nothing=1").code == 2


def test_a_file_of_figures_is_checked_alone(icsim: Any, tmp_path: Path) -> None:
    path = shipped_targets()
    answer = icsim("check", path)
    figures = len(read_targets(path).value)
    assert (answer.code, answer.out) == (0, f"{path}: targets England: in order, {figures} figures\n")
    wrong = tmp_path / "mine.yaml"
    wrong.write_text("name: Mine\ntargets: []\n", encoding="utf-8")
    assert icsim("check", wrong).err == f"{wrong}:2:10: targets: holds no figure; at least one is needed\n"


def test_a_folder_of_something_else_is_left_alone(icsim: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    for words in ((), ("--overwrite",)):
        answer = icsim("validate", "small", "--months", 12, "--seeds", 1, "--out", tmp_path, *words)
        assert answer.code == 2
        assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
