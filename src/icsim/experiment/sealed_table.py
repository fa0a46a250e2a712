"""Sealed tables: Parquet files that say what they are of and whether they are whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from icsim.experiment.spec import canonical

if TYPE_CHECKING:
    from io import BufferedWriter

    import pyarrow as pa

_CONTENT, _NAME = b"icsim.content", "icsim."


def write_sealed(table: pa.Table, notes: Mapping[str, str], file: BufferedWriter) -> None:
    """Write a table, what is noted of it, and a digest of its content: the same bytes for the same table.

    Parameters
    ----------
    table
        Columns of numbers, and of words as dictionaries.
    notes
        What the file is of, by name.
    file
        Where it goes.
    """
    import pyarrow.parquet as pq

    metadata = {f"{_NAME}{name}".encode(): note.encode() for name, note in notes.items()}
    sealed = table.replace_schema_metadata(metadata | {_CONTENT: content_digest(table).encode()})
    pq.write_table(sealed, file, compression="zstd", compression_level=3, version="2.6")


def read_sealed(path: Path, *notes: str) -> tuple[pa.Table, tuple[str, ...]]:
    """Read a table and check that it is whole.

    Parameters
    ----------
    path
        The file.
    notes
        Names of what is noted of it.

    Returns
    -------
    tuple
        The table, and the notes in the order asked for.

    Raises
    ------
    ValueError
        If the file is truncated or damaged, or is another.
    OSError
        If it cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = path.read_bytes()
    try:
        table = pq.read_table(pa.BufferReader(content), use_threads=False)
        metadata = table.schema.metadata or {}
        whole = metadata[_CONTENT].decode() == content_digest(table)
        found = tuple(metadata[f"{_NAME}{name}".encode()].decode() for name in notes)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, OverflowError, MemoryError) as error:
        raise ValueError(f"{path} is no record of a run, or is damaged") from error
    if not whole:
        raise ValueError(f"{path} is damaged")
    return table.replace_schema_metadata(), found


def content_digest(table: pa.Table) -> str:
    """SHA-256 of every value of a table, however it is stored."""
    import pyarrow as pa

    digest = hashlib.sha256()
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_dictionary(column.type):
            if not _in_order_met(column):
                column = column.cast(pa.string()).dictionary_encode()
            digest.update(canonical([name, column.dictionary.to_pylist()]).encode())
            column = column.indices
        digest.update(f"{name} {column.type} {len(column)} {column.null_count}\n".encode())
        digest.update(np.ascontiguousarray(column.to_numpy(zero_copy_only=False)).tobytes())
    return digest.hexdigest()


def _in_order_met(column: Any) -> bool:
    """Whether a column of words has each word once in its dictionary, as they come, and numbers of the usual type."""
    words, numbers = column.dictionary.to_pylist(), column.indices
    if str(numbers.type) != "int32" or numbers.null_count or not len(numbers) or len(set(words)) < len(words):
        return False
    highest = np.maximum.accumulate(numbers.to_numpy())
    return bool(highest[0] == 0 and highest[-1] == len(words) - 1 and np.diff(highest).max(initial=0) <= 1)
