"""What two runs are compared by: their tables, the files written from them, and every person's months."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icsim.model import ICS
from icsim.output import write_parquet

TABLES = ("monthly", "flows", "refusals", "costs", "students")
"""Tables of a run that are written as Parquet."""

NOT_OF_THE_PERSON = ("employer_cell", "host_cell", "appointed_cell", "home")
"""Columns that hold a position in the system; a history says what is there instead."""

History = dict[int, tuple[Any, ...]]
"""One month of everybody: columns by key."""


def tables(model: ICS) -> dict[str, pd.DataFrame]:
    """Every table of a run."""
    return {name: getattr(model.results, name) for name in (*TABLES, "summary")}


def assert_same_tables(one: ICS, other: ICS) -> None:
    """Every table of two runs is the same: columns, types, order, and numbers to the last bit."""
    for name, frame in tables(one).items():
        pd.testing.assert_frame_equal(frame, tables(other)[name], check_exact=True, obj=name)


def assert_same_people(one: ICS, other: ICS) -> None:
    """The staff tables of two runs are the same, row by row, and so is who is about to start."""
    for name in one.staff_table.names:
        np.testing.assert_array_equal(one.staff_table[name], other.staff_table[name], err_msg=name)
    for name in ("key", "cell", "fte", "start_month"):
        waiting = (getattr(model.appointments.waiting, name) for model in (one, other))
        np.testing.assert_array_equal(*waiting, err_msg=f"{name} of people about to start")


def assert_same_run(one: ICS, other: ICS) -> None:
    """Two runs have the same tables and the same people."""
    assert_same_tables(one, other)
    assert_same_people(one, other)


def files(model: ICS, folder: Path) -> dict[str, bytes]:
    """Content of the Parquet files that a run writes."""
    folder.mkdir(parents=True)
    for name in TABLES:
        write_parquet(folder / f"{name}.parquet", getattr(model.results, name))
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def digest(model: ICS) -> str:
    """SHA-256 of a run's tables and people, the same for every version of pandas and pyarrow."""
    total = hashlib.sha256()
    for _, content in _contents(model):
        total.update(content)
    return total.hexdigest()


def parts(model: ICS) -> dict[str, str]:
    """SHA-256 of every column of a run, cut short, to see where two runs part."""
    found: dict[str, str] = {}
    for name, content in _contents(model):
        found[name] = hashlib.sha256(content).hexdigest()[:12]
    return found


def _contents(model: ICS) -> Iterator[tuple[str, bytes]]:
    """Name and content of every column of a run's tables and people."""
    for name in (*TABLES, "partnerships"):
        frame = getattr(model.results, name)
        for column in frame:
            yield f"{name}.{column}", f"{name}.{column}:{len(frame)}".encode() + _bytes(frame[column])
    for name in model.staff_table.names:
        yield f"staff.{name}", name.encode() + np.ascontiguousarray(model.staff_table[name]).tobytes()


def _bytes(column: pd.Series[Any]) -> bytes:
    if isinstance(column.dtype, pd.CategoricalDtype) or not pd.api.types.is_numeric_dtype(column):
        return "\0".join(map(str, column)).encode()
    kind = "<f8" if pd.api.types.is_float_dtype(column) else "<i8"
    return column.to_numpy(dtype=kind).tobytes()


def people(model: ICS, of: Callable[[int], bool] = lambda key: True) -> History:
    """Every column of everybody, by key; ``of`` says whose. Places are said by code, not by position."""
    staff = model.staff_table
    columns = [staff[name].tolist() for name in staff.names if name not in NOT_OF_THE_PERSON]
    columns += [_cells(model, staff[name]) for name in ("employer_cell", "host_cell", "appointed_cell")]
    places = [place.code for place in model.system.places]
    columns.append([places[home] for home in staff.home.tolist()])
    return {key: row for key, row in zip(staff.key.tolist(), zip(*columns, strict=True), strict=True) if of(key)}


def _cells(model: ICS, cells: NDArray[np.int64]) -> list[tuple[str, int] | None]:
    posts = model.posts
    codes = [model.system.organisations[o].code for o in posts.organisation.tolist()]
    named = [*zip(codes, posts.staff_group.tolist(), strict=True), None]
    return [named[cell] for cell in cells.tolist()]


def histories(model: ICS, months: int, of: Callable[[int], bool] = lambda key: True) -> list[History]:
    """Run some months and keep everybody at the start and at the end of each."""
    kept = [people(model, of)]
    for _ in range(months):
        model.step()
        kept.append(people(model, of))
    return kept


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as plain text: two systems number theirs differently."""
    words = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(words, str))


def assert_same_organisations(one: ICS, other: ICS, codes: Iterable[str]) -> None:
    """Months and flows of some organisations are the same in two runs, to the last bit."""
    some = set(codes)
    for name, ends in (("monthly", ["organisation"]), ("flows", ["from", "to"])):
        ours, theirs = (in_words(getattr(model.results, name)) for model in (one, other))
        ours, theirs = (t[t[ends].isin(some).any(axis=1)].reset_index(drop=True) for t in (ours, theirs))
        assert len(ours), name
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True, obj=name)
