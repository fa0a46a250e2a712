"""Records to play: one made by hand, and one of the small system."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pyarrow as pa

from icsim.experiment.record import RunRecord, run
from icsim.experiment.spec import RunSpec

Row = tuple[str, str, str, str, int, float]

BY_HAND: Sequence[Row] = (
    ("staff", "A", "nurse", "establishment_fte", 0, 100.0),
    ("staff", "A", "nurse", "in_post_fte", 0, 92.5),
    ("staff", "A", "nurse", "vacancy_fte", 0, 7.5),
    ("staff", "B", "care_worker", "in_post_fte", 0, 70_000.0),
    ("staff", "A", "nurse", "establishment_fte", 1, 100.0),
    ("staff", "A", "nurse", "in_post_fte", 1, 104.0),
    ("staff", "A", "nurse", "vacancy_fte", 1, -4.0),
    ("staff", "A", "nurse", "leavers", 1, 3.0),
    ("place", "A", "", "strain", 0, 45.26),
    ("place", "all", "", "strain", 1, 51.0),
    ("place", "all", "", "agency_gbp", 0, 3_000_000_000.4),
    ("move", "A", "B", "mover/nurse", 0, 2.0),
    ("move", "", "A", "joiner/nurse", 0, 1.0),
    ("move", "A", "", "leaver/nurse", 1, 3.0),
    ("move", "A", "B", "placement/adult_nursing", 1, 4.0),
    ("partnership", "A", "B", "mutual_trust", 1, 0.5),
    ("outcome", "all", "", "vacancy_fte", -1, 9.0),
)
"""Two organisations in two months: table, organisation, other, measure, month, value."""


def table(rows: Sequence[Row]) -> pa.Table:
    """Rows as the table of a record."""
    columns = dict(
        zip(("table", "organisation", "other", "measure", "month", "value"), zip(*rows, strict=True), strict=True)
    )
    words = {name: pa.array(columns[name]).dictionary_encode() for name in list(columns)[:4]}
    numbers = {"month": pa.array(columns["month"], pa.int16()), "value": pa.array(columns["value"], pa.float64())}
    return pa.table(words | numbers | {"key": pa.array([0] * len(rows), pa.uint64())})


@cache
def small_run(months: int = 8) -> RunRecord:
    """A run of the small system, in detail for a replay."""
    return run(RunSpec.of("small", months=months, seed=1, detail="replay"))
