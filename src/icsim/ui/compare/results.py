"""Results: what the comparison says, from a quick estimate that starts by itself to the full run on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.errors import InputError
from icsim.ui.compare.desk import Desk, View
from icsim.ui.compare.guess_form import GuessForm, GuessResult
from icsim.ui.compare.guesses import is_hidden
from icsim.ui.compare.result_blocks import AtAGlance, Curves, Headlines, LedgerBlock, Limits, PeopleAndPosts
from icsim.ui.compare.result_extras import Asks, FutureBlock, ShareBlock
from icsim.ui.compare.result_files import TakeAway
from icsim.ui.compare.result_status import FullRun, Status
from icsim.ui.compare.tiers import FULL_SEEDS, Tier, label, plan_of
from icsim.ui.jobs import Jobs, jobs
from icsim.ui.parts import Heading, Notice, Words
from icsim.ui.state.comparison import ComparisonState

_NOTHING = View()
"""What is shown before anything is known."""


@dataclass(frozen=True)
class Wanted:
    """What has been asked for beside the quick estimate, of one comparison.

    Parameters
    ----------
    core
        The comparison it was asked of; of another one nothing is asked yet.
    full_seeds
        Seeds of the full run; 0 for none.
    has_shares, all_futures
        Whether shares of clauses, and all futures, are wanted.
    """

    core: ComparisonState
    full_seeds: int = 0
    has_shares: bool = False
    all_futures: bool = False


@solara.component
def Results(state: ComparisonState, on_state: Callable[[ComparisonState], object]) -> None:
    """Everything the comparison says.

    Parameters
    ----------
    state
        What is compared.
    on_state
        Told the state with a guess in it.
    """
    Heading(2, "Results")
    if not state.columns:
        Notice("Nothing to compare yet", "Add an agreement: it is compared with today as soon as it is there.")
        return
    try:
        made_by = jobs()
    except InputError as error:
        Notice("No run can be made", str(error), kind="error")
        return
    _Live(state, on_state, made_by)


@solara.component
def _Live(state: ComparisonState, on_state: Callable[[ComparisonState], object], made_by: Jobs) -> None:
    """Results of at least one agreement, as they come."""
    core = state.with_(guess=(), guess_first=False, guess_saved=False)
    asked, set_asked = solara.use_state(Wanted(core))
    wanted = asked if asked.core == core else Wanted(core)
    quick, set_quick = solara.use_state(_NOTHING)
    full, set_full = solara.use_state(_NOTHING)
    session = solara.get_session_id()
    desk = solara.use_memo(lambda: Desk(made_by, session, set_quick), [])
    full_desk = solara.use_memo(lambda: Desk(made_by, session, set_full), [])
    solara.use_effect(lambda: desk.cancel, [])  # a full run goes on without its page
    extra = {"has_shares": wanted.has_shares, "all_futures": wanted.all_futures}
    quick_extra = {} if wanted.full_seeds else extra

    async def follow_quick() -> None:
        await desk.follow(lambda: plan_of(core, Tier.quick, **quick_extra))

    async def follow_full() -> None:
        if wanted.full_seeds:
            await full_desk.follow(lambda: plan_of(core, Tier.full, wanted.full_seeds, **extra), 0.0)
        else:
            full_desk.rest()

    use_task(follow_quick, dependencies=[core, sorted(quick_extra.items())])
    use_task(follow_full, dependencies=[core, wanted.full_seeds, sorted(extra.items())])
    seeds, set_seeds = solara.use_state(FULL_SEEDS)

    shown = full if wanted.full_seeds and full.answer and not full.is_stale else quick

    def ask(**changes: object) -> None:
        set_asked(replace(wanted, **changes))  # type: ignore[arg-type]

    def stop_full() -> None:
        full_desk.cancel()
        ask(full_seeds=0, has_shares=False, all_futures=False)

    asks = Asks(
        lambda: ask(has_shares=True),
        lambda: ask(all_futures=True),
        lambda: ask(has_shares=False, all_futures=False),
        core,
    )
    Status(shown, quick, hidden=is_hidden(state))
    GuessForm(state, on_state)
    if is_hidden(state):
        return
    FullRun(
        core,
        full if wanted.full_seeds else View(),
        seeds,
        on_seeds=set_seeds,
        on_start=lambda: ask(full_seeds=seeds, has_shares=False, all_futures=False),
        on_stop=stop_full,
        is_ready=quick.answer is not None and not quick.is_working,
    )
    if shown.answer is not None:
        _Blocks(state, shown, asks)
        AtAGlance(shown.answer, label(shown.answer.plan, shown.answer.seeds), is_stale=shown.is_stale)


@solara.component
def _Blocks(state: ComparisonState, view: View, asks: Asks) -> None:
    """Every block of an answer; quiet while it is one to an earlier question."""
    answer = view.answer
    if answer is None:
        return
    with rv.Html(tag="div", class_="ics-stale" if view.is_stale else "ics-fresh"):
        with rv.Html(tag="div"):  # a box that stays: what comes and goes above the blocks would have them made anew
            if view.is_stale:
                names = ", ".join(answer.findings.shown)
                Words(f"What follows is of your earlier settings ({names}); new numbers are on their way.", "note")
        Headlines(answer)
        GuessResult(state, answer)
        Curves(answer)
        LedgerBlock(answer)
        PeopleAndPosts(answer)
        ShareBlock(view, answer, asks)
        FutureBlock(view, answer, asks)
        Limits(state, answer)
        TakeAway(state, answer, is_stale=view.is_stale)
