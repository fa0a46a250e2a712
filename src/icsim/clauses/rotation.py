"""Rotation: planned spells of staff at other parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim.clause import Clause, Remark, Signed
from icsim.codes import INDEPENDENT, Band, Grade, StaffGroup
from icsim.columns import Rows
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed, together
from icsim.config.words import StaffGroupWord
from icsim.hazards import By, Factor
from icsim.ledger import Reason
from icsim.months import MONTH_TENTHS
from icsim.parameters import Parameter
from icsim.pay import BAND_SHARES
from icsim.people import NOWHERE
from icsim.rotation_legs import Leg, mean_share, ring, ring_of_willing, shares, tell_withheld
from icsim.rotation_pools import Pools

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

Cells = NDArray[np.int64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "rotation.interested_share", 0.375, 0.1, 0.9, "share of those asked",
        "evidence transfer_scheme.sherwood.interested_share: band 5 nurses of one trust, 2020", Grade.medium,
        "Staff who say yes when a voluntary rotation is offered.",
    ),
    Parameter(
        "rotation.leave_ratio", 0.8, 0.6, 1.05, "hazard ratio", "evidence rotation.leaver_hazard_ratio_during",
        Grade.assumption, "Leaving during a rotation against not rotating.",
    ),
    Parameter(
        "rotation.reach_minutes", 60, 20, 120, "minutes", _GUESS, Grade.assumption,
        "Longest journey from home to a host that anybody accepts.",
    ),
    Parameter(
        "rotation.settled_months", 3, 0, 24, "months", _GUESS, Grade.assumption,
        "Months with an employer before a rotation is offered.",
    ),
    Parameter(
        "rotation.newly_qualified_months", 24, 6, 36, "months", _GUESS, Grade.assumption,
        "Months with an employer, at entry band, for which somebody counts as newly qualified.",
    ),
    Parameter(
        "rotation.most_pressure_share", 0.1, 0.0, 0.5, "share of work unfilled", _GUESS, Grade.assumption,
        "Unfilled work above which an employer releases nobody without a swap.",
    ),
)  # fmt: skip


class Rotation(Clause):
    """Planned spells at other parties: who, how many at once, how long, round which pattern.

    In a ring everybody goes to the next party in the order of the file; in
    pairs neighbours in the file exchange; with a hub, the hub and each
    other party exchange. With ``backfill: swap`` as many come as go, in the
    same staff group; with ``capacity`` an employer releases people while
    its own unfilled work allows. Everybody goes home at the end, or, without
    right of return, stays where there is a vacancy; nobody is away when the
    agreement ends. Only a ring has a further party for a second placement:
    in pairs, and with a hub, the next journey leads home. As many places
    are in use as mutual trust releases staff for; whom a party releases
    nobody to is passed over.
    """

    key = "rotation"
    parameters = PARAMETERS
    expected = "More sectors known and fewer leavers among those who rotate; onboarding days rise."
    costs = (
        "Pay for onboarding days of whoever changes host, borne by the employer; no recharge, since as many come as go."
    )

    staff_groups: Annotated[list[StaffGroupWord], Field(min_length=1)] = Field(description="Staff groups that rotate")
    bands: Annotated[list[Annotated[int, Field(ge=0, le=9)]], Field(min_length=1)] | None = Field(
        None, description="Agenda for Change bands that rotate (8 for 8a, 0 for none); without it, all"
    )
    places: Annotated[int, Field(ge=1, le=100_000)] = Field(description="People on rotation at any time, at most")
    months: Annotated[int, Field(ge=1, le=60)] = Field(6, description="Length of one placement")
    placements: Annotated[int, Field(ge=1, le=20)] = Field(
        1, description="Placements in a ring, one after another, before home"
    )
    pattern: Literal["ring", "pair", "hub"] = Field("ring", description="Who goes where")
    hub: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Code of the hub; without it, the party with most staff of these groups"
    )
    backfill: Literal["swap", "capacity"] = Field("swap", description="swap: as many come as go; capacity: released")
    voluntary: bool = Field(True, description="Only those who say yes; otherwise everybody who is asked")
    newly_qualified: bool = Field(False, description="Only people new in post at entry band")
    right_of_return: bool = Field(True, description="The employer keeps the post; otherwise people may stay")

    def sentence(self) -> str:
        """The clause in plain English."""
        groups = together([group.within for group in self.staff_groups])
        route = {"ring": "round a ring of the parties", "pair": "between pairs of parties"}.get(
            self.pattern, f"between {self.hub or 'the largest party'} and each of the others"
        )
        spells = f"a placement of {self.months} months, then"
        if self.placements > 1 and self.pattern == "ring":
            spells = f"{self.placements} placements of {self.months} months each, then"
        ending = "home to the post kept for them" if self.right_of_return else "home, or stay where there is a vacancy"
        who = "who volunteer" if self.voluntary else "who are asked to go"
        new = "newly qualified " if self.newly_qualified else ""
        swap = {"swap": "As many come as go", "capacity": "Employers release people when their own work allows"}
        return (
            f"Up to {self.places} {new}staff at a time ({groups}{self._in_bands()}) {who} "
            f"work for another party, {route}: {spells} {ending}. {swap[self.backfill]}."
        )

    def _in_bands(self) -> str:
        """Which bands, in words: 8 is 8a, 9 is 8b, and 0 a contract outside Agenda for Change."""
        named = [Band(band).label.removeprefix("Band ") for band in sorted(self.bands or ()) if band]
        words = [f"band {together(named)}"] if named else []
        words += ["no band"] if self.bands and Band.none in self.bands else []
        return f"; {' or '.join(words)}" if words else ""

    def remarks(self) -> Iterator[Remark]:
        """A hub that nobody goes to, bands that a group never has, placements that never come."""
        if self.hub is not None and self.pattern != "hub":
            yield Remark(("hub",), f"goes with pattern: hub; the pattern here is {self.pattern}")
        groups = listed([group.name for group in self.staff_groups])
        known = sorted({int(Band.none)}.union(*(map(int, BAND_SHARES[group]) for group in self.staff_groups)))
        for i, band in enumerate(self.bands or ()):
            if band not in known:
                words = f"no {groups} is in band {band}; bands of theirs are {listed([str(b) for b in known])}"
                yield Remark(("bands", i), f"{words} (8 for 8a, 9 for 8b, 0 for none)")
        if self.placements > 1 and self.pattern != "ring":
            words = f"only a ring has a further party to go on to; with pattern {self.pattern} everybody goes home"
            yield Remark(("placements",), words, wrong=False)

    def remarks_in(self, system: System, parties: Cells) -> Iterator[Remark]:
        """A hub that cannot be one, groups that too few parties have, bands that nobody of theirs is in."""
        groups = [int(group) for group in self.staff_groups]
        has = ((system.heads > 0) | (system.establishment > 0))[np.ix_(parties, groups)]
        codes = [system.organisations[o].code for o in parties]
        words = listed([group.name for group in self.staff_groups])
        if self.hub is not None and self.hub not in codes:
            fault = "is not among the parties" if self.hub in system.index else f"is no organisation of {system.name}"
            yield Remark(("hub",), f"{shown(self.hub)} {fault}{did_you_mean(self.hub, codes)}")
        elif self.hub is not None and has.any() and not has[codes.index(self.hub)].any():
            yield Remark(("hub",), f"{self.hub} has no {words}, so nobody can go there or come from it")
        able = np.flatnonzero(has.any(axis=1))
        if len(able) == 0:
            yield Remark(("staff_groups",), f"none of the parties has {words}: nobody would rotate", wrong=False)
        elif len(able) == 1:
            only = f"only {codes[able[0]]} among the parties has {words}"
            yield Remark(("staff_groups",), f"{only}; a rotation needs two that have them")
        else:
            for i in np.flatnonzero(has.sum(axis=0) < 2).tolist():
                name = self.staff_groups[i].name
                yield Remark(
                    ("staff_groups", i), f"fewer than two parties have {name}: none of them would rotate", wrong=False
                )
            yield from self._band_remarks(system, parties[able], words)
            for i in np.flatnonzero(has.sum(axis=0) % 2 * (self.pattern == "pair")).tolist():
                odd = codes[np.flatnonzero(has[:, i])[-1]]
                words = f"an odd number of parties has {self.staff_groups[i].name}: {odd} has nobody to exchange with"
                yield Remark(("staff_groups", i), words, wrong=False)
            longest = int(has.sum(axis=0).max())
            if self.pattern == "ring" and self.backfill == "swap" and self.places < longest:
                words = f"a ring of {longest} parties that swap needs at least {longest} places: nobody would rotate"
                yield Remark(("places",), words, wrong=False)

    def concerns(self, system: System, parties: Cells) -> bool:
        """Whether two parties have people of a group that rotates."""
        has = (system.heads > 0) | (system.establishment > 0)
        return bool((has[np.ix_(parties, [int(group) for group in self.staff_groups])].sum(axis=0) > 1).any())

    def _band_remarks(self, system: System, parties: Cells, words: str) -> Iterator[Remark]:
        bands = {int(Band.none)} if np.isin(system.sector[parties], INDEPENDENT).any() else set()
        if not np.isin(system.sector[parties], INDEPENDENT).all():
            bands |= {int(band) for group in self.staff_groups for band in BAND_SHARES[group]}
        if self.bands and not bands.intersection(self.bands):
            there = listed([str(band) for band in sorted(bands)])
            yield Remark(("bands",), f"nobody of these parties ({words}) is in them; their bands are {there}")

    def factors(self, signed: Signed) -> dict[str, Factor]:
        """Leaving is less likely during a rotation."""

        def ratio(model: ICS) -> NDArray[np.float64]:
            table = np.ones(1 + len(model.clauses))
            table[1 + signed.number] = model.p["rotation.leave_ratio"]
            return table

        return {"leave": Factor(f"rotating under {signed.agreement}", By.placed, ratio)}

    def month(self, model: ICS, signed: Signed) -> None:
        """Send people on to their next placement, let others stay, and fill the free places."""
        planned = {group: self._exchanges(model, signed, group) for group in dict.fromkeys(self.staff_groups)}
        legs = [leg for some in planned.values() for exchange in some for leg in exchange]
        released = dict(zip(legs, shares(model, legs).tolist(), strict=True))
        exchanges = {group: self._willing(model, some, released) for group, some in planned.items()}
        if self.pattern == "ring":
            self._go_on(model, signed, dict(leg for some in exchanges.values() for legs in some for leg in legs))
        if not self.right_of_return:
            self._stay(model, signed)
        staff = model.staff_table
        away = staff.watched("rotating")
        staying = (staff.placement[away] == signed.number) & (staff.placement_end[away] > model.month)
        open_places = int(self.places * signed.acting_share)  # while parties come in, places do
        free = self._released(model, released, open_places) - int(staying.sum())
        if free > 0:
            self._fill(model, signed, exchanges, free)

    @staticmethod
    def _released(model: ICS, share: dict[Leg, float], places: int) -> int:
        """Places in use: as many as the parties release staff for, in the mean over the legs."""
        released = int(places * mean_share(np.array(list(share.values()))))
        model.refuse("rotation", "not released", places - released)
        kept_back = [leg for leg, some in share.items() if not some]
        tell_withheld(model, kept_back, max(places // max(len(share), 1), 1))
        return released

    def _willing(self, model: ICS, exchanges: list[list[Leg]], share: dict[Leg, float]) -> list[list[Leg]]:
        """Exchanges among those who release staff to each other."""
        if all(share[leg] for legs in exchanges for leg in legs):
            return exchanges
        if self.pattern == "ring":
            willing = [ring_of_willing(model, [origin for origin, _ in legs]) for legs in exchanges]
            return [legs for legs in willing if legs]
        return [legs for legs in exchanges if all(share[leg] for leg in legs)]

    def _exchanges(self, model: ICS, signed: Signed, group: StaffGroup) -> list[list[Leg]]:
        """Exchanges of one staff group among the parties that have it, as legs from cell to cell.

        As many come to each party as go if everybody in an exchange goes.
        """
        found = model.posts.cell_of[signed.parties, int(group)]
        cells = [int(cell) for cell in found if cell >= 0]
        if len(cells) < 2:
            return []
        if self.pattern == "ring":
            return [ring(cells)]
        if self.pattern == "pair":
            return [[(a, b), (b, a)] for a, b in zip(cells[::2], cells[1::2], strict=False)]
        hub = self._hub(model, signed, group)
        return [[(hub, spoke), (spoke, hub)] for spoke in cells if spoke != hub and hub >= 0]

    def _hub(self, model: ICS, signed: Signed, group: StaffGroup) -> int:
        """Cell of the hub, -1 if it has nobody of the group: named, or the party with most of the groups' staff."""
        cell_of = model.posts.cell_of
        if self.hub is not None:
            named = model.system.index.get(self.hub, -1)
            return int(cell_of[named, int(group)]) if named in signed.parties else -1
        groups = [int(g) for g in self.staff_groups]
        heads = model.system.heads[np.ix_(signed.parties, groups)].sum(axis=1)
        return int(cell_of[signed.parties[np.lexsort((signed.parties, -heads))[0]], int(group)])

    def _go_on(self, model: ICS, signed: Signed, following: dict[int, int]) -> None:
        """Whoever has placements left goes on to the next host that is not home."""
        staff, posts = model.staff_table, model.posts
        away = staff.watched("rotating")
        mine = (staff.placement[away] == signed.number) & (staff.placement_end[away] <= model.month)
        due = away[mine & (staff.placements_left[away] > 0)]
        cells = np.array([following.get(cell, -1) for cell in staff.host_cell[due].tolist()], dtype=np.int64)
        on = (cells >= 0) & (cells != staff.employer_cell[due])
        on &= np.isin(posts.organisation[staff.employer_cell[due]], signed.parties)  # of a party that left: home
        near = model.choice.minutes[staff.home[due], posts.organisation[cells]] <= model.p["rotation.reach_minutes"]
        model.refuse("rotation", "too far", int((on & ~near).sum()))
        on &= near
        until = self._until(model, signed)
        for left in np.unique(staff.placements_left[due[on]]).tolist():
            some = on & (staff.placements_left[due] == left)
            model.movements.place(Reason.rotation_on, due[some], cells[some], until, left - 1, signed.number)

    def _until(self, model: ICS, signed: Signed) -> int:
        """Month in which a placement that begins now ends: after its length, or with the agreement."""
        return min(model.month + self.months, signed.ends)

    def _stay(self, model: ICS, signed: Signed) -> None:
        """Without right of return, people whose last placement ends stay where there is a vacancy."""
        staff, posts = model.staff_table, model.posts
        away = staff.watched("rotating")
        due = away[(staff.placement[away] == signed.number) & (staff.placement_end[away] <= model.month)]
        due = due[(staff.placements_left[due] == 0) & (staff.appointed_cell[due] == NOWHERE)]
        due = due[np.argsort(staff.key[due])]
        for row in due.tolist():
            host = staff.host_cell[[row]]
            if posts.open_fte[host][0] >= staff.fte[row]:
                model.movements.transfer(Reason.rotation_stayed, np.array([row]), host)
        staff.watch("rotating", away[staff.placement[away] >= 0])

    def _fill(self, model: ICS, signed: Signed, exchanges: dict[StaffGroup, list[list[Leg]]], free: int) -> None:
        """Offer free places by lot to those who may go, group by group in proportion, exchange by exchange in turn.

        An exchange with few people leaves places over for those with many.
        """
        if free < min((len(legs) for some in exchanges.values() for legs in some), default=0) * (
            self.backfill == "swap"
        ):
            return
        origins = sorted({origin for some in exchanges.values() for legs in some for origin, _ in legs})
        fit, elsewhere = self._eligible(model, signed, np.array(origins, dtype=np.int64))
        model.refuse("rotation", "on another rotation", min(elsewhere, free))
        pools = Pools(model, fit, signed, self.voluntary)
        groups = model.posts.staff_group
        waiting = pools.size.sum()
        if not waiting:
            model.refuse("rotation", "nobody may go", free)
        for group, some in exchanges.items():
            asked = pools.size[groups == group].sum()
            quota = -(-free * asked // max(waiting, 1))
            waiting -= asked
            for i, legs in enumerate(self._in_turn(model, signed, pools, some, quota)):
                share = max(quota // (len(some) - i), min(len(legs), quota))
                gone = self._exchange(model, signed, pools, legs, share)
                quota -= gone
                free -= gone

    @staticmethod
    def _in_turn(model: ICS, signed: Signed, pools: Pools, some: list[list[Leg]], places: int) -> list[list[Leg]]:
        """Exchanges of one group: small pools first; where places do not go round, those with fewest people away."""
        small_first = sorted(some, key=lambda legs: min(pools.size[origin] for origin, _ in legs))
        if places >= sum(map(len, some)):
            return small_first
        staff = model.staff_table
        rows = staff.watched("rotating")
        away = model.posts.count(staff.employer_cell[rows[staff.placement[rows] == signed.number]])
        return sorted(small_first, key=lambda legs: min(away[origin] for origin, _ in legs))

    def _exchange(self, model: ICS, signed: Signed, pools: Pools, legs: list[Leg], places: int) -> int:
        """Fill some places on the legs of one exchange; returns how many go."""
        each, over = divmod(places, len(legs))
        if not each and (self.backfill == "swap" or not over):
            return 0
        willing = []
        for i, (origin, host) in enumerate(legs):
            wanted = each + (self.backfill == "capacity" and i < over)
            held = self.backfill == "capacity" and self._holds_back(model, origin)
            if held:
                kept = min(wanted, int(pools.size[origin]))
                model.refuse("rotation", "not released", kept)
                tell_withheld(model, [(origin, host)], kept)
            willing.append(pools.ask(origin, host, 0 if held else wanted))
        if self.backfill == "swap":
            matched = min(len(people) for people in willing)
            model.refuse("rotation", "no partner to swap with", sum(len(people) - matched for people in willing))
            willing = [people[:matched] for people in willing]
        rows = np.concatenate(willing)
        hosts = np.repeat([host for _, host in legs], [len(people) for people in willing])
        until = self._until(model, signed)
        model.movements.place(Reason.rotation_out, rows, hosts, until, self.placements - 1, signed.number)
        return len(rows)

    @staticmethod
    def _holds_back(model: ICS, cell: int) -> bool:
        return bool(model.state.pressure[cell] > model.p["rotation.most_pressure_share"])

    def _eligible(self, model: ICS, signed: Signed, cells: Cells) -> tuple[Rows, int]:
        """People the clause covers who are not away, appointed elsewhere or still onboarding.

        Second, how many more there would be were they not on another
        rotation: the agreement that stands first by name has them.
        """
        staff, p = model.staff_table, model.p
        covered = np.zeros(model.posts.n, dtype=bool)
        covered[cells] = True
        rows = np.flatnonzero(covered[staff.employer_cell])
        here = model.month - staff.hired_month[rows]
        fit: NDArray[np.bool_] = (staff.appointed_cell[rows] == NOWHERE) & (staff.fte[rows] > 0)
        fit &= (staff.ready_at[rows] <= model.month * MONTH_TENTHS) & (here >= p["rotation.settled_months"])
        if self.bands is not None:
            fit &= np.isin(staff.band[rows], self.bands)
        if self.newly_qualified:
            fit &= (here < p["rotation.newly_qualified_months"]) & np.isin(staff.band[rows], [Band.none, Band.band_5])
        placed = staff.placement[rows]
        return rows[fit & (placed < 0)], int((fit & (placed >= 0) & (placed != signed.number)).sum())
