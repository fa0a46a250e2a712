"""Rows worked out from what was observed: each way of comparing, by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.natural.made_up import TEXT, natural

from icsim.natural.findings import HIT, MISS, NOTHING, UNMEASURED, Finding, findings, lines
from icsim.natural.measures import Seen
from icsim.natural.reader import Natural, Watched
from icsim.natural.table import against_words, curves_csv, read_curves, read_seeds, results_csv, seeds_csv
from icsim.natural.written import AgainstFile, RowFile

FIRST, OTHERS = ("trusts", "among:first"), ("trusts", "not_among:first")


def rates(before: float, after: float) -> Seen:
    """Four months of one rate a year, then four of another, in 1,200 heads."""
    return Seen(np.array([100.0 * before] * 4 + [100.0 * after] * 4), np.full(8, 1200.0), 12.0)


def runs(found: Natural, **rate: Seen) -> dict[str, list[dict[Watched, Seen]]]:
    """Two seeds: the second leaves half as much again, so a share by which leaving falls is the same."""
    first, others = rate.get("first", rates(0.1, 0.08)), rate.get("others", rates(0.2, 0.2))
    return {
        arm: [
            {
                (measure, scope): _scaled(others if scope == OTHERS else first, seed)
                for measure, scope in found.watched(arm)
            }
            for seed in (1.0, 1.5)
        ]
        for arm in found.arms
    }


def _scaled(part: Seen, by: float) -> Seen:
    return Seen(part.top * by, part.bottom, part.scale)


def values(folder: Path, **rate: Seen) -> dict[str, tuple[float, ...]]:
    found = natural(folder)
    return {each.row.row: each.values for each in findings(found, runs(found, **rate))}


def test_a_ratio_is_of_the_arms_over_the_same_months(tmp_path: Path) -> None:
    assert values(tmp_path)["Leaving"] == pytest.approx((1.0, 1.0))


def test_a_difference_is_of_months_of_one_arm(tmp_path: Path) -> None:
    assert values(tmp_path)["Vacancy"] == pytest.approx((-0.02, -0.03))


def test_a_fall_beyond_that_of_others_is_the_difference_in_differences(tmp_path: Path) -> None:
    # from 10% to 8% is a fall by a fifth; others stay at 20%, or fall by a tenth themselves
    assert values(tmp_path)["At the first"] == pytest.approx((0.2, 0.2))
    fallen = values(tmp_path, others=rates(0.2, 0.18))["At the first"]
    assert fallen == pytest.approx((1 - 0.8 / 0.9,) * 2)


def test_a_fall_is_the_share_by_which_it_is_less(tmp_path: Path) -> None:
    text = TEXT.replace("how: difference, over", "how: fall, over")
    found = natural(tmp_path, text)
    (fall,) = (each for each in findings(found, runs(found)) if each.row.row == "Vacancy")
    assert fall.values == pytest.approx((0.2, 0.2))


def row(low: float | None, high: float | None) -> RowFile:
    return RowFile(row="r", kind="predicted", measure="strain", arm="a", over="all", low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(1.9, 2.1, HIT), (2, 2, HIT), (None, 2, HIT), (2.1, None, MISS), (None, 1.9, MISS), (None, None, NOTHING)],
)
def test_the_mean_hits_or_misses_the_band(low: float | None, high: float | None, verdict: str) -> None:
    assert Finding(row(low, high), (1.0, 3.0)).verdict == verdict


def test_a_number_that_is_missing_is_neither_hit_nor_miss(tmp_path: Path) -> None:
    found = Finding(row(0, None), (math.nan, 1.0))
    assert found.verdict == UNMEASURED
    assert all(map(math.isnan, found.interval))


def test_the_interval_is_students_of_the_mean() -> None:
    low, high = Finding(row(0, 9), (1.0, 2.0, 3.0)).interval
    assert (low, high) == pytest.approx((2 - 4.302653 / math.sqrt(3), 2 + 4.302653 / math.sqrt(3)))


def test_tables_can_be_read_again_to_the_last_digit(tmp_path: Path) -> None:
    found = natural(tmp_path)
    answer, drawn = findings(found, runs(found)), lines(found, runs(found))
    assert read_seeds(seeds_csv(answer), found.written) == answer
    assert results_csv(read_seeds(seeds_csv(answer), found.written)) == results_csv(answer)
    assert curves_csv(read_curves(curves_csv(drawn))) == curves_csv(drawn)


def test_lines_begin_with_the_first_whole_window(tmp_path: Path) -> None:
    found = natural(tmp_path)
    drawn = lines(found, runs(found))
    assert [(line.panel, line.arm, line.others) for line in drawn] == [
        (0, "as it was", False), (0, "as it was", True), (0, "doubled", False), (0, "doubled", True),
        (1, "doubled", False),
    ]  # fmt: skip
    assert drawn[0].months == ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
    # two seeds at 10% and 15% a year; from the fifth month on it is 8% and 12%
    assert drawn[0].least == pytest.approx((0.1, 0.1, 0.28 / 3, 0.26 / 3, 0.08, 0.08))
    assert drawn[0].mean == pytest.approx(1.25 * np.array(drawn[0].least))
    assert drawn[0].most == pytest.approx(1.5 * np.array(drawn[0].least))


def test_what_it_is_set_against_is_said(tmp_path: Path) -> None:
    against = AgainstFile(how="difference", arm="a", over="2020-01")
    assert against_words(Finding(row(0, 1).model_copy(update={"against": against}), (1.0,))) == "difference: a, 2020-01"
