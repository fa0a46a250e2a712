"""Small systems for tests: the one helper that builds them.

A test's system has a few organisations on a line, so many minutes apart,
and exactly the staff, posts and turnover the test writes down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from icsim.agreement import Agreement, agreement_model
from icsim.codes import N_GROUPS, Programme, Sector, StaffGroup
from icsim.model import ICS
from icsim.rule import Rule
from icsim.system import Course, Edge, Organisation, Place, System

_LAT, _LON = 52.0, -2.0
_KM_PER_DEGREE = 111.195
_MINUTES_PER_KM = 1.6

STAGES, LEVELS = ("emerging", "developing", "maturing", "thriving"), ("national", "regional", "system", "place")
AT_ONCE: dict[str, float] = {
    **{f"maturity.{stage}_months": 0 for stage in STAGES},
    **{f"maturity.{stage}_parties": 3000 for stage in STAGES},
    **{f"maturity.{level}_devolved_share": 1 for level in LEVELS},
    "trust.stop_level": 0,
    "trust.full_level": 0,
    "standing.leave_level": 0,
    "spread.join_hazard": 0,
}
"""Parameters under which agreements are in full use from the month they start, whatever parties think of each other."""

QUIET: dict[str, float] = {
    **AT_ONCE,
    "turnover.prior_heads": 0,
    "retire.rate_55": 0,
    "retire.rate_60": 0,
    "retire.rate_65": 0,
    "calibration.least_leave_share": 0,
    "turnover.trust_movers_share": 0.1,
}
"""Parameters under which nothing happens in a system whose staff rows say 0 leavers and 0 joiners."""

Staff = Mapping[str, Mapping[str, Mapping[str, float]]]
"""``{"A": {"nurse": {"heads": 10, "fte": 9, "posts": 10, "leavers": 0, "joiners": 0}}}``; fte, posts as FTE."""

THREE: Staff = {
    "A": {"nurse": {"heads": 40}, "clinical_support": {"heads": 30}},
    "B": {"nurse": {"heads": 30}, "clinical_support": {"heads": 20}},
    "C": {"nurse": {"heads": 10}, "care_worker": {"heads": 40}},
}
"""Three organisations: two trusts and a care provider."""


def world(
    staff: Staff = THREE,
    sectors: Mapping[str, str] | None = None,
    minutes: Mapping[str, float] | None = None,
    edges: Sequence[Edge] = (),
    system: str = "test",
    programmes: Sequence[Course] = (),
) -> System:
    """A system of a few organisations on a north-south line.

    Parameters
    ----------
    staff
        Staff groups by organisation code. ``heads`` is needed; ``fte`` is
        ``heads``, ``posts`` (establishment FTE) is ``fte``, ``leavers`` and
        ``joiners`` (people a month) are 0 where not given.
    sectors
        Sector by code; acute otherwise, social care for care workers.
    minutes
        Travel minutes of each organisation from the first; 10 apart otherwise.
    edges
        Partnerships.
    system
        Code of the integrated care system.
    programmes
        What organisations of sector university teach.
    """
    codes = sorted(staff)
    organisations, places = [], []
    for i, code in enumerate(codes):
        km = (minutes or {}).get(code, 10.0 * i) / _MINUTES_PER_KM
        lat = _LAT + km / _KM_PER_DEGREE
        default = "social_care" if "care_worker" in staff[code] else "acute"
        sector = Sector[(sectors or {}).get(code, default)]
        organisations.append(Organisation(code, f"Organisation {code}", sector, system, f"P{code}", lat, _LON))
        places.append(Place(f"P{code}", f"Place {code}", lat, _LON, 1000.0))
    shape = (len(codes), N_GROUPS)
    heads, fte, posts = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    leavers, joiners = np.zeros(shape), np.zeros(shape)
    for i, code in enumerate(codes):
        for word, row in staff[code].items():
            at = i, int(StaffGroup[word])
            heads[at] = row["heads"]
            fte[at] = round(100 * row.get("fte", row["heads"]))
            posts[at] = round(100 * row.get("posts", row.get("fte", row["heads"])))
            leavers[at], joiners[at] = row.get("leavers", 0), row.get("joiners", 0)
    return System(
        code=system, name=f"System {system}", organisations=tuple(organisations), places=tuple(places),
        edges=tuple(edges), programmes=tuple(programmes), heads=heads, fte=fte, establishment=posts, leavers=leavers,
        joiners=joiners, digest=system,
    )  # fmt: skip


def course(programme: str = "adult_nursing", places: int = 30, university: str = "U", **facts: int) -> Course:
    """A programme that takes three years from September, unless ``intake_month`` or ``length_months`` say otherwise."""
    terms = {"intake_month": 9, "length_months": 36, **facts}
    return Course(university, Programme[programme], places=places, **terms)


def agree(*, parties: Iterable[str] = ("all",), **fields: Any) -> Agreement:
    """An agreement from keyword arguments: ``agree(passport={"recognises": ["dbs"]})``."""
    written = {"agreement": "Test", "parties": list(parties), **fields}
    return agreement_model().model_validate(written)


def quiet_model(system: System | None = None, *agreements: Agreement, **changes: Any) -> ICS:
    """A model in which nothing happens but what the test sets off.

    ``parameters`` are laid over :data:`QUIET`; other keywords go to the model.
    """
    parameters = {**QUIET, **changes.pop("parameters", {})}
    return ICS(system or world(), agreements=agreements, parameters=parameters, **changes)


CONSTANT: dict[str, float] = {
    "leave.under_25_ratio": 1,
    "leave.under_35_ratio": 1,
    "leave.first_year_ratio": 1,
    "leave.second_year_ratio": 1,
    "leave.long_service_ratio": 1,
    "leave.strain_ratio": 1,
    "leave.belonging_ratio": 1,
    "leave.vacancy_ratio": 1,
}
"""Parameters under which everybody in a cell has the same hazard of leaving: its base."""

Flow = tuple[str, str, str, str, str, int]


def flows(model: ICS) -> list[Flow]:
    """Every row of the table of flows: month, reason, from, to, staff group, heads."""
    return sorted(model.results.flows.astype(object).itertuples(index=False, name=None))


def rule_named(model: ICS, name: str) -> Rule:
    """One of a model's rules; ``model.run`` runs it alone."""
    return next(rule for rule in model.rules if rule.name() == name)


def cell(model: ICS, code: str, staff_group: str = "nurse") -> int:
    """Cell of an organisation and staff group."""
    return int(model.posts.cell_of[model.system.index[code], StaffGroup[staff_group]])


def rows_of(model: ICS, code: str, staff_group: str = "nurse") -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Rows of the people whom an organisation employs in a staff group."""
    return np.flatnonzero(model.staff_table.employer_cell == cell(model, code, staff_group))
