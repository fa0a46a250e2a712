"""Results: the tables agree with one another, cell by cell and month by month."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from tests.worlds import AT_ONCE, agree, course, quiet_model, world

from icsim.ledger import JOINERS, LEAVERS, MOVERS, Reason
from icsim.model import ICS
from icsim.results import summarise

BUSY = {
    "A": {"nurse": {"heads": 60, "fte": 52, "posts": 60, "leavers": 1.5, "joiners": 1.5},
          "clinical_support": {"heads": 50, "fte": 40, "posts": 47, "leavers": 1, "joiners": 1},
          "doctor_resident": {"heads": 30}},
    "B": {"nurse": {"heads": 40, "fte": 36, "posts": 44, "leavers": 1, "joiners": 1},
          "doctor_resident": {"heads": 20, "posts": 24}},
    "C": {"care_worker": {"heads": 80, "fte": 60, "posts": 68, "leavers": 2.5, "joiners": 2.5},
          "nurse": {"heads": 10, "posts": 11, "leavers": 0.3, "joiners": 0.3}},
    "U": {},
}  # fmt: skip
"""Three employers and a university in which everything happens."""
TOWN = world(BUSY, sectors={"U": "university"}, programmes=[course(places=6)])
CELL = ["organisation", "staff_group"]


@cache
def busy() -> ICS:
    rotation = {
        "staff_groups": ["nurse"], "places": 9, "months": 4, "placements": 2, "voluntary": False,
        "right_of_return": False, "backfill": "capacity",
    }  # fmt: skip
    model = ICS(TOWN, [agree(rotation=rotation, passport={"recognises": ["dbs"]})], rng=4, parameters=AT_ONCE)
    model.run_for(36)
    return model


def monthly() -> pd.DataFrame:
    return busy().results.monthly


def counted(reasons: tuple[Reason, ...], end: str) -> pd.Series:
    """People by month and organisation, from the flows."""
    flows = busy().results.flows
    some = flows[flows["reason"].isin([reason.name for reason in reasons])]
    return some.groupby(["month", end], observed=False)["heads"].sum().drop("outside", level=1, errors="ignore")


def test_everything_happens_in_this_run() -> None:
    # but for apprentices who change staff group: see the tests of the training clause
    assert set(busy().results.flows["reason"]) == set(Reason.words()) - {Reason.regraded.name}


def test_heads_change_by_joiners_leavers_and_movers_in_every_cell() -> None:
    table = monthly()
    change = table.groupby(CELL, observed=True)["in_post_heads"].diff()
    start = busy().posts.start_heads
    first = table["month"] == "2026-04"
    change[first] = table.loc[first, "in_post_heads"] - start
    assert (change == table["joiners"] - table["leavers"] + table["movers_in"] - table["movers_out"]).all()


@pytest.mark.parametrize(
    ("column", "reasons", "end"),
    [
        ("joiners", JOINERS, "to"),
        ("leavers", LEAVERS, "from"),
        ("movers_in", MOVERS, "to"),
        ("movers_out", MOVERS, "from"),
    ],
)
def test_flows_agree_with_monthly(column: str, reasons: tuple[Reason, ...], end: str) -> None:
    seen = monthly().groupby(["month", "organisation"], observed=False)[column].sum()
    flows = counted(reasons, end)
    flows.index = flows.index.set_names(seen.index.names)
    assert seen.sum() > 0
    assert (seen - flows.reindex(seen.index, fill_value=0) == 0).all()


def test_whoever_moves_out_moves_in() -> None:
    sums = monthly().groupby("month", observed=True)[["movers_in", "movers_out", "rotating_in", "rotating_out"]].sum()
    assert (sums["movers_in"] == sums["movers_out"]).all()
    assert (sums["rotating_in"] == sums["rotating_out"]).all()
    assert (sums["rotating_out"] <= 9).all()
    assert sums["rotating_out"].max() > 0


def test_rotations_are_what_the_flows_add_up_to() -> None:
    flows, model = busy().results.flows, busy()
    # people away at a host: sent there or on to there, less gone on from there, home, or staying for good
    signs = {"rotation_out": ("to", 1), "rotation_home": ("from", -1)}
    net = sum(
        sign * flows[flows["reason"] == reason].groupby(["month"], observed=False)["heads"].sum()
        for reason, (_, sign) in signs.items()
    ).cumsum()
    away = monthly().groupby("month", observed=False)["rotating_in"].sum()
    ended_otherwise = net - away  # left, retired, moved or stayed while away
    assert (ended_otherwise.diff().dropna() >= 0).all()
    assert ended_otherwise.iloc[-1] >= flows.loc[flows["reason"] == "rotation_stayed", "heads"].sum()
    assert model.month == 36


def test_hours_of_the_system_change_by_those_who_come_and_go() -> None:
    """FTE in post: a model in which nobody leaves gains exactly what it appoints."""
    model = quiet_model(world({"A": {"nurse": {"heads": 10, "fte": 9, "posts": 15}}}))
    model.rates.fill_prob[:] = 0.5
    before = int(model.posts.fte.sum())
    model.step()
    promised = int(model.posts.appointed_fte.sum())
    model.rates.fill_prob[:] = 0.0
    model.run_for(5)
    table = model.results.monthly
    assert promised > 0
    assert table["in_post_fte"].iloc[-1] == (before + promised) / 100


def test_hours_in_post_promised_and_vacant_are_the_establishment() -> None:
    table = monthly()
    promised = table["establishment_fte"] - table["in_post_fte"] - table["vacancy_fte"]
    assert (promised > -1e-9).all()
    last = promised[table["month"] == table["month"].max()].to_numpy()
    assert last == pytest.approx(busy().posts.appointed_fte / 100, abs=1e-9)


def test_there_is_a_row_for_every_month_and_cell() -> None:
    table = monthly()
    assert len(table) == 36 * busy().posts.n
    assert not table.duplicated(["month", *CELL]).any()
    assert not table.drop(columns=["strain", "belonging"]).isna().any().any()
    assert table["strain"].between(0, 100).all()


def test_the_summary_is_the_monthly_added_up() -> None:
    table, summary = monthly(), busy().results.summary.set_index("sector")
    last = table[table["month"] == table["month"].max()]
    assert summary.loc["all", "in_post_heads"] == last["in_post_heads"].sum()
    assert summary.loc["social_care", "leavers"] == table.loc[table["sector"] == "social_care", "leavers"].sum()
    assert summary.loc["all", "rotating"] == pytest.approx(table["rotating_out"].sum() / 36)
    assert summary.loc["all", "vacancy_share"] == pytest.approx(
        last["vacancy_fte"].sum() / last["establishment_fte"].sum()
    )
    for column in ("joiners", "leavers", "onboarding_days", "cost_gbp"):
        assert summary.loc["all", column] == pytest.approx(summary.drop("all")[column].sum())


def test_a_run_of_no_months_has_empty_tables_with_their_columns() -> None:
    results = quiet_model().results
    assert results.monthly.empty
    assert list(results.monthly.columns) == list(monthly().columns)
    assert list(results.flows.columns) == ["month", "reason", "from", "to", "staff_group", "heads"]
    assert list(results.refusals.columns) == ["month", "rule", "reason", "heads"]
    assert list(summarise(results.monthly).columns) == list(busy().results.summary.columns)


def test_refusals_are_people() -> None:
    refusals = busy().results.refusals
    assert (refusals["heads"] > 0).all()
    assert not refusals.duplicated(["month", "rule", "reason"]).any()
    assert np.issubdtype(refusals["heads"].dtype, np.integer)
