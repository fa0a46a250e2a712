"""Partnerships: what organisations are to one another, edge by edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Organisations = NDArray[np.int64]


class Partnerships:
    """Edges between organisations."""

    def release(self, origin: Organisations, host: Organisations) -> Floats:
        """Share of the staff that could go from one organisation to another that is let go, shape (k,)."""
        return np.ones(np.broadcast_shapes(origin.shape, host.shape))

    def note(self, origin: Organisations, host: Organisations, heads: Floats) -> None:
        """Note joint work of this month: staff of one organisation at another, shape (k,) each."""
