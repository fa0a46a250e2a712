"""Skill mix: the share of registered nurses, and what was published of it, as an indicator and never as a result.

Aiken and others (2014, Lancet 383:1824-30) compared hospitals of nine European
countries: where ten points more of the nurses had a degree, the odds that a
surgical patient died within 30 days were 7% lower. That is an association
between hospitals. The study's share is that of nurses with a degree among
registered nurses; icsim knows no degrees, so it takes the share of registered
nurses among nurses, nursing associates and clinical support staff as a proxy.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from icsim.codes import Grade, Sector, StaffGroup
from icsim.parameters import Parameter

ASSOCIATION = Parameter(
    "skill_mix.odds_ratio", 0.93, 0.89, 0.97, "odds ratio per 10 points of degree nurses",
    "evidence effect.rn4cast_degree_10pct_on_mortality_odds: -7%, interval -11% to -3%, the interval recalled",
    Grade.medium, "Odds of death within 30 days of surgery where ten points more of the nurses had a degree.",
)  # fmt: skip
"""The published association; it changes nothing in a run."""

CAVEAT = (
    "An association between hospitals (Aiken 2014), not an effect of a change in one; the study counts nurses with a "
    "degree, icsim registered nurses among nursing staff."
)
"""What must be said wherever the odds ratio is shown."""

COLUMNS = (
    "organisation", "sector", "degree_nurse_share_start", "degree_nurse_share_end", "degree_nurse_share_mean",
    "associated_odds_ratio", "odds_ratio_low", "odds_ratio_high", "caveat",
)  # fmt: skip
"""Columns of the table of indicators, in order."""

_NURSING = [group.name for group in (StaffGroup.nurse, StaffGroup.nursing_associate, StaffGroup.clinical_support)]
_POINTS = 0.1
"""Ten points, as a share: the step of the published association."""
_PLACES = 4
"""Decimals kept: more would be false precision."""


def indicators(monthly: pd.DataFrame) -> pd.DataFrame:
    """Skill mix of each organisation that employs nursing staff, one row each.

    Shares are of FTE in post at the end of the first and of the last month,
    and the mean over the months. The odds ratio is what the association
    would give for the difference between the first and last; it is given
    for acute trusts only, since hospitals were studied.

    Parameters
    ----------
    monthly
        The monthly table of a run (:attr:`icsim.results.Results.monthly`).
    """
    nursing = monthly[monthly["staff_group"].isin(_NURSING)]
    if nursing.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    keys = ["organisation", "sector", "month"]
    hours = nursing.groupby([*keys, "staff_group"], observed=True)["in_post_fte"].sum().unstack("staff_group")
    registered = hours.get(StaffGroup.nurse.name, pd.Series(0.0, hours.index)).fillna(0.0)
    every = hours.sum(axis=1)
    share = (registered / every.where(every > 0)).unstack("month").sort_index(axis=1)
    table = share.index.to_frame(index=False).astype(str)
    start, end = share.iloc[:, 0].to_numpy(), share.iloc[:, -1].to_numpy()
    table["degree_nurse_share_start"], table["degree_nurse_share_end"] = start.round(_PLACES), end.round(_PLACES)
    table["degree_nurse_share_mean"] = share.mean(axis=1).to_numpy().round(_PLACES)
    steps = np.where(table["sector"] == Sector.acute.name, (end - start) / _POINTS, np.nan)
    weak, strong = ASSOCIATION.high**steps, ASSOCIATION.low**steps
    table["associated_odds_ratio"] = (ASSOCIATION.value**steps).round(_PLACES)
    table["odds_ratio_low"] = np.minimum(weak, strong).round(_PLACES)
    table["odds_ratio_high"] = np.maximum(weak, strong).round(_PLACES)
    table["caveat"] = CAVEAT
    return table[list(COLUMNS)]


def note(table: pd.DataFrame) -> str:
    """One quiet line on the acute trusts of a table of indicators, with its caveat; empty where there are none."""
    trusts = table[table["sector"] == Sector.acute.name]
    if trusts.empty:
        return ""
    start, end, odds = (
        trusts[name].mean() for name in ("degree_nurse_share_start", "degree_nurse_share_end", "associated_odds_ratio")
    )
    whose = "the acute trust" if len(trusts) == 1 else f"{len(trusts)} acute trusts, on average"
    return (
        f"Indicator: registered nurses are {end:.1%} of the nursing FTE of {whose}, {start:.1%} at the start; "
        f"associated odds ratio of death {odds:.3f}. {CAVEAT}"
    )
