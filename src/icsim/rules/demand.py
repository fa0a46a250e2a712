"""Demand: posts that the work needs, and posts that are funded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.codes import Grade, Sector
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "demand.delayed_discharge_share", 0.1, 0.0, 0.4, "share per share", "direction from evidence "
        "delayed_discharge.share_waiting_care_home_or_home_care; size is an icsim assumption", Grade.assumption,
        "Acute work for each share of social care posts that nobody fills, more or less than at the start.",
    ),
)  # fmt: skip


class Demand(Rule):
    """Required posts grow with the future; unfilled care posts keep patients in acute beds.

    Funded posts grow at their own rate. When more social care posts are
    unfilled in a system than at the start, its acute trusts need more staff
    for patients who could have gone home; when fewer are, beds come back and
    they need fewer, at most those who looked after the patients delayed at
    the start for want of care staff. Posts that agreements convert are
    funded in the group that is to do the work; work that it does already is
    needed there and no longer in the other.
    """

    phase = Phase.demand
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        posts = model.posts
        self._system = model.system.system_index[posts.organisation]
        self._care = posts.sector == Sector.social_care
        self._acute = posts.sector == Sector.acute
        self._start = self._shortage(model)

    def _shortage(self, model: ICS) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Share of social care posts that nobody holds, by system, shape (n_systems,)."""
        posts, n = model.posts, len(model.system.systems)
        system = self._system[self._care]
        funded = np.bincount(system, posts.establishment_fte[self._care], n)
        held = np.bincount(system, np.minimum(posts.fte, posts.establishment_fte)[self._care], n)
        return (funded - held) / np.maximum(funded, 1)

    def month(self, model: ICS) -> None:
        """Set this month's funded and required posts."""
        posts, outside, provided = model.posts, model.outside, model.provisions
        posts.establishment_fte[:] = outside.funded_fte + provided.converted_fte
        needed = np.maximum(outside.needed_fte + provided.moved_work_fte, 0.0)
        extra = model.p["demand.delayed_discharge_share"] * (self._shortage(model) - self._start)
        needed[self._acute] *= 1.0 + extra[self._system[self._acute]]
        posts.required_fte[:] = np.floor(needed + 0.5)
