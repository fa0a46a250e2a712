"""Pools: the people of each cell who may be offered a rotation, and whom they are offered to first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icsim.columns import Rows
from icsim.luck import Purpose, below

if TYPE_CHECKING:
    from icsim.clause import Signed
    from icsim.model import ICS


class Pools:
    """People who may be offered a place, by cell; their luck is drawn when somebody of the cell is first asked.

    Nobody is asked twice in a month; whoever lives too far from one host may be asked to go to another.

    Parameters
    ----------
    model
        The model.
    rows
        Who may go.
    signed
        The clause as signed, which keys the lot and who is interested.
    voluntary
        Whether people may decline.

    Attributes
    ----------
    size
        People in each cell's pool at first, shape (n_cells,).
    """

    def __init__(self, model: ICS, rows: Rows, signed: Signed, voluntary: bool) -> None:
        cells = model.staff_table.employer_cell[rows]
        self._model, self._signed, self._voluntary = model, signed, voluntary
        self._rows = rows[np.argsort(cells, kind="stable")]
        self.size = model.posts.count(cells)
        self._stop = np.cumsum(self.size)
        self._drawn: dict[int, _Pool] = {}

    def _pool(self, cell: int) -> _Pool:
        """The people of one cell, in order of lot."""
        if cell not in self._drawn:
            model, identity = self._model, self._signed.identity
            rows = self._rows[self._stop[cell] - self.size[cell] : self._stop[cell]]
            keys = model.staff_table.key[rows]
            draws = (Purpose.rotation, model.month, identity), (Purpose.interest, 0, identity)
            lot, interest = model.luck.several(keys, draws)[0]
            order = np.lexsort((keys, lot))
            willing = below(interest[order], model.p["rotation.interested_share"]) | (not self._voluntary)
            self._drawn[cell] = _Pool(rows[order], willing, np.zeros(len(rows), bool), np.zeros(len(rows), bool))
        return self._drawn[cell]

    def ask(self, origin: int, host: int, wanted: int) -> Rows:
        """Ask people of a cell who live near enough to a host until enough say yes; their rows."""
        if not wanted or not self.size[origin]:
            return np.empty(0, dtype=np.intp)
        model, pool = self._model, self._pool(origin)
        free = np.flatnonzero(~pool.asked)
        homes = model.staff_table.home[pool.rows[free]]
        near = model.choice.minutes[homes, model.posts.organisation[host]] <= model.p["rotation.reach_minutes"]
        yes = near & pool.willing[free]
        looked_at = slice(int(np.searchsorted(np.cumsum(yes), wanted)) + 1)
        far = free[looked_at][~near[looked_at]]
        model.refuse("rotation", "too far", int((~pool.passed_over[far]).sum()))
        pool.passed_over[far] = True
        model.refuse("rotation", "declined", int((near & ~yes)[looked_at].sum()))
        pool.asked[free[looked_at][near[looked_at]]] = True
        going: Rows = pool.rows[free[yes][:wanted]]
        return going


class _Pool(NamedTuple):
    """People of one cell in order of lot: rows, who is willing, who has been asked, who was too far away."""

    rows: Rows
    willing: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    passed_over: NDArray[np.bool_]
