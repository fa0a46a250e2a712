"""Functions that give the same bits on every machine.

``numpy.exp`` and ``numpy.log`` differ between processors in the last bit,
enough to make one person leave a month earlier on another laptop, and so
does :func:`math.exp` between C libraries and, with one C library, between
processors with and without fused products. These use additions, products,
quotients and powers of two only, each rounded as IEEE 754 says, one step a
call so that no compiler can fuse two; their tables are worked out in whole
numbers and rounded once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_BITS = 10
_CELLS = 1 << _BITS
_FIXED = 128
"""Bits after the point of whole numbers that stand for fractions: 70 more than a float keeps."""
_ONE = 1 << _FIXED


def _logs() -> list[float]:
    """Logarithm of 1 + i / 1024 for i from 0 to 1024: the last is that of 2.

    From one to the next it grows by log((n + 1) / n) = 2 (z + z^3/3 + z^5/5 + ...) with z = 1 / (2 n + 1).
    """
    total, sums = 0, [0]
    for odd in range(2 * _CELLS + 1, 4 * _CELLS, 2):
        power, nth = 2 * _ONE // odd, 1
        while power:
            total += power // nth
            power //= odd * odd
            nth += 2
        sums.append(total)
    return [each / _ONE for each in sums]


def _exps() -> list[float]:
    """Exponential of i / 1024 for i from 0 to 1023: powers of the first, which is a series."""
    step = term = _ONE
    nth = 0
    while term:
        nth += 1
        term //= nth * _CELLS
        step += term
    powers = [_ONE]
    for _ in range(_CELLS - 1):
        powers.append(powers[-1] * step >> _FIXED)
    return [each / _ONE for each in powers]


_LOGS = _logs()
_LN2 = _LOGS.pop()
_LOG_TABLE, _EXP_TABLE = np.array(_LOGS), np.array(_exps())
_HIGHEST_POWER = 22
"""Of the series of the cosine: what follows is below the last bit."""


def log(value: ArrayLike) -> Floats:
    """Natural logarithm of positive numbers, to about 1e-15 relative to 1.

    Parameters
    ----------
    value
        Positive numbers, any shape.

    Returns
    -------
    numpy.ndarray
        The logarithms, same shape.
    """
    mantissa, exponent = np.frexp(np.asarray(value, dtype=np.float64))
    mantissa = mantissa * 2.0 - 1.0
    cell = np.minimum((mantissa * _CELLS).astype(np.intp), _CELLS - 1)
    node = cell / _CELLS
    r = (mantissa - node) / (1.0 + node)
    series = r * (1.0 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5)))))
    return np.asarray((exponent - 1.0) * _LN2 + (_LOG_TABLE[cell] + series))


@cache
def log_of(number: float) -> float:
    """Natural logarithm of one positive number that is asked for again and again, as a parameter is."""
    return float(log(number))


def exp(value: ArrayLike) -> Floats:
    """Exponential of numbers between -700 and 700, to about 1e-14 relative up to 100, 1e-13 at the ends.

    Parameters
    ----------
    value
        Numbers, any shape; below -700 the result is that of -700.

    Returns
    -------
    numpy.ndarray
        The exponentials, same shape.
    """
    x = np.minimum(np.maximum(np.asarray(value, dtype=np.float64), -700.0), 700.0)
    power = np.floor(x / _LN2)
    rest = np.minimum(np.maximum(x - power * _LN2, 0.0), _LN2)
    cell = (rest * _CELLS).astype(np.intp)
    r = rest - cell / _CELLS
    series = 1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24))))
    return np.asarray(np.ldexp(_EXP_TABLE[cell] * series, power.astype(np.int64)))


def cos(angle: ArrayLike) -> Floats:
    """Cosine of angles between a quarter turn to the left and to the right, to about 3e-16.

    Parameters
    ----------
    angle
        Radians from -pi/2 to pi/2, any shape.

    Returns
    -------
    numpy.ndarray
        The cosines, same shape.
    """
    square = np.square(np.asarray(angle, dtype=np.float64))
    series = np.ones_like(square)
    for n in range(_HIGHEST_POWER, 0, -2):
        series = 1.0 - series * (square / (n * (n - 1)))
    return np.asarray(series)


def along(value: ArrayLike, at: ArrayLike, heights: ArrayLike) -> Floats:
    """Heights of straight lines between points, as ``numpy.interp``, which some compilers round otherwise.

    Parameters
    ----------
    value
        Where, between the first and the last point; any shape.
    at
        Positions of the points, none before the one before it, at least two of them apart, shape (n,).
    heights
        Their heights, shape (n,).

    Returns
    -------
    numpy.ndarray
        The heights there, in the shape of ``value``.
    """
    x, xs, ys = (np.asarray(each, dtype=np.float64) for each in (value, at, heights))
    last = np.searchsorted(xs, xs[-1]) - 1
    left = np.minimum(np.searchsorted(xs, x, side="right") - 1, last)
    slope = (ys[left + 1] - ys[left]) / (xs[left + 1] - xs[left])
    return np.asarray(np.where(x < xs[-1], slope * (x - xs[left]) + ys[left], ys[-1]))
