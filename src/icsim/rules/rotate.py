"""Rotate: placements that have come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.ledger import Reason
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS


class Rotate(Rule):
    """Whoever's last placement has ended goes home to the employer that kept their post.

    Going on to a next host is the business of the rotation clause, which
    runs before this rule.
    """

    phase = Phase.rotate

    def month(self, model: ICS) -> None:
        """Send home everybody whose placement ends this month."""
        staff = model.staff_table
        away = staff.watched("rotating")
        due = away[staff.placement_end[away] <= model.month]
        if len(due):
            model.movements.place(Reason.rotation_home, due, staff.employer_cell[due])
        staff.watch("rotating", away[staff.placement[away] >= 0])
