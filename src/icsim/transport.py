"""Transport: hours go from where there are some to where they are wanted, nearest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def nearest_first(
    origin: Counts, host: Counts, pool: Counts, most: Counts, spare: Counts, need: Counts, usable: Counts
) -> Counts:
    """Serve pairs of an origin and a host one after another, each as far as it goes.

    The outcome is that of a loop over the pairs in their order; every round
    serves at once all pairs that come first both for their origin and for
    their host, which nothing before them can still change.

    Parameters
    ----------
    origin, host
        The pairs in the order in which they are served, shape (k,).
    pool
        What part of the origin's hours a pair draws on, shape (k,); a pool belongs to one origin.
    most
        Most that a pair may exchange, shape (k,).
    spare, need, usable
        What origins still have, hosts still want and pools still hold; lessened in place.

    Returns
    -------
    numpy.ndarray
        What each pair exchanges, in the same whole units, shape (k,).
    """
    flow = np.zeros(len(origin), dtype=np.int64)
    first_from, first_to = (np.empty(len(ends), dtype=np.intp) for ends in (spare, need))
    left = np.flatnonzero(most > 0)
    while True:
        left = left[(spare[origin[left]] > 0) & (need[host[left]] > 0) & (usable[pool[left]] > 0)]
        if not len(left):
            return flow
        backwards = left[::-1]  # of several values given to one place the last one stays: the first pair's
        first_from[origin[backwards]] = backwards
        first_to[host[backwards]] = backwards
        now = left[(first_from[origin[left]] == left) & (first_to[host[left]] == left)]
        a, b, c = origin[now], host[now], pool[now]
        flow[now] = np.minimum(np.minimum(spare[a], need[b]), np.minimum(most[now], usable[c]))
        for amounts, places in ((spare, a), (need, b), (usable, c)):
            amounts[places] -= flow[now]
        left = left[flow[left] == 0]
