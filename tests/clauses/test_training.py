"""Training: placements, apprenticeships, preceptors and learning that parties share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from tests.determinism.same import assert_same_run, histories
from tests.worlds import agree, cell, flows, quiet_model, rows_of, world

from icsim.accounts import CostKind
from icsim.apprentices import begin
from icsim.clauses.training import Training
from icsim.codes import Programme, Sector
from icsim.model import ICS
from icsim.months import WORKING_DAYS
from icsim.people import NEWLY_QUALIFIED

SUPPORT = Programme.nursing_associate_apprenticeship
CERTAIN = {
    "apprentices.associate_stop_prob": 0.04,
    "apprentices.settled_months": 0,
    "apprentices.most_age_years": 65,
    "apprentices.post_converted_prob": 1,
}
STAFF: dict[str, dict[str, dict[str, float]]] = {
    "A": {"clinical_support": {"heads": 40}, "nursing_associate": {"heads": 10}, "nurse": {"heads": 20}},
    "B": {"clinical_support": {"heads": 20}, "nursing_associate": {"heads": 2}, "nurse": {"heads": 20}},
    "C": {"care_worker": {"heads": 40}},
    "D": {"clinical_support": {"heads": 40}, "nursing_associate": {"heads": 10}},
}
"""Three trusts and a care provider; A, B and C are parties unless said otherwise."""
ABC = ("A", "B", "C")


def under(months: int = 0, staff: Any = STAFF, start: str = "2026-03", **clause: Any) -> ICS:
    """A model under one training clause, after so many months."""
    about = {key: clause.pop(key) for key in ("parties", "starts", "ends") if key in clause}
    parameters = {**CERTAIN, **clause.pop("parameters", {})}
    signed = [agree(training=clause, **{"parties": ABC, **about})] if clause else []
    model = quiet_model(world(staff), *signed, parameters=parameters, start=start)
    for _ in range(months):
        model.step()
    return model


def apprentices(model: ICS, code: str = "") -> list[int]:
    """Rows of apprentices, of one employer or of all."""
    staff = model.staff_table
    rows = np.flatnonzero(staff.course > 0)
    if code:
        rows = rows[model.posts.organisation[staff.employer_cell[rows]] == model.system.index[code]]
    return rows.tolist()


def refused(model: ICS) -> dict[str, int]:
    return {reason: heads for _, rule, reason, heads in model.ledger.refused() if rule == "training"}


# Apprenticeships


def test_a_cohort_starts_in_each_month_of_intake() -> None:
    model = under(apprenticeships_per_year=7, intake_months=[9, 3], pathways=["nursing_associate_apprenticeship"])
    started = []
    for _ in range(12):
        before = len(apprentices(model))
        model.step()
        started.append(len(apprentices(model)) - before)
    assert started[0] == 3
    assert started[6] in (3, 4)  # one of the seven may have given up
    assert all(heads <= 0 for month, heads in enumerate(started) if month not in (0, 6))


def test_only_staff_of_the_parties_start_and_those_of_health_and_care_alike() -> None:
    """Of 100 support and care workers at the parties, 80 start."""
    model = under(1, apprenticeships_per_year=80, intake_months=[3], pathways=["nursing_associate_apprenticeship"])
    assert len(apprentices(model)) == 80
    assert len(apprentices(model, "D")) == 0
    assert len(apprentices(model, "C")) >= 20


def test_pathways_share_the_places_and_one_takes_what_the_other_leaves() -> None:
    """Twelve nursing associates can take 12 of the 20 places for nurses; the other 28 go to support workers."""
    model = under(1, apprenticeships_per_year=40, intake_months=[3])
    course = model.staff_table.course
    assert (course == 1 + Programme.nurse_degree_apprenticeship).sum() == 12
    assert (course == 1 + SUPPORT).sum() == 28


def test_fewer_people_than_places_are_counted() -> None:
    model = under(1, apprenticeships_per_year=150, intake_months=[3], parties=["B", "C"])
    staff = model.staff_table
    able = np.isin(staff.employer_cell, [cell(model, "B", "clinical_support"), cell(model, "C", "care_worker")])
    able |= staff.employer_cell == cell(model, "B", "nursing_associate")
    able &= staff.birth_month > -65 * 12
    assert len(apprentices(model)) == able.sum() > 55
    assert refused(model) == {"nobody eligible": 150 - int(able.sum())}


def test_after_two_years_a_support_worker_is_a_nursing_associate() -> None:
    about = {"intake_months": [3], "pathways": ["nursing_associate_apprenticeship"], "parties": ["A", "B"]}
    model = under(25, apprenticeships_per_year=10, **about)
    qualified = sum(heads for month, why, *_, heads in flows(model) if (month, why) == ("2028-03", "regraded"))
    assert 7 <= qualified <= 10
    assert model.posts.establishment_fte.sum() == model.posts.funded_fte.sum() == 20200


def test_a_care_worker_who_qualifies_finds_a_post_at_a_party_that_has_some() -> None:
    """C has no posts for nursing associates; A makes one out of a vacant support post."""
    staff = {**STAFF, "A": {**STAFF["A"], "clinical_support": {"heads": 40, "posts": 42}}}
    model = under(staff=staff, apprenticeships_per_year=1, intake_months=[12])
    begin(model, rows_of(model, "C", "care_worker")[:3], SUPPORT, 1, 0)
    with model.staff_table.writing(["stop_month"]):
        model.staff_table.stop_month[:] = np.iinfo(np.int16).max
    for _ in range(2):
        model.step()
    assert flows(model) == [("2026-04", "regraded", "C", "A", "nursing_associate", 2)]
    support, associates = cell(model, "A", "clinical_support"), cell(model, "A", "nursing_associate")
    assert model.posts.establishment_fte[[support, associates]].tolist() == [4000, 1200]
    assert model.posts.heads[associates] == 12
    assert len(apprentices(model)) == 1  # two posts were vacant: the third waits
    assert model.monthly.months[-1]["onboarding_tenths"][associates] > 0


@pytest.mark.parametrize("clause", [{"preceptorship": True}, {"apprenticeships_per_year": 1, "parties": ["B", "C"]}])
def test_posts_are_open_to_the_apprentices_of_parties_alone(clause: dict[str, Any]) -> None:
    staff = {**STAFF, "A": {**STAFF["A"], "nursing_associate": {"heads": 10, "posts": 20}}}
    model = under(staff=staff, intake_months=[12], **clause)
    begin(model, rows_of(model, "C", "care_worker")[:3], SUPPORT, 1, 0)
    for _ in range(2):
        model.step()
    assert flows(model) == []


def test_nobody_takes_a_post_beyond_reach() -> None:
    staff = {"A": {"nursing_associate": {"heads": 10, "posts": 20}}, "C": {"care_worker": {"heads": 40}}}
    signed = agree(training={"apprenticeships_per_year": 1, "intake_months": [12]})
    model = quiet_model(world(staff, minutes={"A": 0, "C": 400}), signed, parameters=CERTAIN)
    begin(model, rows_of(model, "C", "care_worker")[:3], SUPPORT, 1, 0)
    for _ in range(2):
        model.step()
    assert flows(model) == []


# Backfill and fees


def test_with_backfill_no_work_is_lost_and_the_employer_pays_the_bank() -> None:
    """30% of the hours of A's apprentices, at the pay of their posts."""
    about = {"apprenticeships_per_year": 40, "intake_months": [3], "pathways": ["nursing_associate_apprenticeship"]}
    today, without, covered = under(1), under(1, **about), under(1, backfill=True, **about)
    support = cell(today, "A", "clinical_support")
    hours = int(len(apprentices(without, "A")) * 100 * 0.3)
    assert hours > 0
    assert today.state.available_fte[support] - without.state.available_fte[support] == hours
    assert (covered.state.available_fte == today.state.available_fte).all()
    assert CostKind.backfill not in without.accounts.months[-1]
    spent = covered.accounts.months[-1][CostKind.backfill]
    assert spent[support] == hours * covered.pay_pence[support] // 100
    assert covered.accounts.months[-1][CostKind.training][support] == len(apprentices(covered, "A")) * 58333
    assert not spent[rows_cells(covered, "D")].any()


