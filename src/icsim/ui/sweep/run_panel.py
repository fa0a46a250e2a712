"""Run panel: the table of runs, and what is known of the one that is chosen, with the way to watch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara

from icsim.ui.parts import Action, Choice, DataTable, Download, Heading, Notice, Panel, Words
from icsim.ui.sweep.controls import Change, Way, options_of
from icsim.ui.sweep.runs import LISTED, about_run, as_csv, table, title_of, way_to_watch
from icsim.ui.sweep.settled import Settled


@solara.component
def ChosenRun(shown: Settled, change: Change, go: Callable[[str], None]) -> None:
    """What is known of the run that is looked at; how to choose one if none is."""
    run = shown.view.run
    if run is None:
        hint = "Press a point of the chart, or a run in the table below" if shown.view.show == "scatter" else (
            "Choose a run in the table below"
        )  # fmt: skip
        Words(f"{hint}, to see its numbers and to watch it.", "note")
        return
    with Panel(label="The chosen run"):
        Heading(2, title_of(shown, run))
        if not shown.kept[run]:
            Words("The filters leave this run out.", "note")
        path, why = way_to_watch(shown.data.sweep.planned(run).spec)
        if path and not shown.data.ours:
            Words("Watching makes the run with this version of icsim; its numbers may differ from those below.", "note")
        if path:
            Way("Watch this very run", path, event_go=go)
        else:
            Notice("This run cannot be watched here", f"The reason: {why}.")
        rows, columns = about_run(shown, run)
        DataTable(f"What {title_of(shown, run)} is, and what it came to", columns, rows, most=12)
        Action("Choose none", "quiet", event_press=lambda _: change(replace(shown.view, run=None)))


@solara.component
def Runs(shown: Settled, change: Change, name: str) -> None:
    """The runs that the filters leave, as a table, and all of them as a file."""
    view = shown.view
    rows, columns, cells = table(shown)
    kept = int(shown.kept.sum())
    chosen = next((i for i, row in enumerate(rows.tolist()) if row == view.run), None)
    with Panel(label="Runs"):
        Heading(2, "Runs")
        if not kept:
            Notice("No run passes the filters", "Widen them, or clear them.")
            return
        options = options_of(shown, "level", "difference", "varied", "run")
        ways = [({"value": "", "label": "As planned"})]
        for least, sign in (("least first", ""), ("largest first", "-")):
            ways += [{"value": sign + each["value"], "label": f"{each['label']}, {least}"} for each in options]
        Choice("In order of", view.sort, ways, on_value=lambda key: change(replace(view, sort=key)))
        shown_words = f"The first {LISTED} of {kept:,} runs" if kept > LISTED else f"{kept:,} runs"
        DataTable(
            f"{shown_words} that pass the filters; press a run's number to choose it",
            columns,
            cells,
            chosen=chosen,
            on_choose=lambda at: change(replace(view, run=int(rows[at]))) if 0 <= at < len(rows) else None,
        )
        Download(f"Download {'this run' if kept == 1 else f'all {kept:,} runs'} as CSV", f"{name}.csv",
                 lambda: as_csv(shown), "text/csv")  # fmt: skip
