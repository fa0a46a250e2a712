"""Shared bank: staff offer bank hours to parties near their employer; the party that has the work pays for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.determinism.same import assert_same_run
from tests.worlds import agree, cell, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.agreement import resolve_parties
from icsim.clause import Remark
from icsim.clauses.shared_bank import SharedBank
from icsim.codes import Sector
from icsim.errors import ConservationError
from icsim.model import ICS
from icsim.rule import Phase, Rule

FULL = {"nurse": {"heads": 100}}
SHORT = {"nurse": {"heads": 80, "posts": 100}}
PAIR = {"A": FULL, "B": SHORT}
"""Nurses of A may offer 5 of their 100 FTE and need nobody. B lacks 20: its bank does the least of 13 and 4, and a
shared bank may fill 0.76 of the 16 it leaves, 12.16."""
PASSPORT = {"recognises": ["identity", "dbs", "training", "occupational_health"]}
LATER = 2
"""A month in which nobody is in the first onboarding any more."""


def bank(staff: Any = PAIR, months: int = 1, minutes: Any = None, sectors: Any = None, **fields: Any) -> ICS:
    """A small system after some months under a shared bank; ``passport`` and ``parties`` go beside it."""
    about = {name: fields.pop(name) for name in ("parties", "passport") if name in fields}
    parameters = fields.pop("parameters", {})
    system = world(staff, minutes=minutes, sectors=sectors)
    model = quiet_model(system, agree(shared_bank=fields, **about), parameters=parameters)
    model.run_for(months)
    return model


def lent(model: ICS, code: str, staff_group: str = "nurse") -> int:
    """Hundredths of FTE that staff of an organisation worked at others this month."""
    return int(model.state.shared_bank_out_fte[cell(model, code, staff_group)])


def had(model: ICS, code: str, staff_group: str = "nurse") -> int:
    """Hundredths of FTE that others' staff worked at an organisation this month."""
    return int(model.state.shared_bank_fte[cell(model, code, staff_group)])


def spread(model: ICS, share: float) -> None:
    """Make some of A's nurses know every sector."""
    rows = rows_of(model, "A")
    with model.staff_table.writing(["sectors_known"]):
        model.staff_table.sectors_known[rows[: round(share * len(rows))]] = (1 << len(Sector)) - 1


# --- hours ---------------------------------------------------------------------------------------------------------


def test_without_recognition_the_first_month_goes_by_in_onboarding() -> None:
    # 42 days are 1.37988 months: nothing is left of the first month, 0.62012 of the second,
    # and after that the newcomers, a tenth, lose theirs: 1 - 0.137988 of 500
    assert [lent(bank(months=n), "A") for n in (1, 2, 3, 4)] == [0, 310, 431, 431]


def test_with_recognition_hours_flow_from_the_first_month() -> None:
    # 2 days are 0.065708 months: 500 x 0.934292, then 500 x 0.9934292
    assert [lent(bank(months=n, passport=PASSPORT), "A") for n in (1, 2)] == [467, 496]


def test_each_item_recognised_spares_a_quarter_of_the_time() -> None:
    # half of 42 and 2: 22 days are 0.722793 months, so 500 x 0.277207
    assert lent(bank(passport={"recognises": ["identity", "dbs"]}), "A") == 138


def test_what_one_party_lends_the_other_has() -> None:
    model = bank(months=LATER, passport=PASSPORT)
    assert had(model, "B") == lent(model, "A") == 496
    assert had(model, "A") == lent(model, "B") == 0


def test_shared_hours_come_after_the_own_bank_and_before_agencies() -> None:
    # B: own bank 4, shared bank 4.96; agencies the least of 0.6 x 11.04 and 0.037 x 80 / 1.2 = 2.4667
    model = bank(months=LATER, passport=PASSPORT)
    state, b = model.state, cell(model, "B")
    done = [int(x[b]) for x in (state.bank_fte, state.shared_bank_fte, state.agency_fte, state.unfilled_fte)]
    assert done == [400, 496, 246, 2000 - 400 - 496 - 246]


def test_it_fills_a_share_of_what_own_banks_leave() -> None:
    # B lacks 2: its bank does 1.3, and 0.76 of 0.7 is 0.532
    staff = {"A": FULL, "B": {"nurse": {"heads": 98, "posts": 100}}}
    assert had(bank(staff, months=LATER, passport=PASSPORT), "B") == 53


