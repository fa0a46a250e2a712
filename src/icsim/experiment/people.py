"""People: what becomes, under an agreement, of those who leave under today; and the reverse.

The starting staff are the same people in every arm, and so are the newcomers
that both arms take on: people are told apart by their keys. A newcomer that
only one arm takes on stays out, because in the other they cannot stay or
leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.gather import Gathered

WHO = ("starting_staff", "newcomers")
"""Those there at the start, and those who joined in both arms."""
FATES = ("left_today", "stays", "left_agreement", "leaves", "left_in_both", "met_once")
"""Left under today; of these, still there under the agreement; left under the agreement; of these, still there under
today; left under both; and left, but joined in one arm only. Each is counted in the sector that employed them."""

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Known:
    """Who left and who joined in one run.

    Parameters
    ----------
    left, sector
        Keys of those who left for good, in order, and the position of the sector they left.
    joined
        Keys of those who joined, in order.
    """

    left: Keys
    sector: NDArray[np.intp]
    joined: Keys

    @classmethod
    def of(cls, left: Keys, sector: NDArray[np.intp], month: NDArray[np.int16], joined: Keys) -> Known:
        """From rows of a record; of somebody who left twice, the last time counts."""
        order = np.lexsort((month, left))
        last = np.append(left[order][1:] != left[order][:-1], True)[: len(order)]
        return cls(left[order][last], sector[order][last], np.unique(joined))


def fates(today: Known, other: Known, totals: int) -> NDArray[np.float64]:
    """Count people by sector and in all, who they are and what becomes of them.

    Parameters
    ----------
    today, other
        The run in which nothing is signed, and one with the same seed.
    totals
        Sectors, and the whole system as the last.

    Returns
    -------
    ndarray of float64, shape (totals, n_who, n_fates)
        Heads.
    """
    counts = np.zeros((totals, len(WHO), len(FATES)))

    def add(known: Known, chosen: NDArray[np.bool_], newcomer: NDArray[np.bool_], fate: str) -> None:
        of_kind = known.sector[chosen] * len(WHO) + newcomer[chosen]
        heads = np.bincount(of_kind, minlength=totals * len(WHO)).reshape(totals, len(WHO))
        heads[-1] = heads.sum(axis=0)
        counts[:, :, FATES.index(fate)] += heads

    sides = (today, other, "left_today", "stays"), (other, today, "left_agreement", "leaves")
    for here, there, left, still in sides:
        newcomer = _among(here.left, here.joined)
        met = ~newcomer | _among(here.left, there.joined)
        both = _among(here.left, there.left)
        add(here, met, newcomer, left)
        add(here, met & ~both, newcomer, still)
        add(here, ~met, newcomer, "met_once")
        if here is today:
            add(here, met & both, newcomer, "left_in_both")
    return counts


def _among(keys: Keys, others: Keys) -> NDArray[np.bool_]:
    """Whether each key is one of others, which stand in order."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    return np.asarray(others[np.minimum(np.searchsorted(others, keys), len(others) - 1)] == keys)


def people_table(gathered: Gathered) -> pd.DataFrame:
    """What becomes of people, mean over the seeds.

    Returns
    -------
    pandas.DataFrame
        One row a future, agreement, total and kind of people: the columns
        :data:`FATES` in heads, and ``net_stay``: those who stay less those
        who leave instead. Of a sample, heads are those of the whole system.
    """
    import pandas as pd

    question = gathered.question
    rows = []
    for f, future in enumerate(question.futures):
        for a, arm in enumerate(question.arms[1:], start=1):
            mean = gathered.people[f, a].mean(axis=0) / question.sample_share
            for t, total in enumerate(question.totals):
                for w, who in enumerate(WHO):
                    heads = dict(zip(FATES, mean[t, w].tolist(), strict=True))
                    rows.append(
                        {
                            "future": future.future,
                            "agreement": arm.name,
                            "place": total,
                            "place_name": question.titles[total],
                            "who": who,
                            **heads,
                            "net_stay": heads["stays"] - heads["leaves"],
                        }
                    )
    return pd.DataFrame(rows)
