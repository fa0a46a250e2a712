"""``icsim league``, and ``run`` and ``compare`` of several systems: what they print, write and refuse."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.three_systems import NAMES, write_three_systems

pytestmark = pytest.mark.slow

TERMS = """\
agreement: Wendle terms
parties: [sector:acute, sector:social_care]
aligned_terms: {close_gap_share: 1.0}
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_three_systems(tmp_path_factory.mktemp("tables") / "three")


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("agreement") / "terms.yaml"
    path.write_text(TERMS, encoding="utf-8")
    return path


class _Page(HTMLParser):
    """What a page has: tags with their attributes, and rows of its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_league_is_printed_kept_and_gone_on_with(icsim: Any, tables: Path, terms: Path, tmp_path: Path) -> None:
    out, kept = tmp_path / "league", tmp_path / "kept"
    measures = ("--measure", "leavers", "--measure", "vacancy_share")
    words = ("league", tables, "--agreement", terms, "--months", 8, *measures, "--workers", 1, "--out", out)
    words = (*words, "--results", kept)
    first = icsim(*words, "--seeds", 1)
    assert first.code == 0, first.err
    assert "With one seed nothing can be said of how sure the order is" in first.out.replace("\n", " ")
    made = {path: path.stat().st_mtime_ns for path in (out / "runs").rglob("*.parquet")}
    second = icsim(*words, "--seeds", 2)
    assert second.code == 0, second.err
    assert all(path.stat().st_mtime_ns == when for path, when in made.items())
    assert len(list((out / "runs").rglob("*.parquet"))) == 2 * len(made) == 4
    for words_of in ("Leavers: gain in heads per 1,000 FTE in post", "Vacancy rate: gain in percentage points",
                     *NAMES.values(), "all systems sign at once", "GB of memory"):  # fmt: skip
        assert words_of in second.out.replace("\n", " ")
    table = pd.read_csv(out / "league.csv")
    assert table.groupby("measure").size().to_dict() == {"leavers": 3, "vacancy_share": 3}
    seeds = pd.read_csv(out / "league_seeds.csv")
    assert len(seeds) == 2 * 3 * 2
    note = json.loads((out / "league.json").read_text(encoding="utf-8"))
    assert note["systems_that_sign"] == list(NAMES)
    assert note["took"]["peak_bytes"] > 0
    assert (kept / "terms.csv").read_bytes() == (out / "league.csv").read_bytes()
    assert (kept / "terms.seeds.csv").read_bytes() == (out / "league_seeds.csv").read_bytes()
    _check_page((out / "league.html").read_text(encoding="utf-8"))
    again = icsim("verify", out, "--sample", 2, "--quiet")
    assert (again.code, "2 of 2 made again are the same" in again.out) == (0, True), again.err
    other = icsim(*words[:4], "--months", 9, "--out", out)
    assert other.code == 2
    assert "holds the runs of another design" in other.err


def _check_page(text: str) -> None:
    """Nothing from elsewhere, every picture named, tables with heads of columns and rows, a row for each system."""
    assert not re.search(r"https?:|<script|<link|@import|url\(", text)
    page = _Page()
    page.feed(text)
    tags = [tag for tag, _ in page.tags]
    assert page.tags[0] == ("html", {"lang": "en-GB"})
    ids = [of["id"] for _, of in page.tags if of.get("id")]
    assert len(ids) == len(set(ids))
    for tag, of in page.tags:
        if tag == "svg":
            assert of["role"] == "img"
            assert set(str(of["aria-labelledby"]).split()) <= set(ids)
    assert tags.count("svg") == tags.count("table") == tags.count("caption") == 2
    assert sum(tag == "th" and of.get("scope") == "row" for tag, of in page.tags) == 2 * len(NAMES)
    assert tags.count("h1") == 1


def test_each_alone(icsim: Any, tables: Path, terms: Path) -> None:
    answer = icsim("league", tables, "--agreement", terms, "--months", 7, "--seeds", 1, "--workers", 1, "--alone")
    assert answer.code == 0, answer.err
    assert "each system alone in its runs" in answer.out.replace("\n", " ")


def test_a_league_needs_an_agreement_and_several_systems(icsim: Any, terms: Path) -> None:
    assert "name an agreement" in icsim("league", "small").err
    answer = icsim("league", "small", "--agreement", terms)
    assert answer.code == 2
    assert "is one integrated care system" in answer.err


def test_a_run_of_several_says_what_came_of_each(icsim: Any, tables: Path, terms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = icsim("run", tables, "--agreement", terms, "--each-ics", "--months", 8, "--out", out)
    assert answer.code == 0, answer.err
    assert "By integrated care system: the 3 largest of 3" in answer.out
    assert all(name in answer.out for name in NAMES.values())
    assert "GB of memory)" in answer.out
    signed = pd.read_csv(out / "agreements.csv")
    assert (signed["event"] == "signed").sum() == 9
    for folder in (out, out / "today"):
        table = pd.read_csv(folder / "by_system.csv")
        assert table["system"].tolist() == [*NAMES, "all"]
        assert (folder / "border_moves.csv").is_file()
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["peak_memory_bytes"] > 0
    assert manifest["config"]["agreements"][0]["signed_by"] == "each_system"
    together = icsim("run", tables, "--agreement", terms, "--months", 8)
    assert together.out != answer.out


def test_a_comparison_of_several_has_them_in_its_ledger(icsim: Any, tables: Path, terms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("compare", tables, "--agreement", terms, "--each-ics", "--months", 7, "--seeds", 2, "--workers", 1)
    answer = icsim(*words, "--out", out)
    assert answer.code == 0, answer.err
    assert "By integrated care system: the 3 largest of 3; differences.csv has all." in answer.out
    assert "People who move from one system to another: " in answer.out
    assert "It took " in answer.out
    table = pd.read_csv(out / "ledger.csv")
    assert {"ics:QXA", "ics:QXB", "ics:QXC"} <= set(table["place"])
    assert (out / "border_moves.csv").is_file()
    assert json.loads((out / "comparison.json").read_text(encoding="utf-8"))["took"]["wall_seconds"] > 0
    brief = (out / "brief.html").read_text(encoding="utf-8")
    assert "in each system for itself" in brief
