"""Faults of a file as a file: each gives one clear line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from icsim.config.source_text import MAX_SHOWN, escaped, nearest, raise_all, read_text, shown
from icsim.errors import InputError, Problem

FILE = Path("plan.yaml")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a: \xff\n", "plan.yaml:1:4: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbfa: 1\nb\xc3: 2\n", "plan.yaml:2:2: byte 0xc3 is not UTF-8; save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "plan.yaml: is UTF-16 text; save it as UTF-8"),
        (b"a: 1\nb: \0\n", "plan.yaml:2:4: character U+0000 is not allowed in text"),
        (b"a: \x1b[31m\n", "plan.yaml:1:4: character U+001B is not allowed in text"),
        ("a: \u202eb".encode(), "plan.yaml:1:4: character U+202E is not allowed in text"),
        ("a: b\ufeff".encode(), "plan.yaml:1:5: character U+FEFF is not allowed in text"),
        (b"x" * 101, "plan.yaml: is too large: 101 bytes, at most 100 bytes are allowed"),
    ],
)
def test_content_that_is_no_text(here, complaints, content, line):
    FILE.write_bytes(content)
    assert complaints(read_text, FILE, 100) == [line]


def test_a_byte_order_mark_at_the_start_is_no_fault(here):
    FILE.write_bytes(b"\xef\xbb\xbfa: \xf0\x9f\x8f\xa5\r\n")
    assert read_text(FILE, 100) == "a: 🏥\r\n"


def test_things_that_are_no_file(here, complaints):
    Path("plans").mkdir()
    Path("plans/rotation.yaml").touch()
    os.mkfifo("pipe")
    assert complaints(read_text, Path("plans"), 9) == ["plans: is a folder; a file is needed"]
    assert complaints(read_text, Path("pipe"), 9) == ["pipe: is not a plain file"]
    assert complaints(read_text, Path("a\0b"), 9) == ["a\\x00b: is not a possible file name"]
    assert complaints(read_text, Path("n" * 300), 9) == [f"{'n' * 300}: cannot be read: File name too long"]
    assert complaints(read_text, Path("plans/rotatoin.yaml"), 9) == [
        "plans/rotatoin.yaml: no such file (did you mean rotation.yaml?)"
    ]
    assert complaints(read_text, Path("plan/rotation.yaml"), 9) == [
        "plan/rotation.yaml: no such file: its folder does not exist (did you mean plans?)"
    ]
    assert complaints(read_text, Path("plans/rotation.yaml/x"), 9) == [
        "plans/rotation.yaml/x: no such file: rotation.yaml is no folder"
    ]


def test_a_huge_file_is_refused_by_its_size_without_being_opened(here, complaints, monkeypatch):
    with FILE.open("wb") as stream:
        stream.truncate(50 << 20)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    assert complaints(read_text, FILE, 1 << 20) == ["plan.yaml: is too large: 50.0 MiB, at most 1.0 MiB are allowed"]


def test_a_long_list_of_problems_is_cut_and_counted():
    problems = [Problem("a.csv", line, 1, "", "is wrong") for line in range(MAX_SHOWN + 7, 0, -1)]
    with pytest.raises(InputError) as caught:
        raise_all([*problems, *problems])
    assert [problem.line for problem in caught.value.problems] == [*range(1, MAX_SHOWN + 1), 0]
    assert str(caught.value.problems[-1]) == "a.csv: and 7 more problems, not listed"
    raise_all([])


def test_values_are_shown_short_and_harmless():
    assert shown("x" * 10_000) == f"'{'x' * 37}...'"
    assert shown("a\nb\x1b") == "'a\\nb\\x1b'"
    assert [shown(value) for value in (None, True, 3, 2.5, [1], {"a": 1})] == [
        "nothing", "true", "3", "2.5", "a list", "a mapping",
    ]  # fmt: skip
    assert escaped("\u202e\ud800") == "\\u202e\\ud800"


def test_a_suggestion_is_near_in_any_letter_case():
    assert nearest("NURZE", ["midwife", "nurse"]) == "nurse"
    assert nearest("plumber", ["midwife", "nurse"]) is None
    assert nearest("n" * 101, ["n" * 101]) is None
    assert nearest("c1", (f"c{number}" for number in range(6_000))) is None
