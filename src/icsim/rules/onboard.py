"""Onboard: days out of the numbers after a change of host or employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.codes import Grade
from icsim.months import MONTH_TENTHS
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
    Times are kept in tenths of a working day.
    Whoever comes home from a placement needs a day.
    """

    phase = Phase.onboard
    writes = ("ready_at",)
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._tenths = np.floor(onboarding_days(model.p) * 10 + 0.5).astype(np.int64)
        self._return_tenths = int(model.p["onboard.return_days"] * 10 + 0.5)

    def month(self, model: ICS) -> None:
        """Set when this month's arrivals are ready, and count the days lost this month."""
        staff, posts = model.staff_table, model.posts
        now = model.month * MONTH_TENTHS
        for arrivals in model.movements.arrivals:
            if arrivals.settled:
                continue
            rows = arrivals.rows
            target = posts.organisation[staff.host_cell[rows]]
            needed = self._tenths[model.recognition.between(arrivals.origin, target)]
            ready = now + (self._return_tenths if arrivals.returning else needed)
            staff.ready_at[rows] = np.maximum(staff.ready_at[rows], ready)
        model.movements.arrivals.clear()
        rows = np.flatnonzero(staff.ready_at > now)
        tenths = np.minimum(staff.ready_at[rows] - now, MONTH_TENTHS)
        host = staff.host_cell[rows]
        model.state.onboarding_tenths = posts.count(host, tenths)
        model.state.onboarding_fte = posts.count(host, tenths * staff.fte[rows]) // MONTH_TENTHS
