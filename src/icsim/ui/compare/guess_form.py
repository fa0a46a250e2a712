"""Guess first: the group writes down what it expects, and only then sees what comes out."""

from __future__ import annotations

from collections.abc import Callable

import solara

from icsim.ui.compare.answers import Answer
from icsim.ui.compare.guesses import (
    COLUMNS,
    GUESSABLE,
    MOST_PERCENT,
    beside_results,
    in_words,
    is_hidden,
    measure_of,
    percent_of,
    sentence,
    with_guess,
)
from icsim.ui.compare.result_blocks import choices
from icsim.ui.parts import Action, Choice, DataTable, Heading, NumberRow, Panel, Tick, Words
from icsim.ui.state.comparison import ComparisonState


@solara.component
def GuessForm(state: ComparisonState, on_state: Callable[[ComparisonState], object]) -> None:
    """The switch and, while results are hidden, a number for each agreement."""
    Tick(
        "Guess first",
        state.guess_first,
        "Results stay hidden until the group has written down what it expects.",
        on_value=lambda yes: on_state(state.with_(guess_first=yes, guess_saved=False)),
    )
    measure, set_measure = solara.use_state(measure_of(state))
    percents, set_percents = solara.use_state({column.name: percent_of(state, column.name) for column in state.columns})
    if not is_hidden(state):
        if state.guess_first:
            Action("Guess again", "quiet", event_press=lambda _: on_state(state.with_(guess_saved=False)))
        return
    with Panel(label="Your guess"):
        Heading(3, "What do you expect?")
        Words("Results are hidden until you save a guess. They are being worked out meanwhile.")
        Choice("Guess about", measure, choices(GUESSABLE), on_value=set_measure)
        for column in state.columns:
            percent = percents.get(column.name, 0.0)

            def put(value: float, name: str = column.name) -> None:
                set_percents({**percents, name: value})

            NumberRow(
                f"Change under {column.name}", percent, -MOST_PERCENT, MOST_PERCENT, 1, "% of today", on_value=put
            )
            Words(in_words(measure, percent), "note")
        with solara.v.Html(tag="div", class_="ics-actions"):
            Action(
                "Save the guess and show the results",
                "main",
                event_press=lambda _: on_state(with_guess(state, measure, percents, saved=True)),
            )


@solara.component
def GuessResult(state: ComparisonState, answer: Answer) -> None:
    """The guess beside what came out."""
    if not (state.guess_first and state.guess_saved and state.guess):
        return
    Heading(3, "Your guess and the result")
    with Panel(label="Your guess and the result"):
        Words(sentence(state, answer.findings))
        DataTable("Change against today, in per cent of today", COLUMNS, beside_results(state, answer.findings))
