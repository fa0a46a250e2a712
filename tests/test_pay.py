"""Pay: what one FTE costs a month, by the band mix of its group and the sector's terms."""

from __future__ import annotations

import numpy as np
import pytest

from icsim.codes import Sector, StaffGroup
from icsim.pay import BAND_SHARES, basic_pay, monthly_pence
from icsim.registry import parameters_in_force

P = parameters_in_force()
NURSE = 0.45 * 33487 + 0.33 * 40823 + 0.17 * 50273 + 0.05 * 58487


@pytest.mark.parametrize("group", list(StaffGroup))
def test_a_band_mix_adds_up(group: StaffGroup) -> None:
    assert sum(BAND_SHARES[group].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("sector", "group", "pay"),
    [
        (Sector.acute, StaffGroup.nurse, NURSE),
        (Sector.primary_care, StaffGroup.nurse, 0.97 * NURSE),
        (Sector.social_care, StaffGroup.nurse, 0.94 * NURSE),
        (Sector.social_care, StaffGroup.care_worker, 24638),
        (Sector.acute, StaffGroup.nursing_associate, 28824),
        (Sector.primary_care, StaffGroup.gp, 110000),
    ],
)
def test_basic_pay_by_hand(sector: Sector, group: StaffGroup, pay: float) -> None:
    assert basic_pay(P, sector, group) == pytest.approx(pay)


def test_a_month_in_pence_with_oncosts_by_hand() -> None:
    sectors = np.array([Sector.acute, Sector.social_care, Sector.voluntary])
    groups = np.array([StaffGroup.nurse, StaffGroup.care_worker, StaffGroup.nurse])
    pence = monthly_pence(P, sectors, groups)
    expected = [NURSE * 1.37, 24638 * 1.13, 0.94 * NURSE * 1.13]
    assert pence.tolist() == [round(pay * 100 / 12) for pay in expected]
