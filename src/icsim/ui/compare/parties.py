"""Parties: who signs an agreement, from when, and who leaves early."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import solara
from solara.alias import rv

from icsim.agreement import EVERYBODY, is_organisation
from icsim.agreement_words import spoken
from icsim.codes import Sector
from icsim.ui.compare.editing import Editing
from icsim.ui.compare.faults import Faults
from icsim.ui.parts import Action, Choice, TextRow, Tick, Ticks, Words

_SECTORS = [{"value": f"sector:{sector.name}", "label": sector.label} for sector in Sector]


def with_sectors(parties: Sequence[str], ticked: Sequence[str]) -> list[str]:
    """Parties after sectors were ticked or not: who stays keeps the place, who is new comes last.

    Parameters
    ----------
    parties
        As written; in a ring their order says who goes where.
    ticked
        Sectors, as ``sector:<word>``.
    """
    known = {each["value"] for each in _SECTORS}
    kept = [word for word in parties if word not in known or word in ticked]
    return [*kept, *(word for word in ticked if word not in kept)]


@solara.component
def Parties(editing: Editing) -> None:
    """Who signs: sectors, single organisations, places, or everybody."""
    parties = [word for word in editing.says(("parties",)) or [] if isinstance(word, str)]
    names = {code: name for code, name, _ in editing.organisations()}

    def tell(new: list[str]) -> None:
        editing.put(("parties",), new)

    everybody = EVERYBODY in parties
    Tick(
        "Every organisation signs",
        everybody,
        on_value=lambda new: tell([EVERYBODY] if new else ["sector:acute", "sector:community"]),
    )
    if not everybody:
        chosen = [word for word in parties if word.startswith("sector:")]
        Ticks("Sectors that sign", chosen, _SECTORS, on_value=lambda new: tell(with_sectors(parties, new)))
        _AddParty(editing, parties, tell)
        _InOrder(parties, names, tell)
    Faults(editing.found, ("parties",))


@solara.component
def _AddParty(editing: Editing, parties: list[str], tell: Callable[[list[str]], None]) -> None:
    """One organisation, or all of a district, beside the sectors."""
    word, set_word = solara.use_state("")
    options = [{"value": "", "label": "Choose"}]
    options += [
        {"value": code, "label": name, "group": sector}
        for code, name, sector in editing.organisations()
        if code not in parties
    ]
    if editing.system is not None:
        places = sorted({o.place for o in editing.system.organisations if o.place})
        options += [
            {"value": f"district:{place}", "label": f"All in district {place}", "group": "Districts"}
            for place in places
            if f"district:{place}" not in parties
        ]

    def add(_: Any) -> None:
        if word:
            set_word("")
            tell([*parties, word])

    with rv.Html(tag="div", class_="ics-with-button"):
        Choice("One organisation or district", word, options, on_value=set_word)
        Action("Add", disabled=not word, describes="this party", event_press=add)


@solara.component
def _InOrder(parties: list[str], names: dict[str, str], tell: Callable[[list[str]], None]) -> None:
    """The parties in their order, which a ring follows."""

    def gone(n: int) -> Callable[[Any], None]:
        return lambda _: tell([*parties[:n], *parties[n + 1 :]])

    def up(n: int) -> Callable[[Any], None]:
        return lambda _: tell([*parties[: n - 1], parties[n], parties[n - 1], *parties[n + 1 :]])

    Words("In this order, which a ring rotation follows:", "note")
    with rv.Html(tag="ol", class_="ics-parties"):
        for n, word in enumerate(parties):
            said = spoken(word, names)
            with rv.Html(tag="li").key(word):
                rv.Html(tag="span", children=[said])
                Action("Earlier", "quiet", disabled=n == 0, describes=f": {said}", event_press=up(n) if n else _nothing)
                Action("Remove", "quiet", describes=f": {said}", event_press=gone(n))


def _nothing(_: Any) -> None:
    """A button that is switched off does nothing."""


@solara.component
def Dates(editing: Editing) -> None:
    """From when it holds, until when, who leaves early, whether others may join, and a note."""
    for key, label, note in (
        ("starts", "Signed in", "A month as YYYY-MM; empty for the first of the run."),
        ("ends", "Ends in", "The first month in which it no longer holds, as YYYY-MM; empty for never."),
    ):
        value = str(editing.says((key,)) or "")
        TextRow(label, value, note, most=7, placeholder="YYYY-MM", on_value=_text(editing, key))
        Faults(editing.found, (key,))
    _Exits(editing)
    said = editing.says(("open_to_others",))
    Tick(
        "Others may join",
        said is not False,
        "Organisations outside may join once they see it work for partners they trust.",
        on_value=lambda new: editing.put(("open_to_others",), None if new else False),
    )
    Faults(editing.found, ("open_to_others",))
    note = str(editing.says(("note",)) or "")
    TextRow(
        "Note", note, "Anything a reader should know; it changes nothing.", 3, 1000, on_value=_text(editing, "note")
    )
    Faults(editing.found, ("note",))


def _text(editing: Editing, key: str) -> Callable[[str], None]:
    return lambda new: editing.put((key,), new.strip() or None)


@solara.component
def _Exits(editing: Editing) -> None:
    """Parties that leave early, each with the first month without it."""
    word, set_word = solara.use_state("")
    exits = {str(code): str(month) for code, month in (editing.says(("exits",)) or {}).items()}
    names = {code: name for code, name, _ in editing.organisations()}

    def change(code: str, month: str | None) -> None:
        now = {key: value for key, value in exits.items() if key != code}
        now |= {} if month is None else {code: month}
        editing.put(("exits",), now or None)

    def add(_: Any) -> None:
        if word:
            set_word("")
            change(word, editing.state.start)

    for code, month in exits.items():
        _Exit(spoken(code, names), month, partial(change, code)).key(code)
    Faults(editing.found, ("exits",))
    options = [{"value": "", "label": "Choose"}]
    options += [
        {"value": code, "label": name, "group": sector}
        for code, name, sector in editing.organisations()
        if code not in exits and is_organisation(code)
    ]
    with rv.Html(tag="div", class_="ics-with-button"):
        Choice("A party that leaves early", word, options, on_value=set_word)
        Action("Add", disabled=not word, describes="a party that leaves early", event_press=add)


@solara.component
def _Exit(who: str, month: str, tell: Callable[[str | None], None]) -> None:
    """One party that leaves early."""
    with rv.Html(tag="div", class_="ics-with-button"):
        TextRow(f"{who} leaves in", month, most=7, on_value=lambda new: tell(new.strip()))
        Action("Remove", "quiet", describes=f": {who} leaves early", event_press=lambda _: tell(None))
