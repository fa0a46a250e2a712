"""Form: which run is watched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.errors import InputError
from icsim.ui.jobs import Estimate, jobs
from icsim.ui.parts import Action, Choice, Notice, NumberRow, TextRow, Words
from icsim.ui.state.watch_link import MOST_MONTHS, WatchState
from icsim.ui.watch import options

_MOST_SEED_SHOWN = 999
_SETTLE_SECONDS = 0.2


@solara.component
def Form(
    state: WatchState, on_change: Callable[[WatchState], Any], on_start: Callable[[], Any], is_running: bool
) -> None:
    """Controls for every part of a run, what it will take, and Start.

    Parameters
    ----------
    state
        What is chosen.
    on_change
        Told another choice.
    on_start
        Called when the run is to begin.
    is_running
        Whether this very run is being made or is there.
    """

    def change(**changes: Any) -> None:
        on_change(state.with_run(**changes))

    fault, set_fault = solara.use_state("")

    def start_month(text: str) -> None:
        read, faults = WatchState.from_query(f"?start={text.strip()}")
        set_fault(faults[0] if faults else "")
        if not faults:
            change(start=read.start)

    with rv.Html(tag="div", class_="ics-columns"):
        Choice("System", options.system_value(state.system), options.systems(), on_value=lambda w: change(system=w))
        Choice(
            "Agreement",
            options.OWN if state.agreements else state.preset,
            options.agreements(state),
            on_value=lambda w: None if w == options.OWN else change(preset=w, agreements=()),
        )
        Choice(
            "Future",
            options.OWN if state.conditions is not None else "" if state.future == "flat" else state.future,
            options.futures(state),
            note="What happens outside: work, posts, pay, supply.",
            on_value=lambda w: None if w == options.OWN else change(future=w, conditions=None),
        )
        Choice(
            "Staff",
            repr(state.sample_share),
            options.shares(state),
            note="A sample is quicker; its levels are off, its differences hold.",
            on_value=lambda w: change(sample_share=float(w)),
        )
        NumberRow("Months", state.months, 1, MOST_MONTHS, 1, "months", 60.0, on_value=lambda n: change(months=int(n)))
        NumberRow(
            "Seed",
            state.seed,
            0,
            max(_MOST_SEED_SHOWN, state.seed),
            1,
            "",
            why="The people and their luck: another seed is another draw of both. It stands for nothing else.",
            on_value=lambda n: change(seed=int(n)),
        )
        TextRow("First month", state.start, note=fault or "YYYY-MM, for example 2026-04", most=7, on_value=start_month)
    if state.parameters:
        changed = [f"{name} = {value:g}" for name, value in state.parameters]
        Notice(f"{len(changed)} parameters are changed", items=changed, kind="warning")
        Action("Use every parameter's own value", "quiet", event_press=lambda _: change(parameters=()))
    _Cost(state, on_start, is_running).key("cost")


@solara.component
def _Cost(state: WatchState, on_start: Callable[[], Any], is_running: bool) -> None:
    """What the run will take, and the button that begins it."""

    async def estimated() -> Estimate:
        await asyncio.sleep(_SETTLE_SECONDS)
        return await asyncio.to_thread(lambda: jobs().estimate([state.spec()]))

    task: Any = use_task(estimated, dependencies=[state], raise_error=False)
    found: Estimate | None = task.value if task.finished else None
    if task.error:
        error = task.exception
        advice = [each.message for each in error.problems] if isinstance(error, InputError) else [str(error)]
        Notice("This run cannot be made", "Change what is named here.", advice, kind="error")
    elif found is None:
        Words("Working out how long it takes…", "note")
    elif found.within_budget:
        Words(found.words, "note")
    else:
        Notice("This run is too long for the app", found.words, kind="warning")
    able = found is not None and found.within_budget
    label = "Open" if found is not None and not found.to_make else "Start"
    with rv.Html(tag="div", class_="ics-actions"):
        Action(label, "main", disabled=not able or is_running, event_press=lambda _: on_start())
