"""Binding: what keeps posts without somebody in them at the end of the runs, arm by arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim.experiment.differences import paired
from icsim.experiment.open_posts import BINDING

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.gather import Gathered


def binding_table(gathered: Gathered) -> pd.DataFrame:
    """Open posts by what binds, against today.

    Returns
    -------
    pandas.DataFrame
        One row a future, arm, place and constraint: mean FTE, ``share`` of
        the place's open posts, and the difference from today with its 95%
        interval.
    """
    import pandas as pd

    question, parts = gathered.question, []
    places, kinds = np.array(question.places), np.array(BINDING)
    for f, future in enumerate(question.futures):
        for a, arm in enumerate(question.arms):
            found = paired(gathered.binding[f, 0], gathered.binding[f, a])
            total = found["value"].sum(axis=1, keepdims=True)
            share = np.full(found["value"].shape, np.nan)
            np.divide(found["value"], total, out=share, where=np.broadcast_to(total > 0, share.shape))
            columns = {
                "future": future.future,
                "agreement": arm.name,
                "place": np.repeat(places, len(kinds)),
                "binds": np.tile(kinds, len(places)),
                "open_fte": found["value"].ravel(),
                "share": share.ravel(),
                "difference": found["difference"].ravel(),
                "low": found["low"].ravel(),
                "high": found["high"].ravel(),
            }
            parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    table.insert(3, "place_name", table["place"].map(question.titles))
    return table
