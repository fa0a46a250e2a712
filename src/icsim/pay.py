"""Pay: what a post costs, in whole pence a month, by sector and staff group.

The pay bill of a cell is its FTE times the mean pay of its group's band
mix; a person's own pay step is not followed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from icsim.codes import INDEPENDENT, Band, Grade, Sector, StaffGroup
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters

_AFC = "NHS Employers, NHS terms and conditions pay scales 2025/26, mid point of band"
_GUESS = "icsim assumption"


def _afc(band: str, value: float, low: float, high: float) -> Parameter:
    label = Band[band].label
    meaning = f"Basic pay of {label}, mid point of the band."
    return Parameter(f"pay.{band}_gbp", value, low, high, "GBP a year", _AFC, Grade.high, meaning)


def _contract(group: str, value: float, low: float, high: float, source: str, grade: Grade) -> Parameter:
    meaning = f"Basic pay of a whole-time {StaffGroup[group].label} outside Agenda for Change."
    return Parameter(f"pay.{group}_gbp", value, low, high, "GBP a year", source, grade, meaning)


_NATIONAL = "Skills for Care, pay in adult social care, December 2025: 12.60 an hour x 1,955.36 paid hours"

PARAMETERS = (
    _afc("band_2", 24465, 24465, 24465),
    _afc("band_3", 25768, 24937, 26598),
    _afc("band_4", 28824, 27485, 30162),
    _afc("band_5", 33487, 31049, 37796),
    _afc("band_6", 40823, 38682, 46580),
    _afc("band_7", 50273, 47810, 54710),
    _afc("band_8a", 58487, 55690, 62682),
    _afc("band_8b", 68631, 64455, 74896),
    _contract("care_worker", 24638, 24344, 25420, _NATIONAL, Grade.high),
    _contract("doctor_senior", 120000, 99000, 145000, _GUESS, Grade.assumption),
    _contract("doctor_resident", 52000, 38000, 73000, _GUESS, Grade.assumption),
    _contract("gp", 110000, 75000, 160000, _GUESS, Grade.assumption),
    _contract("social_worker", 42000, 34000, 48000, _GUESS, Grade.assumption),
    Parameter(
        "pay.nhs_oncost_ratio", 1.37, 1.3, 1.4, "ratio to basic pay",
        "evidence oncost.nhs_multiplier: employer National Insurance and NHS pension, recalled", Grade.recalled,
        "Cost of employing an NHS, council or university member of staff over basic pay.",
    ),
    Parameter(
        "pay.care_oncost_ratio", 1.13, 1.1, 1.18, "ratio to basic pay",
        "evidence oncost.asc_multiplier: 57% of providers pay no enhanced pension", Grade.assumption,
        "Cost of employing an independent social care or voluntary worker over basic pay.",
    ),
    Parameter(
        "pay.primary_care_ratio", 0.97, 0.85, 1.0, "ratio to Agenda for Change pay", _GUESS, Grade.assumption,
        "Pay of practice staff against the same band in an NHS trust; practices are not bound by it.",
    ),
    Parameter(
        "pay.social_care_ratio", 0.94, 0.8, 1.05, "ratio to Agenda for Change pay", _GUESS, Grade.assumption,
        "Pay of nurses and other banded groups in independent social care against an NHS trust.",
    ),
)  # fmt: skip

BAND_SHARES: dict[StaffGroup, dict[Band, float]] = {
    StaffGroup.nurse: {Band.band_5: 0.45, Band.band_6: 0.33, Band.band_7: 0.17, Band.band_8a: 0.05},
    StaffGroup.midwife: {Band.band_5: 0.12, Band.band_6: 0.66, Band.band_7: 0.18, Band.band_8a: 0.04},
    StaffGroup.doctor_senior: {Band.none: 1.0},
    StaffGroup.doctor_resident: {Band.none: 1.0},
    StaffGroup.gp: {Band.none: 1.0},
    StaffGroup.ahp_scientific: {
        Band.band_5: 0.22, Band.band_6: 0.36, Band.band_7: 0.27, Band.band_8a: 0.11, Band.band_8b: 0.04,
    },
    StaffGroup.paramedic: {Band.band_5: 0.15, Band.band_6: 0.72, Band.band_7: 0.13},
    StaffGroup.nursing_associate: {Band.band_4: 1.0},
    StaffGroup.clinical_support: {Band.band_2: 0.37, Band.band_3: 0.44, Band.band_4: 0.19},
    StaffGroup.social_worker: {Band.none: 1.0},
    StaffGroup.care_worker: {Band.none: 1.0},
    StaffGroup.other: {
        Band.band_2: 0.28, Band.band_3: 0.18, Band.band_4: 0.15, Band.band_5: 0.13, Band.band_6: 0.10,
        Band.band_7: 0.08, Band.band_8a: 0.05, Band.band_8b: 0.03,
    },
}  # fmt: skip
"""Band mix of each staff group. Source: icsim assumption, shaped on national band profiles; grade assumption."""


def basic_pay(parameters: Parameters, sector: Sector, group: StaffGroup) -> float:
    """Mean basic pay of a whole-time member of a group in a sector, GBP a year."""
    mix = BAND_SHARES[group]
    if Band.none in mix:
        return parameters[f"pay.{group.name}_gbp"]
    banded = sum(share * parameters[f"pay.{band.name}_gbp"] for band, share in mix.items())
    if sector == Sector.primary_care:
        return banded * parameters["pay.primary_care_ratio"]
    return banded * (parameters["pay.social_care_ratio"] if sector in INDEPENDENT else 1.0)


def basic_gbp(parameters: Parameters, sector: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean basic pay of a whole-time member of each cell, GBP a year, shape (n_cells,): what people compare."""
    return _tables(_values(parameters))[0][sector, group]


def _values(parameters: Parameters) -> tuple[float, ...]:
    """Values of the parameters of pay, in their order."""
    return tuple(parameters[parameter.name] for parameter in PARAMETERS)


@lru_cache(maxsize=64)
def _tables(values: tuple[float, ...]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Basic pay in GBP a year and cost in pence a month under such values, shape (n_sectors, n_groups) each."""
    names = (parameter.name for parameter in PARAMETERS)
    p = Parameters(PARAMETERS, dict(zip(names, values, strict=True)))
    basic = [[basic_pay(p, sector, group) for group in StaffGroup] for sector in Sector]
    oncosts = [p["pay.care_oncost_ratio" if sector in INDEPENDENT else "pay.nhs_oncost_ratio"] for sector in Sector]
    rows = zip(basic, oncosts, strict=True)
    pence = [[round(gbp * oncost * 100 / MONTHS_PER_YEAR) for gbp in row] for row, oncost in rows]
    return np.array(basic), np.array(pence, dtype=np.int64)


def monthly_pence(parameters: Parameters, sector: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cost to the employer of one FTE for one month, pence, on-costs included.

    Parameters
    ----------
    parameters
        Values in force.
    sector, group
        Sector and staff group of each cell, shape (n_cells,).

    Returns
    -------
    numpy.ndarray
        Whole pence, shape (n_cells,).
    """
    return _tables(_values(parameters))[1][sector, group]
