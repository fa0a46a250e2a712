"""Cover: the employer's own bank fills the gap first."""

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
        "cover.bank_share", 0.05, 0.02, 0.10, "share of FTE in post", "icsim assumption; bank.spend is about 7% of the "
        "trusts' pay bill", Grade.assumption, "Most FTE that own staff work on the bank, above their contracts.",
    ),
    Parameter(
        "cover.bank_fill_share", 0.65, 0.4, 0.93, "share of the gap",
        "evidence bank.fill_rate: 76-93% of shifts sent to the bank", Grade.medium,
        "Share of the gap that the own bank fills while it has people.",
    ),
)  # fmt: skip


class Cover(Rule):
    """Own staff who work extra hours on the bank fill the gap between required and available work first.

    Hours that agreements give back to staff count as available. Bank shifts cost the pay of the post.
    All amounts are whole hundredths of FTE and whole pence. What is left goes to a shared bank, if one
    is signed, and then to agencies.
    """

    phase = Phase.cover
    parameters = PARAMETERS

    def month(self, model: ICS) -> None:
        """Fill the gaps of the month from the own bank, and pay the people in post."""
        p, posts, cover = model.p, model.posts, model.state
        at_work = np.maximum(posts.hosted_fte - cover.onboarding_fte - cover.studying_fte, 0)
        released = np.floor(at_work * model.provisions.released_share).astype(np.int64)
        cover.available_fte = at_work + released
        gap = np.maximum(posts.required_fte - cover.available_fte, 0)
        bank = np.minimum(gap * p["cover.bank_fill_share"], posts.fte * p["cover.bank_share"])
        cover.bank_fte = np.floor(bank).astype(np.int64)
        cover.shared_bank_fte = np.zeros(posts.n, dtype=np.int64)
        cover.shared_bank_out_fte = np.zeros(posts.n, dtype=np.int64)
        cover.banks.shifts.clear()
        cover.gap_fte = gap - cover.bank_fte
        model.accounts.spend(CostKind.pay, posts.fte * model.pay_pence // 100)
        model.accounts.spend(CostKind.bank, cover.bank_fte * model.pay_pence // 100)

    def settle(self, model: ICS) -> None:
        """Before the first month, work is covered as in any other."""
        self.month(model)
