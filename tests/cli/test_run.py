"""``icsim run``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from icsim import comparison
from icsim.cli import plan
from icsim.cli.arms import run_arms
from icsim.comparison import MEASURES, Measure, compare
from icsim.config import configs_root
from icsim.result_columns import RESULT_COLUMNS

FILES = [
    "agreements.csv", "costs.parquet", "flows.parquet", "indicators.csv", "manifest.json", "monthly.parquet",
    "partnerships.parquet", "refusals.parquet", "students.parquet", "summary.csv",
]  # fmt: skip
ROTATION = """\
agreement: Wendle nurse rotation
parties: [TA1, TM1, TC1]
starts: 2026-06
rotation: {staff_groups: [nurse], places: 6, months: 3}
passport: {recognises: [identity, dbs]}
"""


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "rotation.yaml"
    path.write_text(ROTATION, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the manifests, which hold times."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def start(*words: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "icsim", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
    )


def test_today_alone(icsim: Any, tmp_path: Path) -> None:
    answer = icsim("run", "small", "--months", 6, "--out", tmp_path / "out")
    assert (answer.code, answer.err) == (0, "")
    assert names(tmp_path / "out") == FILES
    for heading in (
        *(line for measure in MEASURES for line in measure.title.split("\n")),
        "Wendle Valley, 2026-04 to 2026-09 (6 months), seed 1\n",
        "All",
    ):
        assert heading in answer.out
    assert f"Results in {tmp_path / 'out'} (" in answer.out
    monthly = pd.read_parquet(tmp_path / "out" / "monthly.parquet")
    assert sorted(monthly["month"].unique()) == [f"2026-{m:02d}" for m in range(4, 10)]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["arm"], manifest["months"], manifest["seed"], manifest["start"]) == (
        "today",
        6,
        1,
        "2026-04",
    )


def test_an_agreement_is_set_beside_today(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    answer = icsim("run", "small", "--agreement", agreement, "--months", 12, "--out", tmp_path / "out")
    assert (answer.code, answer.err) == (0, "")
    out = tmp_path / "out"
    assert names(out) == sorted([*FILES, "comparison.csv", "today"])
    assert names(out / "today") == FILES
    assert "Today, and under Wendle nurse rotation: the same people and the same luck in both." in answer.out
    assert f"today in {out / 'today'}, the two compared in {out / 'comparison.csv'}" in answer.out
    today, signed = (pd.read_csv(run / "summary.csv").set_index("sector") for run in (out / "today", out))
    table = pd.read_csv(out / "comparison.csv").set_index(["sector", "measure"])
    for sector in today.index:
        for measure in today.columns:
            row = table.loc[(sector, measure)]
            assert row["today"] == pytest.approx(today.loc[sector, measure])
            assert row["agreement"] == pytest.approx(signed.loc[sector, measure])
            assert row["difference"] == pytest.approx(row["agreement"] - row["today"], abs=1e-6)
    assert today.loc["all", "rotating"] == 0 < signed.loc["all", "rotating"] <= 6
    paired, asked = (json.loads((run / "manifest.json").read_text(encoding="utf-8")) for run in (out / "today", out))
    assert (paired["arm"], paired["agreements"]) == ("today", [])
    assert (asked["arm"], asked["agreements"]) == ("agreement", ["Wendle nurse rotation"])
    assert paired["data_digest"] == asked["data_digest"]
    assert paired["config_digest"] != asked["config_digest"]


@pytest.mark.parametrize("system", ["small", "QR1"])
def test_what_is_printed_fits_and_lines_up(icsim: Any, agreement: Path, system: str) -> None:
    shipped_for_all = configs_root() / "agreements" / "rotation_passport.yaml"
    signed = agreement if system == "small" else shipped_for_all
    lines = icsim("run", system, "--agreement", signed, "--months", 8).out.splitlines()
    rule = next(number for number, line in enumerate(lines) if set(line) == {"-"})
    table = lines[rule - 3 : lines.index("", rule)]
    assert max(map(len, lines)) <= 100
    assert max(map(len, table)) <= 88
    assert "Differences are taken before rounding." in " ".join(lines)
    assert {line[:12].strip() for line in table[4:] if line.startswith(" ")} == {"today", "agreement", "difference"}
    assert len({len(line) for line in table[4:] if line.startswith(" ")}) == 1
    everybody = [line.split()[1] for line in table[-3:]]
    today, signed_heads = (int(number.replace(",", "")) for number in everybody[:2])
    assert everybody[2] == (f"{signed_heads - today:+,}" if signed_heads != today else "0")
    if today >= 1000:
        assert "," in everybody[0]


def test_today_is_the_same_with_and_without_an_agreement_beside_it(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    icsim("run", "small", "--months", 8, "--out", tmp_path / "alone")
    icsim("run", "small", "--months", 8, "--out", tmp_path / "both", "--agreement", agreement)
    assert content(tmp_path / "alone") == content(tmp_path / "both" / "today")


def test_options_reach_the_model(icsim: Any, tmp_path: Path) -> None:
    future = tmp_path / "future.yaml"
    future.write_text("future: Growth\ndemand_growth_rate: 0.05\n", encoding="utf-8")
    icsim(
        *("run", "small", "--months", 3, "--start", "2030-01", "--seed", 7, "--future", future, "--quiet"),
        *("--set", "strain.newcomer=50", "--trace", "TA1/nurse/3", "--out", tmp_path / "out"),
    )
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"] == {"strain.newcomer": 50.0}
    assert (manifest["future"], manifest["start"], manifest["seed"]) == ("Growth", "2030-01", 7)
    trace = pd.read_csv(tmp_path / "out" / "trace.csv")
    assert trace["month"].tolist() == ["2030-01", "2030-02", "2030-03"]
    assert set(trace["person"]) == {"TA1/nurse/3"}


def test_a_traced_person_is_printed_with_a_folder_and_without(icsim: Any, tmp_path: Path) -> None:
    for more in ((), ("--out", tmp_path / "out")):
        answer = icsim("run", "small", "--months", 2, "--trace", "TA1/nurse/3", *more)
        table, _, story = answer.out.partition("The story of TA1/nurse/3\n")
        assert table.count("TA1/nurse/3") == 2
        assert story.startswith("April 2026: A nurse at Wendle Valley Hospital NHS Trust (TA1)")


def test_the_header_names_the_future_and_every_change(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    future = tmp_path / "future.yaml"
    future.write_text("future: Growth\ndemand_growth_rate: 0.025\nestablishment_growth_rate: -0.01\n")
    words = ("run", "small", "--months", 3, "--set", "rotation.leave_ratio=1", "--set", "strain.newcomer=50")
    both = icsim(*words, "--agreement", agreement, "--future", future)
    assert both.err == ""
    said = both.out.splitlines()
    assert "Future: Growth, work +2.5% and funded posts -1% a year, in both runs." in said
    assert "Changed: rotation.leave_ratio 1 (declared 0.8), strain.newcomer 50 (declared 35), in both runs." in said
    alone = icsim(*words)
    assert "Changed: rotation.leave_ratio 1 (declared 0.8), strain.newcomer 50 (declared 35)." in alone.out
    assert "Future:" not in alone.out
    assert alone.err == (
        "warning: --set: rotation.leave_ratio: belongs to the rotation clause, "
        "which nobody has signed: it changes nothing\n"
    )


def test_a_change_for_a_clause_outside_the_agreement_is_warned_of(icsim: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("agreement: Only rotation\nparties: all\nrotation: {staff_groups: [nurse], places: 9}\n")
    answer = icsim("run", "small", "--months", 1, "--agreement", path, "--set", "passport.time_saved_share=0.6")
    assert "passport.time_saved_share: belongs to the passport clause, which nobody has signed" in answer.err


def test_every_fault_of_a_run_is_named_at_once(icsim: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("agreement: Bad\nparties: [TA9]\nstarts: 2040-01\n", encoding="utf-8")
    answer = icsim(
        *(
            "run",
            "small",
            "--agreement",
            bad,
            "--agreement",
            tmp_path / "absent.yaml",
            "--set",
            "strain.newcomr=1",
        ),
        *("--set", "strain.newcomer=1000", "--future", bad, "--months", 12, "--out", tmp_path / "out"),
    )
    assert answer.code == 2
    assert answer.out == ""
    for words in (
        "bad.yaml:2:11: parties[1]: no organisation 'TA9' in Wendle Valley (did you mean TA1?)",
        "bad.yaml:3:9: starts: 2040-01 is outside the run, 2026-04 to 2027-03",
        "absent.yaml: ",
        "--set: strain.newcomr: no such parameter (did you mean strain.newcomer?)",
        "--set: strain.newcomer: 1000 is outside its range 0 to 100",
        "bad.yaml:1:1: agreement: ",
    ):
        assert words in answer.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["smal"], "did you mean small?"),
        (["small", "--start", "April"], "--start: 'April' is not a month: write YYYY-MM"),
        (["small", "--months", 0], "--months"),
        (["small", "--months", 99999], "--months: 99999 is too long"),
        (["small", "--start", "9999-01", "--months", 13], "--start: the run would end in 10000-01"),
        (["small", "--seed", -1], "--seed"),
        (["small", "--set", "strain.newcomer"], "--set: strain.newcomer: write NAME=NUMBER"),
        (["small", "--set", "strain.newcomer=nan"], "--set: strain.newcomer: nan is outside its range"),
        (["small", "--set", "strain.newcomer=1", "--set", "strain.newcomer=2"], "is set twice"),
        (["small", "--trace", "nobody"], "--trace: nobody: write organisation/staff_group/number"),
        (["QR1", "--trace", "RTX/nurse/1"], "--trace: RTX/nurse/1: no organisation 'RTX' in Gloucestershire"),
        (["small", "--trace", "TA1/nurse/99999"], "nobody numbered 99999 among TA1's nurses: 0 to "),
    ],
)
def test_wrong_words_end_with_code_2(icsim: Any, words: list[object], message: str) -> None:
    answer = icsim("run", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_the_same_agreement_twice_is_refused(icsim: Any, agreement: Path) -> None:
    answer = icsim("run", "small", "--agreement", agreement, "--agreement", agreement)
    assert answer.code == 2
    assert "rotation.yaml:1:12: agreement: 'Wendle nurse rotation' is the name of two agreements" in answer.err


def test_earlier_results_stay_unless_overwritten(icsim: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    icsim("run", "small", "--months", 2, "--out", out)
    before = content(out)
    refused = icsim("run", "small", "--months", 3, "--out", out)
    assert refused.code == 2
    assert "already holds results" in refused.err
    assert content(out) == before
    assert icsim("run", "small", "--months", 3, "--out", out, "--overwrite").code == 0
    assert content(out) != before


def test_two_agreements_hold_together_in_one_arm(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    second = tmp_path / "care.yaml"
    second.write_text("agreement: Care passport\nparties: ['sector:social_care']\npassport: {recognises: [dbs]}\n")
    out = tmp_path / "out"
    icsim("run", "small", "--agreement", agreement, "--agreement", second, "--months", 3, "--out", out)
    assert names(out) == sorted([*FILES, "comparison.csv", "today"])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["agreements"] == ["Wendle nurse rotation", "Care passport"]


@pytest.mark.parametrize(
    ("stop", "later_s"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 0), pytest.param(signal.SIGINT, 3, marks=pytest.mark.slow)],
)
def test_stopped_half_way_nothing_is_left(tmp_path: Path, stop: signal.Signals, later_s: float) -> None:
    with start("run", "QR1", "--months", 1900, "--out", tmp_path / "new" / "out") as running:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("new/.out.writing-*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(later_s)  # 0: while libraries load; 3: between months
        running.send_signal(stop)
        out, err = running.communicate(timeout=60)
    assert running.returncode in {128 + stop, -stop}  # a shell says the same of both
    assert (out, err) == ("", "Stopped; nothing was written.\n")
    assert names(tmp_path) == []


def test_a_broken_check_stops_the_run_and_leaves_nothing(icsim: Any, tmp_path: Path, monkeypatch: Any) -> None:
    from icsim import model
    from icsim.errors import ConservationError

    def broken(_model: Any) -> None:
        raise ConservationError("2026-04: heads of TA1 (Nurse): counted 75, kept 76, difference -1")

    monkeypatch.setattr(model, "check_month", broken)
    answer = icsim("run", "small", "--out", tmp_path / "out")
    assert answer.code == 3
    assert answer.err.startswith("icsim: 2026-04: heads of TA1 (Nurse): counted 75")
    assert names(tmp_path) == []


@pytest.mark.slow
def test_hash_seed_and_progress_change_nothing(tmp_path: Path, agreement: Path) -> None:
    words = ("run", "small", "--agreement", agreement, "--months", 6)
    for seed in ("1", "2"):
        with start(*words, "--out", tmp_path / seed, PYTHONHASHSEED=seed) as running:
            running.communicate(timeout=60)
        assert running.returncode == 0
    shown = on_a_terminal(*words, "--out", tmp_path / "3")
    assert "Wendle nurse rotation" in shown
    assert "months" in shown
    assert on_a_terminal(*words, "--out", tmp_path / "4", "--quiet") == ""
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(tmp_path / "3") == content(tmp_path / "4")


def on_a_terminal(*words: object) -> str:
    """What a command shows on standard error when that is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "icsim", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, stdin=subprocess.DEVNULL) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                some = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not some:
                break
            shown += some
    os.close(ours)
    assert running.returncode == 0
    return shown.decode()


