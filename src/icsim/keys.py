"""Who a person is: a 64-bit key made of what brings them into the model.

A member of the starting staff is (organisation, staff group, n-th); a
recruit is (organisation, staff group, month of appointment, n-th); a student
is (university, programme, month of intake, place), and keeps that key for
life. The key is never a running counter, so a person has the same key, and
the same luck, in every arm of a comparison.

Bits, from the top: organisation 32, kind 1 (1 = came as a student), staff
group or programme 4, month in 11, n-th 16. The month of staff is counted
from 1 (0 = starting staff), that of students from seven years before the run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim.codes import Programme, StaffGroup
from icsim.identity import NTH_BITS
from icsim.months import MONTHS_PER_YEAR, Calendar

Keys = NDArray[np.uint64]

_NTH_BITS, _MONTH_BITS = NTH_BITS, 11
_MONTH = _NTH_BITS
_GROUP = _MONTH + _MONTH_BITS
_STUDENT = 31
_ORGANISATION = np.uint64(32)

EARLIEST_INTAKE = -7 * MONTHS_PER_YEAR
"""First month of intake that a student's key can name: the longest course began seven years before the run."""
MAX_MONTHS = (1 << _MONTH_BITS) - 2 + EARLIEST_INTAKE
"""Longest run: a key must be able to name its last month."""

PERSON_NAME = re.compile(r"(?P<code>.+)/(?P<group>[a-z_]+)(/(?P<month>[0-9]{4}-(0[1-9]|1[0-2])))?/(?P<nth>[0-9]+)")
"""How a person is named in files."""
_MOST_DIGITS = 9
"""Digits of a number that are read: more than any key can hold."""


def person_keys(identity: ArrayLike, staff_group: ArrayLike, nth: ArrayLike, month: ArrayLike = -1) -> Keys:
    """Keys of people.

    Parameters
    ----------
    identity
        Identity of the organisation (:attr:`icsim.system.System.identity`).
    staff_group
        Staff group code.
    nth
        Number among those who came the same way, from 0.
    month
        Month of appointment, -1 for the starting staff.

    Returns
    -------
    numpy.ndarray
        Keys, the shape of the arguments broadcast together.
    """
    low = (
        np.asarray(nth, dtype=np.uint64)
        | (np.asarray(month, dtype=np.int64) + 1).astype(np.uint64) << np.uint64(_MONTH)
        | np.asarray(staff_group, dtype=np.uint64) << np.uint64(_GROUP)
    )
    return np.asarray(np.asarray(identity, dtype=np.uint64) << _ORGANISATION | low)


def student_keys(identity: ArrayLike, programme: ArrayLike, month: ArrayLike, place: ArrayLike) -> Keys:
    """Keys of students.

    Parameters
    ----------
    identity
        Identity of the university.
    programme
        Code of the programme.
    month
        Month of intake, from :data:`EARLIEST_INTAKE`.
    place
        Number of the place, from 0.

    Returns
    -------
    numpy.ndarray
        Keys, the shape of the arguments broadcast together.
    """
    since = np.asarray(month, dtype=np.int64) - EARLIEST_INTAKE - 1  # staff count months from 1
    return person_keys(identity, programme, place, since) | np.uint64(1 << _STUDENT)


def came_as_student(key: int) -> bool:
    """Whether a key is that of somebody who came as a student."""
    return bool(key >> _STUDENT & 1)


def person_name(key: int, identities: Sequence[int], codes: Sequence[str], calendar: Calendar) -> str:
    """A person's name in files: ``RTE/nurse/17``, ``RTE/nurse/2027-03/2`` or ``UNI/adult_nursing/2026-09/12``."""
    code = codes[identities.index(key >> 32)]
    what, month = key >> _GROUP & 0xF, key >> _MONTH & (1 << _MONTH_BITS) - 1
    if came_as_student(key):
        word, came = Programme(what).name, [calendar.name(month + EARLIEST_INTAKE)]
    else:
        word, came = StaffGroup(what).name, [calendar.name(month - 1)] if month else []
    return "/".join([code, word, *came, str(key & (1 << _NTH_BITS) - 1)])


def named_person(name: str, identity_of: dict[str, int], calendar: Calendar) -> int | None:
    """Key of the person with a name, None if the name cannot be one in this system."""
    match = PERSON_NAME.fullmatch(name)
    if not match or match["code"] not in identity_of:
        return None
    month = calendar.index(match["month"]) if match["month"] else None
    nth, word, identity = int(match["nth"][:_MOST_DIGITS]), match["group"], identity_of[match["code"]]
    if nth >> _NTH_BITS or (month is not None and month >= MAX_MONTHS):
        return None
    if word in Programme.words() and month is not None and month >= EARLIEST_INTAKE:
        return int(student_keys(identity, int(Programme[word]), month, nth))
    if word in StaffGroup.words() and (month is None or month >= 0):
        return int(person_keys(identity, int(StaffGroup[word]), nth, -1 if month is None else month))
    return None
