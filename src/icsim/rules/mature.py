"""Mature: a system matures by agreements that work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.codes import Grade
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "mature.points_a_month", 1.5, 0.0, 4.0, "points of 100", _GUESS, Grade.assumption,
        "Maturity won each month by an agreement whose parties in the system trust one another fully.",
    ),
    Parameter(
        "mature.trust_level", 0.35, 0.0, 0.7, "0-1 scale of trust", _GUESS, Grade.assumption,
        "Mean mutual trust of acting parties above which their agreement matures the system.",
    ),
    Parameter(
        "mature.broad_share", 0.25, 0.02, 1.0, "share of organisations", _GUESS, Grade.assumption,
        "Share of a system's organisations that must act on an agreement for it to count in full; fewer count in part.",
    ),
    Parameter(
        "mature.points_per_exit", 4, 0, 15, "points of 100", _GUESS, Grade.assumption,
        "Maturity lost when an organisation of the system leaves an agreement.",
    ),
)  # fmt: skip


class Mature(Rule):
    """A system matures where an agreement is in use between parties who trust each other; exits set it back.

    Where there are several agreements the one that counts most does, so that
    signing many does not stand for making one work; between a few of many
    organisations it counts in part.
    """

    phase = Phase.relate
    parameters = PARAMETERS

    def month(self, model: ICS) -> None:
        """Points won and lost this month by every integrated care system."""
        p, systems = model.p, model.system.system_index
        best = np.zeros(len(model.system.systems))
        gain, level, lost = p["mature.points_a_month"], p["mature.trust_level"], p["mature.points_per_exit"]
        broad = p["mature.broad_share"] * np.bincount(systems, minlength=len(best))
        for life in model.standing.lives:
            actors = life.actors if life.concerns else life.actors[:0]
            for system in np.unique(systems[actors]).tolist():
                here = actors[systems[actors] == system]
                trusted = max(model.partnerships.mean_between(here) - level, 0.0) / (1.0 - level)
                best[system] = max(best[system], trusted * min(len(here) / broad[system], 1.0))
        won = gain * best
        left = np.bincount(systems[model.standing.left(model.month)], minlength=len(best))
        model.maturity.add(np.arange(len(best)), won - lost * left)
