"""Pictures of the app, from the app itself: ``python -m docs.screens``, and part of ``make docs``.

A server with a cache of its own makes the runs that are shown, so the
pictures show what anybody sees who opens the same addresses. It takes a few
minutes, and a browser.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import browser
from tests.ui.conftest import start_app

if TYPE_CHECKING:
    from PIL import Image

IMAGES = Path(__file__).parent / "images"
MOST_BYTES = 200_000
"""Largest picture."""
WIDE = 1280
_ABOVE = 16
"""Pixels above what stands at the top."""
_COLOURS = 256
_PATIENCE_MS = 600_000
_WORKERS = "2"
_MONTH = "22"
"""A month of the run that has much to see: rotation has begun, and it is no August."""


@dataclass(frozen=True)
class Screen:
    """A picture of a page.

    Parameters
    ----------
    address
        What is opened.
    ready
        Waits until there is what is to be seen.
    top
        What stands at the top of the picture.
    tall
        Its height in pixels.
    """

    address: str
    ready: Callable[[Any], None]
    top: str
    tall: int


def estimated(page: Any) -> None:
    """Wait until the quick estimate is complete."""
    page.get_by_text("8 of 8 seeds").first.wait_for()


def under_way(page: Any) -> None:
    """Wait until a run is there, and go some way into it, where people are on their way."""
    page.get_by_role("button", name="Save this replay").wait_for()
    page.get_by_label("Month", exact=True).fill(_MONTH)
    page.evaluate("document.activeElement.blur()")


WATCHED = "/watch?system=QR1&agreement=rotation_passport&months=36"
SCREENS = {
    "app_agreement.png": Screen("/", estimated, "h1", 1220),
    "app_compare.png": Screen("/", estimated, "h3:has-text('What changes for the whole system')", 1180),
    "app_watch.png": Screen(WATCHED, under_way, "h2:has-text('Gloucestershire')", 848),
}
"""Pictures by file name."""


def take() -> list[Path]:
    """Take every picture; none if there is no browser."""
    path = browser()
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app, server = start_app(Path(folder), "--workers", _WORKERS)
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            return [_take(chromium, app.url, name) for name in SCREENS]
        finally:
            chromium.close()
            server.terminate()
            server.wait(timeout=60)


def _take(chromium: Any, url: str, name: str) -> Path:
    screen = SCREENS[name]
    page = chromium.new_context(viewport={"width": WIDE, "height": screen.tall}).new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(url + screen.address)
    screen.ready(page)
    top = page.locator(f"main {screen.top}").first
    top.evaluate(f"each => scrollTo(0, each.getBoundingClientRect().top + scrollY - {_ABOVE})")
    page.wait_for_timeout(1500)  # charts have come in
    picture = page.screenshot()
    page.context.close()
    path = IMAGES / name
    path.write_bytes(small(picture))
    return path


def small(picture: bytes) -> bytes:
    """A picture as small as it gets; where that is too large, with fewer colours."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        plain = _png(image.convert("RGB"))
        return plain if len(plain) <= MOST_BYTES else _png(image.convert("RGB").quantize(_COLOURS, kmeans=2))


def _png(image: Image.Image) -> bytes:
    with io.BytesIO() as file:
        image.save(file, "PNG", optimize=True)
        return file.getvalue()


if __name__ == "__main__":
    for taken in take():
        print(taken.relative_to(IMAGES.parents[1]))