def test_a_sector_in_one_run_only_is_kept() -> None:
    today = pd.DataFrame({"sector": ["acute", "all"], "leavers": [3, 3]})
    other = pd.DataFrame({"sector": ["acute", "voluntary", "all"], "leavers": [1, 2, 3]})
    table = compare(today, other)
    assert table["sector"].tolist() == ["acute", "all", "voluntary"]
    assert table["difference"].tolist()[:2] == [-2, 0]
    assert pd.isna(table["difference"].tolist()[2])


@pytest.mark.parametrize(
    ("measure", "value", "sign", "words"),
    [
        (Measure("a", "A"), 12345, False, "12,345"),
        (Measure("a", "A"), 0.4, True, "0"),
        (Measure("a", "A"), -0.4, True, "0"),
        (Measure("a", "A"), 3, True, "+3"),
        (Measure("a", "A", "u", 1), -3.26, True, "-3.3"),
        (Measure("a", "A", "u", 1, percent=True), 0.0512, False, "5.1%"),
        (Measure("a", "A", "u", 1, percent=True), -0.0012, True, "-0.1 pp"),
        (Measure("a", "A", "u", 1, percent=True), 0.0, True, "0.0 pp"),
        (Measure("a", "A"), float("nan"), False, "-"),
    ],
)
def test_numbers_as_people_read_them(measure: Measure, value: float, sign: bool, words: str) -> None:
    assert measure.words(value, sign=sign) == words


def test_what_is_measured_is_explained() -> None:
    for measure in MEASURES:
        assert measure.title.split()[0].lower() in comparison.NOTE.lower()


def test_every_column_written_is_described(icsim: Any, tmp_path: Path, agreement: Path) -> None:
    icsim("run", "small", "--agreement", agreement, "--months", 3, "--out", tmp_path / "out")
    for file in (name for name in FILES if name.endswith(".parquet")):
        table, frame = file.removesuffix(".parquet"), pd.read_parquet(tmp_path / "out" / file)
        described = [column for column in RESULT_COLUMNS if column.table == table]
        assert [column.name for column in described] == list(frame.columns)
        kinds = {"i": "whole number", "f": "number"}
        assert [column.kind for column in described] == [kinds.get(kind.kind, "words") for kind in frame.dtypes]


def test_a_plan_can_be_run_from_python() -> None:
    words = plan.Words("small", (), None, 2, "2026-04", 3, (), ())
    (done,) = run_arms(plan.read(words), None)
    assert done.summary["sector"].iloc[-1] == "all"
    assert done.trace is None
