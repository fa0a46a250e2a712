"""First job: the newly qualified apply where they would like to work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim import choice
from icsim.codes import Grade
from icsim.keys import EARLIEST_INTAKE
from icsim.luck import Purpose
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule
from icsim.state import Graduates
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "first_job.patience_months", 6, 1, 24, "months", "icsim assumption", Grade.assumption,
        "Months for which the newly qualified look for a first job in the system before they leave.",
    ),
)  # fmt: skip

BLOCKS = -(-(2 + choice.WORDS) // 4)
"""Blocks of four random words one application takes: priority, hours, then the choice."""


class FirstJob(Rule):
    """The newly qualified choose a first job by vacancies, pay, journey, strain, and where they trained.

    They apply to one place a month and compete with everybody else who
    applies there; see the recruit rule. Sectors they were placed in draw
    them, and the place they trained at draws them most. Who has found
    nothing after some months leaves.
    """

    phase = Phase.seek
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._patience = model.p["first_job.patience_months"]

    def month(self, model: ICS) -> None:
        """Who has looked long enough leaves; the others apply: ``model.graduates`` holds who, and where."""
        pipeline, weigh = model.pipeline, model.choice
        model.graduates = Graduates()
        looking = pipeline.at_stage(Stage.looking)
        if not len(looking):
            return
        waited = model.month - pipeline.table.qualify_month[looking] >= self._patience
        keys = pipeline.table.key[looking[~waited]]
        pipeline.leave("left_without_job", looking[waited])
        if not model.posts.n:
            return
        rows, table = pipeline.table.rows_of(keys), pipeline.table
        words = model.luck.blocks(keys, Purpose.first_job, BLOCKS, model.month - EARLIEST_INTAKE)
        options, utility = weigh.first_jobs(
            table.home[rows],
            pipeline.staff_group[table.course[rows]],
            table.sectors_known[rows],
            table.trained_at[rows],
            weigh.attraction(
                model.posts.open_fte, model.state.strain, model.provisions.pay_ratio * model.outside.pay_ratio
            ),
        )
        nowhere = np.full(len(rows), -np.inf)
        cells = weigh.decide(options, utility, nowhere, words[2 : 2 + choice.WORDS])
        goes = cells >= 0
        model.refuse("first_job", "no vacancy in reach", len(rows) - int(goes.sum()))
        hours = model.population.hours(words[1][goes], cells[goes])
        model.graduates.set(rows[goes], cells[goes], hours, priority=words[0][goes])
