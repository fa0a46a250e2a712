"""Controls for the entries of a clause, each made from what the clause declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv

from icsim.agreement import party_members
from icsim.ui.compare.editing import Editing
from icsim.ui.compare.faults import Faults
from icsim.ui.parts import Action, Choice, NumberRow, TextRow, Tick, Ticks
from icsim.ui.state.changes import Way
from icsim.ui.state.fields import Control, entries_of


@solara.component
def Field(editing: Editing, way: Way, control: Control) -> None:
    """One entry of a clause with its faults.

    Parameters
    ----------
    editing
        The agreement.
    way
        Keys and positions that lead to the entry.
    control
        How it is edited.
    """
    wide = " ics-wide" if control.kind in {"some_of", "rows", "part"} else ""
    with rv.Html(tag="div", class_=f"ics-one{wide}"):
        CONTROLS[control.kind](editing, way, control)
        Faults(editing.found, way, own=control.kind in {"rows", "part"})


@solara.component
def Fields(editing: Editing, way: Way, controls: tuple[Control, ...]) -> None:
    """Several entries, one below the other."""
    with rv.Html(tag="div", class_="ics-fields"):
        for control in controls:
            Field(editing, (*way, control.key), control).key(control.key)


def _yes_no(editing: Editing, way: Way, control: Control) -> None:
    said = editing.says(way)
    note = "" if control.help.startswith(control.label) else control.help
    value = bool(control.default if said is None else said)
    Tick(control.label, value, note, on_value=lambda new: editing.put(way, None if new == control.default else new))


def _number(editing: Editing, way: Way, control: Control) -> None:
    said = editing.says(way)
    usual, word, why = control.usual, "usual", control.why
    if usual is None and (shipped := editing.shipped(way)) is not None:
        usual, word = control.shown(shipped), "shipped"
    if said is None and usual is None and control.may_lack:
        Tick(f"{control.label}: say a number", False, on_value=lambda _: editing.put(way, control.written(control.low)))
        return
    shown = (usual if usual is not None else control.low) if said is None else control.shown(said)

    def tell(new: float) -> None:
        left_out = new == control.usual and (control.may_lack or control.default is not None)
        editing.put(way, None if left_out else control.written(new))

    high = control.reach(shown)
    NumberRow(control.label, shown, control.low, high, control.step, control.unit, usual, word, why, on_value=tell)


def _one_of(editing: Editing, way: Way, control: Control) -> None:
    said = editing.says(way)
    value = control.default if said is None else said
    options = [{"value": word, "label": label} for word, label in control.options]
    if control.may_lack:
        options = [{"value": "", "label": "Not said: anywhere"}, *options]
    note = "" if control.help.startswith(control.label) else control.help
    Choice(control.label, str(value or ""), options, note, on_value=lambda new: editing.put(way, new or None))


def _some_of(editing: Editing, way: Way, control: Control) -> None:
    said = editing.says(way)
    value = [str(each) for each in (control.default or [] if said is None else said)]
    known = dict(control.options)
    options = [{"value": word, "label": label} for word, label in control.options]
    options += [{"value": word, "label": word} for word in dict.fromkeys(value) if word not in known]

    def tell(words: list[str]) -> None:
        entries = entries_of(control, words)
        editing.put(way, None if not entries and control.may_lack else entries)

    note = "" if control.help.startswith(control.label) and ";" not in control.help else control.help
    Ticks(control.label, value, options, note, on_value=tell)


def _organisation(editing: Editing, way: Way, control: Control) -> None:
    value = str(editing.says(way) or "")
    parties = set()
    if editing.system is not None:
        words = [word for word in editing.says(("parties",)) or [] if isinstance(word, str)]
        parties = {editing.system.organisations[o].code for o in party_members(words, editing.system)}
    found = [{"value": code, "label": name} for code, name, _ in editing.organisations() if code in parties]
    if value and value not in parties:
        found.append({"value": value, "label": f"{value} (not a party)"})
    options = [{"value": "", "label": "The party with most staff of these groups"}, *found]
    Choice(control.label, value, options, control.help, on_value=lambda new: editing.put(way, new or None))


def _text(editing: Editing, way: Way, control: Control) -> None:
    value = str(editing.says(way) or "")
    TextRow(control.label, value, control.help, on_value=lambda new: editing.put(way, new.strip() or None))


def _rows(editing: Editing, way: Way, control: Control) -> None:
    rows = editing.says(way) or []
    with rv.Html(tag="fieldset", class_="ics-ticks"):
        rv.Html(tag="legend", children=[control.label])
        for n in range(len(rows)):
            with rv.Html(tag="fieldset", class_="ics-ticks ics-row", attributes={"aria-label": f"Entry {n + 1}"}):
                Fields(editing, (*way, n), control.inside)
                Action(
                    "Remove", "quiet", describes=f"entry {n + 1} of {control.label}", event_press=_gone(editing, way, n)
                )
        more = [*rows, dict(rows[-1])] if rows else [_blank(control)]
        Action("Add another", describes=f"to {control.label}", event_press=lambda _: editing.put(way, more))


def _gone(editing: Editing, way: Way, n: int) -> Callable[[Any], None]:
    def press(_: Any) -> None:
        rows = editing.says(way)
        editing.put(way, [*rows[:n], *rows[n + 1 :]])

    return press


def _blank(control: Control) -> dict[str, Any]:
    """A row with the first word of each list and the lowest of each number, where it must say something."""
    blank: dict[str, Any] = {}
    for place, each in enumerate(control.inside):
        if each.may_lack or each.default is not None:
            continue
        blank[each.key] = each.options[place % len(each.options)][0] if each.options else each.written(each.low)
    return blank


def _part(editing: Editing, way: Way, control: Control) -> None:
    said = editing.says(way)
    Tick(control.label, said is not None, control.help, on_value=lambda new: editing.put(way, {} if new else None))
    if said is not None:
        with rv.Html(tag="div", class_="ics-disclosed"):
            Fields(editing, way, control.inside)


CONTROLS: dict[str, Callable[[Editing, Way, Control], None]] = {
    "yes_no": _yes_no,
    "number": _number,
    "one_of": _one_of,
    "some_of": _some_of,
    "organisation": _organisation,
    "text": _text,
    "rows": _rows,
    "part": _part,
}
"""What shows each kind of control."""
