"""Months: whole numbers from the start of a run, and their names.

Month 0 is the first month of the run. Dates before it (birth, hiring) are
negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS_PER_YEAR = 12
MONTHS_PER_QUARTER = 3
"""What changes slowly over everybody is counted once in so many months."""
WORKING_DAYS = 21
"""Working days in a month: 252 a year, as NHS job plans and e-rostering count them."""
MONTH_TENTHS = 10 * WORKING_DAYS
"""Length of a month in tenths of a working day, the unit in which onboarding is timed."""
DAYS_PER_MONTH = 365.25 / 12
"""Mean calendar days in a month."""

MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
"""How a month is written: ``2026-04``."""


@dataclass(frozen=True)
class Calendar:
    """Names for the months of a run that starts in a given month.

    Parameters
    ----------
    start
        First month, ``YYYY-MM``.

    Raises
    ------
    ValueError
        If ``start`` is not a month.
    """

    start: str = "2026-04"

    def __post_init__(self) -> None:
        if not re.fullmatch(MONTH_PATTERN, self.start):
            raise ValueError(f"{self.start!r} is not a month: write YYYY-MM, for example 2026-04")

    def _ordinal(self, name: str) -> int:
        return int(name[:4]) * MONTHS_PER_YEAR + int(name[5:]) - 1

    def name(self, month: int) -> str:
        """Name of a month by number: ``YYYY-MM``."""
        year, index = divmod(self._ordinal(self.start) + month, MONTHS_PER_YEAR)
        return f"{year:04d}-{index + 1:02d}"

    def index(self, name: str) -> int:
        """Number of a month by name; negative before the start."""
        return self._ordinal(name) - self._ordinal(self.start)

    def month_of_year(self, month: int) -> int:
        """Month of the calendar year, 1 to 12."""
        return (self._ordinal(self.start) + month) % MONTHS_PER_YEAR + 1
