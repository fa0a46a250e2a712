"""``make paper``: what has changed is made again, what has not is left, and an interruption loses one step at most."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docs.pages import PAGES
from docs.paper_steps import ROOT, STEPS, Step
from docs.parts import PARTS

from docs import paper

WRITES = "from pathlib import Path; import sys; Path(sys.argv[2]).write_text(Path(sys.argv[1]).read_text().upper())"


def step(name: str, source: str, makes: str) -> Step:
    """A step that copies a file in capitals."""
    return Step(name, f"makes {makes}", (f"upper {source} {makes}",), (source, "!left_out.txt"), (makes,), 1.0)


FIRST, SECOND = step("first", "a.txt", "b.txt"), step("second:only", "b.txt", "c.txt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two steps, the second made from what the first makes."""
    for name, value in (("ROOT", tmp_path), ("RECORD", tmp_path / "paper.json"), ("SCRATCH", tmp_path / "scratch")):
        monkeypatch.setattr(paper, name, value)
    monkeypatch.setattr(paper, "STEPS", (FIRST, SECOND))
    (tmp_path / "upper.py").write_text(WRITES)
    (tmp_path / "a.txt").write_text("words")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = paper.main(words)
    return code, capsys.readouterr().out


def test_all_is_made_once_and_then_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--check") == (paper.STALE, "first: not made yet\nsecond:only: not made yet\n")
    said(capsys)
    assert (folder / "c.txt").read_text() == "WORDS"
    assert said(capsys, "--check") == (0, "first: as it was made\nsecond:only: as it was made\n")
    assert said(capsys)[1].count("as it was") == 2


def test_what_is_made_from_what_changed_is_made_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    (folder / "a.txt").write_text("other words")
    assert said(capsys, "--check") == (paper.STALE, "first: a.txt changed\nsecond:only: as it was made\n")
    said(capsys)
    assert (folder / "c.txt").read_text() == "OTHER WORDS"


def test_a_number_changed_by_hand_or_lost_is_noticed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    (folder / "c.txt").write_text("a better number")
    assert said(capsys, "--check") == (
        paper.STALE,
        "first: as it was made\nsecond:only: c.txt not as it was made\n",
    )
    (folder / "c.txt").unlink()
    assert "c.txt not there" in said(capsys, "--check")[1]


def test_a_step_that_fails_stops_it_and_what_was_made_stays_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Step("second:only", "nothing", ("no_such_module",), ("b.txt",), (), 1.0)
    monkeypatch.setattr(paper, "STEPS", (FIRST, broken))
    with pytest.raises(SystemExit, match="no_such_module"):
        paper.main([])
    assert list(json.loads((folder / "paper.json").read_text())) == ["first"]
    monkeypatch.setattr(paper, "STEPS", (FIRST, SECOND))
    assert "first: as it was" in said(capsys)[1]
    assert (folder / "c.txt").exists()


def test_a_step_whose_inputs_change_while_it_is_made_is_not_written_down(folder: Path) -> None:
    (folder / "upper.py").write_text(f"{WRITES}; Path(sys.argv[1]).write_text('changed meanwhile')")
    with pytest.raises(SystemExit, match="changed while it was made"):
        paper.main(["--only", "first"])
    assert not (folder / "paper.json").exists()


def test_steps_are_named_alone_or_by_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [each.name for each in paper.chosen(["second"])] == ["second:only"]
    with pytest.raises(SystemExit, match="No step third"):
        paper.chosen(["third"])
    (folder / "b.txt").write_text("by hand")
    (folder / "c.txt").write_text("by hand too")
    said(capsys, "--only", "second", "--adopt")
    assert "second:only: as it was made" in said(capsys, "--check")[1]


def test_what_a_step_keeps_is_copied_from_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "scratch").mkdir()
    keeps = Step("keeps", "a file", ("upper a.txt {out}",), ("a.txt",), ("kept/b.txt",), 1.0, (("", "kept/b.txt"),))
    monkeypatch.setattr(paper, "STEPS", (keeps,))
    assert paper.main([]) == 0
    assert (folder / "kept" / "b.txt").read_text() == "WORDS"
    assert paper.main(["--check"]) == 0


def test_text_between_markers_counts_alone(folder: Path) -> None:
    page = folder / "page.md"
    page.write_text("before\n<!-- n: made by `make docs` -->\n12\n<!-- end of n -->\nafter")
    assert paper.marked(page, "n") == "12\n"
    assert paper.marked(page, "m") == ""


def test_every_step_has_inputs_that_are_there_and_a_module_to_run() -> None:
    assert len({each.name for each in STEPS}) == len(STEPS)
    for each in STEPS:
        empty = [kind for kind in each.inputs if not kind.startswith("!") and not paper.files([kind])]
        assert empty == [], each.name
        for command in each.commands:
            module = command.split()[0].replace(".", "/")
            ways = [ROOT / f"{base}{module}{end}" for base in ("", "src/") for end in (".py", "/__main__.py")]
            assert any(path.exists() for path in ways), command


def test_what_a_step_is_made_from_is_no_screen_or_command() -> None:
    model = paper.files(STEPS[0].inputs)
    assert ROOT / "src/icsim/rules/leave.py" in model
    assert not [path for path in model if re.search(r"/icsim/(cli|ui|report)/", path.as_posix())]


def test_pictures_and_generated_pages_belong_to_a_step() -> None:
    made = {path for each in STEPS for path in paper.files([kind.partition("#")[0] for kind in each.outputs])}
    assert set((ROOT / "docs" / "images").iterdir()) <= made
    kinds = {kind for each in STEPS for kind in each.outputs}
    assert {f"docs/{name}" for name in PAGES} <= kinds
    assert {f"docs/{name}#{marker}" for name, marker in PARTS} <= kinds
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {f"README.md#{name}" for name in re.findall(r"<!-- end of ([\w -]+) -->", readme)} <= kinds
