"""Validation: runs of today held against every published figure, and trusts against their published month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icsim.codes import Sector
from icsim.errors import InputError
from icsim.experiment.spec import RunSpec, system_of
from icsim.fitting import predict
from icsim.fitting.acceptance import validation_table
from icsim.fitting.observe import Told, make_observations, values_of
from icsim.fitting.observed import ObservedSpec, seen_whole
from icsim.fitting.quantities import TRUSTS
from icsim.keys import MAX_MONTHS
from icsim.months import MONTH_PATTERN, MONTHS_PER_YEAR
from icsim.registry import parameters_in_force

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from icsim.fitting.draws import Draws
    from icsim.fitting.observed import ObservationStore
    from icsim.fitting.targets import Targets
    from icsim.system import System

FOLDS = 5
"""Parts that trusts are left out in."""
LEFT_OUT_SEEDS = 8
"""Seeds at most of the runs that leave trusts out: twelve months of each give a cell a hundred counts."""
LEAST_TRUSTS = 20
"""Trusts a system must have for some of them to tell how trusts differ."""


@dataclass(frozen=True)
class Validated:
    """What was asked and what came of it.

    Parameters
    ----------
    system
        The system.
    word
        What it was called on the command line.
    start, months, seeds, folds, parameters
        First month, months and seeds of the runs; parts that trusts were left out in; parameters changed.
    targets
        The published figures.
    whole_country
        Whether the whole of England was run.
    table
        Every figure with the model's value (:func:`icsim.fitting.acceptance.validation_table`).
    prediction
        Shares of trusts inside their intervals; no rows where there are no published counts.
    cells
        Every predicted count: flow, organisation, staff group, published, expected, inside.
    runs
        Value of every figure in every run.
    draws
        Draws of fitted parameters, one for each seed; None for the fitted values in every run.
    """

    system: System
    word: str
    start: str
    months: int
    seeds: tuple[int, ...]
    folds: int
    parameters: Mapping[str, float]
    targets: Targets
    whole_country: bool
    table: pd.DataFrame
    prediction: pd.DataFrame
    cells: pd.DataFrame
    runs: pd.DataFrame
    draws: Draws | None = None

    @property
    def calibrated(self) -> dict[str, float]:
        """Parameters that hold as they are calibrated for the system."""
        other = {*self.parameters, *(self.draws.names if self.draws else ())}
        return {name: value for name, value in self.system.calibrated if name not in other}


@dataclass(frozen=True)
class Validation:
    """A validation that is asked for.

    Parameters
    ----------
    word
        System, as icsim run takes it.
    targets
        Published figures.
    months, seeds
        Length and number of the runs.
    start
        First month, YYYY-MM.
    parameters
        Parameters set away from what the system has.
    folds
        Parts that trusts are left out in; 0 leaves none out.
    draws
        Draws of fitted parameters, one for each seed; None for the fitted values in every run.

    Raises
    ------
    InputError
        If there is no such system or parameter, or something asked for makes no sense.
    """

    word: str
    targets: Targets
    months: int = 60
    seeds: int = 64
    start: str = "2026-04"
    parameters: Mapping[str, float] | None = None
    folds: int = FOLDS
    draws: Draws | None = None

    def __post_init__(self) -> None:
        if self.months < MONTHS_PER_YEAR:
            raise InputError.at("--months", "published figures are of years: run 12 months or more")
        if self.months > MAX_MONTHS:
            raise InputError.at("--months", f"{self.months} is too long; at most {MAX_MONTHS}")
        if self.folds == 1:
            raise InputError.at("--folds", "one part would be all the trusts; 2 or more, or 0 for none")
        if not re.fullmatch(MONTH_PATTERN, self.start):
            raise InputError.at("--start", "write YYYY-MM, for example 2026-04")
        parameters_in_force(self.parameters)
        system_of(self.word)

    @property
    def system(self) -> System:
        """The system."""
        return system_of(self.word)

    @property
    def design(self) -> dict[str, Any]:
        """What its runs have in common, as JSON can hold it; the number of seeds is no part of it."""
        return {
            "validation": self.system.digest,
            "start": self.start,
            "months": self.months,
            "parameters": dict(sorted((self.parameters or {}).items())),
            "measures": self.targets.measures_digest,
        } | ({} if self.draws is None else {"draws": self.draws.digest})

    @property
    def main(self) -> list[ObservedSpec]:
        """The runs of today."""
        return [ObservedSpec(self._spec(seed, self.months), self.targets.targets) for seed in self._seeds]

    @property
    def left_out(self) -> list[ObservedSpec]:
        """Runs of a year with some trusts' figures hidden, fold by fold."""
        fold = self._fold
        if not fold:
            return []
        hidden = [tuple(code for code, at in fold.items() if at == n) for n in range(self.folds)]
        seeds = self._seeds[:LEFT_OUT_SEEDS]
        return [ObservedSpec(self._spec(seed, MONTHS_PER_YEAR), (), some) for some in hidden for seed in seeds]

    @property
    def _seeds(self) -> tuple[int, ...]:
        return tuple(range(1, self.seeds + 1))

    @property
    def _fold(self) -> dict[str, int]:
        """Fold of each trust; empty where none are left out."""
        system = self.system
        trusts = [o.code for o in system.organisations if Sector(o.sector) in TRUSTS]
        enough = self.folds > 1 and len(trusts) >= LEAST_TRUSTS
        return predict.folds(trusts, self.folds) if enough else {}

    def _spec(self, seed: int, months: int) -> RunSpec:
        drawn = {} if self.draws is None else self.draws.of(seed)
        parameters = {**drawn, **(self.parameters or {})}
        return RunSpec.of(self.word, months=months, seed=seed, start=self.start, parameters=parameters)

    def answer(
        self, folder: Path, workers: int | None = None, progress: Told | None = None, *, retry_failed: bool = False
    ) -> Validated:
        """Make the runs that a folder does not have, and hold them against the figures.

        Parameters are those of :func:`icsim.fitting.observe.make_observations`.

        Raises
        ------
        RunsFailed
            If some runs cannot be made, once all others have been.
        """
        import pandas as pd

        main, left_out = self.main, self.left_out
        store = make_observations([*main, *left_out], folder, workers, progress, retry_failed=retry_failed)
        runs = pd.DataFrame([values_of(self.targets, [store.observation(each).parts()]) for each in main])
        runs = runs.reset_index(drop=True)
        whole = seen_whole(self.system)
        prediction, cells = self._predicted(store, main, left_out)
        return Validated(
            system=self.system,
            word=self.word,
            start=self.start,
            months=self.months,
            seeds=self._seeds,
            folds=self.folds,
            parameters=dict(self.parameters or {}),
            draws=self.draws,
            targets=self.targets,
            whole_country=whole,
            table=validation_table(self.targets, runs, self.months, whole_country=whole),
            prediction=prediction,
            cells=cells,
            runs=runs.assign(seed=self._seeds)[["seed", *runs.columns]],
        )

    def _predicted(
        self, store: ObservationStore, main: list[ObservedSpec], left_out: list[ObservedSpec]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        import pandas as pd

        published = predict.published_cells(self.system)
        if published.empty:
            return pd.DataFrame(), pd.DataFrame()
        draws = predict.simulated([store.observation(each) for each in main], published)
        fitted, hidden = predict.fitted_check(published, draws), None
        if left_out:
            hidden = predict.left_out_check(published, self._hidden_draws(store, published, left_out), self._fold)
        table = predict.prediction_table(fitted, hidden)
        cells = fitted.rename(columns={"mean": "fitted_mean", "inside": "fitted_inside"}).drop(columns="calibrated")
        if hidden is not None:
            for name in ("mean", "inside_alone", "inside"):
                cells[f"left_out_{name}"] = hidden[name]
        return table, cells.replace({"table": predict.FLOWS}).rename(columns={"table": "flow"})

    def _hidden_draws(
        self, store: ObservationStore, published: pd.DataFrame, left_out: list[ObservedSpec]
    ) -> predict.Values:
        """Simulated counts of every cell in the runs that do not see its trust's own figures."""
        import numpy as np

        fold = published["organisation"].map(self._fold)
        per_fold = len(left_out) // self.folds
        draws = np.empty((len(published), per_fold * MONTHS_PER_YEAR))
        for n in range(self.folds):
            chosen = (fold == n).to_numpy()
            some = [store.observation(each) for each in left_out[n * per_fold : (n + 1) * per_fold]]
            draws[chosen] = predict.simulated(some, published[chosen])
        return draws
