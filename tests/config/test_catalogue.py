# ruff: noqa: E501 (the expected lines are kept whole)
"""What SYSTEM may be, on the tables that come with icsim."""

from __future__ import annotations

from pathlib import Path

import pytest

from icsim.config.catalogue import configs_root, list_systems, locate_system, shipped
from icsim.config.tables import read_system

ENGLAND = configs_root() / "systems" / "england"


@pytest.mark.parametrize(
    ("word", "name", "code"),
    [
        ("QR1", "england", "QR1"), ("qr1", "england", "QR1"), ("gloucestershire", "england", "QR1"),
        ("Gloucestershire", "england", "QR1"), ("england", "england", None), ("small", "small", None),
    ],
)  # fmt: skip
def test_names_of_systems(word, name, code):
    assert locate_system(word) == (configs_root() / "systems" / name, code)


def test_a_folder_is_a_system(folder):
    assert locate_system("cwm") == (Path("cwm"), None)
    assert locate_system("./cwm/") == (Path("cwm"), None)
    Path("small").mkdir()
    assert locate_system("small")[0] == configs_root() / "systems" / "small"
    assert locate_system("./small")[0] == Path("small")


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("gloucestershre", "SYSTEM: no system 'gloucestershre' (did you mean gloucestershire?); icsim systems lists them, and a folder may be named"),
        ("smal", "SYSTEM: no system 'smal' (did you mean small?); icsim systems lists them, and a folder may be named"),
        ("", "SYSTEM: no system ''; icsim systems lists them, and a folder may be named"),
        ("a\0b", "SYSTEM: no system 'a\\x00b'; icsim systems lists them, and a folder may be named"),
        ("./nowhere", "SYSTEM: no such folder: ./nowhere"),
        ("cwm/system.yaml", "SYSTEM: 'cwm/system.yaml' is a file; name its folder"),
    ],
)  # fmt: skip
def test_unknown_systems(folder, complaints, word, line):
    assert complaints(locate_system, word) == [line]


def test_all_of_england_is_listed_and_readable():
    systems = list_systems()
    assert len(systems) == 42
    assert [row.code for row in systems] == sorted(row.code for row in systems)
    whole = read_system(ENGLAND)
    assert len(whole.systems) == 42
    gloucestershire = read_system(ENGLAND, "QR1")
    assert gloucestershire.file.slug == "gloucestershire"
    nurses = [row for row in gloucestershire.staff if (row.organisation, row.staff_group.name) == ("RTE", "nurse")]
    assert [row.heads for row in nurses] == [2545]
    held = {row.code for row in gloucestershire.organisations}
    assert {row.organisation for row in gloucestershire.staff} <= held
    assert {end for row in gloucestershire.edges for end in (row.a, row.b)} <= held


def test_the_teaching_system_is_readable():
    assert len(read_system(*locate_system("small")).organisations) == 8


def test_shipped_files_are_yaml_in_order():
    for kind in ("agreements", "futures"):
        files = shipped(kind)
        assert files == sorted(files)
        assert all(path.suffix == ".yaml" and path.is_file() for path in files)
