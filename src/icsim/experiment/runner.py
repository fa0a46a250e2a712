"""Runner: makes the runs that a question needs, here or with workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from icsim.experiment.engine import Engine
from icsim.experiment.here import run_here
from icsim.experiment.store import Failure, RunStore

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.experiment.wanted import Progress, Result

Told = Callable[["Progress"], None]
"""What is told after every run."""


class RunsFailed(RuntimeError):
    """Some runs of a comparison could not be made; the others are kept.

    Parameters
    ----------
    failures
        Which, and why.
    """

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        last = failures[0].error.strip().splitlines()[-1] if failures[0].error.strip() else "no reason is known"
        super().__init__(f"{len(failures)} runs could not be made; the first: {last}")


class Runner:
    """Makes runs into a store, here or with workers, and says no when one fails.

    Parameters
    ----------
    store
        Where records are kept.
    workers
        Worker processes; None makes the runs in this process.
    progress
        Told after every run.
    retry_failed
        Whether runs given up earlier are tried once more.
    """

    def __init__(
        self, store: RunStore, workers: int | None = None, progress: Told | None = None, *, retry_failed: bool = False
    ) -> None:
        self.store, self._progress, self._retry = store, progress, retry_failed
        self._engine = None if workers is None else Engine(workers)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        if self._engine is not None:
            self._engine.close()

    def make(self, specs: Iterable[RunSpec]) -> Result:
        """Make the runs that are not there.

        Raises
        ------
        RunsFailed
            If some cannot be made, once all others have been.
        """
        wanted = list(specs)
        if self._engine is None:
            result = run_here(wanted, self.store, self._progress, retry_failed=self._retry)
        else:
            result = self._engine.run_all(wanted, self.store, self._progress, retry_failed=self._retry)
        if result.failures:
            raise RunsFailed(result.failures)
        return result
