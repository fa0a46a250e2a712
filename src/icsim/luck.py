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

import sys
from collections.abc import Sequence
from enum import IntEnum, unique
from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim import exact

Keys = NDArray[np.uint64]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_LEFT, _RIGHT = np.array(0xD2511F53, np.uint64), np.array(0xCD9E8D57, np.uint64)
"""Multipliers of the two halves of a round."""
_WEYL = (0x9E3779B9, 0xBB67AE85)
_LOW, _32 = np.array(0xFFFFFFFF, np.uint64), np.array(32, np.uint64)
_ROUNDS = 10
_BLOCK = 8192
"""Counters worked on at once, so that the state stays in the cache."""
_FEW = 512
"""Counters up to which the number of calls counts, and not the work in them."""
_LOWER = int(sys.byteorder == "big")
"""Which 32-bit half of a 64-bit word, in the order of this machine, is the lower one."""

GUMBEL_LEVELS = 1 << 16
"""Number of equally likely values a Gumbel draw can take."""


@unique
class Purpose(IntEnum):
    """What a draw is for; part of its key, so a value is never reused."""

    person = 1
    seek = 2
    supply = 3
    pipeline = 4
    rotation = 5
    training = 6
    interest = 7
    apprentice = 8
    apprentice_lot = 9
    shared_learning = 10
    student = 20
    student_placement = 21
    first_job = 22
    join = 30


@lru_cache(maxsize=64)
def _round_keys(seed: int) -> list[tuple[NDArray[np.uint64], NDArray[np.uint64]]]:
    """Both key words of every round."""
    low, high = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    words = [[(low + i * _WEYL[0]) & 0xFFFFFFFF, (high + i * _WEYL[1]) & 0xFFFFFFFF] for i in range(_ROUNDS)]
    return [(np.array(a, np.uint64), np.array(b, np.uint64)) for a, b in words]


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
    if not counter.size:
        return counter.copy()
    if counter.shape[1] <= _FEW:
        return _philox_of_few(counter, seed)
    keys = _round_keys(seed)
    out = counter.copy()
    for start in range(0, counter.shape[1], _BLOCK):
        a, b, c, d = words = out[:, start : start + _BLOCK].copy()
        left, right = np.empty_like(a), np.empty_like(a)
        for key_b, key_d in keys:
            np.multiply(a, _LEFT, left)
            np.multiply(c, _RIGHT, right)
            np.bitwise_xor(b, key_b, b)
            np.bitwise_xor(d, key_d, d)
            np.right_shift(right, _32, a)
            np.right_shift(left, _32, c)
            np.bitwise_xor(a, b, a)
            np.bitwise_xor(c, d, c)
            np.bitwise_and(right, _LOW, b)
            np.bitwise_and(left, _LOW, d)
        out[:, start : start + _BLOCK] = words
    return out


@lru_cache(maxsize=64)
def _few_keys(seed: int) -> list[NDArray[np.uint32]]:
    """Key words of every round, for as many counters as are few, second and first in turn."""
    return [np.tile(np.array([b, a], np.uint32), _FEW) for a, b in _round_keys(seed)]


_FEW_FACTORS = np.tile(np.array([_LEFT, _RIGHT]), _FEW)


def _philox_of_few(counter: Words, seed: int) -> Words:
    """As :func:`philox`, in four calls a round instead of ten.

    Both halves of a round lie side by side, counter after counter. The halves
    of a product are not taken apart but looked at through 32-bit views.
    """
    n = 2 * counter.shape[1]
    factor, product, mixed = np.empty(n, np.uint64), np.empty(n, np.uint64), np.empty(n, np.uint32)
    factor[::2], factor[1::2], product[::2], product[1::2] = counter[0], counter[2], counter[3], counter[1]
    factors, (parts, results) = _FEW_FACTORS[:n], (each.view(np.uint32) for each in (factor, product))
    low, high_left, high_right = results[_LOWER::2], results[1 - _LOWER :: 4], results[3 - _LOWER :: 4]
    to_left, to_right = parts[_LOWER::4], parts[_LOWER + 2 :: 4]
    with_left, with_right = mixed[::2], mixed[1::2]
    for key in _few_keys(seed):
        np.bitwise_xor(low, key[:n], mixed)
        np.multiply(factor, factors, product)
        np.bitwise_xor(high_right, with_right, to_left)
        np.bitwise_xor(high_left, with_left, to_right)
    out = np.empty_like(counter)
    out[0], out[1], out[2], out[3] = factor[::2], low[1::2], factor[1::2], low[::2]
    return out


def uniform(words: Words) -> Floats:
    """Words as numbers strictly between 0 and 1."""
    numbers: Floats = np.add(words, 0.5, dtype=np.float64)
    numbers *= 2.0**-32
    return numbers


def exponential(words: Words) -> Floats:
    """Words as Exp(1) numbers: the thresholds of clocks."""
    return -exact.log(uniform(words))


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

    def several(self, person: Keys, draws: Sequence[tuple[Purpose, int, int]]) -> Words:
        """As :meth:`words` for several draws of the same people at once, which costs little more than one.

        Parameters
        ----------
        person
            Keys of the people, shape (k,).
        draws
            Purpose, occasion and block of each draw.

        Returns
        -------
        numpy.ndarray
            Words below 2**32, shape (4, n_draws, k).
        """
        counter = np.empty((4, len(draws), len(person)), dtype=np.uint64)
        np.bitwise_and(person, _LOW, out=counter[0])
        np.right_shift(person, _32, out=counter[1])
        for i, (purpose, occasion, block) in enumerate(draws):
            counter[2, i], counter[3, i] = int(purpose) << 24 | occasion, block
        return philox(counter.reshape(4, -1), self.seed).reshape(counter.shape)

    def blocks(self, person: Keys, purpose: Purpose, n: int, occasion: ArrayLike = 0) -> Words:
        """As :meth:`words`, ``n`` blocks at once: random words of shape (4 n, k)."""
        k = len(person)
        which = np.repeat(np.arange(n, dtype=np.uint64), k)
        occasion = np.tile(occasion, n) if np.ndim(occasion) else occasion
        words = self.words(np.tile(person, n), purpose, occasion, which)
        return words.reshape(4, n, k).transpose(1, 0, 2).reshape(4 * n, k)
