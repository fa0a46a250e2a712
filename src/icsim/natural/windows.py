"""Windows: which months of a run a number is taken over."""

from __future__ import annotations

import re

from icsim.months import Calendar

_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
WINDOW_PATTERN = rf"^(all|end|months [1-9][0-9]{{0,2}} to [1-9][0-9]{{0,2}}|{_MONTH}|{_MONTH} to {_MONTH})$"
"""``all``, ``end``, ``months 1 to 12``, ``2022-06`` or ``2020-10 to 2021-09``."""


def window(words: str, calendar: Calendar, months: int) -> tuple[int, int]:
    """First month that counts and the first after them, from 0.

    Parameters
    ----------
    words
        As :data:`WINDOW_PATTERN` has it.
    calendar, months
        First month and length of the run.
    """
    if words == "all":
        return 0, months
    if words == "end":
        return months - 1, months
    names = re.findall(_MONTH, words)
    if names:
        return calendar.index(names[0]), calendar.index(names[-1]) + 1
    first, last = (int(number) for number in re.findall(r"\d+", words))
    return first - 1, last


def window_fault(words: str, calendar: Calendar, months: int) -> str:
    """What is wrong with a window in a run of so many months; empty if nothing."""
    first, after = window(words, calendar, months)
    if first < 0 or after > months:
        return f"the run has the {months} months from {calendar.name(0)} to {calendar.name(months - 1)} only"
    return "" if first < after else "ends before it begins"
