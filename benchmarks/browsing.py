"""Browsing: a server of the app and a real browser, and the small scripts that take the time inside the page.

What a person waits for is timed where they wait: in the page, by its own
clock, from the event of a control to the frame after the change. Neither
the way between the browser and this process nor a look every so often is in it.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from tests.browser import browser
from tests.ui.conftest import start_app

MEBIBYTE = 1 << 20
PATIENCE_MS = 600_000
"""How long anything may take on a machine that others use too."""
_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]

WATCH = """
() => {
  window.said = [];
  const look = () => {
    const shown = document.querySelectorAll("main [role=status], main [role=img]");
    const words = [...shown].map((each) => each.getAttribute("aria-label") || each.textContent.trim()).join("|");
    const last = window.said[window.said.length - 1];
    if (!last || last[1] !== words) window.said.push([performance.now(), words]);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true,
    attributeFilter: ["aria-label"] });
  look();
  const note = () => { window.changed = performance.now(); };
  addEventListener("change", note, true);
  addEventListener("keydown", (event) => { if (event.key === "Enter") note(); }, true);
}
"""
"""Notes what the page says of its state and its pictures, and when; and when a control was last changed."""
PRESS = """
([button, opened]) => new Promise((done, fail) => {
  const before = document.querySelectorAll(opened).length;
  const start = performance.now();
  let first = 0;
  const end = new MutationObserver(() => requestAnimationFrame(() => {
    first = first || performance.now() - start;
    if (document.querySelectorAll(opened).length === before) return;
    end.disconnect();
    done([first, performance.now() - start]);
  }));
  end.observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true });
  setTimeout(() => fail(new Error("nothing came of it")), 60000);
  document.querySelector(button).click();
})
"""
"""Milliseconds from a press to the frame that first shows it, and to the frame with what it opens."""


@dataclass
class Served:
    """A server of the app, and a way to it.

    Parameters
    ----------
    url
        Its address.
    folder
        Its working folder.
    process
        Its process, with those that make runs as children.
    """

    url: str
    folder: Path
    process: psutil.Process


@contextmanager
def served(folder: Path | None = None) -> Iterator[Served]:
    """A server of the app with a cache that holds nothing, one worker for each core."""
    with tempfile.TemporaryDirectory() as own:
        where = folder or Path(own)
        app, server = start_app(where, "--workers", str(os.cpu_count() or 1))
        try:
            yield Served(app.url, where, psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait(timeout=60)


@contextmanager
def browsing() -> Iterator[Any]:
    """The browser.

    Raises
    ------
    SystemExit
        If there is none.
    """
    from playwright.sync_api import sync_playwright

    path = browser()
    if path is None:
        raise SystemExit("no browser was found: install chromium, or name one in ICSIM_BROWSER")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield found
        found.close()


def opened(chromium: Any, url: str = "about:blank") -> Any:
    """A page in a browser context of its own, as of somebody who was never here."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    return page


def ready_ms(page: Any, url: str, shown: str) -> float:
    """Milliseconds from asking for a page to its first control."""
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(shown).first.wait_for()
    return (time.perf_counter() - start) * 1e3


def watched(page: Any) -> Any:
    """A page that notes what it says, from its next address on."""
    page.add_init_script(f"addEventListener('DOMContentLoaded', {WATCH})")
    return page


def said_at(page: Any, words: str, since: str = "window.changed") -> float:
    """When the page first says something that matches a pattern, in milliseconds from a time of its clock.

    Parameters
    ----------
    page
        A page that is watched.
    words
        The pattern.
    since
        The time, as JavaScript; that of the last change of a control when left out.

    Raises
    ------
    RuntimeError
        If it says that something went wrong instead.
    """
    found = f"window.said.find(([at, words]) => at > {since} && new RegExp(pattern).test(words))"
    wrong = page.get_by_role("alert").filter(has_text="could not be made")
    page.wait_for_function(
        f"(pattern) => window.said && ({found} || document.body.innerText.includes('could not be made'))",
        arg=words,
        polling=100,
    )
    if wrong.count():
        raise RuntimeError(wrong.first.inner_text())
    return float(page.evaluate(f"(pattern) => {found}[0] - ({since})", words))


def last_said(page: Any, quiet_ms: float = 1500) -> float:
    """Milliseconds from the last change of a control to the last thing said, once nothing has been for a while."""
    page.wait_for_function(f"performance.now() - window.said.at(-1)[0] > {quiet_ms}", polling=100)
    return float(page.evaluate("window.said.at(-1)[0] - window.changed"))
