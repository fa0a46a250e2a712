"""Aligned terms: who raises what, how far, who stays for it and who pays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.clauses.elsewhere import assert_nothing_changes_elsewhere
from tests.determinism.same import assert_same_run
from tests.worlds import CONSTANT, agree, cell, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.clauses.aligned_terms import AlignedTerms
from icsim.codes import StaffGroup
from icsim.future import Future
from icsim.ledger import Reason
from icsim.model import ICS

STAFF = {
    "A": {"nurse": {"heads": 40}, "clinical_support": {"heads": 30}},
    "B": {"nurse": {"heads": 30}, "clinical_support": {"heads": 20}},
    "C": {"nurse": {"heads": 10}, "care_worker": {"heads": 40}},
    "P": {"nurse": {"heads": 5}, "clinical_support": {"heads": 4}},
}
"""Two trusts, a care provider and a practice."""
SECTORS = {"P": "primary_care"}

SUPPORT_GBP = 0.37 * 24465 + 0.44 * 25768 + 0.19 * 28824
NURSE_GBP = 0.45 * 33487 + 0.33 * 40823 + 0.17 * 50273 + 0.05 * 58487
CARE_GBP = 24638
"""Basic pay a year: clinical support and nurses of a trust, care workers."""
TERMS = 0.15
"""What terms of the NHS are worth, as a share of basic pay."""


def aligned(share: float = 0.5, staff: Any = STAFF, sectors: Any = SECTORS, **more: Any) -> ICS:
    """A model after its first month; everybody has signed unless ``parties`` are given."""
    about = {key: more.pop(key) for key in ("parties", "starts", "ends") if key in more}
    changes = {key: more.pop(key) for key in ("parameters", "future", "rng") if key in more}
    written = {"close_gap_share": share, **more}
    model = quiet_model(world(staff, sectors), agree(aligned_terms=written, **about), **changes)
    model.step()
    return model


def ratios(model: ICS, code: str, group: str) -> tuple[float, float]:
    """Basic pay, and pay with terms as people compare them, against today."""
    at = cell(model, code, group)
    return float(model.provisions.basic_ratio[at]), float(model.provisions.pay_ratio[at])


def cost(model: ICS, code: str, group: str, month: int = 0) -> int:
    """Pence that a month's better terms cost a staff group."""
    spent = model.accounts.months[month].get(CostKind.aligned_terms)
    return 0 if spent is None else int(spent[cell(model, code, group)])


# Who raises what


def test_care_workers_are_measured_against_clinical_support_by_hand() -> None:
    basic, total = ratios(aligned(0.5), "C", "care_worker")
    assert basic == pytest.approx(1 + 0.5 * (SUPPORT_GBP / CARE_GBP - 1))
    assert total == pytest.approx(basic * (1 + 0.5 * TERMS))


def test_care_home_nurses_are_measured_against_nurses_of_trusts_by_hand() -> None:
    basic, total = ratios(aligned(0.5), "C", "nurse")
    assert basic == pytest.approx(1 + 0.5 * (1 / 0.94 - 1))
    assert total == pytest.approx(basic * (1 + 0.5 * TERMS))


def test_a_practice_raises_pay_and_has_the_pension_of_the_nhs_already() -> None:
    for group in ("nurse", "clinical_support"):
        assert ratios(aligned(0.5), "P", group) == pytest.approx((1 + 0.5 * (1 / 0.97 - 1),) * 2)


def test_the_whole_gap_closed_is_the_pay_of_a_trust() -> None:
    assert CARE_GBP * ratios(aligned(1.0), "C", "care_worker")[0] == pytest.approx(SUPPORT_GBP)


def test_care_workers_of_a_council_have_its_terms_and_a_gap_in_pay() -> None:
    model = aligned(1.0, {**STAFF, "L": {"care_worker": {"heads": 8}}}, {**SECTORS, "L": "local_authority"})
    assert ratios(model, "L", "care_worker") == pytest.approx((SUPPORT_GBP / CARE_GBP,) * 2)


def test_without_a_trust_care_workers_have_only_the_terms_of_a_council_to_go_by() -> None:
    staff = {"C": {"care_worker": {"heads": 40}}, "L": {"care_worker": {"heads": 8}}}
    model = aligned(1.0, staff, {"L": "local_authority"})
    assert ratios(model, "C", "care_worker") == pytest.approx((1.0, 1 + TERMS))
    assert ratios(model, "L", "care_worker") == (1.0, 1.0)


