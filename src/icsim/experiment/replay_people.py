"""Replay people: what happened to whom, month by month, seen by comparing who is where.

The ledger counts every step; here is what each person's month came to. An
apprentice who qualifies and takes a post of another employer is a mover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Programme, StaffGroup
from icsim.experiment.people_seen import Compared, Keys, Rows
from icsim.ledger import OUTSIDE
from icsim.students import OUTSIDE as PLACED_OUTSIDE
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.columns import Table
    from icsim.model import ICS

Numbers = NDArray[np.int64]

STAFF_KINDS = ("joiner", "first_job", "leaver", "mover", "rotation", "return", "apprentice")
"""What may happen to staff; first jobs are seen from the university."""
STUDENT_KINDS = ("student", "placement", "student_leaver")
"""What may happen to students."""
MOVED = (
    *(f"{kind}/{word}" for kind in STAFF_KINDS for word in StaffGroup.words()),
    *(f"{kind}/{word}" for kind in STUDENT_KINDS for word in Programme.words()),
)
"""Every kind of move of every staff group and programme, as it is written."""
_NO_PLACE = -2
"""Where somebody is who is at no university and with no host."""


def moved(kind: str, word: Numbers) -> Numbers:
    """Position in :data:`MOVED` of a kind, by code of staff group or programme, shape (k,)."""
    if kind in STAFF_KINDS:
        return STAFF_KINDS.index(kind) * len(StaffGroup) + word
    return len(STAFF_KINDS) * len(StaffGroup) + STUDENT_KINDS.index(kind) * len(Programme) + word


@dataclass(frozen=True)
class Events:
    """What happened in one month; arrays of shape (k,).

    Parameters
    ----------
    month
        Month of the run.
    what
        Positions in :data:`MOVED`.
    origin, target
        Organisations, or ``OUTSIDE``.
    key
        To whom.
    """

    month: int
    what: Numbers
    origin: Numbers
    target: Numbers
    key: Keys


class EventsSeen:
    """Watches the staff and the students of a model from month to month; changes nothing.

    Parameters
    ----------
    model
        A model that has not run yet.

    Attributes
    ----------
    months
        What was seen in each month.
    """

    def __init__(self, model: ICS) -> None:
        self._model = model
        self.months: list[Events] = []
        self._seen: list[tuple[Numbers, Numbers, Numbers, Keys]] = []
        self._staff, self._students = self._staff_now(), self._students_now()

    def _staff_now(self) -> tuple[Keys, Numbers, Numbers]:
        """Key, cell that employs and cell that hosts, by row."""
        staff = self._model.staff_table
        return staff.key.copy(), staff.employer_cell.copy(), staff.host_cell.copy()

    def _students_now(self) -> tuple[Keys, Numbers, Numbers]:
        """Key, course and place, by row."""
        pipeline = self._model.pipeline
        table: Table = pipeline.table
        course, host = table.course.astype(np.int64), table.host.astype(np.int64)
        place = np.where(host >= 0, host, np.where(host == PLACED_OUTSIDE, OUTSIDE, pipeline.university[course]))
        place[table.stage != Stage.training] = _NO_PLACE
        return table.key.copy(), course, place

    def month(self) -> None:
        """Look at everybody at the end of the month that has just been run."""
        self._look_at_staff(*self._look_at_students())
        what, origin, target, key = (np.concatenate(column) for column in zip(*self._seen, strict=True))
        order = np.lexsort((key, what))
        self.months.append(Events(self._model.month - 1, what[order], origin[order], target[order], key[order]))
        self._seen = []

    def _add(self, kind: str, word: Numbers, origin: Numbers, target: Numbers, key: Keys) -> None:
        self._seen.append((moved(kind, word), origin, target, key))

    def _look_at_staff(self, graduates: Keys, universities: Numbers) -> None:
        """What happened to staff, given who is a student no more, in order, and where they studied."""
        posts = self._model.posts
        organisation, group = posts.organisation, posts.staff_group
        before, now = self._staff, self._staff_now()
        self._staff = now
        key, employer, host = now
        seen = Compared(before[0], key)

        gone = before[1][seen.went]
        self._add("leaver", group[gone], organisation[gone], _outside(gone), before[0][seen.went])
        studied = np.isin(key[seen.came], graduates)
        first, other = seen.came[studied], seen.came[~studied]
        cell = employer[first]
        university = universities[np.searchsorted(graduates, key[first])]
        self._add("first_job", group[cell], university, organisation[cell], key[first])
        cell = employer[other]
        self._add("joiner", group[cell], _outside(cell), organisation[cell], key[other])

        was = seen.was
        was_employer = np.where(was >= 0, before[1][was], employer) if len(before[1]) else employer
        was_host = np.where(was >= 0, before[2][was], employer) if len(before[1]) else employer
        changed = was_employer != employer
        elsewhere = changed & (organisation[was_employer] != organisation[employer])
        was_host = np.where(elsewhere, employer, was_host)
        hosted = organisation[was_host] != organisation[host]
        home = organisation[host] == organisation[employer]
        for kind, some, origin_cell, target_cell in (
            ("mover", elsewhere, was_employer, employer),
            ("apprentice", changed & ~elsewhere, was_employer, employer),
            ("rotation", hosted & ~home, was_host, host),
            ("return", hosted & home, was_host, host),
        ):
            at = np.flatnonzero(some)
            origin, target = organisation[origin_cell[at]], organisation[target_cell[at]]
            self._add(kind, group[employer[at]], origin, target, key[at])

    def _look_at_students(self) -> tuple[Keys, Numbers]:
        """What happened to students; who is one no more, in order of key, and where they studied."""
        pipeline = self._model.pipeline
        before, now = self._students, self._students_now()
        self._students = now
        key, course, place = now
        seen = Compared(before[0], key)

        theirs = before[1][seen.went]
        left, universities = before[0][seen.went], pipeline.university[theirs]
        gone = self._model.staff_table.rows_of(left) < 0
        self._add(
            "student_leaver", pipeline.programme[theirs[gone]], universities[gone], _outside(theirs[gone]), left[gone]
        )
        new = course[seen.came]
        self._add("student", pipeline.programme[new], _outside(new), pipeline.university[new], key[seen.came])

        was, university = seen.was, pipeline.university[course]
        was_place = np.where(was >= 0, before[2][was], university) if len(before[2]) else university
        goes = (place != was_place) & (place != _NO_PLACE) & (was_place != _NO_PLACE) & ~pipeline.national[course]
        at: Rows = np.flatnonzero(goes)
        self._add("placement", pipeline.programme[course[at]], was_place[at], place[at], key[at])
        return left, universities


def _outside(like: Numbers) -> Numbers:
    return np.full(len(like), OUTSIDE, dtype=np.int64)
