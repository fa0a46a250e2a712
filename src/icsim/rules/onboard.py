"""Onboard: days out of the numbers after a change of host or employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.codes import Grade
from icsim.luck import Purpose, uniform
from icsim.months import WORKING_DAYS
from icsim.parameters import Parameter
from icsim.recognition import onboarding_days
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "onboard.return_days", 1, 0, 5, "working days", "icsim assumption", Grade.assumption,
        "Days out of the numbers on coming home from a placement.",
    ),
)  # fmt: skip


class Onboard(Rule):
    """New arrivals are out of the numbers for checks, training, induction and orientation.

    Items that the new place recognises from the old one take little time.
    Whoever comes home from a placement needs a day.
    """

    phase = Phase.onboard
    writes = ("ready_day",)
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._days = onboarding_days(model.p)

    def month(self, model: ICS) -> None:
        """Set when this month's arrivals are ready, and count the days lost this month."""
        staff, posts = model.staff_table, model.posts
        today = model.month * WORKING_DAYS
        for arrivals in model.movements.arrivals:
            rows = arrivals.rows
            target = posts.organisation[staff.host_cell[rows]]
            mean = self._days[model.recognition.between(arrivals.origin, target)]
            if arrivals.returning:
                mean = np.full(len(rows), model.p["onboard.return_days"])
            chance = uniform(model.luck.words(staff.key[rows], Purpose.onboard, model.month)[0])
            staff.ready_day[rows] = np.maximum(staff.ready_day[rows], today + np.floor(mean + chance).astype(np.int64))
        new = np.concatenate([staff.watched("onboarding"), *(a.rows for a in model.movements.arrivals)])
        model.movements.arrivals.clear()
        rows = np.unique(new[staff.ready_day[new] > today])
        staff.watch("onboarding", rows)
        days = np.minimum(staff.ready_day[rows] - today, WORKING_DAYS)
        host = staff.host_cell[rows]
        model.state.onboarding_days = posts.count(host, days)
        model.state.onboarding_fte = posts.count(host, days * staff.fte[rows]) // WORKING_DAYS
