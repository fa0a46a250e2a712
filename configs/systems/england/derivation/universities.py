"""Universities that train registered nurses; they employ nobody in the model."""

from __future__ import annotations

import re

from derivation.places import Locality, by_system, nearest
from derivation.source import SourceFolder
from derivation.tables import ESTIMATED, Organisation


def _slug(name: str) -> str:
    """A short code from a name, without the words most universities share: ``east-anglia``."""
    words = re.findall(r"[a-z]+", re.sub(r"\(formerly [^)]*\)", "", name).lower().replace("'", ""))
    return "-".join(word for word in words if word not in {"university", "of", "the"})


def derive_universities(source: SourceFolder, localities: list[Locality]) -> list[Organisation]:
    """Every university, in the place its town lies in."""
    places = by_system(localities)
    found = []
    for row in source.universities:
        point = round(float(row["lat"]), 4), round(float(row["lon"]), 4)
        near = nearest(point, places[row["icb_code"]])
        found.append(
            Organisation(
                f"UNI-{_slug(row['name'])}",
                row["name"],
                "university",
                row["icb_code"],
                near.place.code,
                *point,
                1,
                ESTIMATED,
                "universities-compiled",
            )
        )
    return found
