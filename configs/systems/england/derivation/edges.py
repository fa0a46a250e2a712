"""Partnership edges: overlapping catchments, and stated weights within a system or a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from derivation.assumptions import LEAST_ADMISSIONS, LEAST_OVERLAP, NEIGHBOUR_WEIGHTS, STATED_WEIGHTS
from derivation.places import Locality
from derivation.tables import Edge, Organisation, Share

CATCHMENT = "shared_catchment"
OTHER = "other"


class Partnerships:
    """Edges by pair, each pair once with its greatest weight."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[float, str]] = {}

    def add(self, a: str, b: str, weight: float, kind: str = CATCHMENT) -> None:
        """Note a partnership, unless a stronger one of the pair is known."""
        if a == b or round(weight, 3) <= 0:
            return
        pair = min(a, b), max(a, b)
        self._found[pair] = max(self._found.get(pair, (0.0, kind)), (round(min(weight, 1.0), 3), kind))

    def edges(self) -> list[Edge]:
        """All edges."""
        return [Edge(a, b, kind, weight) for (a, b), (weight, kind) in self._found.items()]


def _add_overlaps(found: Partnerships, catchment: Mapping[str, Mapping[str, float]]) -> None:
    """Two acute trusts: the sum over districts of the smaller share of admissions."""
    for a, b in combinations(sorted(catchment), 2):
        overlap = sum(min(share, catchment[b].get(district, 0.0)) for district, share in catchment[a].items())
        if overlap >= LEAST_OVERLAP:
            found.add(a, b, overlap)


def _add_catchments(
    found: Partnerships,
    catchment: Mapping[str, Mapping[str, float]],
    localities: Iterable[Locality],
    located: Mapping[str, list[Organisation]],
) -> None:
    """An acute trust and the care, primary care and council organisations of districts it draws from."""
    for trust, shares in catchment.items():
        from_council: dict[str, float] = defaultdict(float)
        for locality in localities:
            share = shares.get(locality.district, 0.0) * locality.share_of_district
            from_council[f"LA-{locality.council}"] += share
            if share < LEAST_ADMISSIONS:
                continue
            for organisation in located[locality.place.code]:
                if organisation.sector in {"social_care", "primary_care"}:
                    found.add(trust, organisation.code, share)
        for council, share in from_council.items():
            if share >= LEAST_ADMISSIONS:
                found.add(trust, council, share)


def _add_stated(found: Partnerships, serving: Mapping[str, list[Organisation]]) -> None:
    """Trusts, charities and universities with organisations of stated sectors in the same system."""
    for members in serving.values():
        for a in members:
            for b in members:
                weight = STATED_WEIGHTS.get(a.sector, {}).get(b.sector)
                if weight:
                    found.add(a.code, b.code, weight, OTHER if a.sector == "university" else CATCHMENT)


def _add_neighbours(
    found: Partnerships, located: Mapping[str, list[Organisation]], localities: Iterable[Locality]
) -> None:
    """Care providers, networks and the council of one place."""
    councils = {locality.place.code: f"LA-{locality.council}" for locality in localities}
    for place, members in located.items():
        near = [x for x in members if x.sector in {"primary_care", "social_care"}]
        for a, b in combinations(near, 2):
            first, second = sorted((a.sector, b.sector))
            found.add(a.code, b.code, NEIGHBOUR_WEIGHTS.get((first, second), 0.0))
        for member in near:
            found.add(councils[place], member.code, NEIGHBOUR_WEIGHTS["local_authority", member.sector])


def derive_edges(
    organisations: list[Organisation],
    shares: list[Share],
    catchment: Mapping[str, Mapping[str, float]],
    localities: list[Locality],
) -> list[Edge]:
    """All partnership edges of England.

    Parameters
    ----------
    organisations, shares
        Employers, and the systems that those of several systems serve.
    catchment
        Share of admissions by acute trust and district.
    localities
        Places, with their districts and councils.
    """
    located: dict[str, list[Organisation]] = defaultdict(list)
    serving: dict[str, list[Organisation]] = defaultdict(list)
    served: dict[str, list[str]] = defaultdict(list)
    for share in shares:
        served[share.organisation].append(share.system)
    for organisation in organisations:
        located[organisation.place].append(organisation)
        for system in served.get(organisation.code, [organisation.system]):
            serving[system].append(organisation)
    found = Partnerships()
    _add_overlaps(found, catchment)
    _add_catchments(found, catchment, localities, located)
    _add_stated(found, serving)
    _add_neighbours(found, located, localities)
    return found.edges()