def test_whose_own_bank_uses_everybody_lends_nothing() -> None:
    # A offers 0.05 x 80, and its own bank has used it; of 0.06 x 80, 80 are left, of which 0.9934292 goes
    staff = {"A": SHORT, "B": SHORT}
    model = bank(staff, months=LATER, passport=PASSPORT)
    assert lent(model, "A") == lent(model, "B") == 0
    model = bank(staff, months=LATER, passport=PASSPORT, parameters={"shared_bank.offer_share": 0.06})
    assert lent(model, "A") == had(model, "B") == 79


def test_each_staff_group_covers_its_own_work() -> None:
    staff = {"A": {**FULL, "midwife": {"heads": 50}}, "B": {"clinical_support": {"heads": 80, "posts": 100}}}
    model = bank(staff, months=LATER, passport=PASSPORT)
    assert not model.state.shared_bank_fte.any()


def test_only_groups_that_take_part() -> None:
    staff = {"A": {**FULL, "midwife": {"heads": 100}}, "B": {**SHORT, "midwife": {"heads": 80, "posts": 100}}}
    model = bank(staff, months=LATER, passport=PASSPORT, staff_groups=["midwife"])
    assert (lent(model, "A", "midwife"), lent(model, "A", "nurse")) == (496, 0)


# --- who with whom -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "hours"), [(45, 496), (46, 0)])
def test_hours_go_no_further_than_the_limit(minutes: int, hours: int) -> None:
    model = bank(months=LATER, minutes={"A": 0, "B": minutes}, passport=PASSPORT)
    assert lent(model, "A") == hours


def test_the_nearest_party_is_served_first() -> None:
    # C at 10 minutes has the 496 of the pair's limit; the other 4 go to B at 20, less their onboarding
    staff = {"A": FULL, "B": SHORT, "C": SHORT}
    model = bank(staff, months=LATER, minutes={"A": 0, "B": 20, "C": -10}, passport=PASSPORT)
    from_a = {posts[1]: posts[2] for posts in shifts(model) if posts[0] == cell(model, "A")}
    assert from_a == {cell(model, "C"): 496, cell(model, "B"): 4}


def shifts(model: ICS) -> list[tuple[int, ...]]:
    """Home cell, host cell and hours of every shift of the month."""
    billed = model.state.banks.billed()
    return list(zip(billed.home.tolist(), billed.host.tolist(), billed.fte.tolist(), strict=True))


@pytest.mark.parametrize(("know", "hours"), [(0.0, 125), (0.5, 312), (1.0, 496)])
def test_other_sectors_take_those_who_know_them_and_a_quarter_of_the_rest(know: float, hours: int) -> None:
    # of 500: a quarter; half and a quarter of the other half; all, less onboarding
    sectors = {"A": "acute", "B": "community"}
    system = world(PAIR, sectors=sectors)
    model = quiet_model(system, agree(shared_bank={}, passport=PASSPORT))
    spread(model, know)
    model.run_for(LATER)
    assert lent(model, "A") == hours


def test_two_hosts_of_a_sector_share_the_few_who_know_it() -> None:
    staff = {"A": FULL, "B": SHORT, "C": SHORT}
    sectors = {"A": "acute", "B": "community", "C": "community"}
    model = bank(staff, months=LATER, sectors=sectors, passport=PASSPORT)
    assert lent(model, "A") == 125


def test_who_knows_a_sector_is_counted_every_quarter() -> None:
    model = quiet_model(world(PAIR, sectors={"B": "community"}), agree(shared_bank={}, passport=PASSPORT))
    model.run_for(2)
    spread(model, 1.0)
    hours = []
    for _ in range(2):
        model.step()
        hours.append(lent(model, "A"))
    assert hours == [125, 496]


def test_half_released_is_half_lent_and_the_rest_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # 0.5 x 467.146 goes; another 234 would have gone: two people, whom B knows of
    model = quiet_model(world(PAIR), agree(shared_bank={}, passport=PASSPORT))
    told: dict[str, list[tuple[Any, ...]]] = {"note": [], "withheld": []}
    monkeypatch.setattr(model.partnerships, "release", lambda origin, host: np.full(len(origin), 0.5))
    for name, calls in told.items():
        monkeypatch.setattr(
            model.partnerships, name, lambda *of, calls=calls: calls.append(tuple(x.tolist() for x in of))
        )
    model.step()
    assert lent(model, "A") == 233
    assert list(model.ledger.refused()) == [(0, "shared_bank", "not released", 2)]
    assert told == {"note": [([0], [1], [2.33])], "withheld": [([0], [1], [2.34])]}


