"""Distance: minutes from door to door between things with a position."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from icsim import exact

_KM_PER_DEGREE = 111.195
"""Kilometres in one degree of latitude (mean Earth radius 6371.0 km)."""
_RADIANS = math.pi / 180
"""Radians in one degree."""


class Placed(Protocol):
    """What has a position, in degrees."""

    @property
    def lat(self) -> float:
        """Latitude."""
        ...

    @property
    def lon(self) -> float:
        """Longitude."""
        ...


def travel_minutes(origins: Sequence[Placed], targets: Sequence[Placed], minutes_per_km: float) -> NDArray[np.uint16]:
    """Whole minutes door to door from straight-line distance.

    Distance is taken on a flat map at the mean latitude of the two points,
    within 0.2% of the great circle inside England.

    Parameters
    ----------
    origins, targets
        Things with a position.
    minutes_per_km
        Speed assumption (``travel.minutes_per_km``).

    Returns
    -------
    numpy.ndarray
        Minutes, shape (n_origins, n_targets).
    """
    return minutes_between(positions(origins)[:, :, None], positions(targets)[:, None, :], minutes_per_km)


def positions(things: Sequence[Placed]) -> NDArray[np.float64]:
    """Latitude, longitude and cosine of latitude of each thing, shape (3, n)."""
    lat, lon = np.array([(thing.lat, thing.lon) for thing in things], dtype=np.float64).reshape(-1, 2).T
    return np.array([lat, lon, exact.cos(lat * _RADIANS)])


def minutes_between(a: NDArray[np.float64], b: NDArray[np.float64], minutes_per_km: float) -> NDArray[np.uint16]:
    """Whole minutes between positions, pair by pair or, with broadcasting, all with all."""
    north, east = a[0] - b[0], (a[1] - b[1]) * ((a[2] + b[2]) / 2)
    km = np.sqrt(north * north + east * east) * _KM_PER_DEGREE
    whole: NDArray[np.uint16] = np.minimum(np.floor(km * minutes_per_km + 0.5), 65_535).astype(np.uint16)
    return whole
