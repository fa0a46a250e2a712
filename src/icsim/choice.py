"""Choice: where a person who looks elsewhere would go.

A seeker weighs the organisations within reach of home that have a vacancy
in their own or a compatible group, and staying, by utility: vacancies to
apply for, pay, travel, strain of the staff there, knowing that sector, and
the friction of starting. One Gumbel draw for each (person, option,
occasion) makes the choice a multinomial logit. Options are numbered by
where they stand among what can be reached from a home: the same in every
arm, and three calls of the generator where naming organisations would take
eighteen.

References
----------
McFadden (1974), Conditional logit analysis of qualitative choice behavior.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.codes import N_GROUPS, Grade, Sector, StaffGroup
from icsim.luck import gumbels
from icsim.parameters import Parameter, Parameters
from icsim.posts import Posts
from icsim.recognition import Recognition, onboarding_days
from icsim.system import System

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

N_CHOICES = 16
"""Most places a person compares: the largest and nearest. A bound on cost as much as on realism."""
WORDS = -(-(N_CHOICES + 1) // 2)
"""Random words that one choice takes: half a word for each option and for staying."""
WHOLE_POST = 100
"""One FTE, in hundredths."""

COMPATIBLE: dict[StaffGroup, tuple[StaffGroup, ...]] = {
    StaffGroup.care_worker: (StaffGroup.care_worker, StaffGroup.clinical_support),
    StaffGroup.clinical_support: (StaffGroup.clinical_support, StaffGroup.care_worker),
}
"""Groups whose vacancies a member of a group can apply for, where more than their own.

