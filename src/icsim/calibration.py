"""Calibration: scale hazards so that the first year shows the published rates.

Everything here is arithmetic on the starting staff, not a search: expected
moves from the choice probabilities, the rest of the published leavers as
leaving and retiring, and external supply such that a year's appointments
come to the published joiners.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.choice import WHOLE_POST, Choice
from icsim.codes import Grade, StaffGroup
from icsim.first_jobs import FirstJobs
from icsim.months import DAYS_PER_MONTH, MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.posts import Posts
from icsim.recognition import time_to_hire_days
from icsim.turnover import Turnover

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

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
        "calibration.most_inside_share", 0.63, 0.3, 0.9, "share of joiners",
        "evidence asc.leavers_stay_in_sector: 60-66% of care hires come from inside the sector", Grade.medium,
        "Most joiners of an organisation that come from others in the system.",
    ),
    Parameter(
        "calibration.most_qualified_share", 0.8, 0.0, 1.0, "share of joiners from outside", _GUESS, Grade.assumption,
        "Most joiners from outside an organisation's system that its universities have trained.",
    ),
    Parameter(
        "calibration.most_vacancy_share", 0.3, 0.15, 0.6, "share of establishment", _GUESS, Grade.assumption,
        "Vacancy that an organisation's published month may drift to in the long run.",
    ),
)  # fmt: skip

_LEAST_FILL, _MOST_FILL = 1e-4, 0.9
"""Range of the monthly chance that an open post is filled from outside."""
_BISECTIONS = 40
_FEW, _AT_ONCE = 1000, 4
"""Cells up to which several halvings are tried at once, and how many; a divisor of the bisections."""
_ROUNDS = 12
"""Rounds in which constants of the choice and searches settle."""
_ROUNDS_OF_INTAKE = 4
"""Rounds in which first jobs and the vacancies left for them settle."""
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
    steady_prob
        The chance that would hold the open posts of the start; the first moves to it over the second year.
    external_heads
        Joiners from outside expected in a month at the start.
    liking
        Constant of each cell in the choice, 0 or less.
    first_job_liking
        The same in the choice of a first job.
    """

    leave: Floats
    seek: Floats
    fill_prob: Floats
    steady_prob: Floats
    external_heads: Floats
    liking: Floats
    first_job_liking: Floats


def hire_months(posts: Posts, parameters: Parameters) -> Floats:
    """Months from offer to first day when nothing is recognised, shape (n_cells,)."""
    days: Floats = time_to_hire_days(parameters)[posts.sector, 0]
    return np.asarray(days / DAYS_PER_MONTH)


def fund(posts: Posts, turnover: Turnover, parameters: Parameters) -> None:
    """Fill in establishments that no table gives, from the published vacancy.

    An organisation that grew in its published month is given the posts to
    go on growing for a year.
    """
    months = hire_months(posts, parameters)
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


class Moves:
    """Where seekers of each cell would go at the start.

    A cell with less than one open post has one that share of the time.

    Parameters
    ----------
    choice, posts
        The system's choices and cells.
    home_share
        Where the people of each organisation live, shape (n_organisations, n_places).
    open_fte
        Open posts, hundredths of FTE, shape (n_cells,).
    strain
        Mean strain in each cell, shape (n_cells,).

    Attributes
    ----------
    origin, target
        Cell that seekers come from and go to, one row for each home and option.
    """

    def __init__(
        self, choice: Choice, posts: Posts, home_share: Floats, open_fte: NDArray[np.int64], strain: Floats
    ) -> None:
        cells, homes = np.nonzero(home_share[posts.organisation] > _NEAR_ENOUGH)
        share = home_share[posts.organisation[cells], homes]
        self._n = posts.n
        self._weight = share / np.bincount(cells, weights=share, minlength=posts.n)[cells]
        one_post = np.maximum(open_fte, WHOLE_POST)
        options, utility, stay = choice.options(
            homes, cells, 1 << posts.sector[cells], choice.attraction(one_post, strain), choice.quality(strain)
        )
        self._odds = exact.exp(utility - stay[:, None]) * np.clip(open_fte / WHOLE_POST, 0.0, 1.0)[options]
        self._odds[np.isneginf(utility)] = 0.0
        self.origin, self.target = np.repeat(cells, options.shape[1]), np.maximum(options.ravel(), 0)

    def chances(self, liking: Floats) -> Floats:
        """Chance of each move for a seeker of its origin, given how well each cell is liked, shape (n_rows,)."""
        odds = self._odds * exact.exp(liking)[self.target].reshape(self._odds.shape)
        return (self._weight[:, None] * odds / (1.0 + odds.sum(axis=1, keepdims=True))).ravel()

    def out(self, chance: Floats) -> Floats:
        """Chance that a seeker of each cell moves, shape (n_cells,)."""
        return np.bincount(self.origin, weights=chance, minlength=self._n)

    def into(self, chance: Floats, searches: Floats) -> Floats:
        """People who move into each cell in a month, shape (n_cells,)."""
        return np.bincount(self.target, weights=chance * searches[self.origin], minlength=self._n)


