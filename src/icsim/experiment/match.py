"""Match: runs of two folders are compared only if they are of the same thing.

What must be the same is said here once: length and first month of the runs,
the system's tables, the share of the staff modelled, the code, and the
seeds. What may differ is what is compared: agreements, futures, parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from icsim.errors import InputError, Problem
from icsim.experiment.differences import paired
from icsim.experiment.gather import outcome_of_table
from icsim.experiment.measures import MEASURES
from icsim.experiment.record import RunRecord, read_record
from icsim.experiment.store import PLAN, RunStore

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.spec import RunSpec

_SHORT = 12
"""Digits of a digest that are shown."""


@dataclass(frozen=True)
class Side:
    """Runs to be compared with others.

    Parameters
    ----------
    name
        What to call them: where they are.
    icsim, code
        Version and digest of the code that made them.
    specs
        What they are.
    """

    name: str
    icsim: str
    code: str
    specs: tuple[RunSpec, ...]

    def said(self, of: Callable[[RunSpec], object]) -> str:
        """What the runs have in common, in words; the different values if they have several."""
        return ", ".join(sorted({str(of(spec)) for spec in self.specs}))


_ALIKE: dict[str, Callable[[RunSpec], object]] = {
    "horizon in months": lambda spec: spec.months,
    "first month": lambda spec: spec.start,
    "digest of the system's tables": lambda spec: spec.system_digest[:_SHORT],
    "share of the staff modelled": lambda spec: spec.sample_share,
}


def mismatches(left: Side, right: Side) -> list[str]:
    """Why two sides cannot be compared, a sentence each; none if they can."""
    found = [f"holds no runs: {side.name}" for side in (left, right) if not side.specs]
    if found:
        return found
    pairs = [(what, left.said(of), right.said(of)) for what, of in _ALIKE.items()]
    pairs.append(("version of icsim", left.icsim, right.icsim))
    pairs.append(("code", left.code[:_SHORT], right.code[:_SHORT]))
    seeds = [sorted({spec.seed for spec in side.specs}) for side in (left, right)]
    pairs.append(("seeds", _ranges(seeds[0]), _ranges(seeds[1])))
    return [f"the {what} differs: {a} and {b}" for what, a, b in pairs if a != b]


def refuse_unmatched(left: Side, right: Side) -> None:
    """Say no to a comparison of what does not match.

    Raises
    ------
    InputError
        With everything that differs.
    """
    found = mismatches(left, right)
    if found:
        raise InputError(*(Problem(f"{left.name} and {right.name}", 0, 0, "", fault) for fault in found))


def side_of(store: RunStore) -> tuple[Side, dict[int, RunRecord]]:
    """The runs of a store, which must be of one arm: one for each seed.

    Raises
    ------
    InputError
        If it is no store, a record is damaged, or it holds several arms.
    """
    path = store.folder / PLAN
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
        version, code = str(plan["icsim"]), str(plan["code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError.at(store.folder, "is no folder of runs") from error
    records: dict[int, RunRecord] = {}
    for digest in store.digests():
        try:
            _, record = read_record(store.path(digest))
        except (OSError, ValueError) as error:
            raise InputError.at(store.path(digest), "is missing or damaged") from error
        if record.spec.seed in records:
            raise InputError.at(store.folder, f"holds several runs with seed {record.spec.seed}; compare one arm")
        records[record.spec.seed] = record
    return Side(str(store.folder), version, code, tuple(record.spec for record in records.values())), records


def compare_folders(left: RunStore, right: RunStore) -> pd.DataFrame:
    """Compare two folders of runs, one arm each, paired by seed.

    Returns
    -------
    pandas.DataFrame
        One row a place and headline measure, as in
        :func:`icsim.experiment.differences.difference_table`.

    Raises
    ------
    InputError
        If they do not match; it says why.
    """
    import pandas as pd

    (one, first), (other, second) = side_of(left), side_of(right)
    refuse_unmatched(one, other)
    seeds = sorted(first)
    everywhere = [place for record in first.values() for place in record.frame("outcome")["organisation"].unique()]
    places = tuple(dict.fromkeys(map(str, everywhere)))
    sides = (np.array([outcome_of_table(r[seed].table, places) for seed in seeds]) for r in (first, second))
    found = paired(*sides)
    index = pd.MultiIndex.from_product([places, [measure.name for measure in MEASURES]], names=["place", "measure"])
    table = pd.DataFrame({name: values.ravel() for name, values in found.items()}, index=index).reset_index()
    some: pd.DataFrame = table.loc[table["seeds"] > 0].reset_index(drop=True)
    return some


def _ranges(numbers: list[int]) -> str:
    """Whole numbers in order, runs of them as from-to."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]} to {part[1]}" for part in parts)
