"""Study: students drop out on a clock, or qualify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.admissions import yearly_hazard
from icsim.codes import Grade
from icsim.luck import Purpose, uniform
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule
from icsim.students import UNPLACED, Stage

if TYPE_CHECKING:
    from icsim.columns import Rows
    from icsim.model import ICS

Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "students.attrition_ratio", 1.0, 0.0, 2.0, "ratio to the published", "icsim assumption: a lever",
        Grade.assumption, "Hazard of dropping out, against what it would be.",
    ),
    Parameter(
        "students.quality_ratio", 0.6, 0.3, 1.0, "hazard ratio per 50 points", _GUESS, Grade.assumption,
        "Dropping out after placements 50 points better than usual.",
    ),
    Parameter(
        "students.trust_ratio", 0.8, 0.5, 1.0, "hazard ratio per half of the scale", _GUESS, Grade.assumption,
        "Dropping out where university and host trust each other by half the scale more than usual.",
    ),
    Parameter(
        "students.usual_trust", 0.5, 0.2, 0.8, "mutual trust, 0-1", _GUESS, Grade.assumption,
        "Mutual trust of university and host with which students drop out at the usual rate.",
    ),
    Parameter(
        "students.look_here_share", 0.75, 0.6, 0.9, "share of the qualified",
        "evidence nqn.stay_in_training_region; a region is larger than a system", Grade.low,
        "Newly qualified people who look for a first job in the system.",
    ),
)  # fmt: skip

LEVELS = 101
"""Levels of quality, and of trust in hundredths: 0 to 100."""
_MIDDLE = 50
_LONGEST_YEARS = 10
"""Years of study a table must cover, delays included; longer counts as this."""


class Study(Rule):
    """Students drop out on a clock, more after poor placements; who stays the course qualifies.

    The hazard of dropping out is the usual one of the year of study x quality
    of the placements so far x mutual trust of university and host x the
    future's ratio. They qualify in the last month of the course or the next,
    some of them months later, as is settled from the start. Who has qualified
    looks for a first job here, or elsewhere; doctors are allocated nationally.
    """

    phase = Phase.learn
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        p = model.p
        levels = np.arange(LEVELS, dtype=np.float64)
        quality = _tilt(p["students.quality_ratio"], levels - p["students.usual_quality"])
        trust = _tilt(p["students.trust_ratio"], levels - 100 * p["students.usual_trust"])
        trust[0] = 1.0  # nobody to trust: no host, or one without a partnership
        self._years = (yearly_hazard(p, _LONGEST_YEARS) * p["students.attrition_ratio"]).astype(np.float32)
        self._quality, self._trust = quality.astype(np.float32), trust.astype(np.float32)
        self._looks_here = p["students.look_here_share"]

    def month(self, model: ICS) -> None:
        """Run down the clocks, and let those qualify whose month has come."""
        pipeline = model.pipeline
        if not pipeline.n:
            return
        learning = self._spend(model)
        out = learning[pipeline.table.clock[learning] <= 0]
        pipeline.leave("dropped_out", out)
        ready = pipeline.at_stage(Stage.training)
        self._qualify(model, ready[pipeline.table.qualify_month[ready] <= model.month])

    def _spend(self, model: ICS) -> Rows:
        """Take the month's hazard off the clocks of those in training; their rows."""
        table = model.pipeline.table
        rows = model.pipeline.at_stage(Stage.training)
        year = (model.month - table.started_month[rows]) // MONTHS_PER_YEAR
        hazard = self._years.take(year, mode="clip")
        hazard *= self._quality.take(table.quality[rows])
        hazard *= self._trust.take(table.trust[rows])
        hazard *= np.float32(model.future.attrition_ratio)
        with table.writing(["clock"]):
            table.clock[rows] -= hazard
        return rows

    def _qualify(self, model: ICS, rows: Rows) -> None:
        """Students qualify; some look for work elsewhere."""
        pipeline = model.pipeline
        table = pipeline.table
        if not len(rows):
            return
        pipeline.note("qualified", rows)
        words = model.luck.words(table.key[rows], Purpose.student, block=1)
        stays = (uniform(words[3]) < self._looks_here) & ~pipeline.national[table.course[rows]]
        with table.writing(["stage", "host", "qualify_month"]):
            table.stage[rows] = Stage.looking
            table.host[rows] = UNPLACED
            table.qualify_month[rows] = model.month
        pipeline.leave("left_elsewhere", rows[~stays])


def _tilt(ratio: float, distance: Floats) -> Floats:
    """Factor at each distance in points from usual that is 1 at none and ``ratio`` at 50."""
    return exact.exp(distance / _MIDDLE * exact.log(ratio))
