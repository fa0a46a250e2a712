"""Census: what the tables of results do not say of the staff, kept while a run goes on.

``census``: heads by sector, staff group and what is true of them, at the
end of every year. ``newcomers``: the newly qualified by the month they
started work and the month they left all employers, -1 for those who have not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector, StaffGroup
from icsim.experiment.people_seen import Change, PeopleSeen
from icsim.months import MONTHS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from icsim.model import ICS

OLDER_YEARS, NEAR_KM = 55, 10.0
"""Age from which somebody counts as older, and distance within which home counts as near."""
_STUDENT_BIT = np.uint64(1 << 31)
"""Bit of a key that says its owner came as a student (:mod:`icsim.keys`)."""


class Census:
    """Looks at the staff of a model after every month.

    Parameters
    ----------
    model
        A model that has not run yet.
    """

    def __init__(self, model: ICS) -> None:
        self._model, self._seen = model, PeopleSeen(model)
        per_km = model.p["travel.minutes_per_km"]
        minutes = model.system.minutes_from_places(per_km, model.p["travel.within_place_minutes"])
        self._near = minutes <= NEAR_KM * per_km
        self._years: list[NDArray[np.int64]] = []

    def month(self) -> None:
        """Look at the staff at the end of the month that has just been run."""
        self._seen.month()
        if self._model.month % MONTHS_PER_YEAR == 0:
            self._years.append(self._counted())

    def _counted(self) -> NDArray[np.int64]:
        """Heads by sector, staff group, older or not, near or not; shape (n_sectors, n_groups, 2, 2)."""
        model, staff = self._model, self._model.staff_table
        cell = staff.employer_cell
        older = model.month - staff.birth_month.astype(np.int64) >= OLDER_YEARS * MONTHS_PER_YEAR
        near = self._near[staff.home, model.posts.organisation[cell]]
        at = model.posts.sector[cell] * len(StaffGroup) + model.posts.staff_group[cell]
        shape = len(Sector), len(StaffGroup), 2, 2
        counts = np.bincount((at * 2 + older) * 2 + near, minlength=int(np.prod(shape)))
        return counts.reshape(shape)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The two tables."""
        return {"census": self._census(), "newcomers": self._newcomers()}

    def _census(self) -> pd.DataFrame:
        import pandas as pd

        counts = np.array(self._years, dtype=np.int64).reshape(-1, len(Sector), len(StaffGroup), 2, 2)
        year, sector, group, older, near = np.nonzero(counts)
        return pd.DataFrame(
            {
                "year": year + 1,
                "sector": np.array(Sector.words())[sector],
                "staff_group": np.array(StaffGroup.words())[group],
                "over_55": older.astype(bool),
                "within_10km": near.astype(bool),
                "heads": counts[year, sector, group, older, near],
            }
        )

    def _newcomers(self) -> pd.DataFrame:
        import pandas as pd

        key, joined, cell = _students(self._seen.joined)
        gone, month, _ = _students(self._seen.left)
        order = np.argsort(gone)
        left = np.full(len(key), -1, dtype=np.int64)
        if len(gone):
            at = np.minimum(np.searchsorted(gone, key, sorter=order), len(gone) - 1)
            found = gone[order[at]] == key
            left[found] = month[order[at]][found]
        posts = self._model.posts
        rows = pd.DataFrame(
            {
                "joined": joined,
                "left": left,
                "sector": np.array(Sector.words())[posts.sector[cell]],
                "staff_group": np.array(StaffGroup.words())[posts.staff_group[cell]],
                "heads": 1,
            }
        )
        return rows.groupby(["joined", "left", "sector", "staff_group"])["heads"].sum().reset_index()


def _students(changes: list[Change]) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Key, month and cell of everybody in some changes who came as a student."""
    key = np.concatenate([np.empty(0, np.uint64), *(change.key for change in changes)])
    cell = np.concatenate([np.empty(0, np.int64), *(change.cell for change in changes)])
    month = np.repeat([change.month for change in changes], [len(change.key) for change in changes]).astype(np.int64)
    some = (key & _STUDENT_BIT) != 0
    return key[some], month[some], cell[some]
