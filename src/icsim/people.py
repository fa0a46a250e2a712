"""What is known of each member of staff: the columns of the staff table.

Dates are kept, not counters: nobody's age or time in post needs an
increment. Strain and belonging are whole numbers from 0 to 100, so that a
factor is a table look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from icsim.columns import Table

NOWHERE = -1
"""Cell of nobody: no appointment is pending."""
NEVER = np.iinfo(np.int16).max
"""A month that never comes."""
CLOCKS = ("leave", "seek")
"""Order of the clocks in the ``clocks`` column."""

NEWLY_QUALIFIED = "newly_qualified"
"""Name under which people who have lately qualified are watched; `qualify_month` says since when."""


@dataclass(frozen=True)
class Column:
    """One column: its name, type, unit and meaning."""

    name: str
    kind: DTypeLike
    unit: str
    meaning: str


STAFF_COLUMNS = (
    Column("key", np.uint64, "identity", "Who the person is: organisation, group, month and number of their arrival."),
    Column("employer_cell", np.int64, "cell", "Organisation and staff group that hold the contract."),
    Column("host_cell", np.int64, "cell", "Organisation and staff group where the person works this month."),
    Column("home", np.int16, "place", "Where the person lives."),
    Column("birth_month", np.int16, "month", "Month of birth, negative: before the run."),
    Column("hired_month", np.int16, "month", "Month the present employer took them on."),
    Column("retire_month", np.int16, "month", "Month they will retire if still in the system."),
    Column("band", np.uint8, "band", "Agenda for Change band, 0 = none."),
    Column("fte", np.uint8, "hundredths of FTE", "Contracted hours as a share of whole time."),
    Column("strain", np.uint8, "0-100", "Exhaustion from workload."),
    Column("belonging", np.uint8, "0-100", "Attachment to the place and the system."),
    Column("sectors_known", np.uint16, "bit set", "Sectors the person has worked in."),
    Column("clocks", (np.float32, len(CLOCKS)), "hazard", "What is left on the clocks: leave, seek."),
    Column("searches", np.uint16, "count", "Times the person has looked elsewhere."),
    Column("appointed_cell", np.int64, "cell", "Where the person has been appointed, -1 = nowhere."),
    Column("start_month", np.int16, "month", "Month they start there."),
    Column("ready_at", np.int32, "tenths of a working day", "Time in the run at which onboarding ends."),
    Column("placement", np.int16, "number", "Rotation clause the person is placed under, -1 = none."),
    Column("placement_end", np.int16, "month", "Month the present placement ends."),
    Column("placements_left", np.uint8, "count", "Placements still to come in this rotation."),
    Column("course", np.uint8, "programme + 1", "Apprenticeship the person is on, 0 = none."),
    Column("qualify_month", np.int16, "month", "Month the person qualifies, or has qualified in this run."),
    Column("stop_month", np.int16, "month", "Month the person will give the apprenticeship up, if before its end."),
)
"""Columns of the staff table, in order."""


def staff_table() -> Table:
    """An empty staff table."""
    return Table({column.name: column.kind for column in STAFF_COLUMNS})
