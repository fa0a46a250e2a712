"""Off the job: apprentices are out of the numbers while they learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.apprentices import study
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS


class OffTheJob(Rule):
    """Part of an apprentice's hours goes into learning, and the employer pays the fee from its levy.

    Where an agreement provides backfill, bank shifts at the pay of the post
    cover those hours, and no work is lost; elsewhere they are out of the
    numbers of the place where the apprentice works.
    """

    phase = Phase.onboard

    def month(self, model: ICS) -> None:
        """Count the hours and book what they cost."""
        study(model)
