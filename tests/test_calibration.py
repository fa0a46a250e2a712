"""Calibration: the first year shows each organisation's leavers and joiners, staff group by staff group.

Counts of one year over a few seeds are compared with the targets of
:mod:`icsim.turnover` by z-scores, whose spread is at most Poisson's. Left
out, by rule: resident doctors, whose turnover is August's; cells of which
too few events are expected for a z-score to mean anything; joiners where
supply is at one of the limits that :mod:`icsim.calibration` keeps it
within, lest a vacancy grow for ever or close at once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from tests.worlds import cell, quiet_model, world

import icsim
from icsim.calibration import _LEAST_FILL, _MOST_FILL
from icsim.codes import StaffGroup
from icsim.model import ICS

SEEDS = range(101, 113)
LEAST_EVENTS = 25
"""Expected events over all seeds below which a cell is left out."""
MOST_Z = 4.06
"""At most 200 comparisons share a false-alarm budget of 0.01, were the seeds not fixed: 0.00005 each, two-sided."""
MOST_BIAS = 0.05
"""Largest share by which a whole staff group, or sector, may be off: what a first-order calculation promises."""


def at_a_limit(model: ICS) -> NDArray[np.bool_]:
    """Cells whose supply from outside is at its least, its most, or at what keeps vacancy below its most."""
    posts, target, rates = model.posts, model.target, model.rates
    per_head = np.maximum(posts.fte / np.maximum(posts.heads, 1), 1)
    leaving, joining = target.leavers * posts.start_heads, target.joiners * posts.start_heads
    most_open = model.p["calibration.most_vacancy_share"] * posts.funded_fte / per_head
    floor = (leaving - joining + rates.external_heads) / (most_open + leaving)
    at_floor = rates.fill_prob * per_head / 100 <= floor * (1 + 1e-6)
    return at_floor | (rates.fill_prob >= _MOST_FILL) | (rates.fill_prob <= _LEAST_FILL)


@cache
def first_year() -> pd.DataFrame:
    """Leavers and joiners of the first year in Gloucestershire over all seeds: one row a cell and direction."""
    system = icsim.load_system("QR1")
    flows = ["leavers", "movers_out", "joiners", "movers_in"]
    by = ["organisation", "sector", "staff_group"]
    years = []
    for seed in SEEDS:
        model = ICS(system, rng=seed)
        start, limit = model.posts.start_heads, at_a_limit(model)
        model.run_for(12)
        years.append(model.results.monthly.groupby(by, observed=True, sort=False)[flows].sum())
    total = sum(years[1:], years[0])
    parts = []
    for way, others in (("leavers", "movers_out"), ("joiners", "movers_in")):
        expected = 12 * getattr(model.target, way) * start * len(SEEDS)
        part = pd.DataFrame({"way": way, "seen": total[way] + total[others], "expected": expected})
        part["left_out"] = (model.posts.staff_group == StaffGroup.doctor_resident) | (expected < LEAST_EVENTS)
        part["left_out"] |= limit & (way == "joiners")
        parts.append(part.reset_index())
    table = pd.concat(parts, ignore_index=True)
    return table.assign(z=(table["seen"] - table["expected"]) / np.sqrt(np.maximum(table["expected"], 1)))


def test_every_cell_shows_its_leavers_and_joiners() -> None:
    table = first_year()
    compared = table[~table["left_out"]]
    assert 100 < len(compared) <= 200
    worst = compared.loc[compared["z"].abs().sort_values(ascending=False).index]
    assert worst["z"].abs().max() < MOST_Z, "\n" + worst.head(40).to_string(float_format="%.2f")


def test_what_is_left_out_is_a_small_part() -> None:
    table = first_year()
    few = table[table["left_out"] & (table["staff_group"] != "doctor_resident")]
    assert few["expected"].sum() < 0.04 * table["expected"].sum(), few.to_string(float_format="%.2f")


@pytest.mark.parametrize("by", ["staff_group", "sector"])
def test_whole_groups_and_sectors_are_near_their_target(by: str) -> None:
    table = first_year()
    sums = table[~table["left_out"]].groupby(["way", by], observed=True)[["seen", "expected"]].sum()
    sums = sums[sums["expected"] > 1000]  # a spread of at most 3%
    bias = sums["seen"] / sums["expected"] - 1
    assert bias.abs().max() < MOST_BIAS, "\n" + sums.assign(bias=bias).to_string(float_format="%.3f")


def test_no_turnover_no_hazard_and_no_supply() -> None:
    rates = quiet_model().rates
    for hazards in (rates.leave, rates.seek, rates.fill_prob, rates.external_heads):
        assert not hazards.any()


def test_a_cell_by_hand() -> None:
    # alone and out of reach of anybody: 24 leavers and 24 joiners a year, all to and from outside
    staff = {"A": {"nurse": {"heads": 200, "posts": 210, "leavers": 2, "joiners": 2}}}
    model = quiet_model(world(staff))
    assert model.rates.external_heads.tolist() == [2.0]
    assert model.clocks.totals(model)[0] == pytest.approx([2.0, 0.06 * 200], rel=1e-3)
    # 10 open posts, of which 2 x 98 / 30.4375 = 6.44 are promised, so 3.56 open; supply keeps that constant:
    # p (3.56 + 2) = 2
    assert model.rates.fill_prob[0] == pytest.approx(2 / (10 - 2 * 98 * 12 / 365.25 + 2), rel=1e-4)


def test_leavers_are_those_who_move_and_those_who_leave_the_system() -> None:
    # a tenth of 2 leavers a month is to move inside, and nobody retires: 1.8 are left to leave
    row = {"heads": 200, "posts": 230, "leavers": 2, "joiners": 2}
    model = quiet_model(world({"A": {"nurse": row}, "B": {"nurse": row}}))
    assert model.clocks.totals(model)[:, 0] == pytest.approx([1.8, 1.8], rel=1e-3)
    assert model.rates.external_heads == pytest.approx([1.8, 1.8], rel=1e-2)


def test_what_no_table_gives_is_funded_from_the_published_vacancy() -> None:
    system = world({"A": {"nurse": {"heads": 100, "leavers": 0, "joiners": 0}}, "B": {"nurse": {"heads": 1}}})
    system.establishment[0, StaffGroup.nurse] = -1
    model = quiet_model(system)
    assert model.posts.funded_fte[cell(model, "A")] == 10684  # 100 / (1 - 0.064)
    assert model.posts.funded_fte[cell(model, "B")] == 100


def test_an_employer_that_grows_is_funded_for_a_year_of_it() -> None:
    system = world({"A": {"nurse": {"heads": 100, "leavers": 1, "joiners": 3}}})
    system.establishment[0, StaffGroup.nurse] = -1
    model = quiet_model(system)
    # promised: 3 x 3.22 months = 9.66; growth: 1.25 x 2 x (12 - 3.22) = 21.95
    assert model.posts.funded_fte.tolist() == [13161]
