"""Trace: the months of a few people, as a story with its causes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from icsim.agents import Student
from icsim.codes import APPRENTICESHIPS, Programme, StaffGroup
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed
from icsim.errors import InputError
from icsim.identity import NTH_BITS
from icsim.keys import EARLIEST_INTAKE, MAX_MONTHS, PERSON_NAME, named_person
from icsim.months import MONTH_TENTHS, MONTHS_PER_YEAR, Calendar
from icsim.people import CLOCKS, NEVER, NOWHERE
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

COLUMNS = (
    "month", "person", "in_system", "employer", "host", "staff_group", "band", "fte", "age", "tenure_months",
    "strain", "belonging", "appointed_to", "starts", "onboarding_days", "rotation_ends", "retires", "course",
    "qualifies", "leave_hazard", "leave_factors", "seek_hazard", "seek_factors",
)  # fmt: skip
"""Columns of a trace."""


_MOST = 1 << NTH_BITS
"""Numbers that people who came the same way can have."""
_MOST_DIGITS = 9
"""Digits of a number that are read: more than any number in use has."""
_PLURAL = {
    StaffGroup.midwife: "midwives",
    StaffGroup.gp: "GPs",
    StaffGroup.ahp_scientific: "AHPs and scientists",
    StaffGroup.clinical_support: "clinical support staff",
    StaffGroup.other: "other staff",
}
"""Plurals that do not simply end in s."""


def name_fault(name: str, system: System, calendar: Calendar) -> str:
    """What is wrong with a person's name, empty if nothing.

    Parameters
    ----------
    name
        As written, ``RTE/nurse/17`` or ``RTE/nurse/2027-03/2``.
    system, calendar
        Where and when the run is.
    """
    parts = PERSON_NAME.fullmatch(name)
    if parts is None:
        example = next(iter(system.index), "RTE")
        return f"write organisation/staff_group/number, for example {example}/nurse/0"
    code, word, month, nth = parts["code"], parts["group"], parts["month"], int(parts["nth"][:_MOST_DIGITS])
    if code not in system.index:
        return f"no organisation {shown(code)} in {system.name}{did_you_mean(code, system.index)}"
    if word in Programme.words():
        return _student_fault(system, code, word, month, nth, calendar)
    if word not in StaffGroup.words():
        return f"no staff group {shown(word)}{did_you_mean(word, StaffGroup.words())}; use {listed(StaffGroup.words())}"
    group = StaffGroup[word]
    people = f"{code}'s {_PLURAL.get(group) or f'{group.label.lower()}s'}"
    if month is not None:
        return _joiner_fault(people, month, nth, calendar)
    heads = int(system.heads[system.index[code], group])
    if not heads:
        return f"nobody is among {people} on the first day"
    return "" if nth < heads else f"nobody numbered {nth} among {people}: 0 to {heads - 1}"


def _joiner_fault(people: str, month: str, nth: int, calendar: Calendar) -> str:
    """What is wrong with the month and number of somebody appointed during the run."""
    index = calendar.index(month)
    if not 0 <= index < MAX_MONTHS:
        return f"nobody is appointed in {month}: the run starts in {calendar.start}"
    return "" if nth < _MOST else f"nobody numbered {nth} among {people} of one month: 0 to {_MOST - 1} at most"


def _student_fault(system: System, code: str, word: str, month: str | None, nth: int, calendar: Calendar) -> str:
    """What is wrong with the programme, intake and number of a student."""
    label = Programme[word].label.lower()
    if Programme[word] in APPRENTICESHIPS:
        return "apprentices are staff: write organisation/staff_group/number"
    taught = [c for c in system.programmes if (c.university, c.programme) == (code, Programme[word])]
    if not taught:
        return f"{code} does not teach {label}"
    if month is None:
        return f"write university/programme/YYYY-MM/number, for example {code}/{word}/{calendar.start}/0"
    index, intakes = calendar.index(month), [c.intake_month for c in taught]
    if not EARLIEST_INTAKE <= index < MAX_MONTHS or calendar.month_of_year(index) not in intakes:
        return f"no students of {label} start at {code} in {month}"
    return "" if nth < _MOST else f"nobody numbered {nth} among students of {label}: 0 to {_MOST - 1} at most"


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
            fault = name_fault(name, model.system, model.calendar)
            if fault or key is None:
                raise InputError.at("--trace", fault or "nobody can have this name", key=name)
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
            return self._student(month, name)
        codes = [o.code for o in model.system.organisations]
        employer, host = (int(staff[column][row]) for column in ("employer_cell", "host_cell"))
        appointed, course = int(staff.appointed_cell[row]), int(staff.course[row])
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
            max(int(staff.ready_at[row]) - model.month * MONTH_TENTHS, 0) / 10,
            self._month_name(int(staff.placement_end[row])),
            self._month_name(int(staff.retire_month[row])),
            Programme(course - 1).name if course else None,
            model.calendar.name(int(staff.qualify_month[row])) if course else None,
            *hazards,
        )

    def _month_name(self, month: int) -> str | None:
        """Name of a month, None of one that never comes."""
        return None if month == NEVER else self._model.calendar.name(month)

    def _student(self, month: str, name: str) -> tuple[Any, ...]:
        """The month of somebody who is no member of staff: a student, or nobody here."""
        student = Student(self._model, self._keys[name])
        known: dict[str, Any] = {}
        if student.in_system:
            appointed = student.stage == Stage.appointed
            organisation = self._model.posts.organisation[int(student.appointed_cell)]
            known = {
                "host": student.host.code if student.host else None,
                "staff_group": student.staff_group.name,
                "age": student.age,
                "appointed_to": self._model.organisations[organisation].code if appointed else None,
                "starts": self._model.calendar.name(int(student.start_month)) if appointed else None,
                "course": student.programme.name,
                "qualifies": self._model.calendar.name(int(student.qualify_month)),
            }
        known |= {"month": month, "person": name, "in_system": student.in_system}
        return tuple(known.get(column) for column in COLUMNS)

    @property
    def table(self) -> pd.DataFrame:
        """One row a month and person; see :data:`COLUMNS`."""
        return pd.DataFrame(self._rows, columns=list(COLUMNS))
