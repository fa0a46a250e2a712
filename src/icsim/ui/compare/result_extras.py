"""Extras: shares of clauses and other futures, which take more runs and are made on request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.errors import InputError
from icsim.report.shares import DECIDING
from icsim.ui.compare.answers import Answer
from icsim.ui.compare.desk import View
from icsim.ui.compare.future_block import JUDGED, future_picture
from icsim.ui.compare.result_blocks import Drawn, choices
from icsim.ui.compare.result_status import words
from icsim.ui.compare.share_block import mentioned, several_clauses, share_picture
from icsim.ui.compare.tiers import plan_of
from icsim.ui.jobs import Estimate, jobs
from icsim.ui.parts import Action, Choice, Heading, Panel, Progress, Words
from icsim.ui.state.comparison import ComparisonState


@dataclass(frozen=True, eq=False)
class Asks:
    """What can be asked for, and of what.

    Parameters
    ----------
    shares, futures, stop
        Called when that is wanted, or neither any more.
    state
        The comparison.
    """

    shares: Callable[[], object]
    futures: Callable[[], object]
    stop: Callable[[], object]
    state: ComparisonState


@solara.component
def _Offer(view: View, asks: Asks, words_of: str, press: Callable[[], object], *, has_shares: bool) -> None:
    """A button that asks for more runs, with what they will take."""
    price, set_price = solara.use_state(cast("Estimate | None", None))
    plan = view.plan
    ready = plan is not None and not view.is_working and not view.is_stale

    async def work_out() -> None:
        if ready and plan is not None:
            set_price(await asyncio.to_thread(_estimate, asks.state, view, has_shares=has_shares))

    use_task(work_out, dependencies=[ready, None if plan is None else plan.key])
    Words("It is worked out on request. " + (price.words if price is not None and ready else
          "What it takes is known once the runs under way are done."), "note")  # fmt: skip
    with rv.Html(tag="div", class_="ics-actions"):
        is_open = ready and price is not None and price.within_budget
        Action(words_of, disabled=not is_open, event_press=lambda _: press())


def _estimate(state: ComparisonState, view: View, *, has_shares: bool) -> Estimate | None:
    plan = view.plan
    if plan is None:
        return None
    asked = {"has_shares": has_shares or plan.has_shares}
    asked["all_futures"] = not has_shares or len(plan.question.futures) > 1
    try:
        return jobs().estimate(plan_of(state, plan.tier, plan.seeds, **asked).specs)
    except InputError:
        return None


@solara.component
def ShareBlock(view: View, answer: Answer, asks: Asks) -> None:
    """How much of the effect each clause brings."""
    findings = answer.findings
    asked, set_asked = solara.use_state("")
    name, set_name = solara.use_state(DECIDING[0])
    several = several_clauses(findings)
    agreement = asked if asked in several else next(iter(several), "")
    picture = solara.use_memo(lambda: share_picture(findings, agreement, name), [id(answer), agreement, name])
    Heading(3, "Which clause does what")
    with Panel(label="Which clause does what"):
        if not several:
            Words("Each agreement has one clause, which has the whole effect.")
            return
        if picture is None:
            Words(f"{mentioned(findings)} Every set of clauses is run with the same people and the same luck.")
            if view.has_shares_to_come and view.progress is not None:
                Progress("Shares of clauses", view.progress.share, words(view))
                Action("Stop", describes="working out shares", event_press=lambda _: asks.stop())
            else:
                _Offer(view, asks, "Work out what each clause does", asks.shares, has_shares=True)
            return
        with rv.Html(tag="div", class_="ics-columns"):
            if len(several) > 1:
                Choice("Agreement shared out", agreement, choices(several, several), on_value=set_asked)
            Choice("Measure shared out", name, choices(DECIDING), on_value=set_name)
        Drawn(picture)


@solara.component
def FutureBlock(view: View, answer: Answer, asks: Asks) -> None:
    """Whether the answer holds under other futures."""
    findings = answer.findings
    name, set_name = solara.use_state("vacancy_share")
    picture = solara.use_memo(lambda: future_picture(findings, name), [id(answer), name])
    Heading(3, "Does it hold under other futures?")
    with Panel(label="Does it hold under other futures?"):
        if len(asks.state.futures) < 2:
            Words("One future is chosen. Choose more of them among the settings to try every choice under each.")
            return
        if picture is None:
            if view.is_working and view.plan is not None and len(view.plan.question.futures) > 1:
                Progress("Runs under every future", view.progress.share if view.progress else 0.0, words(view))
                Action("Stop", describes="trying other futures", event_press=lambda _: asks.stop())
            else:
                number = len(asks.state.futures)
                Words(f"All of the above is under the first of the {number} futures chosen.")
                _Offer(view, asks, f"Try it under all {number} futures", asks.futures, has_shares=False)
            return
        Choice("Measure of regret", name, choices(JUDGED), on_value=set_name)
        Drawn(picture)
