"""Column card: one agreement of the comparison, edited in plain language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import solara
from solara.alias import rv

from icsim.agreement_words import paragraph
from icsim.errors import InputError
from icsim.ui.compare.clause_card import AddClause, ClauseCard
from icsim.ui.compare.editing import Editing
from icsim.ui.compare.faults import Faults, number_in
from icsim.ui.compare.parties import Dates, Parties
from icsim.ui.parts import Action, Choice, Details, Download, Heading, Notice, Panel, TextRow, Words
from icsim.ui.state.changes import choose_preset, clauses_of, duplicate, remove, rename, reset
from icsim.ui.state.comparison import LONGEST_NAME, MOST_COLUMNS, Column, ComparisonState, Findings, agreement_yaml
from icsim.ui.state.shelf import presets

if TYPE_CHECKING:
    from icsim.system import System


@solara.component
def ColumnCard(
    state: ComparisonState, i: int, system: System | None, on_state: Callable[[ComparisonState], Any]
) -> None:
    """One agreement.

    Parameters
    ----------
    state
        The comparison.
    i
        Which of its columns.
    system
        Its system; None until that is read.
    on_state
        Told the changed comparison.
    """
    column = state.columns[i]
    found = solara.use_memo(
        lambda: Findings() if system is None else state.findings(column),
        [column, system is None, state.system, state.start, state.months],
    )
    editing = Editing(state, i, system, found, on_state)
    with Panel(label=f"Agreement: {column.name}"), rv.Html(tag="div", class_="ics-card"):
        Heading(3, column.name)
        Words(_english(editing))
        # What comes and goes stands in boxes that stay, and parts have keys: else one would take another's place.
        with rv.Html(tag="div"):
            if count := len(found.faults):
                Notice(f"{count} {'thing' if count == 1 else 'things'} to mend before it can be run", kind="error")
        Faults(found, ("agreement",))
        clauses = clauses_of(column)
        for n, key in enumerate(clauses):
            ClauseCard(editing, key, is_open=n == len(clauses) - 1 and len(state.columns) == 1).key(key)
        with rv.Html(tag="div"):
            if not clauses:
                Words("It has no clause yet, so it is the same as today. Add one.", "note")
        AddClause(editing).key("another clause")
        with Details(f"Who signs{_wrong(found, 'parties')}").key("parties"):
            Parties(editing)
        dates = ", ".join(filter(None, (number_in(found, (key,)) for key in ("starts", "ends", "exits", "note"))))
        with Details(f"Dates and joining{f' – {dates}' if dates else ''}").key("dates"):
            Dates(editing)
        with Details("Name, start again, file").key("name"):
            _Name(editing)
            _StartAgain(editing).key(column.preset)
            Download("Download this agreement (YAML)", f"{column.file_name}.yaml", lambda: agreement_yaml(column))
        _Actions(editing)


def _wrong(found: Findings, key: str) -> str:
    words = number_in(found, (key,))
    return f" – {words}" if words else ""


def _english(editing: Editing) -> str:
    """The agreement in a paragraph, or what keeps it from being said."""
    try:
        agreement = editing.column.located().value
    except InputError:
        return "It can be put in words once what is wrong below is mended."
    names = {code: name for code, name, _ in editing.organisations()}
    return paragraph(agreement, names)


@solara.component
def _Name(editing: Editing) -> None:
    fault, set_fault = solara.use_state("")
    shown, set_shown = solara.use_state(0)

    def tell(name: str) -> None:
        try:
            new = rename(editing.state, editing.i, name)
        except ValueError as error:
            set_fault(str(error))
            set_shown(shown + 1)
        else:
            set_fault("")
            editing.on_state(new)

    TextRow("Name", editing.column.name, most=LONGEST_NAME, on_value=tell).key(f"name{shown}")
    with rv.Html(tag="div", attributes={"role": "status"}):
        if fault:
            rv.Html(tag="p", class_="ics-fault", children=[f"✕ Not renamed: {fault}."])


@solara.component
def _StartAgain(editing: Editing) -> None:
    preset, set_preset = solara.use_state(editing.column.preset)
    options = preset_options("Choose")

    def press(_: Any) -> None:
        if preset:
            editing.on_state(choose_preset(editing.state, editing.i, preset))

    with rv.Html(tag="div", class_="ics-with-button"):
        Choice("Start again from", preset, options, on_value=set_preset)
        Action("Start again", disabled=not preset, describes=f"instead of {editing.column.name}", event_press=press)


def preset_options(first: str) -> list[dict[str, str]]:
    """The shipped agreements to choose from, after a first option that stands for none."""
    named = [{"value": word, "label": str(written["agreement"])} for word, written in presets().items()]
    return [{"value": "", "label": first}, *sorted(named, key=lambda each: each["label"])]


@solara.component
def _Actions(editing: Editing) -> None:
    state, i, column = editing.state, editing.i, editing.column
    same = not column.preset or Column.of_preset(column.preset, column.name) == column
    with rv.Html(tag="div", class_="ics-actions"):
        Action(
            "Duplicate",
            disabled=len(state.columns) >= MOST_COLUMNS,
            describes=column.name,
            event_press=lambda _: editing.on_state(duplicate(state, i)),
        )
        Action("Reset", disabled=same, describes=column.name, event_press=lambda _: editing.on_state(reset(state, i)))
        Action("Remove", describes=column.name, event_press=lambda _: editing.on_state(remove(state, i)))
