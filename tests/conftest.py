"""Tests of pages need a browser; where there is none they are left out, and that is said."""

from __future__ import annotations

import pytest
from tests.browser import NAMES, browser

_left_out: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if browser() is None:
        wanting = [item for item in items if item.get_closest_marker("browser")]
        _left_out[:] = [item.nodeid for item in wanting]
        items[:] = [item for item in items if item not in wanting]
        config.hook.pytest_deselected(items=wanting)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        names = ", ".join(NAMES)
        terminalreporter.section("no browser")
        terminalreporter.line(f"{len(_left_out)} tests were left out: they open or print pages with one of {names}")
