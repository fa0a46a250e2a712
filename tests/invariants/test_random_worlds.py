"""Random valid worlds under random valid agreements: nothing breaks, nothing is lost, nothing is negative."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.invariants.always import run_watched
from tests.invariants.strategies import MONTHS, agreements, futures, parameters, worlds

from icsim.agreement import Agreement
from icsim.future import Future
from icsim.model import ICS
from icsim.system import System

LENIENT = settings(
    derandomize=True,
    database=None,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SIGNED = worlds().flatmap(lambda system: st.tuples(st.just(system), agreements(system)))


@settings(LENIENT, max_examples=40)
@given(signed=SIGNED, changes=parameters(), future=futures, seed=st.integers(0, 2**64 - 1))
def test_any_world_under_any_agreement(
    signed: tuple[System, list[Agreement]], changes: dict[str, float], future: Future, seed: int
) -> None:
    system, written = signed
    run_watched(ICS(system, written, future, seed, parameters=changes), MONTHS)


@settings(LENIENT, max_examples=20)
@given(system=worlds(), changes=parameters(), start=st.sampled_from(["2026-07", "2026-08", "1999-12"]))
def test_any_world_today(system: System, changes: dict[str, float], start: str) -> None:
    run_watched(ICS(system, parameters=changes, start=start), MONTHS)


@pytest.mark.slow
@settings(LENIENT, max_examples=5)
@given(signed=SIGNED, changes=parameters())
def test_any_world_for_years(signed: tuple[System, list[Agreement]], changes: dict[str, float]) -> None:
    system, written = signed
    run_watched(ICS(system, written, parameters=changes), 40)
