"""Standing: which agreements are in use this month, and which of their parties act on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from icsim.agreement_life import AgreementLife, Event, Happening, Organisations
from icsim.leadership import leadership_pace
from icsim.spread import spread

if TYPE_CHECKING:
    from icsim.clause import Signed
    from icsim.model import ICS
    from icsim.parameters import Parameters
    from icsim.system import System


class Standing:
    """The life of every agreement of a run, from signing to its end.

    An agreement is signed in the month it starts. It comes into use after a
    time that the maturity of its system, mutual trust and leadership set;
    then parties begin to act on it, a few at a time. A party leaves when
    the file says so, or after months of distrust. Others may join.

    Parameters
    ----------
    clauses
        Every clause of the run, as signed.
    system
        Whose organisations sign.
    parameters
        Values in force.

    Attributes
    ----------
    lives
        Agreements, in order of name.
    """

    def __init__(self, clauses: tuple[Signed, ...], system: System, parameters: Parameters) -> None:
        self._clauses = clauses
        by_text: dict[tuple[object, ...], AgreementLife] = {}
        self._life_of: list[AgreementLife] = []
        self._idle: list[bool] = []
        for signed in clauses:
            text = (signed.agreement, signed.parties.tobytes(), signed.starts, signed.ends, signed.exits)
            life = by_text.setdefault((*text, signed.open_to_others, signed.system), AgreementLife(signed))
            self._life_of.append(life)
            self._idle.append(not signed.clause.concerns(system, signed.parties))
            life.concerns = life.concerns or not self._idle[-1]
        self.lives = list(by_text.values())
        self.pace = leadership_pace(system, parameters)

    def in_use(self, model: ICS) -> tuple[Signed, ...]:
        """Begin a month of every agreement; the clauses in use, each with the parties that act on it.

        To be asked once a month, before anything else happens.
        """
        for life in self.lives:
            life.live(model, self.pace)
            if joining := spread(model, life):
                life.join(model, joining)
            life.begin(model)
            if life.concerns and len(life.acting) > 1:
                model.partnerships.commit(life.actors)
        actors = {id(life): life.actors for life in self.lives}
        each = zip(self._clauses, self._life_of, self._idle, strict=True)
        able = ((signed, life, actors[id(life)]) for signed, life, idle in each if not idle)
        return tuple(now for some in able if (now := self._now(*some, model.month)) is not None)

    @staticmethod
    def _now(signed: Signed, life: AgreementLife, actors: Organisations, month: int) -> Signed | None:
        """A clause with the parties that act on it now, None if nobody does."""
        if not signed.in_force(month) or life.signed_in is None:
            return None
        if signed.clause.from_signing:
            return replace(signed, parties=life.parties) if life.holds else None
        if life.used_from is None or not life.acting:
            return None
        share = len(life.acting) / len(life.signatories)
        return replace(signed, parties=actors, starts=life.used_from, acting_share=share)

    def left(self, month: int) -> list[int]:
        """Organisations that left an agreement in a month, once for each."""
        events = (happening for life in self.lives for happening in life.happened)
        return [each.organisation for each in events if each.month == month and each.event == Event.left]

    @property
    def happened(self) -> list[Happening]:
        """Every event so far, in order of month, then agreement."""
        return sorted((each for life in self.lives for each in life.happened), key=lambda each: each[:2])
