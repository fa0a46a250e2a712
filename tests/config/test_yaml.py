# ruff: noqa: E501 (the expected lines are kept whole)
"""YAML 1.2 as icsim reads it, and every way to get it wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from icsim.config.yaml_tree import core_value, dotted, parse_yaml

FILE = Path("plan.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("2026-04", "2026-04"), ("2026-04-01", "2026-04-01"),
        ("1:30", "1:30"), ("true", True), ("False", False), ("", None), ("~", None), ("null", None),
        ("017", 17), ("0o17", 15), ("0x1F", 31), ("-3", -3), ("+4", 4), ("1_000", "1_000"), ("0b1", "0b1"),
        ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1.", 1.0), ("9" * 5_000, "9" * 5_000),
    ],
)  # fmt: skip
def test_words_mean_what_the_core_schema_says(text, value):
    found = core_value(text)
    assert (found, type(found)) == (value, type(value))


def test_values_keep_the_place_where_they_were_written():
    tree = parse_yaml(FILE, "a: &x {b: [1, 'two']}\n2: *x\n")
    assert tree.value == {"a": {"b": [1, "two"]}, "2": {"b": [1, "two"]}}
    assert tree.keys[("a", "b")] == (1, 8)
    assert tree.values[("a", "b", 1)] == (1, 15)
    assert tree.values[("2",)] == (2, 4)
    assert tree.values[("2", "b", 1)] == (1, 15)
    assert dotted(("a", "b", 1)) == "a.b[2]"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "plan.yaml:1:1: the file is empty; it should hold keys and values, such as 'name: value'"),
        ("# only\n", "plan.yaml:1:1: the file is empty; it should hold keys and values, such as 'name: value'"),
        ("a: 1\n---\nb: 2\n", "plan.yaml:2:1: a second document starts here; a file holds one"),
        ("%YAML 1.1\n---\na: 1\n", "plan.yaml:2:1: only YAML 1.2 is read; remove the %YAML line"),
        ("a:\n\tb: 1\n", "plan.yaml:2:1: not valid YAML: a tab cannot be used here; use spaces"),
        ("a: b: c\n", "plan.yaml:1:5: not valid YAML: a ':' is not allowed here; put text that holds ': ' in quotes"),
        ("a: [1, 2\nb: 3\n", "plan.yaml:2:2: not valid YAML: a list in [] is not closed, or lacks a comma"),
        ("a: {b: 1\nc", "plan.yaml:2:2: not valid YAML: a mapping in {} is not closed, or lacks a comma"),
        ('a: "x\n', "plan.yaml:2:1: not valid YAML: a text in quotes is not closed"),
        ("a: 1\nbcd\n", "plan.yaml:3:1: not valid YAML: a key is not followed by ':'"),
        ("a:\n   b: 1\n  c: 2\n", "plan.yaml:3:3: not valid YAML: the indentation does not fit the lines above"),
        ("a: @b\n", "plan.yaml:1:4: not valid YAML: text cannot start with this character; put it in quotes"),
        ("a: *b\n", "plan.yaml:1:4: alias *b is not defined above"),
        ("a: &b [*b]\n", "plan.yaml:1:8: alias *b is not defined above"),
        ("[" * 100_000, "plan.yaml:1:34: nested too deeply: at most 32 levels are allowed"),
        ("- 1\n" * 20_000, "plan.yaml:10000:3: too many values: at most 10,000 are allowed, aliases counted at each use"),
    ],
)  # fmt: skip
def test_what_stops_the_reading(complaints, text, line):
    assert complaints(parse_yaml, FILE, text) == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "plan.yaml:3:1: a: key given twice (first on line 1)"),
        ("x:\n  a: 1\n  'a': 3\n", "plan.yaml:3:3: x.a: key given twice (first on line 2)"),
        ("a: !!python/object:os.system x\n", "plan.yaml:1:4: a: tags such as !!str are not allowed"),
        ("a: [1, -.inf]\n", "plan.yaml:1:8: a[2]: -.inf is not a finite number"),
        ("a: .NaN\n", "plan.yaml:1:4: a: .NaN is not a finite number"),
        ('a: "\\0"\n', "plan.yaml:1:4: a: character U+0000 is not allowed in text"),
        ('"\\e": 1\n', "plan.yaml:1:1: key '\\x1b' holds a character that is not allowed"),
        ("[a, b]: 1\n", "plan.yaml:1:1: a key must be one word, not a list or a mapping"),
        ("x: &x {a: 1}\ny:\n  <<: *x\n", "plan.yaml:3:3: y: merge keys (<<) are not part of YAML 1.2; write the entries out"),
    ],
)  # fmt: skip
def test_what_is_refused_without_stopping(text, line):
    assert [str(problem) for problem in parse_yaml(FILE, text).problems] == [line]


def test_an_alias_bomb_is_refused_at_once(complaints):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    start = time.perf_counter()
    assert complaints(parse_yaml, FILE, "\n".join(levels)) == [
        "plan.yaml:4:5: a3: too many values: at most 10,000 are allowed, aliases counted at each use"
    ]
    assert time.perf_counter() - start < 2
    deep = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60))]
    (line,) = complaints(parse_yaml, FILE, "\n".join(deep))
    assert line.endswith("a31: nested too deeply: at most 32 levels are allowed")
