"""Months: whole numbers from the start of a run, and their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsim.months import Calendar


def test_names_by_hand() -> None:
    calendar = Calendar("2026-11")
    assert [calendar.name(m) for m in (0, 1, 2, 14)] == ["2026-11", "2026-12", "2027-01", "2028-01"]
    assert [calendar.month_of_year(m) for m in (0, 1, 2, 14)] == [11, 12, 1, 1]


@given(year=st.integers(1900, 2100), month=st.integers(1, 12), ahead=st.integers(0, 2000))
def test_a_name_leads_back_to_its_month(year: int, month: int, ahead: int) -> None:
    calendar = Calendar(f"{year:04d}-{month:02d}")
    assert calendar.index(calendar.name(ahead)) == ahead
    assert calendar.index(calendar.start) == 0


@pytest.mark.parametrize("start", ["2026", "2026-00", "2026-13", "26-04", "2026-4", "April 2026", " 2026-04", ""])
def test_what_is_no_month_is_refused(start: str) -> None:
    with pytest.raises(ValueError, match="write YYYY-MM"):
        Calendar(start)