Source: evidence move.lower_paid_care_worker.to_nhs_assistant.
"""

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "travel.minutes_per_km", 1.6, 1.0, 3.0, "minutes per straight-line km", _GUESS, Grade.assumption,
        "Speed door to door: 37 km/h in a straight line, about 48 km/h on roads 1.3 times as long.",
    ),
    Parameter(
        "travel.within_place_minutes", 25, 10, 45, "minutes", _GUESS, Grade.assumption,
        "Longest journey from home to a workplace in the same district, however large the district.",
    ),
    Parameter(
        "seek.reach_minutes", 75, 30, 120, "minutes", _GUESS, Grade.assumption,
        "Longest journey from home to work that anybody considers.",
    ),
    Parameter(
        "seek.travel_scale_minutes", 24, 12, 40, "minutes",
        "evidence effect.distance_decay_km: 15 km e-folding, at travel.minutes_per_km", Grade.assumption,
        "Extra journey that makes a workplace e times less attractive.",
    ),
    Parameter(
        "seek.vacancy_elasticity", 1.0, 0.3, 2.0, "elasticity", "evidence effect.local_vacancy_pull", Grade.assumption,
        "How strongly more vacancies draw more applicants.",
    ),
    Parameter(
        "seek.pay_elasticity", 1.5, 0.5, 3.0, "elasticity", "evidence effect.pay_gap_elasticity", Grade.assumption,
        "How strongly higher pay draws more applicants.",
    ),
    Parameter(
        "seek.strain_penalty", 1.0, 0.0, 2.5, "log odds per 100 points", _GUESS, Grade.assumption,
        "How far exhausted colleagues put people off.",
    ),
    Parameter(
        "seek.known_sector_bonus", 0.7, 0.0, 2.5, "log odds", _GUESS, Grade.assumption,
        "Advantage of a sector the person has already worked in; a rotation widens it.",
    ),
    Parameter(
        "seek.trained_here_bonus", 1.0, 0.0, 2.5, "log odds", _GUESS, Grade.assumption,
        "Advantage of the place where a newly qualified person had the last placement.",
    ),
    Parameter(
        "seek.friction_per_day", 0.05, 0.0, 0.2, "log odds per working day", _GUESS, Grade.assumption,
        "How far each day of onboarding puts people off a new workplace.",
    ),
    Parameter(
        "seek.stay_bonus", 2.0, 0.0, 4.0, "log odds", _GUESS, Grade.assumption,
        "Advantage of the present job over one vacancy like it.",
    ),
)  # fmt: skip


def journey_minutes(system: System, parameters: Parameters) -> NDArray[np.uint16]:
    """Travel minutes from each place to each organisation, shape (n_places, n_organisations)."""
    speed, within = parameters["travel.minutes_per_km"], parameters["travel.within_place_minutes"]
    return system.minutes_from_places(speed, within)


class Choice:
    """The choices of one system: what can be reached from where, and how good it looks.

    Parameters
    ----------
    system, posts
        Where the organisations are, and their cells.
    parameters
        Values in force.
    pay_gbp
        Basic pay of a whole-time member of each cell, shape (n_cells,).

    Attributes
    ----------
    cells
        Cells within reach of each place and staff group, best first, shape (n_places x n_groups, N_CHOICES).
    liking, first_job_liking
        Constant of each cell for movers and for the newly qualified, fitted by calibration, shape (n_cells,).
    journey
        Utility of the journey to them, minus infinity where there are fewer, same shape.
    """

    def __init__(self, system: System, posts: Posts, parameters: Parameters, pay_gbp: Floats) -> None:
        self.posts = posts
        self.p = parameters
        minutes = journey_minutes(system, parameters)
        self.scale = parameters["seek.travel_scale_minutes"]
        self.minutes = minutes
        self.pay_utility = parameters["seek.pay_elasticity"] * exact.log(np.maximum(pay_gbp, 1.0))
        self._friction = parameters["seek.friction_per_day"] * onboarding_days(parameters)
        self.liking, self.first_job_liking = np.zeros(posts.n), np.zeros(posts.n)
        self.cells, self.journey = self._within_reach(minutes)
        known = self.p["seek.known_sector_bonus"] * (np.arange(1 << len(Sector))[:, None] >> np.arange(len(Sector)) & 1)
        self._known = known.ravel()

    def _within_reach(self, minutes: NDArray[np.uint16]) -> tuple[Cells, Floats]:
        shape = (len(minutes), N_GROUPS, N_CHOICES)
        cells, journey = np.zeros(shape, dtype=np.int64), np.full(shape, -np.inf)
        reach = int(self.p["seek.reach_minutes"])
        lengths = -np.arange(reach + 1, dtype=np.float64) / self.scale  # of every journey in whole minutes
        pull = exact.exp(lengths)
        posts = self.posts
        for group in StaffGroup:
            wanted = COMPATIBLE.get(group, (group,))
            options = np.flatnonzero(np.isin(posts.staff_group, [int(g) for g in wanted]))
            size = np.maximum(posts.funded_fte[options], 1).astype(np.float64)
            for place, row in enumerate(minutes):
                far = row[posts.organisation[options]]
                near = np.flatnonzero(far <= reach)
                weight = size[near] * pull[far[near]]
                best = near[np.argsort(-weight, kind="stable")[:N_CHOICES]]
                cells[place, group, : len(best)] = options[best]
                journey[place, group, : len(best)] = lengths[far[best]]
        return cells.reshape(-1, N_CHOICES), journey.reshape(-1, N_CHOICES)

    def attraction(self, open_fte: NDArray[np.int64], strain: Floats, pay_ratio: Floats | None = None) -> Floats:
        """How good each cell looks before the journey: vacancies, pay, strain; shape (n_cells,).

        Parameters
        ----------
        open_fte
            Vacancies of each cell, hundredths of FTE; below half a post nobody applies (minus infinity).
        strain
            Mean strain of the people who work there, 0-100.
        pay_ratio
            Pay against what it was at the start; None for the same.
        """
        size = exact.log(np.maximum(open_fte, 1) / WHOLE_POST)
        value = self.p["seek.vacancy_elasticity"] * size + self.quality(strain, pay_ratio) + self.liking
        return np.where(open_fte >= WHOLE_POST // 2, value, -np.inf)

    def quality(self, strain: Floats, pay_ratio: Floats | None = None) -> Floats:
        """What a cell offers whoever works there: pay and strain, shape (n_cells,)."""
        offered = self.pay_utility - self.p["seek.strain_penalty"] * strain / 100
        if pay_ratio is not None and (pay_ratio != 1.0).any():
            offered = offered + self.p["seek.pay_elasticity"] * exact.log(pay_ratio)
        return offered

    def options(
        self,
        home: NDArray[np.integer],
        cell: Cells,
        sectors_known: NDArray[np.integer],
        attraction: Floats,
        quality: Floats,
        recognition: Recognition | None = None,
    ) -> tuple[Cells, Floats, Floats]:
        """What people compare: options, their utilities, and the utility of staying.

        Parameters
        ----------
        home, cell, sectors_known
            Where each person lives, who employs them, sectors they have worked in, shape (k,).
        attraction, quality
            From :meth:`attraction` and :meth:`quality`, shape (n_cells,).
        recognition
            What organisations recognise from each other; None for nothing.

        Returns
        -------
        tuple
            Cells (k, N_CHOICES), utilities (k, N_CHOICES), utility of staying (k,).
        """
        posts = self.posts
        options, utility = self._in_reach(home, posts.staff_group[cell], sectors_known, attraction)
        origin = posts.organisation[cell]
        if recognition is None or not recognition:
            utility -= self._friction[0]
        else:
            target = posts.organisation.take(options)
            utility -= self._friction[recognition.between(origin[:, None], target)]
        alone = np.where(posts.providers[cell] == 1, cell, -1)
        utility[options == alone[:, None]] = -np.inf
        stay = self.p["seek.stay_bonus"] + quality[cell] + self.p["seek.known_sector_bonus"]
        stay -= self.minutes[home, origin] / self.scale
        return options, utility, stay

    def first_jobs(
        self,
        home: NDArray[np.integer],
        staff_group: NDArray[np.int64],
        sectors_known: NDArray[np.integer],
        trained_at: NDArray[np.integer],
        attraction: Floats,
    ) -> tuple[Cells, Floats]:
        """What the newly qualified compare: options and their utilities, (k, N_CHOICES) each.

        Parameters
        ----------
        home, staff_group, sectors_known, trained_at
            Where each person lives, what they work as, sectors they were placed in, and
            organisation they were last placed at (-1 = none), shape (k,).
        attraction
            From :meth:`attraction`, shape (n_cells,).
        """
        own = attraction - self.liking + self.first_job_liking
        options, utility = self._in_reach(home, staff_group, sectors_known, own)
        trained_here = self.posts.organisation.take(options) == trained_at[:, None]
        utility[trained_here] += self.p["seek.trained_here_bonus"]
        return options, utility

    def _in_reach(
        self,
        home: NDArray[np.integer],
        staff_group: NDArray[np.int64],
        sectors_known: NDArray[np.integer],
        attraction: Floats,
    ) -> tuple[Cells, Floats]:
        """Options from a home, and their utility before anything that depends on a present job."""
        at = home.astype(np.int64) * N_GROUPS + staff_group
        options = self.cells.take(at, axis=0)
        utility = self.journey.take(at, axis=0)
        utility += attraction.take(options)
        known = sectors_known.astype(np.int64)[:, None] * len(Sector)
        utility += self._known.take(known + self.posts.sector.take(options))
        return options, utility

    def decide(self, options: Cells, utility: Floats, stay: Floats, words: NDArray[np.uint64]) -> Cells:
        """Cell each person applies to, -1 for staying, shape (k,).

        Parameters
        ----------
        options, utility, stay
            From :meth:`options`.
        words
            Random words, shape (WORDS, k).
        """
        if not len(options):
            return np.empty(0, dtype=np.int64)
        luck = gumbels(words)
        total = utility + luck[:N_CHOICES].T
        best = total.argmax(axis=1)
        everybody = np.arange(len(options))
        goes = total[everybody, best] > stay + luck[N_CHOICES]
        return np.where(goes, options[everybody, best], -1)
