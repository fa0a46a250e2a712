"""Data: the runs of one sweep as columns, read once and shared by everybody who looks at it."""

from __future__ import annotations

import itertools
import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.measures import BY_NAME
from icsim.experiment.sweep_plan import Planned
from icsim.registry import all_parameters
from icsim.ui.sweep.reading import ReadOutcomes, Told, is_ours, places_kept, read_plan, signature
from icsim.ui.sweep.variables import AGREEMENT, FUTURE, SEED, VARIED, Variable, outcome, varied_words

if TYPE_CHECKING:
    from icsim.experiment.sweep_outcomes import Outcomes
    from icsim.experiment.sweep_plan import Sweep
    from icsim.experiment.varied import Varied

Values = NDArray[np.float64]

KEPT = 4
"""Sweeps that are kept read."""


@dataclass(frozen=True, eq=False)
class SweepData:
    """The runs of a sweep, in the order in which it plans them.

    Parameters
    ----------
    outcomes
        What they came to.
    digests
        Address of each, shape (n_runs,).
    version
        Of icsim, that made them.
    ours
        Whether the code there is now makes the same numbers.
    left_out
        Places that there was no room for.
    """

    outcomes: Outcomes
    digests: NDArray[Any]
    version: str
    ours: bool
    left_out: int

    @property
    def sweep(self) -> Sweep:
        """What was asked."""
        return self.outcomes.sweep

    @property
    def places(self) -> tuple[str, ...]:
        """Where things are measured."""
        return self.outcomes.places

    def __len__(self) -> int:
        return len(self.digests)

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        """Whether each run has been made, shape (n_runs,)."""
        found: NDArray[np.bool_] = np.isfinite(self.outcomes.values).any(axis=(-1, -2)).ravel()
        return found

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """Place of each run in a shuffle that is always the same: the first n of it stand for all."""
        order = np.random.default_rng(1).permutation(len(self))
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        return rank

    @cached_property
    def inputs(self) -> tuple[Variable, ...]:
        """What is varied, and which run it is; what is the same in every run is left out."""
        sweep = self.sweep
        shape = (sweep.replications, len(sweep.points), len(sweep.futures), len(sweep.arms))
        seed, point, future, arm = (index.ravel() for index in np.indices(shape))
        found = [_varied(each, [row[each.name] for row in sweep.points], point) for each in sweep.varied]
        arms, futures = (tuple(each.name for each in some) for some in (sweep.arms, sweep.futures))
        found.append(Variable(AGREEMENT, "Agreement", "", "run", arm.astype(float), arms))
        found.append(Variable(FUTURE, "Future", "", "run", future.astype(float), futures))
        found.append(Variable(SEED, "Seed", "", "run", seed + float(sweep.seed), (), 0))
        return tuple(each for each in found if np.ptp(each.values) or (each.key == AGREEMENT and each.kind == "run"))

    @cached_property
    def answers(self) -> dict[tuple[str, ...], Any]:
        """What was analysed before, by what was asked."""
        return {}

    @cached_property
    def _by_place(self) -> dict[str, tuple[Variable, ...]]:
        return {}

    def results(self, place: str) -> tuple[Variable, ...]:
        """What came out at a place: each measure there is, and what it is less what it is compared with."""
        if place not in self._by_place:
            self._by_place[place] = tuple(self._results(self.places.index(place)))
        return self._by_place[place]

    def _results(self, place: int) -> Iterator[Variable]:
        against = self._against
        for m, name in enumerate(self.outcomes.measures):
            values = self.outcomes.values[..., place, m]
            if np.isfinite(values).any():
                yield outcome(BY_NAME[name], values.ravel())
                if against is not None:
                    yield outcome(BY_NAME[name], (values - self._base(values)).ravel(), against)

    @cached_property
    def _against(self) -> str | None:
        """What runs are compared with; None if with nothing."""
        sweep = self.sweep
        if len(sweep.arms) > 1:
            return sweep.against
        return sweep.futures[0].name if len(sweep.futures) > 1 else None

    def _base(self, values: Values) -> Values:
        """Values of the runs that each is compared with, of the same shape; missing for those themselves."""
        sweep, base = self.sweep, np.full_like(values, np.nan)
        arms, futures = ([each.name for each in some] for some in (sweep.arms, sweep.futures))
        for (f, future), (a, arm) in itertools.product(enumerate(futures), enumerate(arms)):
            reference = sweep.reference(arm, future)
            if reference is not None:
                base[:, :, f, a] = values[:, :, futures.index(reference[1]), arms.index(reference[0])]
        return base

    def variables(self, place: str) -> dict[str, Variable]:
        """Everything that runs can be laid out by, by key."""
        return {each.key: each for each in (*self.inputs, *self.results(place))}

    def planned(self, run: int) -> Planned:
        """What a run is."""
        return self.sweep.planned(run)


def _varied(varied: Varied, values: Sequence[Any], point: NDArray[np.int64]) -> Variable:
    """What is varied, for every run: numbers as numbers, all else as words."""
    name, ends = varied.name, None if varied.span is None else (varied.span.low, varied.span.high)
    declared = {parameter.name: parameter for parameter in all_parameters()}.get(name)
    title, unit = (name, declared.unit) if declared else varied_words(name)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        numbers = np.array(values, dtype=np.float64)
        decimals = _decimals(numbers)
        return Variable(VARIED + name, title, unit, "varied", numbers[point], (), decimals, ends=ends)
    said = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    words = tuple(dict.fromkeys(said))
    at = {word: i for i, word in enumerate(words)}
    return Variable(
        VARIED + name, title, unit, "varied", np.array([at[w] for w in said], dtype=np.float64)[point], words
    )


def _decimals(numbers: Values) -> int:
    """Digits after the point that tell values apart, about three of the range; none for whole numbers."""
    reach = float(np.ptp(numbers)) if len(numbers) else 0.0
    if not reach or not (numbers % 1).any():
        return 0 if not (numbers % 1).any() else 4
    return int(np.clip(2 - np.floor(np.log10(reach)), 0, 9))


_read: OrderedDict[tuple[Any, ...], Future[SweepData]] = OrderedDict()
_lock = Lock()


def load(folder: Path, told: Told) -> SweepData:
    """The runs of a folder; read once for everybody, and again when something was added.

    Parameters
    ----------
    folder
        Where they are, one of :func:`icsim.ui.sweep.folders.found`.
    told
        Told how far it is, if it is read now.

    Raises
    ------
    InputError
        If it cannot be shown.
    """
    key = (str(folder), signature(folder))
    with _lock:
        known = _read.get(key)
        mine = known is None
        waiting: Future[SweepData] = Future() if known is None else known
        _read[key] = waiting
        _read.move_to_end(key)
        while len(_read) > KEPT:
            _read.popitem(last=False)
    if mine:
        try:
            waiting.set_result(_loaded(folder, told))
        except BaseException as error:
            with _lock:
                _read.pop(key, None)
            waiting.set_exception(error)
            raise
    return waiting.result()


def _loaded(folder: Path, told: Told) -> SweepData:
    sweep, version, code = read_plan(folder)
    measures = tuple(BY_NAME)
    places = places_kept(sweep, len(measures))
    outcomes = ReadOutcomes(sweep, folder, code, places, measures, told)
    data = SweepData(
        outcomes, outcomes.digests, version, is_ours(code), len(dict.fromkeys(("all", *sweep.places))) - len(places)
    )
    _ = data.there, data.rank, data.inputs  # made here, off the server's own thread
    return data
