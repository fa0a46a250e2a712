"""The generator is Philox4x32-10: the vectors published with Random123, and the paper's definition."""

from __future__ import annotations

import numpy as np
import pytest

from icsim.luck import Luck, Purpose, philox

MASK = 0xFFFFFFFF

PUBLISHED = {
    "all zero": ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    "all ones": ((MASK, MASK, MASK, MASK), (MASK, MASK), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    "digits of pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
}
"""Counter, key and words of the known-answer file of Random123 for philox4x32, 10 rounds."""


def seed_of(key: tuple[int, int]) -> int:
    """The seed whose low word is the first of the key."""
    return key[0] | key[1] << 32


def by_definition(counter: list[int], key: tuple[int, int]) -> list[int]:
    """Ten rounds in Python's own integers, as Salmon et al. (2011) write them."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        first, second = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = second >> 32 ^ c1 ^ k0, second & MASK, first >> 32 ^ c3 ^ k1, first & MASK
        k0, k1 = k0 + 0x9E3779B9 & MASK, k1 + 0xBB67AE85 & MASK
    return [c0, c1, c2, c3]


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED.values(), ids=list(PUBLISHED))
def test_published_vectors(counter: tuple[int, ...], key: tuple[int, int], words: tuple[int, ...]) -> None:
    found = philox(np.array(counter, dtype=np.uint64)[:, None], seed_of(key))
    assert [f"{word:08x}" for word in found[:, 0].tolist()] == [f"{word:08x}" for word in words]
    assert by_definition(list(counter), key) == list(words)


def test_the_definition_at_random_counters_and_keys() -> None:
    random = np.random.default_rng(4)
    for _ in range(20):
        counter = random.integers(0, 1 << 32, size=(4, 10), dtype=np.uint64)
        key = tuple(random.integers(0, 1 << 32, size=2).tolist())
        found = philox(counter, seed_of(key))
        assert found.T.tolist() == [by_definition(column, key) for column in counter.T.tolist()]


@pytest.mark.parametrize("n", [0, 1, 512, 513, 4095, 4096, 4097, 10_000])
def test_a_word_does_not_depend_on_what_else_is_drawn(n: int) -> None:
    counter = np.random.default_rng(n).integers(0, 1 << 32, size=(4, n), dtype=np.uint64)
    before = counter.copy()
    words = philox(counter, 7)
    assert words.shape == (4, n)
    assert (counter == before).all()
    for at in {0, n // 2, n - 1} if n else ():
        assert (philox(counter[:, [at]], 7)[:, 0] == words[:, at]).all()


def test_a_draw_is_the_word_at_its_key() -> None:
    """Person low and high, purpose over occasion, block; the seed is the key."""
    person = 0x0123456789ABCDEF
    words = Luck(2**40 + 5).words(np.array([person], dtype=np.uint64), Purpose.seek, 77, 3)
    counter = [person & MASK, person >> 32, int(Purpose.seek) << 24 | 77, 3]
    assert words[:, 0].tolist() == by_definition(counter, (5, 2**8))


def test_several_blocks_are_the_blocks_one_by_one() -> None:
    luck, keys = Luck(11), np.arange(50, dtype=np.uint64) << np.uint64(20)
    together = luck.blocks(keys, Purpose.seek, 5, np.arange(50))
    one_by_one = [luck.words(keys, Purpose.seek, np.arange(50), block) for block in range(5)]
    assert (together == np.concatenate(one_by_one)).all()


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_has_64_bits(seed: int) -> None:
    with pytest.raises(ValueError, match=f"seed {seed} is not between 0 and"):
        Luck(seed)


def test_purposes_share_no_number() -> None:
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose)
    assert all(0 < purpose < 256 for purpose in Purpose)


def test_several_draws_of_the_same_people_are_the_draws_one_by_one() -> None:
    luck, keys = Luck(11), np.arange(300, dtype=np.uint64) << np.uint64(20)
    draws = [(Purpose.rotation, 7, 99), (Purpose.interest, 0, 2**32 - 1), (Purpose.rotation, 8, 99)]
    together = luck.several(keys, draws)
    assert together.shape == (4, 3, 300)
    for i, draw in enumerate(draws):
        assert (together[:, i] == luck.words(keys, *draw)).all()
