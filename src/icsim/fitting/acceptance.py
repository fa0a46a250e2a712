"""Acceptance: model values beside published ones, and a verdict on each. A miss is a result."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from icsim.fitting.quantities import QUANTITIES
from icsim.fitting.targets import USE_WORDS

if TYPE_CHECKING:
    import pandas as pd

    from icsim.fitting.targets import Target, Targets

INTERVAL = (0.05, 0.95)
"""Percentiles of the runs between which nine in ten of them lie."""


class Verdict(StrEnum):
    """What came of holding the model against a figure."""

    passed = "pass"
    missed = "miss"
    context = "national figure"
    unmeasured = "not measured"


def verdict(target: Target, value: float, *, whole_country: bool) -> Verdict:
    """What the mean of the runs says of a figure: it lies in the range or it does not.

    Parameters
    ----------
    target
        The published figure, of the whole of England.
    value
        Mean of the runs; missing where it could not be measured.
    whole_country
        Whether the whole of England was run. One system may differ from England: nothing passes or fails there.
    """
    if not np.isfinite(value):
        return Verdict.unmeasured
    if not whole_country:
        return Verdict.context
    return Verdict.passed if target.holds(value) else Verdict.missed


def why_unmeasured(target: Target, months: int, *, whole_country: bool) -> str:
    """Why a figure could not be measured, as a sentence."""
    quantity = QUANTITIES[target.quantity]
    years = months // 12
    if years < target.years[0]:
        return f"It is of year {target.years[0]}; {months} months were run."
    if quantity.put == "amount" and not whole_country:
        return "It is an amount for the whole of England."
    if target.region and not whole_country:
        return f"It is of trusts in {target.region}; this system has none there."
    if target.quantity == "newly_qualified_leave_share" and years < 3:
        return "It takes newly qualified people who could be followed for two years."
    return "This system has no such employers, staff or students."


def validation_table(targets: Targets, values: pd.DataFrame, months: int, *, whole_country: bool) -> pd.DataFrame:
    """Every figure with the model's value: one row a target, in the order of the file.

    Parameters
    ----------
    targets
        The figures.
    values
        One row a run, one column a target.
    months
        Months that were run.
    whole_country
        Whether the whole of England was run.

    Returns
    -------
    pandas.DataFrame
        ``model`` is the mean of the runs, ``model_low`` and ``model_high`` hold nine in ten of them,
        ``runs`` counts those in which it could be measured and ``runs_inside`` is the share of them in the range.
    """
    import pandas as pd

    rows = []
    for target in targets:
        found = values[target.key].dropna().to_numpy(dtype=np.float64)
        mean = float(found.mean()) if len(found) else float("nan")
        low, high = np.quantile(found, INTERVAL).tolist() if len(found) else (np.nan, np.nan)
        said = verdict(target, mean, whole_country=whole_country)
        unmeasured = said is Verdict.unmeasured
        rows.append(
            {
                "key": target.key,
                "title": target.title,
                "use": USE_WORDS[target.use],
                "acceptance": target.acceptance,
                "published": np.nan if target.value is None else target.value,
                "low": target.low,
                "high": np.nan if target.high is None else target.high,
                "range_is": target.band,
                "model": mean,
                "model_low": low,
                "model_high": high,
                "runs": len(found),
                "runs_inside": float(np.mean([target.holds(each) for each in found])) if len(found) else np.nan,
                "verdict": str(said),
                "unit": target.unit,
                "first_year": target.years[0],
                "last_year": min(target.years[1], max(months // 12, target.years[0])),
                "evidence": target.evidence,
                "source": target.source,
                "published_for": target.year,
                "definition": target.definition,
                "derived": target.derived,
                "measured_as": QUANTITIES[target.quantity].meaning,
                "note": why_unmeasured(target, months, whole_country=whole_country) if unmeasured else "",
            }
        )
    return pd.DataFrame(rows)


def tally(table: pd.DataFrame) -> pd.DataFrame:
    """Verdicts counted: one row for the acceptance figures and one for each use, one column a verdict."""
    import pandas as pd

    kinds = {"acceptance": table["acceptance"].astype(bool)}
    kinds |= {use: table["use"] == use for use in USE_WORDS.values() if (table["use"] == use).any()}
    kinds["all"] = table["key"].notna()
    counted = {
        name: {str(each): int((table.loc[chosen, "verdict"] == str(each)).sum()) for each in Verdict}
        for name, chosen in kinds.items()
    }
    return pd.DataFrame.from_dict(counted, orient="index").rename_axis("figures").reset_index()
