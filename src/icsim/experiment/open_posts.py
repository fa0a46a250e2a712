"""Open posts: what keeps each funded post without somebody in it, at the end of a run.

The hours of a cell (an organisation's staff group) that nobody is employed
for are told apart in this order:

``checks_pending``
    somebody from outside the system is appointed and has not started: checks
    and the time to hire;
``not_released``
    somebody from inside is appointed and has not started: their employer
    keeps them for their notice and the new one's checks;
``distance``
    nobody who could do the job and works for another employer has the post
    among the places they compare (within reach of home, and one of the
    largest and nearest: :mod:`icsim.choice`);
``pay``
    more than half of those who have it among them are better paid where they are;
``no_candidate``
    all the rest: it is within reach and pays as well, and nobody has applied
    who could be appointed. Resident doctors, who are recruited nationally
    and not by the employer, are always here.

The hours of a cell that are still open are of one kind, distance, pay or
neither, whole: it is a reading of the labour market round the post, not of
single decisions. Where a cell has more people appointed than hours open,
only as many count as there are hours, those from outside first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import N_GROUPS, StaffGroup
from icsim.people import NOWHERE

if TYPE_CHECKING:
    from icsim.model import ICS

Counts = NDArray[np.int64]

BINDING = ("checks_pending", "not_released", "distance", "pay", "no_candidate")
"""What can keep a post without somebody in it, in the order in which it is asked."""


def open_posts(model: ICS) -> dict[str, Counts]:
    """Hours that nobody is employed for, by what keeps them so: hundredths of FTE, each of shape (n_cells,)."""
    posts, staff = model.posts, model.staff_table
    left = np.maximum(posts.establishment_fte - posts.fte, 0)
    waiting = model.appointments.waiting
    outside = posts.count(waiting.cell, waiting.fte)
    rows = np.flatnonzero(staff.appointed_cell != NOWHERE)
    inside = posts.count(staff.appointed_cell[rows], staff.fte[rows].astype(np.int64))
    found: dict[str, Counts] = {}
    for name, hours in (("checks_pending", outside), ("not_released", inside)):
        found[name] = np.minimum(left, hours)
        left = left - found[name]
    reach, better_paid = _who_could(model)
    local = posts.staff_group != StaffGroup.doctor_resident
    far = local & (reach == 0)
    dear = local & ~far & (2 * better_paid > reach)
    found["distance"], found["pay"] = np.where(far, left, 0), np.where(dear, left, 0)
    found["no_candidate"] = np.where(far | dear, 0, left)
    return found


def _who_could(model: ICS) -> tuple[Counts, Counts]:
    """People of other employers who compare each cell, and how many of them it would pay less; shape (n_cells,)."""
    posts, staff, choice = model.posts, model.staff_table, model.choice
    pay_ratio = model.provisions.pay_ratio * model.outside.pay_ratio
    offer = choice.quality(np.zeros(posts.n), pay_ratio)  # pay alone: no strain
    kinds, heads = np.unique(staff.home.astype(np.int64) * posts.n + staff.employer_cell, return_counts=True)
    home, cell = np.divmod(kinds, posts.n)
    at = home * N_GROUPS + posts.staff_group[cell]
    options, near = choice.cells[at], np.isfinite(choice.journey[at])
    near &= posts.organisation[options] != posts.organisation[cell][:, None]
    better = near & (offer[options] < offer[cell][:, None])
    weights = np.broadcast_to(heads[:, None], options.shape)
    return posts.count(options[near], weights[near]), posts.count(options[better], weights[better])
