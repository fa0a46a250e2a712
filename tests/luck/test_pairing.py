"""Pairing: the same people meeting the same chances make a difference much less noisy."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.worlds import AT_ONCE, agree

from icsim.agreement import Agreement
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System

SEEDS = range(1, 8)
MONTHS = 24
LEAST_GAIN = 6.0
"""How many times smaller the spread must be; it was 20 when this was written, and ``benchmarks`` measures it."""

ROTATION = agree(
    parties=["sector:acute", "sector:mental_health", "sector:community", "sector:primary_care", "sector:social_care"],
    rotation={"staff_groups": ["nurse"], "places": 80, "months": 6, "pattern": "hub"},
    passport={"recognises": ["identity", "dbs", "training", "occupational_health"]},
)


def leavers(system: System, *agreements: Agreement) -> NDArray[np.int64]:
    """Leavers of two years, for each seed."""
    totals = []
    for seed in SEEDS:
        model = ICS(system, agreements, rng=seed, parameters=AT_ONCE)
        model.run_for(MONTHS)
        totals.append(int(model.results.monthly["leavers"].sum()))
    return np.array(totals)


@pytest.mark.slow
def test_paired_differences_spread_less() -> None:
    """Leavers under the agreement minus today: the same seed in both arms against any two different seeds."""
    system = load_system("QR1")
    today, signed = leavers(system), leavers(system, ROTATION)
    paired = (signed - today).std(ddof=1)
    across = (signed[:, None] - today[None, :])[~np.eye(len(SEEDS), dtype=bool)]
    assert (signed != today).any()
    assert np.sqrt((across**2).mean() - across.mean() ** 2) > LEAST_GAIN * paired


def test_a_copy_under_another_name_can_meet_the_same_chances() -> None:
    """Its luck follows the name it says its luck is of; otherwise its own."""
    system = load_system("small")

    def events(agreement: Agreement) -> list[list[object]]:
        model = ICS(system, [agreement], rng=1, parameters=AT_ONCE)
        model.run_for(12)
        return model.results.flows.to_numpy().tolist()

    first = ROTATION.model_copy(update={"parties": ["all"]})
    copy, other = (first.model_copy(update={"agreement": "Copy", "luck_of": name}) for name in (first.agreement, None))
    assert events(copy) == events(first) != events(other)
