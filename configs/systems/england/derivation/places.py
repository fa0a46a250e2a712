"""Systems, and the places people live in: districts, or the part of a district in one system."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from derivation.assumptions import CITY_OF_LONDON_PEOPLE, MERGED_TRUST_WEIGHT
from derivation.geography import DISTRICT_NOW, Point, distance_km
from derivation.source import SourceFolder
from derivation.tables import ESTIMATED, Place, System, apportion

_CITY_OF_LONDON = "E09000001"
_SPECIALIST = "Acute - Specialist"


@dataclass(frozen=True)
class Locality:
    """A place, with the district and the council with social-care duties it belongs to."""

    place: Place
    district: str
    council: str
    council_name: str
    share_of_district: float

    @property
    def point(self) -> Point:
        """Latitude and longitude of the district's centre, degrees."""
        return self.place.lat, self.place.lon


def derive_systems(source: SourceFolder) -> list[System]:
    """The 42 integrated care systems, with a slug to type."""
    return [
        System(
            row["icb_code"],
            re.sub(r"[^a-z]+", "-", row["name"].lower()).strip("-"),
            row["name"],
            row["region"],
            int(row["population_2022"]),
        )
        for row in source.systems
    ]


def catchment_shares(source: SourceFolder) -> dict[str, dict[str, float]]:
    """Share of each acute trust's admissions by district, in today's trust and district codes."""
    merged_into = {new: 1 - weight for new, weight in MERGED_TRUST_WEIGHT.values()}
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in source.catchment:
        old = row["org_code"]
        trust, weight = MERGED_TRUST_WEIGHT.get(old, (old, merged_into.get(old, 1.0)))
        district = DISTRICT_NOW.get(row["district_code"], row["district_code"])
        shares[trust][district] += weight * float(row["share_of_trust_admissions"])
    return {trust: dict(by_district) for trust, by_district in shares.items()}


def _people_weight(source: SourceFolder) -> dict[str, float]:
    """Trust headcount that a district's admissions account for: a stand-in for its population."""
    heads = {row["org_code"]: int(row["headcount"]) for row in source.trusts if row["benchmark_group"] != _SPECIALIST}
    weight: dict[str, float] = defaultdict(float)
    for trust, shares in catchment_shares(source).items():
        for district, share in shares.items():
            weight[district] += share * heads.get(trust, 0)
    return weight


def derive_localities(source: SourceFolder) -> list[Locality]:
    """Every place with an estimated population that sums to its system's published population."""
    weight = _people_weight(source)
    parts = Counter(row["district_code"] for row in source.districts)
    population: dict[tuple[str, str], int] = {}
    for system in derive_systems(source):
        weights: dict[tuple[str, str], float] = {}
        fixed = 0
        for row in source.districts:
            key = (row["district_code"], row["icb_code"])
            if key[1] != system.code:
                continue
            if key[0] == _CITY_OF_LONDON:
                population[key] = fixed = CITY_OF_LONDON_PEOPLE
            else:
                weights[key] = weight[key[0]] * float(row["share_of_district"])
        population.update(apportion(system.population - fixed, weights))
    localities = []
    for row in source.districts:
        district, system_code = row["district_code"], row["icb_code"]
        code = district if parts[district] == 1 else f"{district}-{system_code}"
        place = Place(
            code,
            row["district"],
            system_code,
            round(float(row["lat"]), 4),
            round(float(row["lon"]), 4),
            population[district, system_code],
            ESTIMATED,
            "ons-lookups-2024;place-population",
        )
        share = float(row["share_of_district"])
        localities.append(Locality(place, district, row["utla_code"], row["utla_name"], share))
    return localities


def nearest(point: Point, localities: list[Locality]) -> Locality:
    """The locality whose centre is nearest to a point."""
    return min(localities, key=lambda locality: (distance_km(point, locality.point), locality.place.code))


def by_system(localities: list[Locality]) -> dict[str, list[Locality]]:
    """Localities of each system."""
    grouped: dict[str, list[Locality]] = defaultdict(list)
    for locality in localities:
        grouped[locality.place.system].append(locality)
    return grouped
