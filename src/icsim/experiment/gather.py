"""Gather: the records of a comparison as arrays, futures by arms by seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.errors import InputError
from icsim.experiment.measures import ALL, MEASURES
from icsim.experiment.open_posts import BINDING
from icsim.experiment.people import FATES, WHO, Known, fates
from icsim.experiment.record import WHOLE_RUN, RunRecord, read_record

if TYPE_CHECKING:
    import pyarrow as pa

    from icsim.experiment.question import Question
    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore

Values = NDArray[np.float64]

FLOWS = ("movers", "recharge_gbp")
"""What goes from one sector to another, over a run."""


@dataclass(frozen=True)
class Gathered:
    """What came of every run of a question.

    Parameters
    ----------
    question, seeds
        What was run; arrays have futures, arms and seeds first, in their order.
    outcome
        Headline measures, shape (..., n_places, n_measures); missing where there is nothing to measure.
    curve
        The same month by month for the totals, shape (..., n_months, n_totals, n_measures).
    binding
        What keeps posts open, in FTE, shape (..., n_places, n_kinds).
    flow
        What goes from sector to sector, shape (..., n_sectors, n_sectors, n_flows).
    border
        The same from one integrated care system to another, shape (..., n_systems, n_systems, n_flows).
    people
        What becomes of people under an arm who leave under today, or the other way round, in heads of the
        people modelled, shape (..., n_totals, n_who, n_fates).
    """

    question: Question
    seeds: tuple[int, ...]
    outcome: Values
    curve: Values
    binding: Values
    flow: Values
    border: Values
    people: Values


def gather(question: Question, seeds: Sequence[int], store: RunStore) -> Gathered:
    """Read every record of a question.

    Raises
    ------
    InputError
        If one is missing or damaged, or is not of the run asked for.
    """
    n = len(question.futures), len(question.arms), len(seeds)
    sectors, systems = len(question.totals) - 1, len(question.system.systems)
    found = Gathered(
        question,
        tuple(seeds),
        np.full((*n, len(question.places), len(MEASURES)), np.nan),
        np.full((*n, question.months, len(question.totals), len(MEASURES)), np.nan),
        np.zeros((*n, len(question.places), len(BINDING))),
        np.zeros((*n, sectors, sectors, len(FLOWS))),
        np.zeros((*n, systems, systems, len(FLOWS))),
        np.zeros((*n, len(question.totals), len(WHO), len(FATES))),
    )
    for f, future in enumerate(question.futures):
        for s, seed in enumerate(seeds):
            today: Known | None = None
            for a, arm in enumerate(question.arms):
                rows = _Rows(record_of(store, question.spec(arm, future, seed)), question)
                at = f, a, s
                found.outcome[at] = outcome_of_table(rows.table, question.places)
                rows.fill_curve(found.curve[at])
                rows.fill_binding(found.binding[at])
                rows.fill_flow(found.flow[at])
                rows.fill_border(found.border[at])
                known = rows.known()
                today = today or known
                found.people[at] = fates(today, known, len(question.totals))
    return found


def joined(parts: Sequence[Gathered]) -> Gathered:
    """Results of one question gathered some seeds at a time, as if all had been gathered at once.

    Parameters
    ----------
    parts
        At least one, each with seeds of its own.
    """
    seeds = tuple(seed for part in parts for seed in part.seeds)
    arrays = ("outcome", "curve", "binding", "flow", "border", "people")
    of_all = {name: np.concatenate([getattr(part, name) for part in parts], axis=2) for name in arrays}
    return Gathered(parts[0].question, seeds, **of_all)


def record_of(store: RunStore, spec: RunSpec) -> RunRecord:
    """The record of a run.

    Raises
    ------
    InputError
        If it is missing or damaged.
    """
    digest = spec.digest
    try:
        made, record = read_record(store.path(digest))
    except (OSError, ValueError) as error:
        raise InputError.at(store.path(digest), "is missing or damaged; compare again to make it") from error
    if made != digest:
        raise InputError.at(store.path(digest), "holds another run than its name says")
    return record


def outcome_of(question: Question, store: RunStore, spec: RunSpec) -> Values:
    """Headline measures of one run, shape (n_places, n_measures).

    Raises
    ------
    InputError
        If the record is missing or damaged.
    """
    return outcome_of_table(record_of(store, spec).table, question.places)


def outcome_of_table(table: pa.Table, places: Sequence[str]) -> Values:
    """Headline measures in a record's table, shape (n_places, n_measures)."""
    kinds, words = _coded(table, "table")
    at = np.flatnonzero(kinds == words.get("outcome", -1))
    place = _positions(table, "organisation", {word: i for i, word in enumerate(places)})[at]
    measure = _positions(table, "measure", {each.name: i for i, each in enumerate(MEASURES)})[at]
    found = np.full((len(places), len(MEASURES)), np.nan)
    found[place, measure] = table.column("value").to_numpy()[at]
    return found


