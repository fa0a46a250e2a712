"""Random valid worlds, agreements, parameters and futures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from tests.worlds import agree, world

from icsim.agreement import Agreement
from icsim.codes import Sector, StaffGroup
from icsim.future import Future
from icsim.registry import all_parameters
from icsim.system import Edge, System

CODES = ("A", "B", "C", "D", "E", "F")
MONTHS = 7
"""Months of a random run."""

_GROUPS = [
    *("nurse", "clinical_support", "care_worker") * 3,
    *(group for group in StaffGroup.words()),
]
"""Groups to draw from; those that can move and rotate come up more often."""

_SPANS = (
    *[(None, None)] * 4, (None, "2026-04"), (None, "2026-07"), ("2025-01", None), ("2025-01", "2026-08"),
    ("2026-06", None), ("2026-06", "2026-07"), ("2026-09", "2031-01"), ("2030-01", "2031-01"),
)  # fmt: skip
"""When an agreement starts and ends: always, never, before, in and after the run."""


@st.composite
def staff_rows(draw: st.DrawFn) -> dict[str, float]:
    """One organisation's staff group; posts and turnover may be unknown."""
    heads = draw(st.integers(0, 60))
    fte = heads * draw(st.sampled_from([0.0, 0.004, 0.3, 0.83, 1.0, 1.0]))
    posts = draw(st.sampled_from([None, 0.0, 0.5, 0.95, 1.0, 1.1, 3.0]))
    row: dict[str, float] = {"heads": heads, "fte": round(fte, 2)}
    row["posts"] = -0.01 if posts is None else round(posts * fte + draw(st.sampled_from([0.0, 0.0, 4.0])), 2)
    for name in ("leavers", "joiners"):
        row[name] = draw(st.sampled_from([np.nan, 0.0, 0.02, 0.8, 3.0, float(heads), 500.0]))
    return row


@st.composite
def worlds(draw: st.DrawFn) -> System:
    """One to six organisations within reach of each other or not, with any staff."""
    codes = CODES[: draw(st.integers(1, len(CODES)))]
    rows = st.dictionaries(st.sampled_from(_GROUPS), staff_rows(), max_size=4)
    staff = {code: draw(rows) for code in codes}
    sectors = {code: draw(st.sampled_from(Sector.words())) for code in codes}
    minutes = {code: draw(st.sampled_from([0.0, 5.0, 30.0, 70.0, 400.0])) for code in codes}
    pairs = [(a, b) for a in codes for b in codes if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    system = world(staff, sectors, minutes, [Edge(a, b, "shared_catchment", 0.5) for a, b in sorted(chosen)])
    systems = draw(st.lists(st.sampled_from(["east", "west"]), min_size=len(codes), max_size=len(codes)))
    providers = draw(st.sampled_from([1, 5]))
    return replace(
        system,
        organisations=tuple(
            replace(o, system=name, providers=providers if o.sector == Sector.social_care else 1)
            for o, name in zip(system.organisations, systems, strict=True)
        ),
    )


@st.composite
def rotations(draw: st.DrawFn) -> dict[str, Any]:
    """Any rotation clause."""
    return {
        "staff_groups": draw(st.lists(st.sampled_from(_GROUPS), min_size=1, max_size=4, unique=True)),
        "bands": draw(st.none() | st.lists(st.integers(0, 9), min_size=1, max_size=4)),
        "places": draw(st.sampled_from([1, 2, 3, 5, 10, 100_000])),
        "months": draw(st.sampled_from([1, 2, 3, 60])),
        "placements": draw(st.integers(1, 3)),
        "pattern": draw(st.sampled_from(["ring", "pair", "hub"])),
        "hub": draw(st.sampled_from([None, "A", "nobody"])),
        "backfill": draw(st.sampled_from(["swap", "capacity"])),
        "voluntary": draw(st.booleans()),
        "newly_qualified": draw(st.sampled_from([False, False, True])),
        "right_of_return": draw(st.booleans()),
        "enabled": draw(st.sampled_from([True, True, False])),
    }


@st.composite
def agreements(draw: st.DrawFn, system: System) -> list[Agreement]:
    """Up to three agreements between any organisations, in force at any time."""
    written = []
    items = ["identity", "dbs", "training", "occupational_health"]
    most = 3 if len(system.organisations) > 1 else 0
    for _ in range(draw(st.integers(0, most))):
        fields: dict[str, Any] = {"parties": draw(st.just(["all"]) | st.permutations(sorted(system.index)))}
        fields["starts"], fields["ends"] = draw(st.sampled_from(_SPANS))
        if draw(st.integers(0, 3)):
            fields["rotation"] = draw(rotations())
        if draw(st.booleans()):
            fields["passport"] = {"recognises": draw(st.lists(st.sampled_from(items), min_size=1))}
        written.append(agree(**fields))
    return written


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    """Values of a few parameters, anywhere in their ranges, ends included."""
    chosen = draw(st.lists(st.sampled_from(all_parameters()), max_size=8, unique_by=lambda p: p.name))
    return {p.name: draw(st.sampled_from([p.low, p.high]) | st.floats(p.low, p.high)) for p in chosen}


futures = st.builds(
    Future,
    demand_growth_rate=st.sampled_from([0.0, 0.2, -0.2, 0.03]),
    establishment_growth_rate=st.sampled_from([0.0, 0.2, -0.2, 0.01]),
)
"""Growth and decline at the ends of what may be written, and between."""
