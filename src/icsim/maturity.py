"""Maturity: how far each integrated care system has come, and what follows for agreements.

The four stages are those of NHS England's progression tool. Nobody has
published how long an agreement takes at each; every number is an
assumption around one estimate of eighteen months to full use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Devolution, Grade, Maturity
from icsim.parameters import Parameter, Parameters
from icsim.system import System

Floats = NDArray[np.float64]
Organisations = NDArray[np.int64]

_GUESS = "icsim assumption"
_FULL_USE = "evidence agreement.maturity_months: 18 (6 to 36) to full use, by stage"


def _months(stage: str, value: float) -> Parameter:
    meaning = f"Months from signing to first use of an agreement between parties of ordinary trust, {stage} system."
    return Parameter(f"maturity.{stage}_months", value, 0, 36, "months", _FULL_USE, Grade.assumption, meaning)


def _at_once(stage: str, value: float) -> Parameter:
    meaning = f"Parties of one system that can begin to act on an agreement in one month, {stage} system."
    unit = "organisations a month"
    return Parameter(f"maturity.{stage}_parties", value, 1, 3000, unit, _FULL_USE, Grade.assumption, meaning)


def _devolved(level: str, value: float) -> Parameter:
    meaning = f"Part of what they sign on posts that organisations may decide where decisions are {level}."
    return Parameter(f"maturity.{level}_devolved_share", value, 0.0, 1.0, "share", _GUESS, Grade.assumption, meaning)


PARAMETERS = (
    _months("emerging", 12), _months("developing", 9), _months("maturing", 6), _months("thriving", 3),
    _at_once("emerging", 1), _at_once("developing", 2), _at_once("maturing", 4), _at_once("thriving", 8),
    _devolved("national", 0.4), _devolved("regional", 0.55), _devolved("system", 0.7), _devolved("place", 0.85),
    _devolved("organisation", 1.0),
    Parameter(
        "maturity.to_organisations", 0, 0, 1, "1 yes, 0 no", _GUESS, Grade.assumption,
        "Whether a thriving system leaves decisions to organisations, beyond its places.",
    ),
)  # fmt: skip

POINTS = 100.0
"""Points of a system that has all of them."""
STAGE_POINTS = POINTS / len(Maturity)
"""Points of one stage."""


class SystemMaturity:
    """Points and stage of each integrated care system.

    Parameters
    ----------
    system
        The system or systems.
    parameters
        Values in force.

    Attributes
    ----------
    points
        Points of each system, 0 to 100, shape (n_systems,); at first the middle of its stage.
    """

    def __init__(self, system: System, parameters: Parameters) -> None:
        p = parameters
        self._system_index = system.system_index
        self.points: Floats = np.asarray((system.maturity + 0.5) * STAGE_POINTS, dtype=np.float64)
        self._months = np.array([p[f"maturity.{stage.name}_months"] for stage in Maturity])
        self._at_once = np.array([int(p[f"maturity.{stage.name}_parties"]) for stage in Maturity])
        self._devolved = np.array([p[f"maturity.{level.name}_devolved_share"] for level in Devolution])
        highest = Devolution.organisation if p["maturity.to_organisations"] >= 1 else Devolution.place
        self._level = np.array([*range(len(Maturity) - 1), int(highest)])

    def stage(self, system: int) -> Maturity:
        """Stage of an integrated care system, by its position."""
        return Maturity(int(self._stages()[system]))

    def _stages(self) -> NDArray[np.int64]:
        return np.minimum(self.points // STAGE_POINTS, len(Maturity) - 1).astype(np.int64)

    def add(self, systems: NDArray[np.int64], points: Floats) -> None:
        """Add points to systems, or take them away; shape (k,) each."""
        np.add.at(self.points, systems, points)
        self.points = np.minimum(np.maximum(self.points, 0.0), POINTS)

    def devolution(self, system: int) -> Devolution:
        """Level at which decisions about the workforce of a system are taken."""
        return Devolution(int(self._level[self._stages()[system]]))

    def devolved_share(self, organisations: Organisations) -> Floats:
        """Part of what they sign on posts that organisations may decide themselves, shape (k,)."""
        share: Floats = self._devolved[self._level[self._stages()]]
        return share[self._system_index[organisations]]

    def months_to_use(self, parties: Organisations) -> float:
        """Months from signing to first use, the mean over the parties of what their systems take."""
        hundredths = np.floor(self._months * 100 + 0.5).astype(np.int64)
        return int(hundredths[self._stages()[self._system_index[parties]]].sum()) / max(len(parties), 1) / 100

    def parties_at_once(self, system: int) -> int:
        """Parties of a system that can begin to act on one agreement in one month."""
        return int(self._at_once[self._stages()[system]])
