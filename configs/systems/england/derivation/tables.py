"""Rows of the derived tables, and the two things done to all of them: sharing out whole heads and writing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PUBLISHED = "published"
ESTIMATED = "estimated"


class System(NamedTuple):
    """One integrated care system; population in people."""

    code: str
    slug: str
    name: str
    region: str
    population: int


class Organisation(NamedTuple):
    """One employer, or ``providers`` employers that stand together in one row; position in degrees."""

    code: str
    name: str
    sector: str
    system: str
    place: str
    lat: float
    lon: float
    providers: int
    basis: str
    source: str


class Staff(NamedTuple):
    """One staff group of one organisation: heads, decimal FTE, heads leaving and joining in one month."""

    organisation: str
    staff_group: str
    heads: int
    fte: float
    establishment_fte: float | None
    leavers_per_month: float | None
    joiners_per_month: float | None
    basis: str
    source: str


class Place(NamedTuple):
    """The part of one local-authority district that lies in one system; population in people."""

    code: str
    name: str
    system: str
    lat: float
    lon: float
    population: int
    basis: str
    source: str


class Edge(NamedTuple):
    """An undirected partnership between two organisations, ``a`` before ``b``; weight 0-1."""

    a: str
    b: str
    kind: str
    weight: float


class OutlinePoint(NamedTuple):
    """One corner of the outline of a system on a map: number of the ring from 0, position in degrees."""

    system: str
    ring: int
    lat: float
    lon: float


class Share(NamedTuple):
    """The part of one organisation that works for one system, 0-1."""

    organisation: str
    system: str
    share: float


class Programme(NamedTuple):
    """A programme of one university; places are the students who start each year."""

    university: str
    programme: str
    intake_month: int
    length_months: int
    places: int
    basis: str
    source: str


Row = System | Organisation | Staff | Place | Edge | Share | Programme | OutlinePoint


def apportion[K: str | tuple[str, str]](total: int, weights: Mapping[K, float]) -> dict[K, int]:
    """Share a whole number out in proportion to weights, by largest remainder.

    Parameters
    ----------
    total
        Whole number to share out, for example heads.
    weights
        Non-negative weight by key; at least one above zero.

    Returns
    -------
    dict
        A whole number by key; the sum is exactly ``total``. Equal remainders go to the key that sorts first.
    """
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    floors = {key: int(value) for key, value in exact.items()}
    left = total - sum(floors.values())
    by_remainder = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    for key in by_remainder[:left]:
        floors[key] += 1
    return floors


def shares_of_one(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as shares with four decimals that sum to exactly one."""
    return {key: parts / 10_000 for key, parts in apportion(10_000, weights).items()}


def estimated_staff(organisation: str, group: str, heads: int, fte_per_head: float, source: str) -> Staff:
    """A staff row whose FTE follows from heads and a participation ratio; leaving and joining stay empty."""
    fte = round(heads * fte_per_head, 1)
    return Staff(organisation, group, heads, fte, None, None, None, ESTIMATED, source)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def write_table(path: Path, kind: type[Row], rows: Sequence[Row]) -> None:
    """Write rows as UTF-8 CSV with a header, sorted by their leading columns, with plain line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kind._fields)
    writer.writerows([_cell(value) for value in row] for row in sorted(rows, key=lambda row: row[:2]))
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
