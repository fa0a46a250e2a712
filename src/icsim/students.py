"""Students: who is at university, where they are placed, and what became of those who qualified.

A student has a row from the first day of the course until a first job, or
until they drop out or look elsewhere. Apprentices are staff and not here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.codes import APPRENTICESHIPS, QUALIFIES_AS, Code, Programme, StaffGroup
from icsim.columns import Rows, Table
from icsim.people import NEVER, NOWHERE, Column
from icsim.system import System

Counts = NDArray[np.int64]

UNPLACED, OUTSIDE = -1, -2
"""Hosts that are no organisation here: no placement, and one outside the system."""


class Stage(Code):
    """How far a student has come."""

    training = 0
    looking = 1
    appointed = 2


STUDENT_COLUMNS = (
    Column("key", np.uint64, "identity", "Who the person is: university, programme, intake and place; kept for life."),
    Column("course", np.int16, "number", "Programme of a university, by number."),
    Column("stage", np.uint8, "stage", "In training, qualified and looking for a first job, or appointed to one."),
    Column("home", np.int16, "place", "Where the person lives."),
    Column("birth_month", np.int16, "month", "Month of birth, negative: before the run."),
    Column("started_month", np.int16, "month", "Month the course began."),
    Column("qualify_month", np.int16, "month", "Month the person will qualify, or has qualified."),
    Column("host", np.int16, "organisation", "Where the person is placed: -1 = nowhere, -2 = outside the system."),
    Column("placement_quality", np.uint8, "0-100", "How good the present placement is."),
    Column("quality", np.uint8, "0-100", "Mean quality of the placements so far."),
    Column("quality_points", np.uint16, "points", "Sum of the quality of the placements so far."),
    Column("blocks", np.uint8, "count", "Placements so far, those without a host included."),
    Column("trust", np.uint8, "hundredths", "Mutual trust of university and host when the placement began."),
    Column("sectors_known", np.uint16, "bit set", "Sectors the person has been placed in."),
    Column("trained_at", np.int16, "organisation", "Last host, -1 = none."),
    Column("clock", np.float32, "hazard", "What is left on the clock of dropping out."),
    Column("appointed_cell", np.int64, "cell", "First job the person has been appointed to, -1 = none."),
    Column("start_month", np.int16, "month", "Month they start there."),
    Column("fte", np.uint8, "hundredths of FTE", "Hours of that job."),
)
"""Columns of the student table, in order."""

FLOWS = ("entered", "qualified", "dropped_out", "first_jobs", "left_elsewhere", "left_without_job")
"""What is counted as it happens: people a month, by course."""
STOCKS = ("in_training", "delayed", "placed", "placed_outside", "unplaced", "quality_points", "seeking")
"""What is counted at the end of a month, by course."""


class Pipeline:
    """The students of a run, and the courses they are on; arrays of courses have shape (n_courses,).

    Parameters
    ----------
    system
        The system; its programmes but for apprenticeships are the courses.

    Attributes
    ----------
    table
        One row a student: :data:`STUDENT_COLUMNS`.
    courses
        Facts about each course, in the system's order.
    university, programme, staff_group
        Organisation that teaches, what is taught, and what graduates work as.
    intake_month, length_months, places
        Month of the year, months to qualifying, and heads a year.
    national
        Whether graduates are allocated nationally, so are counted here and no more: medicine.
    start_heads
        Students on the first day.
    months
        For each month past: counts by name, of :data:`FLOWS` and :data:`STOCKS`.
    so_far
        Flows since the first day, by name.
    """

    def __init__(self, system: System) -> None:
        self.courses = tuple(course for course in system.programmes if course.programme not in APPRENTICESHIPS)
        self.n = len(self.courses)
        self.university = self._facts([system.index[c.university] for c in self.courses])
        self.programme = self._facts([int(c.programme) for c in self.courses])
        self.staff_group = self._facts([int(QUALIFIES_AS[c.programme]) for c in self.courses])
        self.intake_month = self._facts([c.intake_month for c in self.courses])
        self.length_months = self._facts([c.length_months for c in self.courses])
        self.places = self._facts([c.places for c in self.courses])
        self.national = self.programme == Programme.medicine
        self.nursing = self.staff_group == StaffGroup.nurse
        self.table = Table({column.name: column.kind for column in STUDENT_COLUMNS})
        self.start_heads = self._facts([0] * self.n)
        self.months: list[dict[str, Counts]] = []
        self._flows, self.so_far = self._nothing(), self._nothing()

    def _nothing(self) -> dict[str, Counts]:
        return {name: np.zeros(self.n, dtype=np.int64) for name in FLOWS}

    @staticmethod
    def _facts(values: list[int]) -> Counts:
        return np.array(values, dtype=np.int64)

    def at_stage(self, stage: Stage) -> Rows:
        """Rows of the students at a stage."""
        return np.flatnonzero(self.table.stage == stage)

    def by_course(self, rows: Rows) -> Counts:
        """Students of some rows, by course."""
        return np.bincount(self.table.course[rows], minlength=self.n)

    def note(self, flow: str, rows: Rows) -> None:
        """Count what happens to students this month; ``flow`` is one of :data:`FLOWS`."""
        self._flows[flow] += self.by_course(rows)

    def leave(self, flow: str, rows: Rows) -> None:
        """Students leave the pipeline, counted under a flow."""
        if not len(rows):
            return
        self.note(flow, rows)
        self.table.remove(rows)

    def appoint(self, rows: Rows, cells: Counts, fte: Counts, month: int) -> None:
        """The newly qualified are appointed to first jobs that start in a month."""
        with self.table.writing(["stage", "appointed_cell", "start_month", "fte"]):
            self.table.stage[rows] = Stage.appointed
            self.table.appointed_cell[rows] = cells
            self.table.start_month[rows] = month
            self.table.fte[rows] = fte

    def appointed_fte(self, n_cells: int) -> Counts:
        """Hours appointed to and not yet started, hundredths of FTE, shape (n_cells,)."""
        rows = self.at_stage(Stage.appointed)
        hours = np.bincount(self.table.appointed_cell[rows], self.table.fte[rows], minlength=n_cells)
        return hours.astype(np.int64)

    def close(self, month: int) -> None:
        """End a month: keep its counts."""
        table = self.table
        training = table.stage == Stage.training
        rows = np.flatnonzero(training)
        course, host = table.course[rows], table.host[rows]
        late = month >= table.started_month[rows] + self.length_months[course]
        elsewhere = host == OUTSIDE
        counted = {"delayed": late, "placed": host >= 0, "placed_outside": elsewhere, "unplaced": host == UNPLACED}
        stocks = {name: np.bincount(course[some], minlength=self.n) for name, some in counted.items()}
        points = np.bincount(course, np.where(elsewhere, 0, table.placement_quality[rows]), minlength=self.n)
        stocks["in_training"] = np.bincount(course, minlength=self.n)
        stocks["seeking"] = self.by_course(np.flatnonzero(~training))
        self.months.append({**self._flows, **stocks, "quality_points": points.astype(np.int64)})
        for name, counts in self._flows.items():
            self.so_far[name] = self.so_far[name] + counts
        self._flows = self._nothing()

    def counted(self, name: str) -> Counts:
        """One count for all months past, shape (n_months, n_courses)."""
        if not self.months:
            return np.empty((0, self.n), dtype=np.int64)
        return np.stack([month[name] for month in self.months])


NOT_APPOINTED = {"appointed_cell": NOWHERE, "start_month": NEVER}
"""Columns of a student without a first job."""
