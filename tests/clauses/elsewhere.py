"""Two systems in one run with nothing between them: what one signs is nothing to the other."""

from __future__ import annotations

from typing import Any

from tests.determinism.same import assert_same_organisations, histories, people
from tests.worlds import agree, quiet_model, world

from icsim.system import join_systems

MONTHS = 12
_ROW = {"leavers": 1.5, "joiners": 1.5}
_STAFF = {
    "A": {"nurse": {"heads": 60, "posts": 68, **_ROW}, "clinical_support": {"heads": 50, "posts": 56, **_ROW}},
    "B": {"nurse": {"heads": 40, "posts": 45, **_ROW}, "clinical_support": {"heads": 20, "posts": 23, **_ROW}},
    "C": {"nurse": {"heads": 15, "posts": 18, **_ROW}, "care_worker": {"heads": 60, "posts": 66, **_ROW}},
}
_FAR = {"XA": 3000, "XB": 3010, "XC": 3020}
"""Minutes to where nobody would go."""


def assert_nothing_changes_elsewhere(**clauses: Any) -> None:
    """An agreement of A, B and C changes them, and no person and no number of a system far away."""
    here, there = world(_STAFF), world({f"X{code}": s for code, s in _STAFF.items()}, minutes=_FAR, system="other")
    pair = join_systems(here, there)
    theirs = {int(identity) for identity in there.identity}
    today, signed = quiet_model(pair, rng=11), quiet_model(pair, agree(parties=["A", "B", "C"], **clauses), rng=11)
    months = [histories(model, MONTHS, lambda key: key >> 32 in theirs) for model in (today, signed)]
    assert months[0] == months[1]
    assert_same_organisations(today, signed, there.index)
    assert people(today) != people(signed), "the agreement changed nothing anywhere"
