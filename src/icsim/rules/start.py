"""Start: the appointed start work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.ledger import Reason
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS


class Start(Rule):
    """People appointed earlier start when their notice and checks are over.

    Those already in the system move to their new employer; those from
    outside join.
    """

    phase = Phase.start

    def month(self, model: ICS) -> None:
        """Start everybody who is due this month."""
        staff = model.staff_table
        model.movements.start(np.flatnonzero(staff.start_month == model.month))
        keys, cells, fte, _ = model.appointments.due(model.month)
        columns = model.population.joiners(keys, cells, model.month)
        model.movements.join(Reason.joined, cells, fte=fte, **columns)
