"""Search: the runs of a calibration, wave by wave, and what they say of the free parameters.

The whole of England is too dear to run hundreds of times, so while fitting
some of its systems stand in for it: each is run by itself and what is
measured in them is put together as if they were one. How far the whole is
from its stand-ins is measured by a few runs of the whole where the fit
is good, and allowed for: its mean near the fitted values, its spread over
draws from the posterior.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.errors import InputError
from icsim.experiment.spec import RunSpec
from icsim.fitting.aims import Aims, Values
from icsim.fitting.emulate import Emulator
from icsim.fitting.free import Box, Points
from icsim.fitting.history import first_design, next_design
from icsim.fitting.observe import make_observations, values_of
from icsim.fitting.observed import ObservedSpec
from icsim.fitting.posterior import Posterior, posterior

if TYPE_CHECKING:
    from icsim.experiment.wanted import Progress
    from icsim.fitting.targets import Target

Told = Callable[["Progress"], None]
Staged = Callable[[str], AbstractContextManager[Told | None]]
"""Given the words for a stage, what is told after each of its runs."""

_LEAST_SEEN = 0.8
"""Least share of the runs that must show a figure for it to be fitted to."""
_WHOLE_SEEDS = 10_000
"""Distance of seeds of whole runs from those of stand-ins, so that no luck is shared."""


@dataclass(frozen=True)
class Ask:
    """What a calibration is to do.

    Parameters
    ----------
    word
        The system.
    targets
        Figures it is fitted to.
    box
        The free parameters.
    stand_ins
        Systems that stand in for it; empty if it is run itself.
    settings
        Parameters that hold in every run, by name; free ones replace them.
    start, months, seed
        First month and length of each run, and the first seed.
    points
        Points of each wave.
    whole_runs
        Runs of the whole at posterior draws, to measure how much more or less it differs from its stand-ins there.
    near_runs
        Runs of the whole at the first fitted values, to measure how far it is from its stand-ins there.
    last_runs
        Runs with the fitted values, for the table.
    draws
        Posterior draws.
    """

    word: str
    targets: tuple[Target, ...]
    box: Box
    stand_ins: tuple[str, ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)
    start: str = "2026-04"
    months: int = 60
    seed: int = 1
    points: tuple[int, ...] = (64, 48)
    whole_runs: int = 3
    near_runs: int = 2
    last_runs: int = 3
    draws: int = 1000

    @property
    def aims(self) -> Aims:
        """What the figures should be."""
        return Aims.of(self.targets)


@dataclass
class Found:
    """What a calibration found.

    Parameters
    ----------
    ask
        What was asked.
    points, observed
        Points of the cube that were run with the stand-ins, shape (n, k), and what was seen there, shape (n, m).
    waves
        Points of each wave, and share of the cube not ruled out before it and, last, after all.
    emulator
        Of the stand-ins' figures.
    posterior
        Draws.
    central
        Point that is the fitted one: the mean of the posterior, what is swept held where it is declared.
    offset, offset_sd
        Whole against stand-ins, and how sure that is, shape (m,).
    before, after
        Figures of the whole as declared, shape (m,), and with fitted values, one row a run, shape (r, m).
    """

    ask: Ask
    points: Points
    observed: Values
    waves: list[tuple[int, float]]
    emulator: Emulator
    posterior: Posterior
    central: Points
    offset: Values
    offset_sd: Values
    before: Values
    after: Values

    @property
    def values(self) -> dict[str, float]:
        """The fitted values by name."""
        return self.ask.box.settings(self.ask.box.values(self.central))

    def predicted(self) -> Values:
        """Figures at every draw, luck, emulator and the difference of the whole included, shape (n_draws, m)."""
        guess = self.emulator.at(self.posterior.points)
        spread = np.sqrt(guess.sd**2 + self.emulator.luck_sd**2 + self.offset_sd**2)
        noise = np.random.default_rng([self.ask.seed, 6]).standard_normal(spread.shape)
        return np.asarray(guess.mean + self.offset + spread * noise)


class Runs:
    """Makes the runs of a calibration and keeps what is observed in them.

    Parameters
    ----------
    ask
        What is asked.
    folder
        Where observations are kept: what is there is not made again.
    workers
        Worker processes; None makes the runs in this process.
    staged
        Says what progress is told to.
    """

    def __init__(
        self, ask: Ask, folder: str | Path, workers: int | None = None, staged: Staged = lambda _: nullcontext()
    ) -> None:
        self._ask, self._folder, self._workers, self._staged = ask, folder, workers, staged

    def observed(
        self, words: Sequence[str], settings: Iterable[Mapping[str, float]], first_seed: int, stage: str
    ) -> Values:
        """Figures of systems put together, one row for each setting of the parameters.

        Parameters
        ----------
        words
            The systems.
        settings
            Parameters of each row.
        first_seed
            Seed of the first row; each has its own.
        stage
            Words for the screen.

        Raises
        ------
        RunsFailed
            If a run cannot be made.
        """
        ask = self._ask
        rows = [
            [
                ObservedSpec(
                    RunSpec.of(
                        word,
                        months=ask.months,
                        seed=first_seed + i,
                        start=ask.start,
                        parameters={**ask.settings, **some},
                    ),
                    ask.targets,
                )
                for word in words
            ]
            for i, some in enumerate(settings)
        ]
        every = [spec for row in rows for spec in row]
        with self._staged(stage) as told:
            store = make_observations(every, self._folder, self._workers, told, retry_failed=True)
        values = [values_of(ask.targets, [store.observation(spec).parts() for spec in row]).to_numpy() for row in rows]
        return np.array(values, dtype=np.float64).reshape(len(rows), len(ask.targets))


def search(ask: Ask, runs: Runs) -> Found:
    """Fit the free parameters.

    Parameters
    ----------
    ask
        What is asked.
    runs
        What makes the runs.

    Raises
    ------
    RunsFailed
        If a run cannot be made.
    """
    box, k = ask.box, len(ask.box)
    small = ask.stand_ins or (ask.word,)

    def at(some: Points) -> list[dict[str, float]]:
        return [box.settings(row) for row in box.values(some)]

    points = first_design(k, ask.points[0], ask.seed)
    observed = runs.observed(small, at(points), ask.seed, "Wave 1")
    ask, observed, measured = _measured(ask, observed)
    aims, waves = ask.aims, [(ask.points[0], 1.0)]
    emulator = Emulator(points, observed, aims.names)
    for wave, n in enumerate(ask.points[1:], 1):
        design, share = next_design(emulator, aims, points, n, ask.seed + wave)
        seen = runs.observed(small, at(design), ask.seed + len(points), f"Wave {wave + 1}")
        points, observed = np.vstack([points, design]), np.vstack([observed, seen[:, measured]])
        waves.append((n, share))
        emulator = Emulator(points, observed, aims.names)
    waves.append((0, next_design(emulator, aims, points, 0, ask.seed)[1]))
    offset, offset_sd = np.zeros(len(aims.names)), np.zeros(len(aims.names))
    if ask.stand_ins:
        few = posterior(emulator, aims, k, ask.whole_runs, ask.seed).points
        whole = runs.observed((ask.word,), at(few), ask.seed + _WHOLE_SEEDS, "The whole against its stand-ins")
        offset, offset_sd = _difference(whole[:, measured], emulator, few)
    near = _against(aims, offset, offset_sd)
    central = _central(ask, emulator, near)
    first = ask.seed + _WHOLE_SEEDS + ask.whole_runs
    if ask.stand_ins:
        there = runs.observed((ask.word,), at(np.tile(central, (ask.near_runs, 1))), first, "The same near the fit")
        offset = there[:, measured].mean(axis=0) - emulator.at(central[None, :]).mean[0]
        near = _against(aims, offset, offset_sd)
        central = _central(ask, emulator, near)
        first += ask.near_runs
    drawn = posterior(emulator, near, k, ask.draws, ask.seed)
    before = runs.observed((ask.word,), [box.settings(box.declared)], first, "As declared")[0]
    after = runs.observed((ask.word,), at(np.tile(central, (ask.last_runs, 1))), first + 1, "With the fitted values")
    return Found(
        ask, points, observed, waves, emulator, drawn, central, offset, offset_sd, before[measured], after[:, measured]
    )


def _measured(ask: Ask, observed: Values) -> tuple[Ask, Values, NDArray[np.bool_]]:
    """What is asked and was seen without figures that such a system does not show, and which figures are left."""
    there = np.isfinite(observed).mean(axis=0) >= _LEAST_SEEN
    if not there.any():
        raise InputError.at(ask.word, "shows none of the figures that are fitted to")
    targets = tuple(target for target, seen in zip(ask.targets, there.tolist(), strict=True) if seen)
    return replace(ask, targets=targets), observed[:, there], there


def _central(ask: Ask, emulator: Emulator, aims: Aims) -> Points:
    """Mean of the posterior with what is swept held where it is declared."""
    declared = ask.box.points(ask.box.declared)
    held = {int(i): float(declared[i]) for i in np.flatnonzero(ask.box.swept)}
    return posterior(emulator, aims, len(ask.box), ask.draws, ask.seed, held).mean


def _difference(whole: Values, emulator: Emulator, points: Points) -> tuple[Values, Values]:
    """How far the whole is from its stand-ins on average, and the standard deviation of that and from run to run."""
    away = whole - emulator.at(points).mean
    n = len(away)
    spread = away.std(axis=0, ddof=1) if n > 1 else np.abs(away[0])
    return np.asarray(away.mean(axis=0)), np.asarray(spread * (1.0 + 1.0 / n) ** 0.5)


def _against(aims: Aims, offset: Values, sd: Values) -> Aims:
    """What stand-ins should show for the whole to show the aims."""
    return replace(
        aims,
        values=aims.values - offset,
        below_sd=np.hypot(aims.below_sd, sd),
        above_sd=np.hypot(aims.above_sd, sd),
    )