def test_trusts_are_bound_by_national_pay_and_raise_nothing() -> None:
    model = aligned(1.0, parameters={"pay.social_care_ratio": 1.05})
    assert ratios(model, "A", "nurse") == (1.0, 1.0)
    assert ratios(model, "P", "nurse")[0] == pytest.approx(1.05 / 0.97)
    assert ratios(model, "C", "nurse")[0] == 1.0


def test_only_the_groups_written_are_aligned() -> None:
    model = aligned(1.0, staff_groups=["nurse"])
    assert ratios(model, "C", "nurse")[0] > 1.0
    assert ratios(model, "C", "care_worker") == (1.0, 1.0)
    assert cost(model, "C", "care_worker") == 0


def test_a_pay_round_for_trusts_alone_widens_the_gap_that_is_closed() -> None:
    model = aligned(1.0, future=Future(pay_round_rate=0.03))
    model.run_for(12)
    assert ratios(model, "C", "care_worker")[0] == pytest.approx(1.03 * SUPPORT_GBP / CARE_GBP)
    assert ratios(model, "P", "nurse")[0] == pytest.approx(1 / 0.97)


def test_of_two_agreements_the_second_closes_its_share_of_what_the_first_left() -> None:
    half = {"close_gap_share": 0.5}
    both = [agree(agreement=name, aligned_terms=half) for name in ("One", "Two")]
    model, once = quiet_model(world(STAFF, SECTORS), *both), aligned(0.75)
    model.step()
    for code, group in (("C", "care_worker"), ("C", "nurse"), ("P", "nurse")):
        assert ratios(model, code, group) == pytest.approx(ratios(once, code, group))
        assert cost(model, code, group) == pytest.approx(cost(once, code, group), abs=40)  # a penny for each person


# What it does


def test_better_terms_lower_leaving_by_the_published_contrast() -> None:
    """1.50 an hour above 11.44 goes with a turnover of 31% against 37.8%: an elasticity of 1.6."""
    assert math.log(0.31 / 0.378) / math.log(12.94 / 11.44) == pytest.approx(-1.6, abs=0.02)
    model = aligned(0.5)
    at = cell(model, "C", "care_worker")
    expected = ratios(model, "C", "care_worker")[1] ** -1.6
    assert model.provisions.leave_ratio[at] == pytest.approx(expected)
    assert model.provisions.leave_ratio[cell(model, "A")] == 1.0


def test_better_terms_attract_with_the_elasticity_of_any_pay() -> None:
    model = aligned(0.5)
    at = cell(model, "C", "care_worker")
    strain = np.zeros(model.posts.n)
    more = model.choice.quality(strain, model.provisions.pay_ratio) - model.choice.quality(strain)
    assert more[at] == pytest.approx(1.5 * math.log(ratios(model, "C", "care_worker")[1]))
    assert more[cell(model, "A")] == 0.0


def leavers(share: float) -> tuple[set[int], set[int]]:
    """Who of C and of A leaves within two years."""
    staff = {"A": {"clinical_support": {"heads": 60, "leavers": 1}}, "C": {"care_worker": {"heads": 60, "leavers": 1}}}
    written = agree(aligned_terms={"close_gap_share": share})
    model = quiet_model(world(staff, minutes={"A": 0, "C": 900}), written, parameters=CONSTANT)
    before = [set(model.staff_table.key[rows_of(model, *at)].tolist()) for at in (("C", "care_worker"),
              ("A", "clinical_support"))]  # fmt: skip
    model.run_for(24)
    stayed = set(model.staff_table.key.tolist())
    return before[0] - stayed, before[1] - stayed


def test_whoever_leaves_all_the_same_would_have_left_without_it() -> None:
    today, aligned_half = leavers(0.0), leavers(0.5)
    assert aligned_half[0] < today[0]
    assert aligned_half[1] == today[1] != set()


# What it costs


def test_the_employer_that_raises_pays_for_pay_and_pension_by_hand() -> None:
    """Forty care workers: pay half way to clinical support, on-costs half way from 1.13 to 1.37."""
    pay = CARE_GBP + 0.5 * (SUPPORT_GBP - CARE_GBP)
    each = (pay * 1.25 - CARE_GBP * 1.13) / 12
    assert each == pytest.approx(310.4, abs=0.1)  # GBP a month
    assert cost(aligned(0.5), "C", "care_worker") == 40 * round(each * 100)


