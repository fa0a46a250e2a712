"""People seen: who entered the staff of a system during a run, and who left it, by key.

The ledger counts heads. Here the keys on the staff table are looked at
after every month: whoever is on it and was not a month before has joined,
whoever was and is not has left. Nobody is taken on and leaves within one
month, so nobody is missed; a student counts from the day they have a post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from icsim.model import ICS

Keys = NDArray[np.uint64]
Cells = NDArray[np.int64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Change:
    """People who joined, or left, in one month.

    Parameters
    ----------
    month
        Month of the run.
    key
        Who, in order, shape (k,).
    cell
        Cell that employs them; for those who left, that did a month before, shape (k,).
    """

    month: int
    key: Keys
    cell: Cells


class PeopleSeen:
    """Watches the staff table of a model from month to month.

    Parameters
    ----------
    model
        A model that has not run yet.

    Attributes
    ----------
    joined, left
        What was seen in each month.
    """

    def __init__(self, model: ICS) -> None:
        self._model = model
        self.joined: list[Change] = []
        self.left: list[Change] = []
        self._key, self._cell = self._now()

    def _now(self) -> tuple[Keys, Cells]:
        staff = self._model.staff_table
        return staff.key.copy(), staff.employer_cell.copy()

    def month(self) -> None:
        """Look at the staff at the end of the month that has just been run."""
        month = self._model.month - 1
        key, cell = self._now()
        seen = Compared(self._key, key)
        self.joined.append(Change(month, key[seen.came], cell[seen.came]))
        self.left.append(Change(month, self._key[seen.went], self._cell[seen.went]))
        self._key, self._cell = key, cell


class Compared:
    """A table of people a month before and now, whose rows may have moved.

    Few rows change, since the last one takes the place of one that is
    removed: only those are put in order.

    Parameters
    ----------
    before, now
        Keys by row, shapes (n_before,) and (n_now,).

    Attributes
    ----------
    went, came
        Rows then of those who are there no more, and rows now of those who were not there, in order of key.
    """

    def __init__(self, before: Keys, now: Keys) -> None:
        self._common, self._n = min(len(before), len(now)), len(now)
        moved = np.flatnonzero(before[: self._common] != now[: self._common])
        then, here = (self._in_order(moved, keys) for keys in (before, now))
        self._here = here
        gone, new = (_absent(before[then], now[here]), _absent(now[here], before[then]))
        self.went, self.came = then[gone], here[new]
        self._stayed = then[~gone], here[~new]

    def _in_order(self, moved: Rows, keys: Keys) -> Rows:
        rows = np.concatenate([moved, np.arange(self._common, len(keys))])
        return rows[np.argsort(keys[rows])]

    @property
    def was(self) -> Rows:
        """Row each had a month before, -1 for those who were not there, shape (n_now,)."""
        was = np.arange(self._n)
        was[self._here] = -1
        was[self._stayed[1]] = self._stayed[0]
        return was


def _absent(keys: Keys, among: Keys) -> NDArray[np.bool_]:
    """Whether each key is not among others; both in order."""
    if not len(among):
        return np.ones(len(keys), dtype=bool)
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.asarray(among[at] != keys)
