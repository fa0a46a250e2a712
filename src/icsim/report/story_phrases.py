"""Story phrases: who somebody is, on what terms, and what spoke for what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from icsim.codes import APPRENTICESHIPS, Band, Programme, StaffGroup
from icsim.report.wording import duration, listed, month_words

Row = Mapping[str, Any]
"""A month of a trace; None where there is nothing."""

_MOST_NAMED: Final = 3
"""Factors named for each way; the strongest come first."""
LEAST_FACTOR: Final = 1.05
"""A factor is named from this, or from one over this, as what spoke for something or against it."""

_FACTORS: Final = {
    "pressure": "work left undone at the employer",
    "agreements": "the agreements in force",
    "pay round": "pay against pay outside",
    "shock": "the outside shock",
    "tenure": "time with the employer",
    "newly qualified": "having qualified lately",
    "preceptorship": "a preceptor",
    "apprenticeship": "the apprenticeship",
}
"""Words for factors that are not their own."""


@dataclass(frozen=True)
class Places:
    """Organisations as a story names them.

    Parameters
    ----------
    names
        Name by code.
    """

    names: Mapping[str, str]

    def __call__(self, code: object) -> str:
        """Name and code of an organisation."""
        name = self.names.get(str(code), "")
        return f"{name} ({code})" if name and name != code else str(code)


def described(row: Row, place: Places, university: str) -> str:
    """Who somebody is at the end of a month, as a phrase."""
    if row["employer"] is None:
        return _student(row, place, university)
    since = f"with the employer for {duration(row['tenure_months'])}" if row["tenure_months"] else "new there"
    parts = [
        f"{who(row)} at {place(row['employer'])}",
        terms(row),
        f"aged {row['age']}",
        since,
        f"strain {row['strain']} and belonging {row['belonging']} of 100",
    ]
    if row["host"] != row["employer"]:
        until = f" until {month_words(row['rotation_ends'])}" if row["rotation_ends"] else ""
        parts.append(f"on rotation at {place(row['host'])}{until}")
    if row["course"]:
        parts.append(f"learning as {apprenticeship(row['course'])}, to end in {month_words(row['qualifies'])}")
    if row["appointed_to"]:
        parts.append(f"appointed to {place(row['appointed_to'])} from {month_words(row['starts'])}")
    if row["onboarding_days"]:
        parts.append(f"{days(row['onboarding_days'])} of onboarding to do")
    return ", ".join(parts)


def _student(row: Row, place: Places, university: str) -> str:
    parts = [f"a student of {_course(row['course'])} at {university}", f"aged {row['age']}"]
    parts.append(f"to qualify in {month_words(row['qualifies'])}")
    if row["host"]:
        parts.append(f"on placement at {place(row['host'])}")
    if row["appointed_to"]:
        parts.append(f"appointed to {place(row['appointed_to'])} from {month_words(row['starts'])}")
    return ", ".join(parts)


def why(factors: str | None, hazard: float | None, doing: str) -> str:
    """What spoke for something and against it, as an end of a sentence and one more.

    Parameters
    ----------
    factors, hazard
        As the trace has them.
    doing
        What people in that position do, ``leave``.
    """
    if not factors or hazard is None:
        return "."
    named = [word.rsplit(" ", 1) for word in factors.split("; ")]
    sized = [(_FACTORS.get(name, name), float(value)) for name, value in named if name != "base"]
    up = sorted((each for each in sized if each[1] >= LEAST_FACTOR), key=lambda each: -each[1])
    down = sorted((each for each in sized if 0 < each[1] <= 1 / LEAST_FACTOR), key=lambda each: each[1])
    because = f", mainly because of {_times(up)}" if up else ", with nothing in particular that spoke for it"
    against = f"; {_times(down)} spoke against it" if down else ""
    return f"{because}{against}. Of people in that position, {_percent(hazard)} {doing} in a month."


def _times(sized: list[tuple[str, float]]) -> str:
    return listed([f"{name} ({value:.2g} times)" for name, value in sized[:_MOST_NAMED]])


def _percent(hazard: float) -> str:
    return f"{100 * hazard:.2g}%"


def who(row: Row) -> str:
    """What somebody is, with an article: ``a nurse``."""
    group = StaffGroup[row["staff_group"]].within
    if row["staff_group"] == StaffGroup.other.name:
        return "other staff"
    if StaffGroup[row["staff_group"]] in (StaffGroup.ahp_scientific, StaffGroup.clinical_support):
        return f"{group} staff"
    return f"{'an' if group[0] in 'aeiou' else 'a'} {group}"


def terms(row: Row) -> str:
    """Band and hours."""
    return f"{band(row)}, {hours(row)}"


def band(row: Row) -> str:
    """Pay band."""
    return Band(int(row["band"])).within if row["band"] else "no Agenda for Change band"


def hours(row: Row) -> str:
    """Contracted hours."""
    return "whole time" if row["fte"] == 1 else f"{row['fte']:g} FTE"


def days(number: float) -> str:
    """So many working days."""
    return f"{number:g} working day{'' if number == 1 else 's'}"


def _course(word: str) -> str:
    return Programme[word].within


def apprenticeship(word: str) -> str:
    """What somebody learns on the job."""
    kind = Programme[word]
    return f"the {kind.within}" if kind in APPRENTICESHIPS else f"a course of {kind.within}"
