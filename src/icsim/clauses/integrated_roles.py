"""Integrated roles: part of one group's work is done by another, after training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from icsim.accounts import CostKind
from icsim.clause import Clause, Remark, Signed
from icsim.codes import Grade, Sector, StaffGroup
from icsim.config.words import SectorWord, StaffGroupWord
from icsim.distance import travel_minutes
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.rule import Phase
from icsim.system import System

if TYPE_CHECKING:
    from icsim.model import ICS

Cells = NDArray[np.int64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "integrated_roles.training_months", 6, 0, 36, "months", _GUESS, Grade.assumption,
        "Time in which staff learn the new work before they do any, where the agreement does not say.",
    ),
    Parameter(
        "integrated_roles.ramp_months", 12, 1, 36, "months", _GUESS, Grade.assumption,
        "Time after training until the whole share may be done by others.",
    ),
    Parameter(
        "integrated_roles.hours_ratio", 1.2, 1.0, 2.0, "hours per hour", _GUESS, Grade.assumption,
        "Hours that the other group needs for an hour's work of the first, supervision included.",
    ),
    Parameter(
        "integrated_roles.least_share", 0.6, 0.2, 1.0, "share of the share agreed", _GUESS, Grade.assumption,
        "What can be done of the share agreed where none of those who do it knows a second sector.",
    ),
    Parameter(
        "integrated_roles.broad_share", 0.3, 0.05, 1.0, "share of staff", _GUESS, Grade.assumption,
        "Share of those who do it who know two sectors or more at which the whole share can be done.",
    ),
    Parameter(
        "integrated_roles.study_share", 0.1, 0.0, 0.4, "share of hours", _GUESS, Grade.assumption,
        "Hours of those who will do the work that training takes, while it lasts.",
    ),
    Parameter(
        "integrated_roles.training_gbp", 2000, 500, 8000, "GBP per FTE", _GUESS, Grade.assumption,
        "Fees for training one FTE for the work of another group, spread over the training.",
    ),
    Parameter(
        "integrated_roles.supervision_gbp", 3000, 0, 10000, "GBP a year per FTE", _GUESS, Grade.assumption,
        "Supervision and continued training of one FTE that does the work of another group.",
    ),
)  # fmt: skip

MOST_SHARE = 0.5
"""Most of a group's work that others may do."""


