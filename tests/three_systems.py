"""Three integrated care systems in one folder, for tests: the small system three times, two near and one far away."""

from __future__ import annotations

import csv
from pathlib import Path

from icsim.config.catalogue import configs_root

SYSTEMS = {"QXA": 0.0, "QXB": 0.15, "QXC": 3.0}
"""Codes of the systems, and how many degrees north of the small system each lies: the first two are neighbours."""
NAMES = {"QXA": "Wendle Valley", "QXB": "Upper Wendle", "QXC": "Far Wendle"}
_OWN = ("organisation", "code", "a", "b", "university", "place")
"""Columns that name something of one system."""


def write_three_systems(folder: Path, *, shrink: str = "") -> Path:
    """Write the tables of a folder of three systems.

    Parameters
    ----------
    folder
        Folder to make.
    shrink
        Code of a system that has only one organisation, its acute trust; empty for none.
    """
    folder.mkdir()
    source = configs_root() / "systems" / "small"
    (folder / "system.yaml").write_text("system: Three valleys\ncode: THREE\nslug: three\n", encoding="utf-8")
    with (folder / "systems.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ("code", "slug", "name", "region", "population"),
                *((c, c.lower(), n, "None", 1) for c, n in NAMES.items()),
            ]
        )
    for name in ("organisations", "places", "staff", "edges", "programmes"):
        with (source / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(
                _of_system(row, code) for code in SYSTEMS for row in rows if _stays(row, name, code, shrink)
            )
    return folder


def _of_system(row: dict[str, str], code: str) -> dict[str, str]:
    own = {key: f"{row[key]}-{code}" for key in _OWN if key in row}
    if "lat" in row:
        own["lat"] = f"{float(row['lat']) + SYSTEMS[code]:.4f}"
    return row | own | ({"system": code} if "system" in row else {})


def _stays(row: dict[str, str], table: str, code: str, shrink: str) -> bool:
    return code != shrink or table == "places" or {row.get("code"), row.get("organisation")} & {"TA1"} != set()
