"""Page: Explore a sweep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import solara
from solara.lab import use_task

from icsim.errors import InputError
from icsim.report.wording import duration, month_words
from icsim.ui.parts import Action, Choice, Heading, Notice, Panel, Progress, Words
from icsim.ui.state.sweep_view import SweepView
from icsim.ui.sweep import folders
from icsim.ui.sweep.charts import Shown
from icsim.ui.sweep.controls import WAYS, Change, Filters, ShownControls, Views
from icsim.ui.sweep.data import SweepData, load
from icsim.ui.sweep.run_panel import ChosenRun, Runs
from icsim.ui.sweep.settled import settle

_LOOK_SECONDS = 0.25


@dataclass(frozen=True, eq=False)
class _Opened:
    """What was found: the sweeps there are, and the one that was asked for or what is wrong with it."""

    names: tuple[str, ...]
    data: SweepData | None = None
    faults: tuple[str, ...] = ()


def _look(name: str, told: list[int]) -> _Opened:
    """List the sweeps and read the one that is asked for."""

    def tell(done: int, of: int) -> None:
        told[:] = [done, of]

    listed = folders.found()
    names = tuple(each.name for each in listed.values())
    if not name:
        return _Opened(names)
    if name not in listed:
        return _Opened(names, None, (f"there is no sweep {name!r} here; choose one from the list",))
    try:
        return _Opened(names, load(listed[name].folder, tell))
    except InputError as error:
        return _Opened(names, None, tuple(f"{name}: {problem.message}" for problem in error.problems))
    except OSError:
        return _Opened(names, None, (f"{name}: the disk refuses to give its files; try again",))


@solara.component
def Page() -> None:
    """Explore a sweep."""
    router = solara.use_router()
    view, faults = SweepView.from_query(router.search)
    again, set_again = solara.use_state(0)
    progress = solara.use_reactive((0, 0))

    async def look() -> _Opened:
        told = [0, 0]
        progress.set((0, 0))
        reading = asyncio.create_task(asyncio.to_thread(_look, view.sweep, told))
        while not reading.done():
            await asyncio.wait({reading}, timeout=_LOOK_SECONDS)
            if told[1]:
                progress.set((told[0], told[1]))
        return reading.result()

    task = use_task(look, dependencies=[view.sweep, again], raise_error=False)
    opened = cast("_Opened", task.value) if task.finished else None

    def change(wanted: SweepView) -> None:
        router.push(f"/sweep?{wanted.to_query()}")

    Heading(1, "Explore a sweep")
    if opened is None:
        _Opening(progress.value, failed=bool(task.error))
        return
    _Chooser(opened.names, view, change, lambda: set_again(again + 1))
    if opened.faults:
        Notice("This sweep cannot be shown", "", list(opened.faults), kind="error")
    if opened.data is not None:
        _Explorer(opened.data, view, faults, change, router.push)
    elif faults:
        Notice("Part of the address could not be used", "", faults, kind="warning")


@solara.component
def _Opening(progress: tuple[int, int], failed: bool) -> None:
    """How far the reading is, or that it failed."""
    if failed:
        Notice("The sweep could not be read", "Its files are not as icsim writes them; make it again.", kind="error")
        return
    done, of = progress
    Progress("Opening", done / of if of else 0.0, f"{done:,} of {of:,} runs read" if of else "Looking…")


@solara.component
def _Chooser(names: tuple[str, ...], view: SweepView, change: Change, look_again: Callable[[], None]) -> None:
    """The list of sweeps, or what to do where there is none."""
    if not names:
        Notice(
            "No sweep is here yet",
            "Make one with icsim sweep EXPERIMENT.yaml --out results/NAME in the folder where icsim ui was started, or "
            "start icsim ui with --sweeps DIR, DIR being a folder that holds sweeps. Then look again.",
        )
    else:
        options = [{"value": name, "label": name} for name in names]
        if view.sweep not in names:
            options.insert(0, {"value": view.sweep, "label": "Choose a sweep…"})
        Choice("Sweep", view.sweep, options, on_value=lambda name: change(SweepView(sweep=name)) if name else None)
        if not view.sweep:
            Words("A sweep is a question that many runs answer. Choose one to see every run of it, what its answer "
                  "depends on, and to watch any of them.")  # fmt: skip
    Action("Look again", "quiet", describes="for new sweeps and new runs", event_press=lambda _: look_again())


@solara.component
def _Explorer(data: SweepData, asked: SweepView, faults: list[str], change: Change, go: Callable[[str], None]) -> None:
    """An opened sweep: controls, chart, runs."""
    shown = solara.use_memo(lambda: settle(data, asked), [id(data), asked])
    wrong = [*faults, *(f"The address does not fit: {fault}." for fault in shown.faults)]
    view = shown.view

    Words(data.sweep.question, "lead")
    _Notes(data)
    if wrong:
        Notice("Part of the address could not be used", "", wrong, kind="warning")
    if not data.there.any():
        Notice("No run of this sweep is made yet", "icsim sweep makes them; then look again.")
        return
    with solara.v.Html(tag="div", class_="ics-side"):
        with solara.v.Html(tag="div"):
            ShownControls(shown, change)
            Filters(shown, change)
        with solara.v.Html(tag="div", style_="min-width: 0"):
            Views("Ways to look at the runs", view.show, WAYS, event_pick=lambda way: change(_show(view, way)))
            with Panel(label="Chart"):
                Shown(shown, lambda run: change(replace(view, run=run)))
            ChosenRun(shown, change, go)
            Runs(shown, change, asked.sweep.rpartition("/")[2] or "sweep")


def _show(view: SweepView, way: str) -> SweepView:
    """The view in another way, if there is such a way."""
    return replace(view, show=way) if way in {each["value"] for each in WAYS} else view


@solara.component
def _Notes(data: SweepData) -> None:
    """What a reader has to know of the runs: how many there are, and who made them."""
    sweep, there = data.sweep, int(data.there.sum())
    counted = ((len(sweep.points), "point"), (len(sweep.arms), "arm"), (len(sweep.futures), "future"))
    shape = ", ".join(f"{n:,} {what}{'s' if n != 1 else ''}" for n, what in counted)
    seeds = f"{sweep.replications} seed{'s' if sweep.replications != 1 else ''} each"
    sample = f", a sample of {sweep.sample_share:.0%} of the staff" if sweep.sample_share < 1 else ""
    what = f"{len(data):,} runs of {duration(sweep.months)} from {month_words(sweep.start)}, system {sweep.system}"
    Words(f"{what}: {shape}, {seeds}{sample}; made by icsim {data.version}.", "note")
    if there < len(data):
        Notice(
            f"{len(data) - there:,} of {len(data):,} runs are not there",
            "They are still being made, or could not be: icsim sweep status says which. The others are shown.",
            kind="warning",
        )
    if not data.ours:
        Notice(
            "Made with other code than this",
            f"The runs were made by icsim {data.version} with other code than there is now. They are shown as they "
            "were made. To have them as this version makes them, run icsim sweep into a new folder.",
            kind="warning",
        )
    if data.left_out:
        Words(f"{data.left_out} places are left out: there is no room for all of them and all runs.", "note")
