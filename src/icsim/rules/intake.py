"""Intake: students start their courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.admissions import admit, each_place, starting_cohorts
from icsim.codes import Grade
from icsim.identity import MOST_HEADS
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "students.places_ratio", 1.0, 0.0, 3.0, "ratio to the tables", "icsim assumption: a lever", Grade.assumption,
        "Places that universities fill each year, against those of the system's tables.",
    ),
)  # fmt: skip


class Intake(Rule):
    """Universities fill the places of each programme in its month of intake.

    Places are those of the system's tables, more or fewer by the lever, and
    for nursing by the future. A place has its number: more places are more
    people, and nobody else's luck changes. Those of earlier intakes are in
    training on the first day, without those who had dropped out by then.
    """

    phase = Phase.learn
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._ratio = model.p["students.places_ratio"]

    def settle(self, model: ICS) -> None:
        """Before the first month, earlier intakes are in training."""
        starting_cohorts(model)

    def month(self, model: ICS) -> None:
        """Admit the students of this month's intakes."""
        pipeline = model.pipeline
        due = pipeline.intake_month == model.calendar.month_of_year(model.month)
        if not due.any():
            return
        ratio = self._ratio * np.where(pipeline.nursing, model.future.nurse_places_ratio, 1.0)
        places = np.floor(np.where(due, pipeline.places, 0) * ratio + 0.5).astype(np.int64)
        courses, nth = each_place(np.minimum(places, MOST_HEADS))
        pipeline.note("entered", admit(model, courses, nth, model.month))
