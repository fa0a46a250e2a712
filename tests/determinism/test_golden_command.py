"""The command that makes the kept digests afresh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.determinism import golden, kept
from tests.determinism.kept import Kept

BEFORE = {"teaching system": {"one": "a"}, "designs": {"two": "b"}}
LINE = "- **Results change**, wards: counted once.\n"
ENTRY = LINE[2:].strip()

Command = Callable[..., int]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in a folder of its own without a history; every digest that it makes is ``made``."""
    monkeypatch.setattr(golden, "ROOT", tmp_path)
    monkeypatch.setattr(golden, "GOLDEN", tmp_path / "golden.json")
    monkeypatch.setattr(kept, "committed", lambda: None)
    golden.GOLDEN.write_text(Kept(BEFORE, {}, []).text(), encoding="utf-8")

    def call(*words: str, made: str, changelog: str = "", committed: Kept | None = None) -> int:
        def digests(wanted: list[str], *_: object) -> dict[str, dict[str, str]]:
            return {one: dict.fromkeys(BEFORE[one], made) for one in wanted}

        monkeypatch.setattr(golden, "digests", digests)
        monkeypatch.setattr(kept, "committed", lambda: committed)
        monkeypatch.setattr("sys.argv", ["golden", *words])
        (tmp_path / kept.CHANGELOG).write_text(changelog, encoding="utf-8")
        return golden.main()

    return call


def now() -> Kept:
    content, seal = golden.read()
    assert seal == content.seal
    return content


def test_it_refuses_and_leaves_the_file_as_it_was(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--sets", "designs", made="c") == 1
    assert "has no new line" in capsys.readouterr().err
    assert now().digests == BEFORE


def test_it_refuses_words_that_no_line_has_before_anything_is_made(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("clinics", "--sets", "designs", made="b", changelog=LINE) == 1


def test_with_a_line_it_writes_the_sets_that_were_asked_for(command: Command) -> None:
    assert command("wards", "--sets", "designs", made="c", changelog=LINE) == 0
    assert now().digests == {"teaching system": {"one": "a"}, "designs": {"two": "c"}}
    assert now().because == {"teaching system": "", "designs": ENTRY}


def test_until_it_is_committed_the_same_line_explains_the_next_change_too(command: Command) -> None:
    """What counts is the change from what was committed, not from an attempt before."""
    committed = now()
    command("--sets", "designs", made="c", changelog=LINE, committed=committed)
    assert command("--sets", "designs", made="d", changelog=LINE, committed=committed) == 0
    assert command("--sets", "teaching system", made="e", changelog=LINE, committed=committed) == 0
    assert now().digests == {"teaching system": {"one": "e"}, "designs": {"two": "d"}}
    assert now().because == {"teaching system": ENTRY, "designs": ENTRY}
    assert command("--sets", "designs", made="f", changelog=LINE, committed=now()) == 1


def test_a_set_whose_example_is_gone_is_dropped(command: Command) -> None:
    golden.GOLDEN.write_text(Kept({**BEFORE, "no such set": {"x": "y"}}, {}, []).text(), encoding="utf-8")
    assert command("--sets", "designs", made="b") == 0
    assert now().digests == BEFORE


def test_an_unknown_example_has_no_parts(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--parts", "small, nothing", made="") == 1
    assert "no example is called 'small, nothing'" in capsys.readouterr().err
