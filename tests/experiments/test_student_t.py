"""Student's t against printed tables."""

from __future__ import annotations

import math

import pytest

from icsim.experiment.student_t import beyond, half_width, within


@pytest.mark.parametrize(
    ("df", "level", "printed"),
    [
        (1, 0.95, 12.706),
        (2, 0.95, 4.303),
        (4, 0.95, 2.776),
        (5, 0.95, 2.571),
        (9, 0.95, 2.262),
        (10, 0.99, 3.169),
        (29, 0.95, 2.045),
        (120, 0.999, 3.373),
    ],
)
def test_quantiles_are_those_of_the_printed_table(df: int, level: float, printed: float) -> None:
    assert half_width(level, df) == pytest.approx(printed, abs=6e-4)


def test_one_degree_of_freedom_is_cauchy_and_two_is_a_root() -> None:
    assert within(1.0, 1) == pytest.approx(0.5)
    assert within(1.0, 2) == pytest.approx(1 / math.sqrt(3))


def test_many_degrees_of_freedom_are_nearly_normal() -> None:
    assert beyond(1.959964, 4000) == pytest.approx(0.025, abs=2e-4)


def test_tails_mirror_each_other_and_end() -> None:
    for df in (1, 2, 9, 30):
        assert beyond(0.0, df) == 0.5
        assert beyond(1.3, df) + beyond(-1.3, df) == pytest.approx(1.0)
        assert beyond(math.inf, df) == 0.0
        assert beyond(-math.inf, df) == 1.0
        assert within(half_width(0.95, df), df) == pytest.approx(0.95)