def rows_cells(model: ICS, code: str) -> list[int]:
    return np.flatnonzero(model.posts.organisation == model.system.index[code]).tolist()


def test_two_agreements_with_backfill_pay_once() -> None:
    written = {"apprenticeships_per_year": 10, "intake_months": [3], "backfill": True}
    one = quiet_model(world(STAFF), agree(training=written), parameters=CERTAIN, start="2026-03")
    other = agree(agreement="Other", training={"backfill": True})
    two = quiet_model(world(STAFF), agree(training=written), other, parameters=CERTAIN, start="2026-03")
    for model in (one, two):
        model.step()
    paid = (model.accounts.months[-1][CostKind.backfill].sum() for model in (one, two))
    assert len(set(map(int, paid))) == 1


# Blocks


def test_apprentices_of_health_and_care_work_a_block_on_the_other_side() -> None:
    about = {"intake_months": [3], "pathways": ["nursing_associate_apprenticeship"]}
    model = under(18, apprenticeships_per_year=100, blocks=True, parties=["A", "C"], **about)
    went = {(month, a, b) for month, why, a, b, _, _ in flows(model) if why == "rotation_out"}
    home = {(month, a, b) for month, why, a, b, _, _ in flows(model) if why == "rotation_home"}
    assert went == {("2027-03", "A", "C"), ("2027-03", "C", "A")}
    assert home == set()
    model.step()
    home = {(month, a, b) for month, why, a, b, _, _ in flows(model) if why == "rotation_home"}
    assert home == {("2027-09", "C", "A"), ("2027-09", "A", "C")}
    staff = model.staff_table
    known = staff.sectors_known[(staff.course > 0) & (staff.qualify_month == 24)]
    both = 1 << Sector.acute | 1 << Sector.social_care
    assert (known & both != both).sum() == refused(model).get("no block within reach", 0) < 20


