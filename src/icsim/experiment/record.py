"""Record: what is kept of a run, as one long table.

Each row is a number: what it is of (``table``, ``measure``), where
(``organisation``, ``other``), when (``month``, -1 for the whole run or its
end) and of whom (``key``, 0 for nobody in particular).

======== ============ ======== ============================ ===== ===
table    organisation other    measure                      month key
======== ============ ======== ============================ ===== ===
outcome  a place             a headline measure             -1
curve    a total             a headline measure             month
left     employer before     staff group then               month who
joined   first employer      staff group                    month who
flow     from         to     movers (heads)                 -1
flow     who pays     paid   recharge_gbp (net, positive)   -1
binding  employer            what keeps posts open (FTE)    -1
refused  all                 rule: reason (heads)           -1
======== ============ ======== ============================ ===== ===

A place is an organisation, ``sector:acute`` and so on, or ``all``; a total
one of the last two. All but the first table are of full records only. A
replay has the tables of :mod:`icsim.experiment.replay_rows` besides.
Rows without a value are left out, as the strain where nobody works. Of a
sample, amounts are given for the whole system: divided by the share.
``left`` and ``joined`` are of the people modelled, each with the value 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from icsim.codes import StaffGroup
from icsim.experiment.measures import ALL, MEASURES, SECTOR, Totals
from icsim.experiment.sealed_table import content_digest, read_sealed, write_sealed
from icsim.experiment.spec import RunSpec, canonical
from icsim.ledger import MOVERS

if TYPE_CHECKING:
    from io import BufferedWriter
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from icsim.experiment.people_seen import Change
    from icsim.experiment.replay_rows import ReplayRows
    from icsim.model import ICS

WORDS = ("table", "organisation", "other", "measure")
"""Columns of words."""
COLUMNS = (*WORDS, "month", "value", "key")
"""Columns of a record."""
WHOLE_RUN = -1
"""Month of what is of the whole run or its end."""

_SPEC, _DIGEST = "spec", "digest"


class Cancelled(Exception):
    """A run was told to stop before its last month."""


class Told(Protocol):
    """Whoever is told after every month of a run."""

    def __call__(self, done: int, replay: ReplayRows | None) -> None:
        """Take the news of how many months are done, and the rows of a replay where there is to be one."""


@dataclass(frozen=True)
class RunRecord:
    """What is kept of a run.

    Parameters
    ----------
    spec
        The run.
    table
        Its rows, a :class:`pyarrow.Table` with the columns :data:`COLUMNS`.
    """

    spec: RunSpec
    table: pa.Table

    @property
    def content_digest(self) -> str:
        """SHA-256 of every value, however it is stored."""
        return content_digest(self.table)

    def frame(self, table: str | None = None) -> pd.DataFrame:
        """The rows of one of its tables, or all of them, as pandas; words are categories."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame if table is None else frame[frame["table"] == table].reset_index(drop=True)

    def write(self, file: BufferedWriter) -> None:
        """Write the record as Parquet: the same bytes for the same run.

        The spec, its digest and a digest of the content travel inside, so
        that a file says what it is and whether it is whole.
        """
        notes = {
            _SPEC: canonical(self.spec.as_dict() | {"system": ""}),  # where it was found is not what it is
            _DIGEST: self.spec.digest,
        }
        write_sealed(self.table, notes, file)


def read_record(path: Path) -> tuple[str, RunRecord]:
    """Read a record and check that it is whole.

    Returns
    -------
    tuple
        Digest of the run under the code that made it, and the record; its spec does not say where the system is.

    Raises
    ------
    ValueError
        If the file is truncated or damaged, or is no record.
    OSError
        If it cannot be read.
    """
    import json

    table, (written, digest) = read_sealed(path, _SPEC, _DIGEST)
    try:
        spec = RunSpec.from_dict(json.loads(written))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no record of a run, or is damaged") from error
    return digest, RunRecord(spec, table)


def run(spec: RunSpec, told: Told | None = None) -> RunRecord:
    """Run a spec and record it.

    Parameters
    ----------
    spec
        The run.
    told
        Told after every month; what it raises, :class:`Cancelled` for one, ends the run.

    Raises
    ------
    InputError
        If the spec asks for what its system does not have.
    ConservationError
        If a check after a month fails.
    """
    from icsim.experiment.people_seen import PeopleSeen

    model = spec.build()
    scale = 1.0 / spec.sample_share
    rows = _Rows(model, scale)
    seen = None if spec.detail == "headline" else PeopleSeen(model)
    replay = _replay(model, scale) if spec.detail == "replay" else None
    for month in range(spec.months):
        model.run_for(1)
        if seen is not None:
            seen.month()
        if replay is not None:
            replay.month()
        if told is not None:
            told(month + 1, replay)
    rows.outcomes(with_curves=seen is not None)
    if seen is not None:
        rows.people("left", seen.left)
        rows.people("joined", seen.joined)
        rows.flows()
        rows.binding()
        rows.refusals()
    return RunRecord(spec, rows.table() if replay is None else replay.after(rows.table()))