def test_a_party_in_two_banks_offers_its_hours_once() -> None:
    # the first by name takes 467; 33 are left, of which 30 go to C; another 436 would have gone there: four people
    staff = {"A": FULL, "B": SHORT, "C": SHORT}
    one = agree(agreement="One", parties=["A", "B"], shared_bank={}, passport=PASSPORT)
    two = agree(agreement="Two", parties=["A", "C"], shared_bank={}, passport=PASSPORT)
    for files in ((one, two), (two, one)):
        model = quiet_model(world(staff), *files)
        model.step()
        assert (had(model, "B"), had(model, "C"), lent(model, "A")) == (467, 30, 497)
        assert list(model.ledger.refused()) == [(0, "shared_bank", "offered to another bank", 4)]


def test_a_party_in_two_banks_is_not_filled_twice() -> None:
    # B may have 0.76 of 16 from shared banks, whether from one or from two
    staff = {"A": {"nurse": {"heads": 400}}, "B": SHORT, "C": {"nurse": {"heads": 400}}}
    two = [agree(agreement=of, parties=[of, "B"], shared_bank={}, passport=PASSPORT) for of in ("A", "C")]
    model = quiet_model(world(staff), *two)
    model.step()
    assert had(model, "B") == 1216


def test_the_order_of_parties_changes_nothing() -> None:
    staff = {"A": FULL, "B": SHORT, "C": SHORT}
    there, back = (bank(staff, months=6, parties=parties) for parties in (["A", "B", "C"], ["C", "A", "B"]))
    assert_same_run(there, back)


def test_who_joins_later_begins_with_onboarding(monkeypatch: pytest.MonkeyPatch) -> None:
    """C acts from the third month: hours with it go as those of A and B did two months before."""
    staff = {"A": FULL, "B": FULL, "C": SHORT}
    model = quiet_model(world(staff), agree(shared_bank={}))
    model.partnerships.sign(np.arange(3))
    signed = model.clauses[0]
    hours = []
    for month in range(4):
        parties = np.array([0, 1, 2] if month >= 2 else [0, 1])
        bank_of_month = type(signed)(signed.agreement, signed.clause, 0, parties, 0, signed.ends)
        monkeypatch.setattr(model.standing, "in_use", lambda model, clause=bank_of_month: (clause,))
        model.step()
        hours.append(had(model, "C"))
    assert hours == [0, 0, 0, 310 * 2]


# --- money ---------------------------------------------------------------------------------------------------------


def test_the_host_pays_the_home_employer_and_the_fee() -> None:
    # 496 hundredths at the pay of a nurse of A; 5% on top
    model = bank(months=LATER, passport=PASSPORT)
    pay = 496 * int(model.pay_pence[cell(model, "A")]) // 100
    spent, recharges = model.accounts.months[-1], model.accounts.recharges[-1]
    assert spent[CostKind.shared_bank].tolist() == [pay, 0]
    assert [column.tolist() for column in recharges] == [[CostKind.shared_bank], [1], [0], [pay + round(pay * 0.05)]]


def test_the_home_employer_keeps_the_fee_and_pays_nothing() -> None:
    with_bank, without = bank(months=LATER, passport=PASSPORT, fee_share=0.1), bank(months=LATER, enabled=False)
    pay = 496 * int(without.pay_pence[0]) // 100
    assert with_bank.state.cost_pence[0] - without.state.cost_pence[0] == -round(pay * 0.1)


def test_the_home_employers_pay_is_what_counts() -> None:
    staff = {"A": {"nurse": {"heads": 100}}, "B": {"nurse": {"heads": 80, "posts": 100}}}
    model = bank(staff, months=LATER, sectors={"A": "primary_care"}, passport=PASSPORT)
    pence = int(model.accounts.months[-1][CostKind.shared_bank][0])
    assert model.pay_pence[0] != model.pay_pence[1]
    assert pence == lent(model, "A") * int(model.pay_pence[0]) // 100 > 0


def test_a_lower_cap_of_agency_spend() -> None:
    # B: 0.01 x 80 / 1.2
    model = bank(months=LATER, agency_cap_share=0.01)
    assert model.state.agency_fte[cell(model, "B")] == 66
    # a cap above the one that holds anyhow lowers nothing: 0.037 x 80 / 1.2
    model = bank(agency_cap_share=0.05)
    assert model.state.agency_fte[cell(model, "B")] == 246


@pytest.mark.parametrize("what", ["shared_bank_fte", "shared_bank_out_fte"])
def test_hours_worked_and_not_billed_stop_the_run(what: str) -> None:
    class Unbilled(Rule):
        """Somebody works an hour that nobody is told of."""

        phase = Phase.relate

        def month(self, model: ICS) -> None:
            getattr(model.state, what)[0] += 1
            model.state.unfilled_fte[0] -= what == "shared_bank_fte"

    model = quiet_model(world(PAIR), agree(shared_bank={}))
    model.rules.append(Unbilled(model))
    with pytest.raises(ConservationError, match=r"2026-04: bank hours worked .* of A \(Nurse\): counted 0, kept 1"):
        model.step()


