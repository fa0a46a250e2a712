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

    @property
    def within(self) -> str:
        """The label inside a sentence: GP and AHP stay as they are."""
        return self.label if self.label[1:2].isupper() else self.label[0].lower() + self.label[1:]

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

    @property
    def meaning(self) -> str:
        """What the grade says of a number, as a phrase."""
        return _GRADE_MEANINGS[self]


_GRADE_MEANINGS = {
    Grade.high: "published, and for the quantity and people meant",
    Grade.medium: "published, but for other people, another year or a near quantity",
    Grade.low: "published, but old, small or shaped by judgement",
    Grade.recalled: "general knowledge of published figures, not read again",
    Grade.assumption: "nobody has published it; a judgement, to be tested by varying it",
}


class Basis(Code):
    """Whether a row of a table of facts was published or estimated."""

    published = 0
    estimated = 1


class Programme(Code):
    """What a university teaches that leads to a registration, or to work as a nursing associate."""

    adult_nursing = 0
    child_nursing = 1
    mental_health_nursing = 2
    learning_disability_nursing = 3
    midwifery = 4
    allied_health = 5
    paramedic_science = 6
    social_work = 7
    medicine = 8
    nursing_associate_apprenticeship = 9
    nurse_degree_apprenticeship = 10


class Leadership(Code):
    """How an organisation is led, from keeping things as they are to changing what people want together."""

    maintaining = 0
    transactional = 1
    collaborative = 2
    transformational = 3


class Maturity(Code):
    """How far an integrated care system has come, in the four stages of NHS England's progression tool."""

    emerging = 0
    developing = 1
    maturing = 2
    thriving = 3


class Devolution(Code):
    """The level at which decisions about the workforce are taken."""

    national = 0
    regional = 1
    system = 2
    place = 3
    organisation = 4


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
    "allied_health": "Allied health professions",
    "band_8a": "Band 8a",
    "band_8b": "Band 8b",
}
"""Labels that are not simply the name with spaces."""

INDEPENDENT = (Sector.social_care, Sector.voluntary)
"""Sectors whose employers are neither NHS, council nor university: own pay, own hiring."""

QUALIFIES_AS = {
    Programme.adult_nursing: StaffGroup.nurse,
    Programme.child_nursing: StaffGroup.nurse,
    Programme.mental_health_nursing: StaffGroup.nurse,
    Programme.learning_disability_nursing: StaffGroup.nurse,
    Programme.midwifery: StaffGroup.midwife,
    Programme.allied_health: StaffGroup.ahp_scientific,
    Programme.paramedic_science: StaffGroup.paramedic,
    Programme.social_work: StaffGroup.social_worker,
    Programme.medicine: StaffGroup.doctor_resident,
    Programme.nursing_associate_apprenticeship: StaffGroup.nursing_associate,
    Programme.nurse_degree_apprenticeship: StaffGroup.nurse,
}
"""Staff group that a programme's graduates work in."""

APPRENTICESHIPS = (Programme.nursing_associate_apprenticeship, Programme.nurse_degree_apprenticeship)
"""Programmes whose students are employed while they learn."""

N_GROUPS = len(StaffGroup)
"""Number of staff groups."""
