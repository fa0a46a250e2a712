"""What universities teach: England's intakes shared between the universities by stated rules."""

from __future__ import annotations

from collections import defaultdict

from derivation.assumptions import (
    EQUAL_UNIVERSITY_SHARE,
    INTAKE_MONTH,
    MEAN_INTAKE,
    MEDICAL_PLACES_NOW,
    MEDICAL_SCHOOLS,
    MEDICINE_HERE,
    NURSING_FIELDS,
    OTHER_PROGRAMME_MONTHS,
    PROGRAMME_MONTHS,
    STUDENTS,
    UK_PEOPLE,
)
from derivation.source import SourceFolder
from derivation.tables import ESTIMATED, Organisation, Programme, apportion

BySystem = dict[str, list[str]]
"""Codes of universities by the system they are in."""


def derive_programmes(source: SourceFolder, universities: list[Organisation]) -> list[Programme]:
    """Every programme of every university."""
    people = {row["icb_code"]: int(row["population_2022"]) for row in source.systems}
    return [
        Programme(
            university,
            programme,
            INTAKE_MONTH,
            PROGRAMME_MONTHS.get(programme, OTHER_PROGRAMME_MONTHS),
            places,
            ESTIMATED,
            f"{words};programme-spread",
        )
        for turn, (programme, (starting, words)) in enumerate(_intakes(source, sum(people.values())).items())
        for university, places in _shared(programme, starting, turn, universities, people).items()
    ]


def _intakes(source: SourceFolder, people: int) -> dict[str, tuple[int, str]]:
    """Students who start in England each year by programme, and the source of the number."""
    figures = source.evidence
    nursing = apportion(int(figures["students.nursing.acceptances_england_results_day"]), NURSING_FIELDS)
    midwifery = round(figures["students.midwifery.acceptances_uk"] * people / UK_PEOPLE)
    medicine = round(figures["ltwp.medical_school_places"] * MEDICAL_PLACES_NOW * MEDICINE_HERE)
    return {
        **{field: (starting, "students-nursing") for field, starting in nursing.items()},
        "midwifery": (midwifery, "students-midwifery"),
        "medicine": (medicine, "students-medicine"),
        **{programme: (starting, "students-assumed") for programme, starting in STUDENTS.items()},
    }


def _shared(
    programme: str, starting: int, turn: int, universities: list[Organisation], people: dict[str, int]
) -> dict[str, int]:
    """Places of one programme at each university that teaches it."""
    by_system: BySystem = defaultdict(list)
    for university in sorted(universities):
        if programme != "medicine" or university.code.removeprefix("UNI-") in MEDICAL_SCHOOLS:
            by_system[university.system].append(university.code)
    teaching = _in_turns(by_system, people, turn, starting // MEAN_INTAKE.get(programme, 1))
    served = sum(people[system] for system in teaching)
    number = sum(map(len, teaching.values()))
    weights = {
        university: EQUAL_UNIVERSITY_SHARE / number
        + (1 - EQUAL_UNIVERSITY_SHARE) * people[system] / served / len(members)
        for system, members in teaching.items()
        for university in members
    }
    return apportion(starting, weights)


def _in_turns(by_system: BySystem, people: dict[str, int], turn: int, number: int) -> BySystem:
    """So many universities at most: one of each system, then a second of each, until there are enough.

    Systems with more people for each university come first. Which of a system's universities is first
    changes with ``turn``, so that small programmes are not all at the same one.
    """
    order = sorted(by_system, key=lambda system: (-people[system] / len(by_system[system]), system))
    rounds = [
        (again, rank, system, by_system[system][(turn + again) % len(by_system[system])])
        for rank, system in enumerate(order)
        for again in range(len(by_system[system]))
    ]
    chosen: BySystem = defaultdict(list)
    for _, _, system, university in sorted(rounds)[:number]:
        chosen[system].append(university)
    return chosen
