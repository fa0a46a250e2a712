"""Readings: one number taken from the tables of a run.

A measure is a number column of a table of results (``leavers``, or
``costs.gbp`` for a table other than the monthly one) or one of the shares
below; a scope picks rows by their word columns; months are summed,
averaged, or only the last taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icsim.accounts import CostKind
from icsim.codes import Code, Programme, Sector, StaffGroup
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed
from icsim.ledger import Reason
from icsim.months import Calendar
from icsim.result_columns import RESULT_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from icsim.system import System

HOME = "monthly"
"""Table whose columns are named without it."""
ALL = "all"
"""The scope that leaves nothing out."""
OVER_PATTERN = r"^(sum|mean|end|last [1-9][0-9]{0,2} months|months [1-9][0-9]{0,2} to [1-9][0-9]{0,2})$"
"""How months are put together: ``sum``, ``mean``, ``end``, or the mean of ``last 12 months`` or ``months 13 to 24``."""

_DONE = ("available_fte", "bank_fte", "shared_bank_fte", "agency_fte")
SHARES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "vacancy_share": (("vacancy_fte",), ("establishment_fte",)),
    "unfilled_share": (("unfilled_fte",), (*_DONE, "unfilled_fte")),
    "agency_share": (("agency_fte",), (*_DONE, "unfilled_fte")),
    "leaver_share": (("leavers",), ("in_post_heads",)),
    "agency_gbp_share": (("agency_gbp",), ("cost_gbp",)),
}
"""Shares of the monthly table: what is divided by what, each a sum of columns."""

EVENTS = "agreements.events"
"""How many things happened to agreements: rows of their table."""

_TABLES = ("monthly", "flows", "refusals", "students", "costs", "partnerships")
"""Tables with a row a month and something."""
_LEVELS = frozenset({"share", "0-1", "0-100"})
"""Units of what is a level, not an amount: it is averaged over rows, never added up."""
_WEIGHTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "monthly": (("in_post_heads", "rotating_in"), ("rotating_out",)),
}
"""What the levels of a table are weighted by: columns added less columns taken off; else every row alike."""
_CODES: Mapping[str, type[Code]] = {
    "sector": Sector,
    "staff_group": StaffGroup,
    "programme": Programme,
    "kind": CostKind,
}
"""Words that a scope may say, where a code list has them."""
_PLACES = frozenset({"organisation", "university", "from", "to", "counterparty"})
"""Word columns that name an organisation."""


def measures() -> dict[str, str]:
    """Every measure by name, with what it counts."""
    named = {
        (c.name if c.table == HOME else f"{c.table}.{c.name}"): c.unit
        for c in RESULT_COLUMNS
        if c.table in _TABLES and c.kind in ("number", "whole number")
    }
    return named | dict.fromkeys(SHARES, "share") | {EVENTS: "events"}


@dataclass(frozen=True)
class Reading:
    """One number taken from a run.

    Parameters
    ----------
    measure
        Its name.
    scope
        ``kind:word`` each; rows that meet all of them count. None for all rows.
    over
        How months are put together (:data:`OVER_PATTERN`).
    """

    measure: str
    scope: tuple[str, ...]
    over: str

    @property
    def table(self) -> str:
        """Name of the table it is taken from."""
        table, dot, _ = self.measure.partition(".")
        return table if dot else HOME

    @property
    def column(self) -> str:
        """Name of the column, or of the share."""
        return self.measure.rpartition(".")[2]

    @property
    def is_level(self) -> bool:
        """Whether it is a level or a share, which has no sum."""
        return measures()[self.measure] in _LEVELS

    @property
    def scope_words(self) -> str:
        """The scope as it is printed."""
        return " and ".join(self.scope) or ALL

    def window(self, months: int) -> tuple[int, int]:
        """First month that counts and the first after them, of a run of so many, from 0."""
        if self.over == "end":
            return months - 1, months
        numbers = [int(number) for number in re.findall(r"\d+", self.over)]
        if len(numbers) == 2:
            return numbers[0] - 1, numbers[1]
        return months - numbers[0] if numbers else 0, months

    def value(self, table: pd.DataFrame, system: System, calendar: Calendar, months: int) -> float:
        """The number, from its table of one run; missing if a level has no row to be taken from.

        Parameters
        ----------
        table
            The table it is taken from.
        system, calendar, months
            Place, first month and length of the run.
        """
        first, after = self.window(months)
        names = table["month"].astype(str)
        rows = table[(names >= calendar.name(first)) & (names < calendar.name(after))]
        for part in self.scope:
            kind, _, word = part.partition(":")
            rows = rows[_chosen(rows, kind, word, system)]
        if self.column in SHARES:
            above, below = (math.fsum(math.fsum(rows[c]) for c in columns) for columns in SHARES[self.column])
            return above / below if below else math.nan
        if self.is_level:
            return self._level(rows)
        total = float(len(rows)) if self.measure == EVENTS else math.fsum(rows[self.column])
        return total if self.over == "sum" else total / (after - first)

    def _level(self, rows: pd.DataFrame) -> float:
        """Mean of a level over rows, weighted where its table has weights; rows without a value are left out."""
        values = rows[self.column].tolist()
        added, taken = _WEIGHTS.get(self.table, ((), ()))
        weights = [1.0] * len(values)
        if added:
            plus, minus = (zip(*(rows[c].tolist() for c in columns), strict=True) for columns in (added, taken))
            weights = [float(sum(p) - sum(m)) for p, m in zip(plus, minus, strict=True)]
        there = [(v, w) for v, w in zip(values, weights, strict=True) if v == v]  # a missing number is not itself
        whole = math.fsum(w for _, w in there)
        return math.fsum(v * w for v, w in there) / whole if whole else math.nan


def _chosen(rows: pd.DataFrame, kind: str, word: str, system: System) -> pd.Series[Any]:
    """Rows of one scope: an edge is of both its ends, and a sector is looked up where a table has none."""
    if kind in rows.columns:
        return rows[kind].astype(str) == word
    if kind == "organisation":
        return (rows["a"].astype(str) == word) | (rows["b"].astype(str) == word)
    codes = [o.code for o in system.organisations if o.sector.name == word]
    return rows["organisation"].astype(str).isin(codes)


def measure_fault(measure: str) -> str:
    """What is wrong with the name of a measure, empty if nothing."""
    known = list(measures())
    if measure in known:
        return ""
    hint = did_you_mean(measure, known)
    return f"no measure {shown(measure)}{hint or f'; measures are {listed(known)}'}"


def over_fault(reading: Reading, months: int) -> str:
    """What is wrong with how months are put together, in a run of so many; empty if nothing."""
    if reading.over == "sum" and reading.is_level:
        return f"{reading.measure} is a level, which has no sum; take mean, end, last N months or months M to N"
    first, after = reading.window(months)
    if first < 0 or after > months:
        return f"the run has {months} months only"
    return "" if first < after else "ends before it begins"


def scope_fault(word: str, table: str, system: System) -> str:
    """What is wrong with one word of a scope, empty if nothing.

    Parameters
    ----------
    word
        As written, ``kind:word``.
    table
        Table that it picks rows of.
    system
        Where organisations are looked up.
    """
    kind, colon, what = word.partition(":")
    kinds = scope_kinds(table)
    if not colon or kind not in kinds:
        some = listed([f"{k}:..." for k in kinds])
        return f"{shown(word)} is no scope of {table}{did_you_mean(kind, kinds)}; write {ALL} or {some}"
    known = _known(kind, table, system)
    if known and what not in known:
        return f"no {kind.replace('_', ' ')} {shown(what)} in {system.name}{did_you_mean(what, known)}"
    return ""


def scope_kinds(table: str) -> list[str]:
    """Kinds of scope that a table has."""
    kinds = [c.name for c in RESULT_COLUMNS if c.table == table and c.kind == "words" and c.name != "month"]
    if "a" in kinds:
        return ["organisation"]
    return [*kinds, *(["sector"] if "organisation" in kinds and "sector" not in kinds else [])]


def _known(kind: str, table: str, system: System) -> Sequence[str]:
    """Words that a scope may say; none where anything goes."""
    if kind in _PLACES:
        return [*system.index, "outside"]
    if kind == "reason" and table == "flows":
        return Reason.words()
    return _CODES[kind].words() if kind in _CODES else []
