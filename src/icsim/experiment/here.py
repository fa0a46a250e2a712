"""Here: make runs in this very process, one after another, for a few runs or where no worker may be started."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from icsim.experiment.engine import RETRIES, make_run
from icsim.experiment.store import RunStore
from icsim.experiment.wanted import Progress, Result, Spec, Task, Wanted, attempt


def run_here(
    specs: Iterable[Spec],
    store: RunStore,
    progress: Callable[[Progress], None] | None = None,
    retries: int = RETRIES,
    *,
    retry_failed: bool = False,
    task: Task = make_run,
) -> Result:
    """Make all runs that a store does not have; as :func:`icsim.experiment.engine.run_all`, without workers."""
    store.tidy()
    wanted = Wanted(specs, store, progress, retry_failed=retry_failed)
    folder = str(Path(store.folder).resolve())
    for spec, digest in wanted:
        error = ""
        for _ in range(retries + 1):
            error = attempt(task, spec, digest, folder)
            if not error:
                wanted.made(digest)
                break
        else:
            wanted.give_up(digest, error, retries + 1)
    return wanted.result
