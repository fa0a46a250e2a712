"""``icsim natural``: what happened once, imposed on the model, and what the model says followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on

if TYPE_CHECKING:
    from io import BufferedWriter

    from icsim.natural.findings import Finding, Line
    from icsim.natural.reader import Natural

_HEADINGS = ("row", "kind", "published", "band", "model", "95% interval", "verdict")
_ENDINGS = (".csv", ".seeds.csv", ".curves.csv", ".svg")
"""Of the files that are written for each natural experiment: results, seeds, curves, picture."""
_WHOLE = ("published", "band", "model", "verdict")


def natural(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Natural experiments.", show_default=False)],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for runs, tables and pictures; goes on where it was.")
    ] = Path("results/natural"),
    results: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write tables and pictures for keeping here too.", show_default=False),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(min=2, help="Runs of each arm, instead of what the files say.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace other runs in DIR.")] = False,
    workers: options.Workers = None,
    retry_failed: options.RetryFailed = False,
    quiet: options.Quiet = False,
) -> None:
    """Run natural experiments: shocks and programmes that happened, against what was published of them.

    A miss is a result like any other: the exit code is 0. It is 1 when some runs cannot be made.
    """
    from icsim.cli.making import FAILED, claimed, processors
    from icsim.cli.runs_bar import runs_bar
    from icsim.cli.screen import warn
    from icsim.cli.sweep_screen import say_failures
    from icsim.experiment.engine import run_all
    from icsim.natural.findings import findings, lines
    from icsim.natural.runs import ObservedStore, all_specs, observe_run, observed

    naturals = _read(files)
    warn([warning for each in naturals for warning in each.warnings])
    files_made = tuple(f"{each.stem}{ending}" for each in naturals for ending in _ENDINGS)
    claimed({"kind": "natural"}, out, overwrite=overwrite, also=files_made)
    store = ObservedStore(out)
    from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
    with runs_bar(quiet=quiet) as shown:
        done = run_all(
            all_specs(naturals, seeds),
            store,
            workers or processors(),
            shown,
            retry_failed=retry_failed,
            task=observe_run,
        )
    if done.failures:
        say_failures(done.failures)
        raise typer.Exit(FAILED)
    for each in naturals:
        runs = observed(each, store, seeds)
        found, drawn = findings(each, runs), lines(each, runs)
        _show(each, found)
        for folder in dict.fromkeys((out, out if results is None else results)):
            _write(each, found, drawn, folder)
    _conclude(out if results is None else results)


def _read(files: Sequence[Path]) -> list[Natural]:
    """Read every file; every fault of every file is named at once."""
    from icsim.errors import InputError, Problem
    from icsim.load import load_system
    from icsim.natural.reader import read_natural

    load = cache(load_system)
    found: list[Natural] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(files):
        if path.stem in (each.stem for each in found):
            problems.append(Problem(str(path), 0, 0, "", "is the name of two files; results are named after them"))
        try:
            found.append(read_natural(path, load))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return found


def _show(each: Natural, found: Sequence[Finding]) -> None:
    from icsim.cli.screen import say, show
    from icsim.natural.findings import HIT, MISS, NOTHING, UNMEASURED

    say(each.written.question)
    show(each.written.natural, _HEADINGS, [*_rows(found)], whole=_WHOLE)
    verdicts = [finding.verdict for finding in found]
    hits, misses, unmeasured = (verdicts.count(each) for each in (HIT, MISS, UNMEASURED))
    left = f", {unmeasured} could not be measured" if unmeasured else ""
    say(
        f"{hits} of {hits + misses} rows hit; {verdicts.count(NOTHING)} have nothing to be compared with{left}. "
        f"{len(found[0].values)} seeds; the interval is that of the mean over seeds."
    )


def _rows(found: Sequence[Finding]) -> Iterator[list[str]]:
    from icsim.natural.words import band_words, number_words

    for finding in found:
        row, (low, high) = finding.row, finding.interval
        yield [
            row.row,
            row.kind,
            number_words(finding, row.published),
            band_words(finding),
            number_words(finding, finding.mean),
            f"{number_words(finding, low)} to {number_words(finding, high)}",
            finding.verdict,
        ]


def _write(each: Natural, found: Sequence[Finding], drawn: Sequence[Line], folder: Path) -> None:
    """Write the tables and the picture."""
    from icsim.folder import replace_file
    from icsim.natural.table import curves_csv, read_curves, results_csv, seeds_csv
    from icsim.report.natural_picture import picture

    tables = (results_csv(found), seeds_csv(found), curves_csv(drawn))
    texts = (*tables, picture(each.written, read_curves(tables[-1])))
    for ending, text in zip(_ENDINGS, texts, strict=True):
        replace_file(folder / f"{each.stem}{ending}", partial(_put, text.encode()))


def _put(content: bytes, file: BufferedWriter) -> None:
    file.write(content)


def _conclude(folder: Path) -> None:
    from_now_on(f"Stopped; the results are in {folder}.")
    print(f"Results in {folder}")
