"""Tests of pages need a browser; where there is none they are left out, and that is said.

Files whose tests take long come first, so that the worker processes end together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser import FLAGS, LIMIT_MS, NAMES, browser

_left_out: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if browser() is None:
        wanting = [item for item in items if item.get_closest_marker("browser")]
        _left_out[:] = [item.nodeid for item in wanting]
        items[:] = [item for item in items if item not in wanting]
        config.hook.pytest_deselected(items=wanting)
    long = Counter(item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser"))
    items.sort(key=lambda item: -long[item.path])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        names = ", ".join(NAMES)
        terminalreporter.section("no browser")
        terminalreporter.line(f"{len(_left_out)} tests were left out: they open or print pages with one of {names}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; a module's own, since while it is open no other event loop runs in its thread."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LIMIT_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser(), args=list(FLAGS))
        yield found
        found.close()
