"""Server: the one set of jobs of a server process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from icsim.ui.jobs.cache import CAP_BYTES, default_folder
from icsim.ui.jobs.pool import BUDGET_SECONDS, Jobs


@dataclass(frozen=True)
class _Settings:
    cache: Path | None = None
    workers: int | None = None
    budget_seconds: float = BUDGET_SECONDS
    cap_bytes: int = CAP_BYTES
    warmed: tuple[str, ...] = ("QR1",)


class _Server:
    """What a server process has one of: no page and no user has anything in it but jobs."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.settings = _Settings()
        self.jobs: Jobs | None = None


_SERVER = _Server()


def configure(
    cache: str | Path | None = None,
    workers: int | None = None,
    budget_seconds: float | None = None,
    cap_bytes: int | None = None,
    warmed: Sequence[str] | None = None,
) -> None:
    """Say how runs are made, before the first page asks for any; what is not said stays as it was.

    Parameters
    ----------
    cache
        Folder of the records; the user's cache folder without one.
    workers
        Worker processes; as many as there are processor cores for this process without it.
    budget_seconds
        What one request may take; a quarter of an hour without it.
    cap_bytes
        Most that the records take together; 2 GiB without it.
    warmed
        Systems that every worker reads before the first run.

    Raises
    ------
    RuntimeError
        If runs are being made already.
    """
    said = {
        "cache": None if cache is None else Path(cache),
        "workers": workers,
        "budget_seconds": budget_seconds,
        "cap_bytes": cap_bytes,
        "warmed": None if warmed is None else tuple(warmed),
    }
    with _SERVER.lock:
        if _SERVER.jobs is not None:
            raise RuntimeError("the server has begun to make runs; it is too late to say how")
        changes = {name: value for name, value in said.items() if value is not None}
        _SERVER.settings = replace(_SERVER.settings, **changes)  # type: ignore[arg-type]


def jobs() -> Jobs:
    """The server's jobs; its worker processes start when this is first asked for.

    Raises
    ------
    InputError
        If the folder of the cache cannot be used.
    """
    with _SERVER.lock:
        if _SERVER.jobs is None:
            said = _SERVER.settings
            folder = said.cache or default_folder()
            workers = said.workers or _cores()
            _SERVER.jobs = Jobs(folder, workers, said.budget_seconds, said.cap_bytes, said.warmed)
            _at_exit(close)
        return _SERVER.jobs


def close() -> None:
    """Stop the worker processes; the next :func:`jobs` starts afresh."""
    with _SERVER.lock:
        made, _SERVER.jobs = _SERVER.jobs, None
    if made is not None:
        made.close()


def _at_exit(call: Callable[[], None]) -> None:
    """Call before the interpreter waits for its worker processes to finish what they are at."""
    threading._register_atexit(call)  # type: ignore[attr-defined]  # noqa: SLF001 - atexit comes after that wait


def _cores() -> int:
    """Processor cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
