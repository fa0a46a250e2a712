"""Wanted: the runs of a design that have yet to be made, and what became of all of them.

Whoever makes the runs, processes here or a cluster, takes them from here
and says here what came of each.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import Protocol

from icsim.experiment.spec import CodeDiffers
from icsim.experiment.store import Failure, RunStore, StoreRefused


class Spec(Protocol):
    """A run as plain data, which has an address."""

    @property
    def digest(self) -> str:
        """The content address."""


Task = Callable[[Spec, str, str], None]
"""Makes one run, given the spec, its digest and the store's folder; a function of a module, to travel."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Parameters
    ----------
    made, kept, failed
        Runs made now, found made, and given up.
    total
        All runs; None if that is not known beforehand.
    """

    made: int
    kept: int
    failed: int
    total: int | None

    @property
    def done(self) -> int:
        """Runs that are settled."""
        return self.made + self.kept + self.failed


@dataclass
class Result:
    """What came of a sweep.

    Attributes
    ----------
    made, kept
        Runs made now, and found made.
    failures
        Runs that could not be made.
    """

    made: int = 0
    kept: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """What a command should exit with: 0 if every run is there, 1 if not."""
        return 1 if self.failures else 0

    def progress(self, total: int | None) -> Progress:
        """The counts so far."""
        return Progress(self.made, self.kept, len(self.failures), total)


def attempt(task: Task, spec: Spec, digest: str, folder: str) -> str:
    """Make a run; what went wrong as text, empty if nothing did.

    Text always travels between processes; not every exception does.

    Raises
    ------
    StoreRefused, CodeDiffers
        If no run would fare better.
    """
    try:
        task(spec, digest, folder)
    except (StoreRefused, CodeDiffers):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is noted, and the others go on
        return "".join(traceback.format_exception(error))
    return ""


class Wanted:
    """The runs of a design that have yet to be made, each once, and what became of all.

    Parameters
    ----------
    specs, store, progress, retry_failed
        As for :func:`run_all`.

    Attributes
    ----------
    result
        What came of them so far.
    store
        Where records are kept.
    """

    def __init__(
        self,
        specs: Iterable[Spec],
        store: RunStore,
        progress: Callable[[Progress], None] | None,
        *,
        retry_failed: bool,
    ) -> None:
        self.store, self.result = store, Result()
        self._specs, self._tell = iter(specs), progress
        self._total = len(specs) if isinstance(specs, Sized) else None
        self._seen: set[bytes] = set()
        self._given_up = {} if retry_failed else {failure.digest: failure for failure in store.failures()}

    def __iter__(self) -> Iterator[tuple[Spec, str]]:
        """Each spec that has to be run, with its digest."""
        for spec in self._specs:
            digest = spec.digest
            if (short := bytes.fromhex(digest)) in self._seen:
                self.found()
                continue
            self._seen.add(short)
            if self.store.has(digest):
                self.store.release(digest)
                self.found()
            elif digest in self._given_up:
                self.failed(self._given_up[digest])
            else:
                yield spec, digest

    def _told(self) -> None:
        if self._tell is not None:
            self._tell(self.result.progress(self._total))

    def found(self) -> None:
        """A run was there already."""
        self.result.kept += 1
        self._told()

    def made(self, digest: str) -> None:
        """A run has been made."""
        self.store.release(digest)
        self.result.made += 1
        self._told()

    def failed(self, failure: Failure) -> None:
        """A run is given up."""
        self.result.failures.append(failure)
        self._told()

    def give_up(self, digest: str, error: str, attempts: int) -> None:
        """Set a run aside, unless somebody else has made it."""
        if self.store.has(digest):
            self.found()
            return
        failure = Failure(digest, error, attempts)
        self.store.quarantine(failure)
        self.failed(failure)
