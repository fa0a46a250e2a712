"""Apprentices: staff who learn while employed, from support worker to nursing associate to nurse.

Who would give a course up, and when, is settled by luck on the day they
start, as a date: no dice are thrown in a quiet month. Whoever finishes takes
a post of the new staff group as soon as there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.accounts import CostKind
from icsim.codes import QUALIFIES_AS, Grade, Programme, StaffGroup
from icsim.columns import Rows
from icsim.ledger import Reason
from icsim.luck import Purpose, below, uniform
from icsim.months import MONTH_TENTHS, MONTHS_PER_YEAR
from icsim.parameters import Parameter, Parameters
from icsim.people import NEVER, NOWHERE

if TYPE_CHECKING:
    from icsim.model import ICS

Cells = NDArray[np.int64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "apprentices.associate_months", 24, 18, 36, "months", _GUESS, Grade.assumption,
        "Length of a nursing associate apprenticeship that no table of programmes gives a length for.",
    ),
    Parameter(
        "apprentices.top_up_months", 24, 18, 30, "months", _GUESS, Grade.assumption,
        "Longest a nursing associate takes to become a nurse: what they know already shortens the course.",
    ),
    Parameter(
        "apprentices.settled_months", 12, 0, 36, "months", _GUESS, Grade.assumption,
        "Months with an employer before an apprenticeship is offered.",
    ),
    Parameter(
        "apprentices.most_age_years", 55, 45, 65, "years", _GUESS, Grade.assumption,
        "Age from which nobody starts an apprenticeship.",
    ),
    Parameter(
        "apprentices.associate_stop_prob", 0.1, 0.04, 0.25, "probability over the course", _GUESS, Grade.assumption,
        "Nursing associate apprentices who give the course up.",
    ),
    Parameter(
        "apprentices.nurse_stop_prob", 0.04, 0.02, 0.15, "probability over the course",
        "evidence apprentice.nurse_degree.attrition: 15% on the traditional route", Grade.medium,
        "Nurse degree apprentices who give the course up.",
    ),
    Parameter(
        "apprentices.leave_ratio", 0.6, 0.4, 1.0, "hazard ratio",
        "shaped on evidence apprentice.stay_in_nhs: 90%, against 80% of all the newly qualified", Grade.low,
        "Leaving while an apprentice, against others of that age and time with the employer.",
    ),
    Parameter(
        "apprentices.off_the_job_share", 0.3, 0.2, 0.4, "share of hours", _GUESS, Grade.assumption,
        "Hours of an apprentice that are spent learning, out of the numbers.",
    ),
    Parameter(
        "apprentices.tuition_gbp", 7000, 5000, 8500, "GBP a year", _GUESS, Grade.assumption,
        "Fee of an apprenticeship, which employers pay from their levy.",
    ),
    Parameter(
        "apprentices.post_converted_prob", 0.7, 0.0, 1.0, "probability", _GUESS, Grade.assumption,
        "Qualified nursing associates for whom a support post is made into theirs when none is open.",
    ),
    Parameter(
        "apprentices.reach_minutes", 60, 20, 120, "minutes", _GUESS, Grade.assumption,
        "Longest journey from home to a post at another employer that somebody who has qualified takes.",
    ),
)  # fmt: skip

ELIGIBLE: dict[Programme, tuple[StaffGroup, ...]] = {
    Programme.nursing_associate_apprenticeship: (StaffGroup.clinical_support, StaffGroup.care_worker),
    Programme.nurse_degree_apprenticeship: (StaffGroup.nursing_associate,),
}
"""Staff groups whose members can start an apprenticeship."""
WATCHED = "apprentices"
"""Name under which the staff table remembers who is an apprentice."""

_STOP = {
    Programme.nursing_associate_apprenticeship: "apprentices.associate_stop_prob",
    Programme.nurse_degree_apprenticeship: "apprentices.nurse_stop_prob",
}
_CONVERTED = (Programme.nursing_associate_apprenticeship,)
"""Programmes whose graduates may get a post made out of a support post."""
_TARGET = np.array([int(QUALIFIES_AS.get(programme, 0)) for programme in Programme], dtype=np.int64)
_BEFORE = 1 << 10
"""Months before the run in which somebody may have started: their lot needs a number from 0."""


def course_months(p: Parameters, programme: Programme, length_months: int | None = None) -> int:
    """Months that somebody who starts takes, of a course of so many months or of the usual one."""
    top_up = programme == Programme.nurse_degree_apprenticeship
    usual = int(p["apprentices.top_up_months" if top_up else "apprentices.associate_months"])
    return usual if length_months is None else min(length_months, usual) if top_up else length_months


def eligible(model: ICS, cells: Cells, month: int) -> Rows:
    """Staff of some cells who could start an apprenticeship in a month.

    They are settled with their employer, below the age limit, not
    apprentices yet, and neither away, appointed elsewhere nor onboarding.
    """
    staff, p = model.staff_table, model.p
    covered = np.zeros(model.posts.n, dtype=bool)
    covered[cells] = True
    rows = np.flatnonzero(covered[staff.employer_cell])
    fit: NDArray[np.bool_] = month - staff.hired_month[rows] >= p["apprentices.settled_months"]
    fit &= month - staff.birth_month[rows] < p["apprentices.most_age_years"] * MONTHS_PER_YEAR
    fit &= (staff.course[rows] == 0) & (staff.fte[rows] > 0)
    fit &= (staff.placement[rows] < 0) & (staff.appointed_cell[rows] == NOWHERE)
    return rows[fit & (staff.ready_at[rows] <= max(month, 0) * MONTH_TENTHS)]


def by_lot(model: ICS, rows: Rows, places: int, month: int, identity: int = 0) -> Rows:
    """As many of these people as there are places, by lot.

    Parameters
    ----------
    model
        The model.
    rows
        Who may be drawn, shape (k,).
    places
        How many.
    month
        When, which keys the lot; it may be before the run.
    identity
        Of the clause that draws, 0 for the universities.
    """
    keys = model.staff_table.key[rows]
    lot = model.luck.words(keys, Purpose.apprentice_lot, month + _BEFORE, identity)[0]
    return rows[np.lexsort((keys, lot))[:places]]


def begin(model: ICS, rows: Rows, programme: Programme, months: int, month: int) -> None:
    """People start an apprenticeship of so many months, or started it before the run and are on it still."""
    staff = model.staff_table
    words = model.luck.words(staff.key[rows], Purpose.apprentice, int(programme))
    stops = below(words[0], model.p[_STOP[programme]])
    after = 1 + np.floor(uniform(words[1]) * (months - 1)).astype(np.int64)
    stop_month = np.where(stops & (after < months), month + after, NEVER)
    still = stop_month > model.month
    rows, stop_month = rows[still], stop_month[still]
    before = staff.watched(WATCHED)
    before = before[staff.course[before] > 0]
    with staff.writing(["course", "qualify_month", "stop_month"]):
        staff.course[rows] = 1 + int(programme)
        staff.qualify_month[rows] = month + months
        staff.stop_month[rows] = stop_month
    staff.watch(WATCHED, np.concatenate([before, rows]))


def give_up(model: ICS) -> None:
    """Those whose day has come give their course up; who is no apprentice any more is no longer watched."""
    staff = model.staff_table
    rows = staff.watched(WATCHED)
    rows = rows[staff.course[rows] > 0]
    stops = (staff.stop_month[rows] <= model.month) & (staff.qualify_month[rows] > model.month)
    model.movements.end_course(rows[stops], "gave the course up")
    staff.watch(WATCHED, rows[~stops])


def qualify(model: ICS) -> None:
    """Those who have finished take a post of their new staff group, or wait.

    They stand in the order in which they finished, and nobody overtakes.
    The employer's own posts come first; where it has none of the kind, the
    party within reach with most open hours among those that share careers
    with it. Where no hours are open for a nursing associate, a support post
    may be made into one: the person's own, or, at another party, a vacant one.
    """
    staff, posts = model.staff_table, model.posts
    rows = staff.watched(WATCHED)
    rows = rows[staff.qualify_month[rows] <= model.month]
    if not len(rows):
        return
    rows = rows[np.lexsort((staff.key[rows], staff.qualify_month[rows]))]
    course = staff.course[rows].astype(np.int64) - 1
    group, fte = _TARGET[course], staff.fte[rows].astype(np.int64)
    own = staff.employer_cell[rows]
    target = posts.cell_of[posts.organisation[own], group]
    away = target < 0
    target[away] = _elsewhere(model, rows[away], group[away])
    model.refuse(WATCHED, "no such posts in reach", int((target < 0).sum()))
    found = target >= 0
    rows, course, fte, own, target, away = (values[found] for values in (rows, course, fte, own, target, away))
    goes = _in_turn(target, fte, posts.open_fte[target])
    words = model.luck.words(staff.key[rows], Purpose.apprentice, course)
    convert = ~goes & np.isin(course, _CONVERTED) & below(words[2], model.p["apprentices.post_converted_prob"])
    source = np.where(away, posts.cell_of[posts.organisation[target], int(StaffGroup.clinical_support)], own)
    spare = np.where(away, posts.open_fte[source], posts.funded_fte[source]) * (source >= 0)
    convert[convert] = _in_turn(2 * source[convert] + away[convert], fte[convert], spare[convert])
    posts.regrade(source[convert], target[convert], fte[convert])
    goes |= convert
    model.refuse(WATCHED, "no open hours", int((~goes).sum()))
    model.movements.regrade(Reason.regraded, rows[goes], target[goes])
    left = staff.watched(WATCHED)
    staff.watch(WATCHED, left[staff.course[left] > 0])


def _in_turn(queue: Cells, fte: Cells, room: Cells) -> NDArray[np.bool_]:
    """Who of those standing in several queues still finds room, hundredths of FTE, if nobody overtakes; shape (k,)."""
    order = np.argsort(queue, kind="stable")
    queue, total = queue[order], np.cumsum(fte[order])
    first = np.searchsorted(queue, queue)
    served = np.zeros(len(order), dtype=bool)
    served[order] = total - total[first] + fte[order][first] <= room[order]
    return served


def _elsewhere(model: ICS, rows: Rows, group: Cells) -> Cells:
    """Cell of each person's new group at another party, -1 if none is within reach of home, shape (k,)."""
    staff, posts = model.staff_table, model.posts
    found = np.full(len(rows), NOWHERE, dtype=np.int64)
    hours = np.maximum(posts.open_fte, 0)
    support = posts.cell_of[posts.organisation, int(StaffGroup.clinical_support)]
    convertible = hours + np.where(
        (posts.staff_group == StaffGroup.nursing_associate) & (support >= 0), hours[support], 0
    )
    for parties in model.provisions.careers_shared:
        here = np.isin(posts.organisation[staff.employer_cell[rows]], parties) & (found < 0)
        cells = posts.cell_of[np.ix_(parties, group[here])].T
        minutes = model.choice.minutes[np.ix_(staff.home[rows[here]], parties)]
        near = (minutes <= model.p["apprentices.reach_minutes"]) & (cells >= 0)
        score = np.where(near, convertible[cells], -1)
        best = score.argmax(axis=1) if len(parties) else np.empty(0, dtype=np.intp)
        at = np.arange(len(cells)), best
        found[here] = np.where(score[at] >= 0, cells[at], NOWHERE)
    return found


