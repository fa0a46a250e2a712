"""``icsim validate``: runs of today against published figures."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on
from icsim.cli.making import claimed, processors, telling_failures
from icsim.cli.runs_bar import runs_bar

if TYPE_CHECKING:
    from icsim.fitting.validation import Validated, Validation


def validate(
    system: Annotated[str, typer.Argument(help="england, ICB code, short name, small or a folder.")] = "england",
    seeds: Annotated[int, typer.Option(min=1, help="Seeds: runs of today.")] = 64,
    months: Annotated[int, typer.Option(min=1, help="Months to run, 12 or more.")] = 60,
    start: options.Start = "2026-04",
    targets: options.Targets = None,
    folds: Annotated[
        int, typer.Option(min=0, help="Parts in which trusts are left out and predicted; 0 for none.")
    ] = 5,
    settings: options.Settings = None,
    calibration: options.Calibration = None,
    posterior: options.Posterior = False,
    workers: options.Workers = None,
    out: options.Folder = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace another validation in DIR.")] = False,
    retry_failed: options.RetryFailed = False,
    quiet: options.Quiet = False,
) -> None:
    """Hold runs of today against every published figure, fitted or predicted.

    Runs are kept in DIR, so the same command goes on where it was stopped.
    A miss is a result: the exit code is 0 all the same, 1 when some runs
    cannot be made, 2 when something asked for cannot be used.
    """
    from icsim.cli.screen import assignments, warn
    from icsim.fitting.calibration_file import instead, of_another
    from icsim.fitting.draws import posterior as draws_of
    from icsim.fitting.targets import read_targets, shipped_targets
    from icsim.fitting.validation import Validation
    from icsim.load import load_system

    changed = assignments("--set", settings or ())
    draws = draws_of(system, calibration).without(changed) if posterior else None
    held = instead(load_system(system), calibration, () if draws is None else draws.names)
    warn(of_another(system, calibration))
    asked = Validation(
        system,
        read_targets(shipped_targets() if targets is None else targets).value,
        months=months,
        seeds=seeds,
        start=start,
        parameters={**held, **changed},
        folds=folds,
        draws=draws,
    )
    how = _How(workers or processors(), retry_failed, quiet)
    if out is None:
        with tempfile.TemporaryDirectory(prefix="icsim-") as folder:
            found = _answered(asked, Path(folder), how)
    else:
        from icsim.fitting.validation_files import FILES

        claimed(asked.design, out, overwrite=overwrite, also=FILES)
        from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
        found = _answered(asked, out, how)
    from icsim.cli.validation_screen import print_validation

    print_validation(found)
    if out is not None:
        _write(found, out)


@dataclass(frozen=True)
class _How:
    """How runs are made."""

    workers: int
    retry_failed: bool
    quiet: bool


def _answered(asked: Validation, folder: Path, how: _How) -> Validated:
    with telling_failures(), runs_bar(quiet=how.quiet) as shown:
        return asked.answer(folder, how.workers, shown, retry_failed=how.retry_failed)


def _write(found: Validated, out: Path) -> None:
    """Write tables, page and manifest, and say what to open; without the library the page needs, say that."""
    from icsim.fitting.validation_files import PAGE, write_manifest, write_tables, write_text

    files = write_tables(found, out)
    if find_spec("jinja2") is None:
        print("No page was written: it needs jinja2; install icsim[report]", file=sys.stderr)
    else:
        from icsim.report.validation_page import validation_html

        files[PAGE] = write_text(out / PAGE, validation_html(found), len(found.table))
    write_manifest(found, files, out)
    print(f"Tables in {out}; open {out / PAGE} to read." if PAGE in files else f"Tables in {out}.")
