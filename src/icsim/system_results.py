"""System results: of a run of several integrated care systems, what came of each, and who moved across borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icsim.codes import N_GROUPS, StaffGroup
from icsim.ledger import MOVERS

if TYPE_CHECKING:
    from icsim.model import ICS

_CROSSING = ["border_in", "border_out", "border_net"]


def systems_of(model: ICS, monthly: pd.DataFrame) -> pd.Categorical[str]:
    """Integrated care system of each row of a monthly table."""
    codes = pd.Index(model.system.systems)
    return pd.Categorical.from_codes(model.system.system_index[monthly["organisation"].cat.codes.to_numpy()], codes)


def crossings(model: ICS) -> NDArray[np.int64]:
    """People who moved to an employer of another system, over the run, shape (n_systems, n_systems, n_groups).

    From the first to the second, by the staff group they went to.
    """
    system, flows = model.system.system_index, model.ledger.flows()
    n = len(model.system.systems)
    moved = np.isin(flows["reason"], [int(reason) for reason in MOVERS])
    a, b = (system[flows[end][moved]] for end in ("origin", "target"))
    heads = np.zeros((n, n, N_GROUPS), dtype=np.int64)
    np.add.at(heads, (a, b, flows["staff_group"][moved]), flows["heads"][moved])
    heads[np.arange(n), np.arange(n)] = 0
    return heads


def border_moves(model: ICS) -> pd.DataFrame:
    """Who moved from one system to another, over the run: from_system, to_system, staff_group, heads."""
    heads, codes = crossings(model), np.array(model.system.systems, dtype=object)
    a, b, group = np.nonzero(heads)
    return pd.DataFrame(
        {
            "from_system": codes[a],
            "to_system": codes[b],
            "staff_group": np.array(StaffGroup.words(), dtype=object)[group],
            "heads": heads[a, b, group],
        }
    )


def by_system(model: ICS, summary: pd.DataFrame) -> pd.DataFrame:
    """The summary by system, with names, and who came and went across its border.

    Parameters
    ----------
    model
        The run.
    summary
        Sums by system, with a last row for all of them (:func:`icsim.results.summarise`).
    """
    heads, codes = crossings(model).sum(axis=2), [*model.system.systems, "all"]
    came, went = (np.append(heads.sum(axis=axis), heads.sum()) for axis in (0, 1))
    sides = pd.DataFrame(dict(zip(_CROSSING, (came, went, came - went), strict=True)), index=pd.Index(codes))
    table = summary.join(sides, on="system")
    table.insert(1, "name", [model.system.name_of(code) for code in summary["system"]])
    return table
