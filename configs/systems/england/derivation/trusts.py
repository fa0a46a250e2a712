"""NHS trusts: published heads, FTE, leavers and joiners by staff group; resident doctors by estimate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from derivation.assumptions import (
    NURSING_ASSOCIATE_SHARE,
    RESIDENT_DOCTOR_FTE_PER_HEAD,
    RESIDENT_DOCTORS_HEADS,
    TRANSFER_GROUP_HEADS,
    TRANSFER_GROUP_RATE,
    TRANSFER_JOINER_RATE,
    TRANSFER_LEAVER_RATE,
)
from derivation.geography import AMBULANCE_DISTRICTS, AMBULANCE_SYSTEMS, TRUST_SYSTEMS
from derivation.places import Locality, by_system, nearest
from derivation.source import Record, SourceFolder
from derivation.tables import (
    ESTIMATED,
    PUBLISHED,
    Organisation,
    Share,
    Staff,
    apportion,
    estimated_staff,
    shares_of_one,
)

SECTOR = {
    "Acute": "acute",
    "Mental Health": "mental_health",
    "Community Provider Trust": "community",
    "Ambulance": "ambulance",
}

GROUP = {
    "nurse_hv": "nurse",
    "midwife": "midwife",
    "doctor_senior": "doctor_senior",
    "stt": "ahp_scientific",
    "ambulance_qualified": "paramedic",
    "support_clinical": "clinical_support",
    "support_stt": "clinical_support",
    "support_ambulance": "clinical_support",
    "central": "other",
    "estates": "other",
    "manager": "other",
    "senior_manager": "other",
    "unknown": "other",
}
"""Staff group of the published table, and the group here."""

_POSITION_SOURCE = {
    "NHS website hospital list 2018 (OGL)": "position-nhs-2018",
    "postcode geocoded 2022 (OpenStreetMap, ODbL)": "position-osm-2022",
    "approximate, entered by hand": "position-by-hand",
}
_TURNOVER = "nhse-turnover-2025-10"


@dataclass
class Count:
    """One staff group of one trust as published: heads, FTE, heads leaving and joining in the month."""

    heads: int = 0
    fte: float = 0.0
    leavers: int = 0
    joiners: int = 0
    transfer: bool = False
    nursing_associates: int = 0

    def add(self, row: Record, transfer: bool) -> None:
        """Add one published staff group."""
        heads = int(row["headcount_end"])
        self.heads += heads
        self.fte += float(row["fte_end"])
        self.leavers += int(row["leavers"])
        self.joiners += int(row["joiners"])
        self.transfer = self.transfer or transfer
        if row["staff_group"] == "support_clinical":
            self.nursing_associates = round(heads * NURSING_ASSOCIATE_SHARE)

    def part(self, heads: int) -> tuple[int, float, float | None, float | None]:
        """Heads of this group with their part of its FTE, leavers and joiners: rates stay as published."""
        if heads == self.heads and not self.transfer:
            return heads, round(min(self.fte, heads), 1), self.leavers, self.joiners
        share = heads / self.heads
        fte = round(min(self.fte, self.heads) * share, 1)
        if self.transfer:
            return heads, fte, None, None
        return heads, fte, round(self.leavers * share, 3), round(self.joiners * share, 3)


def derive_trusts(source: SourceFolder, localities: list[Locality]) -> list[Organisation]:
    """Every NHS trust, in the place its headquarters lie in."""
    places = by_system(localities)
    found = []
    for row in source.trusts:
        point = float(row["lat"]), float(row["lon"])
        near = nearest(point, places[row["icb_code"]])
        found.append(
            Organisation(
                row["org_code"],
                row["name"],
                SECTOR[row["cluster"]],
                row["icb_code"],
                near.place.code,
                round(point[0], 4),
                round(point[1], 4),
                1,
                PUBLISHED,
                f"{_TURNOVER};{_POSITION_SOURCE[row['coord_source']]}",
            )
        )
    return found


def _transferred(row: Record) -> bool:
    """Whether a staff group's month shows a team moved in or out as a whole."""
    before = max(int(row["headcount_start"]), 1)
    most = max(int(row["leavers"]), int(row["joiners"]))
    return most >= TRANSFER_GROUP_HEADS and most / before > TRANSFER_GROUP_RATE


def transferred_trusts(source: SourceFolder) -> set[str]:
    """Trusts whose total leavers or joiners show a whole team moved in or out in the month."""
    return {
        row["org_code"]
        for row in source.turnover
        if row["staff_group"] == "all"
        and (
            int(row["leavers"]) / int(row["headcount_start"]) > TRANSFER_LEAVER_RATE
            or int(row["joiners"]) / int(row["headcount_start"]) > TRANSFER_JOINER_RATE
        )
    }


def _counts(source: SourceFolder, codes: set[str]) -> dict[str, dict[str, Count]]:
    whole = transferred_trusts(source)
    counts: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for row in source.turnover:
        code, group = row["org_code"], GROUP.get(row["staff_group"])
        if group and code in codes:
            counts[code][group].add(row, code in whole or _transferred(row))
    return counts


def _rows_of_group(code: str, group: str, count: Count) -> list[Staff]:
    """One row, or two where nursing associates are taken out of clinical support."""
    source = f"{_TURNOVER};team-transfer" if count.transfer else _TURNOVER
    associates = count.nursing_associates
    heads, fte, leavers, joiners = count.part(count.heads - associates)
    if not associates:
        return [Staff(code, group, heads, fte, None, leavers, joiners, PUBLISHED, source)]
    source = f"{source};nursing-associate-share"
    heads_na, fte_na, leavers_na, joiners_na = count.part(associates)
    return [
        Staff(code, group, heads, fte, None, leavers, joiners, ESTIMATED, source),
        Staff(code, "nursing_associate", heads_na, fte_na, None, leavers_na, joiners_na, ESTIMATED, source),
    ]


def derive_trust_staff(source: SourceFolder, trusts: list[Organisation]) -> list[Staff]:
    """Staff of every trust: published groups, and resident doctors shared by senior doctors."""
    counts = _counts(source, {trust.code for trust in trusts})
    rows = [
        row
        for code, groups in counts.items()
        for group, count in groups.items()
        if count.heads
        for row in _rows_of_group(code, group, count)
    ]
    seniors = {
        trust.code: counts[trust.code]["doctor_senior"].heads
        for trust in trusts
        if trust.sector in {"acute", "mental_health"}
    }
    residents = apportion(RESIDENT_DOCTORS_HEADS, seniors)
    rows += [
        estimated_staff(code, "doctor_resident", heads, RESIDENT_DOCTOR_FTE_PER_HEAD, "resident-doctors")
        for code, heads in residents.items()
        if heads
    ]
    return rows


def _ambulance_trust(locality: Locality) -> str:
    return AMBULANCE_DISTRICTS.get(locality.district, AMBULANCE_SYSTEMS[locality.place.system])


def derive_trust_shares(localities: list[Locality]) -> list[Share]:
    """Which systems a trust serves: ambulance trusts by population, some mental health trusts as stated."""
    people: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for locality in localities:
        trust = _ambulance_trust(locality)
        if trust:
            people[trust][locality.place.system] += locality.place.population
    served = {**people, **TRUST_SYSTEMS}
    return [
        Share(trust, system, share)
        for trust, weights in served.items()
        for system, share in shares_of_one(weights).items()
    ]
