"""``icsim calibrate``: fit the free parameters of a system to published figures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on
from icsim.cli.making import claimed, processors, telling_failures
from icsim.cli.runs_bar import runs_bar

if TYPE_CHECKING:
    from icsim.fitting.observe import Told
    from icsim.fitting.search import Ask, Staged
    from icsim.fitting.targets import Targets


def calibrate(
    system: Annotated[str, typer.Argument(help="england, ICB code, short name, small or a folder.")] = "england",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the calibration and its runs; goes on where it was."),
    ] = None,
    targets: options.Targets = None,
    free: Annotated[
        list[str] | None,
        typer.Option(metavar="PARAMETER", help="Fit this parameter; all free ones without it.", show_default=False),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PARAMETER=VALUE", help="Hold a parameter in every run.", show_default=False),
    ] = None,
    months: Annotated[int, typer.Option(min=12, help="Months to run.")] = 60,
    start: options.Start = "2026-04",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="First seed; each run has its own.")] = 1,
    points: Annotated[str, typer.Option(metavar="N,N...", help="Points of each wave.")] = "48,36",
    stand_ins: Annotated[
        str | None,
        typer.Option(
            metavar="CODES|none",
            help="Systems that stand in for England while fitting, such as QR1,QHL; none for England itself.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Draws from the posterior.")] = 1000,
    recover: Annotated[
        int, typer.Option(min=0, metavar="TRIALS", help="Instead, see whether known values are found again.")
    ] = 0,
    workers: options.Workers = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what another calibration left in DIR.")] = (
        False
    ),
    quiet: options.Quiet = False,
) -> None:
    """Fit the free parameters to published figures, by waves of runs, and keep how sure they are.

    Writes a calibration file, draws from the posterior, the table of fit and
    a sweep file over draws. Runs are kept in DIR, so the same command goes on
    where it was stopped.
    """
    from icsim.cli.screen import assignments
    from icsim.fitting.asking import Wish, ask_for
    from icsim.fitting.targets import read_targets, shipped_targets

    if out is None:
        raise typer.BadParameter("say where the calibration and its runs are kept", param_hint="--out")
    _need_library()
    path = shipped_targets() if targets is None else targets
    read = read_targets(path).value
    wish = Wish(system, free, assignments("--set", settings or ()), start, months, seed, points, stand_ins, draws)
    ask = ask_for(wish, read, recover=bool(recover))
    _claim(ask, out, overwrite=overwrite, recover=recover)
    from_now_on(f"Stopped; the same command goes on with the runs in {out}.")
    how = workers or processors(), quiet
    with telling_failures("The others are kept; the same command tries these once more."):
        if recover:
            _recover(ask, out, recover, *how)
        else:
            _fit(ask, out, read, path, *how)


def _need_library() -> None:
    from icsim.errors import InputError

    if find_spec("sklearn") is None:
        raise InputError.at("icsim calibrate", "needs scikit-learn; install icsim[calibrate]")


def _claim(ask: Ask, out: Path, *, overwrite: bool, recover: int) -> None:
    """Make the folder that of calibrations of this system; figures and parameters may change from one to the next."""
    from icsim.fitting.calibration_output import FILES
    from icsim.fitting.recovery import RECOVERY_FILES

    design = {
        "kind": "recovery" if recover else "calibration",
        "system": ask.word,
        "start": ask.start,
        "months": ask.months,
    }
    claimed(design, out, overwrite=overwrite, also=(*FILES, *RECOVERY_FILES))


def _staged(*, quiet: bool) -> Staged:
    """A bar for each stage; its runs and the time they will take."""

    @contextmanager
    def stage(words: str) -> Iterator[Told]:
        print(words, file=sys.stderr)
        with runs_bar(quiet=quiet) as shown:
            yield shown

    return stage


def _fit(ask: Ask, out: Path, targets: Targets, path: Path, workers: int, quiet: bool) -> None:
    from icsim.cli.calibration_screen import print_calibration
    from icsim.fitting.calibration_output import CALIBRATION, calibration_of, write_calibration
    from icsim.fitting.search import Runs, search
    from icsim.load import load_system

    found = search(ask, Runs(ask, out, workers, _staged(quiet=quiet)))
    system = load_system(ask.word, "none")
    facts = {
        "command": " ".join(["icsim", *sys.argv[1:]]),
        "data_digest": system.digest,
        "targets": path.name,
        "targets_digest": targets.digest,
    }
    calibration = calibration_of(found, system.name, ask.word, facts)
    there = (out / CALIBRATION).is_file()
    file = write_calibration(found, calibration, out)
    if there:
        print(f"It takes the place of the calibration that was in {out}.", file=sys.stderr)
    print_calibration(found, calibration)
    print(f"The calibration is {file}; icsim run {ask.word} --calibration {file} uses it.")


def _recover(ask: Ask, out: Path, trials: int, workers: int, quiet: bool) -> None:
    from icsim.cli.calibration_screen import print_recovery
    from icsim.fitting.recovery import recover, write_recovery
    from icsim.fitting.search import Runs

    recovered = recover(ask, Runs(ask, out, workers, _staged(quiet=quiet)), trials)
    write_recovery(recovered, out)
    print_recovery(recovered)
