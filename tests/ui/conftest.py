"""The app in a real browser: one server, a fresh browser context for each visit, and nothing from outside.

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.browser import browser as browser_path

_READY_S = 60
_ROOT = Path(__file__).parents[2]
_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
          "--no-first-run", "--disable-gpu"]  # fmt: skip


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


@dataclass
class Visit:
    """What happened on a page that should not."""

    page: Any
    faults: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def start_app(folder: Path, *options: str, port: int | None = None) -> tuple[App, subprocess.Popen[bytes]]:
    """Start ``icsim ui`` and wait until it is ready."""
    port = port or free_port()
    words = ["ui", "--port", str(port), "--cache", str(folder / "cache"), "--workers", "1", "--no-open", *options]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "icsim", *words], cwd=folder, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return App(url, folder), server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    server.kill()
    raise AssertionError(f"the app did not start:\n{(folder / 'server.log').read_text()}")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, for all tests of a session that do not need one of their own."""
    made, server = start_app(tmp_path_factory.mktemp("app"))
    yield made
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser_path(), args=_FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(chromium: Any, app: App) -> Iterator[Callable[..., Any]]:
    """Open a page of the app in a browser of its own; what goes wrong on it fails the test in the end."""
    visits: list[Visit] = []

    def go(path: str = "/", *, base: str = app.url, expects: tuple[str, ...] = (), **context: Any) -> Any:
        opened = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **context}
        )
        page = opened.new_page()
        page.set_default_timeout(20_000)
        seen = Visit(page, allowed=expects)
        visits.append(seen)

        def route(which: Any) -> None:
            address = which.request.url
            if address.startswith((base, "blob:", "data:", "file:")):
                which.continue_()
            else:
                seen.faults.append(f"asked for {address}")
                which.abort()

        page.route("**/*", route)
        page.on("console", lambda said: seen.faults.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: seen.faults.append(f"script: {error}"))
        page.on("response", lambda got: seen.faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        page.goto(path if path.startswith("file:") else f"{base}{path}")
        page.locator("main h1").wait_for()
        return page

    yield go
    faults = [fault for seen in visits for fault in seen.faults if not any(word in fault for word in seen.allowed)]
    for seen in visits:
        seen.page.context.close()
    assert not faults, faults


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
