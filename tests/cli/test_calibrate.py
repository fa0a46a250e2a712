"""calibrate: free parameters fitted to published figures, and what uses the result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from icsim.fitting.calibration_file import read_calibration
from icsim.fitting.calibration_output import FILES

FREE = ("turnover.nurse_leavers_ratio", "recruit.care_supply_ratio")
QUICK = ("small", "--months", 12, "--points", "8,8", "--draws", 100, "--workers", 1, "--quiet")
NAMED = tuple(word for name in FREE for word in ("--free", name))


@pytest.mark.slow
def test_a_calibration_is_made_kept_used_and_goes_on(icsim: Any, tmp_path: Path) -> None:
    out = tmp_path / "fit"
    first = icsim("calibrate", *QUICK, *NAMED, "--out", out)
    assert (first.code, "Traceback" in first.err) == (0, False)
    assert all((out / name).is_file() for name in FILES)
    calibration = read_calibration(out / "calibration.yaml").value
    assert set(calibration.values) == set(FREE)
    assert "nurse_exits" in first.out
    runs = {path: path.stat().st_mtime_ns for path in out.glob("runs/*/*.parquet")}
    assert len(runs) == 16 + 4
    again = icsim("calibrate", *QUICK, *NAMED, "--out", out)
    assert again.out == first.out
    assert "takes the place of the calibration that was in" in again.err
    assert "takes the place" not in first.err
    assert {path: path.stat().st_mtime_ns for path in out.glob("runs/*/*.parquet")} == runs

    results = tmp_path / "run"
    used = icsim("run", "small", "--months", 1, "--calibration", out / "calibration.yaml", "--out", results, "--quiet")
    assert used.code == 0
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"] == calibration.in_force

    elsewhere = icsim("run", "QR1", "--months", 1, "--calibration", out / "calibration.yaml", "--quiet")
    assert elsewhere.code == 0
    assert "calibration.yaml:3:9: system: is of small, and QR1 is another system" in elsewhere.err
    checked = icsim("verify", out)
    assert (checked.code, "holds a calibration, which is not verified" in checked.err) == (2, True)


@pytest.mark.slow
def test_known_values_are_tried(icsim: Any, tmp_path: Path) -> None:
    answer = icsim("calibrate", *QUICK, *NAMED, "--recover", 2, "--out", tmp_path / "recovery")
    assert answer.code == 0
    assert "hold the known value" in answer.out
    rows = (tmp_path / "recovery" / "recovery.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [[name, "2"] for name in FREE] + [["all", "4"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say where the calibration and its runs are kept"),
        (("--out", "x", "--points", "many"), "--points: many: write a number for each wave"),
        (("--out", "x", "--points", "4"), "--points: 4: a wave needs at least 8 points"),
        (("--out", "x", "--free", "recruit.care_suply_ratio"), "did you mean recruit.care_supply_ratio?"),
        (("--out", "x", "--set", "recruit.care_supply_ratio=1"), "is fitted; name what is to be fitted with --free"),
        (("--out", "x", "--stand-ins", "QR1,XX9"), "no system 'XX9'"),
        (("--out", "x", "--stand-ins", "QR1,qr1"), "name each system once"),
        (("--out", "x", "--stand-ins", "QR1", "--recover", "2"), "known values are found again with the system alone"),
        (("--out", "x", "--start", "2026"), "--start"),
    ],
)
def test_what_cannot_be_used_is_said(
    icsim: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = icsim("calibrate", "small", *words)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "x").exists()


def test_a_folder_of_something_else_is_left_alone(icsim: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Board", encoding="utf-8")
    answer = icsim("calibrate", *QUICK, "--out", tmp_path)
    assert answer.code == 2
    assert "choose another folder" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("command", ["run", "compare", "validate"])
def test_every_command_says_when_a_calibration_is_not_there(icsim: Any, tmp_path: Path, command: str) -> None:
    words = ["--agreement", "passport_only"] if command == "compare" else []
    answer = icsim(command, "small", *words, "--months", 12, "--calibration", tmp_path / "no.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert "--calibration: no file" in answer.err


def test_what_is_calibrated_is_said_and_written(icsim: Any, tmp_path: Path) -> None:
    fitted = icsim("run", "QR1", "--months", 1, "--out", tmp_path / "fitted", "--quiet")
    assert "9 parameters are as calibrated (docs/calibration.md; --calibration none undoes it)." in fitted.out
    written = json.loads((tmp_path / "fitted" / "manifest.json").read_text(encoding="utf-8"))
    assert (len(written["calibrated"]), written["parameters"]) == (9, {})
    words = ("--calibration", "none", "--set", "rotation.leave_ratio=1", "--out", tmp_path / "declared")
    declared = icsim("run", "QR1", "--months", 1, *words, "--quiet")
    assert "9 parameters are as declared, not as calibrated." in declared.out
    assert "Changed: rotation.leave_ratio 1 (declared 0.8)." in declared.out
    assert json.loads((tmp_path / "declared" / "manifest.json").read_text(encoding="utf-8"))["calibrated"] == {}
    assert "calibrated" not in icsim("run", "small", "--months", 1, "--quiet").out
