"""Outlines of integrated care systems, for maps: the published ultra-generalised boundaries as rows."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.source import SourceFolder
from derivation.tables import OutlinePoint


def derive_outlines(source: SourceFolder) -> Iterator[OutlinePoint]:
    """Corners of every outline in order, without the last of a ring, which is the first again."""
    for system, geometry in source.outlines:
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = [ring for polygon in polygons for ring in polygon]
        for number, ring in enumerate(rings):
            for lon, lat in ring[:-1]:
                yield OutlinePoint(system, number, lat, lon)
