"""Primary care networks and their practices: staff by patients, positions by place names and postcodes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from derivation import assumptions as given
from derivation.gazetteer import Gazetteer
from derivation.geography import NETWORK_DISTRICTS, Point, spread
from derivation.places import Locality, nearest
from derivation.source import Record, SourceFolder
from derivation.tables import (
    ESTIMATED,
    Organisation,
    Share,
    Staff,
    apportion,
    estimated_staff,
    shares_of_one,
)

_NO_NETWORK = "U"
_GATHERED = "GP-"
_SPREAD_STEP_KM = 0.6
_FIRST_SPREAD = 5  # nearer points of the spiral belong to care providers, the council and charities


@dataclass(frozen=True)
class Network:
    """One primary care network, or the practices of a system that are in none."""

    code: str
    name: str
    system: str
    practices: list[Record]
    systems: dict[str, float]


def _title(name: str) -> str:
    """Readable capitals for a name published in capitals."""
    text = " ".join(word.capitalize() for word in name.split())
    text = re.sub(r"(?<=[(/&-])[a-z]", lambda match: match[0].upper(), text)
    text = re.sub(r"\(([A-Za-z]{2,4})\)", lambda match: match[0].upper(), text)
    text = re.sub(r"\b(And|Of|The|In|On|Upon|With|By|To)\b", lambda match: match[0].lower(), text)
    text = re.sub(r"\b(Pcn|Nhs|Gp|Nw|Ne|Sw|Se)\b", lambda match: match[0].upper(), text)
    text = re.sub(r"\b[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{3,4}\b", lambda match: match[0].upper(), text)
    text = text.replace("LTD", "Ltd")
    return text[:1].upper() + text[1:]


def networks(source: SourceFolder) -> list[Network]:
    """Networks by code; practices in no network are gathered by system under ``GP-<system>``."""
    members: dict[str, list[Record]] = defaultdict(list)
    for row in source.practices:
        alone = row["pcn_code"] == _NO_NETWORK
        members[_GATHERED + row["icb_code"] if alone else row["pcn_code"]].append(row)
    system_names = {row["icb_code"]: row["name"] for row in source.systems}
    found = []
    for code, rows in sorted(members.items()):
        count = Counter(row["icb_code"] for row in rows)
        home = min(count, key=lambda system: (-count[system], system))
        name = _title(rows[0]["pcn_name"])
        if code.startswith(_GATHERED):
            name = f"{system_names[home]} practices in no network"
        found.append(Network(code, name, home, rows, {system: float(n) for system, n in count.items()}))
    return found


def _patients(source: SourceFolder, found: list[Network]) -> dict[str, float]:
    """Registered patients of each network: part equally, part by practices, within each system."""
    population = {row["icb_code"]: float(row["population_2022"]) for row in source.systems}
    registered = source.evidence["primary.registered_patients"] / sum(population.values())
    practices = Counter(row["icb_code"] for row in source.practices)
    in_networks: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for network in found:
        if not network.code.startswith(_GATHERED):
            number[network.system] += 1
            in_networks[network.system] += len(network.practices)
    patients = {}
    for network in found:
        # A lone practice gets a practice's part; networks share what is left.
        people = population[network.system] * registered
        by_practice = people * len(network.practices) / practices[network.system]
        if network.code.startswith(_GATHERED):
            patients[network.code] = by_practice
            continue
        equal = people * in_networks[network.system] / practices[network.system] / number[network.system]
        equal_part = given.EQUAL_NETWORK_SHARE
        patients[network.code] = equal_part * equal + (1 - equal_part) * by_practice
    return patients


def _england_fte(source: SourceFolder) -> dict[str, tuple[float, float]]:
    """FTE in England and FTE per head, by staff group."""
    evidence = source.evidence
    total = evidence["primary.total_fte_per_1000_patients"] * evidence["primary.registered_patients"] / 1000
    direct = total * evidence["primary.share.other_direct_patient_care"]
    groups = {
        "gp": (evidence["primary.gp_fte"], evidence["primary.gp.fte_per_head"]),
        "nurse": (total * evidence["primary.share.nurse"], given.PRACTICE_NURSE_FTE_PER_HEAD),
    }
    for group, share in given.DIRECT_CARE_SPLIT.items():
        groups[group] = (direct * share, given.DIRECT_CARE_FTE_PER_HEAD)
    admin = total * evidence["primary.share.admin"]
    # Administrative staff and link workers share a staff group: one ratio for both.
    groups["other"] = (groups["other"][0] + admin, given.PRACTICE_ADMIN_FTE_PER_HEAD)
    return groups


def derive_primary_care_staff(source: SourceFolder) -> list[Staff]:
    """Staff of every network, England's totals shared by patients."""
    patients = _patients(source, networks(source))
    return [
        estimated_staff(code, group, heads, ratio, "general-practice-shares")
        for group, (fte, ratio) in _england_fte(source).items()
        for code, heads in apportion(round(fte / ratio), patients).items()
        if heads
    ]


def _position(network: Network, gazetteer: Gazetteer, placed: Counter[str]) -> tuple[Locality, Point, str]:
    """Place and position of a network, with its source: by hand, by evidence, or the emptiest place."""
    inside = gazetteer.places[network.system]
    for locality in inside:
        if locality.district == NETWORK_DISTRICTS.get(network.code):
            return locality, locality.point, "pcn-by-hand"
    evidence = gazetteer.locate(network.system, network.name, network.practices)
    if evidence and not network.code.startswith(_GATHERED):
        point, how = evidence
        near = nearest(point, inside)
        # Evidence from a neighbouring system must not carry the network across the border.
        at_home = nearest(point, gazetteer.localities).place.system == network.system
        return near, point if at_home else near.point, how
    near = max(inside, key=lambda x: (x.place.population / (1 + placed[x.place.code]), x.place.code))
    return near, near.point, "pcn-spread"


def derive_primary_care(source: SourceFolder, localities: list[Locality]) -> tuple[list[Organisation], list[Share]]:
    """Every network with an estimated position; one whose practices lie in two systems serves both."""
    gazetteer = Gazetteer(source, localities)
    placed: Counter[str] = Counter()
    organisations, shares = [], []
    for network in networks(source):
        near, centre, how = _position(network, gazetteer, placed)
        lat, lon = spread(centre, _FIRST_SPREAD + placed[near.place.code], _SPREAD_STEP_KM)
        placed[near.place.code] += 1
        organisations.append(
            Organisation(
                network.code,
                network.name,
                "primary_care",
                network.system,
                near.place.code,
                lat,
                lon,
                len(network.practices),
                ESTIMATED,
                f"nhse-practices-2026-01;{how}",
            )
        )
        if len(network.systems) > 1:
            split = shares_of_one(network.systems).items()
            shares += [Share(network.code, system, share) for system, share in split]
    return organisations, shares
