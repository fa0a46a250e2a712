"""History: waves of runs that rule out values of the free parameters under which the model cannot show the figures.

A point is implausible when a figure emulated there is further from what is
published than three standard deviations of everything that is not known:
the published figure, the model for being a model, the luck of one run, and
the emulator. What is not ruled out is looked at more closely in the next
wave; the last wave's emulators are the best where it matters.

References
----------
Craig et al. (1997); Vernon, Goldstein and Bower (2010); Andrianakis et al. (2015), on an epidemic model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.fitting.aims import Aims, Values
from icsim.fitting.emulate import Emulator
from icsim.fitting.free import Points

CUT = 3.0
"""Implausibility beyond which a point is ruled out: 95% of any distribution with one peak is within it."""
CANDIDATES = 1 << 14
"""Points of the cube that are looked at to find those not ruled out."""
_CHOICES = 8
"""Points among which each next one of a design is the farthest from those chosen."""


def implausibility(emulator: Emulator, aims: Aims, points: Points) -> Values:
    """How far the emulated figures are from what is published, in standard deviations, shape (n_points, n_figures)."""
    guess = emulator.at(points)
    return aims.off(guess.mean, emulator.luck_sd**2 + guess.sd**2)[0]


def not_ruled_out(emulator: Emulator, aims: Aims, points: Points) -> NDArray[np.bool_]:
    """Which points no figure rules out, shape (n_points,)."""
    return np.asarray(implausibility(emulator, aims, points).max(axis=1, initial=0.0) <= CUT)


def first_design(k: int, n: int, seed: int) -> Points:
    """A Latin hypercube over the whole cube, its points far from one another, shape (n, k)."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(k, optimization="random-cd", rng=np.random.default_rng([seed, 1])).random(n))


def candidates(k: int, seed: int, n: int = CANDIDATES) -> Points:
    """Points that fill the cube evenly, shape (n, k); n is a power of two."""
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(k, rng=np.random.default_rng([seed, 2])).random_base2(n.bit_length() - 1))


def next_design(emulator: Emulator, aims: Aims, there: Points, n: int, seed: int) -> tuple[Points, float]:
    """Points of the next wave, far from one another and from runs made, and the share of the cube not ruled out.

    Parameters
    ----------
    emulator
        Fitted to the runs made.
    aims
        What figures should be.
    there
        Where runs have been made, shape (m, k).
    n
        Points wanted.
    seed
        Another one gives other points.

    Returns
    -------
    tuple
        Points, shape (n, k), and the share. If less is left than points are
        wanted, the least implausible candidates make up the number.
    """
    some = candidates(there.shape[1], seed)
    worst = implausibility(emulator, aims, some).max(axis=1)
    share = float((worst <= CUT).mean())
    kept = some[worst <= CUT] if (worst <= CUT).sum() >= n else some[np.argsort(worst, kind="stable")[: max(n, 1)]]
    luck = np.random.default_rng([seed, 3])
    chosen: list[Values] = []
    taken = there
    left = kept[luck.permutation(len(kept))]
    for _ in range(n):
        few = left[:_CHOICES]
        apart = ((few[:, None, :] - taken[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        best = int(apart.argmax())
        chosen.append(few[best])
        taken = np.vstack([taken, few[best]])
        left = np.delete(left, best, axis=0)
    return np.array(chosen), share
