"""sweep: many runs to answer a question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.experiments.tiny import folder_bytes

from icsim.experiment.here import run_here
from icsim.experiment.store import Failure, RunStore
from icsim.experiment.sweep import sweep_of
from icsim.experiment.wanted import Result

FILE = """\
question: Does a newcomer's strain show?
system: small
months: 1
replications: 2
agreements:
  - agreement: Bank
    parties: [TA1, TC1]
    shared_bank: {}
vary:
  strain.newcomer: {low: 30, high: 40}
design: {kind: latin_hypercube, n: 2}
measures: [strain, leavers]
expect:
  - {measure: leavers, direction: unchanged}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strain.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are made in this process, except where a test is of workers: they take seconds to start."""
    if "with_workers" not in request.node.name:

        def here(specs: Any, store: RunStore, workers: int, progress: Any, *, retry_failed: bool) -> Result:
            return run_here(specs, store, progress, retry_failed=retry_failed)

        monkeypatch.setattr("icsim.experiment.engine.run_all", here)


def unwrapped(text: str) -> str:
    """Text without white space: a long path is broken where the line ends."""
    return "".join(text.split())


@pytest.mark.slow
def test_a_file_is_run_and_run_again(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "runs"
    first = icsim("sweep", file, "--out", out)
    assert (first.code, first.err) == (0, "")
    said = unwrapped(first.out)
    assert unwrapped(f"8 runs made; they are in {out}.") in said
    assert unwrapped("Does a newcomer's strain show?") in said
    assert said.endswith(unwrapped(f"Results in {out / 'results.csv'}"))
    header, *rows = (out / "results.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("future,against,agreement,strain.newcomer,place,measure,unit,seeds,base,value,difference,")
    assert header.endswith(",better_share,expected,verdict")
    assert len(rows) == 2 * 2
    made = folder_bytes(out)
    again = icsim("sweep", "run", file, "--out", out)
    assert "0 runs made, 8 were there" in again.out
    assert folder_bytes(out) == made


def test_a_dry_run_says_what_it_would_take_and_leaves_nothing(icsim: Any, file: Path, tmp_path: Path) -> None:
    answer = icsim("sweep", file, "--out", tmp_path / "runs", "--dry-run", "--workers", 2)
    assert answer.code == 0
    shown = {line.split("│")[1].strip(): line.split("│")[2].strip() for line in answer.out.splitlines() if "│" in line}
    assert (shown["runs planned"], shown["made already"], shown["to make"]) == ("8", "0", "8")
    assert shown["time"].endswith("with 2 workers here")
    assert "a worker" in shown["memory"]
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.slow
def test_parts_are_made_one_by_one_and_the_results_wait_for_the_last(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    first = icsim("sweep", file, "--out", out, "--shard", "1/3")
    assert "3 runs of part 1 of 3 made" in first.out
    assert "5 of 8 runs are not there yet" in first.out
    status = icsim("sweep", "status", out)
    assert "8 different runs, 3 made" in status.out
    assert not (out / "results.csv").exists()
    for part in (2, 3):
        last = icsim("sweep", file, "--out", out, "--shard", f"{part}/3")
    assert "Results in" in last.out
    assert icsim("sweep", file, "--out", tmp_path / "whole").code == 0
    assert folder_bytes(out) == folder_bytes(tmp_path / "whole")


@pytest.mark.slow
def test_runs_that_failed_are_reported_and_tried_again_when_asked(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    icsim("sweep", file, "--out", out, "--shard", "1/2")
    store = RunStore(out)
    lost = next(run.spec.digest for run in sweep_of(out).runs() if not store.has(run.spec.digest))
    store.quarantine(Failure(lost, "Traceback ...\nValueError: no staff", 3))
    for words in ((file, "--out", out), ("status", out)):
        answer = icsim("sweep", *words)
        assert answer.code == 1
        assert f"failed: {lost[:12]} after 3 attempts: ValueError: no staff" in answer.err
        assert "--retry-failed tries these once more" in answer.err
    assert "1 failed" in icsim("sweep", file, "--out", out).out
    assert icsim("sweep", file, "--out", out, "--retry-failed").code == 0
    assert store.failures() == []


@pytest.mark.slow
def test_another_file_may_not_use_the_folder(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    icsim("sweep", file, "--out", out)
    before = folder_bytes(out)
    file.write_text(FILE.replace("months: 1", "months: 2"), encoding="utf-8")
    refused = icsim("sweep", file, "--out", out)
    assert refused.code == 2
    assert "holds the runs of another design (months was 1, now 2); choose another folder" in refused.err
    assert folder_bytes(out) == before
    file.write_text(FILE.replace("replications: 2", "replications: 3"), encoding="utf-8")
    assert "4 runs made, 8 were there" in icsim("sweep", file, "--out", out).out


def test_runs_are_put_together_and_asked(icsim: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    icsim("sweep", file, "--out", out)
    assert icsim("sweep", "compact", out).out.split() == [str(out / "results.parquet"), str(out / "runs.parquet")]
    sql = "select count(distinct run) runs, count(distinct seed) seeds from results join runs using (run)"
    assert icsim("sweep", "query", out, sql, "--format", "csv").out == "runs,seeds\n8,2\n"
    wrong = icsim("sweep", "query", out, "select nothing from nowhere")
    assert wrong.code == 2
    assert "nowhere" in wrong.err


@pytest.mark.slow
def test_what_an_answer_depends_on_is_shown_and_drawn(icsim: Any, file: Path, tmp_path: Path) -> None:
    out, chart, table = tmp_path / "runs", tmp_path / "tornado.svg", tmp_path / "table.csv"
    icsim("sweep", file, "--out", out)
    answer = icsim(
        "sweep", "analyse", out, "--measure", "strain", "--agreement", "Today", "--chart", chart, "--table", table
    )
    assert answer.code == 0
    assert "Strain (0-100), all: Today" in answer.out
    assert "rank_correlation" in answer.out
    assert b"<svg" in chart.read_bytes()
    assert table.read_text(encoding="utf-8").startswith("name,")
    wrong = icsim("sweep", "analyse", out, "--measure", "strian")
    assert (wrong.code, wrong.err) == (2, "--measure: no headline measure 'strian' (did you mean strain?)\n")


@pytest.mark.slow
def test_results_for_keeping_are_written_beside(icsim: Any, file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    answer = icsim("sweep", file, "--out", tmp_path / "runs", "--results", kept)
    assert answer.out.endswith(f"Results in {kept / 'strain.csv'}\n")
    assert sorted(path.name for path in kept.iterdir()) == ["strain.csv", "strain.json", "strain.runs.csv"]
    assert (kept / "strain.csv").read_bytes() == (tmp_path / "runs" / "results.csv").read_bytes()
    assert len((kept / "strain.runs.csv").read_text(encoding="utf-8").splitlines()) == 1 + 8


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("none.yaml", "--out", "runs"), "none.yaml: no such file"),
        (("{file}",), "say where the runs are kept, or --dry-run"),
        (("{file}", "--out", "runs", "--shard", "3/2"), "'3/2' is no part of a whole; write 2/8"),
        (("status", "{tmp}"), "holds no sweep"),
        (("compact", "{tmp}"), "holds no runs"),
    ],
)
def test_what_cannot_be_done_is_said(icsim: Any, file: Path, tmp_path: Path, words: Any, message: str) -> None:
    answer = icsim("sweep", *(word.format(file=file, tmp=tmp_path) for word in words))
    assert answer.code == 2
    assert message in " ".join(answer.err.replace("│", " ").split())


def test_the_commands_are_listed(icsim: Any) -> None:
    answer = icsim("sweep", "--help")
    assert answer.code == 0
    assert all(f"  {name} " in answer.out for name in ("run", "status", "compact", "query", "analyse"))
    assert "icsim sweep EXPERIMENT.yaml --out DIR" in answer.out


@pytest.mark.slow
def test_with_workers_the_files_are_the_same(icsim: Any, file: Path, tmp_path: Path) -> None:
    assert icsim("sweep", file, "--out", tmp_path / "two", "--workers", 2, "--quiet").code == 0
    made = {name: content for name, content in folder_bytes(tmp_path / "two").items() if name.startswith("runs/")}
    assert len(made) == 8
    specs = [run.spec for run in sweep_of(tmp_path / "two").runs()]
    run_here(specs, RunStore(tmp_path / "here"))
    assert {f"runs/{name}": c for name, c in folder_bytes(tmp_path / "here" / "runs").items()} == made
