"""Replay rows: every month of every organisation, and every move, to be played and looked into.

A record in detail ``replay`` has these tables besides those of a full one
(:mod:`icsim.experiment.record`), month by month from 0:

=========== ================ ============= =======================================
table       organisation     other         measure
=========== ================ ============= =======================================
staff       employer         staff group   a column of the monthly table; heads
place       a place          ""            a headline measure of the month
move        from             to            kind/staff group, or kind/programme
partnership organisation     organisation  mutual_trust, 0 to 1
event       from             to            kind/..., of the person ``key``
milestone   party            ""            event/agreement, as ``signed/...``
=========== ================ ============= =======================================

From or to outside the system is "". What is 0 is left out of ``staff`` and
``move``. Amounts and moves are given for the whole system, as everywhere in
a record; events are of the people modelled, each with the value 1.

Kinds of move of staff: ``joiner``, ``first_job`` (from the university),
``leaver``, ``mover``, ``rotation`` (to a host, from the employer or the last
host), ``return`` (home from a rotation) and ``apprentice`` (who has
qualified and takes a post of another staff group, mostly at the same
employer). Of students: ``student`` (starts a course), ``placement`` (to a
host, from the university or the last host; to "" for one outside the
system, to the university where there is no host), ``student_leaver``
(leaves without a job here, before qualifying or after).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.agreement_life import Event
from icsim.codes import N_GROUPS, StaffGroup
from icsim.experiment.measures import ALL, MEASURES, Totals
from icsim.experiment.replay_people import MOVED, EventsSeen, moved
from icsim.experiment.replay_table import ReplayTable, together
from icsim.ledger import JOINERS, LEAVERS, MOVERS, OUTSIDE, REGRADED, Reason
from icsim.partnerships import CONDITIONS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from icsim.model import ICS

Numbers = NDArray[np.int64]

OUTSIDE_WORD = ""
"""How the world outside the system is written in moves and events."""
_CELL_COLUMNS = (
    "establishment_fte", "in_post_heads", "in_post_fte", "available_fte", "vacancy_fte", "joiners", "leavers",
    "movers_in", "movers_out", "regraded_in", "regraded_out", "rotating_in", "rotating_out", "apprentices",
    "onboarding_days", "bank_fte", "shared_bank_fte", "shared_bank_out_fte", "agency_fte", "unfilled_fte", "cost_gbp",
    "bank_gbp", "agency_gbp", "recharge_gbp", "strain", "belonging",
)  # fmt: skip
"""Columns of the monthly table that are kept of every employer's staff groups."""
_CALLED = {"in_post_heads": "heads", "rotating": "rotating_heads"}
"""What columns and measures are called here, where that is another word."""
_LEVELS = ("strain", "belonging")
"""Columns that are means, so do not grow with a sample's scale."""
_MEASURES = tuple(measure for measure in MEASURES if measure.over != "end")
"""Headline measures kept of every place; those of the end are the same as another, month by month."""
_MUTUAL_TRUST = "mutual_trust"
_TRUST = len(CONDITIONS)
"""Where mutual trust stands in what is kept of partnerships."""
_STAFF_KINDS = {
    **dict.fromkeys(LEAVERS, "leaver"),
    **dict.fromkeys(JOINERS, "joiner"),
    **dict.fromkeys(MOVERS, "mover"),
    **dict.fromkeys(REGRADED, "apprentice"),
    Reason.rotation_out: "rotation",
    Reason.rotation_on: "rotation",
    Reason.rotation_home: "return",
}
"""Kind of move of each reason in the ledger, but for first jobs, which are seen with their universities."""
_SEEN = np.array([name.split("/")[0] in ("first_job", "student", "placement", "student_leaver") for name in MOVED])
"""Which moves are counted from what was seen of people, since the ledger does not have them."""


