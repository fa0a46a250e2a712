"""Observed: a run of which only the observations are kept, and the store of such runs.

The tables of a run of England take a gigabyte; what targets ask of them, a
few thousand numbers. A worker makes the run, measures, keeps the numbers
under the address of what was run and measured, and drops the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from icsim.errors import InputError
from icsim.experiment.sealed_table import read_sealed, write_sealed
from icsim.experiment.spec import RunSpec, canonical
from icsim.experiment.store import RunStore
from icsim.experiment.task import keep
from icsim.fitting.measured import Seen
from icsim.fitting.quantities import QUANTITIES, TRUSTS, Parts
from icsim.fitting.targets import Target
from icsim.months import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BufferedWriter
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from icsim.model import ICS
    from icsim.system import System

TARGET, EXITS, ARRIVALS = "target", "exits", "arrivals"
"""Tables of an observation: parts of each target by row; leavers and joiners of trusts by month and staff group."""
_DIGEST = "digest"


@dataclass(frozen=True)
class ObservedSpec:
    """One run and what is measured in it.

    Parameters
    ----------
    spec
        The run.
    targets
        What is measured.
    hidden
        Codes of organisations whose published leavers and joiners the run does not see, in order.
    """

    spec: RunSpec
    targets: tuple[Target, ...]
    hidden: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The address: of the run, of what is measured under which key, and of what is hidden."""
        return self._digest(self.spec.digest)

    def digest_under(self, code: str) -> str:
        """The address when code of another digest makes it, as another version did."""
        return self._digest(self.spec.digest_under(code))

    def _digest(self, run: str) -> str:
        measures = [[target.key, target.measure] for target in self.targets]
        return hashlib.sha256(canonical([run, measures, self.hidden]).encode()).hexdigest()

    def build(self) -> ICS:
        """The model, ready to run.

        Raises
        ------
        InputError
            If the system is gone or is no longer the one the spec was made for.
        """
        if not self.hidden:
            return self.spec.build()
        from icsim.experiment.spec import system_of

        system = system_of(self.spec.system)
        if system.digest != self.spec.system_digest:
            raise InputError.at(self.spec.system, "the system's tables have changed since this run was planned")
        return self.spec.build_in(_without(system, self.hidden))


@dataclass(frozen=True)
class Observation:
    """What was measured in one run.

    Parameters
    ----------
    digest
        Its address.
    table
        Columns ``table``, ``name`` (target, or staff group), ``organisation``, ``month`` (or row), ``top`` and
        ``bottom``.
    """

    digest: str
    table: pa.Table

    def write(self, file: BufferedWriter) -> None:
        """Write it as Parquet: the same bytes for the same observation."""
        write_sealed(self.table, {_DIGEST: self.digest}, file)

    def parts(self) -> dict[str, Parts]:
        """Parts of each target by key, in order of rows."""
        rows = self._of(TARGET)
        found: dict[str, list[tuple[float, float]]] = {}
        for name, top, bottom in zip(rows["name"], rows["top"], rows["bottom"], strict=True):
            found.setdefault(name, []).append((top, bottom))
        return {name: np.array(each) for name, each in found.items()}

    def cells(self, table: str) -> pd.DataFrame:
        """Leavers or joiners of trusts: organisation, staff_group, month, heads who did, heads there before."""
        import pandas as pd

        rows = self._of(table)
        renamed = {"organisation": "organisation", "name": "staff_group", "month": "month", "top": "count"}
        return pd.DataFrame({new: rows[old] for old, new in renamed.items()} | {"heads": rows["bottom"]})

    def _of(self, table: str) -> dict[str, list[Any]]:
        import pyarrow.compute as pc

        return cast("dict[str, list[Any]]", self.table.filter(pc.equal(self.table["table"], table)).to_pydict())


class ObservationStore(RunStore):
    """A folder of observations: a store of runs whose records are observations."""

    def has(self, digest: str) -> bool:
        """Whether a run's observation is there and whole."""
        try:
            return read_observation(self.path(digest)).digest == digest
        except (OSError, ValueError):
            return False

    def observation(self, spec: ObservedSpec) -> Observation:
        """The observation of a run.

        Raises
        ------
        InputError
            If it is missing or damaged.
        """
        path = self.path(spec.digest)
        try:
            return read_observation(path)
        except (OSError, ValueError) as error:
            raise InputError.at(path, "is missing or damaged; the same command makes it again") from error


def read_observation(path: Path) -> Observation:
    """Read an observation and check that it is whole.

    Raises
    ------
    ValueError
        If the file is truncated or damaged, or is something else.
    OSError
        If it cannot be read.
    """
    table, (digest,) = read_sealed(path, _DIGEST)
    return Observation(digest, table)


