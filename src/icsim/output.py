"""A run's results on disk: Parquet tables, short tables as CSV and a manifest.

A run under agreements has two things more: the same files of the run
without them in ``today/``, and ``comparison.csv``.

The same tables give the same bytes: fixed compression and row groups, no
time stamps, and none of the library's own notes inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BufferedWriter
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.folder import COMPARISON, MANIFEST, TODAY, make_folder, results_folder, write_file
from icsim.manifest import FileFacts, RunFacts, manifest_text
from icsim.result_columns import file_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROWS_PER_GROUP = 1 << 18
"""Rows converted and compressed at a time, so that writing needs little memory beside the table."""

TEXT = (
    "month", "organisation", "sector", "staff_group", "rule", "reason", "from", "to", "person", "event", "kind",
    "counterparty", "university", "programme", "a", "b", "from_system", "to_system",
)  # fmt: skip
"""Columns that hold words; kept as a dictionary and read back as categories."""


Tables = Mapping[str, "pd.DataFrame"]
"""Tables of a run by name (:attr:`icsim.results.Results.tables`)."""


def save_run(target: Path, tables: Tables, facts: RunFacts, *, overwrite: bool = False) -> None:
    """Write the results of one run as a folder, whole or not at all.

    Parameters
    ----------
    target
        Folder to make.
    tables
        Results of the run.
    facts
        What the manifest says of it.
    overwrite
        Whether earlier results may be replaced.

    Raises
    ------
    InputError
        If the target is occupied or the disk refuses.
    """
    with results_folder(target, overwrite=overwrite) as folder:
        write_run(folder, tables, facts)


def write_run(folder: Path, tables: Tables, facts: RunFacts) -> None:
    """Write the files of one run into an existing folder.

    Parameters
    ----------
    folder
        A folder that holds no run yet.
    tables
        Results of the run, and histories of the people asked for, if any.
    facts
        What the manifest says of it.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    written: dict[str, FileFacts] = {}
    for name, frame in tables.items():
        path = folder / file_of(name)
        write = write_csv if path.suffix == ".csv" else write_parquet
        write(path, frame)
        written[path.name] = FileFacts.of(path, len(frame))
    text = manifest_text(facts, written).encode()
    write_file(folder / MANIFEST, lambda file: file.write(text))


def write_today(folder: Path, tables: Tables, facts: RunFacts) -> None:
    """Write the run that a run under agreements is compared with into a folder inside that run's."""
    make_folder(folder / TODAY)
    write_run(folder / TODAY, tables, facts)


def write_comparison(folder: Path, frame: pd.DataFrame) -> None:
    """Write the table that sets a run and today side by side."""
    write_csv(folder / COMPARISON, frame)


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a small table for people and spreadsheets: UTF-8, header, unix line ends.

    Numbers have at most 12 significant digits: pounds to the penny, and no
    tail of binary rounding.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    text = frame.to_csv(index=False, lineterminator="\n", float_format="%.12g").encode()
    write_file(path, lambda file: file.write(text))


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, the same bytes for the same table.

    Parameters
    ----------
    path
        File to make.
    frame
        Columns named in :data:`TEXT` are stored as dictionaries of words, the
        others as the type they have.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    import pyarrow.parquet as pq

    def write(file: BufferedWriter) -> None:
        schema = _schema(frame)
        with pq.ParquetWriter(file, schema, compression="zstd", compression_level=3, version="2.6") as writer:
            for start in range(0, max(len(frame), 1), ROWS_PER_GROUP):
                writer.write_table(_arrow(frame.iloc[start : start + ROWS_PER_GROUP], schema))

    write_file(path, write)


def _schema(frame: pd.DataFrame) -> pa.Schema:
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            (name, words if name in TEXT else pa.array(frame[name].iloc[:1], from_pandas=True).type)
            for name in map(str, frame.columns)
        ]
    )


def _arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = []
    for field in schema:
        column = pa.array(frame[field.name], from_pandas=True)
        if pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        columns.append(column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)
