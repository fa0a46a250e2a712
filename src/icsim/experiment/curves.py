"""Curves: every headline measure of every total, month by month, with its spread over the seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from icsim.experiment.differences import paired
from icsim.experiment.gather import FLOWS, Values
from icsim.experiment.measures import MEASURES, SECTOR
from icsim.months import Calendar

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.gather import Gathered


def curve_table(gathered: Gathered) -> pd.DataFrame:
    """Each arm month by month.

    Returns
    -------
    pandas.DataFrame
        One row a future, arm, total, measure and month: the mean over the
        seeds, ``least`` and ``most`` of them, and the difference from today
        with its 95% interval.
    """
    import pandas as pd

    question = gathered.question
    calendar = Calendar(question.start)
    months = [calendar.name(month) for month in range(question.months)]
    names = [measure.name for measure in MEASURES]
    index = pd.MultiIndex.from_product([months, question.totals, names], names=["month", "place", "measure"])
    parts = []
    for f, future in enumerate(question.futures):
        for a, arm in enumerate(question.arms):
            values = gathered.curve[f, a]
            found = paired(gathered.curve[f, 0], values)
            columns = {
                "value": found["value"].ravel(),
                "least": values.min(axis=0).ravel(),
                "most": values.max(axis=0).ravel(),
                "difference": found["difference"].ravel(),
                "low": found["low"].ravel(),
                "high": found["high"].ravel(),
            }
            part = pd.DataFrame(columns, index=index).reset_index()
            part.insert(0, "future", future.future)
            part.insert(1, "agreement", arm.name)
            parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    there: pd.DataFrame = table.loc[np.isfinite(table["value"])].reset_index(drop=True)
    return there


def flow_table(gathered: Gathered) -> pd.DataFrame:
    """What goes from sector to sector over a run, and how it differs from today.

    Returns
    -------
    pandas.DataFrame
        One row a future, arm, sector it comes from, sector it goes to and
        kind (movers in heads; recharges in GBP, paid by the first to the
        second); nothing where nothing ever goes.
    """
    sectors = [total.removeprefix(SECTOR) for total in gathered.question.totals[:-1]]
    return _from_to(gathered, gathered.flow, sectors)


def border_table(gathered: Gathered) -> pd.DataFrame:
    """What goes from one integrated care system to another over a run, and how it differs from today.

    Returns
    -------
    pandas.DataFrame
        As :func:`flow_table`, of systems by their codes; no columns where
        there is one system only.
    """
    import pandas as pd

    systems = gathered.question.system.systems
    return _from_to(gathered, gathered.border, systems) if len(systems) > 1 else pd.DataFrame()


def _from_to(gathered: Gathered, values: Values, places: Sequence[str]) -> pd.DataFrame:
    """What goes from each place to each, where anything ever goes; values are of shape (..., n, n, n_flows)."""
    import pandas as pd

    question = gathered.question
    index = pd.MultiIndex.from_product([places, places, FLOWS], names=["origin", "target", "flow"])
    parts = []
    for f, future in enumerate(question.futures):
        for a, arm in enumerate(question.arms):
            found = paired(values[f, 0], values[f, a])
            columns = {name: found[name].ravel() for name in ("value", "difference", "low", "high")}
            part = pd.DataFrame(columns, index=index).reset_index()
            part.insert(0, "future", future.future)
            part.insert(1, "agreement", arm.name)
            parts.append(part[(part["value"] != 0) | (part["difference"] != 0)])
    return pd.concat(parts, ignore_index=True)
