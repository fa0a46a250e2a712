"""Ranking: who is first, and how sure that is, from paired differences over a few seeds.

What is not known are the means; from the seeds one can say how likely each
value of them is. For one mean that is Student's t. For many at once, the
seeds' departures from their mean are added up with weights of chance (a
bootstrap with normal weights), the same weights for all, and divided by a
chance spread: of each mean alone, and of the difference of any two, that
gives exactly the t interval of the paired seeds, however few they are. An
ordinary bootstrap would be too sure with few seeds: of four it draws the
same one four times in one of 64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.differences import FEWEST, INTERVAL, half_widths

Values = NDArray[np.float64]

DRAWS = 20_000
"""Sets of means that are drawn: a chance of 0.5 is then known to within 0.7 points."""
_SEED = 20_260_401
"""Of the draws, so that the same values give the same ranks."""
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Ranking:
    """What is known of the order of some places; arrays of shape (n,), in the order given.

    Parameters
    ----------
    mean, low, high
        Mean over the seeds and its 95% interval, missing with fewer than two seeds.
    rank
        1 for the highest mean; of the same mean, the same.
    rank_low, rank_high
        95% interval of the rank, missing with fewer than two seeds.
    top_prob
        Chance to be among the highest so many, missing with fewer than two seeds; those that tie share the places.
    real_share
        Part of the variance between the means that is more than chance, 0 to 1; missing with fewer than two seeds.
    """

    mean: Values
    low: Values
    high: Values
    rank: NDArray[np.int64]
    rank_low: Values
    rank_high: Values
    top_prob: Values
    real_share: float


def ranking(values: Values, top: int) -> Ranking:
    """Rank places by their mean over seeds.

    Parameters
    ----------
    values
        What each seed gives of each place, higher is better, shape (n_seeds, n).
    top
        How many count as the highest.
    """
    seeds, n = values.shape
    mean = values.mean(axis=0)
    rank, _ = _places(mean)
    unknown = np.full(n, np.nan)
    if seeds < FEWEST:
        return Ranking(mean, unknown, unknown, rank, unknown, unknown, unknown, float("nan"))
    sd = values.std(axis=0, ddof=1)
    half = half_widths(np.full(n, seeds), sd)
    first, last = _ranks(values, mean)
    tail = (1.0 - INTERVAL) / 2
    low = np.quantile(first, tail, axis=0, method="nearest").astype(np.float64)
    high = np.quantile(last, 1.0 - tail, axis=0, method="nearest").astype(np.float64)
    among = np.clip((top - first + 1) / (last - first + 1), 0.0, 1.0).mean(axis=0)
    real = _real_share(values)
    return Ranking(mean, mean - half, mean + half, rank, low, high, among, real)


def _ranks(values: Values, mean: Values) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last rank under means drawn as likely as the seeds make them, shape (n_draws, n) each."""
    seeds, n = values.shape
    luck = np.random.default_rng(_SEED)
    apart = (values - mean) / np.sqrt(seeds * (seeds - 1))
    first, last = (np.empty((DRAWS, n), dtype=np.int64) for _ in range(2))
    for start in range(0, DRAWS, _AT_ONCE):
        weights = luck.standard_normal((_AT_ONCE, seeds))
        spread = np.sqrt((seeds - 1) / luck.chisquare(seeds - 1, (_AT_ONCE, 1)))
        drawn = mean + spread * (weights @ apart)
        some = slice(start, start + _AT_ONCE)
        first[some], last[some] = _places(drawn)
    return first, last


def _places(values: Values) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last rank of each value among those of its row, the highest first; both alike but for ties."""
    here, others = values[..., :, None], values[..., None, :]
    return 1 + (others > here).sum(axis=-1), (others >= here).sum(axis=-1)


def _real_share(values: Values) -> float:
    """Part of the variance between means that chance does not explain; what moves all alike is not between them."""
    seeds, n = values.shape
    mean = values.mean(axis=0)
    if n < FEWEST or not (between := float(mean.var(ddof=1))):
        return 0.0
    alone = values - mean - values.mean(axis=1, keepdims=True) + values.mean()
    error = float((alone**2).sum()) / ((seeds - 1) * (n - 1)) / seeds
    return float(max(0.0, 1.0 - error / between))
