"""Tables of made-up runs: a year or more in which every month is the same, except for what a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from icsim.codes import Sector, StaffGroup
from icsim.ledger import Reason
from icsim.months import Calendar
from icsim.system import System

COLUMNS = (
    "establishment_fte", "in_post_heads", "in_post_fte", "vacancy_fte", "joiners", "leavers", "movers_in",
    "movers_out", "regraded_in", "regraded_out", "bank_fte", "shared_bank_fte", "agency_fte", "cost_gbp", "bank_gbp",
    "agency_gbp",
)  # fmt: skip
STUDENTS = ("entered", "qualified", "dropped_out", "first_jobs")

Cell = tuple[str, str]
Move = tuple[int, str, str, str, str, int]


def monthly(system: System, cells: Mapping[Cell, Mapping[str, float]], months: int = 12) -> pd.DataFrame:
    """A monthly table: the same numbers every month for each organisation and staff group; 0 where not given."""
    names = [Calendar().name(month) for month in range(months)]
    rows = [
        {
            "month": name,
            "organisation": code,
            "sector": Sector(system.organisations[system.index[code]].sector).name,
            "staff_group": group,
            **dict.fromkeys(COLUMNS, 0),
            **numbers,
        }
        for name in names
        for (code, group), numbers in cells.items()
    ]
    return _worded(pd.DataFrame(rows), system, names)


def flows(system: System, moves: Sequence[Move], months: int = 12) -> pd.DataFrame:
    """A table of flows: number of the month, reason, from, to, staff group, heads."""
    names = [Calendar().name(month) for month in range(months)]
    table = pd.DataFrame(moves, columns=["month", "reason", "from", "to", "staff_group", "heads"])
    table["month"] = [names[month] for month in table["month"]]
    return _worded(table, system, names)


def students(rows: Sequence[Mapping[str, object]], months: int = 12) -> pd.DataFrame:
    """A table of students: number of the month, programme, and numbers; 0 where not given."""
    names = [Calendar().name(month) for month in range(months)]
    table = pd.DataFrame(
        [{**dict.fromkeys(STUDENTS, 0), **row} for row in rows], columns=["month", "programme", *STUDENTS]
    )
    table["month"] = pd.Categorical([names[month] for month in table["month"]], names, ordered=True)
    return table


def _worded(table: pd.DataFrame, system: System, names: list[str]) -> pd.DataFrame:
    codes = [o.code for o in system.organisations]
    words = {
        "month": names, "organisation": codes, "from": ["outside", *codes], "to": ["outside", *codes],
        "sector": Sector.words(), "staff_group": StaffGroup.words(), "reason": Reason.words(),
    }  # fmt: skip
    return table.assign(
        **{name: pd.Categorical(table[name], some) for name, some in words.items() if name in table.columns}
    )
