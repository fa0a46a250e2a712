"""Who cannot move and cannot be chosen changes nobody else's history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from tests.determinism.clauses import EXAMPLES, signed
from tests.determinism.same import History, assert_same_organisations, histories
from tests.worlds import AT_ONCE, agree, world

from icsim.agreement import Agreement
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System, join_systems

MONTHS = 12
_ROW = {"leavers": 1.5, "joiners": 1.5}
BUSY = {
    "A": {"nurse": {"heads": 60, "fte": 51, "posts": 58, **_ROW}, "clinical_support": {"heads": 50, **_ROW}},
    "B": {"nurse": {"heads": 40, "fte": 36, "posts": 42, **_ROW}, "clinical_support": {"heads": 20, **_ROW}},
    "C": {"nurse": {"heads": 15, "posts": 18, **_ROW}, "care_worker": {"heads": 60, "posts": 66, **_ROW}},
}
"""Three organisations within reach of each other, with vacancies, leavers and joiners."""

ALONE = {"heads": 1, "fte": 0, "posts": 0, "leavers": 0, "joiners": 0}
"""One person without hours or a post."""
AS_WRITTEN = AT_ONCE | {"turnover.prior_heads": 0, "retire.rate_55": 0, "retire.rate_60": 0, "retire.rate_65": 0}
"""Parameters under which organisations have the turnover of their tables and nothing else, so the one stays."""
FAR = 3000
"""Minutes to somewhere nobody would go."""


def renamed(system: System, mark: str, north: float) -> System:
    """A copy of a system under other codes, so many degrees further north."""
    return replace(
        system,
        code=mark + system.code,
        organisations=tuple(
            replace(o, code=mark + o.code, system=mark + o.system, place=mark + o.place, lat=o.lat + north)
            for o in system.organisations
        ),
        places=tuple(replace(p, code=mark + p.code, lat=p.lat + north) for p in system.places),
        edges=tuple(replace(e, a=mark + e.a, b=mark + e.b) for e in system.edges),
        programmes=tuple(replace(course, university=mark + course.university) for course in system.programmes),
    )


def run(system: System, *agreements: Agreement, of: Iterable[int]) -> tuple[ICS, list[History]]:
    """A run, and the months of people who began at some organisations (by identity)."""
    model, some = ICS(system, agreements=agreements, rng=11, parameters=AS_WRITTEN), set(of)
    return model, histories(model, MONTHS, lambda key: key >> 32 in some)


def identities(system: System) -> list[int]:
    return [int(identity) for identity in system.identity]


def assert_same_histories(ours: list[History], theirs: list[History]) -> None:
    """Everybody's months are the same; the first difference is named."""
    for month, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert one.keys() == other.keys(), f"month {month}"
        differ = {key: (row, other[key]) for key, row in one.items() if row != other[key]}
        assert not differ, f"month {month}: {next(iter(differ.values()))}"


EXTRA = {
    "first of all, far away": ("0", {"nurse": ALONE}, {"0": FAR, "A": 0, "B": 10, "C": 20}),
    "last of all, far away": ("Z", {"nurse": ALONE}, {"A": 0, "B": 10, "C": 20, "Z": FAR}),
    "in the middle, far away": ("AB", {"care_worker": ALONE}, {"A": 0, "AB": FAR, "B": 10, "C": 20}),
    "of another group, far away": ("0", {"midwife": ALONE}, {"0": FAR, "A": 0, "B": 10, "C": 20}),
}
"""Code, staff and minutes of an organisation of one inert person."""

SIGNED = {"today": (), "agreement": (signed(*EXAMPLES, parties=["A", "B", "C"]),)}


