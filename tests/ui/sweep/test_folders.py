"""Which sweeps may be opened: those below the named folders, by name, and nothing else on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from icsim.errors import InputError
from icsim.experiment.sweep import SWEEP
from icsim.ui.sweep import folders
from icsim.ui.sweep.folders import configure_sweeps, found
from icsim.ui.sweep.reading import Unreadable, read_plan


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = list(folders._roots)
    yield
    folders._roots[:] = before


def fake(folder: Path, name: str = SWEEP) -> Path:
    folder.mkdir(parents=True)
    (folder / name).write_text("{}")
    return folder


def test_sweeps_are_listed_by_root_and_way(tmp_path: Path) -> None:
    fake(tmp_path / "results" / "a")
    fake(tmp_path / "results" / "deep" / "b")
    fake(tmp_path / "other" / "results" / "a")
    fake(tmp_path / "own")
    (tmp_path / "results" / "nothing").mkdir()
    configure_sweeps([tmp_path / "results", tmp_path / "other" / "results", tmp_path / "own", tmp_path / "absent"])
    assert list(found()) == ["own", "results (2)/a", "results/a", "results/deep/b"]
    assert found()["results (2)/a"].folder == tmp_path / "other" / "results" / "a"


def test_the_usual_folders_are_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path / "results" / "a")
    fake(tmp_path / "experiments" / "b")
    fake(tmp_path / "elsewhere" / "c")
    monkeypatch.chdir(tmp_path)
    configure_sweeps()
    assert list(found()) == ["experiments/b", "results/a"]


def test_no_name_leads_out_of_a_root(tmp_path: Path) -> None:
    fake(tmp_path / "results" / "a")
    fake(tmp_path / "secret")
    (tmp_path / "results" / "way").symlink_to(tmp_path / "secret", target_is_directory=True)
    (tmp_path / "results" / "file").mkdir()
    (tmp_path / "results" / "file" / SWEEP).symlink_to(tmp_path / "secret" / SWEEP)
    fake(tmp_path / "results" / ".hidden")
    configure_sweeps([tmp_path / "results"])
    assert list(found()) == ["results/a"]
    for name in ("../secret", "results/../../secret", str(tmp_path / "secret"), "results/way", "", "."):
        assert name not in found()


def test_what_lies_too_deep_or_among_the_runs_is_not_looked_for(tmp_path: Path) -> None:
    fake(tmp_path / "results" / "1" / "2" / "3" / "4" / "5")
    fake(tmp_path / "results" / "runs" / "x")
    configure_sweeps([tmp_path / "results"])
    assert found() == {}


def test_a_folder_of_runs_that_says_no_sweep_is_listed_with_advice(tmp_path: Path) -> None:
    fake(tmp_path / "results" / "a", "plan.json")
    configure_sweeps([tmp_path / "results"])
    listed = found()["results/a"]
    assert not listed.is_sweep
    with pytest.raises(Unreadable, match=r"icsim sweep EXPERIMENT\.yaml --out DIR"):
        read_plan(listed.folder)


def test_no_error_names_the_place_on_the_disk(tmp_path: Path) -> None:
    for name, text in (("a", "{"), ("b", "{}"), ("c", "[]")):
        folder = fake(tmp_path / name)
        (folder / "plan.json").write_text('{"format": "icsim runs 1", "icsim": "0.0.1", "code": "x"}')
        (folder / SWEEP).write_text(text)
        with pytest.raises(InputError) as caught:
            read_plan(folder)
        assert str(tmp_path) not in str(caught.value)
        assert "0.0.1" in str(caught.value)
