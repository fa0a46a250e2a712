"""Predict: intervals for one month's leavers and joiners of each trust and staff group, and whether they hold.

There is one published month, and the first year is fitted to it. So two
checks are made, and they say different things:

- *fitted*: each trust's published count against the months of the first year
  as the model runs it. The trust's own count went into the fit, so this says
  only that the fit is reproduced.
- *left out*: trusts in turn have their own figures hidden, stand at the
  national rate, and are predicted. Trusts differ by more than chance and the
  model does not know why, so its own interval is too narrow; the second
  interval adds the spread between trusts, as the trusts that are not being
  predicted show it.

An interval of nine in ten of a count has an atom at each end. ``inside`` is
the share of counts from the lower to the upper end, both included, which is
too many even where the interval is right; ``calibrated`` is what the
randomised probability integral transform gives on average (each count has
the part of its own probability that lies between 5% and 95%), which is 90%
where it is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.codes import StaffGroup
from icsim.fitting.observed import ARRIVALS, EXITS
from icsim.fitting.quantities import TRUSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from icsim.fitting.observed import Observation
    from icsim.system import System

Values = NDArray[np.float64]

COVERAGE = 0.9
"""Share of counts that an interval is meant to hold."""
LEAST_HEADS = 20
"""People a trust must have of a staff group for its month to be predicted: below, hardly anybody leaves in a month."""
_TAIL = (1.0 - COVERAGE) / 2
_LEAST_MEAN = 1e-3
"""Least count expected of a cell: in so many simulated months nobody may have left."""
MERGED = {StaffGroup.nursing_associate.name: StaffGroup.clinical_support.name}
"""Staff groups that are published as one: the tables share their counts out."""
FLOWS = {EXITS: "leavers", ARRIVALS: "joiners"}
"""Tables of an observation, and what they hold in the system's tables."""


@dataclass(frozen=True)
class Spread:
    """How published counts lie about what is expected of them.

    Parameters
    ----------
    ratio
        Published over expected, over all.
    dispersion
        Variance between employers of the rate, relative to its square; 0 for chance alone.
    """

    ratio: float
    dispersion: float


def published_cells(system: System) -> pd.DataFrame:
    """Published leavers and joiners of trusts in a month: table, organisation, staff_group, published, heads."""
    import pandas as pd

    rows = []
    for table, name in FLOWS.items():
        counts, heads = _merged(getattr(system, name)), _merged(system.heads)
        known = ~np.isnan(counts) & (heads >= LEAST_HEADS) & np.isin(system.sector, TRUSTS)[:, None]
        rows += [
            (table, system.organisations[o].code, StaffGroup(g).name, float(counts[o, g]), int(heads[o, g]))
            for o, g in np.argwhere(known).tolist()
        ]
    return pd.DataFrame(rows, columns=["table", "organisation", "staff_group", "published", "heads"])


def _merged(counts: NDArray[Any]) -> Values:
    """Counts of shape (n_organisations, n_groups) with groups that are published as one put together."""
    found = counts.astype(np.float64)
    for part, whole in MERGED.items():
        at, into = StaffGroup[part], StaffGroup[whole]
        found[:, into] = np.where(np.isnan(found[:, at]), found[:, into], found[:, into] + found[:, at])
        found[:, at] = 0
    return found


def simulated(observations: Sequence[Observation], cells: pd.DataFrame) -> Values:
    """Counts of every month of the first year of every run, shape (n_cells, n_runs x n_months), in order.

    Months in which nobody was there to leave count nobody; groups that are published as one are put together.
    """
    import pandas as pd

    keys = ["organisation", "staff_group"]
    found = []
    for table in FLOWS:
        counts = pd.concat([each.cells(table).assign(run=n) for n, each in enumerate(observations)], ignore_index=True)
        counts["staff_group"] = counts["staff_group"].astype(str).replace(MERGED)
        wide = counts.pivot_table(
            index=keys, columns=["run", "month"], values="count", aggfunc="sum", fill_value=0.0, observed=True
        )
        wanted = pd.MultiIndex.from_frame(cells.loc[cells["table"] == table, keys])
        found.append(wide.reindex(wanted, fill_value=0.0).to_numpy(dtype=np.float64))
    return np.concatenate(found) if found else np.empty((0, 0))


def ends_of_draws(published: Values, draws: Values) -> tuple[Values, Values]:
    """Probability of fewer than, and of at most, each published count, from simulated ones.

    A published count may be a fraction, a share of a larger group: it is rounded.

    Parameters
    ----------
    published
        Counts, shape (n_cells,).
    draws
        Simulated counts, shape (n_cells, n_draws).
    """
    counts = np.rint(published)[:, None]
    return np.asarray((draws < counts).mean(axis=1)), np.asarray((draws <= counts).mean(axis=1))


def ends_of_spread(published: Values, mean: Values, spread: Spread) -> tuple[Values, Values]:
    """The same from a negative binomial distribution about what is expected.

    Parameters
    ----------
    published, mean
        Counts and what the model expects, shape (n_cells,).
    spread
        How other employers' counts lie about what was expected of them.
    """
    from scipy.stats import nbinom, poisson

    counts, expected = np.rint(published), np.maximum(mean * spread.ratio, _LEAST_MEAN)
    if spread.dispersion <= 0:
        return np.asarray(poisson.cdf(counts - 1, expected)), np.asarray(poisson.cdf(counts, expected))
    size = 1.0 / spread.dispersion
    prob = size / (size + expected)
    return np.asarray(nbinom.cdf(counts - 1, size, prob)), np.asarray(nbinom.cdf(counts, size, prob))


