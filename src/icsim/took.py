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
        Time of processors, of this process and those of its workers that have ended.
    peak_bytes
        Most memory that one process has held: this one, or one of its workers that has ended; 0 where the system
        does not say.
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
        self._wall, self._cpu = time.perf_counter(), _cpu_seconds()

    def took(self) -> Took:
        """What has been taken so far."""
        return Took(time.perf_counter() - self._wall, _cpu_seconds() - self._cpu, peak_bytes(with_workers=True))


def peak_bytes(*, with_workers: bool = False) -> int:
    """Most memory that this process has held, or one of its workers that has ended; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if with_workers:
        peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return peak if sys.platform == "darwin" else peak * _KIB


def _cpu_seconds() -> float:
    try:
        import resource
    except ImportError:
        return time.process_time()
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)
