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
        order = np.argsort(staff.key)
        return staff.key[order], staff.employer_cell[order]

    def month(self) -> None:
        """Look at the staff at the end of the month that has just been run."""
        month = self._model.month - 1
        key, cell = self._now()
        came, went = _absent(key, self._key), _absent(self._key, key)
        self.joined.append(Change(month, key[came], cell[came]))
        self.left.append(Change(month, self._key[went], self._cell[went]))
        self._key, self._cell = key, cell


def _absent(keys: Keys, among: Keys) -> NDArray[np.intp]:
    """Positions of keys that are not among others; both in order."""
    if not len(among):
        return np.arange(len(keys))
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.flatnonzero(among[at] != keys)