def inside(below: Values, upto: Values) -> NDArray[np.bool_]:
    """Whether a count lies from the lower to the upper end of the interval, both included."""
    return np.asarray((upto >= _TAIL) & (below <= 1.0 - _TAIL))


def calibrated(below: Values, upto: Values) -> Values:
    """Part of a count's own probability that lies between the tails: the mean of the randomised transform."""
    width = np.maximum(upto - below, 1e-12)
    part = (np.minimum(upto, 1.0 - _TAIL) - np.maximum(below, _TAIL)) / width
    alone = (below >= _TAIL) & (upto <= 1.0 - _TAIL)
    return np.asarray(np.where(alone, 1.0, np.clip(part, 0.0, 1.0)))


def spread_of(published: Values, mean: Values) -> Spread:
    """Ratio and dispersion that make published counts likeliest, negative binomial about what is expected.

    Parameters
    ----------
    published, mean
        Counts and what the model expects, shape (n_cells,).
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import nbinom, poisson

    counts, expected = np.rint(published), np.maximum(mean, _LEAST_MEAN)
    ratio = float(counts.sum() / expected.sum()) if len(counts) else 1.0
    centre = np.maximum(expected * ratio, _LEAST_MEAN)

    def unlikely(log_dispersion: float) -> float:
        size = np.exp(-log_dispersion)
        return float(-nbinom.logpmf(counts, size, size / (size + centre)).sum())

    found = minimize_scalar(unlikely, bounds=(-12.0, 3.0), method="bounded")
    chance = float(-poisson.logpmf(counts, centre).sum())
    return Spread(ratio, float(np.exp(found.x)) if found.fun < chance - 1e-9 else 0.0)


def folds(organisations: Sequence[str], n: int) -> dict[str, int]:
    """Fold of each trust: in order of code, taking turns, so that every fold has trusts from all over."""
    return {code: at % n for at, code in enumerate(sorted(organisations))}


def fitted_check(cells: pd.DataFrame, draws: Values) -> pd.DataFrame:
    """Cells with how their published counts lie in the model's own interval."""
    below, upto = ends_of_draws(cells["published"].to_numpy(), draws)
    return cells.assign(mean=draws.mean(axis=1), inside=inside(below, upto), calibrated=calibrated(below, upto))


def left_out_check(cells: pd.DataFrame, draws: Values, fold: dict[str, int]) -> pd.DataFrame:
    """Cells, each predicted with its own figures hidden.

    Parameters
    ----------
    cells
        Published counts.
    draws
        Simulated counts, each of a run in which the cell's own figures were hidden, shape (n_cells, n_draws).
    fold
        Fold of each trust. The spread that predicts one fold is estimated from the others.
    """
    found = cells.assign(fold=cells["organisation"].map(fold), mean=draws.mean(axis=1))
    below, upto = ends_of_draws(cells["published"].to_numpy(), draws)
    found = found.assign(inside_alone=inside(below, upto), calibrated_alone=calibrated(below, upto))
    for name in ("inside", "calibrated", "ratio", "dispersion"):
        found[name] = np.nan
    for _, some in found.groupby(["table", "staff_group"], observed=True):
        for held_out in sorted(some["fold"].unique()):
            known, hidden = some[some["fold"] != held_out], some[some["fold"] == held_out]
            spread = spread_of(known["published"].to_numpy(), known["mean"].to_numpy())
            below, upto = ends_of_spread(hidden["published"].to_numpy(), hidden["mean"].to_numpy(), spread)
            found.loc[hidden.index, "inside"] = inside(below, upto).astype(float)
            found.loc[hidden.index, "calibrated"] = calibrated(below, upto)
            found.loc[hidden.index, ["ratio", "dispersion"]] = spread.ratio, spread.dispersion
    return found


def prediction_table(fitted: pd.DataFrame, left_out: pd.DataFrame | None) -> pd.DataFrame:
    """Shares of published counts inside their intervals, by flow and staff group, and over all.

    Parameters
    ----------
    fitted, left_out
        Of :func:`fitted_check` and :func:`left_out_check`; None where no trust was left out.
    """
    import pandas as pd

    rows = []
    for table, flow in FLOWS.items():
        groups = [g for g in StaffGroup.words() if ((fitted["table"] == table) & (fitted["staff_group"] == g)).any()]
        for group in [*groups, "all"]:
            row: dict[str, object] = {"flow": flow, "staff_group": group}
            some = _some(fitted, table, group)
            row |= {"cells": len(some), "published": some["published"].sum(), "fitted_inside": some["inside"].mean()}
            row["fitted_calibrated"] = some["calibrated"].mean()
            if left_out is not None:
                hidden = _some(left_out, table, group)
                names = ("inside_alone", "calibrated_alone", "inside", "calibrated")
                row |= {f"left_out_{name}": hidden[name].astype(float).mean() for name in names}
                few = group == "all"
                row |= {name: np.nan if few else hidden[name].mean() for name in ("ratio", "dispersion")}
            rows.append(row)
    return pd.DataFrame(rows)


def _some(cells: pd.DataFrame, table: str, group: str) -> pd.DataFrame:
    chosen = cells[cells["table"] == table]
    return chosen if group == "all" else chosen[chosen["staff_group"] == group]
