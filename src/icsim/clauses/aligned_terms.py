"""Aligned terms: employers that pay less than another party for the same work close part of the gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim import exact
from icsim.accounts import CostKind
from icsim.clause import Clause, Remark, Signed
from icsim.codes import INDEPENDENT, N_GROUPS, Grade, Sector, StaffGroup
from icsim.config.wording import listed, together
from icsim.config.words import StaffGroupWord
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.pay import PARAMETERS as PAY
from icsim.pay import basic_gbp
from icsim.rule import Phase

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PARAMETERS = (
    Parameter(
        "aligned_terms.terms_gap_share", 0.15, 0.0, 0.55, "equivalent in basic pay",
        "icsim assumption; from evidence pay.gap.band3_entry_vs_care_worker, where only basic pay counts, to what "
        "evidence pay.gap.unfair_to_care_total_package leaves beside basic pay: 1.629 / 1.05 - 1", Grade.assumption,
        "What the pension, sick pay and leave of the NHS are worth to staff of independent employers.",
    ),
    Parameter(
        "aligned_terms.leave_elasticity", 1.6, 0.4, 1.8, "elasticity",
        "evidence asc.turnover.pay_150p_above_nlw: 31% against 37.8% turnover for pay 1.50 above 11.44 an hour, so "
        "log(0.31 / 0.378) / log(12.94 / 11.44); employers differ in more than pay", Grade.low,
        "How strongly better pay and terms keep people from leaving.",
    ),
)  # fmt: skip

NATIONAL = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)
"""Sectors of NHS trusts, which are bound by national pay and so raise nothing."""
SAME_WORK = {StaffGroup.care_worker: StaffGroup.clinical_support}
"""Groups whose pay is also measured against another group, at NHS, council and university employers.

