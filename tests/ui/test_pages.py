"""Every page loads with nothing from outside, without an error, and without a fault axe can find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = {"/": "Compare agreements", "/watch": "Watch a run", "/sweep": "Explore a sweep", "/evidence": "Evidence"}


@pytest.mark.parametrize("path", PAGES)
def test_loads_alone_and_clean(path: str, visit: Callable[..., Any], axe: Callable[[Any], list[str]]) -> None:
    page = visit(path)
    assert page.locator("main h1").inner_text() == PAGES[path]
    assert axe(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(path: str, visit: Callable[..., Any]) -> None:
    page = visit(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
