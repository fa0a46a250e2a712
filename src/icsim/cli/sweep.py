"""``icsim sweep``: many runs to answer a question, and what they came to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from icsim.cli import options
from icsim.cli.interrupt import from_now_on
from icsim.cli.making import FAILED, processors
from icsim.cli.runs_bar import runs_bar
from icsim.cli.screen import Format

_RUN = "run"
_HELP = ("--help", "-h")


class _RunsAFile(TyperGroup):
    """A group in which ``icsim sweep FILE`` is ``icsim sweep run FILE``."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the word in that may be left out."""
        if args and args[0] not in self.commands and args[0] not in _HELP:
            args = [_RUN, *args]
        return super().parse_args(ctx, args)


sweep = typer.Typer(
    cls=_RunsAFile,
    help="Make many runs to answer a question: icsim sweep EXPERIMENT.yaml --out DIR.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.", show_default=False)]


@sweep.command(_RUN)
def run(
    file: Annotated[Path, typer.Argument(metavar="EXPERIMENT.yaml", help="Sweep file.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the runs; goes on where it was.", show_default=False),
    ] = None,
    workers: options.Workers = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Make part I of N, for job arrays.", show_default=False)
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster to use.", show_default=False)
    ] = None,
    retry_failed: options.RetryFailed = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take; make one run to see.")] = False,
    results: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the results for keeping here too.", show_default=False)
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Make the runs of a sweep that its folder does not have (the word run may be left out).

    Ends with exit code 1 when some runs cannot be made.
    """
    from icsim.cli.screen import warn
    from icsim.cli.sweep_screen import say_estimate, say_failures, say_progress, say_results
    from icsim.experiment.store import RunStore
    from icsim.experiment.sweep import How, make_runs
    from icsim.experiment.sweep_plan import Specs
    from icsim.experiment.sweep_reader import read_sweep

    if out is None and not dry_run:
        raise typer.BadParameter("say where the runs are kept, or --dry-run", param_hint="--out")
    part, of = _shard(shard)
    how = How(workers or processors(), part, of, dask, retry_failed)
    asked = read_sweep(file)
    warn(asked.warnings)
    if dry_run:
        say_estimate(Specs(asked.sweep, part, of), None if out is None else RunStore(out), how)
        return
    assert out is not None  # noqa: S101
    store = RunStore(out)
    from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
    with runs_bar(quiet=quiet) as shown:
        done = make_runs(asked.sweep, store, how, shown)
    say_progress(done, Specs(asked.sweep, part, of), out)
    if done.failures:
        say_failures(done.failures)
        raise typer.Exit(FAILED)
    say_results(asked.sweep, store, None if results is None else results / file.stem)


@sweep.command()
def status(folder: Folder) -> None:
    """Say how many runs of a sweep are made, missing and failed.

    Ends with exit code 1 when some are failed.
    """
    from icsim.cli.sweep_screen import say_failures, say_status
    from icsim.experiment.store import RunStore
    from icsim.experiment.sweep import sweep_of

    failures = say_status(sweep_of(folder), RunStore(folder))
    if failures:
        say_failures(failures)
        raise typer.Exit(FAILED)


@sweep.command()
def compact(folder: Folder) -> None:
    """Put all runs of a folder into one file, and what each run is into another."""
    from icsim.experiment.query import RESULTS_FILE, RUNS_FILE
    from icsim.experiment.query import compact as put_together
    from icsim.experiment.store import RunStore

    put_together(RunStore(folder))
    for name in (RESULTS_FILE, RUNS_FILE):
        print(folder / name)


@sweep.command()
def query(
    folder: Folder,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A question to the tables results and runs.")],
    kind: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table,
) -> None:
    """Ask the runs of a folder in SQL; needs DuckDB, the extra icsim[query]."""
    from icsim.cli.sweep_screen import listed
    from icsim.experiment.query import query as ask
    from icsim.experiment.store import RunStore

    listed(kind, "Answer", ask(RunStore(folder), sql))


@sweep.command()
def analyse(
    folder: Folder,
    measure: Annotated[str, typer.Option(help="Headline measure that is explained.")] = "leavers",
    place: Annotated[str, typer.Option(help="Where: all, sector:acute, or the code of an organisation.")] = "all",
    agreement: Annotated[
        str | None, typer.Option(help="Arm, by the name of what is signed; the last.", show_default=False)
    ] = None,
    future: Annotated[str | None, typer.Option(help="Future, by its name.", show_default=False)] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw a tornado chart: .svg or .png.", show_default=False)
    ] = None,
    table: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table as well, as CSV.", show_default=False)
    ] = None,
    kind: Annotated[Format, typer.Option("--format", help="How to print the table.")] = Format.table,
) -> None:
    """Say what an answer of a sweep depends on, and how much; needs the extra icsim[sensitivity]."""
    from icsim.cli.sweep_screen import say_sensitivity, sensitivity_of
    from icsim.experiment.store import RunStore
    from icsim.experiment.sweep import rounded, sweep_of, write_table

    asked = sweep_of(folder)
    found = sensitivity_of(asked, RunStore(folder), (measure, place, agreement, future))
    say_sensitivity(asked, found, kind)
    if chart is not None:
        from icsim.report.tornado import write_tornado

        write_tornado(found, chart)
        print(f"Chart in {chart}", file=sys.stderr)
    if table is not None:
        write_table(rounded(found.table), table)
        print(f"Table in {table}", file=sys.stderr)


def _shard(text: str | None) -> tuple[int, int]:
    """Part and number of parts, from ``2/8``."""
    if text is None:
        return 1, 1
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise typer.BadParameter(f"{text!r} is no part of a whole; write 2/8 for the second of eight")
    return int(part), int(of)
