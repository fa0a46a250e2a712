"""Accounts: every penny is somebody's, and recharges neither make nor lose money."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import world

from icsim.accounts import Accounts, CostKind
from icsim.errors import ConservationError
from icsim.model import ICS


def pence(*amounts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(amounts, dtype=np.int64)


def test_spending_of_a_month_adds_up_by_kind() -> None:
    accounts = Accounts(2)
    accounts.spend(CostKind.pay, pence(100, 50))
    accounts.spend(CostKind.pay, pence(1, 0))
    accounts.spend(CostKind.agency, pence(0, 7))
    assert accounts.close().tolist() == [101, 57]
    assert accounts.total(CostKind.pay).tolist() == [[101, 50]]
    assert accounts.total(CostKind.agency).tolist() == [[0, 7]]
    assert accounts.total(CostKind.training).tolist() == [[0, 0]]
    assert accounts.paid_out == 158


def test_a_recharge_moves_the_cost_and_adds_nothing() -> None:
    accounts = Accounts(2)
    accounts.spend(CostKind.shared_bank, pence(40, 0))
    accounts.charge(CostKind.shared_bank, pence(1), pence(0), pence(44))
    assert accounts.close().tolist() == [-4, 44]
    assert accounts.recharged().tolist() == [[-44, 44]]
    assert accounts.paid_out == 40


def test_a_month_starts_with_nothing_booked() -> None:
    accounts = Accounts(1)
    accounts.spend(CostKind.pay, pence(5))
    accounts.close()
    assert accounts.close().tolist() == [0]
    assert accounts.paid_out == 0


def test_costs_say_who_paid_whom_and_add_up_to_what_organisations_bear() -> None:
    model = ICS(world(), rng=1)
    model.run_for(2)
    costs, monthly = model.results.costs, model.results.monthly
    assert set(costs["counterparty"]) == {"outside"}
    by_costs = costs.groupby(["month", "organisation", "staff_group"], observed=True)["gbp"].sum()
    by_month = monthly.groupby(["month", "organisation", "staff_group"], observed=True)["cost_gbp"].sum()
    np.testing.assert_allclose(by_costs, by_month[by_month > 0])


def test_both_sides_of_a_recharge_are_in_the_table() -> None:
    model = ICS(world(), rng=1)
    posts = model.posts
    host, home = posts.cell_of[:2, 0]
    model.accounts.charge(CostKind.integrated_roles, pence(host), pence(home), pence(1234))
    model.run_for(1)
    table = model.results.costs.query("kind == 'integrated_roles'")
    codes = [o.code for o in model.system.organisations[:2]]
    found = {(r["organisation"], r["counterparty"], r["gbp"]) for r in table.to_dict("records")}
    assert found == {(codes[0], codes[1], 12.34), (codes[1], codes[0], -12.34)}
    assert model.results.monthly["recharge_gbp"].sum() == pytest.approx(0.0)


def test_money_that_is_lost_stops_the_run() -> None:
    model = ICS(world(), rng=1)
    model.run_for(1)
    closing = model.accounts.close
    model.accounts.close = lambda: closing() + (np.arange(model.posts.n) == 0)  # type: ignore[method-assign]
    with pytest.raises(ConservationError, match=r"pence borne by organisations \d+, paid out \d+, difference 1"):
        model.run_for(1)


def test_an_organisation_cannot_charge_itself() -> None:
    model = ICS(world(), rng=1)
    cell = model.posts.cell_of[0, 0]
    model.accounts.charge(CostKind.integrated_roles, pence(cell), pence(cell), pence(1))
    with pytest.raises(ConservationError, match="charges itself"):
        model.run_for(1)
