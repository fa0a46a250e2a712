"""Leave: people retire or leave the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim import apprentices, exact
from icsim.codes import Grade
from icsim.hazards import MOST_AGE_MONTHS, MOST_TENURE_MONTHS, By, Factor, Hazard, per_point
from icsim.ledger import Reason
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.people import CLOCKS, NEWLY_QUALIFIED
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

Floats = NDArray[np.float64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "leave.under_25_ratio", 1.6, 1.0, 2.2, "hazard ratio", "evidence asc.turnover.under20 and NHS leaver tables",
        Grade.low, "Leaving under 25 against 35 to 54.",
    ),
    Parameter(
        "leave.under_35_ratio", 1.25, 1.0, 1.6, "hazard ratio", _GUESS, Grade.assumption,
        "Leaving from 25 to 34 against 35 to 54.",
    ),
    Parameter(
        "leave.first_year_ratio", 1.7, 1.0, 2.5, "hazard ratio", "evidence asc.turnover.first_year: 43.7% against 29%",
        Grade.medium, "Leaving in the first year with an employer against the third to fifth.",
    ),
    Parameter(
        "leave.second_year_ratio", 1.3, 1.0, 1.8, "hazard ratio", _GUESS, Grade.assumption,
        "Leaving in the second year with an employer against the third to fifth.",
    ),
    Parameter(
        "leave.long_service_ratio", 0.75, 0.5, 1.0, "hazard ratio",
        "evidence asc.turnover.first_year: 20.4% with 20 years or more", Grade.medium,
        "Leaving after ten years with an employer against the third to fifth.",
    ),
    Parameter(
        "leave.strain_ratio", 1.8, 1.0, 3.0, "hazard ratio per 50 points", _GUESS, Grade.assumption,
        "Leaving at strain 100 against strain 50.",
    ),
    Parameter(
        "leave.belonging_ratio", 0.65, 0.4, 1.0, "hazard ratio per 50 points",
        "shaped on evidence effect.engagement_10pct_on_nurse_nhs_exit: -8% for 10% more engagement", Grade.medium,
        "Leaving at belonging 100 against belonging 50.",
    ),
    Parameter(
        "leave.vacancy_ratio", 1.1, 1.0, 1.3, "hazard ratio per 10 points of unfilled work",
        "evidence effect.vacancy_10pp_on_leaver_hazard", Grade.assumption,
        "Leaving where a tenth of the work is left unfilled against nowhere.",
    ),
    Parameter(
        "leave.newly_qualified_ratio", 1.4, 1.0, 2.0, "hazard ratio",
        "fitted to evidence nqn.leave_nhs_within_2_years", Grade.medium,
        "Leaving in the first two years after qualifying, against others of that age and time with the employer.",
    ),
    Parameter(
        "leave.newly_qualified_months", 24, 12, 36, "months", "evidence nqn.leave_nhs_within_2_years", Grade.medium,
        "Time after qualifying for which somebody counts as newly qualified.",
    ),
    Parameter(
        "leave.preceptorship_ratio", 0.85, 0.7, 1.0, "hazard ratio",
        "evidence effect.preceptorship_on_first_year_leaver_hazard", Grade.assumption,
        "Leaving in the first year after qualifying with a preceptor, against without.",
    ),
)  # fmt: skip


def _age(model: ICS) -> Floats:
    years = np.arange(MOST_AGE_MONTHS) / MONTHS_PER_YEAR
    young, younger = model.p["leave.under_25_ratio"], model.p["leave.under_35_ratio"]
    return np.select([years < 25, years < 35], [young, younger], 1.0)


def _tenure(model: ICS) -> Floats:
    years = np.arange(MOST_TENURE_MONTHS) / MONTHS_PER_YEAR
    ratios = [model.p[f"leave.{when}_ratio"] for when in ("first_year", "second_year", "long_service")]
    return np.select([years < 1, years < 2, years >= 10], ratios, 1.0)


def _pressure(model: ICS) -> Floats:
    return exact.exp(10.0 * exact.log_of(model.p["leave.vacancy_ratio"]) * model.state.pressure)


def _newly_qualified(model: ICS) -> Floats:
    since = _since_qualifying(model)
    ratio = model.p["leave.newly_qualified_ratio"]
    return np.where(since < model.p["leave.newly_qualified_months"], ratio, 1.0)


def _preceptorship(model: ICS) -> Floats:
    staff, ratio = model.staff_table, model.p["leave.preceptorship_ratio"]
    employer = model.posts.organisation[staff.employer_cell[staff.watched(NEWLY_QUALIFIED)]]
    first_year = _since_qualifying(model) < MONTHS_PER_YEAR
    return np.where(model.provisions.preceptorship[employer] & first_year, ratio, 1.0)


def _since_qualifying(model: ICS) -> NDArray[np.int64]:
    """Months since each of the newly qualified qualified, shape (k,)."""
    staff = model.staff_table
    qualified = staff.qualify_month[staff.watched(NEWLY_QUALIFIED)].astype(np.int64)
    return np.asarray(model.month - qualified)


class Leave(Rule):
    """People leave the system on a clock, and retire on a date drawn from their age.

    The hazard is base x pressure x agreements x pay round x shock x age x
    tenure x strain x belonging x newly qualified x preceptorship x apprenticeship. The base is calibrated so that an
    organisation's first year shows its published leavers; the pay round and
    the shock are those of the future, 1 without; retirement is a date drawn
    once for each person.
    """

    phase = Phase.leave
    parameters = PARAMETERS
    hazards = (
        Hazard(
            "leave",
            (
                Factor("base", By.cell, lambda model: model.rates.leave),
                Factor("pressure", By.cell, _pressure),
                Factor("agreements", By.cell, lambda model: model.provisions.leave_ratio),
                Factor("pay round", By.cell, lambda model: model.outside.pay_leave_ratio),
                Factor("shock", By.cell, lambda model: model.outside.shock_leave_ratio),
                Factor("age", By.age, _age),
                Factor("tenure", By.tenure, _tenure),
                Factor("strain", By.strain, lambda model: per_point(model.p["leave.strain_ratio"])),
                Factor("belonging", By.belonging, lambda model: per_point(model.p["leave.belonging_ratio"])),
                Factor("newly qualified", By.watched, _newly_qualified, NEWLY_QUALIFIED),
                Factor("preceptorship", By.watched, _preceptorship, NEWLY_QUALIFIED),
                Factor("apprenticeship", By.watched, apprentices.stay, apprentices.WATCHED),
            ),
        ),
    )

    def month(self, model: ICS) -> None:
        """Those whose clock or retirement date has come leave."""
        staff = model.staff_table
        leaving = staff.watched("leave")
        retiring = np.flatnonzero(staff.retire_month == model.month)
        retiring = retiring[staff.clocks[retiring, CLOCKS.index("leave")] > 0]
        model.movements.leave({Reason.left: leaving, Reason.retired: retiring})
        staff.watch("leave", np.empty(0, dtype=np.intp))
        recent = _since_qualifying(model) < model.p["leave.newly_qualified_months"]
        staff.watch(NEWLY_QUALIFIED, staff.watched(NEWLY_QUALIFIED)[recent])
