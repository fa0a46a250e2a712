"""A run of one system out of England's: what it holds of organisations that serve several."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.worlds import world

from icsim import load_system
from icsim.errors import InputError
from icsim.system import System, join_systems

GLOUCESTER = "E07000081"


@pytest.fixture(scope="module")
def gloucestershire() -> System:
    return load_system("QR1")


def test_the_ambulance_trust_is_within_reach(gloucestershire: System) -> None:
    """Its headquarters are at Exeter, 160 km away; the crews it has here are not."""
    place = [place.code for place in gloucestershire.places].index(GLOUCESTER)
    ambulance = gloucestershire.index["RYF"]
    assert 0 < gloucestershire.minutes_from_places(1.6)[place, ambulance] < 45
    assert gloucestershire.minutes_from_places(1.6)[:, ambulance].max() < 75


def test_what_a_system_holds_counts_as_its_own(gloucestershire: System) -> None:
    assert gloucestershire.systems == ("QR1",)
    assert set(gloucestershire.system_index.tolist()) == {0}


def test_in_its_own_system_it_stays_where_it_is() -> None:
    devon = load_system("QJK")
    ambulance = devon.organisations[devon.index["RYF"]]
    assert (ambulance.lat, ambulance.lon, ambulance.system) == (50.7204, -3.4647, "QJK")


def test_organisations_with_the_same_identity_never_meet() -> None:
    one, other = (world({code: {"nurse": {"heads": 1}}}) for code in ("T35735", "T79106"))
    with pytest.raises(InputError, match="T79106: has the same 32-bit identity as T35735"):
        join_systems(one, other)


def test_more_people_than_keys_can_count_are_refused() -> None:
    system = world()
    heads = np.where(system.heads == system.heads.max(), 65_536, system.heads)
    with pytest.raises(InputError, match="65,536 people of one staff group; at most 65,535"):
        replace(system, heads=heads)
