"""The documentation site: made without a warning, with every page in it, and asking for nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from docs.make_site import GATHERED, ROOT, build, linked, navigation

SECTIONS = ["Start", "Tutorials", "How-to", "Explanation", "Reference", "Evidence"]
ASKS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "form": "action"}
"""What makes a browser fetch something, and the attribute that says where from."""


class Reader(HTMLParser):
    """What a page asks for, where it links to, and what it can be linked to by."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.asks: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag in ASKS and given.get(ASKS[tag]) and given.get("rel") not in {"prev", "next", "canonical"}:
            self.asks.append(given[ASKS[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made once."""
    folder = tmp_path_factory.mktemp("site")
    build(folder / "site", folder / GATHERED.name)
    return folder / "site"


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Reader]:
    """Its pages, read."""
    return {page: Reader(page) for page in sorted(site.rglob("*.html"))}


def test_every_page_of_the_documents_is_in_the_navigation() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}
    there = navigation()
    assert pages - set(there) == set()
    assert [path for path in there if not (ROOT / path).is_file()] == []
    assert list(dict.fromkeys(there.values())) == SECTIONS


def test_what_pages_link_to_is_in_the_repository() -> None:
    assert [file for path in navigation() for file in linked(ROOT / path) if not file.exists()] == []


@pytest.mark.slow
def test_every_page_becomes_one_of_the_site(site: Path) -> None:
    pages = [path.removesuffix(".md") for path in navigation()]
    assert [path for path in pages if path != "README" and not (site / f"{path}.html").is_file()] == []
    assert "icsim simulates how staff move" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_page_asks_for_anything_from_elsewhere(site: Path, read: dict[Path, Reader]) -> None:
    outside = {ask for reader in read.values() for ask in reader.asks if urlsplit(ask).scheme or ask.startswith("//")}
    assert outside == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import", styles) == []


@pytest.mark.slow
def test_links_of_the_site_hold(site: Path, read: dict[Path, Reader]) -> None:
    broken = []
    for page, reader in read.items():
        if page.name == "404.html":
            continue
        for link in [*reader.links, *reader.asks]:
            where = urlsplit(link)
            if where.scheme or where.netloc:
                continue
            there = (page.parent / unquote(where.path)).resolve() if where.path else page
            known = there in read and where.fragment not in read[there].ids | {""}
            if not there.exists() or known:
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []


@pytest.mark.slow
def test_pictures_are_on_the_site_and_described(site: Path) -> None:
    pictures = {path.name for path in site.rglob("*.png")} | {path.name for path in site.rglob("*.svg")}
    assert {path.name for path in (ROOT / "docs" / "images").iterdir()} <= pictures
    shown = re.findall(r"<img [^>]*>", "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.html")))
    assert shown
    assert [each for each in shown if not re.search(r'alt="[^"]{20,}"', each)] == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", "docs/workshop", "docs/data"])
def test_everybody_can_read_it(site: Path, chromium: Any, name: str) -> None:
    """Nothing that axe finds wrong, and nothing wider than a phone."""
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / f"{name}.html").as_uri())
    page.locator("[role=dialog][aria-label]").wait_for(state="attached")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.slow
@pytest.mark.browser
def test_it_opens_from_its_folder_and_search_finds(site: Path, chromium: Any) -> None:
    """Without a server and without the internet, search included."""
    faults: list[str] = []

    def asked(request: Any) -> None:
        if not request.url.startswith((site.as_uri(), "data:", "blob:", "about:")):
            faults.append(request.url)

    page = chromium.new_page()
    page.on("request", asked)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((site / "index.html").as_uri())
    page.locator("[data-md-component=search-query]").fill("shared bank")
    found = page.locator(".md-search-result__link").first
    found.wait_for(timeout=20_000)
    found.click()
    page.wait_for_url(re.compile(r"/docs/\w+\.html"))
    assert page.locator("article h1").inner_text()
    page.close()
    assert faults == []
