"""Apprentices: staff start, give up and finish apprenticeships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.apprentices import ELIGIBLE, begin, by_lot, course_months, eligible, give_up, qualify, study
from icsim.codes import APPRENTICESHIPS
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import Course, System


class Apprentices(Rule):
    """Support workers train as nursing associates, and nursing associates as nurses, while employed.

    A university's places go by lot, in the month of its intake, to settled
    staff of the organisations it has a partnership with; where it has none,
    of its system. A few give up. Whoever finishes takes a post of the new
    staff group, at the entry band, as soon as hours are open for it; until
    then they go on as before.
    """

    phase = Phase.learn

    def __init__(self, model: ICS) -> None:
        courses = [
            course for course in model.system.programmes if course.programme in APPRENTICESHIPS and course.places
        ]
        self._courses = [(course, self._cells(model, course)) for course in courses]

    @staticmethod
    def _cells(model: ICS, course: Course) -> NDArray[np.int64]:
        """Cells whose staff may take a course's places."""
        groups = [int(group) for group in ELIGIBLE[course.programme]]
        cells = model.posts.cell_of[np.ix_(_partners(model.system, course.university), groups)]
        return np.asarray(cells[cells >= 0], dtype=np.int64)

    def month(self, model: ICS) -> None:
        """Some give up, others qualify, and new apprentices start."""
        if len(model.staff_table.watched("apprentices")):
            give_up(model)
            qualify(model)
        self._begin(model, model.month)

    def settle(self, model: ICS) -> None:
        """On the first day those are apprentices who started before and have not finished."""
        longest = max((course.length_months for course, _ in self._courses), default=1)
        for month in range(1 - longest, 0):
            self._begin(model, month)
        study(model)

    def _begin(self, model: ICS, month: int) -> None:
        for course, cells in self._courses:
            length = course_months(model.p, course.programme, course.length_months)
            if model.calendar.month_of_year(month) == course.intake_month and month + length > model.month:
                some = by_lot(model, eligible(model, cells, month), course.places, month)
                begin(model, some, course.programme, length, month)


def _partners(system: System, university: str) -> list[int]:
    """Organisations with a partnership with a university; without any, those of its system."""
    linked = {edge.b if edge.a == university else edge.a for edge in system.edges if university in (edge.a, edge.b)}
    if linked:
        return sorted(system.index[code] for code in linked)
    home = system.system_index[system.index[university]]
    return [int(o) for o in np.flatnonzero(system.system_index == home)]
