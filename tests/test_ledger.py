"""Ledger: every event is counted once, by month, reason, origin, destination and group."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icsim import ledger
from icsim.codes import StaffGroup
from icsim.ledger import JOINERS, LEAVERS, MOVERS, OUTSIDE, REGRADED, Ledger, Monthly, Reason

ORGANISATIONS = 4
COLUMNS = ("month", "reason", "origin", "target", "staff_group", "origin_group", "heads")
place = st.integers(OUTSIDE, ORGANISATIONS - 1)
group = st.sampled_from([int(g) for g in StaffGroup])
events = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from([int(r) for r in Reason]), place, place, group, group)
)


@settings(deadline=None)
@given(events=events, often=st.booleans())
def test_what_goes_in_comes_out_counted(events: list[tuple[int, ...]], often: bool) -> None:
    kept = Ledger(ORGANISATIONS)
    for month, reason, origin, target, new, old in events:
        kept.flow(month, Reason(reason), origin, target, np.array([new]), np.array([old]))
        if often:
            kept.flows()
    columns = kept.flows()
    rows = zip(*(columns[name].tolist() for name in COLUMNS), strict=True)
    assert {row[:-1]: row[-1] for row in rows} == Counter(events)


def test_counting_early_to_save_memory_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> list[list[int]]:
        book = Ledger(ORGANISATIONS)
        for month in range(20):
            book.flow(month % 3, Reason.moved, np.arange(4), np.arange(4)[::-1], np.zeros(4, dtype=np.int64))
        return [column.tolist() for column in book.flows().values()]

    at_the_end = kept()
    monkeypatch.setattr(ledger, "_COMPACT_AT", 5)
    assert kept() == at_the_end


def test_a_refusal_adds_up_and_nobody_is_no_refusal() -> None:
    book = Ledger(ORGANISATIONS)
    book.refuse(1, "recruit", "no hours left", 2)
    book.refuse(0, "seek", "nothing better in reach", 1)
    book.refuse(1, "recruit", "no hours left", 3)
    book.refuse(1, "recruit", "left before starting", 0)
    assert list(book.refused()) == [(0, "seek", "nothing better in reach", 1), (1, "recruit", "no hours left", 5)]


def test_every_reason_is_of_one_kind() -> None:
    rotations = [Reason.rotation_out, Reason.rotation_on, Reason.rotation_home]
    kinds = [*JOINERS, *LEAVERS, *MOVERS, *REGRADED, *rotations]
    assert sorted(kinds) == list(Reason)


def test_a_month_is_kept_as_it_was() -> None:
    monthly = Monthly(2)
    counts = {name: np.array([1, 2]) for name in Monthly.COLUMNS}
    monthly.record(**counts)
    for column in counts.values():
        column[:] = 9
    monthly.record(**counts)
    assert monthly.column("in_post_heads").tolist() == [[1, 2], [9, 9]]
    assert Monthly(2).column("in_post_heads").shape == (0, 2)
