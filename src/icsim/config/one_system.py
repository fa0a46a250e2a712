"""One system out of tables that hold several.

An organisation that serves several systems is held in a run of one of them
at its share: heads, FTE, establishment, leavers and joiners, and places for
students, are multiplied by the share; heads, places, hundredths of FTE and
thousandths of leavers and joiners are rounded half up, and FTE is kept at one per head at most. A run of all
systems holds it whole.

What a run holds of an organisation whose home is another system is the part
that works here: it counts as an organisation of the system that is run, and
stands at the population-weighted centre of that system's places, not at
headquarters that may be a hundred miles away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from icsim.config.rows import OrganisationRow, PlaceRow, ProgrammeRow, ShareRow, StaffRow

_WHOLE, _HUNDREDTH, _THOUSANDTH = Decimal(1), Decimal("0.01"), Decimal("0.001")
"""Steps that scaled numbers are rounded to."""


def share_of(organisation: OrganisationRow, system: str, shares: Mapping[str, Mapping[str, float]]) -> float:
    """Return the part of an organisation that a run of one system holds, 0 to 1."""
    if organisation.code in shares:
        return shares[organisation.code].get(system, 0.0)
    return 1.0 if organisation.system == system else 0.0


def held_shares(
    system: str | None, organisations: Iterable[OrganisationRow], shares: Iterable[ShareRow]
) -> dict[str, float]:
    """Return the part of each organisation that a run of one system holds.

    Parameters
    ----------
    system
        Code of the system; None for a run of all, which holds everything whole.
    organisations, shares
        Rows of all systems.

    Returns
    -------
    dict
        Share by organisation code, for shares above 0.
    """
    if system is None:
        return {row.code: 1.0 for row in organisations}
    given: dict[str, dict[str, float]] = {}
    for row in shares:
        given.setdefault(row.organisation, {})[row.system] = row.share
    held = {row.code: share_of(row, system, given) for row in organisations}
    return {code: share for code, share in held.items() if share > 0}


def centre(places: Sequence[PlaceRow]) -> tuple[float, float] | None:
    """Return the population-weighted centre of some places.

    Parameters
    ----------
    places
        Places in any order; if none says how many people live there, all weigh the same.

    Returns
    -------
    tuple or None
        Latitude and longitude in degrees, to 4 decimals (about 10 m); None without places.
    """
    if not places:
        return None
    people = [row.population for row in places]
    weights = people if any(people) else [1] * len(places)
    total = sum(weights)
    lat, lon = (
        round(math.fsum(weight * getattr(row, axis) for weight, row in zip(weights, places, strict=True)) / total, 4)
        for axis in ("lat", "lon")
    )
    return lat, lon


def held_organisation(row: OrganisationRow, system: str, places: Sequence[PlaceRow]) -> OrganisationRow:
    """Return the organisation as a run of one system sees it.

    Parameters
    ----------
    row
        The organisation.
    system
        Code of the system that is run.
    places
        Places of that system.

    Returns
    -------
    OrganisationRow
        An organisation of another system becomes one of this system, at the
        centre of its places if there are any. A place of another system is left out: the
        organisation is then located by its coordinates alone.
    """
    changes: dict[str, object] = {}
    if row.place is not None and all(row.place != place.code for place in places):
        changes["place"] = None
    if row.system != system:
        changes["system"] = system
        if (middle := centre(places)) is not None:
            changes["lat"], changes["lon"] = middle
    return row.model_copy(update=changes) if changes else row


def held_staff(row: StaffRow, share: float) -> StaffRow:
    """Return a row of staff scaled to the share that is held."""
    if share == 1:
        return row
    part = Decimal(repr(share))
    heads = int(_scaled(row.heads, part, _WHOLE))
    scaled = {
        "heads": heads,
        "fte": min(_scaled(row.fte, part, _HUNDREDTH), float(heads)),
        "establishment_fte": _scaled_if_known(row.establishment_fte, part, _HUNDREDTH),
        "leavers_per_month": _scaled_if_known(row.leavers_per_month, part, _THOUSANDTH),
        "joiners_per_month": _scaled_if_known(row.joiners_per_month, part, _THOUSANDTH),
    }
    return row.model_copy(update=scaled)


def held_programme(row: ProgrammeRow, share: float) -> ProgrammeRow:
    """Return a programme with its places scaled to the share of the university that is held."""
    if share == 1:
        return row
    return row.model_copy(update={"places": int(_scaled(row.places, Decimal(repr(share)), _WHOLE))})


def _scaled(value: float, part: Decimal, step: Decimal) -> float:
    """Return the part of a value, halves of a step rounded up; exact, as people write decimals."""
    return float((Decimal(repr(value)) * part).quantize(step, ROUND_HALF_UP))


def _scaled_if_known(value: float | None, part: Decimal, step: Decimal) -> float | None:
    return None if value is None else _scaled(value, part, step)
