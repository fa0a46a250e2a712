"""Sensitivity: which of the things a sweep varies its answer depends on, and how much.

Morris screening gives the mean of what a step along a range changes, the
mean of its size (``mu_star``) and its spread (``sigma``: the step matters
differently elsewhere, or with other values of the rest). Sobol indices
share the variance of the answer: ``first_order`` is the share of a thing
alone, ``total`` its share with everything it acts together with. Other
designs give rank correlations. All of them show how far the answer moves
from the low to the high end of what is varied, as a tornado chart does: by
the mean of the steps for Morris, by the least-squares line over all ranges
for other designs that draw, and as the means at the first and the last
value of a list.

References
----------
Morris (1991); Campolongo, Cariboni and Saltelli (2007); Saltelli et al.
(2010). Computed by SALib (Herman and Usher 2017), the extra
``icsim[sensitivity]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.errors import InputError
from icsim.experiment import design
from icsim.experiment.design import Span
from icsim.experiment.sweep_plan import INDICES, SCREENING

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.sweep_outcomes import Outcomes
    from icsim.experiment.sweep_plan import Sweep
    from icsim.experiment.varied import Varied

Values = NDArray[np.float64]

_RESAMPLES, _CONFIDENCE, _RESAMPLING_SEED = 1000, 0.95, 1


@dataclass(frozen=True)
class Sensitivity:
    """What an answer depends on.

    Parameters
    ----------
    measure, place, agreement, future
        Which answer.
    against
        What it is less; empty for nothing.
    mean
        Its mean over all points.
    table
        One row a thing that is varied, the most important first: ``name``,
        ``low``, ``high`` (ends of the range, or first and last value),
        ``low_outcome``, ``high_outcome`` (the answer at either end, all
        else as it is on average), ``swing`` (their difference), and what the
        design gives besides.
    pairs
        Share of the variance that two things have together only, for a
        ``saltelli`` design with ``second_order``; otherwise empty.
    """

    measure: str
    place: str
    agreement: str
    future: str
    against: str
    mean: float
    table: pd.DataFrame
    pairs: pd.DataFrame


def analyse(
    outcomes: Outcomes, measure: str, place: str, agreement: str | None = None, future: str | None = None
) -> Sensitivity:
    """Look at what one answer of a sweep depends on.

    Parameters
    ----------
    outcomes
        What the runs came to.
    measure, place
        Which number; both must be among those of the outcomes.
    agreement, future
        Of which arm, less what it is compared with; without them, the last arm and the first future, or the last
        future where futures are compared.

    Raises
    ------
    InputError
        If nothing is varied, runs are missing, or SALib is needed and not installed.
    """
    import pandas as pd

    sweep = outcomes.sweep
    if not sweep.varied:
        raise InputError.at("analyse", "the sweep varies nothing that an answer could depend on")
    arm = _index([each.name for each in sweep.arms], agreement, -1, "agreement")
    named = [each.name for each in sweep.futures]
    outside = _index(named, future, -1 if len(sweep.arms) == 1 else 0, "future")
    answer = _answer(outcomes, arm, outside, place, measure)
    if not np.isfinite(answer).all():
        gone = int((~np.isfinite(answer)).sum())
        raise InputError.at("analyse", f"{gone} of {len(answer)} points have no {measure}; make all runs first")
    found, pairs = _found(sweep, answer)
    table = pd.concat([_ends(sweep, answer, found), found], axis=1)
    weight = next((name for name in ("mu_star", "total") if name in table), "swing")
    order = np.argsort(-np.abs(table[weight].to_numpy(dtype=np.float64)), kind="stable")
    reference = sweep.reference(sweep.arms[arm].name, named[outside])
    against = "" if reference is None else reference[0 if len(sweep.arms) > 1 else 1]
    return Sensitivity(
        measure, place, sweep.arms[arm].name, named[outside], against, float(answer.mean()),
        table.iloc[order].reset_index(drop=True), pairs,
    )  # fmt: skip


def _index(names: list[str], name: str | None, otherwise: int, what: str) -> int:
    if name is None:
        return range(len(names))[otherwise]
    if name not in names:
        raise InputError.at(f"--{what}", f"no {what} {name!r}; there is {', '.join(names)}")
    return names.index(name)


def _answer(outcomes: Outcomes, arm: int, future: int, place: str, measure: str) -> Values:
    """The answer at every point: mean over seeds, less what it is compared with."""
    at = outcomes.places.index(place), outcomes.measures.index(measure)
    answers = []
    for point in range(len(outcomes.sweep.points)):
        values, base = outcomes.values[:, point, future, arm], outcomes.against(point, future, arm)
        answers.append((values if base is None else values - base)[:, *at].mean())
    return np.array(answers)


def _positions(varied: Varied, sweep: Sweep) -> Values:
    """Where each point is along what is varied, from 0 to 1: along the range, or the list."""
    if varied.span is not None:
        low, high = varied.span.low, varied.span.high
        return np.array([(float(row[varied.name]) - low) / (high - low) for row in sweep.points])
    listed = varied.listed
    return np.array([listed.index(row[varied.name]) / max(len(listed) - 1, 1) for row in sweep.points])


def _ends(sweep: Sweep, answer: Values, found: pd.DataFrame) -> pd.DataFrame:
    """The answer at either end of each thing that is varied, in the order of the sweep."""
    import pandas as pd

    mean = float(answer.mean())
    spans = [each for each in sweep.varied if each.span is not None]
    slopes = dict.fromkeys((each.name for each in spans), 0.0)
    middles = {each.name: 0.5 for each in spans}
    if "mu" in found:
        slopes = dict(zip((each.name for each in sweep.varied), found["mu"].tolist(), strict=True))
    elif spans:
        where = np.array([_positions(each, sweep) for each in spans]).T
        line = np.linalg.lstsq(where - where.mean(axis=0), answer - mean, rcond=None)[0]
        slopes = {each.name: float(slope) for each, slope in zip(spans, line, strict=True)}
        middles = {each.name: float(middle) for each, middle in zip(spans, where.mean(axis=0), strict=True)}
    rows = []
    for each in sweep.varied:
        if each.span is not None:
            slope, middle = slopes[each.name], middles[each.name]
            ends: tuple[Any, Any] = each.span.low, each.span.high
            low, high = mean - slope * middle, mean + slope * (1 - middle)
        else:
            where = _positions(each, sweep)
            ends = str(each.listed[0]), str(each.listed[-1])
            low, high = (float(answer[where == end].mean()) for end in (where.min(), where.max()))
        outcomes = {"low_outcome": low, "high_outcome": high, "swing": high - low}
        rows.append({"name": each.name, "low": ends[0], "high": ends[1], **outcomes})
    return pd.DataFrame(rows)


def _found(sweep: Sweep, answer: Values) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the design gives for each thing that is varied, and for pairs."""
    import pandas as pd

    if sweep.drawn.kind == SCREENING:
        return _screened(sweep, answer), pd.DataFrame()
    if sweep.drawn.kind == INDICES:
        return _indices(sweep, answer)
    correlations = [_rank_correlation(_positions(each, sweep), answer) for each in sweep.varied]
    return pd.DataFrame({"rank_correlation": correlations}), pd.DataFrame()


