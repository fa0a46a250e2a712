"""Belonging: careers tied to the place, flexible careers, and local people drawn into entry posts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim.accounts import CostKind
from icsim.choice import WHOLE_POST
from icsim.clause import Clause, Remark, Signed
from icsim.codes import Grade, Leadership, StaffGroup
from icsim.config.wording import listed, together
from icsim.config.words import StaffGroupWord
from icsim.hazards import LEVELS
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.rule import Phase

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

_GUESS = "icsim assumption"
_BUNDLE = "icsim assumption, well below evidence retention_bundle.relative_leaver_reduction: 11.8% for a whole bundle"
PARAMETERS = (
    Parameter(
        "belonging.full_spend_gbp", 120, 30, 500, "GBP a head and year", _GUESS, Grade.assumption,
        "Spending at which the clause does all it can; half of it does half.",
    ),
    Parameter(
        "belonging.place_points", 4, 0, 10, "points", _GUESS, Grade.assumption,
        "What careers tied to the place add to the belonging of settled staff.",
    ),
    Parameter(
        "belonging.trust_points", 3, 0, 8, "points", _GUESS, Grade.assumption,
        "What they add besides at an employer whose partners trust it fully, none while trust is young.",
    ),
    Parameter(
        "belonging.leadership_points", 1, 0, 4, "points a step", _GUESS, Grade.assumption,
        "What they add besides for each step of leadership above transactional.",
    ),
    Parameter(
        "belonging.good_rotation_points", 5, 0, 15, "points", "icsim assumption; direction from evidence "
        "rotation.qualitative_retention_benefit", Grade.assumption,
        "Belonging gained by whoever comes home from a good rotation, or stays with the host.",
    ),
    Parameter(
        "belonging.good_host_share", 0.1, 0.0, 0.5, "share of work unfilled", _GUESS, Grade.assumption,
        "Most unfilled work at a host for the rotation to be a good one.",
    ),
    Parameter(
        "belonging.flexible_leave_ratio", 0.98, 0.94, 1.0, "hazard ratio", _BUNDLE, Grade.assumption,
        "Leaving with varied and flexible careers against without.",
    ),
    Parameter(
        "belonging.flexible_seek_ratio", 0.95, 0.85, 1.0, "hazard ratio", _GUESS, Grade.assumption,
        "Looking elsewhere with varied and flexible careers against without.",
    ),
    Parameter(
        "belonging.local_supply_ratio", 1.15, 1.0, 1.5, "ratio of chances", _GUESS, Grade.assumption,
        "Chance that an open entry post is filled from outside when local people are sought out, against not.",
    ),
    Parameter(
        "belonging.local_minutes", 30, 15, 60, "minutes", _GUESS, Grade.assumption,
        "Journey from a place to an employer within which its people are local.",
    ),
    Parameter(
        "belonging.local_share", 0.001, 0.0002, 0.005, "share a year", _GUESS, Grade.assumption,
        "Most people of working age around the parties whom attraction can bring in a year.",
    ),
    Parameter(
        "belonging.working_age_share", 0.63, 0.58, 0.68, "share of residents",
        "Office for National Statistics, population estimates for England, 16 to 64, recalled", Grade.recalled,
        "Residents who are of working age.",
    ),
)  # fmt: skip

ENTRY = (StaffGroup.nursing_associate, StaffGroup.clinical_support, StaffGroup.care_worker, StaffGroup.other)
"""Groups with posts that need no degree, which local people can come into."""


class Belonging(Clause):
    """Careers tied to the place, flexible careers, and local people drawn into entry posts.

    Belonging grows in everybody who stays; careers tied to the place raise
    what it grows to, the more where partners trust the employer and where
    leadership is collaborative or transformational, and whoever comes home
    from a good rotation, or stays with its host, gains at once. Flexible
    careers lower leaving and looking elsewhere. Attraction widens the
    supply of entry posts, but brings no more than a share of the people of
    working age around the parties: in any month, no more than a twelfth of
    the year's is expected to come, over all such agreements. Otherwise two
    such agreements add up.
    """

    key = "belonging"
    phase = Phase.onboard
    parameters = PARAMETERS
    rests_on = ("leave.belonging_ratio", "seek.belonging_ratio", "feel.belonging_share", "trust.young_level")
    writes = ("belonging",)
    expected = "Belonging rises over years, fewer people leave or look elsewhere, and entry posts fill sooner."
    costs = "An amount for each person it is meant for, paid by each party for its own staff."

    place_based_careers: bool = Field(False, description="Careers tied to the place, across the parties")
    flexible_careers: bool = Field(False, description="Varied and flexible careers")
    local_recruitment: bool = Field(False, description="Local people are sought out for entry posts")
    staff_groups: Annotated[list[StaffGroupWord], Field(min_length=1)] | None = Field(
        None, description="Staff groups it is meant for; without it, all"
    )
    spend_per_head_gbp: Annotated[float, Field(ge=0, le=10_000)] | None = Field(
        None, description="GBP a year for each person it is meant for; without it, what makes it work fully"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        named = f" ({together([group.label for group in self.staff_groups])})" if self.staff_groups else ""
        parts = []
        if self.place_based_careers:
            parts.append("offer careers tied to the place")
        if self.flexible_careers:
            parts.append("let careers be varied and flexible")
        if self.local_recruitment:
            parts.append("seek out local people for entry posts")
        if not parts:
            return "The parties switch on none of its parts: nothing changes."
        spend = self.spend_per_head_gbp
        cost = "" if spend is None else f", at GBP {spend:g} a year for each person it is meant for"
        return f"The parties {together(parts)}{named}{cost}."

    @property
    def _on(self) -> bool:
        """Whether any part is switched on."""
        return self.place_based_careers or self.flexible_careers or self.local_recruitment

    @property
    def _groups(self) -> list[int]:
        """Staff groups whose careers it is about."""
        return [int(group) for group in dict.fromkeys(self.staff_groups or StaffGroup)]

    @property
    def _entry(self) -> list[int]:
        """Staff groups whose open posts are offered to local people."""
        return [group for group in self._groups if group in ENTRY]

    @property
    def _meant_for(self) -> list[int]:
        """Staff groups that it is meant for, and paid for."""
        if self.place_based_careers or self.flexible_careers:
            return self._groups
        return self._entry if self.local_recruitment else []

    def remarks(self) -> Iterator[Remark]:
        """Nothing switched on, nothing spent, or no entry posts among the groups."""
        if not self._on:
            parts = listed(["place_based_careers", "flexible_careers", "local_recruitment"])
            yield Remark((), f"does nothing until one of its parts is true: {parts}", wrong=False)
        if self.spend_per_head_gbp == 0:
            yield Remark(("spend_per_head_gbp",), "what costs nothing does nothing: the same as today", wrong=False)
        if self.local_recruitment and not self._entry:
            words = f"none of the staff_groups has entry posts; those that do are {listed([g.name for g in ENTRY])}"
            yield Remark(("local_recruitment",), words, wrong=False)

    def remarks_in(self, system: System, parties: NDArray[np.int64]) -> Iterator[Remark]:
        """Groups that no party has."""
        has = ((system.heads > 0) | (system.establishment > 0))[parties].any(axis=0)
        if self.staff_groups and not has[self._groups].any():
            names = listed([group.name for group in self.staff_groups])
            yield Remark(("staff_groups",), f"none of the parties has {names}: nothing would change", wrong=False)
        elif self.local_recruitment and self._entry and not has[self._entry].any():
            names = listed([StaffGroup(group).name for group in self._entry])
            yield Remark(("local_recruitment",), f"none of the parties has {names}: nobody would come", wrong=False)

    def apply(self, model: ICS, signed: Signed) -> None:
        """Set what belonging grows to, how far careers keep people, and how many more come."""
        p, provided = model.p, model.provisions
        strength = self._strength(model)
        cells = provided.cells(signed.parties, self._groups)
        if self.place_based_careers:
            points = np.zeros(len(model.system.organisations))
            points[signed.parties] = self._points(model, signed.parties)
            provided.belonging_points[cells] += strength * points[model.posts.organisation[cells]]
        if self.flexible_careers:
            provided.leave_ratio[cells] *= 1.0 - strength * (1.0 - p["belonging.flexible_leave_ratio"])
            provided.seek_ratio[cells] *= 1.0 - strength * (1.0 - p["belonging.flexible_seek_ratio"])
        if self.local_recruitment:
            self._attract(model, signed, strength)

    def _strength(self, model: ICS) -> float:
        """How much of what the clause can do is paid for, 0 to 1."""
        full = model.p["belonging.full_spend_gbp"]
        return 1.0 if self.spend_per_head_gbp is None else min(self.spend_per_head_gbp / full, 1.0)

    @staticmethod
    def _points(model: ICS, parties: NDArray[np.int64]) -> Floats:
        """Points of belonging that careers tied to the place add at each party, shape (k,)."""
        p, organisations = model.p, model.system.organisations
        young = p["trust.young_level"]
        trusted = np.maximum(model.partnerships.standing_of(parties) - young, 0.0) / (1.0 - young)
        led = np.array([int(organisations[o].leadership) for o in parties.tolist()], dtype=np.int64)
        steps = np.maximum(led - int(Leadership.transactional), 0)
        besides = p["belonging.trust_points"] * trusted + p["belonging.leadership_points"] * steps
        return np.asarray(p["belonging.place_points"] + besides)

    def _attract(self, model: ICS, signed: Signed, strength: float) -> None:
        """Widen the supply of entry posts, as far as the people around the parties allow this month."""
        p, posts, provided, rates = model.p, model.posts, model.provisions, model.rates
        cells = provided.cells(signed.parties, self._entry)
        near = (model.choice.minutes[:, signed.parties] <= p["belonging.local_minutes"]).any(axis=1)
        people = np.array([place.population for place in model.system.places]) * p["belonging.working_age_share"]
        if provided.attracted_heads is None:
            provided.attracted_heads = np.zeros(len(people))
        taken = provided.attracted_heads
        left = np.maximum(near * people * p["belonging.local_share"] / MONTHS_PER_YEAR - taken, 0.0)
        more = strength * (p["belonging.local_supply_ratio"] - 1.0)
        open_posts = -(-np.maximum(posts.open_fte[cells], 0) // WHOLE_POST)
        supply = provided.supply_ratio[cells] * model.outside.supply_ratio[cells]
        come = open_posts * np.maximum(rates.fill_prob, rates.steady_prob)[cells] * supply * more
        expected, most = math.fsum(come.tolist()), math.fsum(left.tolist())
        within = min(most / expected, 1.0) if expected > 0 else 1.0
        provided.supply_ratio[cells] *= 1.0 + more * within
        if most > 0:
            taken += left * (expected * within / most)

    def month(self, model: ICS, signed: Signed) -> None:
        """Belonging of those back from a good rotation; what the clause costs."""
        p, posts, staff = model.p, model.posts, model.staff_table
        points = int(p["belonging.good_rotation_points"] * self._strength(model) + 0.5)
        well_staffed = model.state.pressure <= p["belonging.good_host_share"]
        if self.place_based_careers:
            concerned = np.zeros(posts.n, dtype=bool)
            concerned[model.provisions.cells(signed.parties, self._groups)] = True
            for arrivals in model.movements.arrivals:
                if arrivals.returning or arrivals.settled:
                    rows, cells = arrivals.rows, staff.employer_cell[arrivals.rows]
                    hosts = posts.cell_of[arrivals.origin, posts.staff_group[cells]]
                    rows = rows[concerned[cells] & (hosts >= 0) & well_staffed[hosts]]
                    grown = np.minimum(staff.belonging[rows].astype(np.int64) + points, LEVELS - 1)
                    staff.belonging[rows] = grown.astype(np.uint8)
        spend = p["belonging.full_spend_gbp"] if self.spend_per_head_gbp is None else self.spend_per_head_gbp
        pence = np.zeros(posts.n, dtype=np.int64)
        paid = model.provisions.cells(signed.parties, self._meant_for)
        pence[paid] = posts.heads[paid] * int(spend * 100 / MONTHS_PER_YEAR + 0.5)
        if pence.any():
            model.accounts.spend(CostKind.belonging, pence)
