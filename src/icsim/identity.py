"""Identity: what a person's key says of the organisation, and how many people it can count.

A module of its own, without numpy, so that files are checked before
anything heavy is loaded.
"""

from __future__ import annotations

import hashlib

NTH_BITS = 16
"""Bits of a person's key that count those who came the same way."""

MOST_HEADS = (1 << NTH_BITS) - 1
"""Most people one staff group of one organisation may start with: a key must be able to count them."""


def organisation_identity(code: str) -> int:
    """A 32-bit identity of an organisation, a pure function of its code."""
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=4).digest())
