"""What stands side by side in the results, and in a line at the foot of the window."""

from __future__ import annotations

import pytest
from tests.report.made import findings

from icsim.ui.compare.headline_block import SHOWN, glances, side_by_side


@pytest.mark.parametrize("names", [("A",), ("A", "B", "C")])
def test_today_and_each_agreement_have_a_column_and_each_headline_measure_a_row(names: tuple[str, ...]) -> None:
    columns, rows = side_by_side(findings(names=names))
    assert [column.title for column in columns] == ["Measure", "Today", *names]
    assert len(rows) == len(SHOWN)
    assert all(len(row) == len(columns) and None not in row for row in rows)


def test_a_line_says_the_same_as_the_table() -> None:
    made = findings(names=("A", "B"))
    _, rows = side_by_side(made)
    for position, line in enumerate(glances(made), start=2):
        assert [title for title, _, _ in line.changes] == [row[0] for row in rows]
        assert all(str(row[position]).startswith(words) for (_, words, _), row in zip(line.changes, rows, strict=True))
        assert {judged for _, _, judged in line.changes} <= {"better", "worse", "different", "unclear", "same"}
