"""Questions for tests of comparisons: a real one that is quick to run, and made-up results of known numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tests.worlds import AT_ONCE, agree, world

from icsim.agreement import Agreement
from icsim.experiment.gather import FLOWS, Gathered
from icsim.experiment.measures import BY_NAME, MEASURES
from icsim.experiment.open_posts import BINDING
from icsim.experiment.people import FATES, WHO
from icsim.experiment.question import TODAY, Arm, Question
from icsim.future import Future
from icsim.load import load_system

MONTHS = 8


RECOGNISED = {"recognises": ["identity", "dbs", "training"]}


def passport() -> Agreement:
    return agree(agreement="Passport", passport=RECOGNISED)


def passport_and_rotation() -> Agreement:
    rotation = {"staff_groups": ["nurse"], "places": 8, "months": 3}
    return agree(agreement="Both", passport=RECOGNISED, rotation=rotation)


def small_question(*arms: Arm, months: int = MONTHS, futures: Sequence[Future] = (Future(),)) -> Question:
    """The shipped small system, with agreements in full use at once."""
    return Question(
        "small", load_system("small"), (Arm(TODAY), *arms), tuple(futures), months, parameters=dict(AT_ONCE)
    )


def made_up(
    values: dict[tuple[str, str], Sequence[Sequence[float]]],
    *,
    arms: Sequence[str] = ("B",),
    futures: Sequence[str] = ("Flat",),
) -> Gathered:
    """Results of three organisations A, B (acute) and C (social care), nothing but what is written down.

    ``values`` has a row an arm (today first) and a column a seed for each (place, measure), in the first future;
    every other number is 0.
    """
    system = world()
    named = tuple(Arm(name, (agree(agreement=name, passport={"recognises": ["dbs"]}),)) for name in arms)
    question = Question("test", system, (Arm(TODAY), *named), tuple(Future(future=name) for name in futures), months=2)
    seeds = len(next(iter(values.values()))[0])
    n = len(futures), len(question.arms), seeds
    totals = len(question.totals)
    found = Gathered(
        question,
        tuple(range(1, seeds + 1)),
        np.zeros((*n, len(question.places), len(MEASURES))),
        np.zeros((*n, 2, totals, len(MEASURES))),
        np.zeros((*n, len(question.places), len(BINDING))),
        np.zeros((*n, totals - 1, totals - 1, len(FLOWS))),
        np.zeros((*n, 1, 1, len(FLOWS))),
        np.zeros((*n, totals, len(WHO), len(FATES))),
    )
    for (place, measure), rows in values.items():
        at = question.places.index(place), list(BY_NAME).index(measure)
        found.outcome[0, :, :, *at] = rows
    return found