def _rank_correlation(where: Values, answer: Values) -> float:
    """Spearman's, 0 where either side is the same throughout."""
    from scipy.stats import spearmanr

    if not np.ptp(where) or not np.ptp(answer):
        return 0.0
    return float(spearmanr(where, answer).statistic)


def _problem(sweep: Sweep) -> dict[str, Any]:
    names = [each.name for each in sweep.varied]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _screened(sweep: Sweep, answer: Values) -> pd.DataFrame:
    import pandas as pd

    morris = _salib("morris")
    spans = [Span(each.name, 0.0, 1.0) for each in sweep.varied]  # draws are by name: the same points, from 0 to 1
    rows = design.morris(spans, sweep.drawn.n, sweep.drawn.levels, sweep.seed)
    where = np.array([[row[span.name] for span in spans] for row in rows])
    options = {"num_resamples": _RESAMPLES, "conf_level": _CONFIDENCE, "seed": _RESAMPLING_SEED}
    found = morris.analyze(_problem(sweep), where, answer, num_levels=sweep.drawn.levels, **options)
    named = {"mu": "mu", "mu_star": "mu_star", "mu_star_conf": "mu_star_half_width", "sigma": "sigma"}
    return pd.DataFrame({ours: np.asarray(found[theirs], dtype=np.float64) for theirs, ours in named.items()})


def _indices(sweep: Sweep, answer: Values) -> tuple[pd.DataFrame, pd.DataFrame]:
    import pandas as pd

    sobol, names = _salib("sobol"), [each.name for each in sweep.varied]
    named = {
        "S1": "first_order",
        "S1_conf": "first_order_half_width",
        "ST": "total",
        "ST_conf": "total_half_width",
    }
    if not np.ptp(answer):  # nothing varies: there is no variance to share
        return pd.DataFrame(dict.fromkeys(named.values(), np.zeros(len(names)))), pd.DataFrame()
    second = sweep.drawn.second_order
    options = {"num_resamples": _RESAMPLES, "conf_level": _CONFIDENCE, "seed": _RESAMPLING_SEED}
    found = sobol.analyze(_problem(sweep), answer, calc_second_order=second, **options)
    table = pd.DataFrame({ours: np.asarray(found[theirs], dtype=np.float64) for theirs, ours in named.items()})
    pairs = [
        {"a": a, "b": b, "together": float(found["S2"][i, j]), "together_half_width": float(found["S2_conf"][i, j])}
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if second and i < j
    ]
    return table, pd.DataFrame(pairs)


def _salib(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"SALib.analyze.{module}")
    except ImportError as error:
        raise InputError.at("analyse", "needs SALib: install icsim with the extra sensitivity") from error
