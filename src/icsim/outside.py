"""Outside: what a future means this month for each cell of a system."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim import exact
from icsim.codes import INDEPENDENT, Grade, StaffGroup
from icsim.future import Future
from icsim.parameters import Parameter, Parameters
from icsim.posts import Posts

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_STOCK = "share of staff who are not UK nationals, 2018, taken for the share of newcomers: evidence nonuk_share"


def _overseas(group: str, value: float, low: float, high: float, source: str, grade: Grade = Grade.low) -> Parameter:
    unit, label = "share of recruits from outside", StaffGroup[group].label
    meaning = f"People from overseas among those recruited from outside as {label}."
    return Parameter(f"overseas.{group}_share", value, low, high, unit, source, grade, meaning)


_GUESS = "icsim assumption"
PARAMETERS = (
    _overseas(
        "nurse", 0.25, 0.1, 0.39, "between evidence nonuk_share.nurse_hv (0.171 of staff) and evidence "
        "nmc.international_share (0.391 of those new to the register, who are not all the recruits)",
    ),
    _overseas("midwife", 0.08, 0.03, 0.2, f"{_STOCK}.midwife"),
    _overseas("doctor_senior", 0.28, 0.15, 0.45, f"{_STOCK}.doctor"),
    _overseas("gp", 0.28, 0.1, 0.45, f"{_STOCK}.doctor, of hospital doctors"),
    _overseas("ahp_scientific", 0.1, 0.05, 0.25, f"{_STOCK}.stt"),
    _overseas("paramedic", 0.065, 0.02, 0.2, f"{_STOCK}.ambulance"),
    _overseas("clinical_support", 0.11, 0.05, 0.25, f"{_STOCK}.support_clinical"),
    _overseas(
        "care_worker", 0.15, 0.1, 0.3, "evidence asc.international_recruits: 50,000 to 105,000 a year, of about "
        "420,000 recruits, from asc.filled_posts x asc.turnover.all and the growth of posts", Grade.medium,
    ),
    _overseas("nursing_associate", 0.05, 0.0, 0.15, _GUESS, Grade.assumption),
    _overseas("social_worker", 0.1, 0.02, 0.25, _GUESS, Grade.assumption),
    _overseas("other", 0.1, 0.02, 0.25, _GUESS, Grade.assumption),
    Parameter(
        "pay_round.leave_elasticity", 1.0, 0.3, 1.8, "elasticity",
        "evidence asc.turnover.pay_150p_above_nlw gives 1.6 between care employers, which differ in more than pay",
        Grade.low, "How strongly pay that rises above pay outside the system keeps people from leaving it.",
    ),
)  # fmt: skip


class Outside:
    """Outside conditions of the month by cell; every array has shape (n_cells,).

    Before the first month they are those of the start, so that what is
    calibrated then is the same under every future.

    Parameters
    ----------
    posts
        The cells.
    future
        The conditions.
    parameters
        Values in force.
    pay_pence
        Cost to the employer of one FTE for one month at the start, pence.

    Attributes
    ----------
    funded_fte
        Funded posts before agreements change any, hundredths of FTE.
    needed_fte
        Posts that the work needs, before agreements and delayed discharge change it, hundredths of FTE, not rounded.
    pay_pence
        Cost to the employer of one FTE for one month, pence.
    pay_ratio
        Pay against the start, above pay outside the system.
    pay_leave_ratio, shock_leave_ratio
        Leaving the system against what it would be, for pay and for a shock.
    supply_ratio
        Chance that an open post is filled from outside, against what it would be.
    """

    def __init__(self, posts: Posts, future: Future, parameters: Parameters, pay_pence: Counts) -> None:
        self._posts, self._future, self._start_pence = posts, future, pay_pence
        self._elasticity = parameters["pay_round.leave_elasticity"]
        self._independent = np.isin(posts.sector, INDEPENDENT)
        shares = np.zeros(len(StaffGroup))
        for group in StaffGroup:
            if group != StaffGroup.doctor_resident:  # recruited nationally, in August
                shares[group] = parameters[f"overseas.{group.name}_share"]
        self._overseas_share = shares[posts.staff_group]
        self.funded_fte = posts.funded_fte.copy()
        self.needed_fte = posts.funded_fte.astype(np.float64)
        self.pay_pence, self.pay_ratio = pay_pence, np.ones(posts.n)
        self.pay_leave_ratio, self.shock_leave_ratio = np.ones(posts.n), np.ones(posts.n)
        self.supply_ratio = np.ones(posts.n)

    def begin_month(self, month: int) -> None:
        """Set the conditions of a month."""
        future, funded = self._future, self._posts.funded_fte
        self.funded_fte = np.floor(funded * future.establishment_index(month) + 0.5).astype(np.int64)
        self.needed_fte = np.asarray(funded * future.demand_index(month), dtype=np.float64)
        self.supply_ratio = 1.0 - self._overseas_share * (1.0 - future.overseas_ratio(month))
        self.shock_leave_ratio = np.full(self._posts.n, future.leave_ratio(month))
        if future.pay_round_rate or future.care_pay_rate:
            self._set_pay(future.pay_index(month), future.care_pay_index(month))

    def _set_pay(self, index: float, care_index: float) -> None:
        self.pay_ratio = np.where(self._independent, care_index, index)
        self.pay_pence = np.floor(self._start_pence * self.pay_ratio + 0.5).astype(np.int64)
        self.pay_leave_ratio = exact.exp(-self._elasticity * exact.log(self.pay_ratio))
