"""Dense typed columns: where people are kept.

A :class:`Table` holds one row a person and one small column an attribute.
Rows stay dense: when people leave, the last rows move into the gaps, so a
rule never needs to ask who is still there. Columns are read-only except
inside :meth:`Table.writing`, so a rule can only change what it declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Rows = NDArray[np.intp]

_ROOM = 64
"""Rows an empty table has room for."""
_GROWTH = 1.25
"""How much larger a full table becomes."""


@dataclass(frozen=True)
class Moved:
    """What became of rows when people were removed.

    Parameters
    ----------
    removed
        Rows that were removed, in order.
    source, target
        Rows that moved, in order, and where to, shape (k,) each.
    """

    removed: Rows
    source: Rows
    target: Rows

    def follow(self, rows: Rows) -> Rows:
        """Where rows are now, -1 for those removed, shape (k,)."""
        new = rows.copy()
        if len(self.source):
            at = np.minimum(np.searchsorted(self.source, rows), len(self.source) - 1)
            hit = self.source[at] == rows
            new[hit] = self.target[at[hit]]
        if len(self.removed):
            at = np.minimum(np.searchsorted(self.removed, rows), len(self.removed) - 1)
            new[self.removed[at] == rows] = -1
        return new


class Table:
    """Rows of people in columns.

    Columns are attributes: ``table.strain`` is an array of shape (n,), or
    (n, k) for a column of k numbers, valid until rows are next added or
    removed; fetch it afresh after that.

    Parameters
    ----------
    fields
        Type of each column; ``(type, k)`` for k numbers a row. ``key`` is
        always there: the person's identity, unique in the table.

    Attributes
    ----------
    n
        Number of rows.
    """

    def __init__(self, fields: Mapping[str, DTypeLike]) -> None:
        self.n = 0
        self._data = {name: np.zeros((_ROOM,), dtype=kind) for name, kind in {"key": np.uint64, **fields}.items()}
        self._open: frozenset[str] = frozenset()
        self._watched: dict[str, Rows] = {}
        self._sorted: tuple[Rows, NDArray[np.uint64]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._data)

    def __len__(self) -> int:
        return self.n

    def __getattr__(self, name: str) -> NDArray[Any]:
        data = self.__dict__.get("_data", {})
        if name not in data:
            raise AttributeError(f"no column {name!r}")
        column: NDArray[Any] = data[name][: self.n]
        if name not in self._open:
            column.flags.writeable = False
        self.__dict__[name] = column  # the next time it is found before this method is asked
        return column

    def __getitem__(self, name: str) -> NDArray[Any]:
        column: NDArray[Any] = getattr(self, name)
        return column

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in self._data}

    def _set_open(self, names: frozenset[str]) -> None:
        """Make these columns writeable and no others; those that change are made afresh when next asked for."""
        self._forget(self._open ^ names)
        self._open = names

    def _forget(self, names: Iterable[str]) -> None:
        """Columns are made afresh when next asked for: their length, or whether they are writeable, has changed."""
        made = self.__dict__
        for name in names:
            made.pop(name, None)

    def writing(self, names: Iterable[str]) -> _Writing:
        """Make the named columns writeable for the length of a ``with`` block.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        wanted = frozenset(names)
        if not wanted <= self._data.keys():
            raise KeyError(f"no column {', '.join(sorted(wanted - self._data.keys()))}")
        return _Writing(self._set_open, self._open, self._open | wanted)

    def add(self, **values: Any) -> Rows:
        """Append people.

        Parameters
        ----------
        **values
            ``key`` (shape (k,)) and any other columns; a scalar serves every
            row, a column not named is zero.

        Returns
        -------
        numpy.ndarray
            The new rows, shape (k,).
        """
        start, stop = self.n, self.n + len(values["key"])
        self._make_room(stop)
        self._forget(self._data)
        for name, column in self._data.items():
            column[start:stop] = values.pop(name, 0)
        if values:
            raise KeyError(f"no column {', '.join(values)}")
        self.n = stop
        self._sorted = None
        return np.arange(start, stop)

    def remove(self, rows: Rows) -> Moved:
        """Remove people; the last rows move into the gaps, and watched rows follow.

        Parameters
        ----------
        rows
            Rows to remove, each once, shape (k,).

        Returns
        -------
        Moved
            Where the others are now, for whoever remembers rows.
        """
        if not len(rows):
            return Moved(rows, rows, rows)
        kept = self.n - len(rows)
        tail_kept = np.ones(len(rows), dtype=bool)
        tail_kept[rows[rows >= kept] - kept] = False
        moved = np.flatnonzero(tail_kept) + kept
        gaps = np.sort(rows[rows < kept])
        if len(gaps):
            for column in self._data.values():
                column[gaps] = column[moved]
        change = Moved(np.sort(rows), moved, gaps)
        for name, watched in self._watched.items():
            followed = change.follow(watched)
            self._watched[name] = followed[followed >= 0]
        self.n = kept
        self._sorted = None
        self._forget(self._data)
        return change

    def watch(self, name: str, rows: Rows) -> None:
        """Remember a set of rows by name; it follows its people as rows move.

        People who are removed drop out of it.
        """
        self._watched[name] = rows

    def watched(self, name: str) -> Rows:
        """Rows remembered under a name, none if nothing was."""
        return self._watched.get(name, np.empty(0, dtype=np.intp))

    def rows_of(self, keys: NDArray[np.uint64]) -> Rows:
        """Rows of people by key; -1 where the person is not in the table.

        Parameters
        ----------
        keys
            Keys, shape (k,).

        Returns
        -------
        numpy.ndarray
            Rows, shape (k,).
        """
        if not self.n:
            return np.full(len(keys), -1, dtype=np.intp)
        if self._sorted is None:
            order = np.argsort(self.key)
            self._sorted = order, self.key[order]
        order, ordered = self._sorted
        at = np.minimum(np.searchsorted(ordered, keys), self.n - 1)
        return np.where(ordered[at] == keys, order[at], -1)

    def _make_room(self, rows: int) -> None:
        if rows <= len(self._data["key"]):
            return
        room = int(max(rows, _GROWTH * len(self._data["key"])))
        for name, column in self._data.items():
            wider = np.zeros((room, *column.shape[1:]), dtype=column.dtype)
            wider[: self.n] = column[: self.n]
            self._data[name] = wider


class _Writing:
    """Columns that are writeable for the length of a ``with`` block.

    Parameters
    ----------
    set_open
        Makes columns writeable, and no others.
    before, during
        The writeable columns outside the block and inside.
    """

    __slots__ = ("_before", "_during", "_set_open")

    def __init__(
        self, set_open: Callable[[frozenset[str]], None], before: frozenset[str], during: frozenset[str]
    ) -> None:
        self._set_open, self._before, self._during = set_open, before, during

    def __enter__(self) -> None:
        self._set_open(self._during)

    def __exit__(self, *_: object) -> None:
        self._set_open(self._before)
