"""Controls of the sweep page: what is shown, and filters, with native boxes and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import solara

from icsim.experiment.sweep_plan import Sweep
from icsim.ui.parts import Action, Choice, Details, Heading, Panel, Ticks
from icsim.ui.parts.vue import vue
from icsim.ui.state.sweep_view import HEAT, MATTERS, PARALLEL, SCATTER, SweepView
from icsim.ui.sweep.settled import Settled
from icsim.ui.sweep.variables import Variable

_HERE = Path(__file__).parent
_OPEN = 6
"""Filters of what is varied that stand open; more are behind a line that opens."""
NONE = "none"
WAYS = (
    {"value": SCATTER, "label": "Every run as a point"},
    {"value": PARALLEL, "label": "Every run as a line"},
    {"value": MATTERS, "label": "What matters most"},
    {"value": HEAT, "label": "Heat map"},
)
_GROUPS = {"varied": "What is varied", "run": "The run", "level": "Outcomes", "difference": "Outcomes, as a difference"}

Change = Callable[[SweepView], None]
"""Told the view that a control asks for."""


@vue(_HERE / "views.vue")
def Views(
    label: str,
    value: str,
    options: Sequence[Mapping[str, str]],
    event_pick: Callable[[str], Any] | None = None,
) -> None:
    """Buttons of which one is pressed."""


@vue(_HERE / "range.vue")
def RangeRow(
    label: str,
    low: float | None,
    high: float | None,
    note: str = "",
    event_range: Callable[[list[Any]], Any] | None = None,
) -> None:
    """Two boxes for the ends of a range, each of which may be empty."""


@vue(_HERE / "link.vue")
def Way(label: str, path: str, event_go: Callable[[str], Any] | None = None) -> None:
    """A way to another page, as a link."""


@solara.component
def ShownControls(shown: Settled, change: Change) -> None:
    """Which variables the chart shows."""
    view, sweep = shown.view, shown.data.sweep

    def to(field: str, word: str) -> None:
        changes: dict[str, Any] = {field: word}
        change(replace(view, **changes))

    def one(label: str, field: str, options: Sequence[Mapping[str, str]], value: str = "") -> None:
        # A new control for each way to look: a list keeps no choice of another.
        Choice(
            label,
            value or getattr(view, field),
            options,
            on_value=lambda word: to(field, word),
        ).key(f"{view.show} {field}")

    every = [*options_of(shown, "level", "difference"), *options_of(shown, "varied", "run")]
    with Panel(label="What is shown"):
        Heading(2, "What is shown")
        if len(shown.data.places) > 1:
            one("Place", "place", [{"value": place, "label": place_words(place)} for place in shown.data.places])
        one("Upwards" if view.show == SCATTER else "Outcome", "up",
            every if view.show == SCATTER else options_of(shown, "level", "difference"),
            shown.outcome.key if view.show != SCATTER else "")  # fmt: skip
        if view.show == SCATTER:
            one("Across", "across", [*options_of(shown, "varied", "run"), *options_of(shown, "level", "difference")])
            one("Colour", "colour", [{"value": NONE, "label": "One colour"}, *every], view.colour or NONE)
        if view.show == HEAT:
            one("Across", "first", options_of(shown, "varied", "run"))
            one("Upwards", "second", options_of(shown, "varied", "run"))
        if view.show == MATTERS:
            _arms(sweep, one)


def _arms(sweep: Sweep, one: Callable[..., None]) -> None:
    """Whose answer is explained, where there is a choice."""
    if len(sweep.arms) > 1:
        names = [arm.name for arm in sweep.arms]
        last = {"value": "", "label": f"As usual: {names[-1]}"}
        one("Agreement", "agreement", [last, *({"value": name, "label": name} for name in names)])
    if len(sweep.futures) > 1:
        names = [each.name for each in sweep.futures]
        usual = names[-1] if len(sweep.arms) == 1 else names[0]
        first = {"value": "", "label": f"As usual: {usual}"}
        one("Future", "future", [first, *({"value": name, "label": name} for name in names)])


def options_of(shown: Settled, *kinds: str) -> list[dict[str, str]]:
    """Variables of some kinds, for a list to choose from."""
    return [
        {"value": each.key, "label": each.full_title, "group": _GROUPS[each.kind]}
        for kind in kinds
        for each in shown.variables.values()
        if each.kind == kind
    ]


def place_words(place: str) -> str:
    """A place as people say it."""
    if place == "all":
        return "The whole system"
    return place.removeprefix("sector:").replace("_", " ").capitalize() if place.startswith("sector:") else place


@solara.component
def Filters(shown: Settled, change: Change) -> None:
    """Which runs are kept."""
    view = shown.view
    kept, there = int(shown.kept.sum()), int(shown.data.there.sum())
    inputs = [each for each in shown.data.inputs if np.ptp(each.values)]
    asked = [shown[key] for key in (*(each.key for each in view.ranges), *(each.key for each in view.among))]
    results = [each for each in (shown.outcome, *asked) if each.is_outcome]
    results = list({each.key: each for each in results}.values())
    with Panel(label="Filters"):
        Heading(2, "Filters")
        passed = f"All {there:,}" if kept == there else f"{kept:,} of {there:,}"
        solara.v.Html(tag="p", attributes={"role": "status"}, children=[f"{passed} runs pass the filters."])
        if view.is_filtered:
            Action("Clear the filters", event_press=lambda _: change(view.unfiltered()))
        for each in [*results, *inputs[:_OPEN]]:
            _Filter(shown, each, change).key(each.key)
        if len(inputs) > _OPEN:
            with Details(f"Filter by {len(inputs) - _OPEN} more"):
                for each in inputs[_OPEN:]:
                    _Filter(shown, each, change).key(each.key)
        there_are = {each.key for each in results}
        more = [each for each in options_of(shown, "level", "difference") if each["value"] not in there_are]
        if more:
            one_more = [{"value": "", "label": "Choose…"}, *more]
            Choice(
                "Filter by another outcome",
                "",
                one_more,
                on_value=lambda key: change(_opened(shown, key)) if key in shown.variables else None,
            ).key(f"more {len(more)}")


def _opened(shown: Settled, key: str) -> SweepView:
    """The view with a filter for one more outcome that lets every run pass."""
    variable = shown[key]
    values = variable.values[np.isfinite(variable.values)]
    return shown.view.between(key, variable.bare(float(np.floor(values.min()))), None)


@solara.component
def _Filter(shown: Settled, variable: Variable, change: Change) -> None:
    """One filter: ticks for words, two boxes for numbers."""
    view, key = shown.view, variable.key
    if variable.words:
        chosen = view.words_of(key)

        def tick(words: list[str]) -> None:
            change(view.having(key, None if len(words) == len(variable.words) else words))

        # Words are told apart by their place: an identifier on a page is made of it.
        options = [{"value": str(i), "label": word} for i, word in enumerate(variable.words)]
        at = [str(i) for i, word in enumerate(variable.words) if chosen is None or word in chosen]
        Ticks(variable.title, at, options, on_value=lambda some: tick([variable.words[int(i)] for i in some]))
        return
    values = variable.values[shown.data.there & np.isfinite(variable.values)]
    least, most = (variable.said(float(end)) for end in (values.min(), values.max())) if len(values) else ("", "")
    ends = view.range_of(key)

    def between(told: list[Any]) -> None:
        low, high = (_number(each) for each in (*told, None, None)[:2])
        change(view.between(key, low, high))

    RangeRow(variable.full_title, ends.low, ends.high, f"{least} to {most} in this sweep", event_range=between)


def _number(told: object) -> float | None:
    """What a page sent, if it is a number."""
    if isinstance(told, int | float) and not isinstance(told, bool) and np.isfinite(told):
        return float(told)
    return None
