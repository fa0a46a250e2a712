"""The generated table of the data page: every table that comes with icsim, its rows, and how many were estimated."""

from __future__ import annotations

import csv
from pathlib import Path

from icsim.cli.screen import as_markdown
from icsim.config import configs_root

WHAT = {
    "systems.csv": "the 42 integrated care systems: code, region, population",
    "organisations.csv": "employers and universities: sector, place, position, number of providers",
    "staff.csv": "heads, FTE, funded posts, leavers and joiners by organisation and staff group",
    "places.csv": "where people live: position, population",
    "edges.csv": "partnerships between organisations and their weights",
    "shares.csv": "how an organisation that serves several systems is divided between them",
    "programmes.csv": "what universities teach: intake, length, places",
    "outlines.csv": "corners of the systems' outlines, for maps alone",
}
"""What each table holds, in the order of the page."""


def tables() -> str:
    """Rows of each shipped table, published and estimated."""
    rows = []
    for folder in sorted((configs_root() / "systems").iterdir()):
        found = {path.name: path for path in folder.glob("*.csv")}
        if unknown := found.keys() - WHAT:
            raise ValueError(f"{folder.name}: no words for {', '.join(sorted(unknown))}")
        rows += [_row(folder.name, found[name]) for name in WHAT if name in found]
    return as_markdown(("table", "rows", "published", "estimated", "what it holds"), rows)


def _row(folder: str, path: Path) -> tuple[str, str, str, str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    marked = rows and "basis" in rows[0]
    counts = (
        [f"{sum(row['basis'] == basis for row in rows):,}" for basis in ("published", "estimated")] if marked else []
    )
    published, estimated = counts or ("–", "–")
    return f"`{folder}/{path.name}`", f"{len(rows):,}", published, estimated, WHAT[path.name]