def test_nobody_is_at_a_block_when_the_agreement_has_ended() -> None:
    about = {"intake_months": [3], "pathways": ["nursing_associate_apprenticeship"], "ends": "2027-05"}
    model = under(15, apprenticeships_per_year=100, blocks=True, parties=["A", "C"], **about)
    assert {month for month, why, *_ in flows(model) if why == "rotation_home"} == {"2027-05"}
    assert (model.staff_table.host_cell == model.staff_table.employer_cell).all()


# Shared placements, preceptors


def test_parties_place_one_anothers_students() -> None:
    model = under(1, shared_placements=True)
    shared = model.provisions.placements_shared
    assert shared is not None
    assert shared[0, 2]
    assert not shared[0, 3]
    assert under(1, preceptorship=True).provisions.placements_shared is None


def test_the_newly_qualified_have_a_preceptor_at_the_parties() -> None:
    assert under(1, preceptorship=True).provisions.preceptorship.tolist() == [True, True, True, False]
    assert not under(1, shared_placements=True).provisions.preceptorship.any()


def test_preceptors_by_hand() -> None:
    """Four newly qualified nurses of A, one in the second year: 3 x 2.7% of a post, rounded down: 8 hundredths."""
    model = under(preceptorship=True)
    rows = rows_of(model, "A", "nurse")[:4]
    with model.staff_table.writing(["qualify_month"]):
        model.staff_table.qualify_month[rows] = [0, -3, -11, -12]
    model.staff_table.watch(NEWLY_QUALIFIED, rows)
    model.step()
    nurses = cell(model, "A", "nurse")
    spent = model.accounts.months[-1][CostKind.training]
    assert spent[nurses] == 8 * model.pay_pence[nurses] // 100
    assert np.count_nonzero(spent) == 1


# Shared learning


def test_some_staff_come_to_know_a_partners_sector_and_lose_three_days() -> None:
    """Two parties: whoever learns, learns with the other; fees and hours are those of the learners."""
    staff = {"B": {"clinical_support": {"heads": 600}}, "C": {"care_worker": {"heads": 600}}, "D": STAFF["D"]}
    model = under(1, staff=staff, shared_learning=True, parties=["B", "C"])
    staff, posts = model.staff_table, model.posts
    both = 1 << Sector.acute | 1 << Sector.social_care
    learners = np.flatnonzero(staff.sectors_known & both == both)
    assert set(posts.organisation[staff.employer_cell[learners]].tolist()) == {0, 1}
    fees = model.accounts.months[-1][CostKind.training]
    assert (fees == posts.count(staff.employer_cell[learners]) * 30000).all()
    hours = posts.count(staff.host_cell[learners], staff.fte[learners].astype(np.int64)) * 3 / WORKING_DAYS
    assert (model.state.studying_fte == np.floor(hours)).all()


def test_a_fifth_of_the_staff_learn_with_a_partner_in_a_year() -> None:
    """Of 1,000 and 1,000, 20%: 400, spread 17.9; chance of a false alarm 0.0001 were the seed not fixed."""
    staff = {"A": {"clinical_support": {"heads": 1000}}, "C": {"care_worker": {"heads": 1000}}}
    model = under(12, staff=staff, shared_learning=True, parties=["A", "C"])
    both = 1 << Sector.acute | 1 << Sector.social_care
    assert abs(int((model.staff_table.sectors_known & both == both).sum()) - 400) < 3.89 * 17.9


