"""Legs: from which cell to which a rotation leads, and how far parties release their staff to one another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from icsim.model import ICS

Leg = tuple[int, int]
"""Cells that somebody goes from and to."""
_WHOLE = 1 << 20
"""Shares are added up in whole parts of this size, so that the order of legs changes nothing."""


def shares(model: ICS, legs: list[Leg]) -> NDArray[np.float64]:
    """Share of the agreed staff that each origin releases to its host, shape (k,)."""
    origin, host = np.array(legs, dtype=np.int64).reshape(-1, 2).T
    return model.partnerships.release(model.posts.organisation[origin], model.posts.organisation[host])


def mean_share(of: NDArray[np.float64]) -> float:
    """Mean of shares; 1 of none."""
    return int(np.floor(of * _WHOLE + 0.5).sum()) / len(of) / _WHOLE if len(of) else 1.0


def ring(cells: list[int]) -> list[Leg]:
    """From each cell to the next, and from the last to the first."""
    return list(pairwise([*cells, cells[0]])) if len(cells) > 1 else []


def ring_of_willing(model: ICS, cells: list[int]) -> list[Leg]:
    """The ring of cells, past every party that the one before it releases nobody to.

    Parameters
    ----------
    model
        The model.
    cells
        Cells in the order of the file.

    Returns
    -------
    list
        Legs; none if no two parties release staff to each other.
    """
    whole = ring(cells)
    if not whole or shares(model, whole).all():
        return whole
    for first in range(len(cells)):
        round_from = [*cells[first:], *cells[:first]]
        kept = round_from[:1]
        for cell in round_from[1:]:
            if shares(model, [(kept[-1], cell)]).all():
                kept.append(cell)
        while len(kept) > 1 and not shares(model, [(kept[-1], kept[0])]).all():
            kept.pop()
        if len(kept) > 1:
            return ring(kept)
    return []


def tell_withheld(model: ICS, legs: list[Leg], heads: int) -> None:
    """Let parties know of staff whom others did not release to them, so many heads on each leg."""
    if legs and heads:
        origin, host = model.posts.organisation[np.array(legs, dtype=np.int64)].T
        model.partnerships.withheld(origin, host, float(heads))
