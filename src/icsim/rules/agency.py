"""Agency: what banks leave is bought in at a premium up to a cap; the rest is pressure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.accounts import CostKind
from icsim.codes import Grade
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS

PARAMETERS = (
    Parameter(
        "cover.agency_fill_share", 0.6, 0.2, 0.9, "share of what is left",
        "fitted so that bank and agency cover 75-95% of nurse vacancies", Grade.medium,
        "Share of what the bank leaves that agencies fill, up to the cap.",
    ),
    Parameter(
        "cover.agency_cap_share", 0.037, 0.0, 0.08, "share of the pay bill", "evidence agency.cap_share_of_paybill",
        Grade.high, "Most that may be spent on agency staff, kept for each staff group of an organisation.",
    ),
    Parameter(
        "cover.agency_premium_share", 0.2, 0.15, 0.55, "share of bank cost", "evidence agency.premium_over_bank",
        Grade.high, "How much dearer an agency shift is than a bank shift.",
    ),
)  # fmt: skip


class Agency(Rule):
    """Agencies fill part of what banks leave, at a premium over a bank shift, up to a cap.

    The cap is a share of the pay bill and holds for each staff group of an organisation.

    An agreement may lower the cap of its parties.
    What nobody fills is pressure on those who are there.
    """

    phase = Phase.agency
    parameters = PARAMETERS

    def month(self, model: ICS) -> None:
        """Buy in, and work out what is left undone."""
        p, posts, cover = model.p, model.posts, model.state
        premium = 1.0 + p["cover.agency_premium_share"]
        cap = posts.fte * p["cover.agency_cap_share"] * model.provisions.agency_cap_ratio / premium
        agency = np.minimum(cover.gap_fte * p["cover.agency_fill_share"], cap)
        cover.agency_fte = np.floor(agency).astype(np.int64)
        cover.gap_fte = cover.gap_fte - cover.agency_fte
        cover.unfilled_fte = cover.gap_fte
        dearer = np.floor(model.pay_pence * premium + 0.5).astype(np.int64)
        model.accounts.spend(CostKind.agency, cover.agency_fte * dearer // 100)
        cover.pressure = np.minimum(cover.unfilled_fte / np.maximum(posts.required_fte, 1), 1.0)

    def settle(self, model: ICS) -> None:
        """Before the first month, work is covered as in any other."""
        self.month(model)
