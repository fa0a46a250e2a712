"""Admissions: who the students of an intake are, and who of earlier intakes is still there on the first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.codes import Grade
from icsim.keys import EARLIEST_INTAKE, student_keys
from icsim.luck import Purpose, exponential, uniform
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.students import NOT_APPOINTED, OUTSIDE, UNPLACED

if TYPE_CHECKING:
    from icsim.columns import Rows
    from icsim.model import ICS

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "students.drop_out_hazard", 0.0037, 0.0031, 0.0112, "per month", "evidence students.nursing.monthly_attrition",
        Grade.medium, "Students who drop out, mean of the course, after usual placements.",
    ),
    Parameter(
        "students.first_year_ratio", 1.4, 1.0, 2.0, "ratio to the mean", _GUESS, Grade.assumption,
        "Dropping out in the first year of the course.",
    ),
    Parameter(
        "students.later_years_ratio", 0.8, 0.5, 1.0, "ratio to the mean", _GUESS, Grade.assumption,
        "Dropping out after the first year of the course.",
    ),
    Parameter(
        "students.not_on_time_share", 0.334, 0.294, 0.391, "share of an intake",
        "evidence students.nursing.not_complete_on_time", Grade.medium,
        "Students who have not qualified when their course ends: dropped out, or delayed.",
    ),
    Parameter(
        "students.longest_delay_months", 12, 1, 24, "months", _GUESS, Grade.assumption,
        "Longest delay of a student who qualifies late; any from one month is as likely.",
    ),
    Parameter(
        "students.early_share", 0.5, 0.0, 1.0, "share of an intake",
        "shaped on evidence seasonality.nqn_start_months: first jobs start in September and October", Grade.medium,
        "Students who qualify in the last month of the course; the others do in the month after.",
    ),
    Parameter(
        "students.usual_quality", 75, 50, 90, "points", _GUESS, Grade.assumption,
        "Quality of a placement after which students drop out at the usual rate; placements outside have it.",
    ),
)  # fmt: skip

AGE_EDGES = (18, 21, 25, 35, 45, 55)
"""Edges in years of the age groups of :data:`AGE_SHARES`."""
AGE_SHARES = (0.45, 0.20, 0.22, 0.11, 0.02)
"""Age mix of people who start a course. Source: icsim assumption."""


def yearly_hazard(parameters: Parameters, years: int) -> Floats:
    """Usual hazard of dropping out in each year of a course, per month, shape (years,)."""
    hazard = np.full(years, parameters["students.later_years_ratio"])
    hazard[:1] = parameters["students.first_year_ratio"]
    return hazard * parameters["students.drop_out_hazard"]


def admit(model: ICS, courses: Counts, places: Counts, started: int, *, earlier: bool = False) -> Rows:
    """Students start their courses.

    Parameters
    ----------
    model
        The model.
    courses, places
        Course, and number of the place, of each, shape (k,).
    started
        Month of intake.
    earlier
        Whether it was before the run: only those who have neither dropped out
        nor qualified are added.

    Returns
    -------
    numpy.ndarray
        Their rows of the student table.
    """
    pipeline, p = model.pipeline, model.p
    university = pipeline.university[courses]
    keys = student_keys(model.system.identity[university], pipeline.programme[courses], started, places)
    words = model.luck.blocks(keys, Purpose.student, 2)
    clock = exponential(words[2])
    end = started + pipeline.length_months[courses]
    late = uniform(words[4]) < _delayed_share(p, pipeline.length_months)[courses]
    delay = 1 + np.floor(uniform(words[5]) * p["students.longest_delay_months"]).astype(np.int64)
    early = (uniform(words[6]) < p["students.early_share"]) & ~pipeline.national[courses]
    qualify = end + np.where(late, delay, -early.astype(np.int64))
    if earlier:
        clock -= _spent(p, model.month - started)
    here = np.flatnonzero((clock > 0) & (qualify >= 0)) if earlier else np.arange(len(keys))
    return pipeline.table.add(
        key=keys[here],
        course=courses[here],
        home=model.population.homes(uniform(words[0]), university)[here],
        birth_month=started - _ages(uniform(words[1]))[here],
        started_month=started,
        qualify_month=qualify[here],
        host=np.where(pipeline.national[courses[here]], OUTSIDE, UNPLACED),
        quality=int(p["students.usual_quality"]),
        placement_quality=int(p["students.usual_quality"]),
        trained_at=UNPLACED,
        clock=clock[here],
        **NOT_APPOINTED,
    )


def starting_cohorts(model: ICS) -> None:
    """The students of earlier intakes who are in training on the first day."""
    pipeline = model.pipeline
    for started in range(EARLIEST_INTAKE, 0):
        due = pipeline.intake_month == model.calendar.month_of_year(started)
        due &= started + pipeline.length_months + model.p["students.longest_delay_months"] >= 0
        courses, places = each_place(np.where(due, pipeline.places, 0))
        if len(courses):
            admit(model, courses, places, started, earlier=True)
    pipeline.start_heads = np.bincount(pipeline.table.course, minlength=pipeline.n)


def each_place(places: Counts) -> tuple[Counts, Counts]:
    """Each of so many places by course: its course, and its number from 0."""
    courses = np.repeat(np.arange(len(places)), places)
    return courses, np.arange(len(courses)) - (np.cumsum(places) - places)[courses]


def _spent(parameters: Parameters, months: int) -> float:
    """What so many months of a course take off a clock."""
    by_month = np.repeat(yearly_hazard(parameters, -(-months // MONTHS_PER_YEAR)), MONTHS_PER_YEAR)
    return float(by_month[:months].sum())


def _delayed_share(parameters: Parameters, lengths: Counts) -> Floats:
    """Share of those who stay the course who qualify late, by course."""
    lost = np.array([1.0 - float(exact.exp(-_spent(parameters, months))) for months in lengths.tolist()])
    return np.clip((parameters["students.not_on_time_share"] - lost) / (1.0 - lost), 0.0, 1.0)


def _ages(chance: Floats) -> Counts:
    """Age at the start of a course in months: straight lines between the edges."""
    edges = np.concatenate([[0.0], np.cumsum(AGE_SHARES)])
    years = exact.along(chance * edges[-1], edges, AGE_EDGES)
    return np.asarray(np.floor(years * MONTHS_PER_YEAR), dtype=np.int64)
