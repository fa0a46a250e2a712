"""Rotation: people of parties exchange places for some months, as many as come as go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from icsim.clauses.rotation import Rotation
from icsim.codes import Band, StaffGroup
from icsim.months import WORKING_DAYS

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.person import Person
    from benchmarks.twin.workplace import Workplace

Exchange = list[tuple["Workplace", "Workplace"]]
"""Journeys between workplaces that happen together: as many people on each."""


class Rotations:
    """The rotation clause of a run, if it has one.

    Parameters
    ----------
    model
        The twin.
    codes
        Codes of the organisations.

    Attributes
    ----------
    away
        People on a placement.

    Raises
    ------
    ValueError
        If the clause is of a kind that the twin does not know.
    """

    def __init__(self, model: Twin, codes: Sequence[str]) -> None:
        self.model = model
        self.away: list[Person] = []
        signed = [one for one in model.clauses if isinstance(one.clause, Rotation)]
        if len(signed) > 1:
            raise ValueError("the twin knows one rotation at a time")
        self._signed = signed[0] if signed else None
        self._ends = signed[0].ends if signed else 0
        self._exchanges: dict[StaffGroup, list[Exchange]] = {}
        for one in signed:
            rotation = one.clause
            assert isinstance(rotation, Rotation)
            if rotation.backfill != "swap" or rotation.placements > 1 or not rotation.right_of_return:
                raise ValueError("the twin knows single placements by swap, with right of return")
            parties = one.parties.tolist()
            self._exchanges = {g: self._agreed(rotation, g, parties, codes) for g in rotation.staff_groups}

    def month(self) -> None:
        """Fill the free places, those that end this month among them, then send home whoever's placement is over."""
        self.away = [person for person in self.away if person.placement_end is not None]
        if self._signed is not None and self._signed.in_force(self.model.month):
            clause = self._signed.clause
            assert isinstance(clause, Rotation)
            staying = [person for person in self.away if (person.placement_end or 0) > self.model.month]
            free = clause.places - len(staying)
            if free > 0:
                self._fill(clause, free)
        for person in self.away:
            if person.placement_end is not None and person.placement_end <= self.model.month:
                person.come_home()
        self.away = [person for person in self.away if person.placement_end is not None]

    def _agreed(self, clause: Rotation, group: StaffGroup, parties: list[int], codes: Sequence[str]) -> list[Exchange]:
        """Who exchanges with whom in one staff group, among the parties that have it."""
        found = [self.model.workplace_of(party, group) for party in parties]
        places = [place for place in found if place is not None]
        if len(places) < 2:
            return []
        if clause.pattern == "ring":
            return [list(pairwise([*places, places[0]]))]
        if clause.pattern == "pair":
            return [[(a, b), (b, a)] for a, b in zip(places[::2], places[1::2], strict=False)]
        named = [party for party in parties if codes[party] == clause.hub]
        largest = max(parties, key=lambda party: (self._size(party, clause.staff_groups), -party))
        hub = self.model.workplace_of(largest if clause.hub is None else named[0] if named else -1, group)
        return [[(hub, spoke), (spoke, hub)] for spoke in places if hub is not None and spoke is not hub]

    def _size(self, party: int, groups: Sequence[StaffGroup]) -> int:
        """People of the groups whom a party employed at the start."""
        places = [self.model.workplace_of(party, group) for group in groups]
        return sum(place.facts.start_heads for place in places if place is not None)

    def _may_go(self, clause: Rotation, person: Person) -> bool:
        """Whether the clause covers somebody who is not away, appointed elsewhere or still onboarding."""
        p, month = self.model.p, self.model.month
        here = month - person.hired_month
        if person.employer.facts.staff_group not in clause.staff_groups or here < p["rotation.settled_months"]:
            return False
        if person.placement_end is not None or person.appointed_to is not None:
            return False
        if person.ready_at > month * WORKING_DAYS or not person.fte:
            return False
        if clause.bands is not None and person.band not in clause.bands:
            return False
        entry = here < p["rotation.newly_qualified_months"] and person.band in (Band.none, Band.band_5)
        return entry or not clause.newly_qualified

    def _fill(self, clause: Rotation, free: int) -> None:
        """Offer free places by lot, group by group in proportion."""
        pool: dict[Workplace, list[Person]] = {
            origin: [] for some in self._exchanges.values() for exchange in some for origin, _ in exchange
        }
        eligible = self.model.people.select(lambda person: person.employer in pool and self._may_go(clause, person))
        for person in eligible.shuffle():
            pool[person.employer].append(person)
        waiting = len(eligible)
        for group, exchanges in self._exchanges.items():
            asked = sum(len(people) for place, people in pool.items() if place.facts.staff_group == group)
            free -= self._fill_group(clause, exchanges, pool, -(-free * asked // max(waiting, 1)))
            waiting -= asked

    def _fill_group(
        self, clause: Rotation, exchanges: list[Exchange], pool: dict[Workplace, list[Person]], free: int
    ) -> int:
        """Fill places of one staff group, exchange by exchange in turn; how many go.

        Small pools come first; where places do not go round, exchanges with fewest people away.
        """
        in_turn = sorted(exchanges, key=lambda exchange: min(len(pool[origin]) for origin, _ in exchange))
        if free < sum(map(len, exchanges)):
            away = Counter(person.employer for person in self.away if person.placement_end is not None)
            in_turn.sort(key=lambda exchange: min(away[origin] for origin, _ in exchange))
        going: list[tuple[Person, Workplace]] = []
        for number, exchange in enumerate(in_turn):
            each = max(free // (len(exchanges) - number), min(len(exchange), free)) // len(exchange)
            willing = [self._ask(clause, pool[origin], host, each) for origin, host in exchange]
            matched = min(len(people) for people in willing)
            for (_, host), people in zip(exchange, willing, strict=True):
                going += [(person, host) for person in people[:matched]]
            free -= matched * len(exchange)
        for person, host in going:
            person.go_on_placement(host, min(self.model.month + clause.months, self._ends))
            self.away.append(person)
        return len(going)

    def _ask(self, clause: Rotation, pool: list[Person], host: Workplace, wanted: int) -> list[Person]:
        """Ask people who live near enough in turn until enough say yes; nobody is asked twice in a month."""
        p = self.model.p
        willing: list[Person] = []
        minutes = self.model.minutes
        near = [x for x in pool if minutes[x.home][host.facts.organisation] <= p["rotation.reach_minutes"]]
        while near and len(willing) < wanted:
            person = near.pop()
            pool.remove(person)
            if not clause.voluntary or person.interest < p["rotation.interested_share"]:
                willing.append(person)
        return willing
