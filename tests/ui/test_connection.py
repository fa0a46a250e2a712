"""A connection that is lost: said in plain words, and nothing is lost with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import App, free_port, start_app

pytestmark = [pytest.mark.slow, pytest.mark.browser]

_PATIENCE_MS = 60_000


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    opened = context.new_page()
    opened.set_default_timeout(_PATIENCE_MS)
    yield opened
    context.close()


def test_a_page_goes_on_where_it_was(page: Any, app: App) -> None:
    network = {"is_away": False}

    def connect(socket: Any) -> None:
        if network["is_away"]:
            socket.close()
        else:
            socket.connect_to_server()

    page.route_web_socket("**/channels*", connect)
    page.goto(f"{app.url}/evidence")
    page.locator("main h1").wait_for()
    kernel = page.evaluate("solara.debug.kernel().id")
    page.get_by_role("link", name="Explore a sweep").focus()
    network["is_away"] = True
    page.evaluate("solara.debug.dropConnection()")
    page.get_by_role("alert").filter(has_text="Connection lost").wait_for()
    page.keyboard.press("Enter")  # pressed while nothing arrives: it is kept
    assert page.locator("main h1").inner_text() == "Evidence"
    network["is_away"] = False
    page.get_by_role("alert").filter(has_text="Connected again").wait_for()
    page.locator("main h1", has_text="Explore a sweep").wait_for()
    assert page.evaluate("solara.debug.kernel().id") == kernel
    page.get_by_role("alert").filter(has_text="Connected again").wait_for(state="hidden")


def test_a_server_that_was_started_again_is_joined_by_loading_the_page(page: Any, tmp_path: Path, axe: Any) -> None:
    port = free_port()
    made, server = start_app(tmp_path, port=port, warmed=())
    page.goto(f"{made.url}/evidence?q=trust")
    page.locator("main h1").wait_for()
    server.terminate()
    server.wait(timeout=60)
    again = page.get_by_role("button", name="Load the page again")
    again.wait_for()
    assert axe(page) == []
    _, server = start_app(tmp_path, port=port, warmed=())
    try:
        again.click()
        page.locator("main h1", has_text="Evidence").wait_for()
        page.get_by_role("button", name="Load the page again").wait_for(state="detached")
        assert "q=trust" in page.url
    finally:
        server.terminate()
        server.wait(timeout=60)
