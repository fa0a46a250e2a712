"""Checks: after every month, staff, posts and FTE are conserved.

The people are counted again from scratch and compared with the running
counts of posts and ledger. A broken check stops the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import StaffGroup
from icsim.errors import ConservationError

if TYPE_CHECKING:
    from icsim.model import ICS

_HEAD = 1 << 26
"""Weight of a person when heads and FTE are counted in one pass: above any cell's FTE in hundredths."""


def check_month(model: ICS) -> None:
    """Check conservation for the month just ended.

    Raises
    ------
    ConservationError
        Naming month, organisation, staff group and difference.
    """
    staff, posts = model.staff_table, model.posts
    hours = staff.fte + np.float64(_HEAD)
    for where, heads, fte in (
        ("employer_cell", posts.heads, posts.fte),
        ("host_cell", posts.hosted_heads, posts.hosted_fte),
    ):
        counted = np.bincount(staff[where], weights=hours, minlength=posts.n).astype(np.int64)
        _same(model, f"heads by {where}", counted // _HEAD, heads)
        _same(model, f"FTE by {where}", counted % _HEAD, fte)
    waiting = model.appointments.waiting
    pending = np.flatnonzero(staff.appointed_cell >= 0)
    appointed = posts.count(staff.appointed_cell[pending], staff.fte[pending].astype(np.int64))
    _same(model, "FTE appointed", appointed + posts.count(waiting.cell, waiting.fte), posts.appointed_fte)
    _same(model, "filled work", _covered(model), np.maximum(posts.required_fte, model.state.available_fte))
    away = staff.watched("rotating")
    placed = int((posts.hosted_heads != posts.heads).any())
    if placed and not len(away):
        raise ConservationError(f"{model.calendar.name(model.month)}: people work elsewhere though nobody rotates")


def _covered(model: ICS) -> NDArray[np.int64]:
    state = model.state
    return state.available_fte + state.bank_fte + state.shared_bank_fte + state.agency_fte + state.unfilled_fte


def _same(model: ICS, what: str, counted: NDArray[np.int64], kept: NDArray[np.int64]) -> None:
    wrong = np.flatnonzero(counted != kept)
    if not len(wrong):
        return
    cell = int(wrong[0])
    organisation = model.system.organisations[model.posts.organisation[cell]]
    group = StaffGroup(int(model.posts.staff_group[cell])).label
    raise ConservationError(
        f"{model.calendar.name(model.month)}: {what} of {organisation.code} ({group}): counted {counted[cell]}, "
        f"kept {kept[cell]}, difference {counted[cell] - kept[cell]}; {len(wrong)} cells differ"
    )