def test_a_practice_pays_for_pay_alone_by_hand() -> None:
    each = 0.5 * 0.03 * NURSE_GBP * 1.37 / 12
    assert cost(aligned(0.5), "P", "nurse") == 5 * round(each * 100)


def test_nobody_else_pays_and_nobody_is_recharged() -> None:
    model = aligned(0.5)
    spent = model.accounts.months[0][CostKind.aligned_terms]
    raising = {cell(model, code, group) for code, other in (("C", "care_worker"), ("P", "clinical_support"))
               for group in ("nurse", other)}  # fmt: skip
    assert set(np.flatnonzero(spent).tolist()) == raising
    assert all(len(column) == 0 for column in model.accounts.recharges[0])


def test_whoever_has_left_is_no_longer_paid_for() -> None:
    model = aligned(0.5)
    model.movements.leave({Reason.left: rows_of(model, "C", "care_worker")[:10]})
    model.step()
    assert cost(model, "C", "care_worker", 1) == cost(model, "C", "care_worker", 0) * 30 // 40


def test_it_costs_and_holds_while_it_is_in_force() -> None:
    staff = quiet_model(world(STAFF, SECTORS), agree(aligned_terms={"close_gap_share": 1.0}, starts="2026-05",
                        ends="2026-07"))  # fmt: skip
    staff.run_for(4)
    assert [cost(staff, "C", "care_worker", month) > 0 for month in range(4)] == [False, True, True, False]
    assert ratios(staff, "C", "care_worker") == (1.0, 1.0)


# Nobody concerned


@pytest.mark.parametrize("nothing", [
    {"parties": ["A", "B"]}, {"close_gap_share": 0.0}, {"staff_groups": ["gp"]}, {"staff_groups": ["midwife", "gp"]},
])  # fmt: skip
def test_where_nobody_is_behind_it_is_today(nothing: dict[str, Any]) -> None:
    row = {"leavers": 1, "joiners": 1}
    staff = {code: {group: {**who, **row} for group, who in groups.items()} for code, groups in STAFF.items()}
    parties = nothing.pop("parties", ["all"])
    signed = agree(parties=parties, aligned_terms={"close_gap_share": 0.5, **nothing})
    model, today = (quiet_model(world(staff, SECTORS), *agreements) for agreements in ([signed], []))
    for each in (model, today):
        each.run_for(12)
    assert_same_run(model, today)
    assert model.accounts.months[-1].keys() == today.accounts.months[-1].keys()


def test_it_changes_nothing_elsewhere() -> None:
    assert_nothing_changes_elsewhere(aligned_terms={"close_gap_share": 1.0})


# In words


def test_a_sentence_for_the_file() -> None:
    assert AlignedTerms(close_gap_share=0.5, staff_groups=[StaffGroup.care_worker, StaffGroup.nurse]).sentence() == (
        "Employers outside NHS trusts that pay less than the best-paying party for the same work (Care worker and "
        "Nurse) close 50% of the gap in basic pay; independent employers also move pension and sick pay 50% of the "
        "way to those of the NHS. They bear the cost themselves."
    )


@pytest.mark.parametrize(("written", "parties", "said"), [
    ({}, ["A", "B"], ["no party offers less than another that it could raise: nothing would change"]),
    ({"staff_groups": ["nurse"]}, ["A", "C"], []),
    ({"staff_groups": ["nurse", "clinical_support"]}, ["A", "C"],
     ["no party offers less than another that it could raise for clinical_support"]),
    ({"staff_groups": ["care_worker"]}, ["A", "P"],
     ["no party offers less than another that it could raise for care_worker: nothing would change"]),
])  # fmt: skip
def test_what_would_do_nothing_is_said(written: dict[str, Any], parties: list[str], said: list[str]) -> None:
    system = world(STAFF, SECTORS)
    clause = agree(aligned_terms={"close_gap_share": 0.5, **written}).clauses[0]
    remarks = list(clause.remarks_in(system, np.array([system.index[code] for code in parties])))
    assert [remark.message for remark in remarks] == said
    assert not any(remark.wrong for remark in remarks)


def test_a_share_of_nothing_is_said() -> None:
    assert [remark.way for remark in AlignedTerms(close_gap_share=0.0).remarks()] == [("close_gap_share",)]
    assert list(AlignedTerms(close_gap_share=0.1).remarks()) == []
