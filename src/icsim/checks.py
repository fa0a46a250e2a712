"""Checks: after every month, staff, posts and FTE are conserved.

The people are counted again from scratch and compared with the running
counts of posts and ledger. A broken check stops the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.accounts import CostKind
from icsim.codes import StaffGroup
from icsim.errors import ConservationError
from icsim.keys import person_name
from icsim.ledger import JOINERS, LEAVERS, MOVERS, REGRADED
from icsim.months import MONTHS_PER_YEAR
from icsim.people import NEVER
from icsim.student_checks import check_students

if TYPE_CHECKING:
    from icsim.model import ICS

_BLOCK = 16384
"""Rows counted at once, so that everything stays in the cache."""
_LATELY = 3
"""Months for which newcomers are looked at again."""
_HEAD = 1 << 26
"""Weight of a person when heads and FTE are counted in one pass: above any cell's FTE in hundredths."""


def check_month(model: ICS) -> None:
    """Check conservation for the month just ended.

    Raises
    ------
    ConservationError
        Naming month, organisation, staff group and difference.
    """
    staff, posts = model.staff_table, model.posts
    check_students(model)
    heads, fte = _employed(model)
    _same(model, "heads employed", heads, posts.heads)
    _same(model, "FTE employed", fte, posts.fte)
    away = np.flatnonzero(staff.host_cell != staff.employer_cell)
    known = staff.watched("rotating")
    _same(
        model,
        "people away on rotation",
        posts.count(staff.employer_cell[away]),
        posts.count(staff.employer_cell[known]),
    )
    hours = staff.fte[away].astype(np.int64)
    for cells, sign in ((staff.employer_cell[away], -1), (staff.host_cell[away], 1)):
        np.add.at(heads, cells, sign)
        np.add.at(fte, cells, sign * hours)
    _same(model, "heads working", heads, posts.hosted_heads)
    _same(model, "FTE working", fte, posts.hosted_fte)
    waiting = model.appointments.waiting
    pending = np.flatnonzero(staff.start_month != NEVER)
    appointed = posts.count(staff.appointed_cell[pending], staff.fte[pending].astype(np.int64))
    appointed += posts.count(waiting.cell, waiting.fte) + model.pipeline.appointed_fte(posts.n)
    _same(model, "FTE appointed", appointed, posts.appointed_fte)
    _same(model, "heads by the flows", _heads_by_flows(model), posts.heads)
    _same(model, "work done and undone", _covered(model), np.maximum(posts.required_fte, model.state.available_fte))
    _nobody_twice(model)
    _bank_shifts(model)
    _pence(model)


def _employed(model: ICS) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Heads and FTE in hundredths by employer, counted from the people in one pass."""
    staff, posts = model.staff_table, model.posts
    cells, hours = staff.employer_cell, staff.fte
    total = np.zeros(posts.n)
    for start in range(0, staff.n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        total += np.bincount(cells[rows], weights=hours[rows] + np.float64(_HEAD), minlength=posts.n)
    heads, fte = np.divmod(total.astype(np.int64), _HEAD)
    return heads, fte


def _heads_by_flows(model: ICS) -> NDArray[np.int64]:
    """Heads employed: those of a month ago, and who the ledger says came and went."""
    posts, kept = model.posts, model.monthly.months
    heads = (kept[-2]["in_post_heads"] if len(kept) > 1 else posts.start_heads).astype(np.int64)
    for reason, origin, target, group, before in model.ledger.take_month():
        if reason in (*LEAVERS, *MOVERS, *REGRADED):
            np.subtract.at(heads, posts.cell_of[np.asarray(origin, np.int64), group if before is None else before], 1)
        if reason in (*JOINERS, *MOVERS, *REGRADED):
            np.add.at(heads, posts.cell_of[np.asarray(target, np.int64), group], 1)
    return heads


def _nobody_twice(model: ICS) -> None:
    """Nobody is in two posts: a key occurs once among staff and people about to start.

    Every month those who have come lately are compared with one another
    and with the waiting; once a year, everybody with everybody.
    """
    staff = model.staff_table
    lately = slice(None) if model.month % MONTHS_PER_YEAR == 0 else staff.hired_month > model.month - _LATELY
    keys = np.concatenate([staff.key[lately], model.appointments.waiting.key])
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]]
    if len(twice):
        codes = [o.code for o in model.system.organisations]
        who = person_name(int(twice[0]), model.system.identity.tolist(), codes, model.calendar)
        raise ConservationError(
            f"{model.calendar.name(model.month)}: {who} is in two posts; difference {len(twice)} people"
        )


def _covered(model: ICS) -> NDArray[np.int64]:
    state = model.state
    return state.available_fte + state.bank_fte + state.shared_bank_fte + state.agency_fte + state.unfilled_fte


def _bank_shifts(model: ICS) -> None:
    """Hours that staff worked at other parties are the hours billed, and so are the pence, at both ends."""
    state, count, accounts = model.state, model.posts.count, model.accounts
    billed = state.banks.billed()
    _same(model, "bank hours worked for others", count(billed.home, billed.fte), state.shared_bank_out_fte)
    _same(model, "bank hours worked by others", count(billed.host, billed.fte), state.shared_bank_fte)
    kinds, payer, payee, pence = accounts.recharges[-1]
    some, due = kinds == CostKind.shared_bank, billed.pay_pence + billed.fee_pence
    _same(model, "pence paid for others' bank hours", count(payer[some], pence[some]), count(billed.host, due))
    _same(model, "pence received for bank hours", count(payee[some], pence[some]), count(billed.home, due))
    spent = accounts.months[-1].get(CostKind.shared_bank, np.zeros(model.posts.n, dtype=np.int64))
    _same(model, "pence paid to staff for bank hours", spent, count(billed.home, billed.pay_pence))


def _pence(model: ICS) -> None:
    """What organisations bear adds up to what was paid out: recharges lose nothing and make nothing."""
    borne, paid = int(model.state.cost_pence.sum()), model.accounts.paid_out
    if borne != paid:
        raise ConservationError(
            f"{model.calendar.name(model.month)}: pence borne by organisations {borne}, paid out {paid}, "
            f"difference {borne - paid}"
        )
    _, payer, payee, pence = model.accounts.recharges[-1]
    organisation = model.posts.organisation
    wrong = np.flatnonzero((organisation[payer] == organisation[payee]) | (pence < 0))
    if len(wrong):
        code = model.system.organisations[organisation[payer[wrong[0]]]].code
        raise ConservationError(
            f"{model.calendar.name(model.month)}: {code} charges itself or a negative amount; difference "
            f"{int(pence[wrong[0]])} pence"
        )


def _same(model: ICS, what: str, counted: NDArray[np.int64], kept: NDArray[np.int64]) -> None:
    wrong = np.flatnonzero(counted != kept)
    if not len(wrong):
        return
    cell = int(wrong[0])
    organisation = model.system.organisations[model.posts.organisation[cell]]
    group = StaffGroup(int(model.posts.staff_group[cell])).label
    raise ConservationError(
        f"{model.calendar.name(model.month)}: {what} of {organisation.code} ({group}): counted {counted[cell]}, "
        f"kept {kept[cell]}, difference {counted[cell] - kept[cell]}; {len(wrong)} cells differ"
    )
