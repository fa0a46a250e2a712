"""Bytes of a replay: a header as JSON and whole numbers as typed arrays, which a browser reads without copying.

::

    8 bytes    ICSIMRP1
    4 bytes    length of the header, little-endian
    header     JSON; its "arrays" says name, type, shape, offset, parts and the code of what is missing
    arrays     little-endian, each at a multiple of eight bytes

A value is the whole number kept divided by ``parts``: tenths of an FTE have
ten parts. Each array has the narrowest type that holds it, so nothing runs
over, however large a system is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"ICSIMRP1"
ABSENT: Final = -(2**62)
"""A number that is not known, in memory; on disk each array has its own code for it."""

_TYPES: Final = ("u1", "i1", "u2", "i2", "u4", "i4", "f8")
"""From narrow to wide; whole numbers up to 2**53 are exact in the last."""
_ALIGNED: Final = 8


@dataclass(frozen=True, eq=False)
class Numbers:
    """Whole numbers with a unit.

    Parameters
    ----------
    whole
        The numbers, :data:`ABSENT` where there is none.
    parts
        How many of them make one unit.
    """

    whole: NDArray[np.int64]
    parts: int = 1

    @property
    def values(self) -> NDArray[np.float64]:
        """In units; missing where absent."""
        return np.where(self.whole == ABSENT, np.nan, self.whole / self.parts)


def rounded(values: NDArray[Any], parts: int = 1) -> Numbers:
    """Numbers from values in units, rounded to the nearest part; missing values are absent."""
    values = np.asarray(values, dtype=np.float64)
    known = np.isfinite(values)
    whole = np.full(values.shape, ABSENT, dtype=np.int64)
    whole[known] = np.rint(values[known] * parts).astype(np.int64)
    return Numbers(whole, parts)


def encode(header: Mapping[str, Any], arrays: Mapping[str, Numbers]) -> bytes:
    """The bytes of a replay: the same for the same content."""
    notes, blocks, offset = [], list[bytes](), 0
    for name, numbers in arrays.items():
        kind, code = _narrowest(numbers.whole)
        packed = np.where(numbers.whole == ABSENT, 0 if code is None else code, numbers.whole).astype(f"<{kind}")
        block = packed.tobytes()
        block += bytes(-len(block) % _ALIGNED)
        place = {"name": name, "type": kind, "shape": packed.shape, "offset": offset}
        notes.append(place | {"parts": numbers.parts, "absent": code})
        blocks.append(block)
        offset += len(block)
    text = json.dumps({**header, "arrays": notes}, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(len(text) + len(MAGIC) + 4) % _ALIGNED)
    return b"".join([MAGIC, len(text).to_bytes(4, "little"), text, *blocks])


def decode(content: bytes) -> tuple[dict[str, Any], dict[str, Numbers]]:
    """Header and arrays of a replay.

    Raises
    ------
    ValueError
        If these are not the bytes of a replay, or not all of them.
    """
    start = len(MAGIC) + 4
    if content[: len(MAGIC)] != MAGIC or len(content) < start:
        raise ValueError("these are not the bytes of a replay")
    data = start + int.from_bytes(content[len(MAGIC) : start], "little")
    try:
        header: dict[str, Any] = json.loads(content[start:data])
        arrays = {note["name"]: _decoded(content, data, note) for note in header.pop("arrays")}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("the bytes of a replay are cut short or damaged") from error
    return header, arrays


def _decoded(content: bytes, data: int, note: Mapping[str, Any]) -> Numbers:
    count = int(np.prod(note["shape"], dtype=np.int64))
    if note["type"] not in _TYPES:
        raise ValueError(f"unknown type {note['type']}")
    found = np.frombuffer(content, f"<{note['type']}", count, data + note["offset"]).astype(np.int64)
    if note["absent"] is not None:
        found[found == note["absent"]] = ABSENT
    return Numbers(found.reshape(note["shape"]), note["parts"])


def _narrowest(whole: NDArray[np.int64]) -> tuple[str, int | None]:
    """The narrowest type that holds some numbers, and its code for what is absent if anything is."""
    known = whole[whole != ABSENT]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    spare = len(known) < whole.size
    for kind in _TYPES[:-1]:
        room = np.iinfo(kind)
        least, most = int(room.min), int(room.max)
        code = None
        if spare:  # one code is kept back: the greatest of whole numbers without a sign, the least of those with one
            code, least, most = (most, least, most - 1) if least == 0 else (least, least + 1, most)
        if least <= low and high <= most:
            return kind, code
    return _TYPES[-1], -(2**53) if spare else None
