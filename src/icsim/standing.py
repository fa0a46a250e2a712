"""Standing: which agreements are in use this month, and which of their parties act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icsim.clause import Signed
    from icsim.model import ICS


class Standing:
    """The life of every agreement of a run, from signing to its end.

    Parameters
    ----------
    clauses
        Every clause of the run, as signed.
    """

    def __init__(self, clauses: tuple[Signed, ...]) -> None:
        self._clauses = clauses

    def in_use(self, model: ICS) -> tuple[Signed, ...]:
        """Clauses in use this month, each with the parties that act on it."""
        return tuple(signed for signed in self._clauses if signed.in_force(model.month))
