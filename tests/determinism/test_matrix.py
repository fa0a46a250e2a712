"""Where the kept digests are made again: every supported Python, both ends of every range, and every way to run."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from tests.determinism import environments
from tests.determinism.environments import Environment, NotMade
from tests.determinism.matrix import TABLE, attempt, compare
from tests.determinism.ways import AS_IT_IS, AT_ONCE, IN_SHORT, NO_WIDE, ONE_BY_ONE, PLAIN, PROBE

FEATURES = ["AVX2", "FMA3", "AVX512F", "AVX512_SKX"]


class Here(Environment):
    """The environment that the tests run in."""

    @property
    def interpreter(self) -> Path:
        return Path(sys.executable)


HERE = Here("{}.{}".format(*sys.version_info), "locked")


def test_the_pythons_are_those_that_the_project_names() -> None:
    allowed = SpecifierSet(environments.project()["requires-python"])
    assert environments.supported() == ["3.12", "3.13"]
    assert all(version in allowed for version in environments.supported())
    assert "3.11" not in allowed


def test_the_oldest_libraries_are_the_lower_ends_of_the_ranges() -> None:
    wanted = Environment("3.12", "oldest").wanted()
    assert {"numpy==2.1", "pandas==3", "mesa==3.5"} <= set(wanted)
    ranges = {each.name: each.specifier for each in environments.requirements()}
    assert len(wanted) == len(ranges)
    for line in wanted:
        name, _, version = line.partition("==")
        assert version in ranges[name]
    with pytest.raises(ValueError, match="one lower end"):
        environments.oldest(Requirement("numpy<3"))


def test_each_python_is_tried_with_each_choice_of_libraries() -> None:
    every = environments.every()
    assert len({each.folder for each in every}) == len(every) == 3 * len(environments.supported())


def test_another_range_is_another_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [Environment("3.12", "oldest"), Environment("3.12", "newest")]
    before = [each.made_from() for each in some]
    assert len(set(before)) == 2
    monkeypatch.setattr(environments, "project", lambda: {"dependencies": ["numpy>=2.2,<3"]})
    assert not {each.made_from() for each in some} & set(before)


def test_a_python_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(NotMade, match=r"no Python 3\.99"):
        environments.interpreter_of("3.99")


def test_only_features_that_numpy_can_do_without_are_taken_away() -> None:
    assert "NPY_DISABLE_CPU_FEATURES" not in AS_IT_IS.environment(FEATURES)
    assert NO_WIDE.environment(FEATURES)["NPY_DISABLE_CPU_FEATURES"] == "AVX512F AVX512_SKX"
    assert PLAIN.environment(FEATURES)["NPY_DISABLE_CPU_FEATURES"] == " ".join(FEATURES)
    assert "NPY_DISABLE_CPU_FEATURES" not in PLAIN.environment([])


def test_in_all_of_it_at_once_is_each_of_the_ways() -> None:
    """Of two ways that cannot be at once, one."""
    for way in ONE_BY_ONE:
        assert way.variables.keys() <= AT_ONCE.variables.keys()
    assert all(way in ONE_BY_ONE for way in IN_SHORT)


def test_digests_that_differ_are_named_whichever_side_lacks_one() -> None:
    wanted = {"small": {"today": "a", "signed": "b"}, "large": {"today": "c"}}
    assert compare({"small": {"today": "a", "signed": "b"}}, wanted) == []
    assert compare({"small": {"today": "x", "new": "d"}}, wanted) == ["small: new", "small: signed", "small: today"]


@pytest.mark.slow
def test_one_row_of_the_table() -> None:
    seen = HERE.look()
    assert seen["python"].startswith(HERE.python)
    row = attempt(HERE, seen, AT_ONCE, ["designs"])
    assert (row.runs, row.different, row.first_different) == (4, 0, "")
    assert row.disabled == " ".join(seen["features"])
    with pytest.raises(NotMade, match="invalid choice"):
        attempt(HERE, seen, AT_ONCE, ["no such set"])


@pytest.mark.slow
def test_the_controls_are_the_same_twice() -> None:
    """Otherwise they would say nothing of what was switched."""
    said = [subprocess.run([sys.executable, "-c", PROBE], capture_output=True, check=True).stdout for _ in range(2)]
    assert said[0] == said[1]
    assert len(json.loads(said[0])) == 3


def test_the_committed_table_is_of_every_python_and_both_ends_and_equal_throughout() -> None:
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    minor = {(".".join(row["python"].split(".")[:2]), row["libraries"] == "oldest", row["way"]) for row in rows}
    for python in environments.supported():
        assert {(python, oldest, way.name) for oldest in (True, False) for way in IN_SHORT} <= minor
    assert {way.name for way in ONE_BY_ONE} == {row["way"] for row in rows}
    assert [row for row in rows if row["different"] != "0"] == []
    exps = [{row["controls"].split()[at] for row in rows} for at in (0, 1)]
    assert all(len(marks) > 1 for marks in exps), "the switches did nothing"
