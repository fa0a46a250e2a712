"""``icsim league``: which integrated care systems would gain most from an agreement."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on
from icsim.cli.making import claimed, processors, telling_failures
from icsim.cli.runs_bar import runs_bar

if TYPE_CHECKING:
    from icsim.experiment.league import League, LeagueQuestion
    from icsim.experiment.store import RunStore
    from icsim.took import Watch


def league(
    system: Annotated[str, typer.Argument(help="Where: england, or a folder of several systems.")] = "england",
    agreement: Annotated[
        list[str] | None,
        typer.Option(help="Agreement file or shipped name; several hold together.", show_default=False),
    ] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="Measure to rank by; several may be named.", show_default="vacancy_share")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Run each system alone, not all at once: no moves across borders.")
    ] = False,
    future: Annotated[str | None, typer.Option(help="Future file or shipped name.", show_default=False)] = None,
    months: options.Months = 60,
    start: options.Start = "2026-04",
    seeds: Annotated[int, typer.Option(min=1, help="Seeds.")] = 8,
    sample: options.Sample = 1.0,
    settings: options.Settings = None,
    calibration: options.Calibration = None,
    posterior: options.Posterior = False,
    workers: options.Workers = None,
    out: options.Folder = None,
    results: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the tables for keeping here too.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace another league in DIR.")] = False,
    retry_failed: options.RetryFailed = False,
    quiet: options.Quiet = False,
) -> None:
    """Rank integrated care systems by what they would gain if each signed an agreement for itself.

    Every system is compared with itself today: the same people, the same luck. Runs are kept in DIR, so the same
    command goes on where it was stopped. Ends with exit code 1 when some runs cannot be made.
    """
    from icsim.cli.league_report import print_league
    from icsim.cli.screen import assignments, warn
    from icsim.errors import InputError
    from icsim.experiment.ask import ask
    from icsim.experiment.league import MEASURE, league_question
    from icsim.experiment.store import RunStore
    from icsim.took import Watch

    watch = Watch()
    if not agreement:
        raise InputError.at("--agreement", "name an agreement; icsim league says who would gain most from it")
    question, warnings = ask(
        system,
        [agreement],
        [future] if future else (),
        months=months,
        start=start,
        sample_share=sample,
        parameters=assignments("--set", settings or ()),
        each_system=True,
        calibration=calibration,
        posterior=posterior,
    )
    warn(warnings)
    asked = league_question(question, measure or [MEASURE], alone=alone, warnings=warnings)

    def answered(store: RunStore) -> League:
        return _answered(asked, seeds, store, workers or processors(), retry_failed=retry_failed, quiet=quiet)

    if out is None:
        with tempfile.TemporaryDirectory(prefix="icsim-") as folder:
            found = answered(RunStore(folder))
    else:
        store = claimed(asked.design, out, overwrite=overwrite)
        from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
        found = answered(store)
        _write(found, out, watch)
    if results is not None:
        from icsim.experiment.league_files import keep_tables

        keep_tables(found, results, "+".join(Path(word).stem for word in agreement), watch.took())
    print_league(found, watch.took(), out)


def _answered(
    asked: LeagueQuestion, seeds: int, store: RunStore, workers: int, *, retry_failed: bool, quiet: bool
) -> League:
    from icsim.experiment.league import league as ranked
    from icsim.experiment.runner import Runner

    with (
        telling_failures(),
        runs_bar(quiet=quiet) as shown,
        Runner(store, workers, shown, retry_failed=retry_failed) as runner,
    ):
        return ranked(asked, seeds, runner)


def _write(found: League, out: Path, watch: Watch) -> None:
    """Write the tables and the page; without the libraries it needs, say that."""
    from icsim.experiment.league_files import PAGE, write_league
    from icsim.report.league import write_page

    write_league(found, out, watch.took())
    if find_spec("jinja2") is None:
        (out / PAGE).unlink(missing_ok=True)
        print("No page was written: it needs jinja2; install icsim[report]", file=sys.stderr)
    else:
        write_page(found, out)
