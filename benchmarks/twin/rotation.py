"""Rotation: people of parties exchange places for some months, as many as come as go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from icsim.clauses.rotation import Rotation
from icsim.codes import Band, StaffGroup
from icsim.months import WORKING_DAYS

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.person import Person

Exchange = list[tuple[int, int]]
"""Journeys between organisations that happen together: as many people on each."""


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
        self._exchanges: list[Exchange] = []
        for one in signed:
            rotation = one.clause
            assert isinstance(rotation, Rotation)
            if rotation.backfill != "swap" or rotation.placements > 1 or not rotation.right_of_return:
                raise ValueError("the twin knows single placements by swap, with right of return")
            self._exchanges = self._agreed(rotation, one.parties.tolist(), codes)

    def month(self) -> None:
        """Fill the free places, those that end this month among them, then send home whoever's placement is over."""
        self.away = [person for person in self.away if person.placement_end is not None]
        if self._signed is not None and self._signed.in_force(self.model.month):
            clause = self._signed.clause
            assert isinstance(clause, Rotation)
            staying = [person for person in self.away if (person.placement_end or 0) > self.model.month]
            free = clause.places - len(staying)
            if free > 0 and self._exchanges:
                self._fill(clause, free)
        for person in self.away:
            if person.placement_end is not None and person.placement_end <= self.model.month:
                person.come_home()
        self.away = [person for person in self.away if person.placement_end is not None]

    def _agreed(self, clause: Rotation, signatories: list[int], codes: Sequence[str]) -> list[Exchange]:
        """Who exchanges with whom."""
        size = {o: self._size(o, clause.staff_groups) for o in signatories}
        parties = [o for o in signatories if size[o] >= 0]
        if len(parties) < 2:
            return []
        if clause.pattern == "ring":
            return [list(pairwise([*parties, parties[0]]))]
        if clause.pattern == "pair":
            return [[(a, b), (b, a)] for a, b in zip(parties[::2], parties[1::2], strict=False)]
        named = [o for o in parties if codes[o] == clause.hub]
        hub = named[0] if named else max(parties, key=lambda o: (size[o], -o))
        return [[(hub, spoke), (spoke, hub)] for spoke in parties if spoke != hub]

    def _size(self, organisation: int, groups: Sequence[StaffGroup]) -> int:
        """People of the groups whom an organisation employed at the start; -1 if it has no such workplace."""
        places = [self.model.workplace_of(organisation, group) for group in groups]
        sizes = [place.facts.start_heads for place in places if place is not None]
        return sum(sizes) if sizes else -1

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
        origins = {origin for exchange in self._exchanges for origin, _ in exchange}
        eligible = self.model.people.select(
            lambda person: person.employer.facts.organisation in origins and self._may_go(clause, person)
        ).shuffle()
        if not len(eligible):
            return
        waiting = len(eligible)
        for group in dict.fromkeys(clause.staff_groups):
            pool: dict[int, list[Person]] = {origin: [] for origin in origins}
            for person in eligible:
                if person.employer.facts.staff_group == group:
                    pool[person.employer.facts.organisation].append(person)
            asked = sum(map(len, pool.values()))
            free -= self._fill_group(clause, pool, -(-free * asked // max(waiting, 1)), group)
            waiting -= asked

    def _fill_group(self, clause: Rotation, pool: dict[int, list[Person]], free: int, group: StaffGroup) -> int:
        """Fill places of one staff group, exchange by exchange, small pools first; how many go."""
        places = {o: self.model.workplace_of(o, group) for exchange in self._exchanges for leg in exchange for o in leg}
        able = [exchange for exchange in self._exchanges if all(places[o] is not None for leg in exchange for o in leg)]
        able.sort(key=lambda exchange: min(len(pool[origin]) for origin, _ in exchange))
        going: list[tuple[Person, int]] = []
        for number, exchange in enumerate(able):
            each = free // (len(able) - number) // len(exchange)
            willing = [self._ask(clause, pool[origin], host, each) for origin, host in exchange]
            matched = min(len(people) for people in willing)
            for (_, host), people in zip(exchange, willing, strict=True):
                going += [(person, host) for person in people[:matched]]
            free -= matched * len(exchange)
        for person, host in going:
            place = places[host]
            if place is not None:
                person.go_on_placement(place, min(self.model.month + clause.months, self._ends))
                self.away.append(person)
        return len(going)

    def _ask(self, clause: Rotation, pool: list[Person], host: int, wanted: int) -> list[Person]:
        """Ask people in turn until enough say yes; nobody is asked twice in a month."""
        p = self.model.p
        willing: list[Person] = []
        while pool and len(willing) < wanted:
            person = pool.pop()
            near = self.model.minutes[person.home][host] <= p["rotation.reach_minutes"]
            if near and (not clause.voluntary or self.model.random.random() < p["rotation.interested_share"]):
                willing.append(person)
        return willing