def calibrate(
    choice: Choice,
    posts: Posts,
    turnover: Turnover,
    parameters: Parameters,
    factor_sums: Floats,
    retiring: Floats,
    home_share: Floats,
    strain: Floats,
    first_jobs: FirstJobs,
) -> Rates:
    """Hazards by cell that make the first year show the published rates.

    Where more people would move in than the published joiners allow, the
    cell is liked less: its constant in the choice is lowered.

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
    first_jobs
        First jobs of the newly qualified: the published joiners include them.
    """
    heads = posts.heads.astype(np.float64)
    per_head = np.maximum(posts.fte / np.maximum(heads, 1.0), 1.0)
    months = hire_months(posts, parameters)
    leaving, joining = turnover.leavers * heads, turnover.joiners * heads
    vacant_heads = (posts.funded_fte - posts.fte) / per_head
    open_heads = _open_heads(vacant_heads, joining, months)
    drift = (leaving - joining) * (MONTHS_PER_YEAR - months) ** 2 / (2 * MONTHS_PER_YEAR)
    seen = np.maximum(open_heads + leaving + drift, 0.0)  # mean over those who start within the year
    moves = Moves(choice, posts, home_share, (seen * per_head).astype(np.int64), strain)
    lapse = np.minimum(turnover.leavers * months, 0.5)  # left, or appointed elsewhere, before they could start
    wanted = turnover.movers * leaving * (posts.staff_group != StaffGroup.doctor_resident)
    most = parameters["calibration.most_seek_hazard"] * heads
    room = parameters["calibration.most_inside_share"] * joining
    liking = np.zeros(posts.n)
    for _ in range(_ROUNDS):
        chance = moves.chances(liking)
        searches = np.minimum(wanted / np.maximum(moves.out(chance) * (1.0 - lapse), 1e-9), most)
        moving_in = moves.into(chance, searches * (1.0 - lapse))
        liking = np.minimum(liking + exact.log(np.maximum(room, 1e-9) / np.maximum(moving_in, 1e-9)), 0.0)
    least = parameters["calibration.least_leave_share"] * leaving
    moving_out = searches * moves.out(chance) * (1.0 - lapse)
    leave = np.maximum(leaving - moving_out - retiring, least)
    external = np.maximum(joining - moving_in, 0.0)
    per_post = _fill_prob(external, leaving, moving_in, open_heads, MONTHS_PER_YEAR - months)
    most = parameters["calibration.most_qualified_share"] * external * MONTHS_PER_YEAR
    open_ratio = np.ones((MONTHS_PER_YEAR, posts.n))
    for _ in range(_ROUNDS_OF_INTAKE):
        taken, first_job_liking = first_jobs.by_month(most, open_ratio)
        trained_here = taken.sum(axis=0) / MONTHS_PER_YEAR
        some = np.flatnonzero(trained_here)
        open_beside = _open_heads(vacant_heads, joining - trained_here, months)
        per_post[some], left = _fill_prob_beside(
            (external - trained_here)[some],
            leaving[some],
            moving_in[some],
            open_beside[some],
            (MONTHS_PER_YEAR - months)[some],
            taken[:, some],
        )
        open_ratio[:, some] = (left + leaving[some]) / (open_beside + leaving)[some]
    open_heads = np.where(trained_here > 0, open_beside, open_heads)
    external, moving_in = external - trained_here, moving_in + trained_here
    most_open = parameters["calibration.most_vacancy_share"] * posts.funded_fte / per_head
    floor = (leaving - moving_in) / np.maximum(most_open + leaving, 1e-9)
    slots = np.where(heads > 0, per_head, WHOLE_POST) / WHOLE_POST
    open_steadily = np.maximum(open_heads, _LEAST_OPEN_SHARE * turnover.vacancy * heads)
    steady = np.maximum(leaving - moving_in, 0.0) / np.maximum(open_steadily + leaving, 1e-9)
    empty = turnover.leavers / (turnover.leavers + turnover.vacancy)  # nobody there: as elsewhere in the sector
    first_year = np.where(heads > 0, np.maximum(per_post, floor) * (joining > 0), empty)
    return Rates(
        leave=_share(leave, factor_sums[:, 0], turnover.leavers),
        seek=_share(searches, factor_sums[:, 1], np.zeros(posts.n)),
        fill_prob=np.clip(first_year / slots, 0.0, _MOST_FILL),
        steady_prob=np.clip(np.where(heads > 0, steady, empty) / slots, 0.0, _MOST_FILL),
        external_heads=external,
        liking=np.round(liking, 9),
        first_job_liking=first_job_liking,
    )


