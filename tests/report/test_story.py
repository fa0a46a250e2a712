"""Story: every change in a trace is told, in its month, and nothing else."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

from icsim.agreement import load_agreement
from icsim.config.catalogue import configs_root
from icsim.load import load_system
from icsim.model import ICS
from icsim.report.story import Change, Passage, rows_of, story
from icsim.report.wording import month_words
from icsim.trace import COLUMNS

NAMES = {"A": "Alpha Trust", "B": "Beta Homes", "U": "University of Upton"}
FACTORS = "base 0.01; pressure 1; age 1.25; tenure 0.75; strain 1.4; belonging 0.86"
NURSE = {
    "in_system": True, "employer": "A", "host": "A", "staff_group": "nurse", "band": 5, "fte": 1.0, "age": 34,
    "tenure_months": 40, "strain": 50, "belonging": 50, "onboarding_days": 0.0, "leave_hazard": 0.004,
    "leave_factors": FACTORS, "seek_hazard": 0.02, "seek_factors": FACTORS,
}  # fmt: skip
STUDENT = {
    "in_system": True, "host": "A", "staff_group": "nurse", "age": 20, "course": "adult_nursing",
    "qualifies": "2026-09",
}  # fmt: skip
GONE = {"in_system": False}


def told(*months: dict[str, Any], person: str = "A/nurse/3") -> list[str]:
    """The story of months given one by one from April 2026, the opening left out."""
    return [passage.words for passage in passages(*months, person=person)[1:]]


def passages(*months: dict[str, Any], person: str = "A/nurse/3") -> list[Passage]:
    rows = [
        {"month": f"{2026 + (3 + i) // 12}-{(3 + i) % 12 + 1:02d}", "person": person, **row}
        for i, row in enumerate(months)
    ]
    return story(pd.DataFrame(rows, columns=list(COLUMNS)), NAMES)


def test_it_opens_with_who_the_person_is() -> None:
    assert passages(NURSE)[0].words == (
        "April 2026: A nurse at Alpha Trust (A), band 5, whole time, aged 34, with the employer for 40 months, "
        "strain 50 and belonging 50 of 100."
    )


def test_quiet_months_are_told_together_with_how_strain_went() -> None:
    assert told(NURSE, NURSE, NURSE) == ["May to June 2026: Nothing else changed."]
    assert told(NURSE, NURSE | {"strain": 55}, NURSE | {"strain": 62}) == [
        "May to June 2026: All stayed as it was. Strain rose from 50 to 62."
    ]


def test_a_peak_within_quiet_months_is_told() -> None:
    months = [NURSE | {"strain": points} for points in (50, 60, 52)]
    assert told(*months) == [
        "May to June 2026: All stayed as it was. Strain rose from 50 to 52 (60 at most in between)."
    ]


def test_why_somebody_left_is_told_strongest_first() -> None:
    left, after = told(NURSE, GONE, GONE)
    assert left == (
        "May 2026: Left the system from Alpha Trust (A), mainly because of strain (1.4 times) and age (1.2 times); "
        "time with the employer (0.75 times) and belonging (0.86 times) spoke against it. Of people in that position, "
        "0.4% leave the system in a month. At the end strain was 50 and belonging 50 of 100."
    )
    assert after == "June 2026: No longer in the system."


def test_whoever_goes_on_the_date_of_retirement_retires() -> None:
    assert told(NURSE | {"age": 66, "retires": "2026-05"}, GONE) == [
        "May 2026: Retired from Alpha Trust (A), aged 66; at the end strain was 50 and belonging 50 of 100."
    ]
    assert "Left the system" in told(NURSE | {"retires": "2026-06"}, GONE)[0]


def test_a_move_from_appointment_to_onboarding() -> None:
    appointed = NURSE | {"appointed_to": "B", "starts": "2026-06"}
    there = NURSE | {"employer": "B", "host": "B", "tenure_months": 0, "onboarding_days": 7.5, "band": 6}
    settled = there | {"onboarding_days": 0.0}
    assert told(NURSE, appointed, there, settled) == [
        (
            "May 2026: Was appointed to Beta Homes (B), to start in June 2026. Had looked elsewhere, mainly because "
            "of strain (1.4 times) and age (1.2 times); time with the employer (0.75 times) and belonging (0.86 "
            "times) spoke against it. Of people in that position, 2% look elsewhere in a month."
        ),
        (
            "June 2026: Moved from Alpha Trust (A) to Beta Homes (B). Onboarding takes 7.5 working days. Now band 6 "
            "instead of band 5."
        ),
        "July 2026: Nothing else changed.",
    ]


def test_a_rotation_there_on_and_home() -> None:
    away = NURSE | {"host": "B", "rotation_ends": "2026-11"}
    assert told(NURSE, away, NURSE) == [
        "May 2026: Went on rotation to Beta Homes (B) until November 2026; the employer stays Alpha Trust (A).",
        "June 2026: Came home to Alpha Trust (A) from rotation at Beta Homes (B).",
    ]
    assert told(away, NURSE | {"employer": "B", "host": "B"}) == [
        "May 2026: Stayed with Beta Homes (B), the host, and is employed there from now on."
    ]


def test_a_student_from_placement_to_first_job() -> None:
    person = "U/adult_nursing/2023-09/4"
    appointed = STUDENT | {"host": None, "appointed_to": "A", "starts": "2026-07"}
    placed, offered, began = told(STUDENT, STUDENT | {"host": "B"}, appointed, NURSE, person=person)
    assert placed == "May 2026: Placement at Beta Homes (B), after Alpha Trust (A)."
    assert offered == (
        "June 2026: No longer on placement at Beta Homes (B). Was appointed to a first job at Alpha Trust (A), to "
        "start in July 2026."
    )
    assert began.startswith("July 2026: Qualified, and started a first job: a nurse at Alpha Trust (A), band 5,")


def test_a_student_who_leaves_before_qualifying_or_after() -> None:
    person = "U/adult_nursing/2023-09/4"
    assert told(STUDENT, GONE, person=person) == [
        "May 2026: Left the course at University of Upton (U) before qualifying."
    ]
    done = STUDENT | {"qualifies": "2026-04"}
    assert told(done, GONE, person=person) == ["May 2026: Left University of Upton (U) without a job in the system."]


def test_an_apprenticeship_begun_given_up_and_ended() -> None:
    learning = NURSE | {
        "staff_group": "clinical_support", "band": 3, "course": "nursing_associate_apprenticeship",
        "qualifies": "2026-06",
    }  # fmt: skip
    before = learning | {"course": None, "qualifies": None}
    assert told(before, learning, before)[:2] == [
        "May 2026: Began to learn on the job: the nursing associate apprenticeship, to end in June 2026.",
        "June 2026: End of the nursing associate apprenticeship.",
    ]
    long = learning | {"qualifies": "2027-06"}
    assert told(long, before) == ["May 2026: The nursing associate apprenticeship was given up before its end."]
    qualified = before | {"staff_group": "nursing_associate", "band": 4}
    assert told(learning, qualified) == [
        (
            "May 2026: Qualified through the nursing associate apprenticeship and took a post as a nursing associate; "
            "was clinical support staff before. Now band 4 instead of band 3."
        )
    ]


def test_somebody_who_comes_later_and_somebody_who_went_at_once() -> None:
    assert passages(GONE, person="A/nurse/2026-06/0")[0].words == "April 2026: Not yet in the system."
    assert told(GONE, GONE, NURSE, person="A/nurse/2026-06/0")[1].startswith("June 2026: Joined: a nurse at Alpha")
    assert passages(GONE)[0].words == "April 2026: Was there on the first day, and left within the month."


def test_what_no_sentence_was_made_for_is_told_plainly() -> None:
    assert told(NURSE | {"rotation_ends": "2026-09"}, NURSE) == ["May 2026: Rotation ends: none, before 2026-09."]


# every change of many people's lives, and nothing else

PEOPLE = (
    *(f"TA1/{group}/{n}" for group in ("nurse", "clinical_support") for n in range(12)),
    *(f"HC-WEN/care_worker/{n}" for n in range(12)),
    *(f"TA1/nurse/2026-0{month}/0" for month in (4, 5, 6, 7)),
    *(f"UNI-WEN/adult_nursing/{year}-09/{n}" for year in (2024, 2025, 2026) for n in range(4)),
)
SEEN = (
    "employer", "host", "staff_group", "band", "fte", "appointed_to", "starts", "rotation_ends", "course", "qualifies",
    "strain", "belonging",
)  # fmt: skip


@cache
def traced() -> tuple[pd.DataFrame, dict[str, str]]:
    system = load_system("small")
    agreement = load_agreement(configs_root() / "agreements" / "all_in.yaml")
    model = ICS(system, [agreement], rng=1, trace=PEOPLE)
    model.run_for(36)
    return model.trace.table, {each.code: each.name for each in system.organisations}


def changes_of(trace: pd.DataFrame) -> set[tuple[str, str, Any, Any]]:
    """What differs from one month to the next, found without the story's own code."""
    rows, found = rows_of(trace), set()
    for before, now in itertools.pairwise(rows):
        columns = ["in_system"] if before["in_system"] != now["in_system"] else SEEN if now["in_system"] else ()
        found |= {(now["month"], name, before[name], now[name]) for name in columns if before[name] != now[name]}
    return found


