"""Run view: the moving map of a run with its charts, and what happened in the month it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv

from icsim.report.replay_page import replay_page
from icsim.ui.jobs.budget import duration
from icsim.ui.parts import Action, Column, DataTable, Details, Download, Heading, Notice, Panel, Progress, Words
from icsim.ui.parts.table import Cell
from icsim.ui.state.watch_link import WatchState
from icsim.ui.watch.happenings import biggest_flows, milestone_words, totals
from icsim.ui.watch.organisation_view import OrganisationView
from icsim.ui.watch.person_view import PersonView
from icsim.ui.watch.player import Player
from icsim.ui.watch.seen import Seen
from icsim.ui.watch.watching import View

_MOST_MILESTONES = 12


@solara.component
def Status(view: View, on_stop: Callable[[], Any], on_start: Callable[[], Any]) -> None:
    """How far the run is, or why there is none."""
    if view.phase == "nothing":
        Notice("Nothing to watch yet", "Choose a run above and press Start.")
    elif view.phase == "reading":
        Words("Looking whether this run is there already…", "note")
    elif view.phase == "waiting" and view.estimate is not None:
        able = view.estimate.within_budget  # the form above says what to do about a run that is too long
        words = f"{view.estimate.words} Press Start above to make it." if able else "It takes longer than one may."
        Notice("This run has not been made yet", words)
    elif view.phase == "failed":
        advice = "Change the settings above, or start again."
        Notice("The run could not be made", advice, view.faults, kind="error")
    elif view.phase == "stopped":
        Notice("Stopped", "The months that are there can be played. Start again to make the rest.")
        Action("Start again", "main", event_press=lambda _: on_start())
    elif view.phase == "running" and view.progress is not None:
        progress = view.progress
        left = "" if progress.seconds_left is None else f", about {duration(progress.seconds_left)} left"
        words = f"{progress.months_done} of {progress.months_total} months{left}"
        Progress("Making the run", progress.share, words)
        with rv.Html(tag="div", class_="ics-actions"):
            Action("Stop", event_press=lambda _: on_stop())


@solara.component
def RunView(view: View, state: WatchState, on_state: Callable[[WatchState], Any]) -> None:
    """Everything there is to see of a run.

    Parameters
    ----------
    view
        The run.
    state, on_state
        What is looked at in it, and who is told of something else.
    """
    month, set_month = solara.use_state(0)
    seen = view.seen
    if seen is None:
        return
    shown = min(month, seen.months - 1)

    def select(code: str) -> None:
        known = code if code in seen.system.index else ""
        if known != state.organisation:
            on_state(state.looking_at(organisation=known))

    Heading(2, str(seen.replay.header["title"]))
    if seen.spec.sample_share < 1.0:
        Words("A sample of the staff: amounts are scaled up to all, and levels are off. See how it moves.", "note")
    if seen.spec.months and not seen.is_whole:
        Words(f"{seen.months} of {seen.spec.months} months so far; they can be played already.", "note")
    Player(
        seen.content,
        shown,
        set_month,
        state.organisation if state.organisation in seen.system.index else "",
        select,
        live=view.phase == "running",
    ).key("player")
    with rv.Html(tag="div", class_="ics-columns").key("happened"):
        _Happened(seen, shown)
        _Milestones(seen, set_month)
    OrganisationView(seen, shown, state.organisation, select).key("organisation")
    follow = PersonView(seen, state.organisation, state.person, lambda name: on_state(state.looking_at(person=name)))
    follow.key("person")
    _Saving(seen).key("saving")


@solara.component
def _Happened(seen: Seen, month: int) -> None:
    """What happened in the month shown."""
    with Panel(label="What happened this month"):
        Heading(3, f"What happened in {seen.month_names[month]}")
        rv.Html(
            tag="ul",
            children=[
                rv.Html(tag="li", children=[words])
                for words in (
                    *(milestone_words(each, seen.names) for each in seen.milestones if each.month == month),
                    *biggest_flows(seen, month),
                )
            ],
        )
        with Details("All moves of the month by kind"):
            rows: list[list[Cell]] = [[title, heads] for title, heads in totals(seen, month)]
            DataTable(f"Moves in {seen.month_names[month]}", [Column("Kind"), Column("People", "heads", True)], rows)


@solara.component
def _Milestones(seen: Seen, on_month: Callable[[int], Any]) -> None:
    """What has become of the agreements; a row leads to its month."""
    with Panel(label="Agreements"):
        Heading(3, "What became of the agreements")
        if not seen.spec.agreements:
            Words("Nothing is signed in this run: it is today, going on.")
            return
        if not seen.milestones:
            Words("Nothing yet: it is signed in the month its file says, and comes into use some months later.")
            return
        Words("Choose a month to go there.", "note")
        rows = [[seen.month_names[each.month], milestone_words(each, seen.names)] for each in seen.milestones]
        DataTable(
            "Agreements, month by month",
            [Column("Month"), Column("What happened")],
            rows,
            most=_MOST_MILESTONES,
            on_choose=lambda row: on_month(seen.milestones[row].month),
        )


@solara.component
def _Saving(seen: Seen) -> None:
    """The run as a file, and what makes it what it is."""
    Heading(2, "About this run")
    with rv.Html(tag="div", class_="ics-actions"):
        if seen.is_whole:
            name = f"icsim-replay-{seen.spec.digest[:12]}.html"
            Download("Save this replay", name, lambda: replay_page(seen.replay), "text/html")
        else:
            Words("The replay can be saved once every month is there.", "note")
    if seen.is_whole:
        Words("One file that plays on any computer, without icsim and without a network.", "note")
    facts = seen.replay.header["facts"]
    DataTable("What makes this run what it is", [Column("Fact"), Column("Value")], [list(pair) for pair in facts])
    Words("One run is one draw of luck, not a forecast: compare many before concluding anything.", "note")