def _open_heads(vacant_heads: Floats, joining: Floats, months: Floats) -> Floats:
    """Posts that nobody holds or is promised: so many months' joiners are appointed and have not started."""
    return np.maximum(vacant_heads - joining * months, _LEAST_OPEN_SHARE * np.maximum(vacant_heads, 0.0))


def _share(events: Floats, factors: Floats, otherwise: Floats) -> Floats:
    """Events a person and unit of factor, rounded so that no processor's last bit shows."""
    return np.round(np.where(factors > 0, events / np.maximum(factors, 1e-12), otherwise), 9)


def _fill_prob(external: Floats, leaving: Floats, moving_in: Floats, open_heads: Floats, months: Floats) -> Floats:
    """Chance a month that an open post is filled from outside, for a year's appointments to reach ``external``.

    A month begins with x open posts, ``leaving`` more fall open, a share p of
    all of them is filled from outside and ``moving_in`` from inside, so
    x' = (1 - p)(x + leaving) - moving_in, from ``open_heads``. The appointments
    of ``months`` are what was open and fell open, less what is left.
    """
    inflow = leaving - moving_in

    def enough(p: Floats) -> Flags:
        steady = ((1.0 - p) * leaving - moving_in) / p
        left = steady + (open_heads - steady) * exact.exp(months * exact.log(1.0 - p))
        return np.asarray(inflow * months + open_heads - left >= external * months)

    return _least_enough(enough, len(external))


def _fill_prob_beside(
    external: Floats, leaving: Floats, moving_in: Floats, open_heads: Floats, months: Floats, taken: Floats
) -> tuple[Floats, Floats]:
    """As :func:`_fill_prob`, where the newly qualified take posts in certain months; and posts open month by month.

    Posts taken by them, and those open at the beginning of each month, have shape (12, n_cells).
    """
    counted = np.minimum(np.maximum(months - np.arange(MONTHS_PER_YEAR)[:, None], 0.0), 1.0)

    def enough(p: Floats) -> Flags:
        return np.asarray(_year(p, leaving, moving_in, open_heads, counted, taken)[0] >= external * months)

    p = _least_enough(enough, len(external))
    return p, np.array(_year(p, leaving, moving_in, open_heads, counted, taken)[1])


def _least_enough(enough: Callable[[Floats], Flags], n: int) -> Floats:
    """Least chance for each of n cells that is enough, by bisection.

    Of few cells, the chances that several halvings could come to are tried at
    once: the same numbers, in fewer calls.

    Parameters
    ----------
    enough
        Whether chances of shape (k, n) are enough.
    n
        How many cells.
    """
    halvings, cells = _AT_ONCE if n <= _FEW else 1, np.arange(n)
    low, high = np.full((1, n), _LEAST_FILL), np.full((1, n), _MOST_FILL)
    for _ in range(_BISECTIONS // halvings):
        tried = []
        for _ in range(halvings):
            tried.append((low + high) / 2)
            low, high = _in_turn(low, tried[-1]), _in_turn(tried[-1], high)
        passed, at, first = enough(np.concatenate(tried)), np.zeros(n, dtype=np.intp), 0
        for chances in tried:
            at = 2 * at + ~passed[first + at, cells]
            first += len(chances)
        low, high = low[at, cells][None], high[at, cells][None]
    return np.asarray((low + high)[0] / 2)


def _in_turn(one: Floats, other: Floats) -> Floats:
    """Rows of two arrays of one shape in turn."""
    return np.stack([one, other], axis=1).reshape(2 * len(one), -1)


def _year(
    p: Floats, leaving: Floats, moving_in: Floats, open_heads: Floats, counted: Floats, taken: Floats
) -> tuple[Floats, list[Floats]]:
    """Appointments from outside in the part of each month that counts, and posts open at the beginning of the month.

    Parameters
    ----------
    p
        Chance that an open post is filled from outside, shape (n_cells,) or (k, n_cells).
    leaving, moving_in, open_heads
        Posts that fall open each month, are filled from inside each month, and are open at first, shape (n_cells,).
    counted, taken
        Part of each month that counts, and posts the newly qualified take in it, shape (12, n_cells).
    """
    x, appointed, before = open_heads, np.zeros(p.shape), []
    for part, gone in zip(counted, taken, strict=True):
        before.append(x)
        there = x + leaving
        found = p * there
        appointed += found * part
        x = np.maximum(there - found - moving_in - gone, 0.0)
    return appointed, before
