"""Pictures of the app, from the app itself: ``python -m docs.screens``, and part of ``make docs``.

A server with a cache of its own makes the runs that are shown, so the
pictures show what anybody sees who opens the same addresses. It takes a few
minutes, and a browser.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import browser
from tests.ui.conftest import start_app

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES = Path(__file__).parent / "images"
MOST_BYTES = 200_000
"""Largest picture."""
WIDE, TALL = 1280, 1000
_COLOURS = 128
_PATIENCE_MS = 600_000
_WORKERS = "2"

COMPARE = "/"
WATCH = "/watch?system=QR1&agreement=rotation_passport&months=36"
_MONTH = "22"
"""A month of the run that has much to see: rotation has begun, and it is no August."""


def compare(page: Any) -> None:
    """The first page as it opens, with its quick estimate complete: from the agreement in English down to results."""
    page.get_by_text("8 of 8 seeds").first.wait_for()
    page.get_by_role("button", name="Rotation", exact=False).first.click()  # its controls would fill the picture


def watch(page: Any) -> None:
    """A run on the map, some way in, while people are on their way."""
    page.get_by_role("button", name="Save this replay").wait_for()
    page.get_by_label("Month", exact=True).fill(_MONTH)
    page.locator(".icr").scroll_into_view_if_needed()


SHOWN: dict[str, tuple[str, Callable[[Any], None], str]] = {
    "app_compare.png": (COMPARE, compare, "main"),
    "app_watch.png": (WATCH, watch, ".icr"),
}
"""Pictures by file name: address, what to wait for, and what to show."""


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
            return [_take(chromium, app.url, name) for name in SHOWN]
        finally:
            chromium.close()
            server.terminate()
            server.wait(timeout=60)


def _take(chromium: Any, url: str, name: str) -> Path:
    address, ready, shown = SHOWN[name]
    page = chromium.new_context(viewport={"width": WIDE, "height": TALL}).new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(url + address)
    ready(page)
    page.wait_for_timeout(1000)  # charts have come in
    top = page.locator(shown).first.bounding_box()["y"]
    picture = page.screenshot(full_page=True, clip={"x": 0, "y": top, "width": WIDE, "height": TALL})
    page.context.close()
    path = IMAGES / name
    path.write_bytes(small(picture))
    return path


def small(picture: bytes) -> bytes:
    """A picture with few colours, which the pages have anyway."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image, io.BytesIO() as file:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        return file.getvalue()


if __name__ == "__main__":
    for taken in take():
        print(taken)
