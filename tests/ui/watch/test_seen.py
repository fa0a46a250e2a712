"""What a page shows of a run: the numbers of its record, in words and tables."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from icsim.codes import Programme, StaffGroup
from icsim.experiment.record import RunRecord
from icsim.ui.state.watch_link import WatchState
from icsim.ui.watch import options
from icsim.ui.watch.exchanges import (
    OUTSIDE_WORDS,
    Exchange,
    Span,
    by_partner,
    exchanges,
    in_post,
    money,
    partners,
    posts,
    span_of,
)
from icsim.ui.watch.happenings import _flow, biggest_flows, milestone_words, totals
from icsim.ui.watch.people import courses_at, fault_of, groups_at, suggestions
from icsim.ui.watch.seen import Milestone, Seen, seen_so_far

TRUST = "TA1"


def test_months_so_far_show_the_same_as_those_months_of_the_whole(record: RunRecord, seen: Seen) -> None:
    early = record.table.filter(pc.and_(pc.less(record.table["month"], 8), pc.greater_equal(record.table["month"], 0)))
    so_far = seen_so_far([early.slice(0, 900), early.slice(900)], record.spec)
    assert (so_far.months, so_far.is_whole, seen.months, seen.is_whole) == (8, False, 20, True)
    span = Span(0, 7)
    assert exchanges(so_far, TRUST, span) == exchanges(seen, TRUST, span)
    assert posts(so_far, TRUST, span) == posts(seen, TRUST, span)
    assert biggest_flows(so_far, 5) == biggest_flows(seen, 5)
    assert so_far.milestones == tuple(each for each in seen.milestones if each.month < 8)


def test_a_record_without_months_is_refused(record: RunRecord) -> None:
    outcomes = record.table.filter(pc.equal(record.table["table"], "outcome"))
    with pytest.raises(ValueError, match="no month tables"):
        Seen.of(pa.table(outcomes), record.spec, is_whole=True)


# an organisation


def test_exchanges_are_the_moves_of_the_record(record: RunRecord, seen: Seen) -> None:
    moves = record.frame("move").astype({"organisation": str, "other": str, "measure": str})
    some = moves[moves["month"].between(6, 17)]
    came = some[(some["other"] == TRUST) & (some["organisation"] != TRUST)]["value"].sum()
    went = some[(some["organisation"] == TRUST) & (some["other"] != TRUST)]["value"].sum()
    found = exchanges(seen, TRUST, Span(6, 17))
    assert (sum(each.came for each in found), sum(each.went for each in found)) == (came, went)
    leavers = some[(some["organisation"] == TRUST) & some["measure"].str.startswith("leaver/")]["value"].sum()
    assert [each.went for each in found if "Leaver" in each.kind] == [leavers]
    assert [each.partner for each in found if "Leaver" in each.kind] == [OUTSIDE_WORDS]


def test_partners_are_summed_over_kinds_and_the_small_ones_put_together() -> None:
    found = [Exchange("a", "X", 3, 1), Exchange("b", "X", 1, 0), Exchange("a", "Y", 0, 2), Exchange("a", "Z", 1, 0)]
    assert by_partner(found, most=2) == [("X", 4, 1), ("Y", 0, 2), ("All others", 1, 0)]
    assert by_partner(found) == [("X", 4, 1), ("Y", 0, 2), ("Z", 1, 0)]


def test_posts_are_those_of_the_record(record: RunRecord, seen: Seen) -> None:
    staff = record.frame("staff").astype({"organisation": str, "other": str, "measure": str})
    there = staff[(staff["organisation"] == TRUST) & (staff["other"] == "nurse")].set_index(["measure", "month"])[
        "value"
    ]
    (nurses,) = (each for each in posts(seen, TRUST, Span(3, 14)) if each.group == "Nurse")
    assert nurses.establishment_fte == pytest.approx(there["establishment_fte", 14], abs=0.05)
    assert nurses.in_post_fte == pytest.approx(there["in_post_fte", 14], abs=0.05)
    assert nurses.vacancy_fte == pytest.approx(there["vacancy_fte", 14], abs=0.05)
    assert nurses.change_fte == pytest.approx(there["in_post_fte", 14] - there["in_post_fte", 3], abs=0.1)
    funded, filled = in_post(seen, TRUST)
    assert len(funded) == len(filled) == 20


def test_money_and_mutual_trust_are_those_of_the_record(record: RunRecord, seen: Seen) -> None:
    place = record.frame("place").astype({"organisation": str, "measure": str})
    spent = place[(place["organisation"] == TRUST) & (place["measure"] == "agency_gbp") & place["month"].between(2, 9)]
    assert money(seen, TRUST, Span(2, 9))["agency_gbp"] == pytest.approx(spent["value"].sum(), abs=8)
    trust = record.frame("partnership").astype({"organisation": str, "other": str})
    ours = trust[(trust["organisation"] == TRUST) | (trust["other"] == TRUST)]
    found = partners(seen, TRUST, Span(2, 9))
    assert len(found) == len(ours[ours["month"] <= 9].drop_duplicates(["organisation", "other"]))
    assert [each.mutual_trust for each in found] == sorted((each.mutual_trust for each in found), reverse=True)


def test_spans_end_at_the_month_shown() -> None:
    assert span_of("month", 7) == Span(7, 7)
    assert span_of("year", 30) == Span(19, 30)
    assert span_of("year", 5) == Span(0, 5)
    assert span_of("run", 30) == Span(0, 30)


# what happened


def test_totals_of_a_month_are_the_moves_of_the_record(record: RunRecord, seen: Seen) -> None:
    moves = record.frame("move")
    for month in (0, 11, 19):
        assert sum(heads for _, heads in totals(seen, month)) == moves[moves["month"] == month]["value"].sum()
    assert totals(seen, 99) == []


def test_each_kind_is_told_before_a_second_flow_of_any(seen: Seen) -> None:
    month = next(m for m in range(20) if len(totals(seen, m)) >= 3)
    kinds = len(totals(seen, month))
    said = biggest_flows(seen, month, most=kinds)
    verbs = {"joined", "left the system", "moved from", "went on placement", "first job", "started a course",
             "went on rotation", "came home", "apprenticeship", "without a job"}  # fmt: skip
    assert len({next(verb for verb in verbs if verb in each) for each in said}) == kinds


def test_a_move_within_a_row_of_many_providers_says_so(seen: Seen) -> None:
    at = next(i for i, each in enumerate(seen.system.organisations) if each.providers > 1)
    name, alone = seen.system.organisations[at].name, seen.names[TRUST]
    assert (
        _flow(seen, "mover", 12, at, at) == f"12 people moved to another provider within {name}, which stands for many."
    )
    assert _flow(seen, "mover", 1, at, seen.system.index[TRUST]) == f"One person moved from {name} to {alone}."
    assert _flow(seen, "leaver", 2, at, len(seen.system.organisations)) == f"Two people left the system from {name}."


def test_milestones_are_the_life_of_the_agreement(seen: Seen) -> None:
    events = [(each.event, each.month) for each in seen.milestones]
    assert events[0] == ("signed", 6)
    assert {event for event, _ in events} >= {"signed", "in_use"}
    assert all(each.agreement == "Nurse rotation with passport" for each in seen.milestones)


def test_a_milestone_as_a_sentence() -> None:
    names = {"A": "Alpha", "B": "Beta"}
    assert (
        milestone_words(Milestone(3, "Passport", "signed", ("A", "B")), names)
        == "Passport was signed by Alpha and Beta."
    )
    many = Milestone(3, "Passport", "in_use", tuple("ABCDEFG"))
    assert milestone_words(many, names) == "Passport came into use at 7 organisations."
    assert milestone_words(Milestone(3, "Passport", "left", ("A",)), names) == "Passport was left by Alpha."


# people


def test_everybody_suggested_can_be_followed_and_did_what_is_said(seen: Seen) -> None:
    found = suggestions(seen)
    assert {each.kind for each in found} >= {"Rotated", "Moved to another sector", "Left", "Joined"}
    assert [each.name for each in found if fault_of(seen, each.name)] == []
    assert all(each.label.startswith(f"{each.name}: ") for each in found)


def test_people_of_one_organisation_are_suggested_for_it(seen: Seen) -> None:
    name = seen.names["RC-ASH"]
    joined = [each for each in suggestions(seen, "RC-ASH") if each.kind == "Joined"]
    assert joined
    assert all(name in each.label for each in joined)


def test_who_can_be_picked_is_who_is_there(seen: Seen) -> None:
    heads = seen.system.heads[seen.system.index[TRUST]]
    assert groups_at(seen, TRUST) == {g.name: (g.label, int(heads[g])) for g in StaffGroup if heads[g]}
    assert set(courses_at(seen, "UNI-WEN")) <= set(Programme.words())
    assert courses_at(seen, TRUST) == {}
    assert "nobody numbered" in fault_of(seen, f"{TRUST}/nurse/9999")


# the form


def test_the_form_offers_what_the_address_holds() -> None:
    own = WatchState.of("small", [{"agreement": "Ours", "parties": ["all"], "passport": {"recognises": ["dbs"]}}])
    assert options.OWN in [each["value"] for each in options.agreements(own)]
    assert options.futures(WatchState())[0] == {"value": "", "label": "Flat"}
    assert options.OWN not in [each["value"] for each in options.agreements(WatchState())]
    assert "0.37" in [each["value"] for each in options.shares(WatchState(sample_share=0.37))]


def test_a_short_name_is_shown_as_its_system() -> None:
    assert options.system_value("gloucestershire") == "QR1"
    assert {"QR1", "small", "england"} <= {each["value"] for each in options.systems()}
    assert len(options.systems()) == 44


@pytest.mark.parametrize(("share", "words"), [(1.0, "All staff"), (0.25, "A sample: 1 in 4"), (0.3, "A sample: 30.0%")])
def test_shares_in_words(share: float, words: str) -> None:
    assert options.share_words(share) == words
