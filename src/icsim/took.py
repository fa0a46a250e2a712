"""Took: the time and the memory that something took; said of results, never part of them."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

_KIB = 1024
_MINUTE_SECONDS = 60
_HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Took:
    """What something took.

    Parameters
    ----------
    wall_seconds
        Time on the clock.
    cpu_seconds
        Time of processors, of this process and of the runs that its workers made.
    peak_bytes
        Most memory that one process has held, this one or a worker; 0 where the system does not say.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        """Time and memory as people say them: ``3 min 20 s, 1.2 GB of memory``."""
        memory = f", {self.peak_bytes / 1e9:.1f} GB of memory" if self.peak_bytes else ""
        return f"{length(self.wall_seconds)}{memory}"


def length(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < _MINUTE_SECONDS:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _HOUR_SECONDS:
        return f"{whole // _MINUTE_SECONDS} min {whole % _MINUTE_SECONDS} s"
    return f"{whole // _HOUR_SECONDS} h {whole % _HOUR_SECONDS // _MINUTE_SECONDS} min"


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        self._workers = _of_workers.cpu_seconds

    def took(self) -> Took:
        """What has been taken so far."""
        cpu = time.process_time() - self._cpu + _of_workers.cpu_seconds - self._workers
        return Took(time.perf_counter() - self._wall, cpu, max(peak_bytes(), _of_workers.peak_bytes))


@dataclass
class _Workers:
    """What worker processes have taken so far: a process that is not a child tells nobody but by its answers."""

    cpu_seconds: float = 0.0
    peak_bytes: int = 0


_of_workers = _Workers()


def add_worker(took: Took) -> None:
    """Add what one answer of a worker took to what this process and its workers have taken."""
    _of_workers.cpu_seconds += took.cpu_seconds
    _of_workers.peak_bytes = max(_of_workers.peak_bytes, took.peak_bytes)


def peak_bytes() -> int:
    """Most memory that this process has held; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * _KIB
