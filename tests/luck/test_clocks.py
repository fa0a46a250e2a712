"""Clocks: the time to an event has the distribution of its hazard; a lower hazard moves events later."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.worlds import quiet_model, world

from icsim.codes import StaffGroup
from icsim.model import ICS
from icsim.people import CLOCKS

NEUTRAL: dict[str, float] = {
    "leave.under_25_ratio": 1,
    "leave.under_35_ratio": 1,
    "leave.first_year_ratio": 1,
    "leave.second_year_ratio": 1,
    "leave.long_service_ratio": 1,
    "leave.strain_ratio": 1,
    "leave.belonging_ratio": 1,
    "leave.vacancy_ratio": 1,
}
"""Factors of leaving that are 1 for everybody: the hazard is its base."""

NURSES = 20_000
HAZARDS = (0.02, 0.0, 0.3, 0.001, 0.1, 0.1, 0.05, 0.2)
"""Base hazard of leaving in months 0 to 7."""

NEVER = 1 << 20


def two_cells(heads: int) -> ICS:
    """Nurses at A and at B, too far apart to meet, who leave on the base hazard alone."""
    staff = {code: {"nurse": {"heads": heads}} for code in ("A", "B")}
    return quiet_model(world(staff, minutes={"A": 0, "B": 5000}), parameters=NEUTRAL)


def months_of_leaving(model: ICS, hazard: dict[str, tuple[float, ...]]) -> dict[int, int]:
    """Month in which each person of the start leaves, under a base hazard by organisation and month."""
    left = dict.fromkeys(model.staff_table.key.tolist(), NEVER)
    for month in range(len(hazard["A"])):
        for code, values in hazard.items():
            model.rates.leave[model.posts.cell_of[model.system.index[code], StaffGroup.nurse]] = values[month]
        before = set(model.staff_table.key.tolist())
        model.step()
        left |= dict.fromkeys(before - set(model.staff_table.key.tolist()), month)
    return left


def test_each_person_leaves_when_the_hazards_add_up_to_their_threshold() -> None:
    model = two_cells(2000)
    thresholds = dict(zip(model.staff_table.key.tolist(), model.staff_table.clocks[:, 0].tolist(), strict=True))
    left = months_of_leaving(model, {"A": HAZARDS, "B": HAZARDS})
    added = np.cumsum(HAZARDS)
    for key, threshold in thresholds.items():
        if np.abs(added - threshold).min() < 1e-5:
            continue  # single precision may go either way
        due = int(np.searchsorted(added, threshold))
        assert left[key] == (due if due < len(HAZARDS) else NEVER)


def test_time_to_event_under_hazards_that_change_by_the_month() -> None:
    """Leavers of each month against the law, 1 - exp(-hazard) of who is left: chi-square, 8 degrees of freedom."""
    left = np.array(list(months_of_leaving(two_cells(NURSES // 2), {"A": HAZARDS, "B": HAZARDS}).values()))
    surviving = np.exp(-np.concatenate([[0.0], np.cumsum(HAZARDS)]))
    expected = NURSES * np.array([a - b for a, b in pairwise(surviving)] + [surviving[-1]])
    counts = np.array([(left == month).sum() for month in (*range(len(HAZARDS)), NEVER)])
    assert counts.sum() == NURSES
    assert counts[1] == expected[1] == 0  # no hazard, no leaver
    some = expected > 0
    assert ((counts - expected)[some] ** 2 / expected[some]).sum() < 42  # exceeded once in a million


@pytest.mark.parametrize("ratio", [0.0, 0.5, 0.9, 1.0])
def test_a_lower_hazard_moves_events_later_and_leaves_others_alone(ratio: float) -> None:
    hazard = (0.08,) * 10
    today = months_of_leaving(two_cells(1500), {"A": hazard, "B": hazard})
    lower = months_of_leaving(two_cells(1500), {"A": tuple(ratio * h for h in hazard), "B": hazard})
    at_a = int(two_cells(1).system.identity[0])
    assert today.keys() == lower.keys()
    for key, month in today.items():
        if key >> 32 == at_a:
            assert lower[key] >= month
        else:
            assert lower[key] == month
    later = sum(lower[key] > month for key, month in today.items())
    assert (later == 0) == (ratio == 1.0)


@pytest.fixture(scope="module")
def busy() -> ICS:
    """Three organisations with turnover, strain and vacancies, some months on."""
    rows = {"leavers": 2, "joiners": 2, "posts": 70, "fte": 55}
    staff = {
        "A": {"nurse": {"heads": 60, **rows}, "clinical_support": {"heads": 60, **rows}},
        "B": {"nurse": {"heads": 60, **rows}},
        "C": {"care_worker": {"heads": 60, **rows}},
    }
    model = ICS(world(staff), rng=3)
    model.run_for(8)
    return model


def hazards_by_name(model: ICS, clock: str) -> list[dict[str, float]]:
    return [model.clocks.explain(model, clock, row) for row in range(model.staff_table.n)]


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_hazard_is_the_product_of_its_named_factors(busy: ICS, clock: str) -> None:
    """What the month takes off a clock is what the factors of that person multiply to."""
    named = hazards_by_name(busy, clock)
    declared = [factor.name for factor in busy.clocks.hazards[clock].factors]
    assert all(list(factors) == declared for factors in named)
    product = np.array([np.prod(list(factors.values())) for factors in named])
    before = busy.staff_table.clocks.astype(np.float64)
    busy.clocks.spend(busy)
    taken = (before - busy.staff_table.clocks)[:, CLOCKS.index(clock)]
    assert (product > 0).any()
    assert np.allclose(taken, product, rtol=1e-4, atol=2e-6)


def test_factors_tell_people_apart(busy: ICS) -> None:
    """Each factor of the product takes more than one value: none is a constant in disguise.

    But for those that are 1 without an agreement, a future, or people who learn.
    """
    neutral = {"agreements", "pay round", "shock", "newly qualified", "preceptorship", "apprenticeship"}
    named = hazards_by_name(busy, "leave")
    values: dict[str, set[float]] = {name: {factors[name] for factors in named} for name in named[0]}
    assert {name for name, found in values.items() if len(found) < 2} == neutral
    assert all(values[name] == {1.0} for name in neutral)


def test_a_clock_that_does_not_run_stands_still(busy: ICS) -> None:
    before: NDArray[np.float32] = busy.staff_table.clocks.copy()
    busy.clocks.spend(busy, ("seek",))
    leave, seek = CLOCKS.index("leave"), CLOCKS.index("seek")
    assert (busy.staff_table.clocks[:, leave] == before[:, leave]).all()
    assert (busy.staff_table.clocks[:, seek] < before[:, seek]).any()