def _replay(model: ICS, scale: float) -> ReplayRows:
    from icsim.experiment.replay_rows import ReplayRows

    return ReplayRows(model, scale)


class _Rows:
    """The rows of a record in the making.

    Parameters
    ----------
    model
        The run, done.
    scale
        What amounts are multiplied by.
    """

    def __init__(self, model: ICS, scale: float) -> None:
        self._model, self._scale = model, scale
        self._parts: list[dict[str, Any]] = []

    def _add(self, table: str, value: NDArray[Any], **columns: Any) -> None:
        filled = {"organisation": ALL, "other": "", "measure": "", "month": WHOLE_RUN, "key": 0, **columns}
        self._parts.append({"table": table, "value": value, **filled})

    def outcomes(self, *, with_curves: bool) -> None:
        """Headline measures of every place and, if wanted, of every total in every month."""
        model = self._model
        totals = Totals(model.results.monthly, model.system)
        places = np.array(totals.places, dtype=object)
        is_total = np.array([place == ALL or place.startswith(SECTOR) for place in places])
        for measure in MEASURES:
            scale = self._scale if measure.is_amount else 1.0
            value = totals.values(measure) * scale
            some = np.isfinite(value)
            self._add("outcome", value[some], organisation=places[some], measure=measure.name)
            if with_curves:
                curve = totals.curve(measure)[:, is_total] * scale
                month, place = np.nonzero(np.isfinite(curve))
                where = places[is_total][place]
                self._add("curve", curve[month, place], organisation=where, measure=measure.name, month=month)

    def people(self, table: str, changes: list[Change]) -> None:
        """People who left, or joined."""
        posts = self._model.posts
        codes, groups = _words(self._model.system.index), _words(StaffGroup.words())
        for change in changes:
            self._add(
                table,
                np.ones(len(change.key)),
                organisation=codes[posts.organisation[change.cell]],
                measure=groups[posts.staff_group[change.cell]],
                month=change.month,
                key=change.key,
            )

    def flows(self) -> None:
        """Movers and recharges between organisations, over the run."""
        model = self._model
        codes, n = _words(model.system.index), len(model.system.organisations)
        flows = model.ledger.flows()
        moved = np.isin(flows["reason"], [int(reason) for reason in MOVERS])
        heads = np.zeros((n, n), dtype=np.int64)
        np.add.at(heads, (flows["origin"][moved], flows["target"][moved]), flows["heads"][moved])
        pence = np.zeros((n, n), dtype=np.int64)
        for _, payer, payee, some in model.accounts.recharges:
            np.add.at(pence, (model.posts.organisation[payer], model.posts.organisation[payee]), some)
        net = pence - pence.T
        for name, amount, parts in (("movers", heads, 1), ("recharge_gbp", np.maximum(net, 0), 100)):
            a, b = np.nonzero(amount)
            self._add("flow", amount[a, b] / parts * self._scale, organisation=codes[a], other=codes[b], measure=name)

    def binding(self) -> None:
        """What keeps posts open at the end, by organisation and in all."""
        from icsim.experiment.open_posts import open_posts

        model, codes = self._model, _words([*self._model.system.index, ALL])
        for name, hours in open_posts(model).items():
            own = np.zeros(len(codes) - 1, dtype=np.int64)
            np.add.at(own, model.posts.organisation, hours)
            value = np.append(own, own.sum()) / 100 * self._scale
            self._add("binding", value, organisation=codes, measure=name)

    def refusals(self) -> None:
        """Every no, by rule and reason, over the run."""
        heads: dict[str, int] = {}
        for _, rule, reason, some in self._model.ledger.refused():
            word = f"{rule}: {reason}"
            heads[word] = heads.get(word, 0) + some
        value = np.array([heads[word] for word in sorted(heads)], dtype=np.float64) * self._scale
        self._add("refused", value, measure=_words(sorted(heads)))

    def table(self) -> pa.Table:
        """All rows, in the order they were added."""
        import pyarrow as pa

        lengths = [len(part["value"]) for part in self._parts]

        def column(name: str, kind: type) -> NDArray[Any]:
            filled = [np.broadcast_to(np.asarray(p[name], kind), n) for p, n in zip(self._parts, lengths, strict=True)]
            return np.concatenate(filled)

        words = {name: pa.array(column(name, object), pa.string()).dictionary_encode() for name in WORDS}
        numbers = {
            "month": pa.array(column("month", np.int16)),
            "value": pa.array(column("value", np.float64)),
            "key": pa.array(column("key", np.uint64)),
        }
        return pa.table(words | numbers)


def _words(words: Any) -> NDArray[Any]:
    return np.array(list(words), dtype=object)