Source: evidence pay.gap.band3_entry_vs_care_worker compares them.
"""
_INDEPENDENT: Flags = np.isin(np.arange(len(Sector)), INDEPENDENT)
_BOUND: Flags = np.isin(np.arange(len(Sector)), NATIONAL)


class Best(NamedTuple):
    """What the best-paying parties give.

    Parameters
    ----------
    basic_gbp
        Basic pay of a whole-time member in each sector this month, GBP a year, shape (n_sectors, n_groups).
    best_gbp
        The highest of the parties for each group, 0 where nobody has it, shape (n_groups,).
    terms
        Whether a party gives the group NHS, council or university terms, shape (n_groups,).
    """

    basic_gbp: Floats
    best_gbp: Floats
    terms: Flags

    @classmethod
    def of(
        cls,
        parameters: Parameters,
        sector: NDArray[np.int64],
        group: NDArray[np.int64],
        pay_ratio: Floats | None = None,
    ) -> Best:
        """Among parties whose staff groups are these.

        Parameters
        ----------
        parameters
            Values in force.
        sector, group
            Sector and staff group of each cell of the parties, shape (k,).
        pay_ratio
            Pay in each sector against the start, shape (n_sectors,); None for the same.
        """
        everywhere = np.divmod(np.arange(len(Sector) * N_GROUPS), N_GROUPS)
        basic = basic_gbp(parameters, *everywhere).reshape(len(Sector), N_GROUPS)
        if pay_ratio is not None:
            basic *= pay_ratio[:, None]
        there = np.zeros(basic.shape, dtype=bool)
        there[sector, group] = True
        best, terms = np.where(there, basic, 0.0).max(axis=0), there[~_INDEPENDENT].any(axis=0)
        offered = np.where(there & ~_INDEPENDENT[:, None], basic, 0.0).max(axis=0)
        for own, other in SAME_WORK.items():
            best[own], terms[own] = max(best[own], offered[other]), terms[own] or terms[other]
        return cls(basic, best, terms)

    def behind(self) -> tuple[Flags, Flags]:
        """Who could raise pay, and who could raise terms, each of shape (n_sectors, n_groups)."""
        return (self.basic_gbp < self.best_gbp) & ~_BOUND[:, None], self.terms & _INDEPENDENT[:, None]


class AlignedTerms(Clause):
    """A stated share of the gap in pay and terms between the parties is closed, from below.

    For each staff group the target is what the best-paying sector among the
    parties pays; care workers are measured against clinical support staff
    too. Employers outside NHS trusts raise basic pay towards it, and
    independent employers also move their pension and sick pay towards those
    of the NHS; practices are in the NHS pension scheme already. Trusts are
    bound by national pay and raise nothing. Where two agreements meet, the
    later by name closes its share of what the earlier left open. Bank and
    agency shifts keep their rates.
    """

    key = "aligned_terms"
    phase = Phase.agency
    parameters = PARAMETERS
    rests_on = (
        "seek.pay_elasticity",
        "pay.care_worker_gbp",
        "pay.social_care_ratio",
        "pay.primary_care_ratio",
        "pay.care_oncost_ratio",
        "pay.nhs_oncost_ratio",
    )
    expected = "Fewer people leave the employers that raise, and more apply there; fewer go from there to the others."
    costs = "The raise and its on-costs for everybody in post, paid by the employer that raises; no recharge."

    close_gap_share: Annotated[float, Field(ge=0, le=1)] = Field(description="Share of the gap that is closed, 0 to 1")
    staff_groups: Annotated[list[StaffGroupWord], Field(min_length=1)] | None = Field(
        None, description="Staff groups whose terms are aligned; without it, all"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        names = [group.label for group in self.staff_groups or ()]
        groups = f" ({together(names)})" if names else ""
        share = f"{100 * self.close_gap_share:g}%"
        return (
            f"Employers outside NHS trusts that pay less than the best-paying party for the same work{groups} close "
            f"{share} of the gap in basic pay; independent employers also move pension and sick pay {share} of the "
            "way to those of the NHS. They bear the cost themselves."
        )

    def remarks(self) -> Iterator[Remark]:
        """A share that closes nothing."""
        if self.close_gap_share == 0:
            yield Remark(("close_gap_share",), "0 closes nothing: the same as today", wrong=False)

    def remarks_in(self, system: System, parties: NDArray[np.int64]) -> Iterator[Remark]:
        """Groups for which no party is behind another."""
        has = ((system.heads > 0) | (system.establishment > 0))[parties]
        at, group = np.nonzero(has)
        pay, terms = Best.of(Parameters(PAY), system.sector[parties][at], group).behind()
        behind = set(group[(pay | terms)[system.sector[parties][at], group]].tolist())
        words = "no party offers less than another that it could raise"
        if not behind.intersection(self.staff_groups or StaffGroup):
            way: tuple[str | int, ...] = ("staff_groups",) if self.staff_groups else ()
            names = f" for {listed([group.name for group in self.staff_groups])}" if self.staff_groups else ""
            yield Remark(way, f"{words}{names}: nothing would change", wrong=False)
        else:
            for i, each in enumerate(self.staff_groups or ()):
                if each not in behind:
                    yield Remark(("staff_groups", i), f"{words} for {each.name}", wrong=False)

    def apply(self, model: ICS, signed: Signed) -> None:
        """Raise pay and terms at the parties that are behind, and keep people there."""
        p, posts, provided = model.p, model.posts, model.provisions
        everybody, round_ratio = provided.cells(signed.parties), np.ones(len(Sector))
        round_ratio[posts.sector] = model.outside.pay_ratio
        best = Best.of(p, posts.sector[everybody], posts.staff_group[everybody], round_ratio)
        cells = everybody
        if self.staff_groups is not None:
            cells = everybody[np.isin(posts.staff_group[everybody], self.staff_groups)]
        where = posts.sector[cells], posts.staff_group[cells]
        pay_behind, terms_behind = (flags[where] for flags in best.behind())
        basic, before, closed = best.basic_gbp[where], provided.basic_ratio[cells], provided.terms_share[cells]
        gap = np.maximum(best.best_gbp[where[1]] / (basic * before) - 1.0, 0.0)
        after = before * (1.0 + self.close_gap_share * gap * pay_behind)
        closes = closed + self.close_gap_share * (1.0 - closed) * terms_behind
        worth = p["aligned_terms.terms_gap_share"]
        better = after / before * (1.0 + worth * closes) / (1.0 + worth * closed)
        keeps = exact.exp(-p["aligned_terms.leave_elasticity"] * exact.log(better))
        if not (better > 1.0).any() and not (closes > closed).any():
            return
        provided.basic_ratio[cells], provided.terms_share[cells] = after, closes
        provided.pay_ratio[cells] *= better
        provided.leave_ratio[cells] *= keeps
        low = np.where(_INDEPENDENT[where[0]], p["pay.care_oncost_ratio"], p["pay.nhs_oncost_ratio"])
        more = p["pay.nhs_oncost_ratio"] - low
        dearer = basic * (after * (low + closes * more) - before * (low + closed * more)) * 100 / MONTHS_PER_YEAR
        pence = np.zeros(posts.n, dtype=np.int64)
        pence[cells] = np.floor(dearer + 0.5).astype(np.int64)
        provided.raised_pence[signed.number] = pence

    def month(self, model: ICS, signed: Signed) -> None:
        """Book what the raise costs, for the people in post."""
        if signed.number in model.provisions.raised_pence:
            pence = model.provisions.raised_pence[signed.number]
            model.accounts.spend(CostKind.aligned_terms, model.posts.fte * pence // 100)
