"""Design: which values the runs of a sweep have, a row each.

Random designs draw each value from the seed, the name of what is varied
and the number of the row, never from one stream for all. So a Latin
hypercube and the trajectories of Morris keep every column when another
thing is varied too, wherever it is written, and designs on Sobol's sequence
when it is written after the others.

References
----------
McKay, Beckman and Conover (1979), on Latin hypercubes. Sobol' (1967) and
Joe and Kuo (2008), on the sequence. Morris (1991) and Campolongo, Cariboni
and Saltelli (2007), on screening. Saltelli et al. (2010), on indices.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = Mapping[str, Any]
"""A run's values by name of what is varied."""
Unit = NDArray[np.float64]
"""Numbers strictly between 0 and 1, or for Morris from 0 to 1."""

_BITS = 30
"""Bits of a number of Sobol's sequence."""


@dataclass(frozen=True)
class Span:
    """Something that is varied over a range.

    Parameters
    ----------
    name
        What it is called; draws are keyed by it.
    low, high
        The range, ends included.
    whole
        Whether it takes whole numbers only, each as likely.
    """

    name: str
    low: float
    high: float
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"{self.name}: the range from {self.low:g} to {self.high:g} is empty")

    def at(self, unit: float) -> float | int:
        """The value so far along the range, 0 its low end and 1 its high end."""
        if self.whole:
            return min(int(self.low + unit * (self.high - self.low + 1)), int(self.high))
        return float(min(self.low + unit * (self.high - self.low), self.high))


def grid(values: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Every combination of listed values, the last name varying fastest."""
    return [dict(zip(values, row, strict=True)) for row in itertools.product(*values.values())]


def side_by_side(values: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Listed values taken together: the first of each, the second of each, and so on.

    Raises
    ------
    ValueError
        If the lists are not of one length.
    """
    if len({len(some) for some in values.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(some)}" for name, some in values.items())
        raise ValueError(f"lists taken side by side must be of one length: {lengths}")
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def latin_hypercube(spans: Sequence[Span], n: int, seed: int = 0) -> list[Row]:
    """A Latin hypercube: each of n equal parts of every range comes exactly once, in random order."""
    from scipy.stats import qmc

    columns = [qmc.LatinHypercube(1, rng=_luck(seed, "latin_hypercube", s.name)).random(n)[:, 0] for s in spans]
    return _rows(spans, np.array(columns).reshape(len(spans), n).T)


def sobol(spans: Sequence[Span], n: int, seed: int = 0) -> list[Row]:
    """Sobol's sequence, each dimension shifted at random by the name that has it.

    Raises
    ------
    ValueError
        If n is no power of two: the sequence fills evenly only then.
    """
    return _rows(spans, _sobol([(span.name, "sobol") for span in spans], n, seed))


def saltelli(spans: Sequence[Span], n: int, seed: int = 0, *, second_order: bool = False) -> list[Row]:
    """Saltelli's design for Sobol indices, in the order in which SALib expects the outcomes.

    Parameters
    ----------
    spans
        What is varied.
    n
        Base points, a power of two.
    seed
        Another one gives other points.
    second_order
        Whether pairs are looked at too.

    Returns
    -------
    list
        n (k + 2) rows for k spans, n (2 k + 2) with pairs.
    """
    both = _sobol([(span.name, side) for span in spans for side in "AB"], n, seed)
    a, b = both[:, 0::2], both[:, 1::2]
    blocks = [a, *_crossed(a, b), *(_crossed(b, a) if second_order else ()), b]
    return _rows(spans, np.stack(blocks, axis=1).reshape(-1, len(spans)))


def morris(spans: Sequence[Span], trajectories: int, levels: int = 4, seed: int = 0) -> list[Row]:
    """Trajectories for Morris screening: each step changes one thing by half the range or a little more.

    Parameters
    ----------
    spans
        What is varied.
    trajectories
        How many; each has one row more than there are spans.
    levels
        Points on each range, an even number.
    seed
        Another one gives other trajectories.

    Raises
    ------
    ValueError
        If the levels are odd or fewer than two.
    """
    if levels < 2 or levels % 2:
        raise ValueError(f"Morris trajectories need an even number of levels, not {levels}")
    jump = levels // 2
    units = np.empty((trajectories, len(spans) + 1, len(spans)))
    for each in range(trajectories):
        words = [_luck(seed, "morris", span.name, each).integers(1 << 62, size=2).tolist() for span in spans]
        low = np.array([word % jump for word, _ in words])
        rises = np.array([bool(word // jump % 2) for word, _ in words])
        order = sorted(range(len(spans)), key=lambda i, turns=words: turns[i][1])  # type: ignore[misc]
        point = np.where(rises, low, low + jump)
        units[each, 0] = point
        for step, i in enumerate(order, 1):
            point[i] += jump if rises[i] else -jump
            units[each, step] = point
    return _rows(spans, (units / (levels - 1)).reshape(-1, len(spans)))


def _crossed(base: Unit, other: Unit) -> list[Unit]:
    """The base with one column of the other, for each column."""
    crossed = []
    for column in range(base.shape[1]):
        mixed = base.copy()
        mixed[:, column] = other[:, column]
        crossed.append(mixed)
    return crossed


def _sobol(names: Sequence[tuple[str, str]], n: int, seed: int) -> Unit:
    """Sobol's points with a digital shift for each name, shape (n, n_names)."""
    if n < 1 or n & (n - 1):
        raise ValueError(f"{n} points of Sobol's sequence: take a power of two, such as {1 << n.bit_length()}")
    from scipy.stats import qmc

    plain = qmc.Sobol(len(names), scramble=False, bits=_BITS).random_base2(n.bit_length() - 1)
    points = np.rint(plain * (1 << _BITS)).astype(np.int64)
    shift = [int(_luck(seed, side, name).integers(1 << _BITS)) for name, side in names]
    unit: Unit = ((points ^ np.array(shift, dtype=np.int64)) + 0.5) / (1 << _BITS)
    return unit


def _luck(seed: int, *words: str | int) -> np.random.Generator:
    """A generator for one purpose, keyed by words."""
    key = blake2b("\x1f".join(map(str, (seed, *words))).encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(key, "big"))


def _rows(spans: Sequence[Span], units: Unit) -> list[Row]:
    return [{span.name: span.at(float(u)) for span, u in zip(spans, row, strict=True)} for row in units]
