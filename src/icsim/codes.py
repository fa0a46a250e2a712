"""Code lists: the field's own categories as small integers with labels.

Every column that holds a category holds one of these codes, so that a
category costs one byte in memory and reads as a word on a screen.
"""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """A small-integer category whose name is the word used in files."""

    @property
    def label(self) -> str:
        """Words for a screen or a report, for example ``Mental health``."""
        return _LABELS.get(self.name, self.name.replace("_", " ").capitalize())

    @classmethod
    def words(cls) -> list[str]:
        """Names in code order: what a file may say."""
        return [member.name for member in cls]


class Sector(Code):
    """What kind of organisation an employer is."""

    acute = 0
    mental_health = 1
    community = 2
    ambulance = 3
    primary_care = 4
    social_care = 5
    local_authority = 6
    voluntary = 7
    university = 8


class StaffGroup(Code):
    """NHS workforce-statistics staff groups, extended to social care."""

    nurse = 0
    midwife = 1
    doctor_senior = 2
    doctor_resident = 3
    gp = 4
    ahp_scientific = 5
    paramedic = 6
    nursing_associate = 7
    clinical_support = 8
    social_worker = 9
    care_worker = 10
    other = 11


class Band(Code):
    """Agenda for Change pay band; ``none`` means another contract."""

    none = 0
    band_2 = 2
    band_3 = 3
    band_4 = 4
    band_5 = 5
    band_6 = 6
    band_7 = 7
    band_8a = 8
    band_8b = 9


class Grade(Code):
    """How far a number can be relied on."""

    high = 0
    medium = 1
    low = 2
    recalled = 3
    assumption = 4


class Basis(Code):
    """Whether a row of a table of facts was published or estimated."""

    published = 0
    estimated = 1


_LABELS = {
    "mental_health": "Mental health",
    "primary_care": "Primary care",
    "social_care": "Social care",
    "local_authority": "Local authority",
    "doctor_senior": "Senior doctor",
    "doctor_resident": "Resident doctor",
    "gp": "GP",
    "ahp_scientific": "AHP and scientific",
    "nursing_associate": "Nursing associate",
    "clinical_support": "Clinical support",
    "social_worker": "Social worker",
    "care_worker": "Care worker",
    "band_8a": "Band 8a",
    "band_8b": "Band 8b",
}
"""Labels that are not simply the name with spaces."""

INDEPENDENT = (Sector.social_care, Sector.voluntary)
"""Sectors whose employers are neither NHS, council nor university: own pay, own hiring."""

N_GROUPS = len(StaffGroup)
"""Number of staff groups."""
