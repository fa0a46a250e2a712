"""Free parameters: the few numbers that a published month cannot give, and which published figures each answers to.

What a month gives (leavers, joiners and vacancy of each employer and staff
group) is met by arithmetic on the first day (:mod:`icsim.calibration`).
What holds over years is not in it: how a whole year differs from the month,
how many come from outside once the first year is over, how often people
move inside, who covers vacancies, who stays after qualifying.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim.config.source_text import did_you_mean
from icsim.errors import InputError
from icsim.parameters import Parameter
from icsim.registry import all_parameters

Points = NDArray[np.float64]
"""Points in the unit cube of the free parameters, shape (n, k): 0 the low end of each, 1 the high end."""


@dataclass(frozen=True)
class Free:
    """A parameter that is fitted.

    Parameters
    ----------
    name
        The parameter.
    answers_to
        What it answers to, in words.
    swept
        Kept over its whole range: it is varied with the others, but no
        figure is fitted by it, because the sources disagree.
    """

    name: str
    answers_to: str
    swept: bool = False

    @property
    def parameter(self) -> Parameter:
        """As it is declared; its range is the prior."""
        return next(each for each in all_parameters() if each.name == self.name)


FREE = (
    Free(
        "turnover.nurse_leavers_ratio",
        "nurses and midwives who leave trusts in a year, which one month understates",
    ),
    Free("turnover.trust_joiners_ratio", "vacancy of trusts in the first years, after an autumn month of many joiners"),
    Free("recruit.trust_supply_ratio", "vacancy of trusts in the long run"),
    Free("recruit.care_supply_ratio", "vacancy of social care in the long run"),
    Free("turnover.social_care_movers_share", "hires of social care from inside the care sector"),
    Free("seek.known_sector_bonus", "care staff who move on to the NHS, against those who stay in care"),
    Free("cover.agency_fill_share", "bank and agency cover of nurse vacancies"),
    Free("students.drop_out_hazard", "nursing students who drop out"),
    Free(
        "turnover.trust_movers_share",
        "leavers of trusts who stay in the NHS, on which sources disagree threefold",
        swept=True,
    ),
)
"""Fitted unless others are named."""


class Box:
    """The space of the free parameters: a box with the declared ranges as its sides.

    Parameters
    ----------
    free
        What is fitted, in order.
    """

    def __init__(self, free: Sequence[Free] = FREE) -> None:
        self.free = tuple(free)
        self.names = tuple(each.name for each in self.free)
        parameters = [each.parameter for each in self.free]
        self.low = np.array([each.low for each in parameters])
        self.high = np.array([each.high for each in parameters])
        self.declared = np.array([each.value for each in parameters])
        self.swept = np.array([each.swept for each in self.free])

    def __len__(self) -> int:
        return len(self.free)

    def values(self, points: Points) -> Points:
        """Values of the parameters at points of the unit cube, to six digits, so that files hold them whole."""
        wide = self.low + np.clip(points, 0.0, 1.0) * (self.high - self.low)
        return np.clip(np.vectorize(lambda value: float(f"{value:.6g}"), otypes=[float])(wide), self.low, self.high)

    def points(self, values: Points) -> Points:
        """Points of the unit cube where the parameters have some values."""
        return np.asarray((values - self.low) / (self.high - self.low))

    def settings(self, values: Points) -> dict[str, float]:
        """One row of values by name."""
        return dict(zip(self.names, map(float, values), strict=True))


def free_named(names: Iterable[str]) -> tuple[Free, ...]:
    """Free parameters by name, in the order of :data:`FREE`.

    Raises
    ------
    InputError
        If one is no free parameter.
    """
    known = {each.name: each for each in FREE}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known) or f"; free are {', '.join(known)}"
            raise InputError.at("--free", f"no free parameter {name}{hint}")
    return tuple(each for each in FREE if each.name in wanted)
