"""Effects: how likely somebody is to leave, look elsewhere or retire, against the base of their workplace."""

from __future__ import annotations

import math
from collections.abc import Mapping

from icsim.months import MONTHS_PER_YEAR

MIDDLE = 50.0
"""Strain and belonging at which their effects are 1."""
LAST_AGE = 75 * MONTHS_PER_YEAR
"""Age in months at which everybody has retired."""
LONGEST = 10 * MONTHS_PER_YEAR
"""Months after which time in post makes no more difference."""


class Effects:
    """Ratios of hazards, from the parameters in force.

    Parameters
    ----------
    p
        Values in force.

    Attributes
    ----------
    leave_by_age, seek_by_age
        Ratio at each age in months.
    leave_by_tenure, seek_by_tenure
        Ratio at each number of months in post, to :data:`LONGEST`.
    leave_by_strain, leave_by_belonging, seek_by_strain, seek_by_belonging
        Log ratio for a point.
    retire_prob
        Chance of retiring in the month, at each age in months.
    """

    def __init__(self, p: Mapping[str, float]) -> None:
        ages = [age / MONTHS_PER_YEAR for age in range(LAST_AGE + 1)]
        self.leave_by_age = [
            p["leave.under_25_ratio"] if age < 25 else p["leave.under_35_ratio"] if age < 35 else 1.0 for age in ages
        ]
        self.seek_by_age = [p["seek.under_35_ratio"] if age < 35 else 1.0 for age in ages]
        self.retire_prob = [1.0 - math.exp(-_retire_rate(p, age) / MONTHS_PER_YEAR) for age in ages]
        self.retire_prob[LAST_AGE] = 1.0
        self.leave_by_tenure = [
            p["leave.first_year_ratio"] if month < 12 else p["leave.second_year_ratio"] if month < 24 else 1.0
            for month in range(LONGEST)
        ] + [p["leave.long_service_ratio"]]
        self.seek_by_tenure = [0.0 if month < p["seek.settling_months"] else 1.0 for month in range(LONGEST)]
        self.seek_by_tenure.append(p["seek.long_service_ratio"])
        self.leave_by_strain, self.leave_by_belonging, self.seek_by_strain, self.seek_by_belonging = (
            math.log(p[f"{what}_ratio"]) / MIDDLE
            for what in ("leave.strain", "leave.belonging", "seek.strain", "seek.belonging")
        )


def _retire_rate(p: Mapping[str, float], age: float) -> float:
    """Retirement by age in years, per year."""
    if age < 55:
        return 0.0
    return p["retire.rate_55" if age < 60 else "retire.rate_60" if age < 65 else "retire.rate_65"]
