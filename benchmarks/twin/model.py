"""The twin: a month of icsim's rules in plain Mesa."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import reduce
from itertools import groupby
from math import isfinite
from operator import or_

import mesa

from benchmarks.twin.effects import Effects
from benchmarks.twin.newcomers import Newcomers
from benchmarks.twin.person import Person
from benchmarks.twin.rotation import Rotations
from benchmarks.twin.start import staff_of, workplaces_of
from benchmarks.twin.workplace import Workplace
from icsim.clauses.passport import Passport
from icsim.codes import N_GROUPS, Sector, StaffGroup
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.months import DAYS_PER_MONTH, WORKING_DAYS
from icsim.recognition import Item, onboarding_days, time_to_hire_days
from icsim.rules.residents import AUGUST

MONTHLY = {
    "heads": lambda twin: len(twin.people),
    "vacancy_fte": lambda twin: sum(twin.workplaces.get("open_fte")) / 100,
    "onboarding_days": lambda twin: sum(twin.workplaces.get("onboarding_days")),
    "strain": lambda twin: sum(twin.workplaces.get("strain_points")) / len(twin.people),
    "rotating": lambda twin: len(twin.rotations.away),
}
"""What the data collector asks every month."""


class Twin(mesa.Model):  # type: ignore[misc]
    """A month of work for everybody, one agent a person.

    Parameters
    ----------
    ics
        A built model before its first month. Its parameters, calibrated
        rates, clauses, starting people and appointments are copied, its luck
        and its code are not.
    rng
        Seed of Mesa's random numbers.

    Attributes
    ----------
    events
        People by reason of their change of employer or host, over the run.
    datacollector
        The state of the system at the end of every month.
    """

    def __init__(self, ics: ICS, rng: int = 1) -> None:
        super().__init__(rng=rng)
        self.p = dict(ics.p)
        self.future, self.calendar, self.clauses = ics.future, ics.calendar, ics.clauses
        self.month = 0
        self.events: Counter[Reason] = Counter()
        self.effects = Effects(self.p)
        self.months_to_hire = (time_to_hire_days(ics.p) / DAYS_PER_MONTH).tolist()
        self._onboarding_days = onboarding_days(ics.p).tolist()
        self.arrivals: list[tuple[Person, int | None, bool]] = []
        self.onboarding: list[Person] = []
        self.newcomers: defaultdict[int, list[tuple[Workplace, int]]] = defaultdict(list)
        self.minutes = ics.choice.minutes.tolist()
        self._options, self._journeys = ics.choice.cells, ics.choice.journey
        self._reach: dict[tuple[int, StaffGroup], list[tuple[Workplace, float]]] = {}
        self._cells = workplaces_of(self, ics)
        self._by_pair = {(w.facts.organisation, w.facts.staff_group): w for w in self._cells}
        self._passports: list[tuple[frozenset[int], Item]] = []
        staff_of(self, ics, self._cells)
        self._outside = Newcomers(ics.population.home_share.cumsum(axis=1).tolist(), self.p)
        self.extra_demand: list[float] = []
        self._shortage_at_start = self._care_shortage(len(ics.system.systems))
        self.rotations = Rotations(self, [code.code for code in ics.system.organisations])
        self.datacollector = mesa.DataCollector(model_reporters=MONTHLY)

    @property
    def people(self) -> mesa.agent.AgentSet:
        """Everybody who works in the system."""
        return self.agents_by_type[Person]

    @property
    def workplaces(self) -> mesa.agent.AgentSet:
        """Every workplace."""
        return self.agents_by_type[Workplace]

    def step(self) -> None:
        """One month, in the order of icsim's phases."""
        self._demand()
        self.workplaces.do("begin_month")
        self.people.do("meet_chances")
        if self.calendar.month_of_year(self.month) == AUGUST:
            self._rotate_residents()
        self._start()
        self.workplaces.do("advertise")
        self.people.select(lambda person: person.seeking and person.appointed_to is None).shuffle_do("seek")
        self.workplaces.do("recruit")
        self.rotations.month()
        self._onboard()
        self.workplaces.do("cover")
        self.people.do("feel")
        self.workplaces.do("end_month")
        self.datacollector.collect(self)
        self.month += 1

    def count(self, reason: Reason) -> None:
        """Note that somebody changed employer or host."""
        self.events[reason] += 1

    def arrive(self, person: Person, origin: int | None, *, returning: bool = False) -> None:
        """Note that somebody came to a new host or employer, from an organisation or from outside."""
        self.arrivals.append((person, origin, returning))

    def recognised(self, origin: int | None, target: int) -> int:
        """Items that one organisation recognises from another this month."""
        items = Item(0)
        for parties, recognised in self._passports:
            if origin in parties and target in parties:
                items |= recognised
        return int(items)

    def friction(self, work: Workplace, place: Workplace) -> float:
        """How far onboarding puts somebody off."""
        items = self.recognised(work.facts.organisation, place.facts.organisation)
        days: float = self._onboarding_days[items]
        return self.p["seek.friction_per_day"] * days

    def journey_to_work(self, person: Person) -> float:
        """Utility of somebody's journey to their employer."""
        minutes: int = self.minutes[person.home][person.employer.facts.organisation]
        return -minutes / self.p["seek.travel_scale_minutes"]

    def within_reach(self, home: int, group: StaffGroup) -> list[tuple[Workplace, float]]:
        """Workplaces in reach of a home for a staff group, and the utility of the journey."""
        if (home, group) not in self._reach:
            row = home * N_GROUPS + group
            options = zip(self._options[row].tolist(), self._journeys[row].tolist(), strict=True)
            self._reach[home, group] = [(self._cells[cell], journey) for cell, journey in options if isfinite(journey)]
        return self._reach[home, group]

    def workplace_of(self, organisation: int, group: StaffGroup) -> Workplace | None:
        """The workplace of a staff group in an organisation, if it has one."""
        return self._by_pair.get((organisation, group))

    def welcome(self, place: Workplace, hours: int, reason: Reason) -> None:
        """Somebody from outside starts work."""
        self.count(reason)
        self.arrive(self._outside.person(self, place, hours), None)

    def _care_shortage(self, n_systems: int) -> list[float]:
        """Share of social care posts that nobody holds, by system."""
        funded, held = [0] * n_systems, [0] * n_systems
        for place in self.workplaces.select(lambda w: w.facts.sector == Sector.social_care):
            funded[place.facts.system] += place.establishment_fte
            held[place.facts.system] += min(place.fte, place.establishment_fte)
        return [(f - h) / max(f, 1) for f, h in zip(funded, held, strict=True)]

    def _demand(self) -> None:
        """Unfilled care posts keep patients in acute beds; passports in force."""
        now = self._care_shortage(len(self._shortage_at_start))
        self._passports = [
            (frozenset(signed.parties.tolist()), reduce(or_, (Item[word] for word in signed.clause.recognises)))
            for signed in self.clauses
            if isinstance(signed.clause, Passport) and signed.in_force(self.month)
        ]
        share = self.p["demand.delayed_discharge_share"]
        self.extra_demand = [share * (n - s) for n, s in zip(now, self._shortage_at_start, strict=True)]

    def _start(self) -> None:
        """The appointed start, those from inside first."""
        self.people.select(lambda p: p.appointed_to is not None and p.start_month == self.month).do("start")
        for place, hours in self.newcomers.pop(self.month, []):
            place.appointed_fte -= hours
            self.welcome(place, hours, Reason.joined)

    def _rotate_residents(self) -> None:
        """Resident doctors exchange posts, or leave; national recruitment fills what is open."""
        residents = self.people.select(lambda p: p.employer.facts.staff_group == StaffGroup.doctor_resident)
        changing = residents.select(lambda _: self.random.random() < self.p["residents.change_prob"]).shuffle()
        away = changing.select(lambda _: self.random.random() < self.p["residents.away_share"])
        stays = sorted(
            (p for p in changing if p not in away),
            key=lambda p: (p.employer.facts.system, p.employer.facts.organisation),
        )
        for _, doctors in groupby(stays, key=lambda p: p.employer.facts.system):
            ring = list(doctors)
            posts = [doctor.employer for doctor in ring]
            most = max(Counter(posts).values()) % len(posts)
            for doctor, post in zip(ring, [*posts[most:], *posts[:most]], strict=True):
                if post is not doctor.employer:
                    doctor.withdraw()
                    doctor.transfer(Reason.training_moved, post)
        away.do("leave", Reason.training_ended)
        residency = self.workplaces.select(lambda w: w.facts.staff_group == StaffGroup.doctor_resident)
        residency.do("fill_training_posts")

    def _onboard(self) -> None:
        """New arrivals are out of the numbers."""
        for person, origin, returning in self.arrivals:
            items = self.recognised(origin, person.host.facts.organisation)
            person.onboard(self.p["onboard.return_days"] if returning else self._onboarding_days[items])
            self.onboarding.append(person)
        self.arrivals.clear()
        today = self.month * WORKING_DAYS
        self.onboarding = [p for p in dict.fromkeys(self.onboarding) if p.ready_at > today and not p.left]
        for person in self.onboarding:
            person.spend_onboarding()
