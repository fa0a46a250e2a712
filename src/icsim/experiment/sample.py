"""Sample: a smaller system of the same shape, for answers within seconds.

Every organisation stays, with its place and its partnerships, and keeps a
share of its staff: its heads times the share, to the nearest whole person
and at least one, spread over its staff groups by largest remainder. Hours,
funded posts, leavers and joiners of each staff group go with its heads, so
that vacancy and turnover of every group that is left are as they were.

What is lost: a staff group of one or two people disappears from a small
organisation or stands for several, so groups with many small employers
(general practice, voluntary work) are uneven; single-person luck weighs
more; and posts do not get smaller, so hours too few to advertise or apply
for stay open in every small cell. A tenth of Gloucestershire has two fifths
more vacancies than the whole; staff in post, leavers, joiners, movers and
cost are within three hundredths. It is for comparing agreements quickly,
not for levels.

Amounts of a sampled run are given for the whole system, divided by the
share (:mod:`icsim.experiment.record`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.system import System

Counts = NDArray[np.int64]

SCALED = {
    "rotation": ("places",),
    "training": ("apprenticeships_per_year",),
    "partnership": ("coordinator_fte",),
}
"""Fields of clauses that count people or posts, and go with the sample."""


def sample(system: System, share: float) -> System:
    """A system with a share of the staff.

    Parameters
    ----------
    system
        The whole.
    share
        Above 0, at most 1; 1 gives the system itself.

    Raises
    ------
    ValueError
        If the share is not a share.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"a sample of {share} is no share above 0 and up to 1")
    if share == 1.0:
        return system
    heads = np.array([_spread(row, share) for row in system.heads], dtype=np.int64).reshape(system.heads.shape)
    there = system.heads > 0
    of_row = np.where(there, heads / np.maximum(system.heads, 1), share)
    funded = np.floor(system.establishment * of_row + 0.5).astype(np.int64)
    return replace(
        system,
        heads=heads,
        fte=np.floor(system.fte * of_row + 0.5).astype(np.int64),
        establishment=np.where(system.establishment >= 0, funded, system.establishment),
        leavers=system.leavers * of_row,
        joiners=system.joiners * of_row,
        programmes=tuple(replace(c, places=_some(c.places, share)) for c in system.programmes),
        digest=hashlib.sha256(f"{system.digest} {share!r}".encode()).hexdigest(),
    )


def sample_agreement(agreement: Agreement, share: float) -> Agreement:
    """An agreement whose places and posts are in proportion to a sample; at least one where there were any."""
    if share == 1.0:
        return agreement
    changed = {}
    for key, names in SCALED.items():
        clause = getattr(agreement, key, None)
        if clause is not None:
            values = {name: getattr(clause, name) for name in names}
            scaled = {n: _some(v, share) if isinstance(v, int) else v * share for n, v in values.items()}
            changed[key] = clause.model_copy(update=scaled)
    return agreement.model_copy(update=changed)


def _some(number: int, share: float) -> int:
    """A share of a number, at least one where there were any."""
    return max(int(number * share + 0.5), 1) if number else 0


def _spread(heads: Counts, share: float) -> Counts:
    """One organisation's sample by staff group: whole people, the total kept, by largest remainder."""
    wanted = _some(int(heads.sum()), share)
    quota = heads * (wanted / max(int(heads.sum()), 1))
    some = np.floor(quota).astype(np.int64)
    largest = np.argsort(-(quota - some), kind="stable")[: wanted - int(some.sum())]
    some[largest] += 1
    return some
