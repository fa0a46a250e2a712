"""Rotation: who goes where, for how long, with whose consent; and how it ends."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from tests.worlds import agree, cell, flows, quiet_model, rows_of, world

from icsim.agreement import load_agreement
from icsim.clauses.rotation import Rotation
from icsim.codes import StaffGroup
from icsim.config import configs_root
from icsim.ledger import Reason
from icsim.load import load_system
from icsim.model import ICS

FOUR = {code: {"nurse": {"heads": heads}} for code, heads in {"A": 40, "B": 30, "C": 20, "D": 10}.items()}
FALSE_ALARM_Z = 3.89
"""Two-sided false-alarm probability 0.0001 for each comparison, were the seeds not fixed."""


def rotating(staff: Any = FOUR, **clause: Any) -> ICS:
    """A model under one rotation agreement; everybody asked says yes unless ``voluntary`` is given."""
    about = {key: clause.pop(key) for key in ("parties", "starts", "ends") if key in clause}
    parameters = clause.pop("parameters", {})
    system = world(staff, minutes=clause.pop("minutes", None))
    written = {"staff_groups": ["nurse"], "places": 8, "months": 3, "voluntary": False, **clause}
    return quiet_model(system, agree(rotation=written, **about), parameters=parameters)


def journeys(model: ICS, reason: str = "rotation_out", month: str = "2026-04") -> dict[tuple[str, str], int]:
    """People who set off in a month, by origin and host."""
    found: Counter[tuple[str, str]] = Counter()
    for when, why, origin, to, _, heads in flows(model):
        if (when, why) == (month, reason):
            found[origin, to] += heads
    return dict(found)


def refused(model: ICS) -> dict[str, int]:
    found: Counter[str] = Counter()
    for _, rule, reason, heads in model.ledger.refused():
        found[reason] += heads * (rule == "rotation")
    return {reason: heads for reason, heads in found.items() if heads}


def away(model: ICS) -> list[int]:
    """People away at the end of each month."""
    return model.results.monthly.groupby("month", observed=True)["rotating_out"].sum().tolist()


# Patterns


def test_ring_goes_to_the_next_party_in_the_order_of_the_file() -> None:
    model = rotating(parties=["D", "B", "A", "C"])
    model.step()
    assert journeys(model) == {("D", "B"): 2, ("B", "A"): 2, ("A", "C"): 2, ("C", "D"): 2}


def test_pairs_exchange_with_the_neighbour_in_the_file() -> None:
    model = rotating(pattern="pair", parties=["A", "D", "B", "C"])
    model.step()
    assert journeys(model) == {("A", "D"): 2, ("D", "A"): 2, ("B", "C"): 2, ("C", "B"): 2}


def test_a_party_without_a_pair_stays_at_home() -> None:
    model = rotating(pattern="pair", parties=["A", "B", "C"])
    model.step()
    assert journeys(model) == {("A", "B"): 4, ("B", "A"): 4}


@pytest.mark.parametrize(("hub", "expected"), [("C", "C"), (None, "A")])
def test_a_hub_exchanges_with_every_other_party(hub: str | None, expected: str) -> None:
    model = rotating(pattern="hub", hub=hub, places=12, parties=["A", "B", "C"])
    model.step()
    spokes = [code for code in "ABC" if code != expected]
    assert journeys(model) == {
        pair: 3 for spoke in spokes for pair in ((expected, spoke), (spoke, expected))
    }  # fmt: skip


# Backfill


def test_in_a_swap_as_many_come_as_go() -> None:
    model = rotating(places=80, voluntary=True)
    model.step()
    assert 0 < sum(journeys(model).values()) < 80
    assert np.array_equal(model.posts.hosted_heads, model.posts.heads)
    assert refused(model)["no partner to swap with"] > 0


def test_a_swap_is_bounded_by_the_smaller_party() -> None:
    model = rotating(places=80, pattern="pair", parties=["A", "D"])
    model.step()
    assert journeys(model) == {("A", "D"): 10, ("D", "A"): 10}


def test_from_capacity_people_go_without_an_exchange() -> None:
    staff = {"A": {"nurse": {"heads": 40}}, "B": {"nurse": {"heads": 1}}}
    model = rotating(staff, backfill="capacity", places=10)
    model.step()
    assert journeys(model) == {("A", "B"): 5, ("B", "A"): 1}
    assert model.posts.hosted_heads.tolist() == [36, 5]


def test_an_employer_under_pressure_releases_nobody() -> None:
    staff = {"A": {"nurse": {"heads": 40, "posts": 60}}, "B": {"nurse": {"heads": 40}}}
    model = rotating(staff, backfill="capacity", places=10)
    model.step()
    assert journeys(model) == {("B", "A"): 5}
    assert refused(model) == {"not released": 5}


# Consent, reach, eligibility


def test_volunteers_by_hand() -> None:
    """Of 1,000 nurses asked for 1,000 places, 37.5% say yes: 375, binomial spread 15.3."""
    staff = {code: {"nurse": {"heads": 500}} for code in ("A", "B")}
    settled = {"rotation.settled_months": 0}
    model = rotating(staff, voluntary=True, backfill="capacity", places=1000, parameters=settled)
    model.step()
    assert abs(sum(journeys(model).values()) - 375) < FALSE_ALARM_Z * 15.4
    assert sum(journeys(model).values()) + refused(model)["declined"] == 1000


def test_people_are_asked_no_longer_than_there_are_places() -> None:
    model = rotating(voluntary=True, backfill="capacity", places=4)
    model.step()
    assert sum(journeys(model).values()) == 4
    assert refused(model)["declined"] < 40


def test_nobody_goes_beyond_reach() -> None:
    model = rotating(places=10, minutes={"A": 0, "B": 5, "C": 400, "D": 405}, pattern="pair", parties=["A", "C"])
    model.run_for(4)
    assert flows(model) == []
    assert refused(model)["too far"] > 0


def test_only_the_bands_written_go() -> None:
    model = rotating(bands=[6], places=40)
    model.step()
    staff = model.staff_table
    assert set(staff.band[staff.placement >= 0].tolist()) == {6}


def test_newly_qualified_means_new_in_post_at_entry_band() -> None:
    model = rotating(newly_qualified=True, places=80, backfill="capacity")
    staff = model.staff_table
    with staff.writing(["hired_month", "band"]):
        staff.hired_month[:] = -30
        staff.band[:] = 5
        new = rows_of(model, "A")[:6]
        staff.hired_month[new] = [-2, -3, -23, -24, -10, -10]  # months in post: settled after 3, new until 24
        staff.band[new[4]] = 6
    model.step()
    assert sorted(np.flatnonzero(staff.placement >= 0)) == sorted(new[[1, 2, 5]])


def test_who_is_appointed_elsewhere_or_still_onboarding_is_not_asked() -> None:
    staff = {"A": {"nurse": {"heads": 3}}, "B": {"nurse": {"heads": 3}}}
    model = rotating(staff, places=6)
    table, first = model.staff_table, rows_of(model, "A")
    model.movements.appoint(first[:1], np.array([cell(model, "B")]), np.array([9]))
    with table.writing(["ready_at"]):
        table.ready_at[first[1]] = 5
    model.step()
    assert journeys(model) == {("A", "B"): 1, ("B", "A"): 1}
    assert table.placement[first].tolist() == [-1, -1, 0]


# How long, and how it ends


def test_a_placement_lasts_its_months_and_ends_at_home() -> None:
    model = rotating(months=3, places=8)
    model.run_for(4)
    assert {month for month, why, *_ in flows(model) if why == "rotation_home"} == {"2026-07"}
    assert journeys(model, "rotation_home", "2026-07") == {
        ("B", "A"): 2, ("C", "B"): 2, ("D", "C"): 2, ("A", "D"): 2,
    }  # fmt: skip


def test_several_placements_go_on_round_the_ring() -> None:
    model = rotating(months=2, placements=2, parties=["A", "B", "C"], places=3)
    model.run_for(5)
    assert journeys(model) == {("A", "B"): 1, ("B", "C"): 1, ("C", "A"): 1}
    assert journeys(model, "rotation_on", "2026-06") == {("B", "C"): 1, ("C", "A"): 1, ("A", "B"): 1}
    # whose first host was B comes home to A from C
    assert journeys(model, "rotation_home", "2026-08") == {("C", "A"): 1, ("A", "B"): 1, ("B", "C"): 1}
    assert not journeys(model, "rotation_home", "2026-06")


def test_a_place_is_filled_again_in_the_month_it_falls_free() -> None:
    model = rotating(months=3, places=8)
    model.run_for(8)
    assert away(model) == [8] * 8
    assert sum(journeys(model, month="2026-07").values()) == 8
    assert sum(journeys(model, month="2026-10").values()) == 8


def test_a_ring_that_has_come_round_ends_at_home() -> None:
    model = rotating(months=1, placements=20, parties=["A", "B", "C"], places=3)
    model.run_for(3)
    assert sum(journeys(model, "rotation_on", "2026-05").values()) == 3
    assert sum(journeys(model, "rotation_home", "2026-06").values()) == 3


@pytest.mark.parametrize("pattern", ["pair", "hub"])
def test_outside_a_ring_the_next_journey_leads_home(pattern: str) -> None:
    model = rotating(months=2, placements=3, pattern=pattern, places=8)
    model.run_for(3)
    out = journeys(model)
    assert out
    assert journeys(model, "rotation_home", "2026-06") == {(to, origin): heads for (origin, to), heads in out.items()}
    assert not any(why == "rotation_on" for _, why, *_ in flows(model))


def test_nobody_goes_on_to_a_host_beyond_reach() -> None:
    minutes = {"A": 0, "B": 45, "C": 90, "D": 45}  # people live where they work
    model = rotating(months=1, placements=2, parties=["A", "B", "C"], places=3, minutes=minutes, backfill="capacity")
    staff = model.staff_table
    with staff.writing(["home"]):
        staff.home[:] = model.posts.organisation[staff.employer_cell]
    model.run_for(2)
    assert journeys(model) == {("A", "B"): 1, ("B", "C"): 1}
    assert journeys(model, "rotation_on", "2026-05") == {("C", "A"): 1}
    assert journeys(model, "rotation_home", "2026-05") == {("B", "A"): 1}


def test_without_right_of_return_people_stay_where_there_is_a_vacancy() -> None:
    staff = {"A": {"nurse": {"heads": 10}}, "B": {"nurse": {"heads": 10, "posts": 11}}}
    model = rotating(staff, places=6, months=2, right_of_return=False)
    model.run_for(3)
    assert journeys(model, "rotation_stayed", "2026-06") == {("A", "B"): 1}
    assert journeys(model, "rotation_home", "2026-06") == {("B", "A"): 2, ("A", "B"): 3}
    assert model.posts.heads.tolist() == [9, 11]


def test_with_right_of_return_everybody_goes_home() -> None:
    staff = {"A": {"nurse": {"heads": 10}}, "B": {"nurse": {"heads": 10, "posts": 11}}}
    model = rotating(staff, places=6, months=2)
    model.run_for(3)
    assert model.posts.heads.tolist() == [10, 10]
    assert journeys(model, "rotation_home", "2026-06") == {("B", "A"): 3, ("A", "B"): 3}


def test_nobody_is_away_before_the_agreement_starts_or_after_it_ends() -> None:
    model = rotating(starts="2026-06", ends="2026-10", months=3)
    model.run_for(9)
    assert away(model) == [0, 0, 8, 8, 8, 8, 0, 0, 0]


def test_an_agreement_that_ends_brings_everybody_home() -> None:
    model = rotating(ends="2026-06", months=12)
    model.run_for(4)
    assert away(model) == [8, 8, 0, 0]


# Zero, conservation, limits


def test_a_group_that_one_party_alone_has_rotates_nobody() -> None:
    model = rotating({**FOUR, "A": {"nurse": {"heads": 40}, "midwife": {"heads": 9}}}, staff_groups=["midwife"])
    model.run_for(6)
    assert flows(model) == []


def test_groups_share_the_places_and_never_exceed_them() -> None:
    staff = {code: {"nurse": {"heads": 20}, "clinical_support": {"heads": 20}} for code in ("A", "B")}
    for places in range(1, 9):
        model = rotating(staff, staff_groups=["nurse", "clinical_support", "nurse"], places=places)
        model.step()
        assert away(model) == [places - places % 2]  # a swap takes two
        model = rotating(staff, staff_groups=["nurse", "clinical_support"], places=places, backfill="capacity")
        model.step()
        assert away(model) == [places]


def test_two_agreements_share_nobody() -> None:
    both = {"staff_groups": ["nurse"], "places": 100, "months": 6, "voluntary": False, "backfill": "capacity"}
    few = agree(agreement="Second", rotation={**both, "places": 4}, parties=["A", "B"])
    agreements = agree(agreement="First", rotation=both), few
    model = quiet_model(world(FOUR), *agreements)
    model.run_for(3)
    placed = Counter(model.staff_table.placement.tolist())
    assert placed[0] + placed[1] <= 100
    assert placed[1] <= 4


def test_leaving_is_less_likely_while_away() -> None:
    model = rotating()
    model.rates.leave[:] = 0.01
    model.step()
    staff = model.staff_table
    out, home = (int(np.flatnonzero(rows)[0]) for rows in (staff.placement >= 0, staff.placement < 0))
    assert model.clocks.explain(model, "leave", out)["rotating under Test"] == 0.8
    assert model.clocks.explain(model, "leave", home)["rotating under Test"] == 1.0


def test_somebody_who_leaves_while_away_frees_a_place() -> None:
    model = rotating(months=12, backfill="capacity")
    model.step()
    model.movements.leave({Reason.left: np.flatnonzero(model.staff_table.placement >= 0)[:3]})
    model.step()
    assert away(model) == [8, 8]


def test_a_sentence_for_the_file() -> None:
    clause = Rotation(staff_groups=[StaffGroup.nurse], bands=[6, 5], places=80, months=6, placements=2)
    assert clause.sentence() == (
        "Up to 80 staff at a time (nurse; band 5 and 6) who volunteer work for another party, round a ring of "
        "the parties: 2 placements of 6 months each, then home to the post kept for them. As many come as go."
    )


def test_whoever_changes_employer_may_go_again_in_the_same_month() -> None:
    """A start ends a placement; the checks would find anybody who is counted twice among those away."""
    signed = load_agreement(configs_root() / "agreements" / "rotation_passport.yaml")
    model = ICS(load_system("small"), agreements=signed, rng=2, parameters={"rotation.settled_months": 0})
    model.run_for(24)
    away = model.staff_table.watched("rotating")
    assert len(away) == len(np.unique(away)) > 0
