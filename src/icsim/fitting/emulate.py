"""Emulate: what a run would show at points where none was made, and how sure that is.

Each observed figure is a straight-line trend in the free parameters, and a
Gaussian process about it with a length of its own for each parameter and
noise. The noise is the luck of runs, since every run has its own seed.

References
----------
O'Hagan (2006), on emulators; Rasmussen and Williams (2006), section 5.4.2, for the left-out errors.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icsim.fitting.free import Points

Values = NDArray[np.float64]

_LENGTHS = (0.7, 20.0)
"""Shortest and longest length of a process, in sides of the cube.

The longest is a straight line. One much shorter could not be told from noise: the runs are that far apart.
"""
_NOISES = (1e-4, 1.0)
"""Range of the noise's variance, in variances of what the trend leaves."""
_RIDGE = 1e-3
"""Pull of the trend towards none, so that fewer runs than parameters do not break it."""


@dataclass(frozen=True)
class Guess:
    """Emulated figures at some points.

    Parameters
    ----------
    mean
        Expected value, shape (n_points, n_figures).
    sd
        Standard deviation of the emulator, without the luck of a run, same shape.
    """

    mean: Values
    sd: Values


class Emulator:
    """Emulators of several figures, fitted to the same runs.

    Parameters
    ----------
    points
        Where runs were made, shape (n_runs, n_parameters).
    observed
        What they showed, shape (n_runs, n_figures); missing where a run does not show it.
    names
        Names of the figures.

    Attributes
    ----------
    luck_sd
        Standard deviation of a run with another seed, shape (n_figures,).
    left_out
        Error of each run predicted from the others, in standard deviations, shape (n_runs, n_figures);
        missing where nothing was observed.
    explained_share
        Share of the variance between runs that predictions from the others explain, shape (n_figures,).
    """

    def __init__(self, points: Points, observed: Values, names: Sequence[str]) -> None:
        self.names = tuple(names)
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):  # matrices this small are slower in threads
            each = [_One(points, observed[:, i]) for i in range(observed.shape[1])]
        self._each = each
        self.luck_sd = np.array([one.luck_sd for one in each])
        self.left_out = np.array([one.left_out for one in each]).T.reshape(len(points), len(each))
        self.explained_share = np.array([one.explained_share for one in each])

    def at(self, points: Points) -> Guess:
        """Emulated figures at points of the unit cube."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            guesses = [one.at(points) for one in self._each]
        return Guess(np.stack([g[0] for g in guesses], axis=1), np.stack([g[1] for g in guesses], axis=1))


class _One:
    """The emulator of one figure."""

    def __init__(self, points: Points, observed: Values) -> None:
        there = np.isfinite(observed)
        x, y = points[there], observed[there]
        design = _design(x)
        penalty = _RIDGE * np.eye(design.shape[1])
        penalty[0, 0] = 0.0
        self._trend = np.linalg.solve(design.T @ design + penalty, design.T @ y)
        rest = y - design @ self._trend
        self._scale = float(rest.std()) or 1.0
        self._process = _process(x, rest / self._scale)
        noise = float(np.exp(self._process.kernel_.theta[-1]))
        self.luck_sd = self._scale * noise**0.5
        errors, variances = _left_out(self._process, x, rest / self._scale)
        self.left_out = np.full(len(observed), np.nan)
        self.left_out[there] = errors / np.sqrt(variances)
        spread = float(((y - y.mean()) ** 2).sum()) or 1.0
        self.explained_share = 1.0 - float((errors**2).sum()) * self._scale**2 / spread

    def at(self, points: Points) -> tuple[Values, Values]:
        """Mean and standard deviation at some points, each of shape (n_points,)."""
        mean, sd = self._process.predict(points, return_std=True)
        noise = self.luck_sd / self._scale
        own = np.sqrt(np.maximum(sd**2 - noise**2, 0.0))
        return np.asarray(_design(points) @ self._trend + mean * self._scale), np.asarray(own * self._scale)


def _design(points: Points) -> Values:
    return np.column_stack([np.ones(len(points)), points])


def _process(points: Points, rest: Values) -> Any:
    """A Gaussian process about nothing, its lengths and noise by greatest likelihood."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    k = points.shape[1]
    kernel = ConstantKernel(0.5, (1e-3, 10.0)) * RBF(np.full(k, 2.0), _LENGTHS) + WhiteKernel(0.5, _NOISES)
    process = GaussianProcessRegressor(kernel, alpha=1e-10)
    with warnings.catch_warnings():
        # a parameter that does not matter has the longest length there is: the bound is meant
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(points, rest)
    return process


def _left_out(process: Any, points: Points, rest: Values) -> tuple[Values, Values]:
    """Error and its variance of each run predicted from the others, by the inverse of the covariance."""
    inverse = np.linalg.inv(process.kernel_(points))
    variances = 1.0 / np.diag(inverse)
    return np.asarray(inverse @ rest * variances), np.asarray(variances)
