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
    from icsim.agreement_words import NOTHING_ON, how_it_comes, when_and_who
    from icsim.fitting.calibration_file import calibrated_words
    from icsim.registry import evidence

    calibrated = calibrated_words()
    signed = load_agreement(file)
    _title(signed.agreement)
    print(fill(when_and_who(signed), _WIDTH))
    print(fill(how_it_comes(signed), _WIDTH))
    if signed.note:
        print(fill(signed.note, _WIDTH))
    for clause in signed.clauses:
        print(f"\n{clause.key.replace('_', ' ').capitalize()}")
        print(fill(clause.sentence(), _WIDTH))
        print(fill(f"Expected: {clause.expected}", _WIDTH))
        print(fill(f"Cost: {clause.costs}", _WIDTH))
        for p in evidence(type(clause)):
            value = f"{p.name} = {p.value:g} {p.unit} ({p.low:g} to {p.high:g})"
            fitted = f"; {calibrated[p.name]}" if p.name in calibrated else ""
            said = f"{value}{fitted}, evidence: {p.grade.label.lower()}. {p.meaning}"
            print(fill(said, _WIDTH, initial_indent="  ", subsequent_indent="    "))
    if not signed.clauses:
        print(f"\n{NOTHING_ON}")
