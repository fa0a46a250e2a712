"""Page: Evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import cast

import solara
from solara.lab import use_task

from icsim.codes import Grade
from icsim.errors import InputError
from icsim.ui.evidence.numbers import (
    ANY,
    COLUMNS,
    Basis,
    Number,
    as_csv,
    basis_of,
    every_number,
    found,
    grades,
    sentence,
    shown,
)
from icsim.ui.parts import Action, Choice, DataTable, Download, Heading, Notice, Panel, TextRow, Words
from icsim.ui.state.address import from_query
from icsim.ui.state.evidence_view import EvidenceView

_ROWS = 40
_GRADES = [{"value": "", "label": "Any grade"}, *({"value": grade.name, "label": grade.label} for grade in Grade)]

Change = Callable[[EvidenceView], None]


def _basis(packed: str) -> Basis | list[str]:
    """What a comparison rests on, or why that cannot be said."""
    state, faults = from_query(f"c={packed}")
    if faults:
        return faults
    try:
        return basis_of(state.question())
    except InputError as error:
        return [str(problem) for problem in error.problems]


@solara.component
def Page() -> None:
    """Evidence."""
    router = solara.use_router()
    view, faults = EvidenceView.from_query(router.search)

    async def look() -> Basis | list[str] | None:
        return await asyncio.to_thread(_basis, view.comparison) if view.comparison else None

    task = use_task(look, dependencies=[view.comparison], raise_error=False)
    basis = cast("Basis | list[str] | None", task.value) if task.finished and view.comparison else None

    def change(wanted: EvidenceView) -> None:
        router.push(f"/evidence?{wanted.to_query()}")

    Heading(1, "Evidence")
    Words("Every number that says how people behave, where it comes from and how sure it is. Nobody has published what "
          "rotation does to retention, so many are assumptions, and results are given as ranges.", "lead")  # fmt: skip
    problems = [*faults, *(basis if isinstance(basis, list) else [])]
    if task.error:
        problems.append("What the comparison rests on could not be worked out; all numbers are shown.")
    if problems:
        Notice("Part of the address could not be used", "", problems, kind="warning")
    _Numbers(basis if isinstance(basis, Basis) else None, view, change, router.push)


@solara.component
def _Numbers(basis: Basis | None, view: EvidenceView, change: Change, go: Callable[[str], None]) -> None:
    """The numbers that are looked for: how many of each grade, one of them in full, all as a table."""
    every = every_number()
    whose, numbers = "The model", list(every)
    if basis is not None:
        _Whose(basis, view, change, go)
        if view.agreement == ANY or view.agreement in basis.by_agreement:
            numbers = basis.numbers(view.agreement)
            whose = "The comparison" if view.agreement == ANY else view.agreement
        elif view.agreement:
            Notice("No such agreement", f"The comparison has no {view.agreement!r}; all numbers are shown.")
    with Panel(label="How sure the numbers are"):
        Heading(2, "How sure the numbers are")
        Words(sentence(numbers, whose))
        columns, rows = grades(numbers)
        DataTable("Numbers by grade", columns, rows)
    kept = found(numbers, view)
    with Panel(label="The numbers"):
        Heading(2, "The numbers")
        with solara.v.Html(tag="div", class_="ics-columns"):
            TextRow("Search", view.find, "Words of the name, meaning, unit, source or use; all have to be there.",
                    on_value=lambda text: change(view.with_(find=text.strip())))  # fmt: skip
            Choice("Grade", view.grade, _GRADES, on_value=lambda grade: change(view.with_(grade=grade)))
        said = f"{len(kept)} of {len(numbers)} numbers are shown." if len(kept) < len(numbers) else (
            f"All {len(numbers)} numbers are shown."
        )  # fmt: skip
        solara.v.Html(tag="p", attributes={"role": "status"}, children=[said])
        if view.find or view.grade:
            Action("Show all numbers", event_press=lambda _: change(view.with_(find="", grade="")))
        _One(every, view, change)
        if not kept:
            Notice("No number fits", "Look for fewer words or another grade, or show all numbers.")
            return
        names = [number.parameter.name for number in kept]
        DataTable(
            "Numbers in order of name; press one to read it in full",
            COLUMNS,
            [number.cells for number in kept],
            most=_ROWS,
            chosen=names.index(view.number) if view.number in names else None,
            on_choose=lambda at: change(view.with_(number=names[at])) if 0 <= at < len(names) else None,
            stacks=True,
        )
        Download(f"Download {len(kept)} numbers as CSV", "parameters.csv", lambda: as_csv(kept), "text/csv")


@solara.component
def _Whose(basis: Basis, view: EvidenceView, change: Change, go: Callable[[str], None]) -> None:
    """Whether all numbers are shown or those that the comparison rests on."""
    names = list(basis.by_agreement)
    options = [{"value": "", "label": "Every number of the model"}]
    options.append({"value": ANY, "label": "What the comparison rests on"})
    options += [{"value": name, "label": f"What {name} rests on"} for name in names]
    Choice("Show", view.agreement, options, on_value=lambda name: change(view.with_(agreement=name)))
    Action("Back to the comparison", "quiet", event_press=lambda _: go(f"/?c={view.comparison}"))


@solara.component
def _One(every: Sequence[Number], view: EvidenceView, change: Change) -> None:
    """One number in full."""
    number = next((each for each in every if each.parameter.name == view.number), None)
    if number is None:
        if view.number:
            Notice("No such number", f"The model has no number {view.number!r}.")
        return
    p = number.parameter
    with Panel(label=p.name):
        Heading(3, p.name)
        Words(p.meaning)
        value = f"{shown(p.value)} {p.unit}".strip()
        Words(f"Value {value}; range to try {number.range}. Used by {number.used_by}.")
        Words(f"Grade {p.grade.label.lower()}: {p.grade.meaning}.")
        Words(f"Source: {p.source}.")
        if number.keys:
            entries = "Entries" if len(number.keys) > 1 else "Entry"
            Words(f"{entries} of the evidence gathered for the model: {', '.join(number.keys)}.", "note")
        command = f"icsim compare … --set {p.name}={p.high:g}"
        Words(f"To see what follows from another value: {command}", "note")
        Action("Close", "quiet", describes=p.name, event_press=lambda _: change(view.with_(number="")))
