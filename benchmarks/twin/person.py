"""A person: one ordinary Mesa agent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from benchmarks.twin.effects import LONGEST, MIDDLE
from icsim.codes import INDEPENDENT, Band, Sector
from icsim.ledger import Reason
from icsim.months import WORKING_DAYS
from icsim.pay import BAND_SHARES

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.workplace import Workplace


class Person(mesa.Agent):  # type: ignore[misc]
    """A member of staff.

    Parameters
    ----------
    model
        The twin.
    employer
        Where the contract is.
    home
        Number of the place where the person lives.
    birth_month, hired_month
        When, in months of the run; negative before it.
    band, fte
        Agenda for Change band; hours in hundredths of FTE.
    strain, belonging
        0-100.
    """

    model: Twin

    def __init__(
        self,
        model: Twin,
        employer: Workplace,
        home: int,
        birth_month: int,
        hired_month: int,
        band: int,
        fte: int,
        strain: float,
        belonging: float,
    ) -> None:
        super().__init__(model)
        self.employer = self.host = employer
        self.home = home
        self.birth_month = birth_month
        self.hired_month = hired_month
        self.band = band
        self.fte = fte
        self.strain = strain
        self.belonging = belonging
        self.sectors_known: set[Sector] = {employer.facts.sector}
        self.seeking = self.left = False
        self.appointed_to: Workplace | None = None
        self.start_month = 0
        self.ready_at = 0.0
        self.placement_end: int | None = None
        self.interest = self.random.random()
        employer.heads += 1
        employer.fte += fte
        employer.hosted_heads += 1
        employer.hosted_fte += fte

    def meet_chances(self) -> None:
        """Throw the month's dice: leave, retire, or look elsewhere; at the month's start."""
        model, effects = self.model, self.model.effects
        age = model.month - self.birth_month
        tenure = min(model.month - self.hired_month, LONGEST)
        strain, belonging = self.strain - MIDDLE, self.belonging - MIDDLE
        dice = self.random.random
        hazard = (
            self.employer.leave_hazard
            * effects.leave_by_age[age]
            * effects.leave_by_tenure[tenure]
            * math.exp(effects.leave_by_strain * strain + effects.leave_by_belonging * belonging)
        )
        if self.placement_end is not None:
            hazard *= model.p["rotation.leave_ratio"]
        if dice() < 1.0 - math.exp(-hazard):
            self.leave(Reason.left)
            return
        if dice() < effects.retire_prob[age]:
            self.leave(Reason.retired)
            return
        hazard = (
            self.employer.facts.seek_base
            * effects.seek_by_age[age]
            * effects.seek_by_tenure[tenure]
            * math.exp(effects.seek_by_strain * strain + effects.seek_by_belonging * belonging)
        )
        self.seeking = dice() < 1.0 - math.exp(-hazard)

    def leave(self, reason: Reason) -> None:
        """Leave the system; a pending appointment lapses."""
        self.withdraw()
        self.employer.heads -= 1
        self.employer.fte -= self.fte
        self.host.hosted_heads -= 1
        self.host.hosted_fte -= self.fte
        self.placement_end = None
        self.left = True
        self.model.count(reason)
        self.remove()

    def withdraw(self) -> None:
        """A pending appointment lapses."""
        if self.appointed_to is not None:
            self.appointed_to.appointed_fte -= self.fte
            self.appointed_to = None

    def seek(self) -> None:
        """Weigh what is in reach against staying, and apply to the best."""
        p, work = self.model.p, self.employer
        stay = p["seek.stay_bonus"] + work.quality + p["seek.known_sector_bonus"] + self.model.journey_to_work(self)
        options: list[Workplace | None] = [None]
        odds = [1.0]
        for place, journey in self.model.within_reach(self.home, work.facts.staff_group):
            if place.attraction is None or self.fte > place.open_fte:
                continue
            if place is work and work.facts.providers == 1:
                continue
            utility = journey + place.attraction - self.model.friction(work, place)
            if place.facts.sector in self.sectors_known:
                utility += p["seek.known_sector_bonus"]
            options.append(place)
            odds.append(math.exp(utility - stay))
        chosen = self.random.choices(options, odds)[0]
        if chosen is not None:
            chosen.applicants.append(self)

    def accept(self, place: Workplace, start_month: int) -> None:
        """Accept an offer; the employer keeps the person until they start."""
        self.appointed_to, self.start_month = place, start_month
        place.appointed_fte += self.fte

    def start(self) -> None:
        """Start with the new employer."""
        place = self.appointed_to
        if place is not None:
            self.withdraw()
            self.transfer(Reason.moved, place)

    def transfer(self, reason: Reason, place: Workplace) -> None:
        """Change employer, and work there; a placement ends."""
        worked_at, old = self.host.facts.organisation, self.employer
        old.heads -= 1
        old.fte -= self.fte
        place.heads += 1
        place.fte += self.fte
        self.work_at(place)
        self.employer = place
        self.hired_month = self.model.month
        self.belonging *= self.model.p["move.belonging_kept_share"]
        self.placement_end = None
        self.seeking = False
        independent = place.facts.sector in INDEPENDENT
        if place.facts.staff_group != old.facts.staff_group or independent != (old.facts.sector in INDEPENDENT):
            self.band = Band.none if independent else min(BAND_SHARES[place.facts.staff_group])
        self.model.count(reason)
        self.model.arrive(self, worked_at)

    def work_at(self, place: Workplace) -> None:
        """Work somewhere else from now on."""
        self.host.hosted_heads -= 1
        self.host.hosted_fte -= self.fte
        place.hosted_heads += 1
        place.hosted_fte += self.fte
        self.host = place
        self.sectors_known.add(place.facts.sector)

    def go_on_placement(self, host: Workplace, until: int) -> None:
        """Work for another party until a month; the employer stays the same."""
        worked_at = self.host.facts.organisation
        self.work_at(host)
        self.placement_end = until
        self.model.count(Reason.rotation_out)
        self.model.arrive(self, worked_at)

    def come_home(self) -> None:
        """The placement is over."""
        worked_at = self.host.facts.organisation
        self.work_at(self.employer)
        self.placement_end = None
        self.model.count(Reason.rotation_home)
        self.model.arrive(self, worked_at, returning=True)

    def onboard(self, days: float) -> None:
        """Set when checks, training and induction are over, in working days of the run."""
        self.ready_at = max(self.ready_at, self.model.month * WORKING_DAYS + days)

    def spend_onboarding(self) -> None:
        """Count the days out of the numbers this month."""
        days = min(self.ready_at - self.model.month * WORKING_DAYS, WORKING_DAYS)
        self.host.onboarding_days += days
        self.host.onboarding_hours += days * self.fte

    def feel(self) -> None:
        """Strain follows the workplace's pressure, belonging grows in those who stay."""
        p = self.model.p
        self.strain += p["feel.strain_share"] * (self.host.strain_target - self.strain)
        self.belonging += p["feel.belonging_share"] * (p["belonging.settled"] - self.belonging)
        self.host.strain_points += self.strain
