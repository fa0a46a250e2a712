"""Bytes of a replay: what goes in comes out, in no more room than it takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as drawn_arrays

from icsim.report.replay_bytes import ABSENT, Numbers, decode, encode, rounded

EDGES = (0, 1, 127, 128, 254, 255, 256, 32_767, 65_534, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 1)


def there_and_back(whole: np.ndarray) -> np.ndarray:
    _, arrays = decode(encode({}, {"numbers": Numbers(whole)}))
    return arrays["numbers"].whole


@pytest.mark.parametrize("absent", [False, True])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("edge", EDGES)
def test_nothing_runs_over_at_the_edge_of_a_type(edge: int, sign: int, absent: bool) -> None:
    whole = np.array([0, sign * edge, *([ABSENT] if absent else [])], dtype=np.int64)
    assert there_and_back(whole).tolist() == whole.tolist()


@given(drawn_arrays(np.int64, st.tuples(st.integers(0, 5), st.integers(0, 5)), elements=st.integers(-70_000, 70_000)))
def test_any_numbers_come_back(whole: np.ndarray) -> None:
    assert there_and_back(whole).tolist() == whole.tolist()


def test_small_numbers_take_one_byte_each() -> None:
    few, many = (len(encode({}, {"n": Numbers(np.ones(n, dtype=np.int64))})) for n in (8, 8008))
    assert many - few == pytest.approx(8000, abs=16)


def test_tenths_come_back_as_tenths_and_what_is_missing_as_missing() -> None:
    _, arrays = decode(encode({}, {"fte": rounded(np.array([12.34, -0.06, np.nan]), parts=10)}))
    assert arrays["fte"].values.tolist()[:2] == [12.3, -0.1]
    assert np.isnan(arrays["fte"].values[2])


def test_the_header_keeps_words_of_any_alphabet() -> None:
    header = {"name": "Ysbyty'r Ŵyl </script> \u2028"}
    assert decode(encode(header, {}))[0] == header


@pytest.mark.parametrize("cut", [0, 7, 11, 20, -1])
def test_bytes_cut_short_are_refused(cut: int) -> None:
    content = encode({"a": 1}, {"n": Numbers(np.arange(8))})
    with pytest.raises(ValueError, match="replay"):
        decode(content[:cut])
