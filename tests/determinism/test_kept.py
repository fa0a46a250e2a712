"""A digest changes only together with a new Results change line of the change log."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.determinism import kept
from tests.determinism.kept import Kept, Refused, explained

OLD, NEW = "- **Results change**, wards: counted twice.", "- **Results change**, clinics: counted once,\n  at night."
NEW_IN_A_LINE = "**Results change**, clinics: counted once, at night."
BEFORE, AFTER = {"small": {"today": "a", "signed": "b"}}, {"small": {"today": "a", "signed": "c"}}


def log(*entries: str) -> str:
    return "# Changelog\n\n### Changed\n\n" + "\n".join([*entries, "- Something else.\n  **Results change** not.\n"])


BASE = explained(Kept(), BEFORE, log(OLD))


def test_this_project_keeps_to_it() -> None:
    kept_now, seal = kept.parse((kept.ROOT / kept.GOLDEN).read_text(encoding="utf-8"))
    assert kept.faults(kept_now, seal, (kept.ROOT / kept.CHANGELOG).read_text(encoding="utf-8")) == []
    assert kept.unexplained() == []


def test_entries_are_read_however_they_are_laid_out() -> None:
    assert kept.entries(log(OLD, NEW)) == [OLD[2:], NEW_IN_A_LINE]


def test_what_is_kept_first_needs_no_explanation() -> None:
    assert BASE.digests == BEFORE
    assert BASE.because == {"small": ""}


def test_a_changed_digest_needs_a_new_line() -> None:
    with pytest.raises(Refused, match=r"^1 digests changed, and CHANGELOG.md has no new line"):
        explained(BASE, AFTER, log(OLD))


def test_a_new_line_explains_it_and_is_kept_with_the_set() -> None:
    after = explained(BASE, AFTER, log(OLD, NEW))
    assert after.digests == AFTER
    assert after.because == {"small": NEW_IN_A_LINE}
    with pytest.raises(Refused):
        explained(after, BEFORE, log(OLD, NEW))


def test_of_several_new_lines_words_choose() -> None:
    other = "- **Results change**, posts: more."
    with pytest.raises(Refused, match="2 of the new ones have ''"):
        explained(BASE, AFTER, log(OLD, NEW, other))
    assert explained(BASE, AFTER, log(OLD, NEW, other), "Clinics: counted once").because == {"small": NEW_IN_A_LINE}
    with pytest.raises(Refused, match="none of the new ones has 'wards'"):
        explained(BASE, AFTER, log(OLD, NEW, other), "wards")


def test_more_examples_need_none_and_use_none_up() -> None:
    more = {"small": {**BEFORE["small"], "other": "d"}, "large": {"today": "e"}}
    after = explained(BASE, more, log(OLD, NEW))
    assert after.because == {"small": "", "large": ""}
    changed = explained(after, {"large": {"today": "f"}}, log(OLD, NEW))
    assert changed.because == {"small": "", "large": NEW_IN_A_LINE}
    assert changed.digests["small"] == more["small"]


def test_an_edit_by_hand_shows() -> None:
    content, seal = kept.parse(BASE.text())
    assert kept.faults(content, seal, log(OLD)) == []
    forged, seal = kept.parse(BASE.text().replace('"b"', '"c"'))
    assert "edited by hand" in kept.faults(forged, seal, log(OLD))[0]


def test_the_line_must_stay_in_the_change_log() -> None:
    content, seal = kept.parse(explained(BASE, AFTER, log(OLD, NEW)).text())
    assert kept.faults(content, seal, log(NEW.replace("\n ", ""))) == []
    assert "is not in CHANGELOG.md: **Results change**, clinics" in kept.faults(content, seal, log(OLD))[0]


Commit = Callable[[Kept | None, str], None]


@pytest.fixture
def commit(tmp_path: Path) -> Commit:
    """Writes digests and a change log into a repository of its own, and commits them unless told otherwise."""
    if shutil.which("git") is None:
        raise RuntimeError("git is needed to test what is read from a history")

    def call(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=none"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    def write(digests: Kept | None, changelog: str) -> None:
        (tmp_path / kept.GOLDEN).parent.mkdir(parents=True, exist_ok=True)
        if digests is not None:
            (tmp_path / kept.GOLDEN).write_text(digests.text(), encoding="utf-8")
        (tmp_path / kept.CHANGELOG).write_text(changelog, encoding="utf-8")
        call("add", "--all")
        call("commit", "--quiet", "--allow-empty", "--message", "a step")

    call("init", "--quiet")
    return write


UNEXPLAINED = Kept(AFTER, {"small": ""}, BASE.known)


def test_a_history_that_explains_itself(tmp_path: Path, commit: Commit) -> None:
    commit(BASE, log(OLD))
    commit(None, log(OLD))
    commit(explained(BASE, AFTER, log(OLD, NEW)), log(OLD, NEW))
    assert kept.unexplained(tmp_path) == []
    assert kept.committed(tmp_path) == explained(BASE, AFTER, log(OLD, NEW))


def test_a_commit_that_changes_a_digest_alone_is_found(tmp_path: Path, commit: Commit) -> None:
    commit(BASE, log(OLD))
    commit(UNEXPLAINED, log(OLD))
    commit(None, log(OLD) + "\n")
    (found,) = kept.unexplained(tmp_path)
    assert found.endswith(
        ": 1 digests changed (small: signed first), and CHANGELOG.md has no new 'Results change' line that says why"
    )


def test_a_line_that_comes_a_commit_later_will_do(tmp_path: Path, commit: Commit) -> None:
    commit(BASE, log(OLD))
    commit(UNEXPLAINED, log(OLD))
    commit(None, log(NEW, OLD))
    assert kept.unexplained(tmp_path) == []


def test_what_is_not_committed_is_looked_at_too(tmp_path: Path, commit: Commit) -> None:
    commit(BASE, log(OLD))
    (tmp_path / kept.GOLDEN).write_text(UNEXPLAINED.text(), encoding="utf-8")
    (found,) = kept.unexplained(tmp_path)
    assert found.startswith("what is not committed yet: 1 digests changed")
    (tmp_path / kept.CHANGELOG).write_text(log(OLD, NEW), encoding="utf-8")
    assert kept.unexplained(tmp_path) == []


def test_a_history_cut_short_is_looked_at_as_far_as_it_goes(tmp_path: Path, commit: Commit) -> None:
    commit(BASE, log(OLD))
    commit(UNEXPLAINED, log(OLD))
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "1", tmp_path.as_uri(), str(shallow)], check=True, capture_output=True
    )
    assert kept.unexplained(shallow) == []
    assert len(kept.unexplained(tmp_path)) == 1


def test_without_a_history_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / kept.CHANGELOG).write_text(log(OLD), encoding="utf-8")
    assert kept.unexplained(tmp_path) == []
    assert kept.committed(tmp_path) is None
