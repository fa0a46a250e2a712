"""The functions that the model computes with are accurate, and the same to the last bit everywhere."""

from __future__ import annotations

import hashlib
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from numpy.typing import NDArray

from icsim import exact

Floats = NDArray[np.float64]

_STEPS = np.arange(1, 5001)
POSITIVE = np.concatenate([_STEPS / 5001, _STEPS * 0.37, 2.0 ** np.arange(-1022, 1024), [5e-324, 1e-300, 1.7e308]])
REAL = np.concatenate([(_STEPS - 2500) * 0.01, (_STEPS - 2500) * 0.279, [0.0, -0.0, 1e-300, -1e-17]])

GOLDEN_LOG = {
    0.5: "-0x1.62e42fefa39efp-1",
    1.0: "0x0.0p+0",
    1.1: "0x1.8663f793c46ccp-4",
    2.0**-33: "-0x1.6dfb516f20bbep+4",
    1.0 - 2.0**-33: "-0x1.0000000000000p-33",
    1e-9: "-0x1.4b927f32bffb8p+4",
    98.0: "0x1.25701b6f87469p+2",
}
GOLDEN_EXP = {
    0.0: "0x1.0000000000000p+0",
    1.0: "0x1.5bf0a8b14576bp+1",
    -1.0: "0x1.78b56362cef37p-2",
    0.1: "0x1.1aec7b35a00d3p+0",
    -14.3: "0x1.4ab7fe43cef41p-21",
    300.5: "0x1.719c25b8f5b00p+433",
}
GOLDEN_DIGESTS = {"log": "0064eae93f5a28ea", "exp": "8aceb9b00da55b09"}


def digest(values: Floats) -> str:
    return hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()[:16]


def test_log_is_accurate() -> None:
    truth = np.array([math.log(x) for x in POSITIVE.tolist()])
    assert (np.abs(exact.log(POSITIVE) - truth) <= 1e-15 * np.maximum(1.0, np.abs(truth))).all()


def test_exp_is_accurate() -> None:
    truth = np.array([math.exp(x) for x in REAL.tolist()])
    assert (np.abs(exact.exp(REAL) / truth - 1.0) <= 4e-15 + 1.5e-16 * np.abs(REAL)).all()


@pytest.mark.parametrize(("value", "bits"), GOLDEN_LOG.items())
def test_bits_of_log(value: float, bits: str) -> None:
    assert float(exact.log(value)).hex() == bits


@pytest.mark.parametrize(("value", "bits"), GOLDEN_EXP.items())
def test_bits_of_exp(value: float, bits: str) -> None:
    assert float(exact.exp(value)).hex() == bits


def test_bits_of_thousands() -> None:
    """One digest for each: a changed last bit anywhere shows."""
    assert {"log": digest(exact.log(POSITIVE)), "exp": digest(exact.exp(REAL))} == GOLDEN_DIGESTS


@pytest.mark.parametrize("function", [exact.log, exact.exp])
def test_a_value_does_not_depend_on_its_neighbours(function: object) -> None:
    """One by one, in odd slices and backwards: the same bits as all at once."""
    assert callable(function)
    values = POSITIVE[POSITIVE < 600][:3001]
    whole = function(values)
    assert digest(np.array([float(function(x)) for x in values.tolist()])) == digest(whole)
    assert digest(np.concatenate([function(values[:7]), function(values[7:])])) == digest(whole)
    assert digest(function(values[::-1])[::-1]) == digest(whole)
    assert digest(function(np.repeat(values, 3)[::3])) == digest(whole)


def test_both_are_monotone_where_the_model_uses_them() -> None:
    assert (np.diff(exact.log(np.sort(POSITIVE))) >= 0).all()
    assert (np.diff(exact.exp(np.sort(REAL))) >= 0).all()


def test_exp_stops_at_the_ends() -> None:
    assert float(exact.exp(-1e9)) == float(exact.exp(-700.0)) > 0
    assert float(exact.exp(-np.inf)) == float(exact.exp(-700.0))
    assert float(exact.exp(1e9)) == float(exact.exp(700.0)) < math.inf


def test_shapes_are_kept() -> None:
    for shape in [(), (0,), (3,), (2, 3)]:
        assert exact.log(np.ones(shape)).shape == exact.exp(np.ones(shape)).shape == shape


def test_tables_are_rounded_once() -> None:
    """Each entry is the nearest float to the true value, whatever the C library of the machine makes of it."""
    with localcontext(prec=45):
        logs = [float(Decimal(1024 + i).ln() - Decimal(1024).ln()) for i in range(1025)]
        exps = [float((Decimal(i) / 1024).exp()) for i in range(1024)]
    assert [*exact._LOG_TABLE.tolist(), exact._LN2] == logs
    assert exact._EXP_TABLE.tolist() == exps


ANGLES = np.concatenate([np.linspace(-math.pi / 2, math.pi / 2, 4001), [0.0, 1e-9, 0.9]])


def test_cosine_is_accurate_and_even() -> None:
    truth = np.array([math.cos(x) for x in ANGLES.tolist()])
    assert np.abs(exact.cos(ANGLES) - truth).max() <= 3e-16
    assert (exact.cos(-ANGLES) == exact.cos(ANGLES)).all()
    assert float(exact.cos(0.0)) == 1.0
    assert digest(exact.cos(ANGLES)) == "9a1f57d8049f94f3"


def test_along_straight_lines() -> None:
    """Between points by hand; at a step the later height; at the ends the ends."""
    at, heights = [0.0, 2.0, 2.0, 4.0, 4.0], [10.0, 20.0, 30.0, 50.0, 60.0]
    assert exact.along([0.0, 0.5, 1.5, 2.0, 3.0, 4.0], at, heights).tolist() == [10.0, 12.5, 17.5, 30.0, 40.0, 60.0]


def test_along_is_what_numpy_gives_here() -> None:
    luck = np.random.Generator(np.random.PCG64(1))
    for n in range(2, 12):
        at, heights = np.cumsum(luck.random(n)), luck.random(n)
        where = at[0] + (at[-1] - at[0]) * luck.random(200)
        np.testing.assert_allclose(exact.along(where, at, heights), np.interp(where, at, heights), rtol=1e-15)
