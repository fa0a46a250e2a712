"""What ``icsim sweep`` prints."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from icsim.cli.screen import Format, listing, say, show

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.sensitivity import Sensitivity
    from icsim.experiment.store import Failure, RunStore
    from icsim.experiment.sweep import How
    from icsim.experiment.sweep_outcomes import Outcomes
    from icsim.experiment.sweep_plan import Specs, Sweep
    from icsim.experiment.wanted import Result

Wanted = tuple[str, str, str | None, str | None]
"""Measure, place, agreement and future of an answer."""

_SHOWN_FAILURES = 5
_SHOWN_ROWS = 60
_RAM_IN_DRIVER = 1
"""Processes beside the workers: the one that supervises them."""
_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_STEP = 1024


def say_estimate(specs: Specs, store: RunStore | None, how: How) -> None:
    """Say what a sweep will take."""
    from icsim.experiment.estimate import estimate
    from icsim.experiment.store import RunStore

    workers = how.workers or 1
    with TemporaryDirectory() as nowhere:
        found = estimate(specs, store or RunStore(nowhere), workers)
    same = found.planned - found.distinct
    rows = [
        ("runs planned", f"{found.planned:,}" + (f", {same:,} of them the same as another" if same else "")),
        ("made already", f"{found.kept:,}"),
        ("to make", f"{found.to_make:,}"),
        ("a run", f"{found.seconds_a_run:.2g} s, {amount(found.bytes_a_run)}"),
        ("time", f"{duration(found.seconds)} with {workers} workers here" if how.dask is None else "as the cluster is"),
        ("memory", f"{amount(found.memory_bytes * (workers + _RAM_IN_DRIVER))}, {amount(found.memory_bytes)} a worker"),
        ("disk", amount(found.disk_bytes)),
    ]
    show(specs.sweep.question, ("what", "estimate"), rows)
    say("One run was made to see; nothing was kept.")


def say_progress(done: Result, specs: Specs, out: Path) -> None:
    """Say what became of the runs."""
    part = "" if specs.of == 1 else f" of part {specs.part} of {specs.of}"
    kept = f", {done.kept:,} were there" if done.kept else ""
    failed = f", {len(done.failures):,} failed" if done.failures else ""
    say(f"{done.made:,} runs{part} made{kept}{failed}; they are in {out}.")


def say_failures(failures: Sequence[Failure]) -> None:
    """Say on standard error which runs failed and why."""
    for failure in islice(failures, _SHOWN_FAILURES):
        lines = failure.error.strip().splitlines() or ["no reason is known"]
        print(f"failed: {failure.digest[:12]} after {failure.attempts} attempts: {lines[-1]}", file=sys.stderr)
    if len(failures) > _SHOWN_FAILURES:
        print(f"and {len(failures) - _SHOWN_FAILURES:,} more, in the folder failed", file=sys.stderr)
    print("The others are kept; --retry-failed tries these once more.", file=sys.stderr)


def say_results(sweep: Sweep, store: RunStore, kept: Path | None) -> None:
    """Write and print the table of results, once all runs are there.

    Parameters
    ----------
    sweep, store
        The sweep and its runs.
    kept
        Folder and name for results that are kept beside the folder of runs; None for no others.
    """
    from icsim.experiment.sweep import RESULTS, results_table, write_results, write_table
    from icsim.experiment.sweep_outcomes import Outcomes

    outcomes = Outcomes(sweep, store)
    if outcomes.missing:
        say(f"{outcomes.missing:,} of {len(sweep):,} runs are not there yet; the table of results waits for them.")
        return
    table = results_table(outcomes)
    write_table(table, store.folder / RESULTS)
    if kept is not None:
        write_results(sweep, store, kept.parent, kept.name)
        _keep_sensitivity(outcomes, kept)
    _show_results(sweep, table)
    print(f"Results in {store.folder / RESULTS if kept is None else kept.with_name(f'{kept.name}.csv')}")


def _keep_sensitivity(outcomes: Outcomes, kept: Path) -> None:
    """Write what the first measure of a sensitivity analysis depends on, as a table and as a chart."""
    from icsim.experiment.sensitivity import analyse
    from icsim.experiment.sweep import rounded, write_table
    from icsim.experiment.sweep_plan import INDICES, SCREENING
    from icsim.report.tornado import write_tornado

    if outcomes.sweep.drawn.kind in (SCREENING, INDICES):
        found = analyse(outcomes, outcomes.measures[0], outcomes.places[0])
        write_table(rounded(found.table), kept.with_name(f"{kept.name}.sensitivity.csv"))
        write_tornado(found, kept.with_name(f"{kept.name}.svg"))


def _show_results(sweep: Sweep, table: pd.DataFrame) -> None:
    say(sweep.question)
    if any(each.span for each in sweep.varied):
        _show_spread(table, len(sweep.points))
    else:
        _show_points(sweep, table)


def _show_spread(table: pd.DataFrame, points: int) -> None:
    """Results over all points of a design that draws."""
    from icsim.experiment.sweep_outcomes import over_points

    spread = over_points(table)
    words = [name for name in ("future", "agreement") if spread[name].nunique() > 1]
    rows = [[*(row[name] for name in (*words, "place", "measure")), *_cells(row, ("mean", "low", "high"))]
            for row in spread.to_dict("records")]  # fmt: skip
    columns = (*words, "place", "measure", "mean", "low", "high", "better in")
    show(f"Results over {points:,} points", columns, rows, whole=columns)
    what = "differences from what each is compared with" if spread["against"].any() else "levels"
    say(
        f"Means over the seeds of each point, as {what}; low to high holds 95% of the points; better in: share of the "
        "points at which the place is better off."
    )


def _show_points(sweep: Sweep, table: pd.DataFrame) -> None:
    """Results point by point."""
    compared = bool(table["against"].any())
    short = table.head(_SHOWN_ROWS)
    words = [name for name in ("future", "agreement") if short[name].nunique() > 1]
    varied = [each.name for each in sweep.varied]
    numbers = ("base", "value", "difference", "low", "high") if compared else ("value",)
    rows = [
        [
            *(_label(row[name]) for name in (*words, *varied, "place", "measure")),
            *_cells(row, numbers),
            row["verdict"],
        ]
        for row in short.to_dict("records")
    ]
    headings = [name.rpartition(".")[2] if name.startswith(("agreement.", "future.")) else name for name in varied]
    columns = (*words, *headings, "place", "measure", *numbers, "better in", "expected")
    show("Results", columns, rows, whole=("place", "measure", *numbers))
    if len(table) > len(short):
        say(f"The first {len(short)} of {len(table):,} rows.")
    if compared:
        first = sweep.against if len(sweep.arms) > 1 else sweep.futures[0].name
        say(
            f"Differences are from {first}, the same people with the same luck; low to high is the 95% interval of "
            f"the mean over {sweep.replications} seeds; better in: share of the seeds in which the place is better off."
        )


def _label(value: object) -> str:
    """A name or a value; nothing for what is missing."""
    if value is None or value != value:
        return ""
    return four_digits(value) if isinstance(value, float) else str(value)


def _cells(row: Mapping[Hashable, Any], numbers: Sequence[str]) -> list[str]:
    share = row["better_share"]
    return [*(four_digits(float(row[name])) for name in numbers), "" if share != share else f"{share:.0%}"]


def say_status(sweep: Sweep, store: RunStore) -> list[Failure]:
    """Say how far a sweep is; the runs of it that failed."""
    from icsim.experiment.sweep import code_of

    found: dict[str, bool] = {}
    code = code_of(store.folder)
    rows: dict[tuple[str, str], list[int]] = {}
    failures = {failure.digest: failure for failure in store.failures()}
    for run in sweep.runs():
        digest = run.spec.digest_under(code)
        there = found[digest] if digest in found else found.setdefault(digest, store.has(digest))
        row = rows.setdefault((run.future, run.arm), [0, 0, 0, 0])
        row[0] += 1
        row[1 if there else 3 if digest in failures else 2] += 1
    say(sweep.question)
    columns = ("future", "agreement", "planned", "made", "missing", "failed")
    show(f"{len(found):,} different runs, {sum(found.values()):,} made", columns, [[*k, *v] for k, v in rows.items()])
    return [failure for digest, failure in failures.items() if not found.get(digest, True)]


def sensitivity_of(sweep: Sweep, store: RunStore, wanted: Wanted) -> Sensitivity:
    """What an answer depends on.

    Raises
    ------
    InputError
        If there is no such answer, or runs are missing.
    """
    from icsim.config.source_text import did_you_mean, shown
    from icsim.errors import InputError
    from icsim.experiment.measures import BY_NAME
    from icsim.experiment.sensitivity import analyse
    from icsim.experiment.sweep import code_of
    from icsim.experiment.sweep_outcomes import Outcomes

    measure, place, agreement, future = wanted
    if measure not in BY_NAME:
        hint = did_you_mean(measure, BY_NAME) or f"; they are {', '.join(BY_NAME)}"
        raise InputError.at("--measure", f"no headline measure {shown(measure)}{hint}")
    outcomes = Outcomes(sweep, store, places=(place,), measures=(measure,), code=code_of(store.folder))
    return analyse(outcomes, measure, place, agreement, future)


def say_sensitivity(sweep: Sweep, found: Sensitivity, kind: Format) -> None:
    """Print what an answer depends on."""
    from icsim.experiment.measures import BY_NAME

    measure = BY_NAME[found.measure]
    less = f" less {found.against}" if found.against else ""
    of = found.agreement if len(sweep.arms) > 1 or not found.against else found.future
    title = f"{measure.title} ({measure.unit}), {found.place}: {of}{less}; {four_digits(found.mean)} on average"
    listed(kind, title, found.table)
    if len(found.pairs):
        listed(kind, "Shares of the variance that pairs have together only", found.pairs)


def listed(kind: Format, title: str, frame: pd.DataFrame) -> None:
    """Print a table: for people with four digits, otherwise in full."""

    def cell(value: object) -> object:
        if isinstance(value, float):
            return ("" if value != value else four_digits(value)) if kind in (Format.table, Format.md) else value
        return value if kind is Format.json else str(value)

    rows = [[cell(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]
    listing(kind, title, [str(name) for name in frame.columns], rows)


def four_digits(value: float) -> str:
    """Four digits that count, with separators in large numbers; a dash for what is missing."""
    if value != value:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value + 0.0:.4g}"


def amount(size: float) -> str:
    """Bytes in a unit that people read."""
    for unit in _UNITS:
        if size < _STEP or unit == _UNITS[-1]:
            return f"{size:.3g} {unit}"
        size /= _STEP
    raise AssertionError


def duration(seconds: float) -> str:
    """A time that people read: ``4 h 10 min``."""
    minutes, hours = seconds / 60, int(seconds // 3600)
    if hours:
        return f"{hours:,} h {int(minutes) % 60} min"
    return f"{minutes:.0f} min" if minutes >= 2 else f"{seconds:.0f} s"
