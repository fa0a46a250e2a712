"""Running the arms of a command one after another, and writing what comes out."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.cli.interrupt import from_now_on, stop_if_asked
from icsim.cli.plan import Arm, Plan
from icsim.cli.progress import Silent
from icsim.comparison import compare
from icsim.folder import results_folder
from icsim.manifest import RunFacts
from icsim.output import write_comparison, write_run, write_today
from icsim.took import peak_bytes

if TYPE_CHECKING:
    import pandas as pd

    from icsim.model import ICS


@dataclass(frozen=True)
class Done:
    """What is kept of one run for the screen: arm, summaries, indicators, people asked about, seconds.

    ``by_system`` and ``border_moves`` are there where there are several integrated care systems.
    """

    arm: Arm
    summary: pd.DataFrame
    indicators: pd.DataFrame
    trace: pd.DataFrame | None
    seconds: float
    by_system: pd.DataFrame | None = None
    border_moves: pd.DataFrame | None = None


def run_arms(plan: Plan, out: Path | None, *, overwrite: bool = False, shown: Silent | None = None) -> list[Done]:
    """Run every arm with the same seed, and write all results together.

    Parameters
    ----------
    plan
        What to run.
    out
        Folder for the results, None for none.
    overwrite
        Whether earlier results may be replaced.
    shown
        Where progress is shown; nowhere without it.

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
    with nullcontext() if out is None else results_folder(out, overwrite=overwrite) as folder:
        done = [_run(plan, arm, folder, shown or Silent()) for arm in plan.arms]
        if folder is not None and len(done) > 1:
            write_comparison(folder, compare(done[0].summary, done[1].summary))
        if out is not None:
            from_now_on(f"Stopped while the results were put in place: see whether {out} has them.")
    if out is not None:
        from_now_on(f"Stopped; the results are in {out}.")
    return done


def _run(plan: Plan, arm: Arm, folder: Path | None, shown: Silent) -> Done:
    shown.wait(f"{arm.title}: first day")
    from icsim.model import ICS

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
    advance = shown.count(arm.title, plan.months)
    for _ in range(plan.months):
        model.run_for(1)
        advance()
        stop_if_asked()
    shown.wait(f"{arm.title}: tables")
    trace = {"trace": model.trace.table} if plan.trace else {}
    tables = model.results.tables | trace
    seconds = time.perf_counter() - begun
    if folder is not None:
        write = write_run if arm.asked else write_today
        write(folder, tables, _facts(plan, arm, model, seconds))
    return Done(
        arm,
        tables["summary"],
        tables["indicators"],
        tables.get("trace"),
        seconds,
        tables.get("by_system"),
        tables.get("border_moves"),
    )


def _facts(plan: Plan, arm: Arm, model: ICS, seconds: float) -> RunFacts:
    return RunFacts(
        system=plan.system.code,
        system_name=plan.system.name,
        start=plan.calendar.start,
        months=model.month,
        seed=plan.seed,
        arm=arm.name,
        agreements=tuple(agreement.agreement for agreement in arm.agreements),
        future=None if plan.future is None else plan.future.future,
        parameters=plan.parameters,
        config_digest=plan.config_digest(arm),
        config=plan.config(arm) | {"system": plan.word, "trace": list(plan.trace)},
        data_digest=plan.system.digest,
        calibrated={name: value for name, value in plan.system.calibrated if name not in plan.parameters},
        command=("icsim", *sys.argv[1:]),
        wall_seconds=seconds,
        peak_memory_bytes=peak_bytes(),
    )