def test_pence_charged_and_not_owed_stop_the_run() -> None:
    class Overcharge(Rule):
        """A invoices B for a penny more."""

        phase = Phase.relate

        def month(self, model: ICS) -> None:
            model.accounts.charge(CostKind.shared_bank, np.array([1]), np.array([0]), np.array([1]))

    model = quiet_model(world(PAIR), agree(shared_bank={}))
    model.rules.append(Overcharge(model))
    with pytest.raises(ConservationError, match="pence paid for others' bank hours of B"):
        model.step()


# --- direction, and what it leaves alone ---------------------------------------------------------------------------


def test_hosts_have_less_undone_and_buy_less_and_nobody_has_more() -> None:
    staff = {"A": FULL, "B": {"nurse": {"heads": 95, "posts": 100}}}  # a gap that agencies could fill in part
    with_bank, today = bank(staff, months=12), bank(staff, months=12, enabled=False)
    ours, theirs = (m.results.monthly.iloc[-2:].reset_index() for m in (with_bank, today))
    assert (ours["unfilled_fte"] <= theirs["unfilled_fte"]).all()
    assert ours["unfilled_fte"][1] < theirs["unfilled_fte"][1]
    assert ours["agency_fte"][1] < theirs["agency_fte"][1]
    assert ours["strain"][1] < theirs["strain"][1]


def test_in_the_monthly_table() -> None:
    model = bank(months=LATER, passport=PASSPORT)
    last = model.results.monthly.iloc[-2:]
    assert last["shared_bank_fte"].tolist() == [0, 4.96]
    assert last["shared_bank_out_fte"].tolist() == [4.96, 0]


@pytest.mark.parametrize(
    ("staff", "minutes"),
    [
        (PAIR, {"A": 0, "B": 400}),
        ({"A": {"midwife": {"heads": 90, "posts": 100}}, "B": SHORT}, None),
        ({"A": FULL, "B": FULL}, None),
    ],
    ids=["too far", "no group in common", "nobody short"],
)
def test_who_can_exchange_nothing_is_as_today(staff: Any, minutes: Any) -> None:
    assert_same_run(bank(staff, 12, minutes), bank(staff, 12, minutes, enabled=False))


def test_others_are_as_today() -> None:
    staff = {**PAIR, "C": SHORT, "D": FULL}
    under, today = (bank(staff, 12, parties=["A", "B"], enabled=on) for on in (True, False))
    ours, theirs = (m.results.monthly.query("organisation in ['C', 'D']") for m in (under, today))
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)
    assert lent(under, "A") > 0


# --- in words ------------------------------------------------------------------------------------------------------


def test_a_sentence_for_the_file() -> None:
    assert SharedBank().sentence() == (
        "Staff may work bank shifts for any party within 45 minutes of their employer, which fill what its own bank "
        "cannot before an agency is asked. The party that has the work pays the employer what the hours cost and a "
        "share for administration."
    )
    written = {"max_travel_minutes": 30, "staff_groups": ["nurse", "care_worker"]}
    clause = SharedBank.model_validate(written | {"fee_share": 0.029, "agency_cap_share": 0.02})
    assert clause.sentence() == (
        "Staff (nurse and care worker) may work bank shifts for any party within 30 minutes of their employer, which "
        "fill what its own bank cannot before an agency is asked. The party that has the work pays the employer what "
        "the hours cost and 2.9% for administration. No party spends more than 2% of its pay bill on agencies."
    )


def remarks(staff: Any, minutes: Any = None, **fields: Any) -> list[Remark]:
    system = world(staff, minutes=minutes)
    return list(SharedBank.model_validate(fields).remarks_in(system, resolve_parties(["all"], system)))


def test_what_would_do_nothing_is_said_before_the_run() -> None:
    assert remarks(PAIR) == []
    far = "no two parties with the same staff are within 45 minutes of each other: no hours would go"
    assert remarks(PAIR, {"A": 0, "B": 46}) == [Remark(("max_travel_minutes",), far, wrong=False)]
    lone = "no party with the same staff is within 45 minutes of C"
    staff = {**PAIR, "C": SHORT}
    assert remarks(staff, {"A": 0, "B": 5, "C": 90}) == [Remark(("max_travel_minutes",), lone, wrong=False)]
    one = "fewer than two parties have midwife: no hours would go"
    staff = {"A": {**FULL, "midwife": {"heads": 3}}, "B": SHORT}
    assert remarks(staff, staff_groups=["nurse", "midwife"]) == [Remark(("staff_groups", 1), one, wrong=False)]
