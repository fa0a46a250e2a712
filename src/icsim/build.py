"""Build: put the starting staff in post and calibrate, before the first month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from icsim import turnover
from icsim.accounts import Accounts
from icsim.breadth import Breadth
from icsim.calibration import Rates, calibrate, fund, hire_months
from icsim.choice import Choice
from icsim.codes import StaffGroup
from icsim.first_jobs import FirstJobs
from icsim.hazards import Clocks
from icsim.keys import person_keys
from icsim.ledger import Ledger
from icsim.luck import Purpose, uniform
from icsim.movements import Movements
from icsim.outside import Outside
from icsim.pay import basic_gbp, monthly_pence
from icsim.people import staff_table
from icsim.population import Population
from icsim.posts import Posts
from icsim.provisions import Provisions
from icsim.rule import Phase
from icsim.state import Applicants, Appointments, Graduates, State
from icsim.students import Pipeline

if TYPE_CHECKING:
    from icsim.model import ICS

BEFORE = 0x8000
"""First number of people appointed before the run, so that their keys are nobody else's."""
_MOST_APPOINTED = 0xFFFF - BEFORE - 1
"""Most people one cell can have appointed for one month: as many as there are numbers from there on."""


def build(model: ICS) -> None:
    """Give a model its posts, staff, calibrated hazards and people about to start.

    The same seed builds the same people whatever has been signed.
    """
    posts = model.posts = Posts(model.system)
    model.state, model.applicants, model.appointments = State(posts), Applicants(), Appointments(posts)
    model.pipeline, model.graduates = Pipeline(model.system), Graduates()
    model.provisions, model.accounts = Provisions(posts), Accounts(posts.n)
    model.pay_pence = monthly_pence(model.p, posts.sector, posts.staff_group)
    model.target = turnover.targets(model.system, posts, model.p)
    fund(posts, model.target, model.p)
    model.outside, model.breadth = Outside(posts, model.future, model.p, model.pay_pence), Breadth()
    model.ledger = Ledger(len(model.system.organisations))
    model.staff_table = staff_table()
    model.movements = Movements(model.staff_table, posts, model.ledger, model.p)
    model.population = Population(model.system, posts, model.luck, model.p, model.target.leavers)
    model.choice = Choice(model.system, posts, model.p, basic_gbp(model.p, posts.sector, posts.staff_group))
    starting = model.population.starting_staff()
    model.movements.join(None, starting.pop("cells"), **starting)
    model.rates = Rates(*(np.ones(posts.n) for _ in range(7)))


def settle(model: ICS) -> None:
    """Make the first day look like any other: pressure, strain, calibrated hazards, notices running."""
    for rule in model.rules:
        if rule.phase in (Phase.learn, Phase.cover, Phase.agency, Phase.feel):
            rule.settle(model)
    model.accounts = Accounts(model.posts.n)  # what was paid before the run is nobody's cost
    heads = np.maximum(np.bincount(model.staff_table.host_cell, minlength=model.posts.n), 1)
    belonging = np.bincount(model.staff_table.host_cell, model.staff_table.belonging, model.posts.n)
    model.state.belonging = belonging / heads
    model.clocks = Clocks(model, [hazard for rule in model.rules for hazard in rule.hazards])
    staff, posts = model.staff_table, model.posts
    ages = np.subtract(0, staff.birth_month, dtype=np.intp)
    hazard = model.population.retire_hazard
    retiring = np.bincount(staff.employer_cell, weights=hazard[np.clip(ages, 0, len(hazard) - 1)], minlength=posts.n)
    model.rates = calibrate(
        model.choice,
        posts,
        model.target,
        model.p,
        model.clocks.totals(model),
        retiring,
        model.population.home_share,
        model.state.strain,
        FirstJobs(model),
    )
    model.choice.liking, model.choice.first_job_liking = model.rates.liking, model.rates.first_job_liking
    _appoint_from_outside(model)
    _appoint_from_inside(model)


def _appoint_from_outside(model: ICS) -> None:
    """People from outside who were appointed in the last months and start in the first.

    As many as are expected to join, but no more than there are vacancies: a
    published month may have had more joiners than posts are funded.
    """
    posts, whole = model.posts, hire_months(model.posts, model.p)
    per_head = np.maximum(posts.fte / np.maximum(posts.heads, 1), 1.0)
    local = posts.staff_group != StaffGroup.doctor_resident
    cells_all = np.arange(posts.n)
    for month in range(int(np.ceil(whole.max(initial=0)))):
        expected = model.rates.external_heads * np.clip(whole - month, 0.0, 1.0) * local
        expected = np.minimum(expected, np.minimum(np.maximum(posts.open_fte, 0) / per_head, _MOST_APPOINTED))
        lot = person_keys(posts.identity, posts.staff_group, BEFORE, month)
        heads = np.floor(expected + uniform(model.luck.words(lot, Purpose.pipeline)[0])).astype(np.int64)
        cells = np.repeat(cells_all, heads)
        nth = BEFORE + 1 + np.arange(len(cells)) - (np.cumsum(heads) - heads)[cells]
        keys = person_keys(posts.identity[cells], posts.staff_group[cells], nth, month)
        fte = model.population.hours(model.luck.words(keys, Purpose.pipeline)[0], cells)
        model.appointments.add(keys, cells, fte, np.full(len(cells), month))


def _appoint_from_inside(model: ICS) -> None:
    """People inside who found another job in the last months: seek and recruit run, nobody leaves."""
    rules = [rule for rule in model.rules if rule.phase in (Phase.seek, Phase.recruit)]
    for month in range(-int(np.ceil(hire_months(model.posts, model.p).max(initial=0))), 0):
        model.month = model.movements.month = month
        model.clocks.spend(model, ("seek",))
        for rule in rules:
            model.run(rule)
    model.month = model.movements.month = 0
    model.ledger.refusals.clear()
