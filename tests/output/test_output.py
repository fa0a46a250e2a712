"""What a run's folder holds, and that the same tables give the same bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from icsim import output
from icsim.folder import results_folder
from icsim.manifest import RunFacts
from icsim.output import save_run, write_comparison, write_parquet, write_run, write_today

FILES = ["flows.parquet", "manifest.json", "monthly.parquet", "refusals.parquet", "summary.csv"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_is_its_tables_and_the_manifest(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_run(tmp_path / "made" / "run", tables, facts)
    assert names(tmp_path / "made" / "run") == FILES
    assert names(tmp_path / "made") == ["run"]


def test_tables_read_back_as_they_were(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_run(tmp_path / "run", tables, facts)
    for name in ("monthly", "flows", "refusals"):
        want = tables[name]
        got = pd.read_parquet(tmp_path / "run" / f"{name}.parquet")
        words = [column for column in want.columns if column in output.TEXT]
        pd.testing.assert_frame_equal(got.astype(dict.fromkeys(words, "str")), want.astype(dict.fromkeys(words, "str")))
    assert (tmp_path / "run" / "summary.csv").read_bytes() == b"sector,leavers,vacancy_rate\nacute,1,0.1\n"


def test_same_tables_give_same_bytes(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    for name in ("a", "b"):
        save_run(tmp_path / name, tables, facts)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_no_library_notes_in_parquet(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_run(tmp_path / "run", tables, facts)
    notes = pq.read_metadata(tmp_path / "run" / "monthly.parquet").metadata or {}
    assert set(notes) <= {b"ARROW:schema"}


@pytest.mark.parametrize("rows", [0, 1, 5, 6])
def test_groups_of_rows_join_without_loss(tmp_path: Path, monkeypatch: Any, rows: int) -> None:
    monkeypatch.setattr(output, "ROWS_PER_GROUP", 2)
    frame = pd.DataFrame({"reason": [f"r{i % 3}" for i in range(rows)], "heads": range(rows)})
    write_parquet(tmp_path / "t.parquet", frame)
    assert pq.read_metadata(tmp_path / "t.parquet").num_row_groups == (rows + 1) // 2 or rows == 0
    got = pd.read_parquet(tmp_path / "t.parquet")
    assert got["reason"].astype(str).tolist() == frame["reason"].tolist()
    assert got["heads"].tolist() == list(range(rows))


def test_manifest_says_what_made_the_results(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_run(tmp_path / "run", tables, facts)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == [
        "format", "system", "arm", "agreements", "future", "start", "months", "seed", "calibrated", "parameters",
        "config_digest", "config", "data_digest", "icsim", "git", "versions", "platform", "command", "wall_seconds",
        "peak_memory_bytes", "files",
    ]  # fmt: skip
    assert manifest["command"] == ["icsim", "run", "TST"]
    assert list(manifest["versions"]) == ["python", "numpy", "pandas", "mesa", "pyarrow"]
    for name, said in manifest["files"].items():
        content = (tmp_path / "run" / name).read_bytes()
        assert said["sha256"] == hashlib.sha256(content).hexdigest()
        assert said["bytes"] == len(content)
    assert {name: said["rows"] for name, said in manifest["files"].items()} == {
        "flows.parquet": 1, "monthly.parquet": 3, "refusals.parquet": 0, "summary.csv": 1,
    }  # fmt: skip


def test_a_run_under_agreements_holds_today_and_the_comparison(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    with results_folder(tmp_path / "both") as folder:
        write_today(folder, tables, facts)
        write_run(folder, tables, facts)
        write_comparison(folder, tables["summary"])
    assert names(tmp_path / "both") == sorted([*FILES, "comparison.csv", "today"])
    assert names(tmp_path / "both" / "today") == FILES
    assert names(tmp_path) == ["both"]


def test_histories_asked_for_are_part_of_the_run(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    trace = pd.DataFrame({"person": ["RTE/nurse/1"], "event": ["leave"]})
    for _ in range(2):
        with results_folder(tmp_path / "run", overwrite=True) as folder:
            output.write_run(folder, tables | {"trace": trace}, facts)
    assert names(tmp_path / "run") == sorted([*FILES, "trace.csv"])