class Role(BaseModel):
    """Part of one group's work that another does."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    work_of: StaffGroupWord = Field(description="Staff group whose work it is")
    done_by: StaffGroupWord = Field(description="Staff group that will do it")
    share: Annotated[float, Field(gt=0, le=MOST_SHARE)] = Field(description="Share of the work, 0 to 0.5")
    at: SectorWord | None = Field(None, description="Sector of the parties where the work is; without it, all")
    based_at: SectorWord | None = Field(
        None, description="Sector of the nearest party, whose staff do it; without it, staff of the same organisation"
    )

    def sentence(self) -> str:
        """The role in plain English, without a full stop."""
        where = f" in {self.at.within}" if self.at is not None else ""
        whose = f" of the nearest {self.based_at.within} party" if self.based_at is not None else ""
        work, doers = self.work_of.within, self.done_by.within
        return f"up to {100 * self.share:g}% of {work} work{where} is done by {doers} staff{whose}"


class Conversions(NamedTuple):
    """Where posts go from and to: cells, and hundredths of FTE once all is in place, shape (k,) each."""

    source: Cells
    target: Cells
    full_fte: Cells


class IntegratedRoles(Clause):
    """A stated share of one group's work is done by another, after training.

    Staff learn first, out of the numbers for part of their hours. Then
    posts of the group whose work it is are converted as they fall vacant:
    nobody is dismissed. The other group needs more hours for the same work,
    and does it as the new posts are filled: its own work keeps the share of
    its posts that was filled at the start, people beyond that do the new.
    Without people who know more than one sector only part of the share can
    be done; rotation and shared learning make more. Where decisions about
    posts are taken far from the organisations, less may be converted. The
    nearest party may do the work, and is paid for what it does. When the
    agreement ends, the posts are what they were.
    """

    key = "integrated_roles"
    phase = Phase.demand
    parameters = PARAMETERS
    expected = (
        "Fewer vacancies and less unfilled work in the group that is short; more posts in the group that helps, and "
        "a little less of its own work done while it learns."
    )
    costs = (
        "Training and supervision, paid by the employer of those who do the work; the organisation whose work it is "
        "pays another employer for what it does."
    )

    roles: Annotated[list[Role], Field(min_length=1, max_length=50)] = Field(
        description="Whose work is done by whom: work_of, done_by, share, and if need be at, based_at"
    )
    training_months: Annotated[int, Field(ge=0, le=60)] | None = Field(
        None, description="Months of training before any work is done by others; without it, the parameter's"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        told = "; ".join(role.sentence() for role in self.roles)
        after = "After training" if self.training_months is None else f"After {self.training_months} months of training"
        after = "From the first month" if self.training_months == 0 else after
        return f"{after}, {told}. Posts are converted as they fall vacant, so nobody is dismissed."

    def remarks(self) -> Iterator[Remark]:
        """Work that stays where it is, and too much of one group's work."""
        total: defaultdict[tuple[StaffGroup, Sector | None], float] = defaultdict(float)
        for i, role in enumerate(self.roles):
            if role.work_of == role.done_by and role.based_at is None:
                yield Remark(("roles", i, "done_by"), f"{role.done_by.name} does its own work already")
            total[role.work_of, role.at] += role.share
            if total[role.work_of, role.at] > MOST_SHARE + 1e-9:
                yield Remark(("roles", i, "share"), f"the shares of {role.work_of.name} work sum to more than 0.5")

    def concerns(self, system: System, parties: Cells) -> bool:
        """Whether a role has both the work and those who could do it."""
        idle = {remark.way[1] for remark in self.remarks_in(system, parties)}
        return len(idle) < len(self.roles)

    def remarks_in(self, system: System, parties: Cells) -> Iterator[Remark]:
        """Roles for which no party has the work, or nobody is there to do it."""
        has = (system.heads > 0) | (system.establishment > 0)
        for i, role in enumerate(self.roles):
            here, there = (_in_sector(system, parties, sector) for sector in (role.at, role.based_at))
            work = here[has[here, int(role.work_of)]]
            doing = work if role.based_at is None else there
            if not len(work):
                words = f"no party{_in_words(role.at)} has {role.work_of.name}: nothing would be converted"
                yield Remark(("roles", i, "work_of"), words, wrong=False)
            elif not has[doing, int(role.done_by)].any():
                where = f"no party that has {role.work_of.name} has" if role.based_at is None else "no such party has"
                hint = "; based_at names the sector of another party" if role.based_at is None else ""
                words = f"{where} {role.done_by.name} to do the work: nothing would be converted{hint}"
                yield Remark(("roles", i, "done_by"), words, wrong=False)

    def month(self, model: ICS, signed: Signed) -> None:
        """Train, then convert posts as they fall vacant, and book what it costs."""
        plan, p, since = self._plan(model, signed), model.p, model.month - signed.starts
        usual, ramp = int(p["integrated_roles.training_months"]), int(p["integrated_roles.ramp_months"])
        months = usual if self.training_months is None else self.training_months
        if since < months:
            self._train(model, plan, months)
        made = self._convert(model, plan, plan.full_fte * min(max(since - months + 1, 0), ramp) // ramp)
        self._do(model, plan, made)

    def _plan(self, model: ICS, signed: Signed) -> Conversions:
        """What will be converted in the end: as much as was agreed, can be done and may be decided."""
        p, posts = model.p, model.posts
        pairs = [self._pairs(model, signed.parties, role) for role in self.roles]
        source, target = (np.concatenate(side) for side in zip(*pairs, strict=True))
        share = np.repeat([role.share for role in self.roles], [len(cells) for cells, _ in pairs])
        least = p["integrated_roles.least_share"]
        broad = np.minimum(model.breadth.share(model)[target] / p["integrated_roles.broad_share"], 1.0)
        share *= (least + (1.0 - least) * broad) * model.maturity.devolved_share(posts.organisation[source])
        return Conversions(source, target, np.floor(model.outside.funded_fte[source] * share).astype(np.int64))

    @staticmethod
    def _pairs(model: ICS, parties: Cells, role: Role) -> tuple[Cells, Cells]:
        """Cells whose work it is, and for each the cell that does it."""
        cell_of, system = model.posts.cell_of, model.system
        here, there = (_in_sector(system, np.sort(parties), sector) for sector in (role.at, role.based_at))
        here = here[cell_of[here, int(role.work_of)] >= 0]
        if role.based_at is None:
            doers = here
        else:
            there = there[cell_of[there, int(role.done_by)] >= 0]
            doers = _nearest(system, here, there, model.p["travel.minutes_per_km"])
        source, target = cell_of[here[: len(doers)], int(role.work_of)], cell_of[doers, int(role.done_by)]
        both = (target >= 0) & (source != target)
        return source[both], target[both]

    def _train(self, model: ICS, plan: Conversions, months: int) -> None:
        """Those who will do the work learn it, as far as there are people."""
        p, posts = model.p, model.posts
        learners = np.floor(plan.full_fte * p["integrated_roles.hours_ratio"]).astype(np.int64)
        learners = np.minimum(learners, posts.hosted_fte[plan.target])
        hours = np.floor(learners * p["integrated_roles.study_share"]).astype(np.int64)
        np.add.at(model.state.studying_fte, plan.target, hours)
        fees = learners * round(p["integrated_roles.training_gbp"]) // months  # hundredths x GBP are pence
        _spend(model, plan.target, fees)

    @staticmethod
    def _convert(model: ICS, plan: Conversions, wanted: Cells) -> Cells:
        """Posts that are vacant go over, shared in proportion where they are too few; posts made, hundredths of FTE."""
        posts, converted = model.posts, model.provisions.converted_fte
        funded = model.outside.funded_fte
        vacant = np.maximum(funded + converted - posts.fte - posts.appointed_fte, 0)[plan.source]
        asked = posts.count(plan.source, wanted)[plan.source]
        taken = np.where(asked <= vacant, wanted, wanted * vacant // np.maximum(asked, 1))
        given = np.floor(taken * model.p["integrated_roles.hours_ratio"]).astype(np.int64)
        np.subtract.at(converted, plan.source, taken)
        np.add.at(converted, plan.target, given)
        return given

    @staticmethod
    def _do(model: ICS, plan: Conversions, given: Cells) -> None:
        """People beyond what their own work had at the start do the new work, and are supervised and paid for."""
        posts, p, moved = model.posts, model.p, model.provisions.moved_work_fte
        own = posts.start_fte * model.outside.funded_fte // np.maximum(posts.funded_fte, 1)
        free = np.maximum(posts.hosted_fte - own - np.maximum(moved, 0), 0)[plan.target]
        asked = posts.count(plan.target, given)[plan.target]
        done = np.where(asked <= free, given, given * free // np.maximum(asked, 1))
        relieved = np.floor(done / p["integrated_roles.hours_ratio"]).astype(np.int64)
        np.add.at(moved, plan.target, done)
        np.subtract.at(moved, plan.source, relieved)
        a_year = done * round(p["integrated_roles.supervision_gbp"])  # hundredths x GBP are pence
        _spend(model, plan.target, a_year // MONTHS_PER_YEAR)
        away = (posts.organisation[plan.source] != posts.organisation[plan.target]) & (done > 0)
        payer, payee = plan.source[away], plan.target[away]
        model.accounts.charge(CostKind.integrated_roles, payer, payee, done[away] * model.pay_pence[payee] // 100)


def _spend(model: ICS, cells: Cells, pence: Cells) -> None:
    spent = np.zeros(model.posts.n, dtype=np.int64)
    np.add.at(spent, cells, pence)
    model.accounts.spend(CostKind.integrated_roles, spent)


def _in_sector(system: System, parties: Cells, sector: Sector | None) -> Cells:
    """Parties of a sector, or all of them."""
    return parties if sector is None else parties[system.sector[parties] == sector]


def _nearest(system: System, origins: Cells, targets: Cells, minutes_per_km: float) -> Cells:
    """For each organisation the nearest of some others, the first in order of code where two are as near."""
    if not len(targets):
        return targets
    here, there = ([system.organisations[i] for i in some.tolist()] for some in (origins, targets))
    return targets[travel_minutes(here, there, minutes_per_km).argmin(axis=1)]


def _in_words(sector: Sector | None) -> str:
    return "" if sector is None else f" in {sector.within}"
