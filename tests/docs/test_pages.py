"""The generated pages are what the code says now, and links between pages lead somewhere."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from docs.make import CHART, DOCS, README, filled
from docs.pages import PAGES
from docs.parts import PARTS
from docs.screens import IMAGES, MOST_BYTES, SCREENS, small
from PIL import Image
from tests.docs.blocks import PAGES as MARKDOWN
from tests.docs.blocks import ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "make docs"


@pytest.mark.parametrize(("name", "marker"), PARTS, ids=str)
def test_part_of_a_page_is_up_to_date(name: str, marker: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert filled(text, marker, PARTS[name, marker]()) == text, "make docs"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_lists_and_tables_begin_after_an_empty_line(page: Path) -> None:
    """Without one some readers of Markdown, that of the site among them, run them into the paragraph above."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = text.splitlines()
    begins = re.compile(r"- |\d+\. |\|")
    run_in = [
        line
        for above, line in pairwise(lines)
        if begins.match(line) and above.strip() and not begins.match(above) and above[0] not in " <#"
    ]
    assert run_in == []


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


@pytest.mark.parametrize("name", SCREENS)
def test_pictures_of_the_app_are_there_small_and_described(name: str) -> None:
    content = (IMAGES / name).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) <= MOST_BYTES
    guide = (DOCS / "app.md").read_text(encoding="utf-8")
    described = re.search(rf"!\[([^\]]+)\]\(images/{name}\)", guide)
    assert described
    assert len(described[1]) > 80


@pytest.mark.parametrize("name", ["app_compare.png", "app_watch.png"])
def test_the_readme_shows_the_app(name: str) -> None:
    assert re.search(rf"!\[[^\]]{{80,}}\]\(docs/images/{name}\)", README.read_text(encoding="utf-8"))


def test_a_picture_that_is_too_large_gets_fewer_colours() -> None:
    """Noise cannot be made smaller without loss."""
    luck = np.random.Generator(np.random.PCG64(1))
    noise = luck.integers(0, 256, (300, 300, 3), dtype=np.uint8)
    with io.BytesIO() as file:
        Image.fromarray(noise).save(file, "PNG")
        taken = file.getvalue()
    assert len(taken) > MOST_BYTES
    assert len(small(taken)) <= MOST_BYTES
