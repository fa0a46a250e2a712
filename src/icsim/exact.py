"""Logarithm and exponential that give the same bits on every machine.

``numpy.exp`` and ``numpy.log`` differ between processors in the last bit,
enough to make one person leave a month earlier on another laptop. These
two use additions, products, powers of two and tables from :mod:`math` only,
so they do not.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_BITS = 10
_CELLS = 1 << _BITS
_LOG_TABLE = np.array([math.log(1.0 + i / _CELLS) for i in range(_CELLS)])
_EXP_TABLE = np.array([math.exp(i / _CELLS) for i in range(_CELLS)])
_LN2 = math.log(2.0)


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
