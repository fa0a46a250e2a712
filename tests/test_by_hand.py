"""Three people, two organisations, six months: every row of monthly and flows, worked by hand.

A has two nurses, Ann and Bea; B has one, Cy; every post is filled, and all
work whole time. A rotation of two places by swap starts in May for two
months, with no passport.

- April: nothing.
- May: a swap. Bea goes to B, Cy to A (Ann has taken a job at B that starts
  in August, so she is not asked). Each is out of the numbers for 10.5 of 21
  working days: identity 0.5, DBS 1, training 1, occupational health 1,
  induction 2, orientation 5.
- June: both work at their hosts.
- July: both come home, a day each out of the numbers.
- August: Ann moves to B, 10.5 days. A has a vacancy, B one person too many.
- September: Cy retires. Di joins A from outside, 10.5 days.

A day out of the numbers takes 1/21 FTE from what is available, in whole
hundredths of the sum, rounded down: 10.5 days 0.50, one day 0.04. The gap g
is covered by the bank up to 0.65 g and 0.05 of the FTE in post, then by
agency up to 0.6 of what is left and 0.037 / 1.2 of the FTE in post, all
rounded down to hundredths: with two in post at most 0.10 and 0.06, with one
0.05 and 0.03, with three 0.15 and 0.09.

A whole-time nurse costs 40,011.50 GBP a year (0.45 x 33,487 + 0.33 x 40,823
+ 0.17 x 50,273 + 0.05 x 58,487) x 1.37 / 12 = 4,567.98 GBP a month; a month
of agency a fifth more, 5,481.58 GBP.
"""

from __future__ import annotations

import numpy as np
from tests.worlds import agree, cell, flows, quiet_model, rows_of, world

from icsim.keys import person_keys
from icsim.model import ICS

STILL = {
    "feel.strain_share": 0, "feel.belonging_share": 0, "strain.newcomer": 40, "belonging.newcomer": 70,
    "rotation.settled_months": 0, "move.belonging_kept_share": 1,
}  # fmt: skip
"""Strain 40 and belonging 70, whatever happens."""

PAY, AGENCY = 456798, 548158
"""Pence a month of a whole-time nurse, and of one from an agency."""

COLUMNS = (
    "in_post_heads", "in_post_fte", "available_fte", "vacancy_fte", "joiners", "leavers", "movers_in", "movers_out",
    "rotating_in", "rotating_out", "onboarding_days", "bank_fte", "agency_fte", "unfilled_fte",
)  # fmt: skip

MONTHLY = {
    # month, organisation: heads, fte, available, vacancy, joiners, leavers, movers in, out, rotating in, out, days,
    #                      bank, agency, unfilled
    ("2026-04", "A"): (2, 2.0, 2.00, 0.0, 0, 0, 0, 0, 0, 0, 0.0, 0.00, 0.00, 0.00),
    ("2026-04", "B"): (1, 1.0, 1.00, -1.0, 0, 0, 0, 0, 0, 0, 0.0, 0.00, 0.00, 0.00),
    ("2026-05", "A"): (2, 2.0, 1.50, 0.0, 0, 0, 0, 0, 1, 1, 10.5, 0.10, 0.06, 0.34),
    ("2026-05", "B"): (1, 1.0, 0.50, -1.0, 0, 0, 0, 0, 1, 1, 10.5, 0.05, 0.03, 0.42),
    ("2026-06", "A"): (2, 2.0, 2.00, 0.0, 0, 0, 0, 0, 1, 1, 0.0, 0.00, 0.00, 0.00),
    ("2026-06", "B"): (1, 1.0, 1.00, -1.0, 0, 0, 0, 0, 1, 1, 0.0, 0.00, 0.00, 0.00),
    ("2026-07", "A"): (2, 2.0, 1.96, -1.0, 0, 0, 0, 0, 0, 0, 1.0, 0.02, 0.01, 0.01),
    ("2026-07", "B"): (1, 1.0, 0.96, -1.0, 0, 0, 0, 0, 0, 0, 1.0, 0.02, 0.01, 0.01),
    ("2026-08", "A"): (1, 1.0, 1.00, 0.0, 0, 0, 0, 1, 0, 0, 0.0, 0.05, 0.03, 0.92),
    ("2026-08", "B"): (2, 2.0, 1.50, -1.0, 0, 0, 1, 0, 0, 0, 10.5, 0.00, 0.00, 0.00),
    ("2026-09", "A"): (2, 2.0, 1.50, 0.0, 1, 0, 0, 0, 0, 0, 10.5, 0.10, 0.06, 0.34),
    ("2026-09", "B"): (1, 1.0, 1.00, 0.0, 0, 1, 0, 0, 0, 0, 0.0, 0.00, 0.00, 0.00),
}
"""The vacancy counts people appointed: Ann at B from April, Di at A from July."""

FLOWS = [
    ("2026-05", "rotation_out", "A", "B", "nurse", 1),
    ("2026-05", "rotation_out", "B", "A", "nurse", 1),
    ("2026-07", "rotation_home", "A", "B", "nurse", 1),
    ("2026-07", "rotation_home", "B", "A", "nurse", 1),
    ("2026-08", "moved", "A", "B", "nurse", 1),
    ("2026-09", "joined", "outside", "A", "nurse", 1),
    ("2026-09", "retired", "B", "outside", "nurse", 1),
]


def appoint_di(model: ICS) -> None:
    """Di, from outside, is appointed at A in July and starts in September."""
    at = np.array([cell(model, "A")])
    keys = person_keys(model.posts.identity[at], model.posts.staff_group[at], 0, 3)
    model.appointments.add(keys, at, np.array([100]), np.array([5]))


def run() -> ICS:
    staff = {"A": {"nurse": {"heads": 2}}, "B": {"nurse": {"heads": 1}}}
    swap = {"staff_groups": ["nurse"], "places": 2, "months": 2, "pattern": "pair", "voluntary": False}
    model = quiet_model(world(staff), agree(rotation=swap, starts="2026-05", ends="2026-07"), parameters=STILL)
    ann, cy = rows_of(model, "A")[:1], rows_of(model, "B")
    model.movements.appoint(ann, np.array([cell(model, "B")]), np.array([4]))
    with model.staff_table.writing(["retire_month"]):
        model.staff_table.retire_month[cy] = 5
    model.run_for(3)
    appoint_di(model)
    model.run_for(3)
    return model


def test_every_row_of_monthly() -> None:
    monthly = run().results.monthly
    seen = monthly.set_index(["month", "organisation"])[list(COLUMNS)]
    assert {key: tuple(row) for key, row in zip(seen.index, seen.itertuples(index=False), strict=True)} == MONTHLY
    assert (monthly["establishment_fte"].to_numpy().reshape(6, 2) == [2, 1]).all()
    assert (monthly["sector"] == "acute").all()
    assert (monthly["staff_group"] == "nurse").all()
    assert (monthly["shared_bank_fte"] == 0).all()
    assert (monthly["strain"] == 40).all()
    assert (monthly["belonging"] == 70).all()


def test_every_pound() -> None:
    monthly = run().results.monthly
    for row, (_, fte, *_, bank, agency, _) in zip(monthly.itertuples(), MONTHLY.values(), strict=True):
        worked = ((fte, PAY), (bank, PAY), (agency, AGENCY))
        pence = sum(round(100 * hours) * rate // 100 for hours, rate in worked)
        assert row.cost_gbp == pence / 100


def test_every_flow() -> None:
    assert flows(run()) == FLOWS


def test_nobody_is_refused_anything() -> None:
    assert run().results.refusals.empty
