"""Feel: strain follows pressure, belonging grows in those who stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade
from icsim.hazards import LEVELS
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "feel.calm_strain", 40, 0, 100, "points", _GUESS, Grade.assumption, "Strain where no work is left unfilled.",
    ),
    Parameter(
        "feel.strain_per_unfilled", 300, 0, 600, "points per share of work", _GUESS, Grade.assumption,
        "Extra strain where all the work is left unfilled, so 30 points for a tenth.",
    ),
    Parameter(
        "feel.strain_share", 0.15, 0.0, 1.0, "share a month", _GUESS, Grade.assumption,
        "How fast strain follows pressure.",
    ),
    Parameter(
        "feel.belonging_share", 0.017, 0.0, 1.0, "share a month", "one over belonging.settling_months",
        Grade.assumption, "How fast belonging grows.",
    ),
)  # fmt: skip

_GOLDEN = 0.6180339887498949
"""Golden ratio: its multiples take turns most evenly."""
_BLOCK = 16384
"""Rows worked on at once, so that everything stays in the cache."""
_ALL = np.arange(LEVELS, dtype=np.float64)


class Feel(Rule):
    """Strain moves towards what the workplace's pressure makes; belonging towards that of settled people.

    Both are whole numbers: a fraction of a point is rounded up in that
    share of months (the months take turns evenly), so slow change is not
    lost.
    """

    phase = Phase.feel
    writes = ("strain", "belonging")
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        p = model.p
        strain = _ALL + p["feel.strain_share"] * (_ALL[:, None] - _ALL)
        settled = np.minimum(p["belonging.settled"] + _ALL, _ALL[-1])
        belonging = _ALL + p["feel.belonging_share"] * (settled[:, None] - _ALL)
        self._after = np.stack([strain.ravel(), belonging.ravel()])

    def month(self, model: ICS) -> None:
        """One step for everybody, by look-up: by what they move towards and where they are."""
        staff = model.staff_table
        turn = (model.month + 1) * _GOLDEN % 1.0
        strain, belonging = (self._after + turn).astype(np.uint8)  # cuts off the fraction
        target = self._target(model).astype(np.intp) * LEVELS
        points = (
            np.floor(np.minimum(np.maximum(model.provisions.belonging_points, 0.0), _ALL[-1]) + 0.5).astype(np.intp)
            * LEVELS
        )
        everywhere_alike = not points.any()
        hosts, strains, belongings = staff.host_cell, staff.strain, staff.belonging
        for start in range(0, staff.n, _BLOCK):
            rows = slice(start, start + _BLOCK)
            at = target.take(hosts[rows], mode="clip")
            at += strains[rows]
            strain.take(at, out=strains[rows], mode="clip")
            felt: NDArray[np.integer] = belongings[rows]
            if not everywhere_alike:
                felt = points.take(hosts[rows], mode="clip")
                felt += belongings[rows]
            belonging.take(felt, out=belongings[rows], mode="clip")

    def settle(self, model: ICS) -> None:
        """Before the first month, strain is where pressure has brought it."""
        staff = model.staff_table
        target = self._target(model)
        with staff.writing(["strain"]):
            staff.strain[:] = target[staff.host_cell]
        model.state.strain = target

    @staticmethod
    def _target(model: ICS) -> NDArray[np.float64]:
        """Strain that each workplace's pressure makes, whole points, shape (n_cells,)."""
        p = model.p
        target = p["feel.calm_strain"] + p["feel.strain_per_unfilled"] * model.state.pressure
        felt = np.minimum(np.maximum(target - model.provisions.strain_points, 0.0), _ALL[-1])
        return np.asarray(np.floor(felt + 0.5))
