"""``--posterior``: each seed takes its own draw of what is calibrated, and everything that is written says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.three_systems import write_three_systems

pytestmark = pytest.mark.slow

NAME = "turnover.nurse_leavers_ratio"
SAID = "Each seed has its own draw of a calibrated parameter: ranges hold what the data leave open, beside luck."
TERMS = """\
agreement: Wendle terms
parties: [sector:acute, sector:social_care]
aligned_terms: {close_gap_share: 1.0}
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three systems, calibrated: with the second draw a fifth more nurses leave trusts over a year."""
    folder = write_three_systems(tmp_path_factory.mktemp("tables") / "three")
    value = f"  {NAME}: {{value: 1.0, low: 0.9, high: 1.2, answers_to: figures}}"
    (folder / "calibration.yaml").write_text(f"calibration: Three\nsystem: three\nvalues:\n{value}\n")
    (folder / "calibration.draws.csv").write_text(f"{NAME}\n1.0\n1.2\n")
    (folder.parent / "terms.yaml").write_text(TERMS)
    return folder


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_comparison_says_so_and_is_made_again(icsim: Any, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("compare", tables, "--agreement", tables.parent / "terms.yaml", "--months", 6, "--seeds", 2, "--out", out)
    answer = icsim(*words, "--posterior")
    assert answer.code == 0, answer.err
    assert SAID in one_line(answer.out)
    assert json.loads((out / "comparison.json").read_text())["posterior"]["parameters"] == [NAME]
    brief = one_line((out / "brief.html").read_text())
    assert "for luck and for what calibration leaves open." in brief
    assert "A range covers luck, and what calibration leaves open: " in brief
    assert "Drawn for each seed" in brief
    again = icsim("verify", out, "--quiet")
    assert (again.code, "made again are the same" in again.out) == (0, True), again.err
    without = icsim(*words)
    assert (without.code, "draws" in without.err) == (2, True)


def test_seeds_differ_by_more_than_luck(icsim: Any, tables: Path, tmp_path: Path) -> None:
    terms = tables.parent / "terms.yaml"
    leavers = {}
    for how in ((), ("--posterior",)):
        out = tmp_path / f"league{len(how)}"
        words = ("league", tables, "--agreement", terms, "--measure", "leavers", "--months", 8, "--seeds", 2, *how)
        answer = icsim(*words, "--out", out, "--workers", 1)
        assert answer.code == 0, answer.err
        assert (SAID in one_line(answer.out)) == bool(how)
        assert ("more than luck and fitted values" in one_line(answer.out)) == bool(how)
        seeds = pd.read_csv(out / "league_seeds.csv")
        leavers[how] = seeds.groupby("seed")["today"].sum()
    (plain, drawn) = leavers.values()
    assert drawn[1] == plain[1]
    assert drawn[2] > plain[2]


def test_a_validation_says_so_and_is_made_again(icsim: Any, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = icsim("validate", tables, "--months", 12, "--seeds", 2, "--posterior", "--out", out, "--workers", 1)
    assert answer.code == 0, answer.err
    assert SAID in one_line(answer.out)
    assert SAID in one_line((out / "validation.html").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["system"]["calibrated"] == {}
    again = icsim("verify", out, "--sample", 1, "--quiet")
    assert again.code == 0, again.err