def test_learning_together_is_joint_work_of_the_two_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    model = under(shared_learning=True, parties=["B", "C"])
    noted: list[tuple[int, int, float]] = []

    def note(origin: Any, host: Any, heads: Any) -> None:
        noted.extend(zip(origin.tolist(), host.tolist(), heads.tolist(), strict=True))

    monkeypatch.setattr(model.partnerships, "note", note)
    model.step()
    fees = model.accounts.months[-1][CostKind.training]
    learners = {o: int(fees[model.posts.organisation == o].sum()) // 30000 for o in (1, 2)}
    assert noted == [(o, 3 - o, heads * 3 / WORKING_DAYS) for o, heads in learners.items() if heads]


# Nothing, and nobody else


def test_nothing_switched_on_is_today() -> None:
    assert_same_run(under(14, pathways=["nurse_degree_apprenticeship"]), under(14))


def test_parties_where_nobody_is_eligible_are_today() -> None:
    staff = {**STAFF, "E": {"other": {"heads": 10}}, "F": {"midwife": {"heads": 10}}}
    everything = {"apprenticeships_per_year": 10, "backfill": True, "blocks": True, "shared_placements": True}
    assert_same_run(under(14, staff=staff, parties=["E", "F"], **everything), under(14, staff=staff))


def test_an_organisation_that_is_no_party_is_as_it_was() -> None:
    everything = {"apprenticeships_per_year": 40, "blocks": True, "shared_learning": True, "backfill": True}
    today, signed = under(), under(parties=["B", "C"], **everything)
    of = {int(identity) for code, identity in zip("ABCD", today.system.identity, strict=True) if code in "AD"}
    kept = [histories(model, 30, lambda key: key >> 32 in of) for model in (today, signed)]
    assert kept[0] == kept[1]
    ours, theirs = (model.results.monthly.query("organisation in ['A', 'D']") for model in (today, signed))
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)
    assert CostKind.training in signed.accounts.months[-1]


def test_no_party_is_no_trouble() -> None:
    """Parties may leave an agreement until nobody acts on it."""
    model = under(apprenticeships_per_year=10, intake_months=[3], blocks=True, shared_learning=True, backfill=True)
    nobody = model.clauses[0].__class__(**{**model.clauses[0].__dict__, "parties": np.empty(0, dtype=np.int64)})
    model.provisions.clear()
    nobody.clause.apply(model, nobody)
    nobody.clause.month(model, nobody)
    assert apprentices(model) == []


# What a signatory reads


def remarks(parties: list[int], **clause: Any) -> list[tuple[tuple[str | int, ...], str]]:
    written = Training(**clause)
    found = [*written.remarks(), *written.remarks_in(world(STAFF), np.array(parties))]
    assert not any(remark.wrong for remark in found)
    return [(remark.way, remark.message) for remark in found]


def test_remarks() -> None:
    assert remarks([0, 1], shared_placements=True) == []
    assert remarks([0, 1, 2], apprenticeships_per_year=10, blocks=True) == []
    assert remarks([0, 1]) == [((), "nothing in it is switched on, so it changes nothing")]
    assert remarks([0, 1], preceptorship=True, pathways=["nurse_degree_apprenticeship"]) == [
        (("pathways",), "nobody starts: say how many with apprenticeships_per_year")
    ]
    assert remarks([2, 3], apprenticeships_per_year=10, blocks=True) == [
        (("pathways", 1), "none of the parties has posts for a nurse: who qualifies would wait")
    ]
    assert remarks([2], apprenticeships_per_year=10, blocks=True) == [
        (("pathways", 0), "none of the parties has posts for a nursing_associate: who qualifies would wait"),
        (("pathways", 1), "none of the parties has nursing_associate: nobody would start"),
        (("blocks",), "none of the parties is in health: nobody would work a block"),
    ]


def test_a_pathway_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="nursing_associate_apprenticeship"):
        Training(apprenticeships_per_year=4, pathways=["medicine"])
    with pytest.raises(ValidationError):
        Training(apprenticeships_per_year=4, intake_months=[13])


def test_a_sentence_for_the_file() -> None:
    clause = Training(apprenticeships_per_year=30, intake_months=[9, 3], backfill=True, shared_placements=True)
    assert clause.sentence() == (
        "The parties place one another's students. Each year 30 of their staff, drawn by lot, start an apprenticeship "
        "as nursing associate or registered nurse in March and September, stay employed, and may take a post at any "
        "party when they qualify. Employers pay for bank cover of the hours that apprentices learn."
    )
