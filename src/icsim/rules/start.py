"""Start: the appointed start work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.ledger import Reason
from icsim.people import NEWLY_QUALIFIED
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS


class Start(Rule):
    """People appointed earlier start when their notice and checks are over.

    Those already in the system move to their new employer; those from
    outside join, and so do the newly qualified, who keep the sectors they
    were placed in.
    """

    phase = Phase.start
    writes = ("sectors_known", "qualify_month")

    def month(self, model: ICS) -> None:
        """Start everybody who is due this month."""
        staff = model.staff_table
        model.movements.start(np.flatnonzero(staff.start_month == model.month))
        keys, cells, fte, _ = model.appointments.due(model.month)
        columns = model.population.joiners(keys, cells, model.month)
        model.movements.join(Reason.joined, cells, fte=fte, **columns)
        self._first_jobs(model)

    @staticmethod
    def _first_jobs(model: ICS) -> None:
        """The newly qualified who are due start in their first job."""
        staff, pipeline = model.staff_table, model.pipeline
        due = np.flatnonzero(pipeline.table.start_month == model.month)
        if not len(due):
            return
        names = ("key", "appointed_cell", "birth_month", "home", "fte", "sectors_known", "qualify_month")
        key, cells, born, home, fte, known, qualified = (pipeline.table[name][due] for name in names)
        np.subtract.at(model.posts.appointed_fte, cells, fte.astype(np.int64))
        columns = model.population.graduates(key, cells, born.astype(np.int64), model.month)
        rows = model.movements.join(Reason.qualified, cells, **{**columns, "home": home, "fte": fte})
        staff.sectors_known[rows] |= known
        staff.qualify_month[rows] = qualified
        staff.watch(NEWLY_QUALIFIED, np.concatenate([staff.watched(NEWLY_QUALIFIED), rows]))
        pipeline.leave("first_jobs", due)
