"""Map of a replay: where organisations are, in kilometres, and the outline of their system."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from icsim.system import System

OUTLINES: Final = "outlines.csv"
"""Table of outlines beside those of the systems of England."""
OFFICIAL: Final = (
    "Outline: Office for National Statistics, Integrated Care Boards July 2022, ultra generalised, Open Government "
    "Licence v3.0. Contains OS data © Crown copyright and database right 2022."
)
APPROXIMATE: Final = "The outline is approximate: it is drawn round the places of the system."

Point = tuple[float, float]

_KM_PER_DEGREE = 111.195
_MARGIN = 1.12
"""How much wider an approximate outline is than the places in it."""
_LEAST_KM = 2.0
"""Half the width of the smallest outline."""
_ROUNDINGS = 3
"""Times the corners of an approximate outline are cut."""


@dataclass(frozen=True)
class Map:
    """A flat map.

    Parameters
    ----------
    organisations
        Kilometres east and south of the middle, one point for each organisation of the system.
    rings
        Outlines: corners of each in order.
    note
        Where the outline is from, or that it is approximate.
    """

    organisations: tuple[Point, ...]
    rings: tuple[tuple[Point, ...], ...]
    note: str


def map_of(system: System) -> Map:
    """The map of a system.

    Outlines are those of the integrated care systems inside, as published.
    Where one is not known, or most organisations are not within it, so that
    only its code is shared, an outline is drawn round the places.
    """
    known = [_rings_by_system().get(code) for code in system.systems]
    official = [ring for rings in known if rings for ring in rings]
    everybody = [(o.lat, o.lon) for o in system.organisations]
    if all(known) and 2 * sum(_near(point, official) for point in everybody) >= len(everybody):
        rings, note = official, OFFICIAL
    else:
        points = [*everybody, *((place.lat, place.lon) for place in system.places)]
        rings, note = [], APPROXIMATE
    about = [point for ring in rings for point in ring] or everybody
    middle = tuple((min(p[axis] for p in about) + max(p[axis] for p in about)) / 2 for axis in (0, 1))

    def flat(point: Point) -> Point:
        east = (point[1] - middle[1]) * math.cos(math.radians(middle[0])) * _KM_PER_DEGREE
        return round(east, 2), round((middle[0] - point[0]) * _KM_PER_DEGREE, 2)

    drawn = [tuple(map(flat, ring)) for ring in rings] or [_round_about([flat(point) for point in points])]
    return Map(tuple(map(flat, everybody)), tuple(drawn), note)


@cache
def _rings_by_system() -> dict[str, tuple[tuple[Point, ...], ...]]:
    """Published outlines, corners as latitude and longitude; none where the table is not shipped."""
    import csv

    from icsim.config.catalogue import ENGLAND, configs_root

    path = configs_root() / "systems" / ENGLAND / OUTLINES
    if not path.is_file():
        return {}
    rings: dict[tuple[str, int], list[Point]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rings.setdefault((row["system"], int(row["ring"])), []).append((float(row["lat"]), float(row["lon"])))
    found: dict[str, tuple[tuple[Point, ...], ...]] = {}
    for (system, _), ring in sorted(rings.items()):
        found[system] = (*found.get(system, ()), tuple(ring))
    return found


def _near(point: Point, rings: Sequence[Sequence[Point]]) -> bool:
    """Whether a point is in the rectangle about an outline."""
    corners = [corner for ring in rings for corner in ring]
    return all(min(c[axis] for c in corners) <= point[axis] <= max(c[axis] for c in corners) for axis in (0, 1))


def _round_about(points: Sequence[Point]) -> tuple[Point, ...]:
    """A smooth ring round some points: their convex hull, widened, with its corners cut."""
    hull = _hull(points)
    x, y = (sum(axis) / len(hull) for axis in zip(*hull, strict=True))
    wide = [(x + _MARGIN * (px - x), y + _MARGIN * (py - y)) for px, py in hull]
    reach = max(_LEAST_KM, max(math.dist((x, y), p) for p in wide) / 4)
    ring = _hull([(px + dx, py + dy) for px, py in wide for dx in (-reach, reach) for dy in (-reach, reach)])
    for _ in range(_ROUNDINGS):
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        ring = [(a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])) for a, b in pairs for part in (0.25, 0.75)]
    return tuple((round(px, 2), round(py, 2)) for px, py in ring)


def _hull(points: Sequence[Point]) -> list[Point]:
    """Corners of the convex hull, in order (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    halves: list[list[Point]] = []
    for side in (ordered, ordered[::-1]):
        half: list[Point] = []
        for p in side:
            while len(half) > 1 and _turn(half[-2], half[-1], p) <= 0:
                half.pop()
            half.append(p)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
