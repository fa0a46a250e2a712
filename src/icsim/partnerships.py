"""Partnerships: what organisations are to one another, edge by edge.

An edge joins two organisations. It carries the five conditions of a working
social partnership, each from 0 to 1: shared goals, relationships, capacity
for partnership work, governance and leadership, and trust and
trustworthiness, which is called mutual trust here. The edges of the system
are there from the start; signing an agreement makes young ones between its
parties.

References
----------
Billett, Ovens, Clemans and Seddon (2007), Collaborative working and
contested practices: forming, developing and sustaining social partnerships
in education.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icsim.codes import Grade
from icsim.parameters import Parameter, Parameters
from icsim.system import System

Floats = NDArray[np.float64]
Organisations = NDArray[np.int64]
Edges = NDArray[np.intp]

_SCALE, _GUESS = "0-1 scale of trust", "icsim assumption"
PARAMETERS = (
    Parameter(
        "trust.legal_level", 0.25, 0.0, 0.5, _SCALE, _GUESS, Grade.assumption,
        "Mutual trust on which a signed partnership rests without any contact: what law and contract give.",
    ),
    Parameter(
        "trust.young_level", 0.35, 0.1, 0.6, _SCALE, _GUESS, Grade.assumption,
        "Mutual trust between two organisations that have just signed, or whose partnership has no weight.",
    ),
    Parameter(
        "trust.level_per_weight", 0.3, 0.0, 0.5, _SCALE, _GUESS, Grade.assumption,
        "More mutual trust where a partnership of the system has weight 1.",
    ),
    Parameter(
        "trust.condition_level", 0.3, 0.0, 0.6, "0-1", _GUESS, Grade.assumption,
        "Shared goals, relationships, capacity and governance of a partnership that nobody works on.",
    ),
    Parameter(
        "trust.stop_level", 0.2, 0.0, 0.4, _SCALE, _GUESS, Grade.assumption,
        "Mutual trust at and below which an organisation releases nobody to the other.",
    ),
    Parameter(
        "trust.full_level", 0.5, 0.0, 0.9, _SCALE, _GUESS, Grade.assumption,
        "Mutual trust from which an organisation releases to the other all that was agreed.",
    ),
)  # fmt: skip

CONDITIONS = ("shared_goals", "relationships", "capacity", "governance")
"""The conditions beside mutual trust, in order."""
MOST_PARTIES = 200
"""Parties among whom every pair becomes an edge; of more, only pairs inside one integrated care system do."""
_WHOLE = float(1 << 30)
"""Trust is added up in whole parts of this size, so that the order of edges changes nothing."""


class Partnerships:
    """The edges of a run and their state; arrays of shape (n_edges,) unless said otherwise.

    Parameters
    ----------
    system
        The system or systems.
    parameters
        Values in force.

    Attributes
    ----------
    a, b
        The organisations of each edge, a before b, in order.
    mutual_trust
        Trust and trustworthiness, 0 to 1.
    resting_trust
        Where mutual trust stays, or goes, without contact.
    conditions, wanted
        The other four conditions, and where agreements lead them this month, shape (4, n_edges).
    joint, moved
        Staff at work with the other, and staff lost to the other for good, heads a month, smoothed over
        about a year; from a to b and from b to a, shape (2, n_edges).
    noted, gone, withheld_heads
        The same of this month alone, and staff not released, shape (2, n_edges).
    commitment
        What the two have been seen to stand by this month: 1 for acting on an agreement, more with open books.
    months
        What :meth:`record` has kept.
    """

    def __init__(self, system: System, parameters: Parameters) -> None:
        self._n = len(system.organisations)
        self._system_index = system.system_index
        p = parameters
        self._legal, self._young = p["trust.legal_level"], p["trust.young_level"]
        self._stop, self._full = p["trust.stop_level"], p["trust.full_level"]
        self.resting_condition = p["trust.condition_level"]
        weight: dict[int, float] = {}
        for edge in system.edges:
            a, b = sorted((system.index[edge.a], system.index[edge.b]))
            weight[a * self._n + b] = max(edge.weight, weight.get(a * self._n + b, 0.0))
        self._key = np.array(sorted(weight), dtype=np.int64)
        level = self._young + p["trust.level_per_weight"] * np.array([weight[key] for key in sorted(weight)])
        self.mutual_trust: Floats = np.minimum(level, 1.0)
        self.resting_trust = self.mutual_trust.copy()
        self.conditions: Floats = np.full((len(CONDITIONS), len(self._key)), self.resting_condition)
        self.joint, self.moved = self._nothing(), self._nothing()
        self.months: list[tuple[Organisations, Organisations, NDArray[np.float32]]] = []
        self._place()

    def _nothing(self) -> Floats:
        return np.zeros((2, len(self._key)))

    def _place(self) -> None:
        """Ends of every edge, and an empty month."""
        self.a, self.b = np.divmod(self._key, max(self._n, 1))
        self.clear_month()

    def clear_month(self) -> None:
        """Nothing has happened yet this month."""
        self.noted, self.gone, self.withheld_heads = self._nothing(), self._nothing(), self._nothing()
        self.commitment = np.zeros(len(self._key))
        self.wanted = np.full(self.conditions.shape, self.resting_condition)

    def sign(self, parties: Organisations) -> None:
        """Make a young edge between any two parties that have none.

        Parameters
        ----------
        parties
            Organisations that sign; of more than :data:`MOST_PARTIES`, only those of one integrated care
            system become partners of one another.
        """
        together = np.unique(parties)
        a, b = (together[side] for side in np.triu_indices(len(together), 1))
        if len(together) > MOST_PARTIES:
            near = self._system_index[a] == self._system_index[b]
            a, b = a[near], b[near]
        new = np.setdiff1d(a * self._n + b, self._key)
        if not len(new):
            return
        order = np.argsort(np.concatenate([self._key, new]), kind="stable")
        levels = {"mutual_trust": self._young, "resting_trust": self._legal, "conditions": self.resting_condition}
        for name in ("mutual_trust", "resting_trust", "conditions", "joint", "moved"):
            old = getattr(self, name)
            more = np.full((*old.shape[:-1], len(new)), levels.get(name, 0.0))
            setattr(self, name, np.concatenate([old, more], axis=-1)[..., order])
        self._key = np.concatenate([self._key, new])[order]
        self._place()

    def find(self, one: ArrayLike, other: ArrayLike) -> tuple[Edges, Edges]:
        """Edges between organisations and the direction, 0 from a to b; -1 where there is none; shape (k,) each."""
        one, other = np.broadcast_arrays(np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64))
        key = np.minimum(one, other) * self._n + np.maximum(one, other)
        if not len(self._key):
            return np.full(key.shape, -1, dtype=np.intp), np.zeros(key.shape, dtype=np.intp)
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        known = (self._key[at] == key) & (one >= 0) & (other >= 0)
        return np.where(known, at, -1), (one > other).astype(np.intp)

    def trust(self, one: ArrayLike, other: ArrayLike) -> Floats:
        """Mutual trust between organisations, shape (k,); 0 where there is no edge."""
        at, _ = self.find(one, other)
        return np.where(at >= 0, self.mutual_trust[at], 0.0) if len(self._key) else np.zeros(at.shape)

    def release(self, origin: ArrayLike, host: ArrayLike) -> Floats:
        """Share of the staff that could go from one organisation to another that is let go, shape (k,).

        0 up to ``trust.stop_level`` and where there is no edge, 1 from ``trust.full_level``, and in
        proportion between the two.
        """
        at, _ = self.find(origin, host)
        if not len(self._key):
            return np.zeros(at.shape)
        return np.where(at >= 0, self._let_go(self.mutual_trust[at]), 0.0)

    def _let_go(self, trust: Floats) -> Floats:
        """Share of the staff that is let go at a level of mutual trust."""
        if self._full <= self._stop:
            return (trust >= self._full).astype(np.float64)
        return np.asarray(np.clip((trust - self._stop) / (self._full - self._stop), 0.0, 1.0))

    def releasing(self, parties: Organisations) -> tuple[Organisations, Organisations]:
        """Pairs of parties who trust each other enough to release anybody, shape (k,) each."""
        releasing = self._between(parties) & (self._let_go(self.mutual_trust) > 0)
        return self.a[releasing], self.b[releasing]

    def note(self, origin: ArrayLike, host: ArrayLike, heads: ArrayLike) -> None:
        """Note joint work of this month: staff of one organisation at another, shape (k,) each."""
        self._add(self.noted, origin, host, heads)

    def note_moved(self, origin: ArrayLike, target: ArrayLike, heads: ArrayLike) -> None:
        """Note staff whom one organisation has lost to another for good this month, shape (k,) each."""
        self._add(self.gone, origin, target, heads)

    def withheld(self, origin: ArrayLike, host: ArrayLike, heads: ArrayLike) -> None:
        """Note staff whom one organisation did not let go to another this month, shape (k,) each."""
        self._add(self.withheld_heads, origin, host, heads)

    def _add(self, counts: Floats, origin: ArrayLike, target: ArrayLike, heads: ArrayLike) -> None:
        at, direction = self.find(origin, target)
        known = at >= 0
        np.add.at(counts, (direction[known], at[known]), np.broadcast_to(heads, at.shape)[known])

    def commit(self, parties: Organisations, amount: float = 1.0) -> None:
        """Parties are seen to stand by an agreement this month; the largest of several amounts counts."""
        between = self._between(parties)
        self.commitment[between] = np.maximum(self.commitment[between], amount)

    def lead_to(self, parties: Organisations, levels: Floats) -> None:
        """Lead the conditions between parties to levels of 0 to 1, shape (4,); the highest of several counts."""
        between = self._between(parties)
        self.wanted[:, between] = np.maximum(self.wanted[:, between], levels[:, None])

    def _between(self, parties: Organisations) -> NDArray[np.bool_]:
        """Which edges join two of the parties."""
        inside = np.zeros(self._n, dtype=bool)
        inside[parties] = True
        return np.asarray(inside[self.a] & inside[self.b])

    def standing_of(self, organisations: Organisations) -> Floats:
        """Mean mutual trust over each organisation's edges, shape (k,); 0 without an edge."""
        return self._means(np.ones(len(self._key), dtype=bool))[organisations]

    def standing_among(self, parties: Organisations) -> Floats:
        """Mean mutual trust of each party with the others, shape (k,); 0 without an edge to any."""
        return self._means(self._between(parties))[parties]

    def _means(self, some: NDArray[np.bool_]) -> Floats:
        """Mean over some edges of each organisation, shape (n_organisations,)."""
        whole = np.floor(self.mutual_trust[some] * _WHOLE + 0.5)
        ends = np.concatenate([self.a[some], self.b[some]])
        total = np.bincount(ends, weights=np.concatenate([whole, whole]), minlength=self._n)
        return total / np.maximum(np.bincount(ends, minlength=self._n), 1) / _WHOLE

    def mean_between(self, parties: Organisations) -> float:
        """Mean mutual trust over the edges between parties; 0 where they have none."""
        whole = np.floor(self.mutual_trust[self._between(parties)] * _WHOLE + 0.5).astype(np.int64)
        return int(whole.sum()) / max(len(whole), 1) / _WHOLE

    def record(self) -> None:
        """Keep the month: four conditions, mutual trust and joint work each way of every edge."""
        state = np.concatenate([self.conditions, self.mutual_trust[None], self.joint])
        self.months.append((self.a, self.b, state.astype(np.float32)))