@pytest.mark.parametrize("person", PEOPLE)
def test_every_change_is_told_once_and_nothing_is_invented(person: str) -> None:
    table, names = traced()
    trace = table[table["person"] == person]
    tale = story(trace, names)
    tells = [each for passage in tale for each in passage.tells if each.column != "onboarding_days"]
    assert {(each.month, each.column, each.before, each.after) for each in tells} == changes_of(trace)
    assert len(tells) == len(set(tells))
    for passage in tale:
        assert_in_the_trace(passage, trace, names)


def assert_in_the_trace(passage: Passage, trace: pd.DataFrame, names: dict[str, str]) -> None:
    """Organisations and months a passage names are in its rows of the trace, or in the row before."""
    rows = rows_of(trace)
    at = [i for i, row in enumerate(rows) if passage.first <= row["month"] <= passage.last]
    near = rows[max(at[0] - 1, 0) : at[-1] + 1]
    said = " ".join(passage.sentences)
    there = {row[name] for row in near for name in ("employer", "host", "appointed_to")}
    there |= {str(rows[0]["person"]).split("/")[0]}
    assert {code for code in names if f"({code})" in said} <= there
    months = {month_words(row[name]) for row in near for name in ("starts", "rotation_ends", "qualifies") if row[name]}
    assert set(re.findall(r"[A-Z][a-z]+ 20[0-9]{2}", said)) <= months


def test_months_follow_one_another_without_a_gap() -> None:
    table, names = traced()
    for _, trace in table.groupby("person"):
        months = trace["month"].tolist()
        covered = [month for p in story(trace, names) for month in months if p.first <= month <= p.last]
        assert covered == months


def test_a_change_says_what_was_and_is() -> None:
    (change,) = passages(NURSE, NURSE | {"band": 6})[1].tells
    assert change == Change("2026-05", "band", 5, 6)
