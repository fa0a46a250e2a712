"""Differences: one arm less another, seed by seed, with what can be said of the mean."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.measures import MEASURES
from icsim.experiment.student_t import half_width

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.gather import Gathered

Values = NDArray[np.float64]

INTERVAL = 0.95
"""Share of the interval that is shown."""
FEWEST = 2
"""Seeds without which there is no interval."""


@cache
def _half(level: float, df: int) -> float:
    return half_width(level, df)


def half_widths(seeds: NDArray[np.int64], sd: Values, level: float = INTERVAL) -> Values:
    """Half the width of intervals of means, by Student's t; missing where there are fewer than two seeds.

    Parameters
    ----------
    seeds, sd
        Number of values and their standard deviation, of one shape.
    level
        Share of the interval.
    """
    t = np.full(seeds.shape, np.nan)
    for n in np.unique(seeds):
        if n >= FEWEST:
            t[seeds == n] = _half(level, int(n) - 1) / np.sqrt(n)
    return np.asarray(t * sd)


def paired(base: Values, other: Values) -> dict[str, Values]:
    """Statistics of one arm less another, over seeds.

    Parameters
    ----------
    base, other
        The same outcomes in both arms, seeds first: shape (n_seeds, ...). A
        seed in which either is missing is left out.

    Returns
    -------
    dict
        Each of shape (...): ``seeds`` (how many count), ``base`` and
        ``value`` (means), ``difference`` with ``sd``, ``low`` and ``high``
        (95% interval), ``rises_share`` and ``falls_share`` of the seeds, and
        ``variance_factor``: variance of the difference had the seeds been
        independent, over that of the paired one; missing where that is 0.
    """
    there = np.isfinite(base) & np.isfinite(other)
    n = there.sum(axis=0)
    left, right = np.where(there, base, 0.0), np.where(there, other, 0.0)
    gap = right - left
    some = np.maximum(n, 1)

    def mean(values: Values) -> Values:
        return np.where(n > 0, values.sum(axis=0) / some, np.nan)

    def variance(values: Values) -> Values:
        centred = np.where(there, values - values.sum(axis=0) / some, 0.0)
        return np.where(n >= FEWEST, (centred**2).sum(axis=0) / np.maximum(n - 1, 1), np.nan)

    difference, spread = mean(gap), variance(gap)
    sd = np.sqrt(spread)
    half = half_widths(n, sd)
    factor = np.full(n.shape, np.nan)
    np.divide(variance(left) + variance(right), spread, out=factor, where=spread > 0)
    return {
        "seeds": n.astype(np.float64),
        "base": mean(left),
        "value": mean(right),
        "difference": difference,
        "sd": sd,
        "low": difference - half,
        "high": difference + half,
        "rises_share": mean((gap > 0).astype(np.float64)),
        "falls_share": mean((gap < 0).astype(np.float64)),
        "variance_factor": factor,
    }


def difference_table(gathered: Gathered) -> pd.DataFrame:
    """Every headline measure of every place: each arm less each of those before it.

    Returns
    -------
    pandas.DataFrame
        One row a future, pair of arms, place and measure; ``against`` names
        the arm that is taken off. ``better_share`` is the share of the seeds
        in which the place is better off; missing where neither way is better.
        Measures that a place never has are left out.
    """
    import pandas as pd

    question, parts = gathered.question, []
    places, names = np.array(question.places), np.array([measure.name for measure in MEASURES])
    better = np.array([measure.better for measure in MEASURES])
    shape = len(places), len(names)
    for f, future in enumerate(question.futures):
        for a, b in combinations(range(len(question.arms)), 2):
            found = paired(gathered.outcome[f, a], gathered.outcome[f, b])
            good = np.select(
                [np.broadcast_to(better == way, shape) for way in ("lower", "higher")],
                [found["falls_share"], found["rises_share"]],
                np.nan,
            )
            columns = {
                "future": future.future,
                "against": question.arms[a].name,
                "agreement": question.arms[b].name,
                "place": np.repeat(places, shape[1]),
                "measure": np.tile(names, shape[0]),
                **{name: values.ravel() for name, values in found.items() if name != "falls_share"},
                "better_share": good.ravel(),
            }
            parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    table = table[table["seeds"] > 0].astype({"seeds": np.int64}).reset_index(drop=True)
    table.insert(4, "place_name", table["place"].map(question.titles))
    table.insert(6, "unit", table["measure"].map({measure.name: measure.unit for measure in MEASURES}))
    return table
