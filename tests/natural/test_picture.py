"""The picture: one SVG that needs nothing else, with its content in words."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.natural.made_up import natural
from tests.natural.test_findings import runs

from icsim.natural.findings import lines
from icsim.report.natural_picture import picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(tmp_path: Path) -> str:
    found = natural(tmp_path)
    return picture(found.written, lines(found, runs(found)))


def test_it_is_whole_and_asks_for_nothing(drawn: str) -> None:
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert not re.search(r"href|url\(|<script|@import|<image", drawn)
    assert "nan" not in drawn


def test_it_says_in_words_what_it_shows(drawn: str) -> None:
    root = ET.fromstring(drawn)
    assert root.get("role") == "img"
    named = root.get("aria-labelledby")
    assert named is not None
    title, said = (next(node.text or "" for node in root.iter() if node.get("id") == each) for each in named.split())
    assert title == "A test"
    assert "as it was: those who sign: 12.5% in 2026-06, 10% in 2026-11" in said
    assert "published for 2026-10: 10%" in said


def test_every_line_has_a_mean_a_band_and_a_name(drawn: str) -> None:
    root = ET.fromstring(drawn)
    kinds = [node.get("class") or "" for node in root.iter(f"{SVG}path")]
    assert sum(kind.startswith("band") for kind in kinds) == 5
    assert sum(kind.startswith("curve") for kind in kinds) == 5
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert {"as it was: others", "doubled: those who sign", "doubled", "published"} <= set(words)
    assert len([node for node in root.iter(f"{SVG}circle") if node.get("class") == "fact"]) == 2


def test_the_same_lines_give_the_same_bytes(tmp_path: Path, drawn: str) -> None:
    found = natural(tmp_path)
    assert picture(found.written, lines(found, runs(found))) == drawn
