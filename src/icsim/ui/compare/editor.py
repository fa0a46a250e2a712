"""Editor: what is compared, where, for how long, and the agreements side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import solara
import solara.lab
from solara.alias import rv

from icsim.experiment.spec import system_of
from icsim.ui.compare.column_card import ColumnCard, preset_options
from icsim.ui.compare.files import Files
from icsim.ui.parts import Action, Choice, Details, Heading, Notice, NumberRow, TextRow, Ticks, Words
from icsim.ui.state.address import start_fault
from icsim.ui.state.changes import add_preset
from icsim.ui.state.comparison import MOST_COLUMNS, MOST_MONTHS, ComparisonState
from icsim.ui.state.shelf import futures, systems

if TYPE_CHECKING:
    from icsim.system import System

Told = Callable[[ComparisonState], Any]
USUAL_MONTHS = 60


@solara.component
def Editor(state: ComparisonState, on_state: Told) -> None:
    """Everything a person sets.

    Parameters
    ----------
    state
        The comparison.
    on_state
        Told the changed comparison, when a control is let go.
    """
    system = use_system(state.system)
    _Where(state, on_state)
    Heading(2, "Agreements")
    with rv.Html(tag="div"):
        if not state.columns:
            Notice("Nothing to compare yet", "Add an agreement that comes with icsim, or bring a file of your own.")
    with rv.Html(tag="div", class_="ics-cards"):
        for i in range(len(state.columns)):
            ColumnCard(state, i, system, on_state).key(f"{i}")
    _AddColumn(state, on_state)
    Files(state, on_state)


def use_system(word: str) -> System | None:
    """The system a word stands for, None until it is read; reading does not keep the server from others."""

    async def read() -> System:
        return await asyncio.to_thread(system_of, word)

    reading: Any = solara.lab.use_task(read, dependencies=[word], raise_error=False)
    return reading.value if reading.finished else None


@solara.component
def _Where(state: ComparisonState, on_state: Told) -> None:
    """The system, the months and the futures."""
    options = [{"value": each.word, "label": each.label, "group": each.group} for each in systems()]
    words = [{"value": word, "label": future.future} for word, future in futures().items()]
    main = state.futures[0]

    def headline(word: str) -> None:
        others = [each for each in state.futures if each not in {word, main}]
        on_state(state.with_(futures=(word, *others)))

    def also(chosen: list[str]) -> None:
        on_state(state.with_(futures=(main, *(word for word in chosen if word != main))))

    with rv.Html(tag="div", class_="ics-columns"):
        Choice("System", state.system, options, on_value=lambda word: on_state(state.with_(system=word)))
        NumberRow(
            "Months",
            state.months,
            1,
            MOST_MONTHS,
            1,
            "months",
            USUAL_MONTHS,
            why="Five years: long enough for trust between partners to grow and for students to qualify.",
            on_value=lambda months: on_state(state.with_(months=int(months))),
        )
        Choice("Future", main, words, futures()[main].sentence(), on_value=headline)
    with Details("First month, other futures"):
        _Start(state, on_state)
        others = [each for each in words if each["value"] != main]
        note = "Each agreement is tried under these too when its robustness is looked at."
        Ticks("Other futures", [word for word in state.futures if word != main], others, note, on_value=also)


@solara.component
def _Start(state: ComparisonState, on_state: Told) -> None:
    fault, set_fault = solara.use_state("")

    def tell(text: str) -> None:
        wrong = start_fault(text.strip())
        set_fault(wrong)
        if not wrong:
            on_state(state.with_(start=text.strip()))

    TextRow("First month", state.start, "A month as YYYY-MM.", most=7, on_value=tell)
    with rv.Html(tag="div", attributes={"role": "status"}):
        if fault:
            rv.Html(tag="p", class_="ics-fault", children=[f"✕ {fault}"])


@solara.component
def _AddColumn(state: ComparisonState, on_state: Told) -> None:
    """Another agreement beside the others."""
    preset, set_preset = solara.use_state("")
    full = len(state.columns) >= MOST_COLUMNS
    if full:
        Words(f"{MOST_COLUMNS} agreements fit side by side; remove one to add another.", "note")
        return
    with rv.Html(tag="div", class_="ics-with-button"):
        Choice("Add an agreement", preset, preset_options("An empty one"), on_value=set_preset)
        Action("Add", "main", describes="this agreement", event_press=lambda _: on_state(add_preset(state, preset)))
