"""A results folder is there whole or not at all, and nobody's work is lost."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from icsim import folder as module
from icsim.errors import InputError
from icsim.folder import results_folder, write_file
from icsim.manifest import RunFacts
from icsim.output import save_run, write_comparison, write_run, write_today


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content, and every empty folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/"
        for path in sorted(folder.rglob("*"))
    }


def save_both(target: Path, tables: Any, facts: RunFacts, *, overwrite: bool = False) -> None:
    with results_folder(target, overwrite=overwrite) as folder:
        write_today(folder, tables, facts)
        write_run(folder, tables, facts)
        write_comparison(folder, tables["summary"])


@pytest.mark.parametrize("save", [save_run, save_both])
def test_earlier_results_stay_unless_told_otherwise(tmp_path: Path, tables: Any, facts: RunFacts, save: Any) -> None:
    save(tmp_path / "run", tables, facts)
    before = everything(tmp_path)
    tables["summary"].loc[0, "leavers"] = 7
    with pytest.raises(InputError, match=r"already holds results; .* --overwrite"):
        save(tmp_path / "run", tables, facts)
    assert everything(tmp_path) == before
    save(tmp_path / "run", tables, facts, overwrite=True)
    after = everything(tmp_path)
    assert after.keys() == before.keys()
    assert after != before


def test_one_run_replaces_a_comparison_as_a_whole(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_both(tmp_path / "run", tables, facts)
    save_run(tmp_path / "run", tables, facts, overwrite=True)
    assert "comparison.csv" not in everything(tmp_path / "run")
    assert "today" not in everything(tmp_path / "run")


def test_a_comparison_replaces_one_run_as_a_whole(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    save_run(tmp_path / "run", tables, facts)
    save_both(tmp_path / "run", tables, facts, overwrite=True)
    assert {"comparison.csv", "manifest.json", "today/manifest.json"} <= everything(tmp_path / "run").keys()


@pytest.mark.parametrize("name", ["comparison.csv", "today"])
def test_a_name_of_ours_in_a_run_without_it_is_somebody_elses(
    tmp_path: Path, tables: Any, facts: RunFacts, name: str
) -> None:
    save_run(tmp_path / "run", tables, facts)
    (tmp_path / "run" / name).write_text("mine")
    before = everything(tmp_path)
    with pytest.raises(InputError, match=f"holds {name}, which is none of this command"):
        save_both(tmp_path / "run", tables, facts, overwrite=True)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("where", ["notes.txt", "today/notes.txt"])
def test_results_with_something_else_beside_them_are_never_replaced(
    tmp_path: Path, tables: Any, facts: RunFacts, where: str
) -> None:
    save_both(tmp_path / "run", tables, facts)
    (tmp_path / "run" / where).write_text("mine")
    before = everything(tmp_path)
    with pytest.raises(InputError, match="which is none of this command"):
        save_run(tmp_path / "run", tables, facts, overwrite=True)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"format": 3}', '{"format": "icsim run 1", "files": 3}', "\xff"])
def test_a_folder_of_something_else_is_never_replaced(
    tmp_path: Path, tables: Any, facts: RunFacts, manifest: str
) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="latin-1")
    (tmp_path / "thesis.doc").write_text("mine")
    before = everything(tmp_path)
    with pytest.raises(InputError, match=r"holds .*thesis\.doc"):
        save_run(tmp_path, tables, facts, overwrite=True)
    assert everything(tmp_path) == before


def test_a_file_is_not_a_folder(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(InputError, match="is a file; results need a folder"):
        save_run(tmp_path / "run", tables, facts, overwrite=True)
    with pytest.raises(InputError, match="part of this path is a file"):
        save_run(tmp_path / "run" / "below", tables, facts)
    assert everything(tmp_path) == {"run": b"mine"}


def test_an_empty_folder_and_a_link_to_one_are_filled(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    save_run(tmp_path / "link", tables, facts)
    assert (tmp_path / "link").is_symlink()
    assert "manifest.json" in everything(tmp_path / "real")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "nothing was written: the disk is full"),
        (errno.EDQUOT, "quota is used up"),
        (errno.EROFS, "this disk is read-only"),
        (errno.EACCES, "no permission to write here"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("call", ["mkdir", "fsync", "rename", "replace"])
def test_a_disk_that_refuses_leaves_the_place_as_it_was(
    tmp_path: Path, tables: Any, facts: RunFacts, monkeypatch: Any, call: str, number: int, words: str
) -> None:
    save_run(tmp_path / "run", tables, facts)
    before = everything(tmp_path)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(InputError, match=words):
        save_run(tmp_path / "run", tables, facts, overwrite=True)
    monkeypatch.undo()
    assert everything(tmp_path) == before


@pytest.mark.parametrize("file", ["monthly.parquet", "refusals.parquet", "summary.csv", "manifest.json"])
def test_a_disk_that_fills_up_half_way_leaves_nothing(
    tmp_path: Path, tables: Any, facts: RunFacts, monkeypatch: Any, file: str
) -> None:
    real = Path.open

    def full(path: Path, mode: str = "r", **rest: Any) -> Any:
        return real(Path("/dev/full"), "wb") if path.name == file and "x" in mode else real(path, mode, **rest)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(InputError, match=f"new/run/{file}: nothing was written: the disk is full"):
        save_run(tmp_path / "new" / "run", tables, facts)
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, MemoryError, ValueError])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, stop: type[BaseException]) -> None:
    def work() -> None:
        with results_folder(tmp_path / "new" / "run") as folder:
            write_file(folder / "part", lambda file: file.write(b"half"))
            raise stop

    with pytest.raises(stop):
        work()
    assert everything(tmp_path) == {}


def test_interrupted_while_swapping_the_earlier_results_come_back(
    tmp_path: Path, tables: Any, facts: RunFacts, monkeypatch: Any
) -> None:
    save_run(tmp_path / "run", tables, facts)
    before = everything(tmp_path)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_run(tmp_path / "run", tables, facts, overwrite=True)
    assert everything(tmp_path) == before


def test_results_that_appear_meanwhile_are_not_replaced(tmp_path: Path, tables: Any, facts: RunFacts) -> None:
    with pytest.raises(InputError, match="already holds results"), results_folder(tmp_path / "run"):
        save_run(tmp_path / "run", tables, facts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_a_killed_run_leaves_no_target(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from icsim.folder import results_folder\n"
        f"with results_folder(Path({str(tmp_path / 'run')!r})) as folder:\n"
        "    (folder / 'part').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "run").exists()
    with results_folder(tmp_path / "run") as folder:
        write_file(folder / "whole", lambda file: file.write(b"whole"))
    assert everything(tmp_path / "run") == {"whole": b"whole"}


def test_every_file_is_on_the_disk_before_the_rename(
    tmp_path: Path, tables: Any, facts: RunFacts, monkeypatch: Any
) -> None:
    order: list[str] = []
    flush, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("flush"), flush(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda path, to: (order.append("rename"), replace(path, to))[1])
    save_run(tmp_path / "run", tables, facts)
    assert order == ["flush"] * 6 + ["rename", "flush"]
    assert module.MANIFEST in everything(tmp_path / "run")
