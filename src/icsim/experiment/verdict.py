"""Verdicts: whether paired runs show what was expected.

One expectation is confirmed by a one-sided paired t-test at :data:`LEVEL`.
The level is fixed, so that a file's verdicts do not depend on which others
are run with it; so many expectations may be made that all of them together
stay within :data:`FAMILY` (Bonferroni). Seeds are fixed too: an expectation
that was confirmed once is confirmed every time.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from icsim.experiment.student_t import beyond, half_width

LEVEL = 1e-4
"""Chance that a mechanism without effect is taken to go the way expected, for one expectation."""
FAMILY = 0.01
"""The same chance for all expectations that are shipped, at most."""
INTERVAL = 0.95
"""Share of the interval that is shown."""

CONFIRMED, NOT_SHOWN, CONTRADICTED = "confirmed", "not shown", "contradicted"
"""What paired runs may say of an expectation."""
FALLS, RISES, UNCHANGED = "falls", "rises", "unchanged"
"""What may be expected of a measure."""


@dataclass(frozen=True)
class Finding:
    """One measure in both arms, seed by seed.

    Parameters
    ----------
    direction
        What is expected: ``falls``, ``rises``, or ``unchanged``, which means exactly the same in every seed.
    baseline, changed
        The measure in each arm, by seed.
    """

    direction: str
    baseline: Sequence[float]
    changed: Sequence[float]

    @property
    def differences(self) -> list[float]:
        """Changed minus baseline, by seed."""
        return [b - a for a, b in zip(self.baseline, self.changed, strict=True)]

    @property
    def mean(self) -> float:
        """Mean difference."""
        return statistics.fmean(self.differences)

    @property
    def sd(self) -> float:
        """Standard deviation of the differences."""
        return statistics.stdev(self.differences)

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of the mean difference, by Student's t."""
        n = len(self.differences)
        half = half_width(INTERVAL, n - 1) * self.sd / math.sqrt(n)
        return self.mean - half, self.mean + half

    @property
    def share(self) -> float:
        """Share of the seeds in which it goes the way expected."""
        return sum(map(self._as_expected, self.differences)) / len(self.differences)

    def _as_expected(self, difference: float) -> bool:
        return {FALLS: difference < 0, RISES: difference > 0, UNCHANGED: difference == 0}[self.direction]

    @property
    def variance_ratio(self) -> float:
        """How much narrower pairing makes it: variance with seeds of their own over paired variance.

        Missing where the difference is the same in every seed.
        """
        if not self.sd:
            return math.nan
        return (statistics.variance(self.baseline) + statistics.variance(self.changed)) / self.sd**2

    def p(self, direction: str) -> float:
        """One-sided p of the paired t-test that the difference goes one way."""
        if not all(map(math.isfinite, self.differences)):
            return 1.0
        towards = self.mean if direction == RISES else -self.mean
        if not self.sd:
            return 0.0 if towards > 0 else 1.0
        return beyond(towards / self.sd * math.sqrt(len(self.differences)), len(self.differences) - 1)

    @property
    def verdict(self) -> str:
        """What the runs say of the expectation."""
        if self.direction == UNCHANGED:
            return CONFIRMED if self.share == 1 else CONTRADICTED
        if self.p(self.direction) <= LEVEL:
            return CONFIRMED
        contrary = RISES if self.direction == FALLS else FALLS
        return CONTRADICTED if self.p(contrary) <= LEVEL else NOT_SHOWN
