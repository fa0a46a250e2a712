"""Recognition: what one organisation accepts from another without asking again.

A passport fills it in; onboarding, time to hire and the choice of where
to go read it. Pairs are kept as bits, one for each item of a new starter's
checks and training.
"""

from __future__ import annotations

from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from icsim.codes import INDEPENDENT, Grade, Sector
from icsim.parameters import Parameter, Parameters

_GUESS = "icsim assumption"


class Item(IntFlag):
    """Something a new starter is asked for."""

    identity = 1
    dbs = 2
    training = 4
    occupational_health = 8

    @property
    def label(self) -> str:
        """Words for a sentence."""
        return {Item.dbs: "DBS check", Item.training: "statutory training"}.get(self, f"{self.name}".replace("_", " "))


class Recognition:
    """Items each organisation recognises from each other.

    Parameters
    ----------
    n_organisations
        Number of organisations.
    """

    def __init__(self, n_organisations: int) -> None:
        self._n = n_organisations
        self._items: NDArray[np.uint8] | None = None
        self._any = False

    def __bool__(self) -> bool:
        return self._any

    def clear(self) -> None:
        """Nobody recognises anything."""
        self._any = False

    def grant(self, parties: NDArray[np.int64], items: Item) -> None:
        """Parties recognise items from one another."""
        if self._items is None:
            self._items = np.zeros((self._n, self._n), dtype=np.uint8)
        elif not self._any:
            self._items[:] = 0
        self._any = True
        self._items[np.ix_(parties, parties)] |= int(items)

    def between(self, origin: NDArray[np.int64], target: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Items recognised for each journey as bits, shape (k,); none from outside (-1)."""
        if self._items is None or not self._any:
            return np.zeros(np.broadcast_shapes(origin.shape, target.shape), dtype=np.uint8)
        return np.where(origin >= 0, self._items[np.maximum(origin, 0), target], 0).astype(np.uint8)


def _days(item: str, value: float, low: float, high: float, source: str = _GUESS) -> Parameter:
    grade = Grade.assumption if source == _GUESS else Grade.medium
    meaning = f"Days out of the numbers after arrival for: {item.replace('_', ' ')}."
    return Parameter(f"onboard.{item}_days", value, low, high, "working days", source, grade, meaning)


def _checks(item: str, value: float) -> Parameter:
    meaning = f"Share of the time for pre-employment checks spent on: {item.replace('_', ' ')}."
    return Parameter(f"recruit.check_{item}_share", value, 0.0, 0.5, "share", _GUESS, Grade.assumption, meaning)


PARAMETERS = (
    _days("identity", 0.5, 0.0, 1.0),
    _days("dbs", 1.0, 0.0, 5.0),
    _days("training", 1.0, 0.5, 2.0, "evidence passport.statmand_training.days_saved_per_move (NHS England 2024)"),
    _days("occupational_health", 1.0, 0.0, 3.0),
    _days("induction", 2.0, 0.0, 3.0, "evidence passport.induction_days_saved: a two-day induction"),
    _days("orientation", 5.0, 2.0, 15.0),
    _checks("identity", 0.2),
    _checks("dbs", 0.4),
    _checks("occupational_health", 0.4),
    Parameter(
        "recruit.time_to_hire_days", 98, 56, 120, "calendar days",
        "evidence time_to_hire.average: over 14 weeks (NHS England 2024-25)", Grade.medium,
        "From vacancy offered to first day, notice included.",
    ),
    Parameter(
        "recruit.care_time_to_hire_days", 49, 28, 98, "calendar days", _GUESS, Grade.assumption,
        "From vacancy offered to first day in independent social care and the voluntary sector.",
    ),
    Parameter(
        "recruit.checks_days", 39, 20, 60, "calendar days",
        "evidence pre_employment_checks.duration: offer to clearance, one national body, 2024-25", Grade.high,
        "Part of the time to hire taken by pre-employment checks.",
    ),
    Parameter(
        "passport.time_saved_share", 0.8, 0.5, 0.95, "share",
        "evidence passport.check_time_reduction: central value for sensitivity analysis", Grade.assumption,
        "Share of an item's time that is saved when it is recognised.",
    ),
)  # fmt: skip

_LEVELS = 1 << len(Item)


def onboarding_days(parameters: Parameters) -> NDArray[np.float64]:
    """Working days out of the numbers by items recognised, shape (16,)."""
    always = parameters["onboard.induction_days"] + parameters["onboard.orientation_days"]
    saved = parameters["passport.time_saved_share"]
    days = {item: parameters[f"onboard.{item.name}_days"] for item in Item}
    return np.array(
        [always + sum(d * (1 - saved if item & bits else 1) for item, d in days.items()) for bits in range(_LEVELS)]
    )


def time_to_hire_days(parameters: Parameters) -> NDArray[np.float64]:
    """Calendar days from offer to first day by sector and items recognised, shape (n_sectors, 16).

    Checks take the same part of the whole time in every sector.
    """
    share = {item: parameters.get(f"recruit.check_{item.name}_share", 0.0) for item in Item}
    checks = parameters["recruit.checks_days"] / parameters["recruit.time_to_hire_days"]
    spared = min(checks, 1.0) * parameters["passport.time_saved_share"]
    left = [1 - spared * sum(s for item, s in share.items() if item & bits) for bits in range(_LEVELS)]
    whole = [
        parameters["recruit.care_time_to_hire_days" if s in INDEPENDENT else "recruit.time_to_hire_days"]
        for s in Sector
    ]
    return np.array([[days * part for part in left] for days in whole], dtype=np.float64)
