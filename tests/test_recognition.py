"""Recognition: items between pairs of organisations, and the time they save."""

from __future__ import annotations

import numpy as np
import pytest

from icsim.codes import Sector
from icsim.recognition import Item, Recognition, onboarding_days, time_to_hire_days
from icsim.registry import parameters_in_force

EVERY = Item.identity | Item.dbs | Item.training | Item.occupational_health


def test_nothing_is_recognised_until_it_is_granted() -> None:
    known = Recognition(3)
    assert not known
    assert known.between(np.array([0, -1]), np.array([1, 2])).tolist() == [0, 0]


def test_a_grant_is_mutual_adds_up_and_can_be_cleared() -> None:
    known = Recognition(3)
    known.grant(np.array([0, 2]), Item.dbs)
    known.grant(np.array([0, 2]), Item.training)
    assert known.between(np.array([0, 2, 0, 1]), np.array([2, 0, 1, 2])).tolist() == [6, 6, 0, 0]
    known.clear()
    assert not known


def test_nothing_is_recognised_from_outside() -> None:
    known = Recognition(2)
    known.grant(np.array([0, 1]), EVERY)
    assert known.between(np.array([-1, 0]), np.array([1, 1])).tolist() == [0, EVERY]


@pytest.mark.parametrize(
    ("items", "days"), [(0, 10.5), (Item.identity, 10.1), (Item.dbs | Item.training, 8.9), (EVERY, 7.7)]
)
def test_onboarding_by_hand(items: int, days: float) -> None:
    # identity 0.5, DBS 1, training 1, occupational health 1, induction 2, orientation 5; 80% of an item is saved
    assert onboarding_days(parameters_in_force())[int(items)] == pytest.approx(days)


@pytest.mark.parametrize(
    ("sector", "items", "days"),
    [
        (Sector.acute, 0, 98),
        (Sector.acute, Item.dbs, 98 - 0.8 * 0.4 * 39),
        (Sector.acute, Item.training, 98),  # training is no pre-employment check
        (Sector.acute, EVERY, 98 - 0.8 * 39),
        (Sector.social_care, 0, 49),
        (Sector.social_care, EVERY, 49 - 0.8 * 39 / 2),  # checks take the same part of the whole time
    ],
)
def test_time_to_hire_by_hand(sector: Sector, items: int, days: float) -> None:
    assert time_to_hire_days(parameters_in_force())[sector, int(items)] == pytest.approx(days)


def test_time_is_never_negative_at_any_end_of_the_ranges() -> None:
    declared = parameters_in_force().declared.values()
    for end in ("low", "high"):
        values = {p.name: getattr(p, end) for p in declared if p.name.startswith(("recruit.", "onboard.", "passport."))}
        changed = parameters_in_force(values)
        assert onboarding_days(changed).min() > 0
        assert time_to_hire_days(changed).min() > 0
