"""Designs: every value where it belongs, and none moved by what is varied besides."""

from __future__ import annotations

import math

import numpy as np
import pytest
from SALib.analyze import morris as analyse_morris
from SALib.analyze import sobol as analyse_sobol

from icsim.experiment.design import Row, Span, grid, latin_hypercube, morris, saltelli, side_by_side, sobol

STAY, SCALE, WHOLE = Span("seek.stay_bonus", 0.0, 4.0), Span("seek.travel_scale_minutes", 12, 40), Span("x", 1, 6, True)
SPANS = (STAY, SCALE, WHOLE)


def column(rows: list[Row], span: Span) -> list[float]:
    return [row[span.name] for row in rows]


def test_a_grid_is_every_combination() -> None:
    assert grid({"a": [1, 2], "b": ["x", "y"]}) == [
        {"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"},
    ]  # fmt: skip
    assert grid({}) == [{}]


def test_lists_side_by_side() -> None:
    assert side_by_side({"a": [1, 2], "b": ["x", "y"]}) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    with pytest.raises(ValueError, match="a has 2, b has 1"):
        side_by_side({"a": [1, 2], "b": ["x"]})


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ValueError, match="a: the range from 2 to 2 is empty"):
        Span("a", 2, 2)


def test_a_latin_hypercube_has_one_value_in_every_part_of_every_range() -> None:
    rows = latin_hypercube(SPANS, 20)
    for span in (STAY, SCALE):
        parts = [math.floor((value - span.low) / (span.high - span.low) * 20) for value in column(rows, span)]
        assert sorted(parts) == list(range(20))
    assert set(column(rows, WHOLE)) == {1, 2, 3, 4, 5, 6}
    assert all(isinstance(value, int) for value in column(rows, WHOLE))
    assert column(rows, STAY) != sorted(column(rows, STAY))


@pytest.mark.parametrize("n", [8, 64])
def test_sobol_points_fill_every_half_quarter_and_pair_of_halves_evenly(n: int) -> None:
    rows = sobol((STAY, SCALE), n)
    a, b = (
        np.array([(value - span.low) / (span.high - span.low) for value in column(rows, span)])
        for span in (STAY, SCALE)
    )
    assert ((a > 0) & (a < 1) & (b > 0) & (b < 1)).all()
    assert np.bincount((a * 4).astype(int)).tolist() == [n // 4] * 4
    assert np.bincount((a * 2).astype(int) * 2 + (b * 2).astype(int)).tolist() == [n // 4] * 4


def test_sobol_needs_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="take a power of two, such as 128"):
        sobol(SPANS, 100)


@pytest.mark.parametrize("order", [(WHOLE, SCALE, STAY), (STAY, SCALE), (SCALE,)])
def test_what_is_varied_besides_moves_no_value_of_a_latin_hypercube(order: tuple[Span, ...]) -> None:
    whole, other = latin_hypercube(SPANS, 16), latin_hypercube(order, 16)
    for span in order:
        assert column(whole, span) == column(other, span)


@pytest.mark.parametrize("design", [sobol, saltelli])
def test_what_is_varied_besides_and_written_after_moves_no_value_of_a_sobol_design(design: object) -> None:
    assert callable(design)
    few, many = design((STAY, SCALE), 8), design(SPANS, 8)
    assert {(r[STAY.name], r[SCALE.name]) for r in few} == {(r[STAY.name], r[SCALE.name]) for r in many}


def test_what_is_varied_besides_leaves_the_levels_of_morris_trajectories() -> None:
    few, many = morris((STAY, SCALE), 6), morris(SPANS, 6)
    starts = [(row[STAY.name], row[SCALE.name]) for row in few[::3]]
    assert starts == [(row[STAY.name], row[SCALE.name]) for row in many[::4]]


@pytest.mark.parametrize("design", [latin_hypercube, sobol, saltelli, morris])
def test_the_seed_and_nothing_else_gives_other_values(design: object) -> None:
    assert callable(design)
    assert design(SPANS, 8) == design(SPANS, 8)
    assert design(SPANS, 8, seed=1) != design(SPANS, 8)


def test_morris_changes_one_thing_at_a_time_by_the_same_step() -> None:
    spans = (STAY, SCALE)
    rows = morris(spans, 10)
    assert len(rows) == 30
    for start in range(0, 30, 3):
        changed = set()
        for before, after in zip(rows[start : start + 2], rows[start + 1 : start + 3], strict=True):
            (span,) = (span for span in spans if before[span.name] != after[span.name])
            assert abs(after[span.name] - before[span.name]) == pytest.approx((span.high - span.low) * 2 / 3)
            changed.add(span)
        assert changed == set(spans)
    with pytest.raises(ValueError, match="even number of levels"):
        morris(SPANS, 2, levels=5)


ISHIGAMI = [Span(f"x{i}", -math.pi, math.pi) for i in (1, 2, 3)]
PROBLEM = {"num_vars": 3, "names": [s.name for s in ISHIGAMI], "bounds": [[s.low, s.high] for s in ISHIGAMI]}


def ishigami(row: Row) -> float:
    return math.sin(row["x1"]) + 7 * math.sin(row["x2"]) ** 2 + 0.1 * row["x3"] ** 4 * math.sin(row["x1"])


def test_the_indices_of_a_known_function() -> None:
    """Ishigami and Homma (1990): first order 0.314, 0.442, 0; total 0.558, 0.442, 0.244. The design is fixed."""
    outcomes = np.array([ishigami(row) for row in saltelli(ISHIGAMI, 1024)])
    found = analyse_sobol.analyze(PROBLEM, outcomes, calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.314, 0.442, 0.0], abs=0.03)
    assert found["ST"] == pytest.approx([0.558, 0.442, 0.244], abs=0.03)
    pairs = np.array([ishigami(row) for row in saltelli(ISHIGAMI, 1024, second_order=True)])
    found = analyse_sobol.analyze(PROBLEM, pairs, calc_second_order=True, seed=1)
    assert found["S2"][0, 2] == pytest.approx(0.244, abs=0.05)


def test_the_screening_of_a_known_function() -> None:
    """Of 2 a + b, the effects over the unit range are 2, 1 and 0 for a, b and c, each the same everywhere."""
    spans = [Span(name, 0.0, 1.0) for name in "abc"]
    rows = morris(spans, 8)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    points = np.array([[row[name] for name in "abc"] for row in rows])
    found = analyse_morris.analyze(problem, points, points @ [2.0, 1.0, 0.0], num_levels=4, seed=1)
    assert list(found["mu_star"]) == pytest.approx([2.0, 1.0, 0.0])
    assert list(found["sigma"]) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
