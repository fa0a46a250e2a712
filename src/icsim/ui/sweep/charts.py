"""Charts of the sweep page: each a picture, a sentence and a table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import solara
from solara.lab import use_task

from icsim.ui.parts import Chart, Notice, Words
from icsim.ui.state.sweep_view import HEAT, MATTERS, PARALLEL
from icsim.ui.sweep.drawn import Drawn
from icsim.ui.sweep.heat import heat
from icsim.ui.sweep.matters import analysed, measure_of, ranked, tornado
from icsim.ui.sweep.parallel import parallel
from icsim.ui.sweep.scatter import scatter
from icsim.ui.sweep.settled import Settled

if TYPE_CHECKING:
    from icsim.experiment.sensitivity import Sensitivity

_FILTERED = "Clear the filters to see the answer for the whole sweep, with the analysis that its design is made for."


@solara.component
def Shown(shown: Settled, on_run: Callable[[int], None]) -> None:
    """The chart that the view asks for.

    One picture stays in its place whatever it shows: one that is taken away
    before it has begun to draw would end in an error in the browser.

    Parameters
    ----------
    shown
        The view.
    on_run
        Told the number of a run that was pressed.
    """
    view = shown.view
    asked = measure_of(shown), view.place, view.agreement, view.future
    wanted = view.show == MATTERS and not view.is_filtered

    async def look() -> Any:
        return await asyncio.to_thread(analysed, shown.data, *asked) if wanted else None

    task = use_task(look, dependencies=[id(shown.data), wanted, *asked], raise_error=False)
    if view.show == MATTERS:
        _Picture(_matters(shown, cast("Sensitivity | str | None", task.value) if task.finished else None, task.error))
    elif view.show == PARALLEL:
        _Picture(parallel(shown))
    elif view.show == HEAT:
        _Picture(heat(shown))
    else:
        _Picture(scatter(shown), on_run)


def _matters(shown: Settled, found: Sensitivity | str | None, failed: object) -> Drawn:
    """What matters most: over the whole sweep if it is known by now and no filter is set, else by ranks."""
    if shown.view.is_filtered:
        return ranked(shown, _FILTERED)
    if failed:
        return ranked(shown, "The analysis of the whole sweep could not be made.")
    if found is None:
        return ranked(shown, "The whole sweep is being analysed…")
    if isinstance(found, str):
        return ranked(shown, f"The whole sweep cannot be analysed: {found}.")
    return tornado(shown, found)


@solara.component
def _Picture(drawn: Drawn, on_run: Callable[[int], None] | None = None) -> None:
    """A chart with its sentence below it."""
    if not drawn.option:
        Notice(drawn.title, drawn.sentence)
        return

    def press(told: dict[str, Any]) -> None:
        series, point = told.get("seriesIndex"), told.get("dataIndex")
        if on_run is None or not isinstance(series, int) or not isinstance(point, int):
            return
        if 0 <= series < len(drawn.runs) and 0 <= point < len(drawn.runs[series]):
            on_run(drawn.runs[series][point])

    Chart(
        f"{drawn.title}. {drawn.sentence}",
        drawn.option,
        drawn.columns,
        drawn.rows,
        title=drawn.title,
        height=drawn.height,
        on_click=press if on_run else None,
    )
    Words(drawn.sentence)
    if drawn.note:
        Words(drawn.note, "note")
