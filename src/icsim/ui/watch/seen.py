"""Seen: what there is to see of a run, whole or so far, worked out once from its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.record import read_record
from icsim.experiment.sample import sample
from icsim.experiment.spec import system_of
from icsim.report.replay import Replay

if TYPE_CHECKING:
    import pyarrow as pa

    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore
    from icsim.system import System

OUTSIDE: Final = -1
"""Where somebody is who is at no organisation of the system."""


@dataclass(frozen=True)
class Milestone:
    """Something that happened to an agreement.

    Parameters
    ----------
    month
        Month of the run.
    agreement, event
        Which, and what: ``signed``, ``in_use``, ``joined``, ``left`` ...
    parties
        Codes of the organisations it happened to.
    """

    month: int
    agreement: str
    event: str
    parties: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Events:
    """What happened to people; arrays of shape (k,), in order of month.

    Parameters
    ----------
    month, origin, target
        When, from and to which organisation (:data:`OUTSIDE` for outside).
    kind, whom
        Position of the kind and of the staff group or programme in the lists of words.
    key
        Who.
    kinds, whoms
        Those words.
    """

    month: NDArray[np.int64]
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    kind: NDArray[np.int64]
    whom: NDArray[np.int64]
    key: NDArray[np.uint64]
    kinds: tuple[str, ...]
    whoms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Seen:
    """A run as pages show it.

    Parameters
    ----------
    spec
        The run.
    system
        Its system.
    replay, content
        What is played, and its bytes.
    events, milestones
        What happened to people and to agreements.
    is_whole
        Whether every month is there.
    """

    spec: RunSpec
    system: System
    replay: Replay
    content: bytes
    events: Events
    milestones: tuple[Milestone, ...]
    is_whole: bool

    @classmethod
    def of(cls, rows: pa.Table, spec: RunSpec, *, is_whole: bool) -> Self:
        """What some rows of a run show.

        Parameters
        ----------
        rows
            A record in detail "replay", or the pieces of one so far.
        spec
            The run.
        is_whole
            Whether that is all of it.

        Raises
        ------
        ValueError
            If there are no months in it.
        """
        system = system_of(spec.system)
        played = Replay.of(rows, system, spec)
        happened = _events(rows, system), _milestones(rows)
        return cls(spec, system, played, played.encode(), *happened, is_whole)

    @property
    def months(self) -> int:
        """Months that are there."""
        return int(self.replay.header["first"] + self.replay.header["months"])

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of organisations by code."""
        return {each.code: each.name for each in self.system.organisations}

    @cached_property
    def modelled(self) -> System:
        """The system with the share of its staff that is modelled."""
        return sample(self.system, self.spec.sample_share)

    @property
    def month_names(self) -> Sequence[str]:
        """Every month of the run in words."""
        found: Sequence[str] = self.replay.header["month_names"]
        return found

    @cached_property
    def _units(self) -> dict[str, NDArray[np.float64]]:
        return {}

    def array(self, name: str) -> NDArray[np.float64]:
        """Numbers of the replay in their units, shape (n_months, ...)."""
        if name not in self._units:
            self._units[name] = self.replay.arrays[name].values
        return self._units[name]

    def whole(self, name: str) -> NDArray[np.int64]:
        """Whole numbers of the replay."""
        return self.replay.arrays[name].whole


def seen_in_store(store: RunStore, spec: RunSpec) -> Seen:
    """A run whose record is there.

    Raises
    ------
    ValueError, OSError
        If the record is damaged or gone.
    """
    _, record = read_record(store.path(spec.digest))
    return Seen.of(record.table, replace(record.spec, system=spec.system), is_whole=True)


def seen_so_far(pieces: Sequence[pa.Table], spec: RunSpec) -> Seen:
    """A run in the making, from the rows handed over so far, at least those of its first month."""
    from icsim.experiment.replay_table import together

    return Seen.of(together(pieces), spec, is_whole=False)


def _rows(rows: pa.Table, table: str) -> pa.Table:
    import pyarrow.compute as pc

    return rows.filter(pc.equal(rows["table"], table)).combine_chunks()


def _words(rows: pa.Table, column: str) -> tuple[NDArray[np.int64], list[str]]:
    """A column of words as numbers and the words they stand for."""
    import pyarrow as pa

    found = rows.column(column).cast(pa.string()).combine_chunks().dictionary_encode()
    return found.indices.to_numpy(zero_copy_only=False).astype(np.int64), found.dictionary.to_pylist()


def _numbered(codes: NDArray[np.int64], words: Sequence[str], index: Mapping[str, int]) -> NDArray[np.int64]:
    numbers = np.array([index.get(word, OUTSIDE) for word in words], dtype=np.int64)
    return numbers[codes] if len(codes) else codes


def _events(table: pa.Table, system: System) -> Events:
    rows = _rows(table, "event")
    measure, words = _words(rows, "measure")
    pairs = [word.partition("/") for word in words]
    kinds, whoms = (tuple(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 2))
    at = np.array([kinds.index(kind) for kind, _, _ in pairs], dtype=np.int64)
    who = np.array([whoms.index(whom) for _, _, whom in pairs], dtype=np.int64)
    origin, target = (_numbered(*_words(rows, column), system.index) for column in ("organisation", "other"))
    month, key = (rows.column(name).to_numpy(zero_copy_only=False) for name in ("month", "key"))
    none = np.empty(0, dtype=np.int64)
    kind, whom = (numbers[measure] if len(measure) else none for numbers in (at, who))
    return Events(month.astype(np.int64), origin, target, kind, whom, key.astype(np.uint64), kinds, whoms)


def _milestones(table: pa.Table) -> tuple[Milestone, ...]:
    found: dict[tuple[int, str, str], list[str]] = {}
    rows: list[dict[str, Any]] = _rows(table, "milestone").to_pylist()
    for row in rows:
        event, _, agreement = row["measure"].partition("/")
        found.setdefault((int(row["month"]), agreement, event), []).append(row["organisation"])
    return tuple(Milestone(*key, tuple(parties)) for key, parties in sorted(found.items(), key=lambda each: each[0][0]))
