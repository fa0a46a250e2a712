"""Keyed random numbers: the same people meet the same chances.

A random number is a pure function of (seed, person, purpose, occasion,
block), never the next number of a shared stream. Two arms of a comparison
therefore differ only by the agreement, and an event that happens in one
arm alone shifts nobody else's luck.

References
----------
Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as
1, 2, 3. The generator is their Philox4x32-10, tested against the vectors
published with Random123.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim import exact

Keys = NDArray[np.uint64]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_MULTIPLIERS = np.array([[0xD2511F53], [0xCD9E8D57]], dtype=np.uint64)
_WEYL = (0x9E3779B9, 0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_ROUNDS = 10
_BLOCK = 4096
"""Counters worked on at once, so that the state stays in the cache."""

GUMBEL_LEVELS = 1 << 16
"""Number of equally likely values a Gumbel draw can take."""


class Purpose(IntEnum):
    """What a draw is for; part of its key, so a value is never reused."""

    person = 1
    home = 2
    leave = 3
    seek = 4
    supply = 5
    rotation = 6
    training = 7
    onboard = 8
    pipeline = 9


@lru_cache(maxsize=64)
def _round_keys(seed: int) -> NDArray[np.uint64]:
    """Key of every round, shape (10, 2, 1)."""
    start = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    keys = [[[(k + i * w) & 0xFFFFFFFF] for k, w in zip(start, _WEYL, strict=True)] for i in range(_ROUNDS)]
    return np.array(keys, dtype=np.uint64)


def philox(counter: Words, seed: int) -> Words:
    """Philox4x32-10: four random words for each counter.

    Parameters
    ----------
    counter
        Counter words below 2**32, shape (4, n).
    seed
        Key, a non-negative integer below 2**64.

    Returns
    -------
    numpy.ndarray
        Random words below 2**32, shape (4, n).
    """
    keys = _round_keys(seed)
    out = np.empty_like(counter)
    for start in range(0, counter.shape[1], _BLOCK):
        part = slice(start, start + _BLOCK)
        even = counter[0::2, part].copy()
        odd = counter[1::2, part].copy()
        product = np.empty_like(even)
        high = np.empty_like(even)
        for key in keys:
            np.multiply(even, _MULTIPLIERS, out=product)
            np.right_shift(product, _32, out=high)
            np.bitwise_xor(high[::-1], odd, out=even)
            np.bitwise_xor(even, key, out=even)
            np.bitwise_and(product[::-1], _LOW, out=odd)
        out[0::2, part] = even
        out[1::2, part] = odd
    return out


def uniform(words: Words) -> Floats:
    """Words as numbers strictly between 0 and 1."""
    return (words + 0.5) * 2.0**-32


def exponential(words: Words) -> Floats:
    """Words as Exp(1) numbers: the thresholds of clocks."""
    return cast(Floats, -exact.log(uniform(words)))


@cache
def _gumbel_table() -> NDArray[np.float32]:
    levels = (np.arange(GUMBEL_LEVELS) + 0.5) / GUMBEL_LEVELS
    return (-exact.log(-exact.log(levels))).astype(np.float32)


def gumbels(words: Words) -> NDArray[np.float32]:
    """Words as standard Gumbel numbers, two from each, from a table of 65,536 levels.

    Parameters
    ----------
    words
        Shape (w, k).

    Returns
    -------
    numpy.ndarray
        Shape (2 w, k).
    """
    halves = np.concatenate([words >> np.uint64(16), words & np.uint64(0xFFFF)])
    return _gumbel_table().take(halves.astype(np.intp))


def below(words: Words, prob: ArrayLike) -> NDArray[np.bool_]:
    """Whether each chance comes up: true with probability ``prob``."""
    return uniform(words) < np.asarray(prob)


class Luck:
    """The chances of one run.

    Parameters
    ----------
    seed
        Seed of the run; runs with the same seed share their luck.
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed {seed} is not between 0 and 2**64 - 1")
        self.seed = seed

    def words(self, person: Keys, purpose: Purpose, occasion: ArrayLike = 0, block: ArrayLike = 0) -> Words:
        """Four random words for each person.

        Parameters
        ----------
        person
            Keys of the people (or of whatever else the draw belongs to), shape (n,).
        purpose
            What the draw is for.
        occasion
            Which time this purpose arises, below 2**24: a month, or a count of earlier times.
        block
            Which four words, below 2**32, where one occasion needs more than four.

        Returns
        -------
        numpy.ndarray
            Words below 2**32, shape (4, n).
        """
        counter = np.empty((4, len(person)), dtype=np.uint64)
        np.bitwise_and(person, _LOW, out=counter[0])
        np.right_shift(person, _32, out=counter[1])
        counter[2] = occasion
        counter[2] |= np.uint64(int(purpose) << 24)
        counter[3] = block
        return philox(counter, self.seed)

    def blocks(self, person: Keys, purpose: Purpose, n: int, occasion: ArrayLike = 0) -> Words:
        """As :meth:`words`, ``n`` blocks at once: random words of shape (4 n, k)."""
        k = len(person)
        which = np.repeat(np.arange(n, dtype=np.uint64), k)
        occasion = np.tile(occasion, n) if np.ndim(occasion) else occasion
        words = self.words(np.tile(person, n), purpose, occasion, which)
        return words.reshape(4, n, k).transpose(1, 0, 2).reshape(4 * n, k)
