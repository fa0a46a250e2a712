"""Clause card: one clause of an agreement, its controls, and what its effect rests on."""

from __future__ import annotations

from typing import Any

import solara
from solara.alias import rv

from icsim.registry import evidence
from icsim.ui.compare.editing import Editing
from icsim.ui.compare.faults import Faults, number_in
from icsim.ui.compare.field_controls import Fields
from icsim.ui.parts import Action, Choice, Column, DataTable, Details, Words
from icsim.ui.state.changes import add_clause, clauses_of, remove_clause
from icsim.ui.state.fields import clause_kinds, clause_label, controls

_EVIDENCE = (
    Column("What"),
    Column("Usual value", numeric=True),
    Column("Lowest", numeric=True),
    Column("Highest", numeric=True),
    Column("Unit"),
    Column("How sure"),
    Column("Source"),
)


@solara.component
def ClauseCard(editing: Editing, key: str, is_open: bool = False) -> None:
    """One clause.

    Parameters
    ----------
    editing
        The agreement.
    key
        Which clause.
    is_open
        Whether its controls show from the start.
    """
    kind, label = clause_kinds()[key], clause_label(key)
    off = " (switched off)" if editing.says((key, "enabled")) is False else ""
    wrong = number_in(editing.found, (key,))
    summary = f"{label}{off}{f' – {wrong}' if wrong else ''}"
    with rv.Html(tag="div", class_="ics-clause"), Details(summary, is_open=is_open):
        Faults(editing.found, (key,), own=True)
        Fields(editing, (key,), controls(key))
        Words(f"Expected: {kind.expected} Cost: {kind.costs}", "note")
        with Details(f"What {label.lower()} rests on"):
            DataTable(f"Numbers that the effect of {label.lower()} rests on", _EVIDENCE, _rows(key))
        Action(
            "Remove this clause",
            "quiet",
            describes=f": {label} from {editing.column.name}",
            event_press=lambda _: editing.on_state(remove_clause(editing.state, editing.i, key)),
        )


def _rows(key: str) -> list[list[str]]:
    return [
        [
            p.meaning,
            f"{p.value:,g}",
            f"{p.low:,g}",
            f"{p.high:,g}",
            p.unit,
            p.grade.label,
            p.source.removeprefix("evidence "),
        ]
        for p in evidence(clause_kinds()[key])
    ]


@solara.component
def AddClause(editing: Editing) -> None:
    """A clause of a kind that the agreement does not have yet."""
    key, set_key = solara.use_state("")
    written = clauses_of(editing.column)
    options = [{"value": "", "label": "Choose"}]
    options += [{"value": each, "label": clause_label(each)} for each in clause_kinds() if each not in written]

    def add(_: Any) -> None:
        if key:
            set_key("")
            editing.on_state(add_clause(editing.state, editing.i, key))

    about = clause_kinds()[key].__doc__ if key in clause_kinds() else ""
    with rv.Html(tag="div", class_="ics-with-button"):
        Choice("Another clause", key, options, (about or "").partition("\n")[0], on_value=set_key)
        Action("Add", disabled=not key, describes=f"this clause to {editing.column.name}", event_press=add)