@pytest.mark.parametrize("arm", SIGNED)
@pytest.mark.parametrize("extra", EXTRA)
def test_one_inert_person_more(extra: str, arm: str) -> None:
    code, staff, minutes = EXTRA[extra]
    without = world(BUSY, minutes=minutes)
    with_one = world(BUSY | {code: staff}, minutes=minutes)
    assert with_one.heads.sum() == without.heads.sum() + 1
    model, ours = run(without, *SIGNED[arm], of=identities(without))
    more, theirs = run(with_one, *SIGNED[arm], of=identities(without))
    assert_same_histories(ours, theirs)
    assert_same_organisations(model, more, without.index)
    assert list(model.ledger.refused()) == list(more.ledger.refused())
    inert = more.results.flows
    assert not inert[["from", "to"]].isin([code]).any(axis=None)


@pytest.mark.parametrize("arm", SIGNED)
def test_a_person_who_can_go_nowhere_and_nobody_can_replace(arm: str) -> None:
    """The one midwife of B: nobody else has a midwife's post, so she is nobody's rival, and nobody hers."""
    more_staff = {**BUSY, "B": {**BUSY["B"], "midwife": {"heads": 1, "leavers": 0, "joiners": 0}}}
    without, with_one = world(BUSY), world(more_staff)
    model, ours = run(without, *SIGNED[arm], of=identities(without))
    midwife = 1 << 27  # the staff group's place in a key
    more = ICS(with_one, agreements=SIGNED[arm], rng=11, parameters=AS_WRITTEN)
    theirs = histories(more, MONTHS, lambda key: key & 0xF << 27 != midwife)
    assert_same_histories(ours, theirs)
    ours_flows, theirs_flows = (m.results.flows for m in (model, more))
    theirs_flows = theirs_flows[theirs_flows["staff_group"] != "midwife"].reset_index(drop=True)
    assert ours_flows.astype(str).equals(theirs_flows.astype(str))


@pytest.fixture(scope="module")
def small() -> System:
    return load_system("small")


@pytest.fixture(scope="module")
def pair(small: System) -> System:
    """The teaching system, and a copy of it at the other end of the country, whose codes lie between."""
    return join_systems(small, renamed(small, "LA-X", 4.0))


@pytest.fixture(scope="module")
def today(small: System, pair: System) -> tuple[ICS, list[History]]:
    return run(pair, of=identities(small))


@pytest.mark.parametrize("clause", EXAMPLES)
def test_an_agreement_in_one_system_leaves_the_other_alone(
    small: System, pair: System, today: tuple[ICS, list[History]], clause: str
) -> None:
    model, ours = today
    parties = [o.code for o in pair.organisations if o.code not in small.index]
    other, theirs = run(pair, signed(clause, parties=parties), of=identities(small))
    assert_same_histories(ours, theirs)
    assert_same_organisations(model, other, small.index)
    there, changed = (m.results.monthly for m in (model, other))
    assert not there.equals(changed), "the agreement changed nothing anywhere"


def test_a_system_beside_another_is_as_it_is_alone(small: System, today: tuple[ICS, list[History]]) -> None:
    model, beside = today
    alone, ours = run(small, of=identities(small))
    assert_same_histories(ours, beside)
    assert_same_organisations(alone, model, small.index)


def test_joined_systems_keep_their_rows(small: System, pair: System) -> None:
    """Rows of the tables follow the codes, also where a world says nothing of turnover."""
    for name in ("heads", "fte", "establishment", "leavers", "joiners"):
        joined, ours = getattr(pair, name), getattr(small, name)
        at = [pair.index[code] for code in small.index]
        np.testing.assert_array_equal(joined[at], ours)
    one, other = world(BUSY), renamed(world(BUSY), "X", 4.0)
    plain = replace(one, leavers=np.empty((0, 12)), joiners=np.empty((0, 12)))
    assert join_systems(plain, other).leavers.shape == join_systems(plain, other).heads.shape


def test_parties_of_one_system_only(small: System, pair: System) -> None:
    """The agreement of the copies names no organisation of the original."""
    parties = agree(parties=[o.code for o in pair.organisations if o.code not in small.index]).parties
    assert len(parties) == len(small.organisations)
    assert not set(parties) & small.index.keys()
