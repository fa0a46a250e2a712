"""Population: the table's headcount and hours exactly, its people by keyed luck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import QUIET, quiet_model, rows_of, world

from icsim.codes import Band, StaffGroup
from icsim.model import ICS
from icsim.pay import BAND_SHARES
from icsim.people import NEVER
from icsim.population import AGE_EDGES, AGE_SHARES
from icsim.system import Place

FALSE_ALARM_Z = 3.89
"""Two-sided false-alarm probability 0.0001 for each comparison, were the seeds not fixed."""
N = 20_000


def nurses(**changes: object) -> ICS:
    return quiet_model(world({"A": {"nurse": {"heads": N, "fte": 0.9 * N, "leavers": 0.01 * N}}}), **changes)


def near(seen: float, share: float, n: int = N) -> bool:
    return abs(seen - n * share) < FALSE_ALARM_Z * math.sqrt(n * share * (1 - share))


def test_headcounts_are_the_tables() -> None:
    model = quiet_model()
    assert model.posts.heads.tolist() == model.posts.start_heads.tolist() == [40, 30, 30, 20, 10, 40]
    assert len(np.unique(model.staff_table.key)) == 170


@pytest.mark.parametrize("heads", [1, 7, 100, 298])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.63, 0.7, 0.75, 0.8, 0.907, 0.99, 1])
def test_hours_are_the_tables_to_within_one_person(heads: int, share: float) -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": heads, "fte": round(heads * share, 2)}}}))
    assert abs(model.posts.fte[0] - model.posts.start_fte[0]) <= 100


@pytest.mark.parametrize("fte", [1, 5, 13, 40, 62.9, 63, 71, 88.8, 99, 100])
def test_hours_never_exceed_whole_time_or_fall_to_nothing(fte: float) -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 100, "fte": fte}}}))
    hours = model.staff_table.fte
    assert hours.max() <= 100
    assert hours.min() >= 1


def test_ages_follow_the_groups_mix() -> None:
    years = -nurses().staff_table.birth_month / 12
    counts, _ = np.histogram(years, AGE_EDGES)
    assert all(near(seen, share) for seen, share in zip(counts, AGE_SHARES[StaffGroup.nurse], strict=True))
    assert counts.sum() == N


def test_nobody_has_worked_longer_than_since_they_were_18() -> None:
    staff = nurses().staff_table
    assert ((staff.hired_month - staff.birth_month) >= 18 * 12 - 1).all()
    assert staff.hired_month.max() <= 0


def test_bands_follow_the_groups_mix_and_care_has_none() -> None:
    bands = nurses().staff_table.band
    for band, share in BAND_SHARES[StaffGroup.nurse].items():
        assert abs((bands == band).sum() - N * share) < FALSE_ALARM_Z * math.sqrt(N * share) + N / 1024
    model = quiet_model()
    assert set(model.staff_table.band[rows_of(model, "C")].tolist()) == {int(Band.none)}


def test_everybody_lives_where_the_commute_says() -> None:
    # two places of equal size, 0 and 28 minutes away, at one e-folding in 14 minutes: exp(-2) to 1
    system = world({"A": {"nurse": {"heads": N}}, "B": {"nurse": {"heads": 1}}}, minutes={"B": 28})
    model = quiet_model(system)
    homes = model.staff_table.home[rows_of(model, "A")]
    assert near((homes == 0).sum(), 1 / (1 + math.exp(-2)))


def test_where_nobody_lives_people_live_nearest() -> None:
    system = world({"A": {"nurse": {"heads": 50}}, "B": {"nurse": {"heads": 50}}})
    object.__setattr__(system, "places", tuple(Place(p.code, p.name, p.lat, p.lon, 0.0) for p in system.places))
    model = quiet_model(system)
    assert (model.staff_table.home == model.posts.organisation[model.staff_table.employer_cell]).all()


def test_retirement_follows_the_hazard_by_age() -> None:
    rates = {"retire.rate_55": 0.04, "retire.rate_60": 0.14, "retire.rate_65": 0.35}
    staff = nurses(parameters=rates).staff_table
    years = (staff.retire_month - staff.birth_month) / 12
    assert years.max() <= 75 + 1 / 12
    young = -staff.birth_month < 55 * 12
    by_60 = 1 - math.exp(-0.04 * 5)
    assert near((years[young] < 60).sum(), by_60, int(young.sum()))
    assert years[young].min() >= 55


def test_people_retire_in_the_first_month_as_in_any_other() -> None:
    rates = {"retire.rate_55": 0.04, "retire.rate_60": 0.14, "retire.rate_65": 0.35}
    model = nurses(parameters=rates)
    staff = model.staff_table
    hazard = model.population.retire_hazard[-staff.birth_month.astype(int)]
    due = np.bincount(staff.retire_month[staff.retire_month < 3], minlength=3)
    assert all(abs(seen - hazard.sum()) < FALSE_ALARM_Z * math.sqrt(hazard.sum()) for seen in due)


def test_without_retirement_nobody_has_a_date() -> None:
    assert set(nurses(parameters=QUIET).staff_table.retire_month.tolist()) == {NEVER}


def test_belonging_is_that_of_the_time_served() -> None:
    staff = nurses().staff_table
    expected = np.floor(30 + 40 * (1 - np.exp(staff.hired_month / 60)) + 0.5)
    assert (staff.belonging == expected).all()


@pytest.mark.parametrize("fte", [0.3, 0.5, 0.63, 0.7, 0.8, 0.9, 1.0])
def test_joiners_work_the_hours_of_their_colleagues_on_average(fte: float) -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 100, "fte": 100 * fte}}}))
    words = model.luck.words(np.arange(N, dtype=np.uint64), 5)[0]
    hours = model.population.hours(words, np.zeros(N, dtype=np.int64))
    assert abs(hours.mean() - 100 * fte) < FALSE_ALARM_Z * hours.std() / math.sqrt(N) + 0.5  # whole hundredths


def test_the_same_seed_brings_the_same_people_and_another_seed_others() -> None:
    one, same, other = (nurses(rng=seed).staff_table.birth_month for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
