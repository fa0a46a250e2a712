"""Replay table: rows of a replay in the making, as numbers with a list of the words they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("staff", "place", "move", "partnership", "event", "milestone")
"""Tables of a replay, in the order of their rows within a month."""
_WORD_COLUMNS = ("table", "organisation", "other", "measure")


class ReplayTable:
    """Rows of a replay, added a table at a time and handed over month by month.

    Parameters
    ----------
    places, others, measures
        Words that ``organisation``, ``other`` and ``measure`` may be; rows give their positions.
    """

    def __init__(self, places: Sequence[str], others: Sequence[str], measures: Sequence[str]) -> None:
        self._words = dict(zip(_WORD_COLUMNS, (TABLES, places, others, measures), strict=True))
        self._parts: list[dict[str, Any]] = []

    def add(
        self,
        table: str,
        month: NDArray[np.int64],
        organisation: ArrayLike,
        other: ArrayLike,
        measure: ArrayLike,
        value: ArrayLike,
        key: ArrayLike = 0,
    ) -> None:
        """Add rows of one table; everything but ``month``, shape (k,), may be one for all."""
        columns = {"organisation": organisation, "other": other, "measure": measure, "value": value, "key": key}
        self._parts.append({"table": TABLES.index(table), "month": month, **columns})

    def take(self) -> pa.Table:
        """The rows added since the last time, by month, then in the order they were added in."""
        import pyarrow as pa

        parts, self._parts = self._parts, []
        order = np.argsort(self._column(parts, "month", np.int16), kind="stable")

        def column(name: str, kind: type) -> NDArray[Any]:
            return self._column(parts, name, kind)[order]

        words = {
            name: pa.DictionaryArray.from_arrays(column(name, np.int32), pa.array(list(known), pa.string()))
            for name, known in self._words.items()
        }
        kinds = {"month": np.int16, "value": np.float64, "key": np.uint64}
        return pa.table(words | {name: pa.array(column(name, kind)) for name, kind in kinds.items()})

    @staticmethod
    def _column(parts: list[dict[str, Any]], name: str, kind: type) -> NDArray[Any]:
        filled = [np.broadcast_to(np.asarray(part[name], kind), len(part["month"])) for part in parts]
        return np.concatenate([np.empty(0, kind), *filled])


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """Rows of several tables, one after the other, whose words may be numbered differently."""
    import pyarrow as pa

    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()
