"""Reading a sweep's runs: from the files they were put together in where there are any, else one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim import __version__
from icsim.errors import InputError
from icsim.experiment.query import RESULTS_FILE
from icsim.experiment.spec import code_digest
from icsim.experiment.store import FORMAT, PLAN, RUNS, RunStore
from icsim.experiment.sweep import SWEEP, sweep_of
from icsim.experiment.sweep_outcomes import Outcomes
from icsim.experiment.sweep_plan import INDICES, SCREENING

if TYPE_CHECKING:
    from icsim.experiment.sweep_plan import Sweep

Values = NDArray[np.float64]
Told = Callable[[int, int], None]
"""Told how many runs are read, of how many."""

MOST_RUNS = 200_000
"""Planned runs of a sweep that the app opens."""
_MOST_BYTES = 32 << 20
"""Size of the file that says what a sweep is."""
_MOST_NUMBERS = 20_000_000
"""Numbers kept of one sweep: 160 MB."""


class Unreadable(InputError):
    """A folder that cannot be shown; its problems say what to do."""


def read_plan(folder: Path) -> tuple[Sweep, str, str]:
    """What a folder is a sweep of, the version that made it, and the digest of its code.

    Raises
    ------
    Unreadable
        If it holds no sweep, one of another layout, or one that is too large to show.
    """
    if not (folder / SWEEP).is_file():
        raise Unreadable.at(
            folder.name, "holds runs but no sweep; icsim sweep EXPERIMENT.yaml --out DIR makes a folder to open here"
        )
    try:
        if (folder / SWEEP).stat().st_size > _MOST_BYTES:
            raise Unreadable.at(folder.name, f"{SWEEP} is larger than any sweep's")
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        layout, version, code = str(plan["format"]), str(plan["icsim"]), str(plan["code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable.at(
            folder.name, f"{PLAN} is missing or cannot be read; make the sweep again with icsim sweep"
        ) from error
    if layout != FORMAT:
        raise Unreadable.at(
            folder.name,
            f"was made by icsim {version}, which keeps runs in another way ({layout[:40]!r}); open it with that "
            f"version, or make the sweep again with this one, {__version__}",
        )
    try:
        sweep = sweep_of(folder)
        _refuse_a_flood(folder, sweep)
        _ = sweep.points  # a design that cannot be made is found out here
    except InputError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable.at(
            folder.name, f"{SWEEP} cannot be read as a sweep of icsim {__version__}; it was made by {version}"
        ) from error
    except (ValueError, KeyError, TypeError, ArithmeticError, MemoryError) as error:
        raise Unreadable.at(folder.name, f"{SWEEP} describes a design that cannot be made: {error}") from error
    return sweep, version, code


def _refuse_a_flood(folder: Path, sweep: Sweep) -> None:
    """Refuse a design of too many runs before its points are made."""
    lists = [len(each.values) for each in sweep.varied if each.span is None]
    points = max([1, *lists]) if sweep.drawn.kind == "list" else int(np.prod([float(n) for n in lists] or [1.0]))
    ranges = sum(each.span is not None for each in sweep.varied)
    a_draw = {SCREENING: ranges + 1, INDICES: (2 if sweep.drawn.second_order else 1) * ranges + 2}
    if ranges:
        points *= max(sweep.drawn.n, 1) * a_draw.get(sweep.drawn.kind, 1)
    runs = points * sweep.replications * max(len(sweep.arms), 1) * max(len(sweep.futures), 1)
    if not 0 < runs <= MOST_RUNS:
        raise Unreadable.at(
            folder.name,
            f"plans {runs:,} runs, more than the {MOST_RUNS:,} that are shown here; "
            "icsim sweep query and icsim sweep analyse read any number",
        )


def is_ours(code: str) -> bool:
    """Whether runs were made with the code there is now, so that making one again gives the same numbers."""
    return code == code_digest()


def signature(folder: Path) -> tuple[Any, ...]:
    """What changes when something is added to a folder of runs."""

    def when(path: Path) -> int:
        try:
            return path.stat().st_mtime_ns
        except OSError:
            return 0

    runs = folder / RUNS
    shelves = sorted(runs.iterdir()) if runs.is_dir() else []
    return (*(when(folder / name) for name in (SWEEP, PLAN, RESULTS_FILE, RUNS)), *map(when, shelves))


def places_kept(sweep: Sweep, measures: int) -> tuple[str, ...]:
    """The whole system and the places that the sweep reports, as many as there is room for."""
    wanted = tuple(dict.fromkeys(("all", *sweep.places)))
    room = max(_MOST_NUMBERS // max(len(sweep) * measures, 1), 1)
    return wanted[:room]


class ReadOutcomes(Outcomes):
    """Outcomes of a sweep, read as fast as the folder allows.

    A record is found by what it is, so what a file of many records holds of
    a run is never out of date; runs it does not hold are read one by one.

    Parameters
    ----------
    sweep, code
        As :func:`read_plan` gives them.
    folder
        Where the runs are.
    places, measures
        What is read.
    told
        Told now and then how far it is.
    """

    def __init__(
        self, sweep: Sweep, folder: Path, code: str, places: Sequence[str], measures: Sequence[str], told: Told
    ) -> None:
        self._together = read_together(folder / RESULTS_FILE, places, measures)
        self._told, self._done, self._of = told, 0, len(sweep)
        super().__init__(sweep, RunStore(folder), places, measures, code)

    def _read(self, store: RunStore, digest: str) -> Values:
        self._done += 1
        if self._done % 50 == 0:
            self._told(self._done, self._of)
        kept = self._together.get(digest)
        return super()._read(store, digest) if kept is None else kept

    @property
    def digests(self) -> NDArray[Any]:
        """Address of every run, in the order of the sweep, shape (n_runs,)."""
        return self._digests.ravel()


def read_together(path: Path, places: Sequence[str], measures: Sequence[str]) -> dict[str, Values]:
    """Outcomes of the runs that were put together in one file, by digest; none if it is not there or damaged.

    Parameters
    ----------
    path
        The file that ``icsim sweep compact`` writes.
    places, measures
        What is read; each run has an array of shape (n_places, n_measures), missing where it has no number.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[str, Values] = {}
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=["run", "table", "organisation", "measure", "value"])
                _take(table, found, list(places), list(measures))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return {}
    return found


def _take(table: Any, found: dict[str, Values], places: list[str], measures: list[str]) -> None:
    """Put the numbers of some rows where they belong."""

    def coded(name: str) -> tuple[list[str], NDArray[np.int64]]:
        column = table.column(name).combine_chunks()
        column = column if hasattr(column, "dictionary") else column.dictionary_encode()
        return column.dictionary.to_pylist(), column.indices.to_numpy(zero_copy_only=False).astype(np.int64)

    def at(name: str, known: list[str]) -> NDArray[np.int64]:
        words, codes = coded(name)
        return np.array([known.index(word) if word in known else -1 for word in words] or [-1])[codes]

    runs, run = coded("run")
    place, measure = at("organisation", places), at("measure", measures)
    wanted = (at("table", ["outcome"]) == 0) & (place >= 0) & (measure >= 0)
    block = np.full((len(runs), len(places), len(measures)), np.nan)
    block[run[wanted], place[wanted], measure[wanted]] = table.column("value").to_numpy()[wanted]
    for number in np.unique(run[wanted]):
        known = found.get(runs[number])
        # A run's rows may lie in two groups of rows: what one has, the other lacks.
        found[runs[number]] = block[number] if known is None else np.where(np.isnan(known), block[number], known)
