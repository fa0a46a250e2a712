"""Draws are uniform, and independent between people, purposes, occasions, blocks and seeds.

The seeds are fixed, so each test passes or fails for good. Each bound is
put where a sound generator would have failed, once and for all, with a
chance below 1 in 10,000 over all the figures the test looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from icsim.codes import StaffGroup
from icsim.keys import person_keys
from icsim.luck import Luck, Purpose, uniform

N = 40_000
"""Draws of one stream."""
MOST_Z = 5.5
"""Largest standard score allowed: 4 in 100 million for one figure, so below 1 in 10,000 for 2,000 of them."""

Stream = NDArray[np.float64]
WordStream = NDArray[np.uint64]

KEYS = person_keys(np.repeat(np.arange(1, 11), N // 10), int(StaffGroup.nurse), np.tile(np.arange(N // 10), 10))
"""People of ten organisations whose identities differ in the last bits only."""


def stream(
    seed: int = 1, purpose: Purpose = Purpose.person, occasion: int = 0, block: int = 0, shift: int = 0
) -> Stream:
    """First words of everybody in ``KEYS``; ``shift`` takes neighbours' keys instead."""
    return uniform(Luck(seed).words(KEYS + np.uint64(shift), purpose, occasion, block)[0])


def z_of_correlation(a: Stream, b: Stream) -> float:
    """Correlation of two streams, in standard errors."""
    return float(np.corrcoef(a, b)[0, 1] * np.sqrt(len(a)))


def test_every_bit_of_every_word_is_fair() -> None:
    words = Luck(1).words(KEYS, Purpose.person)
    ones = np.array([[(word >> np.uint64(bit) & np.uint64(1)).sum() for bit in range(32)] for word in words])
    assert np.abs((ones - N / 2) / np.sqrt(N / 4)).max() < MOST_Z


def test_bits_of_one_draw_are_independent() -> None:
    words = Luck(2).words(KEYS, Purpose.person)
    bits = np.array([word >> np.uint64(bit) & np.uint64(1) for word in words for bit in range(32)], dtype=np.float64)
    among = np.corrcoef(bits)[np.triu_indices(len(bits), 1)]
    assert np.abs(among).max() * np.sqrt(N) < MOST_Z + 0.5  # 8,128 pairs


@pytest.mark.parametrize("seed", [0, 1, 2, 2**32, 2**64 - 1])
@pytest.mark.parametrize("bins", [256, 4096])
def test_draws_are_uniform(seed: int, bins: int) -> None:
    for words in Luck(seed).words(KEYS, Purpose.seek, 3):
        counts = np.bincount((uniform(words) * bins).astype(np.intp), minlength=bins)
        chi_square = ((counts - N / bins) ** 2 / (N / bins)).sum()
        assert abs(chi_square - (bins - 1)) / np.sqrt(2 * (bins - 1)) < MOST_Z


def test_uniform_is_strictly_between_0_and_1() -> None:
    lowest, highest = uniform(np.array([0, 2**32 - 1], dtype=np.uint64)).tolist()
    assert 0.0 < lowest < highest < 1.0
    assert lowest == 1.0 - highest


NEIGHBOURS: dict[str, Callable[[int], Stream]] = {
    "seeds": lambda i: stream(seed=i),
    "seeds, high half": lambda i: stream(seed=i << 32),
    "purposes": lambda i: stream(purpose=list(Purpose)[i % len(Purpose)]),
    "occasions": lambda i: stream(occasion=i),
    "blocks": lambda i: stream(block=i),
    "people": lambda i: stream(shift=i << 17),
    "months of arrival": lambda i: stream(shift=i << 16 << 11),
    "words": lambda i: uniform(Luck(1).words(KEYS, Purpose.person)[i % 4]),
}
"""Streams that differ in one part of the key, by a small number."""


@pytest.mark.parametrize("what", NEIGHBOURS)
def test_neighbouring_streams_are_independent(what: str) -> None:
    count = {"purposes": len(Purpose), "words": 4}.get(what, 9)
    streams = [NEIGHBOURS[what](i) for i in range(count)]
    assert max(abs(z_of_correlation(a, b)) for a, b in combinations(streams, 2)) < MOST_Z


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5, 7, 8, 16, 64, 4096])
def test_no_serial_correlation(lag: int) -> None:
    """Not along the people of one draw, nor along the months of one person."""
    people = stream()
    assert abs(z_of_correlation(people[:-lag], people[lag:])) < MOST_Z
    luck, somebody = Luck(1), np.repeat(KEYS[:1], N)
    months = uniform(luck.words(somebody, Purpose.person, np.arange(N))[0])
    assert abs(z_of_correlation(months[:-lag], months[lag:])) < MOST_Z


def test_pairs_of_neighbours_fill_the_square() -> None:
    """Two people side by side: every one of 64 x 64 squares is as likely."""
    draws = (stream(seed=9) * 64).astype(np.intp)
    counts = np.bincount(draws[:-1] * 64 + draws[1:], minlength=4096)
    chi_square = ((counts - (N - 1) / 4096) ** 2 / ((N - 1) / 4096)).sum()
    assert abs(chi_square - 4095) / np.sqrt(2 * 4095) < MOST_Z


def test_no_run_repeats_another_run_some_months_later() -> None:
    """The trap: run k in month t drawing the numbers of run k + 16 in month t - 1.

    Half a million draws of 64 bits from 64 neighbouring seeds, 48 months and
    all purposes are all different; by chance two would agree once in 100
    million such tests.
    """
    people = KEYS[:: N // 18][:18]
    month = np.repeat(np.arange(48), len(people))
    seen = [
        words[0] << np.uint64(32) | words[1]
        for seed in range(1, 65)
        for purpose in Purpose
        for words in [Luck(seed).words(np.tile(people, 48), purpose, month)]
    ]
    drawn = np.concatenate(seen)
    assert len(np.unique(drawn)) == len(drawn) == 64 * 48 * 18 * len(Purpose)


def test_neighbouring_runs_are_independent_at_every_lag() -> None:
    """Runs 1 to 40, shifted by up to 3 months either way, months of the same people."""
    people, months = KEYS[:400], 36
    month = np.repeat(np.arange(months), len(people))
    runs = np.stack([uniform(Luck(s).words(np.tile(people, months), Purpose.person, month)[0]) for s in range(1, 41)])
    runs = (runs.reshape(40, months, 400) - 0.5) * np.sqrt(12)
    worst = 0.0
    for lag in range(4):
        a, b = runs[:, lag:].reshape(40, -1), runs[:, : months - lag].reshape(40, -1)
        z = a @ b.T / np.sqrt(a.shape[1])
        if lag == 0:
            np.fill_diagonal(z, 0.0)
        worst = max(worst, float(np.abs(z).max()))
    assert worst < MOST_Z
