"""Seek: people look for a job elsewhere in the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import choice
from icsim.codes import Grade
from icsim.hazards import MOST_AGE_MONTHS, MOST_TENURE_MONTHS, By, Factor, Hazard, per_point
from icsim.luck import Purpose, exponential
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.people import CLOCKS, NOWHERE
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "seek.settling_months", 6, 0, 24, "months", _GUESS, Grade.assumption,
        "Months with an employer before anybody looks elsewhere.",
    ),
    Parameter(
        "seek.under_35_ratio", 1.5, 1.0, 2.5, "hazard ratio", _GUESS, Grade.assumption,
        "Looking elsewhere under 35 against older.",
    ),
    Parameter(
        "seek.long_service_ratio", 0.5, 0.2, 1.0, "hazard ratio", _GUESS, Grade.assumption,
        "Looking elsewhere after ten years with an employer against before.",
    ),
    Parameter(
        "seek.strain_ratio", 2.0, 1.0, 3.5, "hazard ratio per 50 points", _GUESS, Grade.assumption,
        "Looking elsewhere at strain 100 against strain 50.",
    ),
    Parameter(
        "seek.belonging_ratio", 0.7, 0.4, 1.0, "hazard ratio per 50 points", _GUESS, Grade.assumption,
        "Looking elsewhere at belonging 100 against belonging 50.",
    ),
)  # fmt: skip

BLOCKS = -(-(3 + choice.WORDS) // 4)
"""Blocks of four random words one search takes: clock, priority, notice, then the choice."""


def _age(model: ICS) -> Floats:
    years = np.arange(MOST_AGE_MONTHS) / MONTHS_PER_YEAR
    return np.where(years < 35, model.p["seek.under_35_ratio"], 1.0)


def _tenure(model: ICS) -> Floats:
    months = np.arange(MOST_TENURE_MONTHS)
    settled = np.where(months < model.p["seek.settling_months"], 0.0, 1.0)
    return np.where(months >= 10 * MONTHS_PER_YEAR, model.p["seek.long_service_ratio"], settled)


class Seek(Rule):
    """A clock makes people look elsewhere; they weigh what is in reach against staying.

    The hazard is base x agreements x age x tenure x strain x belonging, the base
    calibrated to the share of published leavers who move inside the system.
    Whoever finds somewhere better applies there; see :mod:`icsim.choice`.
    """

    phase = Phase.seek
    writes = ("clocks", "searches")
    parameters = PARAMETERS
    hazards = (
        Hazard(
            "seek",
            (
                Factor("base", By.cell, lambda model: model.rates.seek),
                Factor("agreements", By.cell, lambda model: model.provisions.seek_ratio),
                Factor("age", By.age, _age),
                Factor("tenure", By.tenure, _tenure),
                Factor("strain", By.strain, lambda model: per_point(model.p["seek.strain_ratio"])),
                Factor("belonging", By.belonging, lambda model: per_point(model.p["seek.belonging_ratio"])),
            ),
        ),
    )

    def month(self, model: ICS) -> None:
        """Seekers choose; ``model.applicants`` holds who applies where."""
        staff, weigh = model.staff_table, model.choice
        rows = staff.watched("seek")
        words = self._words(model, rows)
        staff.searches[rows] += 1
        staff.clocks[rows, CLOCKS.index("seek")] = exponential(words[0])
        free = staff.appointed_cell[rows] == NOWHERE
        model.refuse("seek", "already appointed elsewhere", len(rows) - int(free.sum()))
        free &= staff.hired_month[rows] < model.month  # whoever starts somewhere this month has looked already
        rows, words = rows[free], words[:, free]
        strain, pay_ratio = model.state.strain, model.provisions.pay_ratio * model.outside.pay_ratio
        options, utility, stay = weigh.options(
            staff.home[rows],
            staff.employer_cell[rows],
            staff.sectors_known[rows],
            weigh.attraction(model.posts.open_fte, strain, pay_ratio),
            weigh.quality(strain, pay_ratio),
            model.recognition,
        )
        utility[staff.fte[rows][:, None] > model.posts.open_fte.take(options)] = -np.inf
        cells = weigh.decide(options, utility, stay, words[3 : 3 + choice.WORDS])
        goes = cells >= 0
        model.refuse("seek", "nothing better in reach", len(rows) - int(goes.sum()))
        model.applicants.set(rows[goes], cells[goes], priority=words[1][goes], notice=words[2][goes])

    @staticmethod
    def _words(model: ICS, rows: NDArray[np.intp]) -> NDArray[np.uint64]:
        """All the random words of each search, shape (4 BLOCKS, k)."""
        staff = model.staff_table
        return model.luck.blocks(staff.key[rows], Purpose.seek, BLOCKS, staff.searches[rows].astype(np.uint64))
