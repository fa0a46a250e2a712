"""Rotation: people of parties exchange places for some months, as many as come as go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from icsim.clauses.rotation import Rotation
from icsim.codes import Band, StaffGroup
from icsim.months import WORKING_DAYS

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from benchmarks.twin.person import Person
    from icsim.clause import Signed

Exchange = list[tuple[int, int]]
"""Journeys between organisations that happen together: as many people on each."""


class Rotations:
    """The rotation clause of a run, if it has one.

    Parameters
    ----------
    model
        The twin.
    codes
        Codes of the organisations.

    Attributes
    ----------
    away
        People on a placement.

    Raises
    ------
    ValueError
        If the clause is of a kind that the twin does not know.
    """

    def __init__(self, model: Twin, codes: Sequence[str]) -> None:
        self.model = model
        self.away: set[Person] = set()
        clauses = [signed for signed in model.clauses if isinstance(signed.clause, Rotation)]
        if len(clauses) > 1:
            raise ValueError("the twin knows one rotation at a time")
        for signed in clauses:
            rotation = signed.clause
            if rotation.backfill != "swap" or rotation.placements > 1 or not rotation.right_of_return:
                raise ValueError("the twin knows single placements by swap, with right of return")
        self._signed: Signed | None = clauses[0] if clauses else None
        self._codes = codes

    def month(self) -> None:
        """Fill the free places, then send home whoever's placement is over.

        A place whose placement ends this month is free for somebody else the month after.
        """
        if self._signed is not None and self._signed.in_force(self.model.month):
            free = self._signed.clause.places - len(self.away)
            exchanges = self._exchanges()
            if free > 0 and exchanges:
                self._fill(self._signed.clause, exchanges, free)
        for person in [p for p in self.away if p.placement_end is not None and p.placement_end <= self.model.month]:
            person.come_home()
            self.away.discard(person)

    def _exchanges(self) -> list[Exchange]:
        """Who exchanges with whom."""
        assert self._signed is not None
        clause = self._signed.clause
        parties = [o for o in self._signed.parties.tolist() if self._size(o, clause.staff_groups) is not None]
        if len(parties) < 2:
            return []
        if clause.pattern == "ring":
            return [list(pairwise([*parties, parties[0]]))]
        if clause.pattern == "pair":
            return [[(a, b), (b, a)] for a, b in zip(parties[::2], parties[1::2], strict=False)]
        named = [o for o in parties if self._codes[o] == clause.hub]
        hub = named[0] if named else max(parties, key=lambda o: (self._size(o, clause.staff_groups), -o))
        return [[(hub, spoke), (spoke, hub)] for spoke in parties if spoke != hub]
