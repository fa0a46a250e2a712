"""Cover: bank, then agency, fill the gap; the rest is unfilled and becomes pressure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.codes import Grade
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "cover.bank_share", 0.05, 0.02, 0.10, "share of FTE in post", "icsim assumption; bank.spend is about 7% of the "
        "trusts' pay bill", Grade.assumption, "Most FTE that own staff work on the bank, above their contracts.",
    ),
    Parameter(
        "cover.bank_fill_share", 0.65, 0.4, 0.93, "share of the gap",
        "evidence bank.fill_rate: 76-93% of shifts sent to the bank", Grade.medium,
        "Share of the gap that the own bank fills while it has people.",
    ),
    Parameter(
        "cover.agency_fill_share", 0.6, 0.2, 0.9, "share of what is left",
        "fitted so that bank and agency cover 75-95% of nurse vacancies", Grade.medium,
        "Share of what the bank leaves that agencies fill, up to the cap.",
    ),
    Parameter(
        "cover.agency_cap_share", 0.037, 0.0, 0.08, "share of the pay bill", "evidence agency.cap_share_of_paybill",
        Grade.high, "Most that an organisation may spend on agency staff.",
    ),
    Parameter(
        "cover.agency_premium_share", 0.2, 0.15, 0.55, "share of bank cost", "evidence agency.premium_over_bank",
        Grade.high, "How much dearer an agency shift is than a bank shift.",
    ),
)  # fmt: skip


class Cover(Rule):
    """The gap between required and available FTE is filled in order: own bank, agency up to its cap.

    Bank shifts cost the pay of the post; agency shifts a premium more. What
    nobody fills is pressure on those who are there. All amounts are whole
    hundredths of FTE and whole pence.
    """

    phase = Phase.cover
    parameters = PARAMETERS

    def month(self, model: ICS) -> None:
        """Fill the gaps of the month and price them."""
        p, posts, cover = model.p, model.posts, model.state
        cover.available_fte = np.maximum(posts.hosted_fte - model.state.onboarding_fte, 0)
        gap = np.maximum(posts.required_fte - cover.available_fte, 0)
        bank = np.minimum(gap * p["cover.bank_fill_share"], posts.fte * p["cover.bank_share"])
        cover.bank_fte = np.floor(bank).astype(np.int64)
        rest = gap - cover.bank_fte
        cap = posts.fte * p["cover.agency_cap_share"] / (1.0 + p["cover.agency_premium_share"])
        agency = np.minimum(rest * p["cover.agency_fill_share"], cap)
        cover.agency_fte = np.floor(agency).astype(np.int64)
        cover.unfilled_fte = rest - cover.agency_fte
        cover.cost_pence = self._cost(model)
        required = np.maximum(posts.required_fte, 1)
        cover.pressure = np.minimum(cover.unfilled_fte / required, 1.0)

    def settle(self, model: ICS) -> None:
        """Before the first month, work is covered as in any other."""
        self.month(model)

    @staticmethod
    def _cost(model: ICS) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        posts, cover, pay = model.posts, model.state, model.pay_pence
        dearer = np.floor(pay * (1.0 + model.p["cover.agency_premium_share"]) + 0.5).astype(np.int64)
        return ((posts.fte + cover.bank_fte) * pay + cover.agency_fte * dearer) // 100
