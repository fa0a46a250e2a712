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
    from icsim.state import Joining

Claim = tuple[str, NDArray[np.int64], NDArray[np.int64]]
"""What should be equal by cell: its name, as counted again and as kept, shape (n_cells,) each."""
_BLOCK = 16384
"""Rows counted at once, so that everything stays in the cache."""
_GO, _COME = {*LEAVERS, *MOVERS, *REGRADED}, {*JOINERS, *MOVERS, *REGRADED}
"""Reasons of flows that take somebody out of a post, and that bring somebody to one."""
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
    check_students(model)
    waiting = model.appointments.waiting
    _compare(model, [*_people(model, waiting), *_bank_shifts(model)])
    _nobody_twice(model, waiting)
    _pence(model)


def _people(model: ICS, waiting: Joining) -> list[Claim]:
    """People and their hours, counted again, against the running counts; and the work they did."""
    staff, posts = model.staff_table, model.posts
    heads, fte = _employed(model)
    away = np.flatnonzero(staff.host_cell != staff.employer_cell)
    known = staff.watched("rotating")
    working_heads, working_fte, hours = heads.copy(), fte.copy(), staff.fte[away].astype(np.int64)
    for cells, sign in ((staff.employer_cell[away], -1), (staff.host_cell[away], 1)):
        np.add.at(working_heads, cells, sign)
        np.add.at(working_fte, cells, sign * hours)
    pending = np.flatnonzero(staff.start_month != NEVER)
    appointed = posts.count(staff.appointed_cell[pending], staff.fte[pending].astype(np.int64))
    appointed += posts.count(waiting.cell, waiting.fte) + model.pipeline.appointed_fte(posts.n)
    rotating = posts.count(staff.employer_cell[away]), posts.count(staff.employer_cell[known])
    return [
        ("heads employed", heads, posts.heads),
        ("FTE employed", fte, posts.fte),
        ("people away on rotation", *rotating),
        ("heads working", working_heads, posts.hosted_heads),
        ("FTE working", working_fte, posts.hosted_fte),
        ("FTE appointed", appointed, posts.appointed_fte),
        ("heads by the flows", _heads_by_flows(model), posts.heads),
        ("work done and undone", _covered(model), np.maximum(posts.required_fte, model.state.available_fte)),
    ]


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
    nobody = np.empty(0, dtype=np.int64)
    went, came = [nobody], [nobody]
    for reason, origin, target, group, before in model.ledger.take_month():
        if reason in _GO:
            went.append(posts.cell_of[np.asarray(origin, np.int64), group if before is None else before])
        if reason in _COME:
            came.append(posts.cell_of[np.asarray(target, np.int64), group])
    heads = kept[-2]["in_post_heads"] if len(kept) > 1 else posts.start_heads
    return heads + posts.count(np.concatenate(came)) - posts.count(np.concatenate(went))


def _nobody_twice(model: ICS, waiting: Joining) -> None:
    """Nobody is in two posts: a key occurs once among staff and people about to start.

    Every month those who have come lately are compared with one another
    and with the waiting; once a year, everybody with everybody.
    """
    staff = model.staff_table
    lately = slice(None) if model.month % MONTHS_PER_YEAR == 0 else staff.hired_month > model.month - _LATELY
    keys = np.concatenate([staff.key[lately], waiting.key])
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


def _bank_shifts(model: ICS) -> list[Claim]:
    """Hours that staff worked at other parties are the hours billed, and so are the pence, at both ends."""
    state, count, accounts = model.state, model.posts.count, model.accounts
    kinds, payer, payee, pence = accounts.recharges[-1]
    spent = accounts.months[-1].get(CostKind.shared_bank, np.zeros(model.posts.n, dtype=np.int64))
    billed = state.banks.billed()
    some, due = kinds == CostKind.shared_bank, billed.pay_pence + billed.fee_pence
    return [
        ("bank hours worked for others", count(billed.home, billed.fte), state.shared_bank_out_fte),
        ("bank hours worked by others", count(billed.host, billed.fte), state.shared_bank_fte),
        ("pence paid for others' bank hours", count(payer[some], pence[some]), count(billed.host, due)),
        ("pence received for bank hours", count(payee[some], pence[some]), count(billed.home, due)),
        ("pence paid to staff for bank hours", spent, count(billed.home, billed.pay_pence)),
    ]


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


def _compare(model: ICS, claims: list[Claim]) -> None:
    """Compare all counts at once; if any differ, say where the first claim that fails does."""
    counted, kept = (np.concatenate([claim[side] for claim in claims]) for side in (1, 2))
    if (counted == kept).all():
        return
    what, counted, kept = next(claim for claim in claims if (claim[1] != claim[2]).any())
    wrong = np.flatnonzero(counted != kept)
    cell = int(wrong[0])
    organisation = model.system.organisations[model.posts.organisation[cell]]
    group = StaffGroup(int(model.posts.staff_group[cell])).label
    raise ConservationError(
        f"{model.calendar.name(model.month)}: {what} of {organisation.code} ({group}): counted {counted[cell]}, "
        f"kept {kept[cell]}, difference {counted[cell] - kept[cell]}; {len(wrong)} cells differ"
    )
