"""What ``icsim run`` prints when it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.cli.conditions import parameter_words
from icsim.cli.screen import say, show_numbers
from icsim.codes import Sector
from icsim.comparison import MEASURES, NOTE, Measure
from icsim.folder import COMPARISON, TODAY
from icsim.took import peak_bytes

if TYPE_CHECKING:
    import pandas as pd

    from icsim.cli.arms import Done
    from icsim.cli.plan import Plan

_OF_TWO = "Differences are taken before rounding. One seed: repeat with others before concluding."
_TRACED = (
    "month",
    "person",
    "employer",
    "host",
    "band",
    "age",
    "strain",
    "belonging",
    "leave_hazard",
    "seek_hazard",
)
"""Columns of a person's months that fit a screen."""
MOST_SYSTEMS = 10
"""Integrated care systems that are printed; the file has all."""
_NAME = 36
"""Letters of a name in a table on the screen."""
_BORDER = (Measure("border_in", "Came over\nthe border"), Measure("border_out", "Went over\nthe border"))


def print_tables(plan: Plan, done: Sequence[Done]) -> None:
    """Print the runs by sector: one alone, or today, the agreement and the difference.

    Parameters
    ----------
    plan
        What was run.
    done
        Its arms.
    """
    last = plan.calendar.name(plan.months - 1)
    length = "1 month" if plan.months == 1 else f"{plan.months} months"
    say(f"{plan.system.name}, {plan.calendar.start} to {last} ({length}), seed {plan.seed}")
    if len(done) > 1:
        say(f"Today, and under {done[1].arm.title}: the same people and the same luck in both.")
    for line in _conditions(plan):
        say(f"{line}, in both runs." if len(done) > 1 else f"{line}.")
    print()
    show_numbers(("Sector", *_headings()), _alone(done[0].summary) if len(done) == 1 else _paired(done))
    _print_systems(done)
    print()
    say(NOTE if len(done) == 1 else f"{NOTE} {_OF_TWO}")
    from icsim.skill_mix import note

    if quiet_line := note(done[-1].indicators):
        say(quiet_line)


def _print_systems(done: Sequence[Done]) -> None:
    """The largest integrated care systems, where there are several, and who crosses their borders."""
    tables = [one.by_system for one in done if one.by_system is not None]
    if not tables:
        return
    n, systems = MOST_SYSTEMS, tables[0][tables[0]["system"] != "all"]
    largest = systems.sort_values(["in_post_heads", "system"], ascending=[False, True])["system"].tolist()[:n]
    shown = [table[table["system"].isin([*largest, "all"])] for table in tables]
    shown = [table.set_index("system").loc[[*largest, "all"]].reset_index() for table in shown]
    print()
    say(f"By integrated care system: the {len(largest)} largest of {len(systems)}; by_system.csv has all.")
    print()
    names = [_short(name) for name in shown[0]["name"]]
    names[-1] = "All"
    measures = (*MEASURES, *_BORDER)
    rows: list[list[str]] = []
    for name, *of_each in zip(names, *(table.to_dict("records") for table in shown), strict=True):
        first = [m.words(of_each[0][m.column]) for m in measures]
        if len(of_each) == 1:
            rows.append([name, *first])
        else:
            gap = [m.words(of_each[1][m.column] - of_each[0][m.column], sign=True) for m in measures]
            rows += [[name], ["  today", *first], ["  difference", *gap]]
    show_numbers(("System", *(f"{m.title}\n{m.unit}" for m in measures)), rows)


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _conditions(plan: Plan) -> Iterator[str]:
    """What is not as declared: the future, and each parameter changed."""
    if plan.future is not None:
        yield f"Future: {plan.future.future}, {'; '.join(plan.future.differences())}"
    yield from parameter_words(plan.system, plan.parameters)


def print_traces(plan: Plan, done: Sequence[Done]) -> None:
    """Print the months of the people asked for, as a table, then as a story."""
    for one in done:
        if one.trace is not None:
            print()
            say(one.arm.title)
            headings = [name.replace("_", "\n") for name in _TRACED]
            show_numbers(headings, [[_cell(value) for value in row] for row in one.trace[list(_TRACED)].to_numpy()])
            _print_stories(plan, one.trace)


def _print_stories(plan: Plan, trace: pd.DataFrame) -> None:
    from icsim.report.story import story

    names = {each.code: each.name for each in plan.system.organisations}
    for person, months in trace.groupby("person", sort=False):
        print()
        say(f"The story of {person}")
        for passage in story(months, names):
            say(passage.words)


def _cell(value: object) -> str:
    """A value of a trace; nothing for somebody who is not there (a missing number is not itself)."""
    if value is None or value != value:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def print_place(out: Path, done: Sequence[Done]) -> None:
    """Say where the results are."""
    seconds = sum(one.seconds for one in done)
    memory = f", {peak_bytes() / 1e9:.1f} GB of memory" if done[0].by_system is not None else ""
    beside = "" if len(done) == 1 else f"; today in {out / TODAY}, the two compared in {out / COMPARISON}"
    print(f"Results in {out}{beside} ({seconds:.1f} s{memory})")


def _headings() -> list[str]:
    return [f"{measure.title}\n{measure.unit}" for measure in MEASURES]


def _name(sector: str) -> str:
    return Sector[sector].label if sector in Sector.words() else "All"


def _alone(summary: pd.DataFrame) -> list[list[str]]:
    return [
        [_name(row["sector"]), *(measure.words(row[measure.column]) for measure in MEASURES)]
        for row in summary.to_dict("records")
    ]


def _paired(done: Sequence[Done]) -> list[list[str]]:
    """A line with each sector's name, then today, the agreement and the difference."""
    today, other = (one.summary.set_index("sector") for one in done)
    rows = []
    for sector in today.index:
        left, right = today.loc[sector], other.loc[sector]
        rows += [
            [_name(sector)],
            ["  today", *(m.words(left[m.column]) for m in MEASURES)],
            ["  agreement", *(m.words(right[m.column]) for m in MEASURES)],
            ["  difference", *(m.words(right[m.column] - left[m.column], sign=True) for m in MEASURES)],
        ]
    return rows
