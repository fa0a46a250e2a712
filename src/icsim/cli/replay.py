"""``icsim replay``: a run as a moving map, in one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options

if TYPE_CHECKING:
    from icsim.cli.plan import Words
    from icsim.cli.progress import Silent
    from icsim.experiment.spec import RunSpec

_OURS = b'id="replay"'
"""What every page has that this command wrote."""


def replay(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SYSTEM",
            help="A system, as for run; or a folder of runs with --run; or a record.",
            show_default=False,
        ),
    ],
    agreement: Annotated[
        list[Path] | None, typer.Option(help="Agreement file; several hold together.", show_default=False)
    ] = None,
    future: Annotated[Path | None, typer.Option(help="Future file: outside conditions.", show_default=False)] = None,
    months: options.Months = 60,
    start: options.Start = "2026-04",
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Seed: the people and their luck.")] = 1,
    settings: options.Settings = None,
    run: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="This run of a comparison's or sweep's folder.", show_default=False),
    ] = None,
    system: Annotated[
        str | None, typer.Option(help="Where a record's system is, if not where it was.", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Page to write.")] = Path("replay.html"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier replay.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Run once and write a page that plays it: who moves where, month by month, with no network needed."""
    from icsim.cli.interrupt import from_now_on
    from icsim.cli.plan import Words
    from icsim.cli.progress import progress_bar
    from icsim.folder import replace_file

    refuse_occupied(out, overwrite=overwrite)
    words = Words(
        system=source,
        agreements=tuple(agreement or ()),
        future=future,
        months=months,
        start=start,
        seed=seed,
        settings=tuple(settings or ()),
        trace=(),
    )
    with progress_bar(quiet=quiet) as shown:
        shown.wait(f"Reading {source}")
        page = _page(_spec(words, run, system), shown)
    refuse_occupied(out, overwrite=overwrite)
    replace_file(out, lambda file: file.write(page))
    from_now_on(f"Stopped; the replay is in {out}.")
    print(f"{out}: {len(page) / 1000:,.0f} kB; open it in a browser")


def refuse_occupied(out: Path, *, overwrite: bool) -> None:
    """Say no to a page that would replace something else.

    Raises
    ------
    InputError
        If the file is there and ``overwrite`` is false, is a folder, or is not a replay.
    """
    from icsim.errors import InputError

    if out.is_dir():
        raise InputError.at(out, "is a folder; a replay is one file")
    try:
        there = out.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError.at(out, f"cannot be read: {error.strerror or error}") from error
    if _OURS not in there:
        raise InputError.at(out, "is no replay that icsim wrote; choose another file")
    if not overwrite:
        raise InputError.at(out, "is there already; choose another file, or --overwrite to replace it")


def _spec(words: Words, run: str | None, system: str | None) -> RunSpec:
    """What is to be run: a run of a folder, that of a record, or what the options say."""
    from icsim.report.replay_source import RECORD_ENDING, spec_of_record, spec_of_run

    source = Path(words.system)
    if run is not None:
        return spec_of_run(source, run, system)
    if source.suffix == RECORD_ENDING:
        return spec_of_record(source, system)
    from icsim.cli.plan import read
    from icsim.cli.screen import warn
    from icsim.experiment.spec import RunSpec

    plan = read(words)
    warn(plan.warnings)
    return RunSpec.of(
        words.system,
        months=words.months,
        seed=words.seed,
        start=words.start,
        agreements=plan.arms[-1].agreements,
        future=plan.future,
        parameters=plan.parameters,
        detail="replay",
    )


def _page(spec: RunSpec, shown: Silent) -> bytes:
    from icsim.cli.interrupt import stop_if_asked
    from icsim.experiment.record import run as run_spec
    from icsim.load import load_system
    from icsim.report.replay import Replay
    from icsim.report.replay_page import replay_page

    advance = shown.count("Run", spec.months)

    def told(done: int, replay: object) -> None:  # noqa: ARG001
        advance()
        stop_if_asked()

    record = run_spec(spec, told)
    shown.wait("Page")
    return replay_page(Replay.of(record.table, load_system(spec.system), spec)).encode()
