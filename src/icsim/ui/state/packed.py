"""Packed: plain data as a short text for an address, and back without trusting it."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any, Final

MOST_TEXT: Final = 24_000
"""Longest packed text that is read: browsers and servers take addresses of about this length."""
MOST_BYTES: Final = 1 << 20
"""Most that a packed text may hold once it is unpacked, so that a short one cannot fill the memory."""


def pack(content: object) -> str:
    """JSON data as letters, digits, ``-`` and ``_``; the same text for the same content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpack(text: str) -> Any:
    """The data in a packed text.

    Raises
    ------
    ValueError
        If it is too long, damaged, or holds too much.
    """
    if len(text) > MOST_TEXT:
        raise ValueError("it is too long")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        content = reader.decompress(packed, MOST_BYTES)
        if not reader.eof or reader.unconsumed_tail or reader.unused_data:
            raise ValueError("it is cut short or holds too much")
        return json.loads(content)
    except (binascii.Error, zlib.error, UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("it is damaged; copy the whole link") from error
