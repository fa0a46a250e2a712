"""Relations as tables: partnerships month by month, and what became of every agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from icsim.agreement_life import Event
from icsim.partnerships import CONDITIONS

if TYPE_CHECKING:
    from icsim.model import ICS

_STATE = (*CONDITIONS, "mutual_trust", "joint_from_a", "joint_from_b")
"""Number columns of the table of partnerships, in the order in which they are kept."""


def partnerships(model: ICS) -> pd.DataFrame:
    """Every edge at the end of every month: month, a, b, the five conditions and joint work each way.

    Conditions are 0 to 1; joint work is heads a month, smoothed over about a
    year. An edge that signing made is there from the month of signing.
    """
    codes = pd.Index([o.code for o in model.system.organisations])
    names = pd.Index([model.calendar.name(month) for month in range(model.month)])
    kept = model.partnerships.months
    lengths = [len(a) for a, _, _ in kept]
    none = np.empty(0, dtype=np.int64)
    ends = {name: np.concatenate([none, *(month[i] for month in kept)]) for i, name in enumerate("ab")}
    state = np.concatenate([np.empty((len(_STATE), 0), np.float32), *(month[2] for month in kept)], axis=1)
    months = np.repeat(np.arange(len(kept)), lengths)
    return pd.DataFrame(
        {
            "month": pd.Categorical.from_codes(months, names, ordered=True),
            **{name: pd.Categorical.from_codes(at, codes) for name, at in ends.items()},
            **dict(zip(_STATE, state, strict=True)),
        }
    )


def agreements(model: ICS) -> pd.DataFrame:
    """What became of every agreement: agreement, month, organisation, event; one row for each party."""
    rows = [
        (
            each.agreement,
            model.calendar.name(each.month),
            model.system.organisations[each.organisation].code,
            each.event,
        )
        for each in model.standing.happened
    ]
    table = pd.DataFrame(rows, columns=["agreement", "month", "organisation", "event"], dtype=object)
    table["event"] = [Event(event).name for event in table["event"]]
    return table
