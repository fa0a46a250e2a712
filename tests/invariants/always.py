"""What holds after every month of every run, whoever signed what."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icsim.clauses.rotation import Rotation
from icsim.codes import StaffGroup
from icsim.ledger import JOINERS, LEAVERS, MOVERS, Reason
from icsim.model import ICS
from icsim.pay import BAND_SHARES
from icsim.people import NOWHERE

COUNTS = (
    "establishment_fte", "in_post_heads", "in_post_fte", "available_fte", "joiners", "leavers", "movers_in",
    "movers_out", "rotating_in", "rotating_out", "onboarding_days", "bank_fte", "shared_bank_fte", "agency_fte",
    "unfilled_fte", "cost_gbp",
)  # fmt: skip
"""Columns of the monthly table that are never negative and never missing; a vacancy may be negative."""

ROTATIONS = (Reason.rotation_out, Reason.rotation_on, Reason.rotation_home)


def run_watched(model: ICS, months: int) -> None:
    """Run some months; everything below is looked at after each."""
    assert_people_are_sound(model)
    for _ in range(months):
        before = model.posts.heads.copy()
        model.step()
        assert_people_are_sound(model)
        assert_rotations_are_as_signed(model)
        assert (model.posts.heads >= 0).all()
        assert (before >= 0).all()
    assert_tables_are_sound(model, months)


def assert_people_are_sound(model: ICS) -> None:
    """Nobody is twice there; every column is inside its range; what is counted is who is there."""
    staff, posts = model.staff_table, model.posts
    keys = np.concatenate([staff.key, model.appointments.waiting.key])
    assert len(np.unique(keys)) == len(keys)
    for name in ("employer_cell", "host_cell"):
        assert staff.n == 0 or 0 <= staff[name].min() <= staff[name].max() < posts.n
    assert staff.n == 0 or staff.fte.max() <= 100
    assert staff.n == 0 or max(staff.strain.max(), staff.belonging.max()) <= 100
    assert not np.isnan(staff.clocks).any()
    assert (staff.birth_month < staff.hired_month).all()
    assert (staff.hired_month <= model.month).all()
    assert (staff.retire_month >= model.month).all()
    assert (staff.home >= 0).all()
    assert (staff.home < len(model.system.places)).all()
    assert ((staff.appointed_cell == NOWHERE) | (staff.start_month >= model.month)).all()
    assert np.array_equal(np.bincount(staff.employer_cell, minlength=posts.n), posts.heads)
    assert np.array_equal(np.bincount(staff.host_cell, minlength=posts.n), posts.hosted_heads)
    assert (posts.appointed_fte >= 0).all()
    assert_bands_suit(model)


def assert_bands_suit(model: ICS) -> None:
    """Everybody's band is one of their group's, and none where Agenda for Change does not apply."""
    staff, posts = model.staff_table, model.posts
    fits = np.zeros((posts.n, 10), dtype=bool)
    for cell, (group, banded) in enumerate(zip(posts.staff_group.tolist(), posts.banded.tolist(), strict=True)):
        fits[cell, [int(band) for band in BAND_SHARES[StaffGroup(group)]] if banded else [0]] = True
    assert fits[staff.employer_cell, staff.band].all()


def assert_rotations_are_as_signed(model: ICS) -> None:
    """People are away under a clause, among its parties, in its groups and bands, no more than its places."""
    staff, posts = model.staff_table, model.posts
    away = np.flatnonzero(staff.placement >= 0)
    assert np.array_equal(away, np.flatnonzero(staff.host_cell != staff.employer_cell))
    assert np.array_equal(away, np.sort(staff.watched("rotating")))
    assert (staff.placement_end[away] >= model.month).all()
    group: NDArray[np.int64] = posts.staff_group
    assert (group[staff.host_cell[away]] == group[staff.employer_cell[away]]).all()
    for signed in model.clauses:
        mine = away[staff.placement[away] == signed.number]
        if not isinstance(signed.clause, Rotation):
            assert not len(mine)
            continue
        assert len(mine) <= signed.clause.places
        assert np.isin(posts.organisation[staff.host_cell[mine]], signed.parties).all()
        assert np.isin(group[staff.employer_cell[mine]], [int(g) for g in signed.clause.staff_groups]).all()
        if signed.clause.bands is not None:
            assert np.isin(staff.band[mine], signed.clause.bands).all()
        assert not len(mine) or signed.starts < model.month


def assert_tables_are_sound(model: ICS, months: int) -> None:
    """No count is negative or missing, and stocks follow from flows."""
    monthly, flows = model.results.monthly, model.results.flows
    assert len(monthly) == months * model.posts.n
    if not len(monthly):
        return
    numbers = monthly[list(COUNTS)].to_numpy(dtype=np.float64)
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert np.isfinite(monthly["vacancy_fte"]).all()
    for mood in ("strain", "belonging"):
        nobody = monthly[mood].isna()
        assert (monthly.loc[~nobody, mood].between(0, 100)).all()
        here = monthly["in_post_heads"] + monthly["rotating_in"] - monthly["rotating_out"]
        assert (nobody == (here == 0)).all()
    heads = column(monthly, "in_post_heads", months)
    change = column(monthly, "joiners", months) - column(monthly, "leavers", months)
    change += column(monthly, "movers_in", months) - column(monthly, "movers_out", months)
    start = model.posts.start_heads
    assert np.array_equal(heads, start + np.cumsum(change, axis=0))
    assert np.array_equal(column(monthly, "movers_in", months).sum(1), column(monthly, "movers_out", months).sum(1))
    assert np.array_equal(column(monthly, "rotating_in", months).sum(1), column(monthly, "rotating_out", months).sum(1))
    assert_flows_are_the_months(monthly, flows)
    assert model.results.refusals["heads"].gt(0).all()


def assert_flows_are_the_months(monthly: pd.DataFrame, flows: pd.DataFrame) -> None:
    """Flows add up to the monthly counts, and rotations out and home to who is away."""
    assert flows["heads"].gt(0).all()

    def count(reasons: tuple[Reason, ...]) -> int:
        return int(flows.loc[flows["reason"].isin([r.name for r in reasons]), "heads"].sum())

    assert count(JOINERS) == monthly["joiners"].sum()
    assert count(LEAVERS) == monthly["leavers"].sum()
    assert count(MOVERS) == monthly["movers_in"].sum()
    rotating = flows["reason"].isin([r.name for r in ROTATIONS])
    assert (flows.loc[rotating, "from"].astype(str) != flows.loc[rotating, "to"].astype(str)).all()


def column(monthly: pd.DataFrame, name: str, months: int) -> NDArray[np.int64]:
    """One column as months x cells."""
    return monthly[name].to_numpy(dtype=np.int64).reshape(months, -1)
