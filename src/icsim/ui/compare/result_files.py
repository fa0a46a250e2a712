"""Take away: brief, tables, digests of the runs, the command line that makes the same, and each run to watch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import solara
from solara.alias import rv

from icsim.errors import InputError
from icsim.ui.compare.answers import Answer
from icsim.ui.compare.result_downloads import brief, lacking, tables, unwatched, workbook
from icsim.ui.compare.tiers import agreement_word, command_line, label, with_fewer_seeds
from icsim.ui.parts import Column, DataTable, Details, Download, Heading, Panel, Words
from icsim.ui.state.comparison import ComparisonState, agreement_yaml
from icsim.ui.state.watch_link import watch_link

_KINDS = {
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "yaml": "application/yaml",
}


@solara.component
def TakeAway(state: ComparisonState, answer: Answer, *, is_stale: bool) -> None:
    """Files, links and the command line.

    Parameters
    ----------
    state
        What is compared now.
    answer
        What is shown.
    is_stale
        Whether that is of other settings than the state's; then nothing can be taken away.
    """
    Heading(3, "Take it away")
    if is_stale:
        Words("Files can be downloaded once the new numbers are there.", "note")
        return
    _Files(state, answer)


@solara.component
def _Files(state: ComparisonState, answer: Answer) -> None:
    """What can be taken away of an answer to the state."""
    plan = with_fewer_seeds(answer.plan, answer.seeds)
    command = solara.use_memo(lambda: command_line(state, plan), [id(answer)])
    makers = solara.use_memo(lambda: _makers(answer, command), [id(answer)])
    with Panel(label="Take it away"):
        Words(f"Of what is shown: {label(answer.plan, answer.seeds)}.")
        with rv.Html(tag="div", class_="ics-actions"):
            for title, (name, make) in makers.items():
                Download(title, name, make, _KINDS[name.rpartition(".")[2]])
        if said := lacking():
            Words(said, "note")
        Words("The same numbers without the app, with the changed agreements beside it:")
        rv.Html(tag="pre", class_="ics-command", attributes={"tabindex": "0"}, children=[command])
        changed = [column for column in state.columns if agreement_word(column).endswith(".yaml")]
        if changed:
            with rv.Html(tag="div", class_="ics-actions"):
                for column in changed:
                    Download(f"Agreement: {column.name}", f"{column.file_name}.yaml",
                             partial(agreement_yaml, column), _KINDS["yaml"])  # fmt: skip
        _Watch(answer)
        with Details("Digests of the runs"):
            runs = answer.comparison.runs
            rows = [list(map(str, row)) for row in runs.itertuples(index=False, name=None)]
            DataTable("The record of each run", [Column(name.capitalize()) for name in runs.columns], rows)


def _makers(answer: Answer, command: str) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """What can be downloaded: title, name of the file, and what makes it."""
    found: dict[str, tuple[str, Callable[[], bytes]]] = {
        "All tables (ZIP of CSV)": ("tables.zip", lambda: unwatched(lambda: tables(answer, command))),
    }
    if lacking():
        return found
    return {
        "Brief (HTML)": ("brief.html", lambda: unwatched(lambda: brief(answer, command))),
        "Workbook (XLSX)": ("brief.xlsx", lambda: unwatched(lambda: workbook(answer, command))),
        **found,
    }


@solara.component
def _Watch(answer: Answer) -> None:
    """A link to each run of the first seed."""
    question = answer.plan.question
    Words("Watch one of these runs, month by month:")
    with rv.Html(tag="ul"):
        for arm in question.arms:
            try:
                link = watch_link(question.spec(arm, question.futures[0], 1))
            except InputError:
                continue
            with rv.Html(tag="li"):
                rv.Html(tag="a", attributes={"href": link}, children=[f"Watch this run: {arm.name}, seed 1"])
