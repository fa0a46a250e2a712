"""Banks: what banks shared between organisations remember from month to month, and the shifts of a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector
from icsim.distance import travel_minutes
from icsim.months import MONTHS_PER_QUARTER
from icsim.people import NEVER
from icsim.system import System

if TYPE_CHECKING:
    from icsim.model import ICS

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class Lanes(NamedTuple):
    """Pairs of parties within reach of each other, and their pairs of cells, nearest first.

    Parameters
    ----------
    origin, host
        Organisations of each pair of parties, shape (n_pairs,).
    pair, origin_cell, host_cell
        For each staff group that both have: the pair, and its two cells, shape (k,).
    """

    origin: Counts
    host: Counts
    pair: Counts
    origin_cell: Counts
    host_cell: Counts


def lanes_between(
    system: System, cell_of: Counts, parties: Counts, groups: Sequence[int], furthest: float, minutes_per_km: float
) -> Lanes:
    """Pairs of parties within a limit of travel, in order of distance, then of organisation.

    Parameters
    ----------
    system
        Where the organisations are.
    cell_of
        Cell of each organisation and group, -1 for none, shape (n_organisations, n_groups).
    parties
        Organisations, in any order.
    groups
        Staff groups that exchange hours, each with its own kind.
    furthest
        Longest journey between two parties, minutes.
    minutes_per_km
        Speed (``travel.minutes_per_km``).
    """
    members = np.sort(parties[(cell_of[np.ix_(parties, groups)] >= 0).any(axis=1)])
    places = [system.organisations[o] for o in members]
    minutes = travel_minutes(places, places, minutes_per_km)
    np.fill_diagonal(minutes, np.iinfo(minutes.dtype).max)
    a, b = np.nonzero(minutes <= furthest)
    near = np.lexsort((b, a, minutes[a, b]))
    origin, host = members[a[near]], members[b[near]]
    origins, hosts = (cell_of[np.ix_(ends, groups)] for ends in (origin, host))
    pair, group = np.nonzero((origins >= 0) & (hosts >= 0))
    return Lanes(origin, host, pair, origins[pair, group], hosts[pair, group])


class Bank:
    """One shared bank: which parties exchange hours, since when, and whose staff know which sectors.

    Parameters
    ----------
    model
        The run.

    Attributes
    ----------
    lanes
        Who is within reach of whom.
    since
        Month from which each organisation has taken part without a break, ``NEVER`` if it does not,
        shape (n_organisations,).
    known_share
        Share of each cell's FTE in post that knows each sector, shape (n_cells, n_sectors).
    """

    def __init__(self, model: ICS) -> None:
        self.since = np.full(len(model.system.organisations), NEVER, dtype=np.int64)
        self.known_share: Floats = np.empty((0, len(Sector)))
        self.lanes = Lanes(*(np.empty(0, dtype=np.int64) for _ in Lanes._fields))

    def open(self, model: ICS, parties: Counts, groups: Sequence[int], furthest: float) -> None:
        """Begin a month with the parties that take part in it."""
        now = np.full_like(self.since, NEVER)
        now[parties] = np.minimum(self.since[parties], model.month)
        if not np.array_equal(now < NEVER, self.since < NEVER):
            speed = model.p["travel.minutes_per_km"]
            self.lanes = lanes_between(model.system, model.posts.cell_of, parties, groups, furthest, speed)
        self.since = now
        if model.month % MONTHS_PER_QUARTER == 0 or not len(self.known_share):
            self.known_share = known_share(model)


def known_share(model: ICS) -> Floats:
    """Share of each cell's FTE in post that knows each sector, shape (n_cells, n_sectors); its own, everybody."""
    staff, posts = model.staff_table, model.posts
    own = (1 << np.arange(len(Sector), dtype=np.uint16))[posts.sector]
    rows = np.flatnonzero(staff.sectors_known != own[staff.employer_cell])  # most know their own sector alone
    cells, known, fte = staff.employer_cell[rows], staff.sectors_known[rows], staff.fte[rows].astype(np.int64)
    knows = [np.flatnonzero(known >> sector & 1) for sector in range(len(Sector))]
    hours = np.column_stack([posts.count(cells[some], fte[some]) for some in knows])
    share = hours / np.maximum(posts.fte, 1)[:, None]
    share[np.arange(posts.n), posts.sector] = 1.0
    return np.asarray(share)


class Shifts(NamedTuple):
    """Hours that staff of one cell worked in another's, and what the host is billed, shape (k,) each.

    Parameters
    ----------
    home, host
        Cells of the employer and of where the hours were worked.
    fte
        Hours, in hundredths of FTE.
    pay_pence, fee_pence
        What the employer paid its staff for them, and what it charges for administration.
    """

    home: Counts
    host: Counts
    fte: Counts
    pay_pence: Counts
    fee_pence: Counts


class Banks:
    """Every shared bank of a run, and the shifts of the month.

    Attributes
    ----------
    shifts
        Shifts billed so far this month, by shared bank.
    """

    def __init__(self) -> None:
        self._of: dict[int, Bank] = {}
        self.shifts: list[Shifts] = []

    def bank(self, model: ICS, number: int) -> Bank:
        """The shared bank of a clause, by the clause's number among those of the run."""
        if number not in self._of:
            self._of[number] = Bank(model)
        return self._of[number]

    def billed(self) -> Shifts:
        """All shifts of the month together."""
        nothing = Shifts(*(np.empty(0, dtype=np.int64) for _ in Shifts._fields))
        return Shifts(*(np.concatenate(column) for column in zip(nothing, *self.shifts, strict=True)))
