"""The app in a real browser: one server, a fresh browser context for each visit, and nothing from outside.

Loading the app takes a browser seconds, so tests of what a page does once it is
there come to it on one that stays open, by way of another page of the app.

Every page a test visits is watched: a request to anywhere but the app, an
error in the console or in a script, or a page that is not found fails the
test in the end.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.browser import LIMIT_MS

_READY_S = 180
"""Longest time a server takes to start on a machine that does many other things."""
_ROOT = Path(__file__).parents[2]
_WARMED = """
from icsim.cli import main
from icsim.ui import jobs

if __name__ == "__main__":
    jobs.configure(warmed={})
    main()
"""
_DESKTOP = {"width": 1280, "height": 900}
_ELSEWHERE = {"/watch": "Watch a run", "/sweep": "Explore a sweep", "/evidence": "Evidence"}
"""Pages from which one can come to another: what they show does not take long."""


@dataclass
class App:
    """A server in a process of its own.

    Parameters
    ----------
    url
        Its address.
    folder
        Its working folder; ``cache`` in it holds its runs.
    """

    url: str
    folder: Path

    @property
    def log(self) -> str:
        """What it has printed so far."""
        return (self.folder / "server.log").read_text(encoding="utf-8")


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def start_app(
    folder: Path, *options: str, port: int | None = None, warmed: Sequence[str] | None = None
) -> tuple[App, subprocess.Popen[bytes]]:
    """Start ``icsim ui`` and wait until it is ready.

    Parameters
    ----------
    folder
        Its working folder.
    options
        More words of the command.
    port
        Where it listens; anywhere without it.
    warmed
        Systems its workers read at once instead of those they do for users; with none they start when they are needed.
    """
    port = port or free_port()
    words = ["ui", "--port", str(port), "--cache", str(folder / "cache"), "--workers", "1", "--no-open", *options]
    how = ["-m", "icsim"] if warmed is None else ["-c", _WARMED.format(tuple(warmed))]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, *how, *words], cwd=folder, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return App(url, folder), server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    server.kill()
    server.wait()
    raise AssertionError(f"the app did not start:\n{(folder / 'server.log').read_text()}")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, for all tests of a session that do not need one of their own."""
    made, server = start_app(tmp_path_factory.mktemp("app"), warmed=["small"])
    yield made
    server.terminate()
    server.wait(timeout=30)


class Visits:
    """Pages that are visited, each in a browser of its own, and what happened on them that should not."""

    def __init__(self, chromium: Any, url: str) -> None:
        self._chromium, self._url = chromium, url
        self._pages: list[Any] = []
        self._faults: list[str] = []
        self._expected: tuple[str, ...] = ()

    def go(self, path: str = "/", *, base: str = "", expects: tuple[str, ...] = (), **context: Any) -> Any:
        """Open a page; what goes wrong on it is noted, but for what is expected to."""
        base, self._expected = base or self._url, self._expected + expects
        opened = self._chromium.new_context(**{"viewport": _DESKTOP, "accept_downloads": True, **context})
        page = opened.new_page()
        page.set_default_timeout(LIMIT_MS)
        self._pages.append(page)
        faults = self._faults

        def route(which: Any) -> None:
            address = which.request.url
            if address.startswith((base, "blob:", "data:", "file:")):
                which.continue_()
            else:
                faults.append(f"asked for {address}")
                which.abort()

        page.route("**/*", route)
        page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        page.goto(path if path.startswith("file:") else f"{base}{path}")
        page.locator("main h1").wait_for()
        return page

    def faults(self) -> list[str]:
        """What went wrong since this was asked last."""
        found = [fault for fault in self._faults if not any(word in fault for word in self._expected)]
        self._faults.clear()
        return found

    def close(self) -> None:
        """Close every page."""
        for page in self._pages:
            page.context.close()
        self._pages.clear()


@pytest.fixture
def visit(chromium: Any, app: App) -> Iterator[Callable[..., Any]]:
    """Open a page of the app in a browser of its own; what goes wrong on it fails the test in the end."""
    visits = Visits(chromium, app.url)
    yield visits.go
    try:
        faults = visits.faults()
    finally:
        visits.close()
    assert not faults, faults


class Stay:
    """A page of the app that stays open from test to test."""

    def __init__(self, visits: Visits) -> None:
        self._visits, self._page = visits, None

    def come(self, path: str, **visit: Any) -> Any:
        """Come to an address by way of another page of the app, so that nothing of what was there before is left."""
        if self._page is None:
            self._page = self._visits.go(path, **visit)
            return self._page
        heading = self._page.locator("main h1")
        taken = {urlsplit(self._page.url).path, urlsplit(path).path}
        elsewhere, title = next(each for each in _ELSEWHERE.items() if each[0] not in taken)
        self._page.set_viewport_size(_DESKTOP)
        self._page.set_default_timeout(LIMIT_MS)
        self._page.evaluate("path => window.solara.router.push(path)", elsewhere)
        heading.filter(has_text=title).wait_for()
        self._page.evaluate("path => window.solara.router.push(path)", path)
        heading.filter(has_not_text=title).wait_for()
        return self._page

    def check(self) -> None:
        """Fail for what went wrong since the last check; the next who comes has the app loaded anew then."""
        if self._page is not None:
            self._page.evaluate("0")  # what the browser has said by now has been heard after this
        faults = self._visits.faults()
        if faults:
            self.close()
        assert not faults, faults

    def close(self) -> None:
        """Leave."""
        self._visits.close()
        self._page = None


@pytest.fixture(scope="module")
def stay(chromium: Any, app: App) -> Iterator[Stay]:
    """The page on which tests of a module follow one another."""
    made = Stay(Visits(chromium, app.url))
    yield made
    made.close()


@pytest.fixture
def come(stay: Stay) -> Iterator[Callable[..., Any]]:
    """Come to an address on a page that stays open; what goes wrong on it fails the test in the end."""
    yield stay.come
    stay.check()


@pytest.fixture
def picture() -> Callable[[Any, str], None]:
    """Keep a picture of a page for eyes, in ``results/ui`` or the folder the environment names."""
    folder = Path(os.environ.get("ICSIM_ARTEFACTS") or _ROOT / "results" / "ui")

    def take(page: Any, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """What axe finds wrong with a page, by WCAG 2.2 AA and its own best practice."""
    from axe_playwright_python.sync_playwright import Axe

    def faults(page: Any) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes']]}" for each in found]

    return faults
