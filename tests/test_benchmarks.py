"""Benchmarks still measure what they say: how long it took is nobody's business here."""

from __future__ import annotations

import shutil

import pytest
from benchmarks import metal, pairing

pytestmark = pytest.mark.slow


def test_the_compiled_loop_and_the_clock_pass_agree() -> None:
    """Otherwise measuring raises an error; where there is no compiler, icsim's own pass is measured alone."""
    (row,) = metal.measure(quick=True).rows
    compiled = shutil.which("cc") or shutil.which("gcc")
    assert [value is not None for value in row] == [True, True, bool(compiled), bool(compiled)]


def test_the_same_luck_narrows_every_difference() -> None:
    report = pairing.measure(quick=True)
    factors = [row[report.columns.index("factor")] for row in report.rows]
    assert len(factors) == 8
    assert all(isinstance(factor, float) and factor > 1 for factor in factors)
