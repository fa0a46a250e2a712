"""Shared bank: staff offer bank hours to one another's employers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim.accounts import CostKind
from icsim.banks import Bank, Counts, Floats, Lanes, Shifts, lanes_between
from icsim.choice import PARAMETERS as TRAVEL
from icsim.clause import Clause, Remark, Signed
from icsim.codes import Grade, Sector, StaffGroup
from icsim.config.words import StaffGroupWord
from icsim.months import DAYS_PER_MONTH
from icsim.parameters import Parameter
from icsim.recognition import Item
from icsim.rule import Phase
from icsim.transport import nearest_first

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "shared_bank.offer_share", 0.05, 0.03, 0.08, "share of FTE in post",
        "fitted to evidence bank.collab.fill_rate_gain: banks fill about 0.06 more of the gaps where all is released",
        Grade.assumption, "Most FTE that staff of a party work on banks, their own and a shared one together.",
    ),
    Parameter(
        "shared_bank.fill_share", 0.76, 0.5, 0.93, "share of the gap",
        "evidence bank.fill_rate.doctor_collaborative_bank: shifts of a bank of nine trusts", Grade.medium,
        "Share of what own banks leave that a shared bank fills while it has people.",
    ),
    Parameter(
        "shared_bank.onboarding_days", 42, 7, 60, "calendar days",
        "evidence passport.local_bank_onboarding_without: six weeks", Grade.medium,
        "From signing up for another party's shifts to the first one, without recognition of checks and training.",
    ),
    Parameter(
        "shared_bank.passport_onboarding_days", 2, 0.2, 7, "calendar days",
        "evidence passport.onboarding_days.collaborative_bank: over 90% within 48 hours", Grade.medium,
        "From signing up for another party's shifts to the first one, with recognition of all four items.",
    ),
    Parameter(
        "shared_bank.new_share", 0.1, 0.02, 0.3, "share of bank staff", _GUESS, Grade.assumption,
        "Share of those who work another party's shifts in a month who are new there.",
    ),
    Parameter(
        "shared_bank.unknown_sector_share", 0.25, 0.0, 1.0, "share of hours offered", _GUESS, Grade.assumption,
        "Hours of staff who have never worked in the host's sector that can be used there, general shifts.",
    ),
    Parameter(
        "shared_bank.fee_share", 0.05, 0.0, 0.15, "share of pay", _GUESS, Grade.assumption,
        "What the home employer charges for administration, over the pay of the hours.",
    ),
)  # fmt: skip
_TENTHS_OF_PERCENT = 1000
_MOST_NAMED = 5
"""Parties named in one remark, at most."""
_Note = Callable[[Counts, Counts, Floats], None]
"""What takes pairs of organisations and heads."""


class SharedBank(Clause):
    """Staff offer bank hours to other parties near their employer; they fill what own banks leave, before agencies.

    Hours beyond what the own bank has used go to the nearest party with work of the same staff group,
    pair by pair in order of travel time. An employer with work of its own undone still lends: the shifts
    are others. Staff new to a party are onboarded first, so a pair exchanges little in its first weeks
    and loses a small part of its hours after; recognition of each of the four items of a passport spares
    a quarter of that time. Hours for another sector are those of staff who know it, and a share of the rest.
    A party in two shared banks offers its hours once, to the agreement that comes first by name.
    """

    key = "shared_bank"
    phase = Phase.agency
    parameters = PARAMETERS
    rests_on = (
        "cover.agency_cap_share",
        "cover.agency_fill_share",
        "cover.agency_premium_share",
        "cover.bank_fill_share",
        "cover.bank_share",
        "travel.minutes_per_km",
    )
    expected = "Less unfilled work and less agency spend at the parties, most where some are short and others are not."
    costs = (
        "The party where the hours are worked pays the home employer their cost and an administration share; "
        "agency hours that it spares would have cost more."
    )

    max_travel_minutes: Annotated[int, Field(ge=1, le=240)] = Field(
        45, description="Longest journey between two parties that exchange hours"
    )
    staff_groups: Annotated[list[StaffGroupWord], Field(min_length=1)] | None = Field(
        None, description="Staff groups that take part; without it, all"
    )
    fee_share: Annotated[float, Field(ge=0, le=0.5)] | None = Field(
        None, description="What the home employer adds to the pay, for administration; without it, the usual share"
    )
    agency_cap_share: Annotated[float, Field(ge=0, le=0.1)] | None = Field(
        None, description="Most of its pay bill that a party may spend on agencies, where that is less than otherwise"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        who = "Staff" if self.staff_groups is None else f"Staff ({self._listed()})"
        fee = "a share" if self.fee_share is None else _percent(self.fee_share)
        cap = ""
        if self.agency_cap_share is not None:
            cap = f" No party spends more than {_percent(self.agency_cap_share)} of its pay bill on agencies."
        return (
            f"{who} may work bank shifts for any party within {self.max_travel_minutes} minutes of their employer, "
            "which fill what its own bank cannot before an agency is asked. "
            f"The party that has the work pays the employer what the hours cost and {fee} for administration.{cap}"
        )

    def concerns(self, system: System, parties: NDArray[np.int64]) -> bool:
        """Whether two parties have staff of one group."""
        has = (system.heads > 0) | (system.establishment > 0)
        return bool((has[np.ix_(parties, self._groups())].sum(axis=0) > 1).any())

    def remarks_in(self, system: System, parties: NDArray[np.int64]) -> Iterator[Remark]:
        """Groups that too few parties have, and parties with nobody near enough."""
        wanted = (system.heads > 0) | (system.establishment > 0)
        groups = self._groups()
        for i, group in enumerate(self.staff_groups or ()):
            if wanted[parties, int(group)].sum() < 2:
                yield Remark(
                    ("staff_groups", i), f"fewer than two parties have {group.name}: no hours would go", wrong=False
                )
        speed = next(p.value for p in TRAVEL if p.name == "travel.minutes_per_km")
        has = parties[wanted[np.ix_(parties, groups)].any(axis=1)]
        cells = np.where(wanted, 0, -1)
        lanes = lanes_between(system, cells, has, groups, self.max_travel_minutes, speed)
        alone = np.setdiff1d(has, lanes.origin[lanes.pair])
        if len(alone) and len(alone) == len(has):
            words = f"no two parties with the same staff are within {self.max_travel_minutes} minutes of each other"
            yield Remark(("max_travel_minutes",), f"{words}: no hours would go", wrong=False)
        elif len(alone):
            codes = ", ".join(system.organisations[o].code for o in alone[:_MOST_NAMED])
            codes += " and others" if len(alone) > _MOST_NAMED else ""
            words = f"no party with the same staff is within {self.max_travel_minutes} minutes of {codes}"
            yield Remark(("max_travel_minutes",), words, wrong=False)

    def _listed(self) -> str:
        return " and ".join(group.within for group in self.staff_groups or ())

    def _groups(self) -> list[int]:
        return sorted({int(group) for group in self.staff_groups or StaffGroup})

    def apply(self, model: ICS, signed: Signed) -> None:
        """Lower the cap of agency spend, if the parties agreed on one."""
        if self.agency_cap_share is None:
            return
        cells, cap = model.provisions.cells(signed.parties), model.p["cover.agency_cap_share"]
        ratio = model.provisions.agency_cap_ratio
        ratio[cells] = np.minimum(ratio[cells], self.agency_cap_share / cap if cap else 1.0)

    def month(self, model: ICS, signed: Signed) -> None:
        """Exchange hours, bill them, and note what was held back."""
        bank = model.state.banks.bank(model, signed.number)
        bank.open(model, signed.parties, self._groups(), self.max_travel_minutes)
        exchange = _Exchange(model, bank)
        flow = exchange.serve()
        self._bill(model, exchange, flow)
        exchange.note_held_back()

    def _bill(self, model: ICS, exchange: _Exchange, flow: Counts) -> None:
        """The home employer pays its staff; the host is charged that and the fee."""
        used = np.flatnonzero(flow)
        fee_share = model.p["shared_bank.fee_share"] if self.fee_share is None else self.fee_share
        if not len(used):
            return
        home, host, fte = exchange.lanes.origin_cell[used], exchange.lanes.host_cell[used], flow[used]
        pay = fte * model.pay_pence[home] // 100
        fee = np.floor(pay * fee_share + 0.5).astype(np.int64)
        model.state.banks.shifts.append(Shifts(home, host, fte, pay, fee))
        model.accounts.spend(CostKind.shared_bank, model.posts.count(home, pay))
        model.accounts.charge(CostKind.shared_bank, host, home, pay + fee)


class _Exchange:
    """One month's exchange of one shared bank.

    Parameters
    ----------
    model
        The run.
    bank
        The shared bank, opened for the month.

    Attributes
    ----------
    lanes
        Who is within reach of whom, with something to exchange this month.
    """

    def __init__(self, model: ICS, bank: Bank) -> None:
        p, posts, state = model.p, model.posts, model.state
        self._model = model
        self._lent = state.shared_bank_out_fte.copy()
        offered = np.floor(posts.fte * p["shared_bank.offer_share"]).astype(np.int64) - state.bank_fte
        self._spare = np.maximum(offered - self._lent, 0)
        left = state.gap_fte + state.shared_bank_fte
        wanted = np.floor(left * p["shared_bank.fill_share"]).astype(np.int64)
        self._need = np.maximum(wanted - state.shared_bank_fte, 0)
        pairs = bank.lanes
        live = np.flatnonzero(
            (self._spare + self._lent > 0)[pairs.origin_cell] & (self._need > 0)[pairs.host_cell]
        )  # the few that have something to exchange
        self.lanes = Lanes(pairs.origin, pairs.host, *(column[live] for column in pairs[2:]))
        unknown = p["shared_bank.unknown_sector_share"]
        self._breadth = unknown + (1.0 - unknown) * bank.known_share
        self._pool = self.lanes.origin_cell * len(Sector) + posts.sector[self.lanes.host_cell]
        self._usable = self._of_known(self._spare)
        ready = ready_share(model, bank)
        self._release = model.partnerships.release(self.lanes.origin, self.lanes.host)
        self._ready, self._let_go = ready[self.lanes.pair], (ready * self._release)[self.lanes.pair]
        self._most = self._of_pair(self._spare, self._let_go)
        self._could = self._of_pair(self._spare, self._ready)

    def _of_known(self, hours: Counts) -> Counts:
        """Hours of each cell that can be used in each sector, flat, shape (n_cells x n_sectors,)."""
        return np.floor(hours[:, None] * self._breadth).astype(np.int64).ravel()

    def _of_pair(self, hours: Counts, share: Floats) -> Counts:
        """Part of the origins' hours that each pair of cells may exchange."""
        return np.floor(hours[self.lanes.origin_cell] * share).astype(np.int64)

    def _match(self, most: Counts, spare: Counts, usable: Counts) -> Counts:
        lanes = self.lanes
        return nearest_first(lanes.origin_cell, lanes.host_cell, self._pool, most, spare, self._need, usable)

    def serve(self) -> Counts:
        """Exchange hours; what goes between each pair of cells, hundredths of FTE."""
        state, spare, need = self._model.state, self._spare.copy(), self._need.copy()
        flow = self._match(self._most, self._spare, self._usable)
        came = need - self._need
        state.shared_bank_out_fte = state.shared_bank_out_fte + (spare - self._spare)
        state.shared_bank_fte = state.shared_bank_fte + came
        state.gap_fte = state.gap_fte - came
        self._tell(self._model.partnerships.note, flow)
        return flow

    def note_held_back(self) -> None:
        """Count what would have gone too, had it been released, or not been offered to another bank first."""
        model = self._model
        if (self._release < 1.0).any():
            held = self._match(self._could - self._most, self._spare, self._usable)
            model.refuse("shared_bank", "not released", _heads(held))
            self._tell(model.partnerships.withheld, held)
        if self._lent.any():
            lent = self._lent.copy()
            elsewhere = self._match(self._of_pair(lent, self._let_go), lent, self._of_known(lent))
            model.refuse("shared_bank", "offered to another bank", _heads(elsewhere))

    def _tell(self, note: _Note, flow: Counts) -> None:
        """Tell the partnerships of hours, as heads, by pair of parties."""
        hours = np.bincount(self.lanes.pair, weights=flow, minlength=len(self.lanes.origin))
        some = np.flatnonzero(hours)
        if len(some):
            note(self.lanes.origin[some], self.lanes.host[some], hours[some] / 100)


def ready_share(model: ICS, bank: Bank) -> Floats:
    """Share of their hours that the parties of each pair can exchange, shape (n_pairs,): the rest is onboarding.

    At first everybody is new, and onboarding takes its time from the first
    month on; later the newcomers of each month lose theirs.
    """
    p, lanes = model.p, bank.lanes
    items = model.recognition.between(lanes.origin, lanes.host)
    recognised = np.array([bits.bit_count() for bits in range(1 << len(Item))]) / len(Item)
    without, passport = p["shared_bank.onboarding_days"], p["shared_bank.passport_onboarding_days"]
    months = (without - (without - np.minimum(passport, without)) * recognised[items]) / DAYS_PER_MONTH
    together = model.month - np.maximum(bank.since[lanes.origin], bank.since[lanes.host])
    lost = np.maximum(months - together, p["shared_bank.new_share"] * months)
    return np.asarray(1.0 - np.clip(lost, 0.0, 1.0))


def _heads(hours: Counts) -> int:
    """Hundredths of FTE as whole people."""
    return (int(hours.sum()) + 50) // 100


def _percent(share: float) -> str:
    return f"{round(share * _TENTHS_OF_PERCENT) / 10:g}%"
