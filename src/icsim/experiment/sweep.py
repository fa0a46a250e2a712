"""Sweep: from a file to a folder of runs and the tables of what they came to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from icsim import __version__
from icsim.errors import InputError
from icsim.experiment.here import run_here
from icsim.experiment.store import PLAN, Failure, RunStore
from icsim.experiment.sweep_outcomes import Outcomes, runs_frame
from icsim.experiment.sweep_plan import Specs, Sweep
from icsim.folder import replace_file

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.wanted import Progress, Result

SWEEP, RESULTS = "sweep.json", "results.csv"
"""What a folder of a sweep has beside the runs: what was asked, and the table of results."""
_DIGITS, _RUN_DIGITS = 6, 9
"""Significant digits of the table of results, and of single runs."""

Told = Callable[["Progress"], None]


@dataclass(frozen=True)
class How:
    """How the runs of a sweep are made.

    Parameters
    ----------
    workers
        Worker processes; None makes the runs in this process.
    part, of
        Which part of the sweep is made here, of how many.
    dask
        Address of a Dask scheduler; None for this machine.
    retry_failed
        Whether runs given up earlier are tried once more.
    """

    workers: int | None = None
    part: int = 1
    of: int = 1
    dask: str | None = None
    retry_failed: bool = False


def make_runs(sweep: Sweep, store: RunStore, how: How, progress: Told | None = None) -> Result:
    """Make the runs of a sweep that its folder does not have.

    Raises
    ------
    InputError
        If the folder is of another sweep, or the disk or the cluster refuses.
    """
    store.claim(sweep.as_design())
    text = json.dumps(sweep.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    replace_file(store.folder / SWEEP, lambda file: file.write(text.encode()))
    specs = Specs(sweep, how.part, how.of)
    if how.dask is not None:
        from icsim.experiment.dask_engine import run_on_dask

        return run_on_dask(specs, store, how.dask, progress, retry_failed=how.retry_failed)
    if how.workers is None:
        return run_here(specs, store, progress, retry_failed=how.retry_failed)
    from icsim.experiment.engine import run_all

    return run_all(specs, store, how.workers, progress, retry_failed=how.retry_failed)


def sweep_of(folder: str | Path) -> Sweep:
    """The sweep that a folder holds the runs of.

    Raises
    ------
    InputError
        If it holds none.
    """
    path = Path(folder) / SWEEP
    try:
        return Sweep.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise InputError.at(folder, "holds no sweep") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError.at(path, f"cannot be read as a sweep: {error}") from error


def code_of(folder: str | Path) -> str:
    """Digest of the code that the runs of a folder were made with.

    Raises
    ------
    InputError
        If the folder does not say.
    """
    path = Path(folder) / PLAN
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError.at(path, f"cannot be read as the plan of a sweep: {error}") from error


def results_table(outcomes: Outcomes) -> pd.DataFrame:
    """The table of results of a sweep, in six significant digits; see :meth:`Outcomes.differences`."""
    return rounded(outcomes.differences(), keep=outcomes.sweep.names)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    from icsim.experiment.comparison_files import csv_text

    text = csv_text(frame)
    replace_file(path, lambda file: file.write(text.encode()))


def write_results(sweep: Sweep, store: RunStore, folder: Path, name: str) -> None:
    """Write what a sweep came to for keeping: the table, every run, and what they are of.

    Parameters
    ----------
    sweep, store
        The sweep, all of whose runs are there.
    folder
        Where ``<name>.csv``, ``<name>.runs.csv`` and ``<name>.json`` are written.
    name
        Name of the files.

    Raises
    ------
    InputError
        If runs are missing, or the disk refuses.
    """
    outcomes = Outcomes(sweep, store)
    if outcomes.missing:
        raise InputError.at(store.folder, f"{outcomes.missing} runs are not there; make them first")
    write_table(results_table(outcomes), folder / f"{name}.csv")
    write_table(rounded(runs_frame(sweep, store), _RUN_DIGITS, sweep.names), folder / f"{name}.runs.csv")
    facts = {
        "question": sweep.question,
        "icsim": __version__,
        "design": sweep.digest,
        "replications": sweep.replications,
        "runs": len({run.spec.digest for run in sweep.runs()}),
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    replace_file(folder / f"{name}.json", lambda file: file.write(text.encode()))


def rounded(frame: pd.DataFrame, digits: int = _DIGITS, keep: Collection[str] = ()) -> pd.DataFrame:
    """A table whose broken numbers have so many significant digits, but for some columns."""
    short = frame.copy()
    for name in short.columns:
        if short[name].dtype.kind == "f" and name not in keep:
            short[name] = [float(f"{value:.{digits}g}") for value in short[name]]
    return short


@dataclass(frozen=True)
class Swept:
    """What a sweep came to, as tidy tables.

    Parameters
    ----------
    sweep
        What was asked.
    values
        Every number of every run, a row each.
    differences
        Every arm less what it is compared with.
    failures
        Runs that could not be made.
    """

    sweep: Sweep
    values: pd.DataFrame
    differences: pd.DataFrame
    failures: tuple[Failure, ...]


def sweep(
    experiment: str | Path,
    out: str | Path | None = None,
    *,
    workers: int | None = None,
    dask: str | None = None,
    retry_failed: bool = False,
    progress: Told | None = None,
) -> Swept:
    """Make the runs of a sweep file and put side by side what they came to.

    Parameters
    ----------
    experiment
        The file.
    out
        Folder for the runs; runs that are there are not made again. Nothing is kept without it.
    workers
        Worker processes; without it the runs are made in this process. A
        script that names workers must do so under ``if __name__ == "__main__":``.
    dask
        Address of a Dask scheduler that makes the runs.
    retry_failed
        Whether runs given up earlier are tried once more.
    progress
        Told after every run.

    Raises
    ------
    InputError
        With every fault of the file, or if the folder holds something else.
    """
    from icsim.experiment.sweep_reader import read_sweep

    asked = read_sweep(experiment).sweep
    how = How(workers=workers, dask=dask, retry_failed=retry_failed)
    with nullcontext(str(out)) if out is not None else TemporaryDirectory() as folder:
        store = RunStore(folder)
        result = make_runs(asked, store, how, progress)
        outcomes = Outcomes(asked, store)
        return Swept(asked, outcomes.frame(), outcomes.differences(), tuple(result.failures))
