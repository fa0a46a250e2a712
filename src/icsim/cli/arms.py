"""Running the arms of a command one after another, and writing what comes out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.cli.plan import Arm, Plan
from icsim.comparison import compare
from icsim.folder import results_folder
from icsim.manifest import RunFacts
from icsim.output import write_arm, write_comparison, write_run

if TYPE_CHECKING:
    import pandas as pd

    from icsim.model import ICS

Advance = Callable[[], None]


@dataclass(frozen=True)
class Frames:
    """The tables of one run, made once."""

    monthly: pd.DataFrame
    flows: pd.DataFrame
    refusals: pd.DataFrame
    summary: pd.DataFrame


@dataclass(frozen=True)
class Done:
    """What is kept of one run for the screen: arm, summary, people asked about, seconds."""

    arm: Arm
    summary: pd.DataFrame
    trace: pd.DataFrame | None
    seconds: float


def run_arms(plan: Plan, out: Path | None, *, overwrite: bool = False, quiet: bool = False) -> list[Done]:
    """Run every arm with the same seed, and write all results together.

    Parameters
    ----------
    plan
        What to run.
    out
        Folder for the results, None for none.
    overwrite
        Whether earlier results may be replaced.
    quiet
        Show no progress bar.

    Returns
    -------
    list of Done
        Each arm's summary, in order.

    Raises
    ------
    InputError
        If the results cannot be written.
    ConservationError
        If a check after a month fails.
    """
    folder_of = nullcontext() if out is None else results_folder(out, overwrite=overwrite)
    with folder_of as folder, _bar(plan, quiet=quiet) as bar:
        done = [_run(plan, arm, folder, bar(arm.title)) for arm in plan.arms]
        if folder is not None and len(done) > 1:
            write_comparison(folder, compare(done[0].summary, done[1].summary))
    return done


def _run(plan: Plan, arm: Arm, folder: Path | None, advance: Advance) -> Done:
    from icsim.model import ICS
    from icsim.results import summarise

    begun = time.perf_counter()
    model = ICS(
        plan.system,
        arm.agreements,
        plan.future,
        rng=plan.seed,
        start=plan.calendar.start,
        parameters=plan.parameters,
        trace=plan.trace,
    )
    for _ in range(plan.months):
        model.run_for(1)
        advance()
    monthly = model.results.monthly
    trace = model.trace.table if plan.trace else None
    summary = summarise(monthly)
    seconds = time.perf_counter() - begun
    if folder is not None:
        frames = Frames(monthly, model.results.flows, model.results.refusals, summary)
        facts = _facts(plan, arm, model, seconds)
        if len(plan.arms) == 1:
            write_run(folder, frames, facts, trace)
        else:
            write_arm(folder, arm.slug, frames, facts, trace)
    return Done(arm, summary, trace, seconds)


def _facts(plan: Plan, arm: Arm, model: ICS, seconds: float) -> RunFacts:
    return RunFacts(
        system=plan.system.code,
        system_name=plan.system.name,
        start=plan.calendar.start,
        months=model.month,
        seed=plan.seed,
        arm=arm.slug,
        agreements=tuple(agreement.agreement for agreement in arm.agreements),
        future=None if plan.future is None else plan.future.future,
        parameters=plan.parameters,
        config_digest=plan.config_digest(arm),
        data_digest=plan.system.digest,
        command=("icsim", *sys.argv[1:]),
        wall_seconds=seconds,
    )


@contextmanager
def _bar(plan: Plan, *, quiet: bool) -> Iterator[Callable[[str], Advance]]:
    """A progress bar on standard error, if somebody watches: give it a title, then advance it by months."""
    if quiet or not sys.stderr.isatty():
        yield lambda _title: lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from icsim.cli.screen import console

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("months"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(error=True), transient=True) as progress:

        def begin(title: str) -> Advance:
            task = progress.add_task(title[:40], total=plan.months)
            return lambda: progress.advance(task)

        yield begin
