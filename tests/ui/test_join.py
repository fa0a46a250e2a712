"""Joining over a network: with the address that was printed, or with its code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.ui.conftest import App, start_app

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str]]:
    """An app people on the network can join, and its code."""
    made, server = start_app(tmp_path_factory.mktemp("workshop"), "--lan", warmed=())
    while (found := re.search(r"token=([\w-]+)", made.log)) is None:
        pass
    yield made, found[1]
    server.terminate()
    server.wait(timeout=60)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 390, "height": 740})
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def test_the_code_is_asked_for_and_lets_in(
    page: Any, workshop: tuple[App, str], axe: Callable[[Any], list[str]], picture: Callable[[Any, str], None]
) -> None:
    app, code = workshop
    page.goto(f"{app.url}/evidence?q=pay%20%26%20terms")
    assert page.locator("h1").inner_text() == "Join this workshop"
    assert axe(page) == []
    page.get_by_label("Joining code").fill("not the code")
    page.keyboard.press("Enter")
    assert "That is not the code" in page.get_by_role("alert").inner_text()
    picture(page, "join_phone")
    assert axe(page) == []
    page.get_by_label("Joining code").fill(code)
    page.get_by_role("button", name="Join").click()
    page.locator("main h1", has_text="Evidence").wait_for()
    assert code not in page.url
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == "pay & terms"
    assert page.evaluate("document.cookie") == ""


def test_the_printed_address_lets_in_and_the_code_leaves_it(page: Any, workshop: tuple[App, str]) -> None:
    app, code = workshop
    page.goto(f"{app.url}/?token={code}")
    page.locator("main h1", has_text="Compare agreements").wait_for()
    assert code not in page.url
