"""Relate: mutual trust grows with balanced joint work and kept promises; losses weigh more than gains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.worlds import cell, quiet_model, rows_of, rule_named, world

from icsim.codes import Leadership
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.system import Edge

STAFF = {code: {"nurse": {"heads": 100}} for code in "ABC"}
QUALITY = 0.3
"""Conditions of a partnership that nobody works on."""
PACE = 0.5 + 0.5 * 2 * QUALITY
CEILING = 0.5 + 0.5 * QUALITY
SOFTENED = 1 - 0.5 * QUALITY


def related(weight: float = 0.0, **changes: float) -> ICS:
    """A and B with an edge of some weight; trust 0.35 + 0.3 x weight."""
    return quiet_model(world(STAFF, edges=[Edge("A", "B", "agreement", weight)]), parameters=changes)


def trust(model: ICS) -> float:
    return float(model.partnerships.mutual_trust[0])


def relate(model: ICS, months: int = 1, **noted: list[float]) -> float:
    """Months of heads from A to B and from B to A; the change of trust."""
    before, ties = trust(model), model.partnerships
    for _ in range(months):
        for what, heads in noted.items():
            getattr(ties, what)([0, 1], [1, 0], heads)
        model.run(rule_named(model, "relate"))
    return trust(model) - before


# Gains


def test_today_without_joint_work_nothing_changes() -> None:
    model = related(0.5)
    model.run_for(12)
    assert trust(model) == 0.5


def test_one_head_each_way_by_hand() -> None:
    """Smoothed to 0.056 each way: 0.112 heads, 0.02 each, at the pace of weak conditions, of what is missing."""
    gain = 0.02 * 0.112 * PACE * (CEILING - 0.35)
    assert relate(related(), note=[1.0, 1.0]) == pytest.approx(gain)


def test_work_that_goes_one_way_is_worth_half() -> None:
    balanced, one_way = (relate(related(), note=heads) for heads in ([1.0, 1.0], [2.0, 0.0]))
    assert one_way == pytest.approx(0.5 * balanced)


def test_there_is_a_most_that_a_month_can_win() -> None:
    """However much joint work there is, 2 heads count."""
    assert relate(related(), note=[500.0, 500.0]) == pytest.approx(0.02 * 2 * PACE * (CEILING - 0.35))


def test_joint_work_alone_comes_up_to_its_ceiling_and_no_further() -> None:
    model = related()
    relate(model, months=600, note=[50.0, 50.0])
    assert trust(model) == pytest.approx(CEILING, abs=0.001)


def test_people_who_rotate_are_joint_work() -> None:
    model = related()
    model.movements.place(Reason.rotation_out, rows_of(model, "A")[:3], np.full(3, cell(model, "B")), 6, 0, 0)
    model.run(rule_named(model, "relate"))
    assert model.partnerships.joint[:, 0].tolist() == pytest.approx([3 * 0.056, 0.0])


@pytest.mark.parametrize(("style", "ratio"), [("maintaining", 0.5), ("collaborative", 1.25), ("transformational", 1.5)])
def test_leadership_of_both_sets_the_pace(style: str, ratio: float) -> None:
    system = related().system
    led = replace(system, organisations=tuple(replace(o, leadership=Leadership[style]) for o in system.organisations))
    assert relate(quiet_model(led), note=[1.0, 1.0]) == pytest.approx(ratio * relate(related(), note=[1.0, 1.0]))
    one = replace(system, organisations=(led.organisations[0], *system.organisations[1:]))
    assert relate(quiet_model(one), note=[1.0, 1.0]) == pytest.approx(
        (1 + ratio) / 2 * relate(related(), note=[1.0, 1.0])
    )


def test_acting_on_an_agreement_together_wins_a_little() -> None:
    model = related()
    model.partnerships.commit(np.array([0, 1]))
    assert relate(model) == pytest.approx(0.004 * PACE * (CEILING - 0.35))


# Losses


def test_a_head_held_back_by_hand() -> None:
    assert relate(related(), withheld=[1.0, 0.0]) == pytest.approx(-0.05 * SOFTENED)
    assert relate(related(), withheld=[40.0, 40.0]) == pytest.approx(-0.05 * SOFTENED)


def test_losses_weigh_more_than_gains() -> None:
    """A month of as much joint work as can count does not make up for one head held back."""
    won = relate(related(), months=1, note=[500.0, 500.0])
    assert won < -relate(related(), withheld=[1.0, 0.0])
    assert relate(related(), note=[1.0, 1.0], withheld=[1.0, 0.0]) < 0


def test_staff_who_go_one_way_for_good_erode_trust() -> None:
    """40 of 100 in a month: remembered as 2.24 per cent, 0.2 tolerated."""
    assert relate(related(), note_moved=[40.0, 0.0]) == pytest.approx(-0.05 * 2.04 * SOFTENED)
    assert relate(related(), note_moved=[0.0, 40.0]) == pytest.approx(-0.05 * 2.04 * SOFTENED)


def test_moves_both_ways_erode_nothing() -> None:
    assert relate(related(), note_moved=[40.0, 40.0]) == 0.0


def test_one_person_is_no_pattern() -> None:
    assert relate(related(), note_moved=[1.0, 0.0]) == 0.0


def test_moves_between_employers_are_taken_from_the_month() -> None:
    model = related()
    model.movements.transfer(Reason.moved, rows_of(model, "A")[:40], np.full(40, cell(model, "B")))
    model.run(rule_named(model, "relate"))
    lost = 40 * 0.056 / 60 - 0.002  # 60 are left at A
    assert trust(model) == pytest.approx(0.35 - 0.05 * 100 * lost * SOFTENED)


def test_trust_stays_between_0_and_1() -> None:
    model = related()
    relate(model, months=60, withheld=[5.0, 5.0])
    assert trust(model) == 0.0


# Fading


def test_a_signed_edge_goes_back_to_what_law_and_contract_give() -> None:
    """From 0.35, a hundredth of the way to 0.25 a month."""
    model = quiet_model(world(STAFF))
    model.partnerships.sign(np.array([0, 1]))
    assert relate(model) == pytest.approx(0.01 * (0.25 - 0.35))
    relate(model, months=1000)
    assert trust(model) == pytest.approx(0.25, abs=0.001)


def test_what_was_lost_comes_back_as_slowly() -> None:
    model = related(0.5)
    model.partnerships.mutual_trust[:] = 0.1
    assert relate(model) == pytest.approx(0.01 * 0.4)


def test_contact_keeps_trust_up() -> None:
    model = quiet_model(world(STAFF))
    model.partnerships.sign(np.array([0, 1]))
    relate(model, months=24, note=[0.5, 0.5])
    assert trust(model) > 0.35


# Conditions


def test_conditions_go_a_tenth_of_the_way_each_month_and_back_when_nothing_leads_them() -> None:
    model = related()
    ties = model.partnerships
    ties.lead_to(np.array([0, 1]), np.array([0.8, 0.3, 0.3, 0.8]))
    relate(model)
    assert ties.conditions[:, 0].tolist() == pytest.approx([0.35, 0.3, 0.3, 0.35])
    relate(model)
    assert ties.conditions[:, 0].tolist() == pytest.approx([0.345, 0.3, 0.3, 0.345])


def test_conditions_raise_gains_and_soften_losses() -> None:
    poor, good = related(), related()
    good.partnerships.conditions[:] = 0.8
    assert relate(good, note=[1.0, 1.0]) > relate(poor, note=[1.0, 1.0])
    poor, good = related(), related()
    good.partnerships.conditions[:] = 0.8
    assert relate(poor, withheld=[1.0, 0.0]) < relate(good, withheld=[1.0, 0.0]) < 0
