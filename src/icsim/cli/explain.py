"""``icsim explain``: an agreement or a future in plain English."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

_WIDTH = 100


def explain(
    file: Annotated[Path, typer.Argument(help="Agreement or future file.", show_default=False)],
) -> None:
    """Say what an agreement provides, clause by clause, or what a future holds."""
    from icsim.cli.check import kind_of

    if kind_of(file) == "future":
        _explain_future(file)
    else:
        _explain_agreement(file)


def _title(name: str) -> None:
    print(name)
    print("=" * len(name))


def _explain_future(file: Path) -> None:
    from icsim.future import load_future

    future = load_future(file)
    _title(future.future)
    print(fill(future.sentence(), _WIDTH))
    if future.note:
        print(f"\n{fill(future.note, _WIDTH)}")


def _explain_agreement(file: Path) -> None:
    from icsim.agreement import load_agreement
    from icsim.registry import evidence

    signed = load_agreement(file)
    _title(signed.agreement)
    starts = f"From {signed.starts}" if signed.starts else "From the first month of the run"
    ends = f" until {signed.ends}, when it no longer holds" if signed.ends else ""
    print(fill(f"{starts}{ends}, between {_listed(signed.parties)}.", _WIDTH))
    leaving = "".join(f" {_spoken(party)} leaves in {month}." for party, month in sorted(signed.exits.items()))
    joining = "Others may join when they see it work" if signed.open_to_others else "Nobody else may join"
    coming = "It comes into use as the system's maturity, mutual trust and leadership allow, party by party."
    print(fill(f"{coming}{leaving} {joining}.", _WIDTH))
    if signed.note:
        print(fill(signed.note, _WIDTH))
    for clause in signed.clauses:
        print(f"\n{clause.key.replace('_', ' ').capitalize()}")
        print(fill(clause.sentence(), _WIDTH))
        print(fill(f"Expected: {clause.expected}", _WIDTH))
        print(fill(f"Cost: {clause.costs}", _WIDTH))
        for p in evidence(type(clause)):
            value = f"{p.name} = {p.value:g} {p.unit} ({p.low:g} to {p.high:g})"
            said = f"{value}, evidence: {p.grade.label.lower()}. {p.meaning}"
            print(fill(said, _WIDTH, initial_indent="  ", subsequent_indent="    "))
    if not signed.clauses:
        print("\nNo clause is switched on: the same as today.")


def _listed(words: list[str]) -> str:
    named = [_spoken(word) for word in words]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _spoken(party: str) -> str:
    """A party as people say it: ``sector:primary_care`` is every primary care organisation."""
    from icsim.codes import Sector

    kind, _, what = party.partition(":")
    if party == "all":
        return "every organisation in the system"
    if kind == "sector" and what in Sector.words():
        return f"every {Sector[what].label.lower()} organisation"
    return f"the organisations in district {what}" if kind == "district" and what else party
