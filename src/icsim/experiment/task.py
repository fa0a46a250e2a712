"""Task: make one run and keep it, wherever that happens to be done."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import cast

from icsim.experiment.record import run
from icsim.experiment.spec import CodeDiffers, RunSpec, code_digest
from icsim.experiment.store import Record, RunStore

code_digest()  # of the code as it is loaded, not as it may be later when the first run comes


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
    CodeDiffers
        If the code here is not that of whoever planned the run.
    StoreRefused
        If the disk refuses.
    """
    asked = cast("RunSpec", spec)
    keep(RunStore(folder), digest, asked.digest, lambda: run(asked))


def keep(store: RunStore, planned: str, here: str, make: Callable[[], Record]) -> None:
    """Make what is to be kept of a run, by the code that planned it only, and keep it.

    Parameters
    ----------
    store
        Where it is kept.
    planned, here
        Its address by whoever planned it, and by the code here.
    make
        Makes it.

    Raises
    ------
    CodeDiffers
        If the two differ.
    StoreRefused
        If the disk refuses.
    """
    if here != planned:
        raise CodeDiffers.at("icsim", "the code changed after the runs were planned, or a machine has another version")
    store.put(planned, make())
    gc.collect()  # a model refers to itself; its columns should not wait for the next one's
