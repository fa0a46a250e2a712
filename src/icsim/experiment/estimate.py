"""Estimate: what a sweep will take, before it is begun."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from icsim.experiment.record import run
from icsim.took import peak_bytes

if TYPE_CHECKING:
    from io import BufferedWriter

    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore
    from icsim.experiment.sweep_plan import Specs


@dataclass(frozen=True)
class Estimate:
    """What a sweep will take.

    Parameters
    ----------
    planned
        Runs in its design.
    distinct
        Those that are not the same run as another.
    kept
        Those that are made already.
    seconds_a_run, bytes_a_run
        Of one run that was made to see; 0 where none is left to make.
    memory_bytes
        Of one process that makes runs; 0 where the system does not say.
    workers
        Processes that make runs at once.
    """

    planned: int
    distinct: int
    kept: int
    seconds_a_run: float
    bytes_a_run: int
    memory_bytes: int
    workers: int

    @property
    def to_make(self) -> int:
        """Runs that have to be made."""
        return self.distinct - self.kept

    @property
    def seconds(self) -> float:
        """How long that takes, with no worker idle."""
        return self.seconds_a_run * self.to_make / min(self.workers, max(self.to_make, 1))

    @property
    def disk_bytes(self) -> int:
        """Room on the disk that the new runs take."""
        return self.bytes_a_run * self.to_make


def estimate(specs: Specs, store: RunStore, workers: int) -> Estimate:
    """Make one run, keep nothing of it, and say what all of them will take.

    The run is one with most signed, since those take longest; what is read
    once is not counted in its time.
    """
    distinct: set[str] = set()
    kept, tried = 0, None
    for spec in specs:
        if spec.digest in distinct:
            continue
        distinct.add(spec.digest)
        if store.has(spec.digest):
            kept += 1
        elif tried is None or len(spec.agreements) > len(tried.agreements):
            tried = spec
    seconds, size = (0.0, 0) if tried is None else _measured(tried)
    return Estimate(len(specs), len(distinct), kept, seconds, size, peak_bytes(), workers)


def _measured(spec: RunSpec) -> tuple[float, int]:
    """Seconds and bytes of one run."""
    spec.build()  # reads the system's tables
    begun = time.perf_counter()
    record = run(spec)
    file = io.BytesIO()
    record.write(cast("BufferedWriter", file))
    return time.perf_counter() - begun, len(file.getvalue())
