"""Who a person is: a 64-bit key made of what brings them into the model.

A member of the starting staff is (organisation, staff group, n-th); a
recruit is (organisation, staff group, month of appointment, n-th). The key
is never a running counter, so a person has the same key, and the same
luck, in every arm of a comparison.

Bits, from the top: organisation 32, kind 1, staff group 4, month + 1 in 11
(0 = starting staff), n-th 16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim.codes import StaffGroup
from icsim.identity import NTH_BITS
from icsim.months import Calendar

Keys = NDArray[np.uint64]

_NTH_BITS, _MONTH_BITS = NTH_BITS, 11
_MONTH = _NTH_BITS
_GROUP = _MONTH + _MONTH_BITS
_ORGANISATION = np.uint64(32)

MAX_MONTHS = (1 << _MONTH_BITS) - 2
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


def person_name(key: int, identities: Sequence[int], codes: Sequence[str], calendar: Calendar) -> str:
    """A person's name in files: ``RTE/nurse/17`` or ``RTE/nurse/2027-03/2``."""
    code = codes[identities.index(key >> 32)]
    group = StaffGroup(key >> _GROUP & 0xF).name
    month = (key >> _MONTH & (1 << _MONTH_BITS) - 1) - 1
    came = [] if month < 0 else [calendar.name(month)]
    return "/".join([code, group, *came, str(key & (1 << _NTH_BITS) - 1)])


def named_person(name: str, identity_of: dict[str, int], calendar: Calendar) -> int | None:
    """Key of the person with a name, None if the name cannot be one in this system."""
    match = PERSON_NAME.fullmatch(name)
    if not match or match["code"] not in identity_of or match["group"] not in StaffGroup.words():
        return None
    month = calendar.index(match["month"]) if match["month"] else -1
    nth, group = int(match["nth"][:_MOST_DIGITS]), StaffGroup[match["group"]]
    if nth >> _NTH_BITS or not -1 <= month < MAX_MONTHS or (match["month"] and month < 0):
        return None
    return int(person_keys(identity_of[match["code"]], int(group), nth, month))
