"""``icsim run``: today, or today and an agreement with the same people and luck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from icsim.cli import options


def run(
    system: options.Place,
    agreement: Annotated[
        list[Path] | None,
        typer.Option(help="Agreement file; several hold together. Compared with today.", show_default=False),
    ] = None,
    each_ics: options.EachIcs = False,
    future: Annotated[Path | None, typer.Option(help="Future file: outside conditions.", show_default=False)] = None,
    months: options.Months = 60,
    start: options.Start = "2026-04",
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Seed: the people and their luck.")] = 1,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.", show_default=False)] = None,
    settings: options.Settings = None,
    calibration: options.Calibration = None,
    trace: Annotated[
        list[str] | None,
        typer.Option(metavar="PERSON", help="Keep this person's months, e.g. RTE/nurse/17.", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace earlier results in DIR.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a system month by month; with agreements, run today and the agreements and compare them."""
    from icsim.cli import plan, report
    from icsim.cli.arms import run_arms
    from icsim.cli.progress import progress_bar
    from icsim.cli.screen import warn

    words = plan.Words(
        system=system,
        agreements=tuple(agreement or ()),
        future=future,
        months=months,
        start=start,
        seed=seed,
        settings=tuple(settings or ()),
        trace=tuple(trace or ()),
        each_system=each_ics,
        calibration=calibration,
    )
    with progress_bar(quiet=quiet) as shown:
        shown.wait(f"Reading {system}")
        wanted = plan.read(words)
        warn(wanted.warnings)
        done = run_arms(wanted, out, overwrite=overwrite, shown=shown)
    report.print_tables(wanted, done)
    report.print_traces(wanted, done)
    if out is not None:
        report.print_place(out, done)
