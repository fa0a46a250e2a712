"""Query: all records of a store as one table, as two files, or by SQL.

Needs nothing beyond icsim to read and compact; SQL needs DuckDB, the extra
``icsim[query]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from icsim.errors import InputError
from icsim.experiment.record import COLUMNS, WORDS, read_record
from icsim.experiment.store import RunStore
from icsim.folder import replace_file

if TYPE_CHECKING:
    from io import BufferedWriter

    import pandas as pd
    import pyarrow as pa

RESULTS_FILE, RUNS_FILE = "results.parquet", "runs.parquet"
"""Files of a compacted store."""
_ROWS_AT_ONCE = 1 << 18


def read_all(store: RunStore, digests: Iterable[str] | None = None, tables: Sequence[str] = ()) -> pa.Table:
    """Records of a store, one below the other, with the run's digest as a first column.

    Parameters
    ----------
    store
        Where they are.
    digests
        Which, in the order wanted; all, in order of digest, if left out.
    tables
        Tables that are kept (``outcome`` and so on); all if empty.

    Raises
    ------
    InputError
        If a record is not there or is damaged.
    """
    import pyarrow as pa

    parts = [part for part, _ in _parts(store, store.digests() if digests is None else digests, tables)]
    if not parts:
        return _schema().empty_table()
    return pa.concat_tables(parts).unify_dictionaries()


def runs(store: RunStore, digests: Iterable[str] | None = None) -> pd.DataFrame:
    """What each run of a store is: a row each, parameters as columns named ``set:<parameter>``."""
    import pandas as pd

    rows = [row for _, row in _parts(store, store.digests() if digests is None else digests, ("",))]
    return pd.DataFrame(rows)


def compact(store: RunStore) -> None:
    """Write all records into one file, and what each run is into another; the same bytes for the same records.

    Raises
    ------
    InputError
        If there is no record, one is damaged, or the disk refuses.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if next(store.digests(), None) is None:
        raise InputError.at(store.folder, "holds no runs")
    described: list[dict[str, Any]] = []

    def results(file: BufferedWriter) -> None:
        described.clear()
        with pq.ParquetWriter(file, _schema(), compression="zstd", compression_level=3, version="2.6") as writer:
            for group in _batches(_parts(store, store.digests()), described):
                writer.write_table(pa.concat_tables(group).unify_dictionaries().combine_chunks())

    replace_file(store.folder / RESULTS_FILE, results)

    import pandas as pd

    table = pa.Table.from_pandas(pd.DataFrame(described), preserve_index=False).replace_schema_metadata()
    options = {"compression": "zstd", "compression_level": 3, "version": "2.6"}
    replace_file(store.folder / RUNS_FILE, lambda file: pq.write_table(table, file, **options))


def query(store: RunStore, sql: str) -> pd.DataFrame:
    """Ask a store in SQL.

    The tables are ``results`` (a row a number, with the ``run`` it is of)
    and ``runs`` (a row a run).

    Raises
    ------
    InputError
        If DuckDB is not installed or refuses the question.
    """
    try:
        import duckdb
    except ImportError as error:
        raise InputError.at("query", "SQL needs DuckDB: install icsim with the extra query") from error
    with duckdb.connect(":memory:") as connection:
        if not (store.folder / RESULTS_FILE).is_file() or not _is_current(store):
            compact(store)
        for name, file in (("results", RESULTS_FILE), ("runs", RUNS_FILE)):
            connection.read_parquet(str(store.folder / file)).create_view(name)
        try:
            found: pd.DataFrame = connection.execute(sql).df()
        except duckdb.Error as error:
            raise InputError.at("query", str(error)) from error
    return found


def _is_current(store: RunStore) -> bool:
    """Whether the compacted files hold just the records there are."""
    import pyarrow.parquet as pq

    try:
        kept = pq.read_table(store.folder / RUNS_FILE, columns=["run"]).column("run").to_pylist()
    except (OSError, ValueError, KeyError):
        return False
    return list(map(str, kept)) == list(store.digests())


def _parts(
    store: RunStore, digests: Iterable[str], tables: Sequence[str] = ()
) -> Iterator[tuple[pa.Table, dict[str, Any]]]:
    """Each record as a table with its digest, and what it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for digest in digests:
        path = store.path(digest)
        try:
            found, record = read_record(path)
        except (OSError, ValueError) as error:
            raise InputError.at(path, "is missing or damaged; run the sweep again to make it") from error
        table = record.table
        if tables:
            table = table.filter(pc.is_in(table.column("table").cast(pa.string()), pa.array(list(tables), pa.string())))
        name = pa.DictionaryArray.from_arrays(pa.array([0] * len(table), pa.int32()), pa.array([found]))
        columns = {"run": pa.chunked_array([name]), **{column: table.column(column) for column in COLUMNS}}
        yield pa.table(columns, schema=_schema()), _described(found, record.spec.as_dict())


def _described(digest: str, spec: dict[str, Any]) -> dict[str, Any]:
    """What a run is, flat."""
    from icsim.experiment.spec import canonical

    names = [str(agreement["agreement"]) for agreement in spec["agreements"]]
    return {
        "run": digest,
        "system_digest": spec["system_digest"],
        "start": spec["start"],
        "months": spec["months"],
        "seed": spec["seed"],
        "agreements": " and ".join(names),
        "agreements_json": canonical(spec["agreements"]),
        "future_json": canonical(spec["future"]),
        "sample_share": spec["sample_share"],
        **{f"set:{name}": value for name, value in spec["parameters"].items()},
    }


def _batches(
    parts: Iterable[tuple[pa.Table, dict[str, Any]]], described: list[dict[str, Any]]
) -> Iterator[list[pa.Table]]:
    """Tables in groups of about :data:`_ROWS_AT_ONCE` rows; what each is goes to a list."""
    group: list[pa.Table] = []
    for table, row in parts:
        group.append(table)
        described.append(row)
        if sum(map(len, group)) >= _ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _schema() -> pa.Schema:
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    kinds = {**dict.fromkeys(WORDS, words), "month": pa.int16(), "value": pa.float64(), "key": pa.uint64()}
    return pa.schema([("run", words), *((name, kinds[name]) for name in COLUMNS)])
