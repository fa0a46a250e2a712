"""Student attributes: what can be asked of a student, for one of them or for whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from icsim.attributes import Attribute, Kind, Values, age_years, coded, column_of, months_since, names, organisation
from icsim.codes import Programme, StaffGroup
from icsim.months import MONTHS_PER_YEAR
from icsim.students import STUDENT_COLUMNS, Stage

if TYPE_CHECKING:
    from icsim.columns import Rows, Table
    from icsim.model import ICS


def _students(model: ICS) -> Table:
    return model.pipeline.table


def _of_course(fact: str) -> Callable[[ICS, Rows | int], Values]:
    return lambda model, rows: getattr(model.pipeline, fact)[model.pipeline.table.course[rows]]


ATTRIBUTES = {column.name: column_of(_students, column.name) for column in STUDENT_COLUMNS} | {
    "unique_id": column_of(_students, "key"),
    "name": names(_students),
    "university": organisation(_of_course("university")),
    "host": organisation(lambda model, rows: model.pipeline.table.host[rows]),
    "trained_at": organisation(lambda model, rows: model.pipeline.table.trained_at[rows]),
    "programme": coded("programme", Programme, _of_course("programme")),
    "staff_group": coded("staff_group", StaffGroup, _of_course("staff_group")),
    "stage": coded("stage", Stage, lambda model, rows: model.pipeline.table.stage[rows]),
    "fte": Attribute(lambda model, rows: model.pipeline.table.fte[rows] / 100),
    "age": age_years(_students),
    "year": Attribute(lambda model, rows: months_since(_students, "started_month")(model, rows) // MONTHS_PER_YEAR + 1),
}
"""Attributes of students by name."""

_RANGES: dict[str, Callable[[ICS], tuple[int, int]]] = {"home": lambda model: (0, len(model.system.places) - 1)}

STUDENTS = Kind(
    word="students",
    named="university/programme/YYYY-MM/number",
    gone="is no longer a student",
    table=_students,
    attributes=ATTRIBUTES,
    ranges=_RANGES,
    kept="is kept in step with hosts and counts",
)
"""Students, and the newly qualified without a job yet."""
