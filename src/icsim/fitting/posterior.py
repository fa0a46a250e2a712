"""Posterior: which values of the free parameters go with the published figures, and how sure that is.

The prior is even over the declared ranges. A point is weighed by how likely
the figures emulated there are, with everything that is not known as normal
errors. Points drawn from the prior are led to the posterior in steps, each
giving the figures a little more weight: points are drawn again by weight
and moved about, by Metropolis steps that leave the step's distribution as
it is (sequential Monte Carlo; Del Moral, Doucet and Jasra 2006). At the end
every draw is as likely as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim.fitting.aims import Aims, Values
from icsim.fitting.emulate import Emulator
from icsim.fitting.free import Points
from icsim.fitting.history import candidates

LEVEL = 0.9
"""Share of the posterior in an interval."""
PARTICLES = 1 << 10
"""Points that are led to the posterior."""
_MOVES = 12
"""Metropolis steps after each drawing again."""
_KEPT = 0.5
"""Part of the points that the weights of a step are worth."""
_HALVINGS = 40
_LONGEST, _LENGTHS = 2.38, (0.25, 0.5, 1.0)
"""Length of a move that is best for a normal posterior (Gelman, Roberts and Gilks 1996), and parts of it to try."""


@dataclass(frozen=True)
class Posterior:
    """Draws, each as likely as any other.

    Parameters
    ----------
    points
        Points of the unit cube, shape (n_draws, n_parameters).
    steps
        Steps in which the figures were given their weight.
    moved_share
        Share of the proposed moves of the last step that were made: near 0, the draws are copies.
    """

    points: Points
    steps: int
    moved_share: float

    def interval(self, level: float = LEVEL) -> tuple[Values, Values]:
        """Ends of the intervals that hold a share of the draws, the same part beyond either end, shape (n,) each."""
        tail = (1.0 - level) / 2
        low, high = np.quantile(self.points, [tail, 1.0 - tail], axis=0)
        return low, high

    @property
    def mean(self) -> Values:
        """Mean of each parameter, shape (n_parameters,)."""
        return np.asarray(self.points.mean(axis=0))


def log_likelihood(emulator: Emulator, aims: Aims, points: Points) -> Values:
    """Log of the likelihood of the published figures at points, up to a constant, shape (n_points,)."""
    guess = emulator.at(points)
    return np.asarray(aims.off(guess.mean, emulator.luck_sd**2 + guess.sd**2)[1].sum(axis=1))


def posterior(
    emulator: Emulator, aims: Aims, k: int, draws: int, seed: int, held: dict[int, float] | None = None
) -> Posterior:
    """Draw from the posterior.

    Parameters
    ----------
    emulator
        Of the figures, over k parameters.
    aims
        What the figures should be.
    k
        Number of free parameters.
    draws
        How many draws.
    seed
        Another one gives other draws.
    held
        Parameters that are held at a point, by their position.
    """
    fixed = held or {}
    free = [i for i in range(k) if i not in fixed]
    luck = np.random.default_rng([seed, 4])

    def likely(some: Points) -> Values:
        points = np.empty((len(some), k))
        points[:, free] = some
        points[:, list(fixed)] = list(fixed.values())
        return log_likelihood(emulator, aims, points)

    some = candidates(len(free), seed + 1, max(PARTICLES, 1 << (draws - 1).bit_length()))
    logs, weight, steps, moved = likely(some), 0.0, 0, 1.0
    while weight < 1.0 and free:
        step = _next_step(logs, 1.0 - weight)
        weight, steps = weight + step, steps + 1
        rows = _by_weight(logs * step, luck)
        some, logs, moved = _moved(some[rows], logs[rows], weight, likely, luck)
    points = np.empty((draws, k))
    points[:, free] = some[luck.permutation(len(some))[:draws]]
    points[:, list(fixed)] = list(fixed.values())
    return Posterior(points, steps, moved)


def _next_step(logs: Values, left: float) -> float:
    """How much more weight the figures may be given, for the points to be worth half their number."""

    def worth(step: float) -> float:
        weights = np.exp(step * (logs - logs.max()))
        return float(weights.sum() ** 2 / (weights**2).sum() / len(logs))

    if worth(left) >= _KEPT:
        return left
    low, high = 0.0, left
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) >= _KEPT else (low, middle)
    return high


def _by_weight(logs: Values, luck: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn by weight, as evenly as may be (systematic resampling)."""
    weights = np.exp(logs - logs.max())
    steps = (np.arange(len(logs)) + luck.random()) / len(logs) * weights.sum()
    return np.asarray(np.minimum(np.searchsorted(np.cumsum(weights), steps), len(logs) - 1))


def _moved(
    some: Points, logs: Values, weight: float, likely: Callable[[Points], Values], luck: np.random.Generator
) -> tuple[Points, Values, float]:
    """Points after some Metropolis steps, their likelihoods, and the share of moves made."""
    n, k = some.shape
    spread = np.cov(some, rowvar=False).reshape(k, k) + 1e-9 * np.eye(k)
    root = np.linalg.cholesky(spread) * _LONGEST / k**0.5
    made = 0.0
    for _ in range(_MOVES):
        length = luck.choice(_LENGTHS, size=(n, 1))
        there = some + luck.standard_normal((n, k)) @ root.T * length
        inside = ((there >= 0.0) & (there <= 1.0)).all(axis=1)
        new = np.full(n, -np.inf)
        if inside.any():
            new[inside] = likely(there[inside])
        goes = np.log(luck.random(n)) < weight * (new - logs)
        some, logs = np.where(goes[:, None], there, some), np.where(goes, new, logs)
        made += float(goes.mean()) / _MOVES
    return some, logs, made
