"""Calibration: scale hazards so that the first year shows the published rates.

Everything here is arithmetic on the starting staff, not a search: expected
moves from the choice probabilities, the rest of the published leavers as
leaving and retiring, and external supply such that a year's appointments
come to the published joiners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.choice import WHOLE_POST, Choice
from icsim.codes import Grade, StaffGroup
from icsim.months import DAYS_PER_MONTH, MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.posts import Posts
from icsim.turnover import Turnover

Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "calibration.least_leave_share", 0.1, 0.0, 0.5, "share of leavers", _GUESS, Grade.assumption,
        "Least part of the published leavers that leaves the system other than by retiring.",
    ),
    Parameter(
        "calibration.most_seek_hazard", 0.06, 0.01, 0.2, "per month", _GUESS, Grade.assumption,
        "Most often anybody looks elsewhere, however few vacancies are in reach.",
    ),
    Parameter(
        "calibration.most_vacancy_share", 0.3, 0.15, 0.6, "share of establishment", _GUESS, Grade.assumption,
        "Vacancy that an organisation's published month may drift to in the long run.",
    ),
)  # fmt: skip

_LEAST_FILL, _MOST_FILL = 1e-4, 0.9
"""Range of the monthly chance that an open post is filled from outside."""
_BISECTIONS = 40
_SPARE = 1.25
"""Room left above the posts that a year of published growth needs."""
_LEAST_OPEN_SHARE = 0.15
"""Least share of the vacancies that is open, not yet appointed to."""
_NEAR_ENOUGH = 0.01
"""Share of a workforce that must live in a place for the place to count."""


@dataclass
class Rates:
    """Calibrated hazards by cell, each of shape (n_cells,).

    Parameters
    ----------
    leave, seek
        Base of the leave and seek hazards, per month.
    fill_prob
        Chance in a month that an open whole-time post is filled from outside.
    external_heads
        Joiners from outside expected in a month at the start.
    """

    leave: Floats
    seek: Floats
    fill_prob: Floats
    external_heads: Floats


def hire_months(parameters: Parameters) -> float:
    """Months from offer to first day when nothing is recognised."""
    return parameters["recruit.time_to_hire_days"] / DAYS_PER_MONTH


def fund(posts: Posts, turnover: Turnover, parameters: Parameters) -> None:
    """Fill in establishments that no table gives, from the published vacancy.

    An organisation that grew in its published month is given the posts to
    go on growing for a year.
    """
    months = hire_months(parameters)
    heads = posts.start_heads.astype(np.float64)
    per_head = posts.start_fte / np.maximum(heads, 1.0)
    published = posts.start_fte / (1.0 - turnover.vacancy)
    growth = np.maximum(turnover.joiners - turnover.leavers, 0.0) * heads * (MONTHS_PER_YEAR - months)
    waiting = turnover.joiners * heads * months
    open_heads = np.maximum(_SPARE * growth, _LEAST_OPEN_SHARE * turnover.vacancy * heads)
    needed = posts.start_fte + per_head * (waiting + open_heads)
    unknown = posts.funded_fte < 0
    posts.funded_fte[unknown] = np.floor(np.maximum(published, needed) + 0.5).astype(np.int64)[unknown]
    posts.establishment_fte[:] = posts.required_fte[:] = posts.funded_fte


def move_probabilities(
    choice: Choice, posts: Posts, home_share: Floats, open_fte: NDArray[np.int64], strain: Floats
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64], Floats]:
    """Chance that a seeker of each cell moves, and where to, at the start.

    Returns
    -------
    tuple
        Chance of moving by cell (n_cells,); then, one row a (cell, option): origin cell,
        target cell, chance of that move for a seeker of the origin cell.
    """
    cells, homes = np.nonzero(home_share[posts.organisation] > _NEAR_ENOUGH)
    share = home_share[posts.organisation[cells], homes]
    total = np.bincount(cells, weights=share, minlength=posts.n)
    weight = share / total[cells]
    known = 1 << posts.sector[cells]
    options, utility, stay = choice.options(
        homes, cells, known, choice.attraction(open_fte, strain), choice.quality(strain)
    )
    odds = exact.exp(utility - stay[:, None])
    odds[np.isneginf(utility)] = 0.0
    chance = weight[:, None] * odds / (1.0 + odds.sum(axis=1, keepdims=True))
    origin = np.repeat(cells, options.shape[1])
    keep = chance.ravel() > 0
    origin, target, chance = origin[keep], options.ravel()[keep], chance.ravel()[keep]
    return np.bincount(origin, weights=chance, minlength=posts.n), origin, target, chance


def calibrate(
    choice: Choice,
    posts: Posts,
    turnover: Turnover,
    parameters: Parameters,
    factor_sums: Floats,
    retiring: Floats,
    home_share: Floats,
    strain: Floats,
) -> Rates:
    """Hazards by cell that make the first year show the published rates.

    Parameters
    ----------
    choice, posts, turnover, parameters
        The system's choices, cells, targets and values in force.
    factor_sums
        Sum over the people of each cell of the factors of the leave and of the
        seek hazard without their base, shape (n_cells, 2).
    retiring
        Expected retirements a month in each cell, shape (n_cells,).
    home_share
        Where the people of each organisation live, shape (n_organisations, n_places).
    strain
        Mean strain in each cell, shape (n_cells,).
    """
    heads = posts.heads.astype(np.float64)
    per_head = np.maximum(posts.fte / np.maximum(heads, 1.0), 1.0)
    months = hire_months(parameters)
    leaving, joining = turnover.leavers * heads, turnover.joiners * heads
    vacant_heads = (posts.funded_fte - posts.fte) / per_head
    open_heads = np.maximum(vacant_heads - joining * months, _LEAST_OPEN_SHARE * np.maximum(vacant_heads, 0.0))
    open_fte = (open_heads * per_head).astype(np.int64)
    moves, origin, target, chance = move_probabilities(choice, posts, home_share, open_fte, strain)
    most = parameters["calibration.most_seek_hazard"] * heads
    searches = np.minimum(turnover.movers * leaving / np.maximum(moves, 1e-9), most)
    searches[posts.staff_group == StaffGroup.doctor_resident] = 0.0
    moving_in = np.bincount(target, weights=chance * searches[origin], minlength=posts.n)
    least = parameters["calibration.least_leave_share"] * leaving
    leave = np.maximum(leaving - searches * moves - retiring, least)
    external = np.maximum(joining - moving_in, 0.1 * joining)
    per_post = _fill_prob(external, leaving - moving_in, open_heads, MONTHS_PER_YEAR - months)
    floor = (leaving - moving_in) / np.maximum(
        parameters["calibration.most_vacancy_share"] * posts.funded_fte / per_head, 1e-9
    )
    slots = per_head / WHOLE_POST
    return Rates(
        leave=_share(leave, factor_sums[:, 0], turnover.leavers),
        seek=_share(searches, factor_sums[:, 1], np.zeros(posts.n)),
        fill_prob=np.clip(np.maximum(per_post, floor) / slots, _LEAST_FILL, _MOST_FILL) * (joining > 0),
        external_heads=external,
    )


def _share(events: Floats, factors: Floats, otherwise: Floats) -> Floats:
    """Events a person and unit of factor, rounded so that no processor's last bit shows."""
    return np.round(np.where(factors > 0, events / np.maximum(factors, 1e-12), otherwise), 9)


def _fill_prob(external: Floats, inflow: Floats, open_heads: Floats, months: float) -> Floats:
    """Chance a month that an open post is filled, for a year's appointments to reach ``external``.

    Open posts x follow dx/dt = inflow - p x from ``open_heads``; the
    appointments of ``months`` are inflow months + (open - inflow / p)(1 - exp(-p months)).
    """
    low, high = np.full(len(external), _LEAST_FILL), np.full(len(external), _MOST_FILL)
    for _ in range(_BISECTIONS):
        p = (low + high) / 2
        filled = inflow * months + (open_heads - inflow / p) * (1.0 - exact.exp(-p * months))
        enough = filled >= external * months
        low, high = np.where(enough, low, p), np.where(enough, p, high)
    return (low + high) / 2
