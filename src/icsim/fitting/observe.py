"""Observe: what targets measure in a run, in many runs, and in several systems together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from icsim.experiment.engine import Engine
from icsim.experiment.here import run_here
from icsim.experiment.runner import RunsFailed
from icsim.fitting.observed import Observation, ObservationStore, ObservedSpec, make_observation, parts_of
from icsim.fitting.quantities import QUANTITIES, Parts

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from icsim.experiment.spec import RunSpec
    from icsim.experiment.wanted import Progress
    from icsim.fitting.targets import Target
    from icsim.system import System

Told = Callable[["Progress"], None]


def observe(targets: Iterable[Target], tables: Mapping[str, pd.DataFrame], system: System) -> pd.Series[float]:
    """What targets come to in the tables of one run.

    Parameters
    ----------
    targets
        What is measured.
    tables
        Tables of a run by name: ``monthly``, ``flows``, ``students`` and, for some, those of a census.
    system
        The system that was run.

    Returns
    -------
    pandas.Series
        Value by key of the target; missing where it cannot be measured.
    """
    wanted = tuple(targets)
    return values_of(wanted, [parts_of(wanted, tables, system)])


def values_of(targets: Iterable[Target], runs: Sequence[Mapping[str, Parts]]) -> pd.Series[float]:
    """What targets come to in runs of several systems put together.

    Parameters
    ----------
    targets
        What is measured.
    runs
        Parts of each run by key; one run for one system.
    """
    import pandas as pd

    none = np.empty((0, 2))
    found = {
        target.key: QUANTITIES[target.quantity].value(
            np.concatenate([none, *(run.get(target.key, none) for run in runs)])
        )
        for target in targets
    }
    return pd.Series(found, dtype=np.float64)


def make_observations(
    specs: Iterable[ObservedSpec],
    folder: str | Path,
    workers: int | None = None,
    progress: Told | None = None,
    *,
    retry_failed: bool = False,
) -> ObservationStore:
    """Make the runs whose observations a folder does not have.

    Parameters
    ----------
    specs
        What is run and measured.
    folder
        Where observations are kept; an interruption loses the runs in progress only.
    workers
        Worker processes; None makes the runs in this process.
    progress
        Told after every run.
    retry_failed
        Whether runs given up earlier are tried once more.

    Raises
    ------
    RunsFailed
        If some cannot be made, once all others have been.
    """
    store, wanted = ObservationStore(folder), list(specs)
    if workers is None:
        result = run_here(wanted, store, progress, retry_failed=retry_failed, task=make_observation)
    else:
        with Engine(workers) as engine:
            result = engine.run_all(wanted, store, progress, retry_failed=retry_failed, task=make_observation)
    if result.failures:
        raise RunsFailed(result.failures)
    return store


def observe_runs(
    specs: Sequence[RunSpec],
    targets: Iterable[Target],
    folder: str | Path,
    workers: int | None = None,
    progress: Told | None = None,
    *,
    retry_failed: bool = False,
) -> pd.DataFrame:
    """What targets come to in many runs: one row a run, in order, and one column a target.

    Parameters are those of :func:`make_observations`.

    Raises
    ------
    RunsFailed
        If some cannot be made, once all others have been.
    """
    import pandas as pd

    wanted = tuple(targets)
    asked = [ObservedSpec(spec, wanted) for spec in specs]
    store = make_observations(asked, folder, workers, progress, retry_failed=retry_failed)
    rows = [values_of(wanted, [store.observation(each).parts()]) for each in asked]
    return pd.DataFrame(rows, columns=[target.key for target in wanted]).reset_index(drop=True)


__all__ = ["Observation", "make_observations", "observe", "observe_runs", "values_of"]
