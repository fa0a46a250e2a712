"""Newcomers: people from outside, drawn as icsim's assumptions say."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.twin.person import Person
from icsim.codes import INDEPENDENT, Band
from icsim.months import MONTHS_PER_YEAR
from icsim.pay import BAND_SHARES
from icsim.population import AGE_EDGES, JOINER_AGES, OTHER_JOINER_AGES

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.workplace import Workplace


class Newcomers:
    """Makes people from outside.

    Parameters
    ----------
    home_edges
        Where the people of each organisation live: running totals over places.
    p
        Values in force.
    """

    def __init__(self, home_edges: list[list[float]], p: Mapping[str, float]) -> None:
        self._home_edges = home_edges
        self._p = p
        self._ages = list(pairwise(AGE_EDGES))

    def person(self, model: Twin, place: Workplace, hours: int) -> Person:
        """Somebody who starts at a workplace this month, with so many hours."""
        draw, facts = model.random, place.facts
        young, old = draw.choices(self._ages, JOINER_AGES.get(facts.staff_group, OTHER_JOINER_AGES))[0]
        age = int(draw.uniform(young, old) * MONTHS_PER_YEAR)
        edges = self._home_edges[facts.organisation]
        home = draw.choices(range(len(edges)), cum_weights=edges)[0]
        mix = {Band.none: 1.0} if facts.sector in INDEPENDENT else BAND_SHARES[facts.staff_group]
        band = draw.choices(list(mix), list(mix.values()))[0]
        strain, belonging = self._p["strain.newcomer"], self._p["belonging.newcomer"]
        return Person(model, place, home, model.month - age, model.month, band, hours, strain, belonging)
