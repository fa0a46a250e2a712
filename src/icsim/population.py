"""Population: the staff of a system on the first day, drawn from its tables.

Headcount and hours of each organisation and group are the table's own;
who the people are (age, home, time in post, band) is drawn by keyed luck,
so the same seed gives the same people whatever is signed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.choice import journey_minutes
from icsim.codes import Band, Grade, StaffGroup
from icsim.keys import person_keys
from icsim.luck import Luck, Purpose, Words, exponential, uniform
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.pay import BAND_SHARES
from icsim.people import NEVER
from icsim.posts import Posts
from icsim.system import System

Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "home.commute_scale_minutes", 14, 6, 30, "minutes",
        "fitted to evidence commute.nurse: 17% within 2 km, 56% within 10 km, 78% within 20 km (census 2021)",
        Grade.medium, "Extra journey that makes living somewhere e times less likely.",
    ),
    Parameter(
        "retire.rate_55", 0.04, 0.0, 0.10, "per year", "shaped on evidence leaver.nurse.share_retirement_age",
        Grade.assumption, "Retirement from 55 to 59.",
    ),
    Parameter(
        "retire.rate_60", 0.14, 0.0, 0.30, "per year", "shaped on evidence age.nurse.retirement_mean", Grade.assumption,
        "Retirement from 60 to 64.",
    ),
    Parameter(
        "retire.rate_65", 0.35, 0.0, 0.80, "per year", "shaped on evidence age.nurse.retirement_mean", Grade.assumption,
        "Retirement from 65 on; everybody has retired by 75.",
    ),
    Parameter(
        "strain.newcomer", 35, 0, 100, "points", _GUESS, Grade.assumption, "Strain of somebody new to the system.",
    ),
    Parameter(
        "belonging.newcomer", 30, 0, 100, "points", _GUESS, Grade.assumption,
        "Belonging of somebody new to the system.",
    ),
    Parameter(
        "belonging.settled", 70, 0, 100, "points", _GUESS, Grade.assumption,
        "Belonging that grows in people who stay.",
    ),
    Parameter(
        "belonging.settling_months", 60, 12, 120, "months", _GUESS, Grade.assumption,
        "Time in which the distance to settled belonging shrinks e times.",
    ),
)  # fmt: skip

AGE_EDGES = (18, 25, 35, 45, 55, 65, 72)
"""Edges in years of the age groups of :data:`AGE_SHARES`."""
AGE_SHARES: dict[StaffGroup, tuple[float, ...]] = {
    StaffGroup.nurse: (0.05, 0.24, 0.27, 0.26, 0.165, 0.015),
    StaffGroup.doctor_senior: (0.0, 0.16, 0.38, 0.28, 0.15, 0.03),
    StaffGroup.doctor_resident: (0.12, 0.70, 0.16, 0.02, 0.0, 0.0),
    StaffGroup.gp: (0.0, 0.22, 0.32, 0.27, 0.16, 0.03),
    StaffGroup.care_worker: (0.10, 0.19, 0.20, 0.22, 0.24, 0.05),
}
"""Age mix of the starting staff. Nurses: evidence age.nurse.55plus (2012, old); care workers: asc.age_mean
(mean 45, a third over 55 with managers); others icsim assumption. Grade low to assumption."""
_OTHER_AGES = (0.06, 0.22, 0.23, 0.25, 0.21, 0.03)
JOINER_AGES: dict[StaffGroup, tuple[float, ...]] = {
    StaffGroup.doctor_senior: (0.0, 0.38, 0.38, 0.18, 0.06, 0.0),
    StaffGroup.doctor_resident: (0.35, 0.57, 0.08, 0.0, 0.0, 0.0),
    StaffGroup.gp: (0.0, 0.45, 0.33, 0.16, 0.06, 0.0),
    StaffGroup.social_worker: (0.12, 0.44, 0.26, 0.14, 0.04, 0.0),
}
"""Age mix of joiners from outside, where it is not :data:`OTHER_JOINER_AGES`. Source: icsim assumption."""
OTHER_JOINER_AGES = (0.28, 0.36, 0.20, 0.12, 0.04, 0.0)
_LAST_AGE = 75

PART_TIME = (48, 60, 64, 80)
"""Hours of part-time contracts, hundredths of FTE: 18, 22.5, 24 and 30 hours. Source: icsim assumption."""
_PART_TIME_MEAN = sum(PART_TIME) / len(PART_TIME)
_LONGEST_TENURE = 40 * MONTHS_PER_YEAR


_LEVEL_BITS = 12
"""Ages and bands are drawn to the nearest 1/4096."""
_LEVELS = (np.arange(1 << _LEVEL_BITS) + 0.5) / (1 << _LEVEL_BITS)


def _band_table() -> NDArray[np.int64]:
    """Band of each staff group at each level, shape (n_groups, n_levels)."""
    table = np.zeros((len(StaffGroup), len(_LEVELS)), dtype=np.int64)
    for group, mix in BAND_SHARES.items():
        edges = np.cumsum(list(mix.values()))[:-1]
        table[group] = np.array([int(band) for band in mix])[np.searchsorted(edges, _LEVELS, side="right")]
    return table


def _age_table() -> NDArray[np.int64]:
    """Age in months at each level: starting staff by group, then joiners by group; straight lines between edges."""
    mixes = [AGE_SHARES.get(group, _OTHER_AGES) for group in StaffGroup]
    mixes += [JOINER_AGES.get(group, OTHER_JOINER_AGES) for group in StaffGroup]
    edges = [np.concatenate([[0.0], np.cumsum(mix)]) for mix in mixes]
    return np.array(
        [np.floor(exact.along(_LEVELS * e[-1], e, AGE_EDGES) * MONTHS_PER_YEAR).astype(np.int64) for e in edges]
    )


_BANDS, _AGES = _band_table(), _age_table()
_JOINERS = len(StaffGroup)
"""First row of :data:`_AGES` for joiners."""
_HALF, _LOW_HALF = np.uint64(16), np.uint64(0xFFFF)


def _level(words: Words) -> NDArray[np.intp]:
    """Level that the top bits of words stand for."""
    return (words >> np.uint64(32 - _LEVEL_BITS)).astype(np.intp)


def _half_uniform(halves: Words) -> Floats:
    """Half words as numbers strictly between 0 and 1."""
    return np.asarray((halves + 0.5) * 2.0**-16, dtype=np.float64)


class Population:
    """Draws people: the starting staff and, later, joiners.

    Parameters
    ----------
    system, posts
        The place and its cells.
    luck
        Keyed random numbers of the run.
    parameters
        Values in force.
    leavers
        Turnover of each cell a month, which sets how long people have been there, shape (n_cells,).

    Attributes
    ----------
    home_share
        Where the people of each organisation live, shape (n_organisations, n_places).
    retire_hazard
        Retirement by age, per month, shape (n_ages_in_months,).
    """

    def __init__(self, system: System, posts: Posts, luck: Luck, parameters: Parameters, leavers: Floats) -> None:
        self.posts, self.luck, self.parameters, self.leavers = posts, luck, parameters, leavers
        minutes = journey_minutes(system, parameters).T.astype(np.float64)
        people = np.array([place.population for place in system.places])
        pull = people * exact.exp(-minutes / parameters["home.commute_scale_minutes"])
        total = pull.sum(axis=1, keepdims=True)
        nearest = minutes == minutes.min(axis=1, keepdims=True)
        self.home_share = np.where(total > 0, pull / np.maximum(total, 1e-300), nearest / nearest.sum(1, keepdims=True))
        edges = self.home_share.cumsum(axis=1)
        self._home_edges = (np.arange(len(edges))[:, None] + edges / edges[:, -1:]).ravel()
        self.retire_hazard = _retire_hazard(parameters)
        self._retire_edges = self.retire_hazard.cumsum()
        self._per_head = posts.start_fte / np.maximum(posts.start_heads, 1)
        self._whole_time = np.clip((self._per_head - _PART_TIME_MEAN) / (100 - _PART_TIME_MEAN), 0.0, 1.0)

    def starting_staff(self) -> dict[str, Any]:
        """Columns of the starting staff, with ``cells``, in cell order."""
        posts = self.posts
        cells = np.repeat(np.arange(posts.n), posts.start_heads)
        first = np.cumsum(posts.start_heads) - posts.start_heads
        nth = np.arange(len(cells)) - first[cells]
        keys = person_keys(posts.identity[cells], posts.staff_group[cells], nth)
        words = self.luck.blocks(keys, Purpose.person, 2)
        ages = _AGES[posts.staff_group[cells], _level(words[0])]
        columns = self._person(keys, words, cells, ages, -1)  # so that they can retire in month 0
        tenure = np.floor(exponential(words[4]) / np.maximum(self.leavers[cells], 1e-6))
        longest = np.minimum(np.maximum(ages - 18 * MONTHS_PER_YEAR, 0), _LONGEST_TENURE)
        tenure = np.minimum(tenure, longest).astype(np.int64)
        columns |= {"hired_month": -tenure, "fte": self._quota(nth, cells), "belonging": self._settled(tenure)}
        return columns | {"cells": cells}

    def joiners(self, keys: NDArray[np.uint64], cells: NDArray[np.int64], month: int) -> dict[str, Any]:
        """Columns of people who join from outside, except their hours.

        Parameters
        ----------
        keys, cells
            Who they are and who employs them, shape (k,).
        month
            Month they start.
        """
        words = self.luck.words(keys, Purpose.person)
        ages = _AGES[_JOINERS + self.posts.staff_group[cells], _level(words[0])]
        return self._person(keys, words, cells, ages, month) | {"hired_month": month}

    def graduates(
        self, keys: NDArray[np.uint64], cells: NDArray[np.int64], birth_month: NDArray[np.int64], month: int
    ) -> dict[str, Any]:
        """Columns of people who start their first job after qualifying, except where they live and their hours.

        Parameters
        ----------
        keys, cells, birth_month
            Who they are, who employs them and when they were born, shape (k,).
        month
            Month they start.
        """
        words = self.luck.words(keys, Purpose.person)
        columns = self._person(keys, words, cells, month - birth_month, month)
        return columns | {"hired_month": month, "band": self.posts.entry_band[cells]}

    def hours(self, words: Words, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Contracted hours of joiners, hundredths of FTE, with the mean of their cell's staff; shape (k,)."""
        whole = uniform(words) < self._whole_time[cells]
        part = np.array(PART_TIME)[(words & np.uint64(3)).astype(np.intp)]
        shorter = np.minimum(self._per_head[cells] / _PART_TIME_MEAN, 1.0)
        return np.where(whole, 100, np.maximum(np.floor(part * shorter + 0.5), 1)).astype(np.int64)

    def _quota(self, nth: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Hours of the starting staff: spread so that each cell has the table's FTE to within one person."""
        total, heads = self.posts.start_fte[cells], np.maximum(self.posts.start_heads[cells], 1)
        share = self._whole_time[cells]
        whole = np.floor(nth * share).astype(np.int64)
        part = np.array(PART_TIME)[(nth - whole) % len(PART_TIME)]
        wanted = np.where(np.floor((nth + 1) * share) > whole, 100, part)
        plain = (nth + 1) * total // heads - nth * total // heads
        return np.where(total < _PART_TIME_MEAN * heads, np.minimum(plain, 100), wanted)

    def _person(
        self, keys: NDArray[np.uint64], words: Words, cells: NDArray[np.int64], ages: NDArray[np.int64], month: int
    ) -> dict[str, Any]:
        """Columns that everybody draws, from four words: age and band, the two clocks, retirement and home."""
        thresholds = -exact.log(np.stack([uniform(words[1]), uniform(words[2]), _half_uniform(words[3] >> _HALF)]))
        return {
            "key": keys,
            "birth_month": month - ages,
            "retire_month": self._retire_month(ages, thresholds[-1], month),
            "home": self.homes(_half_uniform(words[3] & _LOW_HALF), self.posts.organisation[cells]),
            "band": self._bands(words[0], cells),
            "strain": int(self.parameters["strain.newcomer"]),
            "belonging": int(self.parameters["belonging.newcomer"]),
            "clocks": thresholds[:-1].T,
            "ready_at": 0,
        }

    def _retire_month(self, ages: NDArray[np.int64], threshold: Floats, month: int) -> NDArray[np.int64]:
        """Month of retirement: where the hazard by age, from now on, adds up to an Exp(1) threshold."""
        ages = np.minimum(np.maximum(ages, 0), len(self._retire_edges) - 1)
        goal = self._retire_edges[ages] + threshold
        retiring = np.searchsorted(self._retire_edges, goal)
        if not self._retire_edges[-1]:
            return np.full(len(ages), NEVER)
        last = np.minimum(retiring, _LAST_AGE * MONTHS_PER_YEAR)
        return month + np.maximum(last - ages, 1)

    def homes(self, chance: Floats, organisation: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where people of an organisation live: one look-up in all cumulative shares laid end to end.

        Parameters
        ----------
        chance
            Numbers between 0 and 1, shape (k,).
        organisation
            Whose people they are, shape (k,).
        """
        n = self.home_share.shape[1]
        at = np.searchsorted(self._home_edges, organisation + chance)
        return np.asarray(np.minimum(np.maximum(at - organisation * n, 0), n - 1), dtype=np.int64)

    def _bands(self, words: Words, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Bands, from the low half of the words."""
        drawn = _BANDS[self.posts.staff_group[cells], _level((words & _LOW_HALF) << _HALF)]
        return np.where(self.posts.banded[cells], drawn, int(Band.none))

    def _settled(self, tenure: NDArray[np.int64]) -> NDArray[np.int64]:
        low, high = self.parameters["belonging.newcomer"], self.parameters["belonging.settled"]
        grown = 1.0 - exact.exp(-tenure / self.parameters["belonging.settling_months"])
        return np.floor(low + (high - low) * grown + 0.5).astype(np.int64)


def _retire_hazard(parameters: Parameters) -> Floats:
    """Retirement by age in months, per month, to the last age anybody works."""
    years = np.arange(_LAST_AGE * MONTHS_PER_YEAR) / MONTHS_PER_YEAR
    rate = np.zeros(len(years))
    for age in (55, 60, 65):
        rate[years >= age] = parameters[f"retire.rate_{age}"]
    return rate / MONTHS_PER_YEAR