def stay(model: ICS) -> NDArray[np.float64]:
    """Factor of leaving for everybody watched as an apprentice, 1 for whoever is none any more, shape (k,)."""
    staff = model.staff_table
    learning = staff.course[staff.watched(WATCHED)] > 0
    return np.where(learning, model.p["apprentices.leave_ratio"], 1.0)


def study(model: ICS) -> None:
    """Take this month's hours of learning out of the numbers, or have the bank cover them; pay the fees."""
    staff, posts, p = model.staff_table, model.posts, model.p
    rows = staff.watched(WATCHED)
    rows = rows[(staff.course[rows] > 0) & (staff.qualify_month[rows] > model.month)]
    if not len(rows):
        return
    employer, fte, share = (
        staff.employer_cell[rows],
        staff.fte[rows].astype(np.int64),
        p["apprentices.off_the_job_share"],
    )
    covered = model.provisions.backfilled[posts.organisation[employer]]
    lost = posts.count(staff.host_cell[rows[~covered]], fte[~covered])
    model.state.studying_fte += np.floor(lost * share).astype(np.int64)
    hours = np.floor(posts.count(employer[covered], fte[covered]) * share).astype(np.int64)
    if hours.any():
        model.accounts.spend(CostKind.backfill, hours * model.pay_pence // 100)
    fee = round(p["apprentices.tuition_gbp"] * 100 / MONTHS_PER_YEAR)
    model.accounts.spend(CostKind.training, posts.count(employer) * fee)
