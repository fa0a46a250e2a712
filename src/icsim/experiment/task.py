"""Task: make one run and keep it, wherever that happens to be done."""

from __future__ import annotations

import gc
from typing import cast

from icsim.experiment.record import run
from icsim.experiment.spec import CodeDiffers, RunSpec, code_digest
from icsim.experiment.store import RunStore

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
    spec = cast("RunSpec", spec)
    if spec.digest != digest:
        raise CodeDiffers.at("icsim", "the code changed after the runs were planned, or a machine has another version")
    RunStore(folder).put(digest, run(spec))
    gc.collect()  # a model refers to itself; its columns should not wait for the next one's
