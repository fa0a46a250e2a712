"""Agreement in words: who signs, from when, and how it comes into use, as every part of icsim says it.

What each clause provides, it says itself (:meth:`icsim.clause.Clause.sentence`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.agreement import EACH_SYSTEM, EVERYBODY, TOGETHER
from icsim.codes import Sector
from icsim.config.wording import together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icsim.agreement import Agreement

NOTHING_ON = "No clause is switched on: the same as today."
"""What an agreement without clauses provides."""


def when_and_who(agreement: Agreement, names: Mapping[str, str] | None = None) -> str:
    """From when it holds, and between whom.

    Parameters
    ----------
    agreement
        The agreement.
    names
        Names of organisations by code, where they are to be named; codes without it.
    """
    starts = f"From {agreement.starts}" if agreement.starts else "From the first month of the run"
    ends = f" until {agreement.ends}, when it no longer holds" if agreement.ends else ""
    who = together([spoken(word, names) for word in agreement.parties])
    return f"{starts}{ends}, between {who}{_in_which(agreement)}."


def _in_which(agreement: Agreement) -> str:
    """In which systems each signs for itself, nothing where all sign together."""
    if agreement.signed_by == TOGETHER:
        return ""
    if agreement.signed_by == EACH_SYSTEM:
        return ", signed in each integrated care system for itself"
    return f", signed for itself in {together(list(agreement.signed_by))}"


def how_it_comes(agreement: Agreement, names: Mapping[str, str] | None = None) -> str:
    """How it comes into use, who leaves early, and whether others may join."""
    coming = "It comes into use as the system's maturity, mutual trust and leadership allow, party by party."
    exits = sorted(agreement.exits.items())
    leaving = "".join(f" {spoken(party, names)} leaves in {month}." for party, month in exits)
    joining = "Others may join when they see it work" if agreement.open_to_others else "Nobody else may join"
    return f"{coming}{leaving} {joining}."


def paragraph(agreement: Agreement, names: Mapping[str, str] | None = None) -> str:
    """The whole agreement in one paragraph of plain English."""
    clauses = [clause.sentence() for clause in agreement.clauses] or [NOTHING_ON]
    return " ".join([when_and_who(agreement, names), *clauses, how_it_comes(agreement, names)])


def spoken(party: str, names: Mapping[str, str] | None = None) -> str:
    """A party as people say it: ``sector:primary_care`` is every primary care organisation."""
    kind, _, what = party.partition(":")
    if party == EVERYBODY:
        return "every organisation in the system"
    if kind == "sector" and what in Sector.words():
        return f"every {Sector[what].label.lower()} organisation"
    if kind == "district" and what:
        return f"the organisations in district {what}"
    return (names or {}).get(party, party)
