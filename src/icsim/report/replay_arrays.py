"""Arrays of a replay: the month tables of a record, by month, in the order a player reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from icsim.report.replay_bytes import ABSENT, Numbers, rounded

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STAFF: Final = {"establishment_fte": 10, "in_post_fte": 10, "vacancy_fte": 10}
"""What is kept of every organisation and staff group, and how many parts of its unit."""
PLACE: Final = {
    "strain": 10,
    "belonging": 10,
    "agency_gbp": 1,
    "bank_gbp": 1,
    "rotating_heads": 1,
    "unfilled_fte": 10,
}
"""What is kept of every organisation, sector and of all, and how many parts of its unit."""
_LEVELS = ("strain", "belonging")
"""What is missing where it is not said; of the rest nothing is none."""
_TRUST_PARTS = 200


@dataclass(frozen=True)
class Words:
    """What numbers in the arrays stand for.

    Parameters
    ----------
    first, months
        Number of the first month, and how many there are.
    places
        Organisations in order of the system, then sectors and all, as the record names them.
    moves
        Kind, and staff group or programme, of each kind of move that occurs.
    staff_measures, place_measures
        What there is of :data:`STAFF` and :data:`PLACE`.
    """

    first: int
    months: int
    places: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]
    staff_measures: tuple[str, ...]
    place_measures: tuple[str, ...]


def arrays_of(record: pa.Table, codes: Sequence[str], groups: Sequence[str]) -> tuple[Words, dict[str, Numbers]]:
    """The arrays of a record, or of a part of it.

    Parameters
    ----------
    record
        Rows of a record in detail "replay": tables staff, place, move and partnership.
    codes
        Codes of the organisations, in order of the system.
    groups
        Words of the staff groups, in order.

    Returns
    -------
    tuple
        What the numbers stand for, and the arrays:

        - ``cell_organisation``, ``cell_group``: shape (n_cells,);
        - ``staff_<measure>``: shape (n_months, n_cells);
        - ``place_<measure>``: shape (n_months, n_places);
        - ``move_start``: shape (n_months + 1,), the first move of each month;
        - ``move_from``, ``move_to`` (the number of organisations stands for outside), ``move_what``,
          ``move_heads``: shape (n_moves,);
        - ``edge_a``, ``edge_b``: shape (n_edges,); ``edge_trust``: shape (n_months, n_edges).

    Raises
    ------
    ValueError
        If the record holds no such tables: it was made in less detail.
    """
    tables = {name: _rows(record, name) for name in ("staff", "place", "move", "partnership")}
    if not len(tables["staff"]):
        raise ValueError("the record holds no month tables: the run was not made in detail for a replay")
    every = np.concatenate([rows["month"].to_numpy() for rows in tables.values()]).astype(np.int64)
    first, months = int(every.min()), int(every.max() - every.min()) + 1
    index = {code: i for i, code in enumerate(codes)}
    arrays = _staff(tables["staff"], index, {word: i for i, word in enumerate(groups)}, (first, months))
    totals = dict.fromkeys(word for word in tables["place"]["organisation"] if word not in index)
    places = (*codes, *totals)
    arrays |= _places(tables["place"], {word: i for i, word in enumerate(places)}, (first, months))
    moves, move_arrays = _moves(tables["move"], index, (first, months))
    arrays |= move_arrays | _partnerships(tables["partnership"], index, (first, months))
    staff, place = (
        tuple(name for name in known if f"{what}_{name}" in arrays)
        for what, known in (("staff", STAFF), ("place", PLACE))
    )
    return Words(first, months, places, moves, staff, place), arrays


def _rows(record: pa.Table, table: str) -> pd.DataFrame:
    import pyarrow.compute as pc

    found: pd.DataFrame = record.filter(pc.equal(record["table"], table)).to_pandas()
    for column in ("organisation", "other", "measure"):
        found[column] = found[column].astype(object)
    return found


def _at(words: pd.Series[Any], index: Mapping[str, int], otherwise: int = -1) -> NDArray[np.int64]:
    """Numbers of words."""
    import pandas as pd

    codes, unique = pd.factorize(words)
    numbers = np.array([index.get(word, otherwise) for word in unique], dtype=np.int64)
    return numbers[codes] if len(codes) else np.empty(0, dtype=np.int64)


def _staff(
    rows: pd.DataFrame, organisations: Mapping[str, int], groups: Mapping[str, int], span: tuple[int, int]
) -> dict[str, Numbers]:
    first, months = span
    rows = rows[rows["measure"].isin(list(STAFF))]
    key = _at(rows["organisation"], organisations) * len(groups) + _at(rows["other"], groups)
    cells, cell = np.unique(key, return_inverse=True)
    arrays = {"cell_organisation": Numbers(cells // len(groups)), "cell_group": Numbers(cells % len(groups))}
    for name, parts in STAFF.items():
        some = (rows["measure"] == name).to_numpy()
        values = np.zeros((months, len(cells)))
        values[rows["month"].to_numpy()[some] - first, cell[some]] = rows["value"].to_numpy()[some]
        arrays[f"staff_{name}"] = rounded(values, parts)
    return arrays


def _places(rows: pd.DataFrame, places: Mapping[str, int], span: tuple[int, int]) -> dict[str, Numbers]:
    first, months = span
    arrays = {}
    for name, parts in PLACE.items():
        some = rows[rows["measure"] == name]
        if not len(some):
            continue
        values = np.full((months, len(places)), np.nan if name in _LEVELS else 0.0)
        values[some["month"].to_numpy() - first, _at(some["organisation"], places)] = some["value"].to_numpy()
        arrays[f"place_{name}"] = rounded(values, parts)
    return arrays


def _moves(
    rows: pd.DataFrame, organisations: Mapping[str, int], span: tuple[int, int]
) -> tuple[tuple[tuple[str, str], ...], dict[str, Numbers]]:
    first, months = span
    outside = len(organisations)
    words = sorted(set(rows["measure"]))
    what = _at(rows["measure"], {word: i for i, word in enumerate(words)})
    origin, target = (_at(rows[end], organisations, outside) for end in ("organisation", "other"))
    month = rows["month"].to_numpy().astype(np.int64) - first
    heads = np.rint(rows["value"].to_numpy()).astype(np.int64)
    order = np.lexsort((target, origin, what, month))
    order = order[heads[order] > 0]
    columns = {"from": origin, "to": target, "what": what, "heads": heads}
    arrays = {f"move_{name}": Numbers(values[order]) for name, values in columns.items()}
    arrays["move_start"] = Numbers(np.searchsorted(month[order], np.arange(months + 1)).astype(np.int64))
    pairs = (word.partition("/") for word in words)
    return tuple((kind, whom) for kind, _, whom in pairs), arrays


def _partnerships(rows: pd.DataFrame, organisations: Mapping[str, int], span: tuple[int, int]) -> dict[str, Numbers]:
    first, months = span
    n = max(len(organisations), 1)
    rows = rows[rows["measure"] == "mutual_trust"]
    key = _at(rows["organisation"], organisations) * n + _at(rows["other"], organisations)
    edges, edge = np.unique(key, return_inverse=True)
    trust = np.full((months, len(edges)), ABSENT, dtype=np.int64)
    trust[rows["month"].to_numpy() - first, edge] = np.rint(rows["value"].to_numpy() * _TRUST_PARTS)
    return {
        "edge_a": Numbers(edges // n),
        "edge_b": Numbers(edges % n),
        "edge_trust": Numbers(trust, _TRUST_PARTS),
    }
