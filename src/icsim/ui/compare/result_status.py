"""Status: which estimate is shown, how far it is, and the full run with its price before it is made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.errors import InputError
from icsim.ui.compare.desk import View
from icsim.ui.compare.tiers import SEED_CHOICES, Tier, caution, command_line, label, plan_of
from icsim.ui.jobs import Estimate, jobs
from icsim.ui.jobs.budget import duration
from icsim.ui.parts import Action, Choice, Details, Notice, Panel, Progress, Words
from icsim.ui.state.comparison import ComparisonState


@solara.component
def Status(shown: View, quick: View, *, hidden: bool) -> None:
    """What is shown below, so that nobody takes an estimate for more than it is."""
    with rv.Html(tag="div", class_="ics-status"):
        answer = None if hidden else shown.answer
        called = "" if answer is None else f"{label(answer.plan, answer.seeds)}."
        with rv.Html(tag="p", class_="ics-lead", attributes={"role": "status"}):  # there from the start, to be read out
            rv.Html(tag="strong", children=[called])
        if answer is not None and (said := caution(answer.plan, answer.seeds)):
            Words(said, "note")
        if quick.fault:
            advice = "Put right what is named here; it is marked beside its control too."
            Notice("These agreements cannot be compared as they are", advice, quick.fault.splitlines(), kind="error")
        elif quick.failures:
            advice = "Change what they have in common, or load the page again to try once more."
            Notice("Some runs could not be made", advice, quick.failures, kind="error")
        elif quick.is_working and quick.progress is not None:
            Progress("Quick estimate", quick.progress.share, words(quick))
        elif quick.answer is None:
            Words("The quick estimate is about to start.", "note")


def words(view: View) -> str:
    """How far runs are, and how long they still take."""
    progress = view.progress
    if progress is None:
        return ""
    said = f"{progress.done:,} of {progress.total:,} runs"
    if progress.seconds_left is None:
        return f"{said}."
    return f"{said}; about {duration(progress.seconds_left)} left."


@solara.component
def FullRun(
    core: ComparisonState,
    view: View,
    seeds: int,
    on_seeds: Callable[[int], object],
    on_start: Callable[[], object],
    on_stop: Callable[[], object],
    *,
    is_ready: bool,
) -> None:
    """The full run: what it will take, a button, its progress, and a way to stop it.

    Parameters
    ----------
    core, seeds
        What it would be of.
    view
        How far it is; empty where nobody has asked for it.
    on_seeds, on_start, on_stop
        Told what the person wants.
    is_ready
        Whether the quick estimate is done, so that working out the price takes no time from it.
    """
    price, set_price = solara.use_state(cast("Estimate | None", None))

    async def work_out() -> None:
        if is_ready:
            set_price(await asyncio.to_thread(_estimate, core, seeds))

    use_task(work_out, dependencies=[core, seeds, is_ready, view.is_working])
    with Panel(label="Full run"):
        if view.is_working and view.progress is not None:
            Progress("Full run", view.progress.share, words(view))
            with rv.Html(tag="div", class_="ics-actions"):
                Action("Stop the full run", event_press=lambda _: on_stop())
        elif view.fault:
            Notice("The full run cannot be made here", "", view.fault.splitlines(), kind="warning")
            _Headless(core, seeds)
        elif view.plan is not None and view.plan.seeds == seeds:
            if view.failures:
                Notice("Some runs could not be made", "", view.failures, kind="error")
            else:
                Words(f"The full run of {seeds} seeds is shown.", "note")
            Action("Back to the quick estimate", "quiet", event_press=lambda _: on_stop())
            Seeds(seeds, on_seeds)
        else:
            with rv.Html(tag="div", class_="ics-columns"):
                with rv.Html(tag="div"):
                    Words("The full run models all of the staff: make it before you rely on a number.")
                    late = "What it takes is worked out once the quick estimate is done."
                    Words(late if price is None else price.words, "note")
                    with rv.Html(tag="div", class_="ics-actions"):
                        is_open = price is not None and price.within_budget
                        ready = "Show the full run" if price is not None and not price.to_make else "Make the full run"
                        Action(ready, "main", disabled=not is_open, event_press=lambda _: on_start())
                Seeds(seeds, on_seeds)
            if price is not None and not price.within_budget:
                _Headless(core, seeds)


@solara.component
def Seeds(seeds: int, on_seeds: Callable[[int], object]) -> None:
    """How many seeds the full run has."""
    options = [{"value": str(n), "label": f"{n} seeds"} for n in SEED_CHOICES]
    Choice("Seeds of the full run", str(seeds), options, "More seeds give narrower ranges.",
           on_value=lambda word: on_seeds(int(word)))  # fmt: skip


def _estimate(core: ComparisonState, seeds: int) -> Estimate | None:
    """What the full run will take; None where the agreements have faults."""
    try:
        return jobs().estimate(plan_of(core, Tier.full, seeds).specs)
    except InputError:
        return None


@solara.component
def _Headless(core: ComparisonState, seeds: int) -> None:
    """The command line that makes it without the app."""

    def line() -> str:
        try:
            return command_line(core, plan_of(core, Tier.full, seeds))
        except InputError:
            return ""

    said = solara.use_memo(line, [core, seeds])
    if said:
        with Details("Make it without the app", is_open=True):
            Words("Download the agreements below, and run this where they are:")
            rv.Html(tag="pre", class_="ics-command", children=[said])
