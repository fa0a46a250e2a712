"""Recruit: vacancies are offered to applicants, up to the funded hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.choice import WHOLE_POST
from icsim.codes import Grade, Sector, StaffGroup
from icsim.keys import person_keys
from icsim.luck import Purpose, Words, below, uniform
from icsim.months import DAYS_PER_MONTH, MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.recognition import time_to_hire_days
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

Cells = NDArray[np.int64]

_PER_DRAW = 4
"""Open posts whose luck comes from one draw of four words."""
_WHICH = np.arange(_PER_DRAW)[:, None]
LEAST_HOURS = 40
"""Hundredths of FTE that are worth advertising: 15 hours a week."""
_TRUSTS = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)
_CARE = (Sector.social_care, Sector.local_authority, Sector.voluntary)


PARAMETERS = (
    Parameter(
        "recruit.settling_months", 12, 1, 120, "months", "icsim assumption", Grade.assumption,
        "Time after the first year in which recruitment from outside moves from the published month's to a steady one.",
    ),
    Parameter(
        "recruit.trust_supply_ratio", 1.0, 0.4, 1.6, "ratio", "icsim assumption", Grade.assumption,
        "Steady chance that an open post of a trust is filled from outside, against one that holds its open posts.",
    ),
    Parameter(
        "recruit.care_supply_ratio", 1.0, 0.4, 1.6, "ratio", "icsim assumption", Grade.assumption,
        "The same for posts in social care, councils and the voluntary sector.",
    ),
)  # fmt: skip


class Recruit(Rule):
    """Applicants from inside, outside and university are appointed by lot until the vacancy's hours are used.

    A post that is open is found by somebody from outside with the
    organisation's calibrated chance a month. In the first year it is that of
    the published month; one month is too little to hold for five years, so
    in the second year it moves to the chance that would hold the open posts
    of the start, or to a calibrated share of it. The hours of somebody from outside or newly qualified are
    cut to the hours left. The appointed start after the time to hire, which
    is shorter where the new employer recognises checks of the old one; until
    then the old employer keeps them. The newly qualified start next month.
    Resident doctors are recruited nationally, in August, and not here.
    """

    phase = Phase.recruit
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._months = time_to_hire_days(model.p) / DAYS_PER_MONTH
        self._local = model.posts.staff_group != StaffGroup.doctor_resident
        self._supply_ratio = np.ones(model.posts.n)
        for sectors, name in ((_TRUSTS, "trust"), (_CARE, "care")):
            self._supply_ratio[np.isin(model.posts.sector, sectors)] = model.p[f"recruit.{name}_supply_ratio"]

    def month(self, model: ICS) -> None:
        """Make this month's appointments."""
        inside, new = model.applicants, model.graduates
        keys, cells, fte, priority, notice = self._outside(model)
        n_inside, n_known = len(inside.rows), len(inside.rows) + len(cells)
        all_cells = np.concatenate([inside.cells, cells, new.cells])
        all_fte = np.concatenate([model.staff_table.fte[inside.rows].astype(np.int64), fte, new.fte])
        lot = all_cells << 32 | np.concatenate([inside.priority, priority, new.priority]).astype(np.int64)
        order = np.argsort(lot, kind="stable")
        granted = _offer(model.posts.open_fte, all_cells[order], all_fte[order], order >= n_inside)
        hours = np.zeros(len(order), dtype=np.int64)
        hours[order] = granted
        model.refuse("recruit", "no hours left", int((hours[:n_inside] == 0).sum()))
        self._appoint_inside(model, hours[:n_inside] > 0)
        taken = hours[n_inside:n_known] > 0
        months = self._time_to_hire(model, notice[taken], cells[taken], 0)
        model.appointments.add(keys[taken], cells[taken], hours[n_inside:n_known][taken], model.month + months)
        self._appoint_new(model, hours[n_known:])

    @staticmethod
    def _appoint_new(model: ICS, hours: Cells) -> None:
        """The newly qualified who were offered hours are appointed."""
        new, taken = model.graduates, hours > 0
        model.refuse("first_job", "no hours left", len(hours) - int(taken.sum()))
        model.pipeline.appoint(new.rows[taken], new.cells[taken], hours[taken], model.month + 1)
        np.add.at(model.posts.appointed_fte, new.cells[taken], hours[taken])

    def _outside(self, model: ICS) -> tuple[NDArray[np.uint64], Cells, Cells, Words, Words]:
        """People from outside who find a post: keys, cells, hours, priority and notice words."""
        posts = model.posts
        slots = np.where(self._local, np.maximum(posts.open_fte + WHOLE_POST - LEAST_HOURS, 0) // WHOLE_POST, 0)
        if model.month < 0:
            slots[:] = 0
        cells, nth = _each(-(-slots // _PER_DRAW))
        fours = person_keys(posts.identity[cells], posts.staff_group[cells], nth, max(model.month, 0))
        more = model.provisions.supply_ratio * model.outside.supply_ratio
        fill_prob = np.minimum(self._fill_prob(model) * more, 1.0)
        found = below(model.luck.words(fours, Purpose.supply), fill_prob[cells])
        found &= nth * _PER_DRAW + _WHICH < slots[cells]
        which, at = np.nonzero(found)
        cells, nth = cells[at], nth[at] * _PER_DRAW + which
        keys = person_keys(posts.identity[cells], posts.staff_group[cells], nth, max(model.month, 0))
        words = model.luck.words(keys, Purpose.pipeline)
        return keys, cells, model.population.hours(words[0], cells), words[1], words[2]

    def _fill_prob(self, model: ICS) -> NDArray[np.float64]:
        """Chance that an open post is filled from outside this month, by cell."""
        first, steady = model.rates.fill_prob, model.rates.steady_prob * self._supply_ratio
        settled = (model.month - MONTHS_PER_YEAR) / model.p["recruit.settling_months"]
        return first + (steady - first) * min(max(settled, 0.0), 1.0)

    def _appoint_inside(self, model: ICS, taken: NDArray[np.bool_]) -> None:
        inside = model.applicants
        rows, cells = inside.rows[taken], inside.cells[taken]
        organisation = model.posts.organisation
        origin = organisation[model.staff_table.employer_cell[rows]]
        recognised = model.recognition.between(origin, organisation[cells])
        months = self._time_to_hire(model, inside.notice[taken], cells, recognised)
        starts = model.month + months
        model.movements.appoint(rows[starts >= 0], cells[starts >= 0], starts[starts >= 0])

    def _time_to_hire(self, model: ICS, words: Words, cells: Cells, recognised: NDArray[np.uint8] | int) -> Cells:
        """Whole months from offer to start: the mean time, rounded up or down by lot, at least one."""
        mean = self._months[model.posts.sector[cells], recognised] * model.provisions.hire_ratio[cells]
        months: Cells = np.floor(mean + uniform(words)).astype(np.int64)
        return np.maximum(months, 1)


def _each(counts: Cells) -> tuple[Cells, Cells]:
    """Each of so many things by cell: its cell, and its number from 0 in the cell."""
    cells = np.repeat(np.arange(len(counts)), counts)
    return cells, np.arange(len(cells)) - (np.cumsum(counts) - counts)[cells]


def _offer(open_fte: Cells, cells: Cells, fte: Cells, outside: NDArray[np.bool_]) -> Cells:
    """Hours offered to each applicant, 0 for none.

    They stand in order of cell and lot. Each gets what they ask while it is
    there; hours of people from outside are cut to what is left. Whoever asks
    too much is passed over for the next.

    Parameters
    ----------
    open_fte
        Vacancies of every cell, hundredths of FTE, shape (n_cells,).
    cells, fte, outside
        Where each applies, their hours, and whether they come from outside, shape (k,).
    """
    wanted, first = fte.copy(), np.searchsorted(cells, cells)
    while True:
        before = np.cumsum(wanted) - wanted
        left = open_fte[cells] - (before - before[first])
        enough = np.where(outside, np.minimum(wanted, LEAST_HOURS), wanted)
        refused = np.flatnonzero((left < enough) & (wanted > 0))
        if not len(refused):
            return np.where(outside, np.minimum(wanted, np.maximum(left, 0)), wanted)
        _, firsts = np.unique(cells[refused], return_index=True)
        wanted[refused[firsts]] = 0