def whole(store: RunStore, spec: RunSpec, measure: str) -> float:
    """A headline measure of one run, for the whole system.

    Raises
    ------
    InputError
        If the record is missing or damaged.
    """
    import pyarrow.compute as pc

    table = record_of(store, spec).table
    chosen = pc.and_(pc.equal(table["table"], "outcome"), pc.equal(table["measure"], measure))
    value: list[Any] = table.filter(pc.and_(chosen, pc.equal(table["organisation"], ALL)))["value"].to_pylist()
    return float(value[0]) if value else float("nan")


class _Rows:
    """One record, its words as positions in the question's lists."""

    def __init__(self, record: RunRecord, question: Question) -> None:
        table = record.table
        self._question = question
        self.table = table
        self._table, self._kinds = _coded(table, "table")
        self._place = _positions(table, "organisation", {p: i for i, p in enumerate(question.places)})
        self._month = table.column("month").to_numpy()
        self._value = table.column("value").to_numpy()
        self._key = table.column("key").to_numpy()
        self._organisations = len(question.system.index)
        sector_at = {total: i for i, total in enumerate(question.totals)}
        self._total = np.array([sector_at[f"sector:{question.sectors[p]}"] for p in question.system.index])

    def _of(self, table: str) -> NDArray[np.intp]:
        return np.flatnonzero(self._table == self._kinds.get(table, -1))

    def _positions(self, column: str, words: Sequence[str]) -> NDArray[np.intp]:
        return _positions(self.table, column, {word: i for i, word in enumerate(words)})

    def fill_curve(self, into: Values) -> None:
        """Set the values of every month by total and measure."""
        at = self._of("curve")
        at = at[self._month[at] != WHOLE_RUN]
        measure = self._positions("measure", [each.name for each in MEASURES])[at]
        into[self._month[at], self._place[at] - self._organisations, measure] = self._value[at]

    def fill_binding(self, into: Values) -> None:
        """Set what keeps posts open by place; a sector is the sum of its organisations."""
        at = self._of("binding")
        kind = self._positions("measure", BINDING)[at]
        place, value = self._place[at], self._value[at]
        into[place, kind] = value
        own = place < self._organisations
        np.add.at(into, (self._organisations + self._total[place[own]], kind[own]), value[own])
        if len(into) > (systems := self._organisations + len(self._question.totals)):
            of_each = self._question.system.system_index
            np.add.at(into, (systems + of_each[place[own]], kind[own]), value[own])

    def fill_flow(self, into: Values) -> None:
        """Set what goes from sector to sector."""
        at, other, kind = self._flows()
        np.add.at(into, (self._total[self._place[at]], self._total[other], kind), self._value[at])

    def fill_border(self, into: Values) -> None:
        """Set what goes from system to system; nothing of what stays inside one."""
        at, other, kind = self._flows()
        system = self._question.system.system_index
        here, there = system[self._place[at]], system[other]
        out = here != there
        np.add.at(into, (here[out], there[out], kind[out]), self._value[at][out])

    def _flows(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Rows of flows between organisations, where they go, and of what kind."""
        at = self._of("flow")
        other = self._positions("other", self._question.places)[at]
        return at, other, self._positions("measure", FLOWS)[at]

    def known(self) -> Known:
        """Who left and who joined."""
        left, joined = self._of("left"), self._of("joined")
        return Known.of(self._key[left], self._total[self._place[left]], self._month[left], self._key[joined])


def _coded(table: pa.Table, column: str) -> tuple[NDArray[np.intp], dict[str, int]]:
    """A column of words as numbers, and the number of each word."""
    coded = table.column(column).combine_chunks()
    return coded.indices.to_numpy(zero_copy_only=False), {w: i for i, w in enumerate(coded.dictionary.to_pylist())}


def _positions(table: pa.Table, column: str, words: Mapping[str, int]) -> NDArray[np.intp]:
    """Position of each row's word in a list; -1 for others."""
    codes, kinds = _coded(table, column)
    look_up = np.array([words.get(word, -1) for word in kinds] or [-1], dtype=np.intp)
    return look_up[codes]
