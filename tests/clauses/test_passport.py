"""Passport: parties recognise one another's checks and training; nobody waits longer for it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.worlds import agree, cell, quiet_model, rows_of, rule_named, world

from icsim.clauses.passport import Passport
from icsim.ledger import Reason
from icsim.luck import Purpose, uniform
from icsim.model import ICS
from icsim.recognition import Item

ALL = [item.name for item in Item]
SETS = [list(items) for n in range(1, len(ALL) + 1) for items in combinations(ALL, n)]
"""Every passport that can be written."""
STAFF = {"A": {"nurse": {"heads": 200}}, "B": {"nurse": {"heads": 200, "posts": 500}},
         "C": {"nurse": {"heads": 200, "posts": 500}}}  # fmt: skip


def under(recognises: list[str] | None, **about: object) -> ICS:
    signed = [] if recognises is None else [agree(passport={"recognises": recognises}, **about)]
    return quiet_model(world(STAFF, sectors={"C": "social_care"}), *signed)


def ready_at(model: ICS, to: str) -> dict[int, int]:
    """When each nurse of A is ready who moves in the first month, by key; in tenths of a working day."""
    rows = rows_of(model, "A")
    keys = model.staff_table.key[rows].tolist()
    model._apply_agreements()
    model.movements.transfer(Reason.moved, rows, np.full(len(rows), cell(model, to)))
    model.run(rule_named(model, "onboard"))
    return dict(zip(keys, model.staff_table.ready_at[rows].tolist(), strict=True))


def start_months(model: ICS, to: str) -> dict[int, int]:
    """When each nurse of A starts who is appointed in the first month, by key; the notice is drawn by luck."""
    rows = rows_of(model, "A")
    staff = model.staff_table
    model._apply_agreements()
    words = model.luck.words(staff.key[rows], Purpose.seek)
    model.applicants.set(rows, np.full(len(rows), cell(model, to)), priority=words[1], notice=words[2])
    model.run(rule_named(model, "recruit"))
    appointed = rows[staff.appointed_cell[rows] >= 0]
    return dict(zip(staff.key[appointed].tolist(), staff.start_month[appointed].tolist(), strict=True))


def test_without_a_passport_nothing_is_recognised() -> None:
    model = under(None)
    model.step()
    assert not model.recognition


@pytest.mark.parametrize("recognises", SETS, ids="+".join)
@pytest.mark.parametrize("to", ["B", "C"])
def test_nobody_is_onboarded_longer_or_starts_later(recognises: list[str], to: str) -> None:
    for measure in (ready_at, start_months):
        without, under_it = measure(under(None), to), measure(under(recognises), to)
        assert without.keys() == under_it.keys()
        assert len(without) == 200
        assert all(under_it[person] <= without[person] for person in without)


def test_more_recognised_is_never_slower_whatever_is_drawn() -> None:
    """Every pair of nested passports, every cell, and draws over the whole range: person by person."""
    model = under(None)
    recruit = rule_named(model, "recruit")
    words = np.linspace(0, 2**32 - 1, 5001).astype(np.uint64)
    for at in range(model.posts.n):
        waits = [recruit._time_to_hire(model, words, np.full(len(words), at), bits) for bits in range(16)]
        for more in range(16):
            for fewer in (bits for bits in range(16) if bits & more == bits):
                assert (waits[more] <= waits[fewer]).all()


def test_full_recognition_by_hand() -> None:
    # onboarding: 2 + 5 + 0.2 x 3.5 = 7.7 days; time to hire: 98 - 0.8 x 39 = 66.8 days = 2.19 months
    model = under(ALL)
    assert set(ready_at(model, "B").values()) == {77}
    model = under(ALL)
    starts = start_months(model, "B")
    notice = uniform(model.luck.words(np.array(list(starts), dtype=np.uint64), Purpose.seek)[2])
    assert list(starts.values()) == np.floor(66.8 / (365.25 / 12) + notice).astype(int).tolist()


def test_recognition_is_between_parties_only_and_not_for_joiners() -> None:
    model = under(["dbs"], parties=["A", "B"])
    model.step()
    a, b, c, outside = 0, 1, 2, -1
    origin, target = np.array([a, b, a, c, outside]), np.array([b, a, c, a, a])
    assert model.recognition.between(origin, target).tolist() == [Item.dbs, Item.dbs, 0, 0, 0]


def test_recognition_holds_while_the_agreement_is_in_force() -> None:
    model = under(["dbs"], starts="2026-05", ends="2026-07")
    held = []
    for _ in range(4):
        model.step()
        held.append(bool(model.recognition))
    assert held == [False, True, True, False]


def test_two_passports_add_up() -> None:
    signed = [agree(passport={"recognises": [item]}, parties=["A", "B"]) for item in ("dbs", "training")]
    model = quiet_model(world(STAFF), *signed)
    model.step()
    assert model.recognition.between(np.array([0]), np.array([1])).tolist() == [Item.dbs | Item.training]


def test_a_passport_moves_nobody() -> None:
    model = under(ALL)
    model.run_for(12)
    assert model.results.flows.empty


def test_a_sentence_for_the_file() -> None:
    assert Passport(recognises=["identity", "dbs", "training"]).sentence() == (
        "The parties accept one another's record of identity, DBS check and statutory training, so people who change "
        "host or employer between them spend fewer days onboarding and start sooner."
    )
