"""Record: the state of every cell at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from icsim.model import ICS

_BELONGING = 1 << 26
"""Weight of a point of belonging when strain and belonging are added in one pass: above any cell's strain."""
_BLOCK = 16384
"""Rows worked on at once, so that everything stays in the cache."""


def record_month(model: ICS) -> None:
    """Keep the month's counts, and the mean strain and belonging for the next month's rules."""
    staff, posts, state = model.staff_table, model.posts, model.state
    both, hosts, strains, belongings = np.zeros(posts.n), staff.host_cell, staff.strain, staff.belonging
    for start in range(0, staff.n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        points = belongings[rows] * np.float64(_BELONGING)
        points += strains[rows]
        both += np.bincount(hosts[rows], weights=points, minlength=posts.n)
    belonging, strain = np.divmod(both.astype(np.int64), _BELONGING)
    heads = np.maximum(posts.hosted_heads, 1)
    state.strain = np.where(posts.hosted_heads > 0, strain / heads, state.strain)
    state.belonging = np.where(posts.hosted_heads > 0, belonging / heads, state.belonging)
    state.cost_pence = model.accounts.close()
    model.pipeline.close(model.month)
    away, learning = staff.watched("rotating"), staff.watched("apprentices")
    model.monthly.record(
        establishment_fte=posts.establishment_fte,
        in_post_heads=posts.heads,
        in_post_fte=posts.fte,
        available_fte=state.available_fte,
        vacancy_fte=posts.open_fte,
        rotating_in=posts.count(staff.host_cell[away]),
        rotating_out=posts.count(staff.employer_cell[away]),
        apprentices=posts.count(staff.employer_cell[learning[staff.course[learning] > 0]]),
        onboarding_tenths=state.onboarding_tenths,
        bank_fte=state.bank_fte,
        shared_bank_fte=state.shared_bank_fte,
        shared_bank_out_fte=state.shared_bank_out_fte,
        agency_fte=state.agency_fte,
        unfilled_fte=state.unfilled_fte,
        cost_pence=state.cost_pence,
        strain_points=strain,
        belonging_points=belonging,
        hosted_heads=posts.hosted_heads,
    )
