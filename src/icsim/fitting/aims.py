"""Aims: figures that a fit is held to, each with how near is near enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from icsim.fitting.targets import Target

Values = NDArray[np.float64]

SIDE = 1.645
"""Standard deviations on one side of an interval of nine in ten."""


@dataclass(frozen=True)
class Aims:
    """What figures should be.

    Parameters
    ----------
    names
        Keys of the figures.
    values
        What is aimed at, shape (n_figures,).
    below_sd, above_sd
        How far the model may be below and above it, of the published figure and of the model for being one,
        shape (n_figures,).
    """

    names: tuple[str, ...]
    values: Values
    below_sd: Values
    above_sd: Values

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Aims:
        """The aims that targets stand for.

        A range is read as an interval of nine in ten, on either side of the
        published value: a value near one end leaves more room towards the
        other. Where there is no value the middle stands for it. The
        tolerance for the model being one is added to both.
        """
        some = tuple(targets)
        values = np.array([each.aim for each in some])
        tolerance = np.array([each.tolerance for each in some])
        below = values - np.array([each.low for each in some])
        above = np.array([each.aim if each.high is None else each.high for each in some]) - values
        ends = [np.hypot(np.maximum(room, 0.0) / SIDE, tolerance) for room in (below, above)]
        return cls(tuple(each.key for each in some), values, *ends)

    @classmethod
    def exactly(cls, names: Sequence[str], values: Values) -> Aims:
        """Aims at figures that are known exactly and shown by the model itself: nothing but luck is between."""
        return cls(tuple(names), values, np.zeros(len(values)), np.zeros(len(values)))

    def off(self, mean: Values, variance: Values) -> tuple[Values, Values]:
        """How far figures are from the aims, and the logarithm of how likely that is, both of the shape of ``mean``.

        Errors are normal, with one spread below and another above.

        Parameters
        ----------
        mean, variance
            Expected figures, and their variance for other reasons than those of the aims, shape (n, n_figures).
        """
        below, above = np.sqrt(self.below_sd**2 + variance), np.sqrt(self.above_sd**2 + variance)
        distance = (mean - self.values) / np.where(mean < self.values, below, above)
        return np.abs(distance), -0.5 * distance**2 - np.log((below + above) / 2)
