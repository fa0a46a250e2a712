"""``icsim compare``: agreements and today, under every future, paired by seed."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on
from icsim.cli.making import claimed, processors, telling_failures
from icsim.cli.runs_bar import runs_bar

if TYPE_CHECKING:
    from icsim.errors import Problem
    from icsim.experiment.compare import Asked, Comparison
    from icsim.experiment.question import Question
    from icsim.experiment.store import RunStore
    from icsim.took import Watch


def compare(
    system: options.Place,
    agreement: Annotated[
        list[str],
        typer.Option(
            help="Agreement file or shipped name; each is compared with today and the others.", show_default=False
        ),
    ],
    each_ics: options.EachIcs = False,
    future: Annotated[
        list[str] | None,
        typer.Option(help="Future file or shipped name; all is tried under each.", show_default=False),
    ] = None,
    months: options.Months = 60,
    start: options.Start = "2026-04",
    seeds: Annotated[
        int | None, typer.Option(min=1, help="Seeds; 16, or at most 64 with --until-halfwidth.", show_default=False)
    ] = None,
    until_halfwidth: Annotated[
        float | None,
        typer.Option(help="Add seeds until the interval of --measure is this narrow.", show_default=False),
    ] = None,
    measure: Annotated[str, typer.Option(help="Measure for --until-halfwidth and --break-even.")] = "leavers",
    sample: options.Sample = 1.0,
    settings: options.Settings = None,
    calibration: options.Calibration = None,
    posterior: options.Posterior = False,
    attribution: Annotated[
        bool, typer.Option("--attribution", help="Share each effect among the agreement's clauses; more runs.")
    ] = False,
    break_even: Annotated[
        bool, typer.Option("--break-even", help="Look for assumed numbers that would turn the result; more runs.")
    ] = False,
    workers: options.Workers = None,
    out: options.Folder = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace another comparison in DIR.")] = False,
    retry_failed: options.RetryFailed = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare agreements with today and with one another: the same people, the same luck, many seeds.

    Runs are kept in DIR, so the same command goes on where it was stopped.
    Ends with exit code 1 when some runs cannot be made.
    """
    from icsim.cli.screen import assignments, warn
    from icsim.experiment.ask import ask
    from icsim.experiment.compare import Asked
    from icsim.experiment.store import RunStore
    from icsim.took import Watch

    watch = Watch()
    asked = Asked(seeds, until_halfwidth, measure, attribution=attribution, break_even=break_even)
    question, warnings = ask(
        system,
        agreement,
        future or (),
        months=months,
        start=start,
        sample_share=sample,
        parameters=assignments("--set", settings or ()),
        each_system=each_ics,
        calibration=calibration,
        posterior=posterior,
    )
    warn(warnings)
    how = _How(workers or processors(), overwrite, retry_failed, quiet)
    if out is not None:
        comparison = _kept(question, asked, warnings, how, out, watch)
    else:
        with tempfile.TemporaryDirectory(prefix="icsim-") as folder:
            comparison = _answered(question, asked, warnings, how, RunStore(folder))
    from icsim.cli.compare_report import print_comparison

    print_comparison(comparison, out, watch.took())
    if out is not None:
        _brief(out)


@dataclass(frozen=True)
class _How:
    """How runs are made."""

    workers: int
    overwrite: bool
    retry_failed: bool
    quiet: bool


def _kept(
    question: Question, asked: Asked, warnings: tuple[Problem, ...], how: _How, out: Path, watch: Watch
) -> Comparison:
    """Compare in a folder that stays."""
    from icsim.experiment.comparison_files import write_comparison

    store = claimed(question.design, out, overwrite=how.overwrite)
    from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
    comparison = _answered(question, asked, warnings, how, store)
    write_comparison(comparison, out, took=watch.took())
    return comparison


def _brief(out: Path) -> None:
    """Write the brief, and say what to open; without the libraries it needs, say that."""
    from icsim.errors import InputError
    from icsim.report import write_brief

    try:
        brief, _ = write_brief(out)
    except InputError as error:
        print(f"No brief was written: {error}", file=sys.stderr)
    else:
        print(f"Open {brief} for the brief.")


def _answered(
    question: Question, asked: Asked, warnings: tuple[Problem, ...], how: _How, store: RunStore
) -> Comparison:
    from icsim.experiment.compare import answer
    from icsim.experiment.runner import Runner

    with (
        telling_failures(),
        runs_bar(quiet=how.quiet) as shown,
        Runner(store, how.workers, shown, retry_failed=how.retry_failed) as runner,
    ):
        return answer(question, runner, asked, warnings)
