"""Trace: the months of a few people, as a story with its causes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from icsim.codes import StaffGroup
from icsim.errors import InputError
from icsim.keys import named_person
from icsim.months import MONTHS_PER_YEAR
from icsim.people import CLOCKS, NOWHERE

if TYPE_CHECKING:
    from icsim.model import ICS

COLUMNS = (
    "month", "person", "in_system", "employer", "host", "staff_group", "band", "fte", "age", "tenure_months",
    "strain", "belonging", "appointed_to", "starts", "leave_hazard", "leave_factors", "seek_hazard", "seek_factors",
)  # fmt: skip
"""Columns of a trace."""


class Trace:
    """Keeps the months of named people; changes nothing else.

    Parameters
    ----------
    model
        The run.
    names
        People, as ``RTE/nurse/17`` or, for joiners, ``RTE/nurse/2027-03/2``.

    Raises
    ------
    InputError
        If a name cannot be that of anybody in the system.
    """

    def __init__(self, model: ICS, names: Iterable[str] = ()) -> None:
        self._model = model
        self._rows: list[tuple[Any, ...]] = []
        identities = dict(zip(model.system.index, model.system.identity.tolist(), strict=True))
        self._keys: dict[str, int] = {}
        for name in names:
            key = named_person(name, identities, model.calendar)
            if key is None:
                example = next(iter(model.system.index), "RTE")
                raise InputError.at(
                    "--trace", f"write organisation/staff_group/number, for example {example}/nurse/0", key=name
                )
            self._keys[name] = key

    def month(self) -> None:
        """Keep the month just ended."""
        if not self._keys:
            return
        rows = self._model.staff_table.rows_of(np.array(list(self._keys.values()), dtype=np.uint64))
        for name, row in zip(self._keys, rows.tolist(), strict=True):
            self._rows.append(self._of(name, row))

    def _of(self, name: str, row: int) -> tuple[Any, ...]:
        model, staff, posts = self._model, self._model.staff_table, self._model.posts
        month = model.calendar.name(model.month)
        if row < 0:
            return (month, name, False, *(None,) * (len(COLUMNS) - 3))
        codes = [o.code for o in model.system.organisations]
        employer, host = (int(staff[column][row]) for column in ("employer_cell", "host_cell"))
        appointed = int(staff.appointed_cell[row])
        hazards: list[Any] = []
        for clock in CLOCKS:
            factors = model.clocks.explain(model, clock, row)
            hazards += [
                float(np.prod(list(factors.values()))),
                "; ".join(f"{factor} {value:.4g}" for factor, value in factors.items()),
            ]
        return (
            month,
            name,
            True,
            codes[posts.organisation[employer]],
            codes[posts.organisation[host]],
            StaffGroup(int(posts.staff_group[employer])).name,
            int(staff.band[row]),
            int(staff.fte[row]) / 100,
            int((model.month - staff.birth_month[row]) // MONTHS_PER_YEAR),
            int(model.month - staff.hired_month[row]),
            int(staff.strain[row]),
            int(staff.belonging[row]),
            None if appointed == NOWHERE else codes[posts.organisation[appointed]],
            None if appointed == NOWHERE else model.calendar.name(int(staff.start_month[row])),
            *hazards,
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row a month and person; see :data:`COLUMNS`."""
        return pd.DataFrame(self._rows, columns=list(COLUMNS))
