"""The documentation site: ``python -m docs.make_site``, or ``make site``.

The pages are gathered into a folder laid out as the repository is, so that
the links between them hold as they stand, and mkdocs makes the site of it in
``site/``. A warning is an error. The site opens from its folder, without a
server and without the internet; search is in it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "mkdocs.yml"
GATHERED = ROOT / "build" / "site_pages"
SITE = ROOT / "site"
SHOWN = ROOT / "docs" / "site"
"""Script and style of the site itself."""

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def navigation() -> dict[str, str]:
    """Pages of the site by path from the root, with the section that each is in."""
    config = YAML().load(CONFIG.read_text(encoding="utf-8"))
    return {path: section for part in config["nav"] for section, pages in part.items() for path in _paths(pages)}


def linked(page: Path) -> Iterator[Path]:
    """Files of the repository that a page links to or shows."""
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        name = target.partition("#")[0]
        if name and "://" not in target and not target.startswith("mailto:"):
            yield (page.parent / name).resolve()


def gather(folder: Path) -> list[Path]:
    """Put the pages, and the files that they link to or show, in a folder laid out as the repository.

    Raises
    ------
    FileNotFoundError
        If a page is not there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pages = [ROOT / path for path in navigation()]
    others = {path for page in pages for path in linked(page) if path.is_file()}
    files = sorted({*pages, *others, *SHOWN.iterdir()})
    for path in files:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return files


def build(site: Path = SITE, gathered: Path = GATHERED) -> None:
    """Make the site.

    Parameters
    ----------
    site
        Folder of the site; what is in it goes.
    gathered
        Folder for the pages on their way.

    Raises
    ------
    SystemExit
        If mkdocs has something to say against the pages.
    """
    gather(gathered)
    config = gathered.with_name(f"{gathered.name}.yml")
    config.write_text(f"INHERIT: {CONFIG}\ndocs_dir: {gathered}\n", encoding="utf-8")
    words = ["build", "--strict", "--quiet", "--config-file", str(config), "--site-dir", str(site.resolve())]
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
    )
    if done.returncode or "WARNING" in done.stderr:
        raise SystemExit(f"The site was not made:\n{done.stderr}{done.stdout}")


def _paths(pages: Any) -> Iterator[str]:
    if isinstance(pages, str):
        yield pages
    elif isinstance(pages, dict):
        for inside in pages.values():
            yield from _paths(inside)
    else:
        for inside in pages:
            yield from _paths(inside)


def main() -> None:
    """Make the site, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m docs.make_site", description="Make the documentation site.")
    parser.add_argument("--out", type=Path, default=SITE, help="folder of the site (default: site)")
    asked = parser.parse_args()
    build(asked.out)
    print(f"Open {asked.out / 'index.html'}")


if __name__ == "__main__":
    main()