def parts_of(targets: Iterable[Target], tables: Mapping[str, pd.DataFrame], system: System) -> dict[str, Parts]:
    """What is measured of each target in the tables of a run, by key; no row where it cannot be measured.

    Parameters
    ----------
    targets
        What is measured.
    tables
        Tables of a run by name: ``monthly``, ``flows``, ``students`` and, for some, those of a census.
    system
        The system that was run.
    """
    return _parts(targets, seen(tables, system))


def _parts(targets: Iterable[Target], looked_at: Seen) -> dict[str, Parts]:
    found = {}
    for target in targets:
        run = looked_at.years >= target.years[0]
        found[target.key] = QUANTITIES[target.quantity].parts(looked_at, target.where) if run else np.empty((0, 2))
    return found


def seen(tables: Mapping[str, pd.DataFrame], system: System) -> Seen:
    """The tables of a run, with what is known of the regions of its system."""
    return Seen(tables, system, _regions(), seen_whole(system))


def seen_whole(system: System) -> bool:
    """Whether a system is the whole of England."""
    return set(system.systems) >= set(_regions())


@cache
def _regions() -> dict[str, str]:
    """NHS region of each integrated care system by code."""
    from icsim.config.catalogue import list_systems

    return {row.code: row.region for row in list_systems()}


def make_observation(spec: object, digest: str, folder: str) -> None:
    """Make a run, measure, and keep what was measured; the task of :func:`icsim.fitting.observe.make_observations`.

    Raises
    ------
    CodeDiffers
        If the code here is not that of whoever planned the run.
    StoreRefused
        If the disk refuses.
    """
    asked = cast("ObservedSpec", spec)
    keep(ObservationStore(folder), digest, asked.digest, lambda: observe_run(asked))


def observe_run(asked: ObservedSpec) -> Observation:
    """Make a run and measure."""
    from icsim.fitting.census import Census

    model = asked.build()
    census = Census(model)
    for _ in range(asked.spec.months):
        model.run_for(1)
        census.month()
    results = model.results
    tables = {"monthly": results.monthly, "flows": results.flows, "students": results.students, **census.tables}
    looked_at = seen(tables, model.system)
    rows = [
        (TARGET, key, "", row, top, bottom)
        for key, parts in _parts(asked.targets, looked_at).items()
        for row, (top, bottom) in enumerate(parts.tolist())
    ]
    return Observation(asked.digest, _table([*rows, *_cells(tables["monthly"])]))


def _without(system: System, hidden: tuple[str, ...]) -> System:
    """A system that does not know the leavers and joiners of some of its organisations."""
    rows = [system.index[code] for code in hidden if code in system.index]
    changed = {}
    for name in ("leavers", "joiners"):
        changed[name] = getattr(system, name).copy()
        changed[name][rows] = np.nan
    return replace(system, **changed)


_Row = tuple[str, str, str, int, float, float]


def _cells(monthly: pd.DataFrame) -> list[_Row]:
    """Leavers and joiners of every trust and staff group in each month of the first year, moves included."""
    trusts = monthly[
        monthly["sector"].isin([sector.name for sector in TRUSTS])
        & (monthly["month"].cat.codes < MONTHS_PER_YEAR)
        & (monthly["in_post_heads"] > 0)
    ]
    exits, arrivals = trusts["leavers"] + trusts["movers_out"], trusts["joiners"] + trusts["movers_in"]
    regraded = trusts["regraded_in"] - trusts["regraded_out"]
    before = trusts["in_post_heads"] + exits - arrivals - regraded
    month = trusts["month"].cat.codes
    return [
        (table, str(group), str(code), int(when), float(count), float(heads))
        for table, counts in ((EXITS, exits), (ARRIVALS, arrivals))
        for group, code, when, count, heads in zip(
            trusts["staff_group"], trusts["organisation"], month, counts, before, strict=True
        )
    ]


def _table(rows: list[_Row]) -> pa.Table:
    import pyarrow as pa

    kinds = {
        "table": pa.string(),
        "name": pa.string(),
        "organisation": pa.string(),
        "month": pa.int32(),
        "top": pa.float64(),
        "bottom": pa.float64(),
    }
    columns = {name: pa.array([row[at] for row in rows], kind) for at, (name, kind) in enumerate(kinds.items())}
    coded = {name: column.dictionary_encode() for name, column in columns.items() if column.type == pa.string()}
    return pa.table(columns | coded)