class ReplayRows:
    """The rows of a replay in the making.

    Parameters
    ----------
    model
        A model that has not run yet.
    scale
        What amounts and moves are multiplied by.
    """

    def __init__(self, model: ICS, scale: float) -> None:
        self._model, self._scale = model, scale
        self._events = EventsSeen(model)
        system = model.system
        self._places = [OUTSIDE_WORD, *system.index, *_totals(model)]
        names = [_CALLED.get(name, name) for name in (*_CELL_COLUMNS, *(m.name for m in _MEASURES), _MUTUAL_TRUST)]
        milestones = [f"{event.name}/{life.agreement}" for life in model.standing.lives for event in Event]
        words = [*MOVED, *dict.fromkeys(names), *dict.fromkeys(milestones)]
        self._measure = {word: at for at, word in enumerate(words)}
        self._others = [OUTSIDE_WORD, *system.index, *StaffGroup.words()]
        self._table = ReplayTable(self._places, self._others, words)
        self._taken = 0
        self._pieces: list[pa.Table] = []

    def month(self) -> None:
        """Look at the people at the end of the month that has just been run."""
        self._events.month()

    def fresh(self) -> pa.Table:
        """The rows of the months since the last time."""
        first, self._taken = self._taken, self._model.month
        if first < self._taken:
            n = self._model.posts.n
            monthly = self._model.results.monthly.iloc[first * n : self._taken * n]
            self._staff(monthly, first)
            self._place(monthly, first)
            self._moves(first)
            self._partnerships(first)
            self._people(first)
            self._milestones(first)
        self._pieces.append(self._table.take())
        return self._pieces[-1]

    def after(self, table: pa.Table) -> pa.Table:
        """All rows, however they were taken, after those of a record."""
        self.fresh()
        return together([table, *self._pieces])

    def _staff(self, monthly: pd.DataFrame, first: int) -> None:
        posts = self._model.posts
        month = first + np.arange(len(monthly)) // max(posts.n, 1)
        cell = np.arange(len(monthly)) % max(posts.n, 1)
        group = 1 + len(self._model.system.index) + posts.staff_group
        for name in _CELL_COLUMNS:
            value = np.nan_to_num(monthly[name].to_numpy().astype(np.float64))
            at = np.flatnonzero(value)
            scaled = value[at] * (1.0 if name in _LEVELS else self._scale)
            measure = self._measure[_CALLED.get(name, name)]
            self._table.add("staff", month[at], 1 + posts.organisation[cell[at]], group[cell[at]], measure, scaled)

    def _place(self, monthly: pd.DataFrame, first: int) -> None:
        totals = Totals(monthly, self._model.system)
        shown = totals.places.index(ALL) + 1  # several systems are not shown apart
        for each in _MEASURES:
            value = totals.curve(each)[:, :shown]
            month, place = np.nonzero(np.isfinite(value))
            scaled = value[month, place] * (self._scale if each.is_amount else 1.0)
            measure = self._measure[_CALLED.get(each.name, each.name)]
            self._table.add("place", first + month, 1 + place, 0, measure, scaled)

    def _moves(self, first: int) -> None:
        """Moves counted: of staff from the ledger, first jobs and students from what was seen."""
        flows = self._model.ledger.flows()
        of_ledger = (flows["month"] >= first) & (flows["reason"] != int(Reason.qualified))
        group, reason = flows["staff_group"][of_ledger], flows["reason"][of_ledger]
        what = _WHAT[reason * N_GROUPS + group]
        counted: list[tuple[Numbers, ...]] = [
            (flows["month"][of_ledger], what, *(flows[end][of_ledger] for end in ("origin", "target", "heads")))
        ]
        for events in self._events.months[first:]:
            seen = _SEEN[events.what]
            each = np.ones(int(seen.sum()), dtype=np.int64)
            counted.append((each * events.month, events.what[seen], events.origin[seen], events.target[seen], each))
        month, what, origin, target, heads = (np.concatenate(column) for column in zip(*counted, strict=True))
        n = len(self._model.system.organisations) + 1
        packed = ((month * len(MOVED) + what) * n + origin - OUTSIDE) * n + target - OUTSIDE
        distinct, where = np.unique(packed, return_inverse=True)
        total = np.bincount(where, weights=heads, minlength=len(distinct))
        rest, to = np.divmod(distinct, n)
        rest, from_ = np.divmod(rest, n)
        month, what = np.divmod(rest, len(MOVED))
        self._table.add("move", month, from_, to, what, total * self._scale)

    def _partnerships(self, first: int) -> None:
        measure = self._measure[_MUTUAL_TRUST]
        for month, (a, b, state) in enumerate(self._model.partnerships.months[first:], first):
            self._table.add("partnership", np.full(len(a), month), 1 + a, 1 + b, measure, state[_TRUST])

    def _people(self, first: int) -> None:
        for events in self._events.months[first:]:
            month = np.full(len(events.key), events.month)
            places = events.origin - OUTSIDE, events.target - OUTSIDE
            self._table.add("event", month, *places, events.what, 1.0, events.key)

    def _milestones(self, first: int) -> None:
        """What happened to agreements; one signed before the run counts as signed in its first month."""
        since = [each for each in self._model.standing.happened if max(each.month, 0) >= first]
        month = np.array([max(each.month, 0) for each in since], dtype=np.int64)
        party = np.array([1 + each.organisation for each in since], dtype=np.int64)
        what = [self._measure[f"{each.event.name}/{each.agreement}"] for each in since]
        self._table.add("milestone", month, party, 0, np.array(what, dtype=np.int64), 1.0)


def _totals(model: ICS) -> list[str]:
    """Sectors there are, then the whole system."""
    places = Totals(model.results.monthly, model.system).places
    return list(places[len(model.system.index) : places.index(ALL) + 1])


def _what_of_each() -> Numbers:
    """Position in :data:`MOVED` by reason and staff group."""
    groups = np.arange(N_GROUPS)
    return np.concatenate([moved(_STAFF_KINDS[reason], groups) for reason in Reason])


_WHAT = _what_of_each()
