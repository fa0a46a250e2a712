"""Page: Watch a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.ui.jobs import jobs
from icsim.ui.parts import Action, Heading, Notice, Panel, Words
from icsim.ui.state.watch_link import PATH, WatchState
from icsim.ui.watch.form import Form
from icsim.ui.watch.run_view import RunView, Status
from icsim.ui.watch.watching import Phase, View, Watcher

_FIRST = WatchState(preset="rotation_passport", is_draft=True)
"""What the form says on a first visit."""


@solara.component
def Page() -> None:
    """Choose a run, have it made or taken from those that are there, and watch it month by month."""
    router = solara.use_router()
    query = router.search or ""
    state, faults = solara.use_memo(lambda: WatchState.from_query(query) if query else (_FIRST, []), [query])

    def go(now: WatchState) -> None:
        router.push(PATH + now.to_query())

    Heading(1, "Watch a run")
    if not query:
        Words(
            "See people move between the organisations of a system, month by month, with an agreement or without.",
            "lead",
        )
    if faults:
        advice = "The rest of it holds. Choose below what you meant."
        Notice("Some of the address could not be used", advice, faults, kind="warning")
    _Watched(state, go).key("watched")  # what stands above it comes and goes


@solara.component
def _Watched(state: WatchState, on_state: Callable[[WatchState], None]) -> None:
    """The form, and the run that is watched; a form that is being filled in leaves the last run in view.

    Parameters
    ----------
    state, on_state
        What the address says, and who is told that it should say something else.
    """
    last, set_last = solara.use_state(None if state.is_draft else state)
    watched = last if state.is_draft else state
    if watched != last:
        set_last(watched)
    run = None if watched is None else watched.with_run()
    (begun, times), set_begun = solara.use_state((run, 0))
    attempt = times if begun == run else 0
    view, set_view = solara.use_state(View())
    session = solara.get_session_id()
    watcher = solara.use_memo(lambda: Watcher(jobs, session, set_view), [])

    async def follow() -> None:
        if run is not None:
            await watcher.follow(run.spec, begin=attempt > 0)

    use_task(follow, dependencies=[run, attempt])

    def start() -> None:
        asked = replace(state, is_draft=False)
        set_begun((asked.with_run(), times + 1))
        on_state(asked)

    now = view if run is not None else View()
    _Choosing(state, on_state, start, run is not None, now.phase).key("choosing")
    Status(now, watcher.stop, start).key("status")
    if watched is not None:
        RunView(now, watched, on_state).key("run")


@solara.component
def _Choosing(
    state: WatchState,
    on_state: Callable[[WatchState], None],
    on_start: Callable[[], None],
    has_run: bool,
    phase: Phase,
) -> None:
    """The form; out of the way while a run is watched, until somebody wants another one or has to start this one."""
    is_open, set_open = solara.use_state(not has_run)

    def start() -> None:
        set_open(False)
        on_start()

    if not (is_open or state.is_draft or phase in {"waiting", "failed"}):
        with rv.Html(tag="div", class_="ics-actions"):
            Action("Choose another run", event_press=lambda _: set_open(True))
        return
    with Panel(label="Which run"):
        Form(state, lambda now: on_state(replace(now, is_draft=True)), start, phase == "running" and not state.is_draft)
        if has_run and state.is_draft:
            Words("The run below is the one before: press Start to see this one.", "note")
