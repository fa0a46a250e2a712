"""Student's t, from its finite sums: no library, and the same digits on every machine.

Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and
26.7.4: for whole degrees of freedom the distribution is an angle and a
polynomial in its cosine.
"""

from __future__ import annotations

import math

_HALVINGS = 200
"""Bisections of an interval of floats: more than it has bits."""
_FURTHEST = 1e9
"""No quantile that anybody asks for is larger."""


def within(t: float, df: int) -> float:
    """Chance that Student's t is between -t and t.

    Parameters
    ----------
    t
        Half-width, 0 or more.
    df
        Degrees of freedom, 1 or more.
    """
    if math.isinf(t):
        return 1.0
    angle = math.atan(t / math.sqrt(df))
    cosine, term, total = math.cos(angle), 1.0, 0.0
    first = 1 if df % 2 else 0
    for power in range(first, df - 1, 2):
        if power == first:
            term = cosine if first else 1.0
        else:
            term *= cosine * cosine * (power - 1) / power
        total += term
    if first:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total


def beyond(t: float, df: int) -> float:
    """Chance that Student's t is t or more; good to about 1e-15, so a smaller one is only small.

    Parameters
    ----------
    t
        Any number, infinite ones too.
    df
        Degrees of freedom, 1 or more.
    """
    inside = within(abs(t), df)
    return max(0.0, (1 - inside) / 2) if t >= 0 else (1 + inside) / 2


def half_width(level: float, df: int) -> float:
    """The t with which an interval from -t to t holds a share of the distribution.

    Parameters
    ----------
    level
        Share inside, for example 0.95.
    df
        Degrees of freedom, 1 or more.
    """
    low, high = 0.0, _FURTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle, df) < level else (low, middle)
    return high
