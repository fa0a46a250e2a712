"""Traced: a run made once more with some people followed, as a record of their months.

A run is the same however often it is made, so whoever wants to know what
became of somebody has it made again with a trace; that changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from icsim.experiment.spec import RunSpec, canonical

if TYPE_CHECKING:
    from io import BufferedWriter

    import pandas as pd

    from icsim.experiment.record import Told

_SPEC, _DIGEST = b"icsim.traced", b"icsim.digest"


@dataclass(frozen=True)
class TracedSpec(RunSpec):
    """A run and the people followed in it; its address is another than that of the run.

    Parameters
    ----------
    people
        Who, as ``RTE/nurse/17``.
    """

    people: tuple[str, ...] = ()

    @classmethod
    def following(cls, spec: RunSpec, *people: str) -> Self:
        """The same run with people followed."""
        same = {each.name: getattr(spec, each.name) for each in fields(RunSpec)}
        return cls(**{**same, "detail": "headline"}, people=people)

    def as_dict(self) -> dict[str, Any]:
        """The spec as JSON can hold it."""
        return super().as_dict() | {"people": list(self.people)}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The spec that :meth:`as_dict` wrote."""
        run = {name: value for name, value in content.items() if name != "people"}
        return cls.following(RunSpec.from_dict(run), *content["people"])


@dataclass(frozen=True)
class TraceRecord:
    """The months of people in a run.

    Parameters
    ----------
    spec
        The run and who was followed.
    table
        One row a month and person (:data:`icsim.trace.COLUMNS`).
    """

    spec: TracedSpec
    table: pd.DataFrame

    def write(self, file: BufferedWriter) -> None:
        """Write the record as Parquet: the same bytes for the same run."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        notes = {
            _SPEC: canonical(self.spec.as_dict() | {"system": ""}).encode(),
            _DIGEST: self.spec.digest.encode(),
        }
        table = pa.Table.from_pandas(self.table, preserve_index=False).replace_schema_metadata(notes)
        pq.write_table(table, file, compression="zstd", compression_level=3, version="2.6")


def read_trace(path: Path) -> TraceRecord:
    """Read the months of people.

    Raises
    ------
    ValueError
        If the file is damaged, or is none of these.
    OSError
        If it cannot be read.
    """
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    content = path.read_bytes()
    try:
        table = pq.read_table(pa.BufferReader(content), use_threads=False)
        spec = TracedSpec.from_dict(json.loads((table.schema.metadata or {})[_SPEC]))
    except (pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no trace of a run, or is damaged") from error
    return TraceRecord(spec, table.to_pandas())


def run_traced(spec: TracedSpec, told: Told | None = None) -> TraceRecord:
    """Run a spec with people followed.

    Parameters
    ----------
    spec
        The run and who is followed.
    told
        Told after every month; what it raises ends the run.

    Raises
    ------
    InputError
        If nobody can have such a name in this system, or the spec asks for what the system does not have.
    ConservationError
        If a check after a month fails.
    """
    model = spec.build(trace=spec.people)
    for month in range(spec.months):
        model.run_for(1)
        if told is not None:
            told(month + 1, None)
    return TraceRecord(spec, model.trace.table)
