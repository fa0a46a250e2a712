"""Rotation, any agreement in any small world: nobody beyond its parties, groups, bands, dates and places."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import AT_ONCE, agree, world

from icsim.codes import StaffGroup
from icsim.model import ICS
from icsim.months import Calendar

CODES = ("A", "B", "C", "D")
GROUPS = ("nurse", "clinical_support", "care_worker")
MONTHS = 14
CALENDAR = Calendar()

heads = st.integers(0, 25)
staffs = st.fixed_dictionaries({code: st.dictionaries(st.sampled_from(GROUPS), heads, min_size=1) for code in CODES})
clauses = st.fixed_dictionaries(
    {
        "staff_groups": st.lists(st.sampled_from(GROUPS), min_size=1, unique=True),
        "bands": st.none() | st.lists(st.sampled_from([0, 2, 3, 4, 5, 6, 7]), min_size=1, max_size=4, unique=True),
        "places": st.integers(1, 30),
        "months": st.integers(1, 7),
        "placements": st.integers(1, 3),
        "pattern": st.sampled_from(["ring", "pair", "hub"]),
        "backfill": st.sampled_from(["swap", "capacity"]),
        "voluntary": st.booleans(),
        "newly_qualified": st.booleans(),
        "right_of_return": st.booleans(),
    }
)
parties = st.lists(st.sampled_from(CODES), min_size=2, unique=True)
dates = st.tuples(st.integers(0, MONTHS), st.none() | st.integers(1, MONTHS))
GROWING = {"heads": 1, "fte": 0.9, "posts": 1.1, "leavers": 0.02, "joiners": 0.02}


def written(staff: dict[str, dict[str, int]]) -> Any:
    """Staff rows with vacancies and some turnover."""
    return {c: {g: {k: v * n for k, v in GROWING.items()} for g, n in of.items()} for c, of in staff.items()}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(staff=staffs, clause=clauses, parties=parties, dates=dates, seed=st.integers(0, 1000))
def test_every_limit_holds_every_month(
    staff: dict[str, dict[str, int]],
    clause: dict[str, Any],
    parties: list[str],
    dates: tuple[int, int | None],
    seed: int,
) -> None:
    starts, ends = dates[0], MONTHS if dates[1] is None else dates[0] + dates[1]
    about = {"starts": CALENDAR.name(starts), "ends": None if dates[1] is None else CALENDAR.name(ends)}
    signed = agree(rotation=clause, parties=parties, **about)
    model = ICS(world(written(staff)), [signed], rng=seed, parameters=AT_ONCE)
    allowed = {model.system.index[code] for code in parties}
    groups = {int(StaffGroup[word]) for word in clause["staff_groups"]}
    people, posts = model.staff_table, model.posts
    for month in range(MONTHS):
        model.step()
        away = np.flatnonzero(people.host_cell != people.employer_cell)
        assert len(away) <= clause["places"]
        if not starts <= month < ends:
            assert not len(away)
        for column in ("employer_cell", "host_cell"):
            cells = people[column][away]
            assert set(posts.organisation[cells].tolist()) <= allowed
            assert set(posts.staff_group[cells].tolist()) <= groups
        assert np.array_equal(posts.staff_group[people.host_cell], posts.staff_group[people.employer_cell])
        if clause["bands"] is not None:
            assert set(people.band[away].tolist()) <= set(clause["bands"])
        assert (people.placement_end[away] - month <= clause["months"]).all()
        assert np.array_equal(np.sort(away), np.flatnonzero(people.placement >= 0))
    monthly = model.results.monthly.groupby("month", observed=True)[["rotating_in", "rotating_out"]].sum()
    assert (monthly["rotating_in"] == monthly["rotating_out"]).all()
