"""Student results: the student pipeline month by month, as a tidy table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from icsim.codes import Programme

if TYPE_CHECKING:
    from icsim.model import ICS

_COUNTS = (
    "entered", "in_training", "qualified", "dropped_out", "delayed", "placed", "placed_outside", "unplaced",
    "first_jobs", "left_elsewhere", "left_without_job", "seeking",
)  # fmt: skip
"""Count columns, in order; the quality of placements follows."""


def student_table(model: ICS) -> pd.DataFrame:
    """One row a month, university and programme.

    Intakes of one programme at different times of the year are added up.
    ``placement_quality`` is the mean of the present placements in the system
    and of those who have none, missing where there are no such students.
    """
    pipeline, names = model.pipeline, [model.calendar.name(m) for m in range(len(model.pipeline.months))]
    codes = [o.code for o in model.system.organisations]
    month, course = np.divmod(np.arange(len(names) * pipeline.n), max(pipeline.n, 1))
    columns: dict[str, Any] = {
        "month": pd.Categorical.from_codes(month, pd.Index(names, dtype=object), ordered=True),
        "university": pd.Categorical.from_codes(pipeline.university[course], pd.Index(codes)),
        "programme": pd.Categorical.from_codes(pipeline.programme[course], pd.Index(Programme.words())),
    }
    counted = (*_COUNTS, "quality_points")
    columns |= {name: pipeline.counted(name).ravel().astype(np.int64) for name in counted}
    table = pd.DataFrame(columns)
    keys = ["month", "university", "programme"]
    table = table.groupby(keys, observed=True, sort=False)[list(counted)].sum().reset_index()
    taught = (table["placed"] + table["unplaced"]).to_numpy()
    points = table.pop("quality_points").to_numpy(dtype=np.float64)
    table["placement_quality"] = np.divide(points, taught, out=np.full(len(points), np.nan), where=taught > 0)
    return table
