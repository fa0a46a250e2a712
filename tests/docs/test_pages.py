"""The generated pages are what the code says now, and links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.make import CHART, DOCS, README, filled
from docs.pages import PAGES
from tests.docs.blocks import PAGES as MARKDOWN
from tests.docs.blocks import ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "make docs"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if "://" in target:
            continue
        file, _, heading = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{page.name}: {target}"
        if heading:
            assert heading in anchors(there), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """Headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", ["facts", "result"])
def test_readme_has_a_place_for_each_figure(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    again = filled(text, name, "new\n")
    assert again != text
    assert filled(again, name, "new\n") == again


def test_a_missing_place_is_noticed() -> None:
    with pytest.raises(ValueError, match="0 places marked 'result'"):
        filled("no markers", "result", "new\n")


def test_the_picture_is_there_and_described() -> None:
    assert CHART.read_bytes().startswith(b"\x89PNG")
    described = re.search(rf"!\[([^\]]+)\]\({CHART.relative_to(ROOT)}\)", README.read_text(encoding="utf-8"))
    assert described
    assert len(described[1]) > 80
