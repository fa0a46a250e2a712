"""A browser, and printing a page with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
         "--no-first-run", "--disable-gpu")  # fmt: skip
LIMIT_MS = 60_000
"""Longest wait for anything on a page: nothing is asked of how quick a machine is."""
_SECONDS = 120


def browser() -> str | None:
    """The browser the environment names, else one on the path, if there is one."""
    if named := os.environ.get("ICSIM_BROWSER"):
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pages(html: str, folder: Path) -> int:
    """How many sheets of A4 a page prints on."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html, encoding="utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command = [browser(), *words, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
