"""Where a primary care network lies: by place names and by what else is known of its postcode districts."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import fmean, median

from derivation.geography import OUTCODE_DISTRICTS, Point
from derivation.places import Locality, by_system, nearest
from derivation.source import Record, SourceFolder

_GENERIC = frozenset(
    """
    nhs foundation trust hospital hospitals the of and for community general infirmary centre clinic unit
    royal university teaching district memorial war cottage treatment day surgery surgical health
    healthcare medical nuffield spire bmi ramsay private county city town north south east west northern
    southern eastern western central upper lower mid queen king elizabeth victoria alexandra princess
    prince st saint mary george john house lodge park manor grange court hall hill road street bridge
    green view mount new old great little long women children eye dental mental rehabilitation independent
    specialist minor injuries urgent care walk in priory abbey church castle station oak beech oaks cedar
    elm ash willow orchard garden field lane meadow well bank wood woodland grove heath heart chest cancer
    birth maternity resource services service at a on by to practice network pcn primary group partnership
    family doctors queens kings princes school college chapel marys ann anns catherine square clay lister
    trent grosvenor parkside ridgeway eliot potter bishop emerson langley milford newton fairfield
    highfield springfield forest river bay coast vale valley beacon cross highway market village
    """.split()  # noqa: SIM905 - a list of words reads better as prose
)
"""Words in the names of hospitals, districts and practices that name no place."""

_PARTS = re.compile(r"\band\b|\bupon\b|\bof\b|\bwith\b|,|&|\(|\)|-|/")
_COUNTIES = frozenset(
    """
    cornwall devon dorset somerset gloucestershire wiltshire hampshire hant berkshire buckinghamshire
    oxfordshire bedfordshire hertfordshire hert essex suffolk norfolk cambridgeshire northamptonshire
    leicestershire lincolnshire nottinghamshire derbyshire staffordshire shropshire herefordshire
    worcestershire warwickshire cheshire lancashire cumbria yorkshire northumberland northumbria sussex
    surrey kent london merseyside midland midlands riding furnes
    """.split()  # noqa: SIM905 - a list of words reads better as prose
)
"""Names too wide to place a network by; parts of them (``north norfolk``) are districts and stay."""

_OUTCODE = re.compile(r"([A-Z]+)(\d+)")
_LEAST_LETTERS = 4


def words(name: str) -> str:
    """A name as lower-case words between spaces, plural ends off: ``" south cotswold pcn "``."""
    found = re.findall(r"[a-z]+", name.lower().replace("'", "").replace("’", ""))
    return f" {' '.join(_singular(word) for word in found)} "


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > _LEAST_LETTERS + 1 else word


def _phrases(name: str) -> list[str]:
    """The parts of a name that may be a place: whole, and without generic words."""
    found = []
    for part in _PARTS.split(name.lower()):
        inside = words(part).split()
        specific = [word for word in inside if word not in _GENERIC and len(word) >= _LEAST_LETTERS]
        if specific:
            found += [" ".join(inside), " ".join(specific)]
    return [phrase for phrase in dict.fromkeys(found) if phrase not in _COUNTIES]


class Gazetteer:
    """Place names of each system with their positions, and the postcode districts they explain.

    Parameters
    ----------
    source
        Published files: hospital sites, trusts, universities and practices.
    localities
        Places whose names and centres open the list; a site belongs to the system of the nearest centre.
    """

    def __init__(self, source: SourceFolder, localities: list[Locality]) -> None:
        self._names: dict[str, dict[str, Point]] = defaultdict(dict)
        self._anchors: dict[str, list[Point]] = defaultdict(list)
        self.localities = localities
        self.places = by_system(localities)
        for locality in localities:
            self._learn(locality.place.system, locality.place.name, locality.point)
        for row in source.trusts:
            point = float(row["lat"]), float(row["lon"])
            self._learn(row["icb_code"], row["town"], point)
            self._anchors[_outcode(row)].append(point)
        for row in source.universities:
            self._learn(row["icb_code"], row["town"], (float(row["lat"]), float(row["lon"])))
        for row in source.hospital_sites:
            point = float(row["lat"]), float(row["lon"])
            self._learn(nearest(point, localities).place.system, row["name"], point)
        for row in source.practices:
            system = row["icb_code"]
            named = self.named(system, row["practice_name"]) or self.named(system, row["pcn_name"])
            if named:
                self._anchors[_outcode(row)].append(named)
        for locality in localities:
            for outcode in OUTCODE_DISTRICTS.get(locality.place.code, "").split():
                self._anchors[outcode] = [locality.point]
        self._outcodes = {outcode: middle(points) for outcode, points in self._anchors.items()}

    def _learn(self, system: str, name: str, point: Point) -> None:
        for phrase in _phrases(name):
            self._names[system].setdefault(phrase, point)

    def named(self, system: str, name: str) -> Point | None:
        """Position of the place of a system that a name holds; the mean where it holds several."""
        text = words(name)
        hits = [phrase for phrase in self._names[system] if f" {phrase} " in text]
        longest = [hit for hit in hits if not any(hit != other and hit in other for other in hits)]
        points = [self._names[system][hit] for hit in longest]
        return (fmean(lat for lat, _ in points), fmean(lon for _, lon in points)) if points else None

    def _by_postcode(self, row: Record) -> Point | None:
        """Position of a practice's postcode district, or of the known one of the nearest number."""
        outcode = _outcode(row)
        if outcode in self._outcodes:
            return self._outcodes[outcode]
        area, number = _numbered(outcode)
        same_area = [known for known in self._outcodes if _numbered(known)[0] == area]
        if not same_area:
            return None
        return self._outcodes[min(same_area, key=lambda known: (abs(_numbered(known)[1] - number), known))]

    def locate(self, system: str, name: str, practices: list[Record]) -> tuple[Point, str] | None:
        """Position of a network and the source of it, or None where no evidence is at hand."""
        named = self.named(system, name)
        if named:
            return named, "pcn-by-name"
        found = [self.named(system, row["practice_name"]) or self._by_postcode(row) for row in practices]
        points = [point for point in found if point]
        return (middle(points), "pcn-by-postcode") if points else None


def middle(points: list[Point]) -> Point:
    """Median latitude and longitude: one false match does not move it."""
    return median(point[0] for point in points), median(point[1] for point in points)


def _outcode(row: Record) -> str:
    return row["postcode"].split()[0]


def _numbered(outcode: str) -> tuple[str, int]:
    """Postcode area and district number: ``GL54`` is (GL, 54)."""
    found = _OUTCODE.match(outcode)
    return (found[1], int(found[2])) if found else (outcode, 0)
