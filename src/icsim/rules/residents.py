"""Residents: resident doctors rotate every August, the longest-standing rotation of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.choice import WHOLE_POST
from icsim.codes import Grade, StaffGroup
from icsim.columns import Rows
from icsim.keys import person_keys
from icsim.ledger import Reason
from icsim.luck import Purpose, below, uniform
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "residents.change_prob", 0.8, 0.4, 1.0, "probability each August",
        "evidence move.resident_doctor.employer_changes_over_training: 8 to 16 changes in about 10 years",
        Grade.medium, "Resident doctors who change training post, inside it to another employer as far as numbers go.",
    ),
    Parameter(
        "residents.away_share", 0.35, 0.1, 0.9, "share of those who change", _GUESS, Grade.assumption,
        "Changes that lead out of the system: training ends, or goes on elsewhere.",
    ),
    Parameter(
        "residents.fill_prob", 0.95, 0.7, 1.0, "probability each August", _GUESS, Grade.assumption,
        "Open training posts that national recruitment fills.",
    ),
)  # fmt: skip

AUGUST = 8
"""Month of the year in which training posts change."""


class Residents(Rule):
    """Each August resident doctors take up their next training post.

    Some leave the system, replaced by national recruitment; the others
    exchange posts within it, so that every post keeps its doctor.
    """

    phase = Phase.start
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        posts = model.posts
        self._cells = np.flatnonzero(posts.staff_group == StaffGroup.doctor_resident)
        self._system = model.system.system_index[posts.organisation]

    def month(self, model: ICS) -> None:
        """In August, end training, exchange posts and fill what is open."""
        if model.calendar.month_of_year(model.month) != AUGUST or not len(self._cells):
            return
        staff, p = model.staff_table, model.p
        rows = np.flatnonzero(np.isin(staff.employer_cell, self._cells) & (staff.hired_month < model.month))
        words = model.luck.words(staff.key[rows], Purpose.training, model.month)
        changes = below(words[0], p["residents.change_prob"])
        away = changes & below(words[1], p["residents.away_share"])
        stays = changes & ~away
        staff.watch("training", rows[stays])
        model.movements.leave({Reason.training_ended: rows[away]})
        self._exchange(model, staff.watched("training"), words[2][stays])
        staff.watch("training", np.empty(0, dtype=np.intp))
        self._recruit(model)

    def _exchange(self, model: ICS, rows: Rows, lot: NDArray[np.uint64]) -> None:
        """Everybody takes the post of another doctor in the system, with another employer as far as that goes.

        Doctors stand by system and employer, then by lot, and take the post as
        many places on as the largest employer has doctors.
        """
        staff = model.staff_table
        old = staff.employer_cell[rows]
        order = np.lexsort((staff.key[rows], lot, old, self._system[old]))
        rows, old = rows[order], old[order]
        system = self._system[old]
        first = np.searchsorted(system, system)
        size = np.searchsorted(system, system, side="right") - first
        largest = np.zeros(len(model.system.systems), dtype=np.int64)
        np.maximum.at(largest, system, model.posts.count(old)[old])
        new = old[first + (np.arange(len(rows)) - first + largest[system]) % np.maximum(size, 1)]
        moved = new != old
        model.movements.withdraw(rows[moved], "moved to the next training post")
        model.movements.transfer(Reason.training_moved, rows[moved], new[moved])

    def _recruit(self, model: ICS) -> None:
        """National recruitment fills open training posts."""
        posts = model.posts
        slots = np.maximum(posts.open_fte[self._cells], 0) // WHOLE_POST
        cells = np.repeat(self._cells, slots)
        nth = np.arange(len(cells)) - np.repeat(np.cumsum(slots) - slots, slots)
        keys = person_keys(posts.identity[cells], posts.staff_group[cells], nth, model.month)
        filled = uniform(model.luck.words(keys, Purpose.supply)[0]) < model.p["residents.fill_prob"]
        keys, cells = keys[filled], cells[filled]
        columns = model.population.joiners(keys, cells, model.month)
        model.movements.join(Reason.training_joined, cells, fte=WHOLE_POST, **columns)
