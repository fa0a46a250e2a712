"""Dask engine: the same runs on a cluster, by its scheduler's address (extra ``icsim[cluster]``).

Every machine must have the same version of icsim and see the store under
the same path. Workers should have one thread each (``dask worker
--nthreads 1``): a run is one thread's work. On SLURM, ``dask-jobqueue``
starts the workers::

    from dask_jobqueue import SLURMCluster

    cluster = SLURMCluster(cores=1, processes=1, memory="4GB", walltime="02:00:00")
    cluster.scale(100)
    print(cluster.scheduler_address)

Dask may do a task twice when a worker is lost; a run made twice is the same
file, so every run is in the store once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.errors import InputError
from icsim.experiment.engine import RETRIES, make_run
from icsim.experiment.wanted import Progress, Result, Spec, Task, Wanted, attempt

if TYPE_CHECKING:
    from icsim.experiment.store import RunStore

_IN_FLIGHT = 3
"""Runs in flight for each thread of the cluster."""
_PATIENCE_SECONDS = 60
"""How long to wait for a first worker."""


def run_on_dask(
    specs: Iterable[Spec],
    store: RunStore,
    address: str,
    progress: Callable[[Progress], None] | None = None,
    retries: int = RETRIES,
    *,
    retry_failed: bool = False,
    task: Task = make_run,
) -> Result:
    """Make all runs that a store does not have, on a Dask cluster.

    Parameters
    ----------
    specs, store, progress, retries, retry_failed, task
        As for :func:`icsim.experiment.engine.run_all`.
    address
        Address of the cluster's scheduler, such as ``tcp://node1:8786``.

    Raises
    ------
    InputError
        If Dask is not installed, or no worker answers at the address.
    StoreRefused
        If the disk refuses.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError.at("--dask", "needs Dask: install icsim with the extra cluster") from error
    try:
        client = Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError.at("--dask", f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise InputError.at("--dask", f"the scheduler at {address} has no workers") from error
        store.tidy()
        wanted = Wanted(specs, store, progress, retry_failed=retry_failed)
        _Batch(client, wanted, task, retries).run()
        store.tidy()
        return wanted.result


class _Batch:
    """One sweep over a cluster."""

    def __init__(self, client: Any, wanted: Wanted, task: Task, retries: int) -> None:
        from distributed import as_completed

        self._client, self._wanted, self._task, self._retries = client, wanted, task, retries
        self._folder = str(Path(wanted.store.folder).resolve())
        self._fresh = iter(wanted)
        self._done = as_completed(loop=client.loop)
        self._in_flight: dict[str, tuple[Spec, str, int]] = {}
        self._room = _IN_FLIGHT * max(sum(client.nthreads().values()), 1)

    def run(self) -> None:
        """Keep the cluster busy until every run is settled."""
        while True:
            while len(self._in_flight) < self._room and (fresh := next(self._fresh, None)) is not None:
                self._submit(*fresh, 0)
            if not self._in_flight:
                return
            future = next(self._done)
            self._settle(future, *self._in_flight.pop(future.key))

    def _submit(self, spec: Spec, digest: str, errors: int) -> None:
        key = f"icsim-{digest}-{errors}"
        future = self._client.submit(attempt, self._task, spec, digest, self._folder, key=key, pure=False)
        self._in_flight[key] = spec, digest, errors
        self._done.add(future)

    def _settle(self, future: Any, spec: Spec, digest: str, errors: int) -> None:
        from distributed import KilledWorker

        died = future.exception()
        error = f"{type(died).__name__}: {died}" if isinstance(died, KilledWorker) else ""
        if died is not None and not error:
            raise died
        error = error or future.result()
        future.release()
        if not error:
            self._wanted.made(digest)
        elif died is None and errors < self._retries:
            self._submit(spec, digest, errors + 1)
        else:
            self._wanted.give_up(digest, error, errors + 1)
