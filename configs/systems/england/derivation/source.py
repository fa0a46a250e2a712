"""Reading the source folder given on the command line."""

from __future__ import annotations

import csv
import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

Record = dict[str, str]

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""A plain number; a few figures are ranges in words, and are not used here."""


class SourceFolder:
    """The published files, read as text records.

    Parameters
    ----------
    folder
        Folder that holds the source files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _read(self, name: str) -> list[Record]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def systems(self) -> list[Record]:
        """Integrated care boards with population."""
        return sorted(self._read("icbs_england.csv"), key=lambda row: row["icb_code"])

    @cached_property
    def trusts(self) -> list[Record]:
        """NHS trusts with type, board and position."""
        return sorted(self._read("trusts_england_2025.csv"), key=lambda row: row["org_code"])

    @cached_property
    def turnover(self) -> list[Record]:
        """Heads, FTE, joiners and leavers by organisation and staff group, October 2025."""
        return self._read("org_staff_group_turnover_2025-10.csv")

    @cached_property
    def districts(self) -> list[Record]:
        """Local-authority districts by board, with the share of the district in it."""
        return sorted(
            self._read("local_authorities_by_icb.csv"),
            key=lambda row: (row["district_code"], row["icb_code"]),
        )

    @cached_property
    def catchment(self) -> list[Record]:
        """Share of a trust's admissions by district."""
        return self._read("acute_trust_catchment_by_district.csv")

    @cached_property
    def practices(self) -> list[Record]:
        """General practices with their network and board."""
        return sorted(self._read("gp_practices_2026-01.csv"), key=lambda row: row["practice_code"])

    @cached_property
    def hospital_sites(self) -> list[Record]:
        """Hospital names and positions."""
        return self._read("hospital_sites_2022.csv")

    @cached_property
    def universities(self) -> list[Record]:
        """Universities that train nurses."""
        return self._read("universities_nursing_england.csv")

    @cached_property
    def outlines(self) -> list[tuple[str, dict[str, Any]]]:
        """Outline of each board's area, by code: a polygon or several, corners as longitude and latitude in degrees."""
        text = (self.folder / "icb_boundaries_simplified.geojson").read_text(encoding="utf-8")
        features = json.loads(text)["features"]
        return sorted((each["properties"]["icb_code"], each["geometry"]) for each in features)

    @cached_property
    def evidence(self) -> dict[str, float]:
        """Calibration figures by key that are plain numbers, the first where a key has several."""
        values: dict[str, float] = {}
        for row in self._read("evidence.csv"):
            if _NUMBER.fullmatch(row["value"]):
                values.setdefault(row["key"], float(row["value"]))
        return values
