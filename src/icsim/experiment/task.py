"""Task: make one run and keep it, wherever that happens to be done."""

from __future__ import annotations

import gc
from typing import cast

from icsim.experiment.record import run
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore


def make_run(spec: object, digest: str, folder: str) -> None:
    """Make a run and keep its record.

    Doing it twice, or in two places at once, is the same as doing it once.

    Parameters
    ----------
    spec
        The run, a :class:`icsim.experiment.spec.RunSpec`.
    digest
        Its address, by whoever planned it.
    folder
        Folder of the store.

    Raises
    ------
    RuntimeError
        If the code here is not that of whoever planned the run.
    StoreRefused
        If the disk refuses.
    """
    spec = cast(RunSpec, spec)
    if spec.digest != digest:
        raise RuntimeError("the code has changed since this run was planned, or this machine has another version")
    RunStore(folder).put(digest, run(spec))
    gc.collect()  # a model refers to itself; its columns should not wait for the next one's
