"""Adult social care by district, councils' own adult social care, and the voluntary sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from derivation import assumptions as given
from derivation.geography import Point, spread
from derivation.places import Locality
from derivation.source import SourceFolder
from derivation.tables import (
    ESTIMATED,
    Organisation,
    Share,
    Staff,
    apportion,
    estimated_staff,
    shares_of_one,
)

_LEAST_COUNCIL_SHARE = 0.02


def _split_rows(heads: int, code: str, split: Mapping[str, float], source: str) -> list[Staff]:
    return [
        estimated_staff(code, group, part, given.CARE_FTE_PER_HEAD[group], source)
        for group, part in apportion(heads, split).items()
        if part
    ]


def derive_independent_care(source: SourceFolder, localities: list[Locality]) -> tuple[list[Organisation], list[Staff]]:
    """Home care and care homes, one row of employers each for every place."""
    posts = {row["icb_code"]: int(row["est_asc_filled_posts"]) for row in source.systems}
    people: dict[str, dict[str, float]] = defaultdict(dict)
    for locality in localities:
        people[locality.place.system][locality.place.code] = locality.place.population
    heads: dict[str, dict[str, int]] = {"HC": {}, "RC": {}}
    for system, weights in people.items():
        independent = posts[system] * given.INDEPENDENT_SHARE
        home_care = round(independent * given.HOME_CARE_SHARE)
        heads["HC"] |= apportion(home_care, weights)
        heads["RC"] |= apportion(round(independent) - home_care, weights)
    nurse_share = source.evidence["asc.registered_nurse.filled_posts"] / sum(heads["RC"].values())
    organisations, staff = [], []
    for locality in localities:
        place = locality.place
        in_homes, at_home = heads["RC"][place.code], heads["HC"][place.code]
        for code, name, number, size, at in (
            (f"HC-{place.code}", "home care", at_home, given.POSTS_PER_HOME_CARE_PROVIDER, 1),
            (f"RC-{place.code}", "care homes", in_homes, given.POSTS_PER_CARE_HOME, 2),
        ):
            lat, lon = spread(locality.point, at)
            organisations.append(
                Organisation(
                    code,
                    f"{place.name} {name}",
                    "social_care",
                    place.system,
                    place.code,
                    lat,
                    lon,
                    max(1, round(number / size)),
                    ESTIMATED,
                    "asc-independent-posts",
                )
            )
        staff += _split_rows(at_home, f"HC-{place.code}", given.HOME_CARE_SPLIT, "asc-home-care-split")
        homes_split = {
            "care_worker": given.CARE_HOME_CARE_WORKER_SHARE,
            "nurse": nurse_share,
            "ahp_scientific": given.CARE_HOME_AHP_SHARE,
            "other": 1 - given.CARE_HOME_CARE_WORKER_SHARE - nurse_share - given.CARE_HOME_AHP_SHARE,
        }
        staff += _split_rows(in_homes, f"RC-{place.code}", homes_split, "asc-care-home-split")
    return organisations, staff


def _council_heads(source: SourceFolder, people: Mapping[str, float], known: str) -> dict[str, int]:
    """Councils' adult social care staff: one published total, the rest of England's by population."""
    published = int(source.evidence["la.gloucestershire.asc_headcount"])
    rest = {council: number for council, number in people.items() if council != known}
    return {**apportion(given.COUNCIL_PEOPLE - published, rest), known: published}


def derive_councils(
    source: SourceFolder, localities: list[Locality]
) -> tuple[list[Organisation], list[Staff], list[Share]]:
    """Councils with social-care duties; one that lies in several systems serves each by population."""
    parts: dict[str, list[Locality]] = defaultdict(list)
    for locality in localities:
        parts[locality.council].append(locality)
    people = {council: float(sum(x.place.population for x in found)) for council, found in parts.items()}
    known = next(code for code, found in parts.items() if found[0].council_name == "Gloucestershire")
    heads = _council_heads(source, people, known)
    split = _council_split(source)
    organisations, staff, shares = [], [], []
    for council, found in parts.items():
        in_system: dict[str, float] = defaultdict(float)
        for locality in found:
            in_system[locality.place.system] += locality.place.population
        kept = {s: n for s, n in in_system.items() if n / people[council] >= _LEAST_COUNCIL_SHARE}
        home = max(kept, key=lambda system: (kept[system], system))
        code = f"LA-{council}"
        centre = _centre([x for x in found if x.place.system == home])
        note = "la-gloucestershire-2024" if council == known else "asc-councils"
        main = max((x for x in found if x.place.system == home), key=lambda x: (x.place.population, x.place.code))
        organisations.append(
            Organisation(
                code,
                f"{found[0].council_name} council adult social care",
                "local_authority",
                home,
                main.place.code,
                *centre,
                1,
                ESTIMATED,
                note,
            )
        )
        wte = given.COUNCIL_WTE / given.COUNCIL_PEOPLE
        ratio = given.GLOUCESTERSHIRE_FTE / heads[council] if council == known else wte
        for group, number in apportion(heads[council], split).items():
            if number:
                staff.append(estimated_staff(code, group, number, ratio, f"{note};asc-council-split"))
        if len(kept) > 1:
            shares += [Share(code, system, share) for system, share in shares_of_one(kept).items()]
    return organisations, staff, shares


def _council_split(source: SourceFolder) -> dict[str, float]:
    social_workers = source.evidence["asc.social_worker_la"] / given.COUNCIL_PEOPLE
    therapists = given.COUNCIL_OCCUPATIONAL_THERAPISTS / given.COUNCIL_PEOPLE
    care = given.COUNCIL_CARE_WORKER_SHARE
    return {
        "social_worker": social_workers,
        "ahp_scientific": therapists,
        "care_worker": care,
        "other": 1 - social_workers - therapists - care,
    }


def _centre(localities: list[Locality]) -> Point:
    """Population-weighted centre of some localities, moved a little off any of them."""
    people = sum(x.place.population for x in localities)
    lat = sum(x.place.lat * x.place.population for x in localities) / people
    lon = sum(x.place.lon * x.place.population for x in localities) / people
    return spread((lat, lon), 3)


def derive_voluntary(source: SourceFolder, localities: list[Locality]) -> tuple[list[Organisation], list[Staff]]:
    """Charities' paid care-related staff, one small row of employers a system."""
    organisations, staff = [], []
    for row in source.systems:
        code = f"VS-{row['icb_code']}"
        inside = [x for x in localities if x.place.system == row["icb_code"]]
        main = max(inside, key=lambda x: (x.place.population, x.place.code))
        lat, lon = spread(main.point, 4)
        heads = round(int(row["population_2022"]) * given.VOLUNTARY_PER_1000 / 1000)
        providers = max(1, round(heads / given.POSTS_PER_VOLUNTARY_PROVIDER))
        organisations.append(
            Organisation(
                code,
                f"{row['name']} voluntary sector",
                "voluntary",
                row["icb_code"],
                main.place.code,
                lat,
                lon,
                providers,
                ESTIMATED,
                "voluntary-assumed",
            )
        )
        for group, part in apportion(heads, given.VOLUNTARY_SPLIT).items():
            staff.append(estimated_staff(code, group, part, given.VOLUNTARY_FTE_PER_HEAD, "voluntary-assumed"))
    return organisations, staff
