"""A workplace: one staff group of one organisation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import mesa

from icsim.choice import WHOLE_POST
from icsim.codes import Sector, StaffGroup
from icsim.ledger import Reason
from icsim.months import WORKING_DAYS
from icsim.population import PART_TIME
from icsim.rules.recruit import LEAST_HOURS

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.person import Person


class Facts(NamedTuple):
    """What does not change of a workplace: where and what it is, its funded hours and its calibrated rates."""

    organisation: int
    system: int
    sector: Sector
    staff_group: StaffGroup
    providers: int
    start_heads: int
    funded_fte: int
    hours_a_head: float
    leave_base: float
    seek_base: float
    fill_prob: float
    steady_prob: float
    liking: float
    pay_utility: float


class Workplace(mesa.Agent):  # type: ignore[misc]
    """One staff group of one organisation: its posts, its people counted, and how hard the work is.

    FTE are hundredths.

    Parameters
    ----------
    model
        The twin.
    facts
        What does not change.
    strain
        Mean strain of those who work here at the start.
    """

    model: Twin

    def __init__(self, model: Twin, facts: Facts, strain: float) -> None:
        super().__init__(model)
        self.facts = facts
        self.establishment_fte = self.required_fte = facts.funded_fte
        self.heads = self.fte = self.hosted_heads = self.hosted_fte = self.appointed_fte = 0
        self.onboarding_days = self.onboarding_hours = 0.0
        self.pressure = 0.0
        self.strain = self.strain_target = strain
        self.strain_points = 0.0
        self.attraction: float | None = None
        self.leave_hazard = facts.leave_base
        self.applicants: list[Person] = []

    @property
    def open_fte(self) -> int:
        """Vacancies: establishment minus staff in post and appointed."""
        return self.establishment_fte - self.fte - self.appointed_fte

    @property
    def quality(self) -> float:
        """What it offers whoever works there: pay and strain."""
        return self.facts.pay_utility - self.model.p["seek.strain_penalty"] * self.strain / 100

    def begin_month(self) -> None:
        """Set the month's posts, and how likely people are to leave."""
        model = self.model
        self.establishment_fte = round(self.facts.funded_fte * model.future.establishment_index(model.month))
        extra = model.extra_demand[self.facts.system] if self.facts.sector == Sector.acute else 0.0
        self.required_fte = round(self.facts.funded_fte * model.future.demand_index(model.month) * (1.0 + extra))
        self.leave_hazard = self.facts.leave_base * model.p["leave.vacancy_ratio"] ** (10.0 * self.pressure)
        self.onboarding_days = self.onboarding_hours = 0.0
        self.applicants.clear()

    def advertise(self) -> None:
        """Work out how good the place looks to people who look elsewhere; None if it has no vacancy."""
        self.attraction = None
        if self.open_fte >= WHOLE_POST / 2:
            size = math.log(self.open_fte / WHOLE_POST)
            self.attraction = self.model.p["seek.vacancy_elasticity"] * size + self.quality + self.facts.liking

    def recruit(self) -> None:
        """Offer the open hours by lot to applicants from inside and outside."""
        if self.facts.staff_group == StaffGroup.doctor_resident:
            return
        slots = max(self.open_fte + WHOLE_POST - LEAST_HOURS, 0) // WHOLE_POST
        settled = min(max((self.model.month - 12) / self.model.p["recruit.settling_months"], 0.0), 1.0)
        chance = self.facts.fill_prob + settled * (self.facts.steady_prob - self.facts.fill_prob)
        outsiders = sum(self.random.random() < chance for _ in range(slots))
        applicants: list[Person | None] = [*self.applicants, *[None] * outsiders]
        self.random.shuffle(applicants)
        for applicant in applicants:
            if applicant is not None:
                if applicant.fte <= self.open_fte:
                    applicant.accept(self, self.model.month + self.months_to_hire(applicant))
            else:
                hours = self.newcomer_hours()
                if self.open_fte >= min(hours, LEAST_HOURS):
                    self.appoint_newcomer(min(hours, self.open_fte))

    def appoint_newcomer(self, hours: int) -> None:
        """Appoint somebody from outside."""
        self.appointed_fte += hours
        self.model.newcomers[self.model.month + self.months_to_hire(None)].append((self, hours))

    def months_to_hire(self, applicant: Person | None) -> int:
        """Whole months from offer to start: the mean, rounded up or down by lot, at least one."""
        origin = None if applicant is None else applicant.employer.facts.organisation
        mean = self.model.months_to_hire[self.facts.sector][self.model.recognised(origin, self.facts.organisation)]
        return max(int(mean + self.random.random()), 1)

    def newcomer_hours(self) -> int:
        """Contracted hours of somebody from outside."""
        part = sum(PART_TIME) / len(PART_TIME)
        if self.random.random() < (self.facts.hours_a_head - part) / (WHOLE_POST - part):
            return WHOLE_POST
        shorter = min(self.facts.hours_a_head / part, 1.0)
        hours: int = self.random.choice(PART_TIME)
        return max(round(hours * shorter), 1)

    def fill_training_posts(self) -> None:
        """National recruitment fills open training posts."""
        for _ in range(max(self.open_fte, 0) // WHOLE_POST):
            if self.random.random() < self.model.p["residents.fill_prob"]:
                self.model.welcome(self, WHOLE_POST, Reason.training_joined)

    def cover(self) -> None:
        """Bank, then agency, fill the gap; the rest is pressure."""
        p = self.model.p
        available = max(self.hosted_fte - int(self.onboarding_hours / WORKING_DAYS), 0)
        gap = max(self.required_fte - available, 0)
        bank = int(min(gap * p["cover.bank_fill_share"], self.fte * p["cover.bank_share"]))
        cap = self.fte * p["cover.agency_cap_share"] / (1.0 + p["cover.agency_premium_share"])
        agency = int(min((gap - bank) * p["cover.agency_fill_share"], cap))
        self.pressure = min((gap - bank - agency) / max(self.required_fte, 1), 1.0)
        self.strain_target = min(p["feel.calm_strain"] + p["feel.strain_per_unfilled"] * self.pressure, 100.0)
        self.strain_points = 0.0

    def end_month(self) -> None:
        """Note the mean strain of those who work here."""
        if self.hosted_heads:
            self.strain = self.strain_points / self.hosted_heads
