"""Robust: every agreement under every future, and how much is lost by not choosing the best one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.experiment.measures import ALL, MEASURES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from icsim.experiment.gather import Gathered


def regret(values: NDArray[np.float64], better: str) -> NDArray[np.float64]:
    """How much worse each arm is than the best one under the same future.

    Parameters
    ----------
    values
        Shape (n_futures, n_arms).
    better
        Which way is better: ``lower`` or ``higher``.

    Returns
    -------
    ndarray of float64, shape (n_futures, n_arms)
        0 for the best, never below.
    """
    good = -values if better == "lower" else values
    return np.asarray(good.max(axis=1, keepdims=True) - good)


def robustness_table(gathered: Gathered) -> pd.DataFrame:
    """Value and regret of every arm under every future, for the whole system.

    Returns
    -------
    pandas.DataFrame
        One row a measure (of those where one way is better), arm (today
        among them) and future: mean ``value``, ``regret``, ``max_regret`` of
        the arm over the futures, and ``least_regret``: whether that is the
        least of all arms (minimax regret).
    """
    import pandas as pd

    question = gathered.question
    whole = gathered.outcome[:, :, :, question.places.index(ALL)].mean(axis=2)
    rows = []
    for m, measure in enumerate(MEASURES):
        values = whole[:, :, m]
        if measure.better == "neutral" or not np.isfinite(values).all():
            continue
        lost = regret(values, measure.better)
        worst = lost.max(axis=0)
        for a, arm in enumerate(question.arms):
            for f, future in enumerate(question.futures):
                rows.append(
                    {
                        "measure": measure.name,
                        "unit": measure.unit,
                        "agreement": arm.name,
                        "future": future.future,
                        "value": float(values[f, a]),
                        "regret": float(lost[f, a]),
                        "max_regret": float(worst[a]),
                        "least_regret": bool(worst[a] == worst.min()),
                    }
                )
    return pd.DataFrame(rows)
