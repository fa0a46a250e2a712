"""``icsim compare`` and ``icsim verify``: what they print, write and refuse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

PASSPORT = """\
agreement: Wendle passport
parties: all
passport: {recognises: [identity, dbs, training]}
"""
AT_ONCE = [
    word
    for stage in ("emerging", "developing", "maturing", "thriving")
    for word in ("--set", f"maturity.{stage}_months=0", "--set", f"maturity.{stage}_parties=3000")
]


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "passport.yaml"
    path.write_text(PASSPORT, encoding="utf-8")
    return path


def test_the_answer_is_printed_and_kept(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    out = tmp_path / "out"
    words = ("compare", "small", "--agreement", agreement, "--months", 6, *AT_ONCE, "--out", out)
    answer = icsim(*words, "--seeds", 2)
    assert answer.code == 0
    for expected in (
        "Wendle Valley, 6 months from 2026-04, 2 seeds. 2 seeds were asked for.",
        "Wendle passport\n",
        "Onboarding, working days",
        "Ledger",
        "Social care",
        "People: of ",
        "Open posts at the end, by what keeps them so: ",
        "Wendle passport rests on ",
        f"runs in {out / 'runs'}.",
    ):
        assert expected in answer.out
    assert max(len(line) for line in answer.out.splitlines() if str(out) not in line) <= 120
    table = pd.read_csv(out / "differences.csv")
    assert set(table["seeds"]) == {2}
    assert json.loads((out / "comparison.json").read_text(encoding="utf-8"))["months"] == 6
    records = sorted((out / "runs").rglob("*.parquet"))
    made = {path: path.stat().st_mtime_ns for path in records}
    assert len(records) == 4

    more = icsim(*words, "--seeds", 3)
    assert more.code == 0
    assert {path: path.stat().st_mtime_ns for path in records} == made
    assert len(list((out / "runs").rglob("*.parquet"))) == 6

    other = icsim(*words, "--seeds", 2, "--start", "2027-01")
    assert (other.code, 'start was "2026-04", now "2027-01"' in other.err) == (2, True)
    assert icsim(*words, "--seeds", 2, "--start", "2027-01", "--overwrite").code == 0
    assert len(list((out / "runs").rglob("*.parquet"))) == 4

    again = icsim("verify", out, "--sample", 1)
    assert again.code == 0
    assert "made again are the same" in again.out
    (out / "people.csv").write_text("changed")
    found = icsim("verify", out, "--sample", 1)
    assert found.code == 1
    assert "people.csv: was changed after it was written" in found.err


def test_faults_are_said_like_those_of_a_run(icsim: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("agreement: Bad\nparties: all\npassport: {recognises: [dbx]}\n", encoding="utf-8")
    answer = icsim("compare", "small", "--agreement", path, "--measure", "leavers", "--months", 6)
    assert answer.code == 2
    assert answer.err.startswith(f"{path}:3:")
    assert "Traceback" not in answer.err
    assert icsim("compare", "small", "--agreement", path, "--measure", "leaver").err.startswith("--measure: ")


def test_a_folder_of_something_else_is_left_alone(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    for words in ((), ("--overwrite",)):
        answer = icsim("compare", "small", "--agreement", agreement, "--months", 1, "--seeds", 2, "--out", out, *words)
        assert answer.code == 2
        assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_stopped_and_started_again(tmp_path: Path, agreement: Path) -> None:
    """Ctrl-C ends it in one sentence; the same command goes on, and the end is that of an undisturbed one."""
    words = [sys.executable, "-m", "icsim", "compare", "small", "--agreement", str(agreement), "--months", "6",
             "--seeds", "4", "--workers", "1", *AT_ONCE, "--out"]  # fmt: skip

    def start(out: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*words, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
        )

    process = start(tmp_path / "stopped")
    deadline = time.monotonic() + 120
    while not list((tmp_path / "stopped").rglob("*.parquet")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    made = len(list((tmp_path / "stopped").rglob("*.parquet")))
    assert process.returncode == 130
    assert err.strip() == f"Stopped; the same command goes on with the runs in {tmp_path / 'stopped'}."
    assert 0 < made < 8
    assert not (tmp_path / "stopped" / "comparison.json").exists()
    for name in ("stopped", "whole"):
        process = start(tmp_path / name)
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err

    def content(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "comparison.json")
        return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.stem != "brief"}

    assert content("stopped") == content("whole")


class TestVerifyingARun:
    @pytest.fixture
    def made(self, icsim: Any, tmp_path: Path, agreement: Path) -> Path:
        out = tmp_path / "run"
        words = ("--months", 6, "--trace", "TA1/nurse/3", "--future", "configs/futures/pay_round.yaml")
        assert icsim("run", "small", "--agreement", agreement, *words, *AT_ONCE, "--out", out).code == 0
        return out

    def test_it_is_the_same(self, icsim: Any, made: Path) -> None:
        answer = icsim("verify", made)
        assert answer.code == 0, answer.err
        assert "made again are the same" in answer.out

    def test_a_changed_file_is_found(self, icsim: Any, made: Path) -> None:
        path = made / "today" / "summary.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("0", "1", 1), encoding="utf-8")
        answer = icsim("verify", made)
        assert answer.code == 1
        assert "today/summary.csv: was changed after it was written" in answer.err

    def test_another_seed_would_have_given_something_else(self, icsim: Any, made: Path) -> None:
        path = made / "manifest.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
        answer = icsim("verify", made)
        assert answer.code == 1
        assert "monthly.parquet: differs when made again" in answer.err

    def test_an_older_manifest_is_refused(self, icsim: Any, made: Path) -> None:
        path = made / "manifest.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        del content["config"]
        path.write_text(json.dumps(content), encoding="utf-8")
        answer = icsim("verify", made)
        assert (answer.code, "does not say what was agreed" in answer.err) == (2, True)

    def test_what_is_no_result_is_refused(self, icsim: Any, tmp_path: Path) -> None:
        answer = icsim("verify", tmp_path)
        assert (answer.code, "holds no result of icsim" in answer.err) == (2, True)
