"""Recovery: whether fitting finds values of the parameters that are known, because a run was made with them.

Values are drawn from the prior, a run is made with each, and what it shows
is taken for published figures. An interval of nine in ten that is honest
holds the known value nine times in ten. One design of runs trains the
emulators for all trials, so a trial costs a single run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from icsim.errors import InputError
from icsim.fitting.aims import Aims, Values
from icsim.fitting.emulate import Emulator
from icsim.fitting.free import Points
from icsim.fitting.history import first_design
from icsim.fitting.posterior import LEVEL, posterior
from icsim.fitting.search import Ask, Runs
from icsim.folder import replace_file

TRIALS_FILE, COVERAGE_FILE = "recovery_trials.csv", "recovery.csv"
RECOVERY_FILES = (TRIALS_FILE, COVERAGE_FILE)
"""Every trial's known value and interval; how many intervals hold the known value."""
LEAST_COVERED, MOST_COVERED = 0.80, 0.97
"""Share of intervals of nine in ten that should hold the known value, over all parameters."""
_APART = 1_000_000
"""Distance of the trials' seeds from those of the design."""
_DRAWS = 1024


@dataclass(frozen=True)
class Recovered:
    """What came of the trials.

    Parameters
    ----------
    names
        The free parameters.
    known, low, high
        Values known and ends of the intervals, shape (n_trials, n_parameters).
    narrowed_share
        How much narrower intervals are than before fitting, on average, shape (n_parameters,).
    explained_share
        Share of what differs between runs that the emulators explain, by figure.
    """

    names: tuple[str, ...]
    known: Values
    low: Values
    high: Values
    narrowed_share: Values
    explained_share: dict[str, float]

    @property
    def held(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Whether each interval holds the known value, shape (n_trials, n_parameters)."""
        return np.asarray((self.low <= self.known) & (self.known <= self.high))

    @property
    def covered_share(self) -> float:
        """Share of all intervals that hold the known value."""
        return float(self.held.mean())

    @property
    def passed(self) -> bool:
        """Whether that is as it should be."""
        return LEAST_COVERED <= self.covered_share <= MOST_COVERED


def recover(ask: Ask, runs: Runs, trials: int) -> Recovered:
    """Find known values again.

    Parameters
    ----------
    ask
        What would be fitted; the figures' published values play no part.
    runs
        What makes the runs.
    trials
        How many known sets of values.

    Raises
    ------
    RunsFailed
        If a run cannot be made.
    """
    box, k = ask.box, len(ask.box)
    design = first_design(k, sum(ask.points), ask.seed)
    truths = np.random.default_rng([ask.seed, 7]).random((trials, k))

    def seen(points: Points, seed: int, stage: str) -> Values:
        return runs.observed((ask.word,), [box.settings(row) for row in box.values(points)], seed, stage)

    observed = seen(design, ask.seed, "Runs that train the emulators")
    shown = seen(truths, ask.seed + _APART, "Runs with known values")
    return recovered(ask, design, observed, truths, shown)


def recovered(ask: Ask, design: Points, observed: Values, truths: Points, shown: Values) -> Recovered:
    """What intervals the figures of trials lead to.

    Parameters
    ----------
    ask
        What would be fitted.
    design, observed
        Points of the cube that were run, and the figures there.
    truths, shown
        Known points, and the figures of the run made with each.
    """
    box = ask.box
    there = np.isfinite(observed).all(axis=0) & np.isfinite(shown).all(axis=0)
    names = tuple(target.key for target, seen in zip(ask.targets, there.tolist(), strict=True) if seen)
    if not names:
        raise InputError.at(ask.word, "shows none of the figures in every run; run longer, or a larger system")
    emulator = Emulator(design, observed[:, there], names)
    aims = [Aims.exactly(names, figures) for figures in shown[:, there]]
    ends = [_interval(emulator, each, len(box), ask.seed + i) for i, each in enumerate(aims)]
    low, high = (np.array([end[side] for end in ends]) for side in (0, 1))
    narrowed = 1.0 - (high - low).mean(axis=0) / LEVEL
    explained = dict(zip(names, emulator.explained_share.tolist(), strict=True))
    return Recovered(box.names, box.values(truths), box.values(low), box.values(high), narrowed, explained)


def _interval(emulator: Emulator, aims: Aims, k: int, seed: int) -> tuple[Values, Values]:
    return posterior(emulator, aims, k, _DRAWS, seed).interval()


def coverage_rows(found: Recovered) -> list[tuple[str, int, int, float, float]]:
    """For each parameter and, last, all: trials, intervals that hold the known value, their share, how much narrower.

    Returns
    -------
    list
        Name, trials, held, share held, share narrowed.
    """
    held, trials = found.held, len(found.known)
    rows = [
        (name, trials, int(held[:, i].sum()), round(float(held[:, i].mean()), 3), round(float(narrow), 3))
        for i, (name, narrow) in enumerate(zip(found.names, found.narrowed_share.tolist(), strict=True))
    ]
    narrow = round(float(found.narrowed_share.mean()), 3)
    return [*rows, ("all", held.size, int(held.sum()), round(found.covered_share, 3), narrow)]


def write_recovery(found: Recovered, folder: Path) -> None:
    """Write the trials and how many intervals hold the known value."""
    columns = ("parameter", "trials", "held", "held_share", "narrowed_share")
    _write(folder / COVERAGE_FILE, columns, coverage_rows(found))
    rows = [
        (trial, name, f"{found.known[trial, i]:.6g}", f"{found.low[trial, i]:.6g}", f"{found.high[trial, i]:.6g}",
         int(found.held[trial, i]))
        for trial in range(len(found.known))
        for i, name in enumerate(found.names)
    ]  # fmt: skip
    _write(folder / TRIALS_FILE, ("trial", "parameter", "known", "low", "high", "held"), rows)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    import csv

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    replace_file(path, lambda file: file.write(text.getvalue().encode()))
