"""Costs: what every organisation spent each month, on what, and who paid whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icsim.accounts import CostKind
from icsim.codes import StaffGroup

if TYPE_CHECKING:
    from icsim.model import ICS

STAFF_AND_SUPPLIERS = "outside"
"""How those who are paid, and are no organisation of the system, are written."""

Columns = tuple[NDArray[np.int64], ...]


def costs(model: ICS) -> pd.DataFrame:
    """Every amount: month, organisation, staff_group, kind, counterparty, gbp.

    A recharge is two rows that cancel: the payer's, positive, and the other's,
    negative, each naming the other. Everything else is paid to people and
    suppliers outside.
    """
    parts = [*_spending(model), *_recharges(model)]
    month, cell, kind, other, pence = (
        np.concatenate([np.empty(0, np.int64), *(part[i] for part in parts)]) for i in range(5)
    )
    order = np.lexsort((other, kind, cell, month))
    month, cell, kind, other, pence = (column[order] for column in (month, cell, kind, other, pence))
    posts = model.posts
    codes = [o.code for o in model.system.organisations]
    words = {
        "month": (month, [model.calendar.name(m) for m in range(model.month)]),
        "organisation": (posts.organisation[cell], codes),
        "staff_group": (posts.staff_group[cell], StaffGroup.words()),
        "kind": (kind, CostKind.words()),
        "counterparty": (other + 1, [STAFF_AND_SUPPLIERS, *codes]),
    }
    columns = {
        name: pd.Categorical.from_codes(at, pd.Index(some), ordered=name == "month")
        for name, (at, some) in words.items()
    }
    return pd.DataFrame({**columns, "gbp": pence / 100})


def _spending(model: ICS) -> list[Columns]:
    parts: list[Columns] = []
    for month, spent in enumerate(model.accounts.months):
        for kind, pence in spent.items():
            cells = np.flatnonzero(pence)
            shape = len(cells)
            parts.append((np.full(shape, month), cells, np.full(shape, int(kind)), np.full(shape, -1), pence[cells]))
    return parts


def _recharges(model: ICS) -> list[Columns]:
    organisation = model.posts.organisation
    parts: list[Columns] = []
    for month, (kinds, payer, payee, pence) in enumerate(model.accounts.recharges):
        months = np.full(len(kinds), month)
        parts.append((months, payer, kinds, organisation[payee], pence))
        parts.append((months, payee, kinds, organisation[payer], -pence))
    return parts
