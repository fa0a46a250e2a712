"""Measured: where a quantity is measured in the tables of a run, and the tables added up by year once for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Programme, Sector, StaffGroup
from icsim.ledger import Reason
from icsim.months import MONTHS_PER_YEAR, Calendar

if TYPE_CHECKING:
    import pandas as pd

    from icsim.system import System

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Where:
    """What part of a run is looked at.

    Parameters
    ----------
    sectors, staff_groups, programmes
        Which employers, staff and students; all where empty.
    others
        Sectors at the other end, for what goes from one employer to another.
    region
        NHS region of the employers, empty for all.
    codes
        Pattern of the employers' codes, such as ``HC-*``; empty for all.
    years
        First and last year of the run, counted from 1.
    """

    sectors: tuple[Sector, ...] = ()
    staff_groups: tuple[StaffGroup, ...] = ()
    others: tuple[Sector, ...] = ()
    programmes: tuple[Programme, ...] = ()
    region: str = ""
    codes: str = ""
    years: tuple[int, int] = (1, 5)

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it: part of the address of what is measured."""
        words = {name: [each.name for each in getattr(self, name)] for name in _WORDS}
        return {**words, "region": self.region, "codes": self.codes, "years": list(self.years)}


_WORDS = ("sectors", "staff_groups", "others", "programmes")


@dataclass
class Seen:
    """The tables of one run, added up by year.

    Parameters
    ----------
    tables
        Tables of :class:`icsim.results.Results` by name, and those of :mod:`icsim.fitting.census` where they were kept.
    system
        The system that was run.
    region_of
        NHS region by code of an integrated care system; empty where not known.
    whole_country
        Whether the system is the whole of England, so that amounts mean something.

    Attributes
    ----------
    years
        Whole years that were run.
    """

    tables: Mapping[str, pd.DataFrame]
    system: System
    region_of: Mapping[str, str] = field(default_factory=dict)
    whole_country: bool = False

    def __post_init__(self) -> None:
        monthly = self.tables["monthly"]
        self._calendar = Calendar(min(monthly["month"].cat.categories))
        self.months = len(monthly["month"].cat.categories)
        self.years = self.months // MONTHS_PER_YEAR
        self._year = self._years(monthly["month"])
        self._n = len(self.system.organisations)
        self._group = _coded(monthly["staff_group"], StaffGroup.words())
        order = _order(monthly["organisation"], self.system)
        self._at = (self._year * self._n + order) * len(StaffGroup) + self._group
        self._sums: dict[str, Values] = {}
        self._flows: tuple[NDArray[np.int64], ...] | None = None

    def total(self, column: str) -> Values:
        """A column of the monthly table added up, shape (n_years, n_organisations, n_groups); part years are left out.

        FTE in hundredths and money in pence are added as whole numbers.
        """
        if column not in self._sums:
            parts = 100 if column.endswith(("_fte", "_gbp")) else 1
            values = np.rint(self.tables["monthly"][column].to_numpy(dtype=np.float64) * parts)
            shape = self.years, self._n, len(StaffGroup)
            inside = self._year < self.years
            sums = np.bincount(self._at[inside], weights=values[inside], minlength=int(np.prod(shape)))
            self._sums[column] = sums.reshape(shape) / parts
        return self._sums[column]

    def organisations(self, where: Where, sectors: Iterable[Sector] | None = None) -> Flags:
        """Which organisations are meant, shape (n_organisations,)."""
        wanted = where.sectors if sectors is None else tuple(sectors)
        chosen = np.isin(self.system.sector, [int(s) for s in wanted]) if wanted else np.ones(self._n, dtype=bool)
        if sectors is None and where.region:
            chosen &= np.array([self.region_of.get(o.system, "") == where.region for o in self.system.organisations])
        if sectors is None and where.codes:
            chosen &= np.array([fnmatchcase(o.code, where.codes) for o in self.system.organisations])
        return np.asarray(chosen)

    def span(self, where: Where) -> slice:
        """The years that are meant and were run."""
        return slice(where.years[0] - 1, min(where.years[1], self.years))

    def by_organisation(self, column: str, where: Where) -> Values:
        """A column added up over the years and groups meant, for each organisation meant, shape (k,)."""
        groups = [int(g) for g in where.staff_groups] or list(range(len(StaffGroup)))
        some = self.total(column)[self.span(where)][:, self.organisations(where)]
        return np.asarray(some[:, :, groups].sum(axis=(0, 2)))

    def sum(self, column: str, where: Where) -> float:
        """A column added up over all that is meant."""
        return float(self.by_organisation(column, where).sum())

    def flow(self, where: Where, reasons: Iterable[Reason], origin: Flags | None, target: Flags | None) -> float:
        """People who changed employer for some reasons, in heads.

        Parameters
        ----------
        where
            Staff groups (where they went, or that they left) and years.
        reasons
            Why.
        origin, target
            Which organisations they came from and went to; None for any, outside included.
        """
        reason, year, start, end, group, heads = self._flow_columns()
        some = np.isin(reason, [int(each) for each in reasons])
        span = self.span(where)
        some &= (year >= span.start) & (year < span.stop)
        if where.staff_groups:
            some &= np.isin(group, [int(g) for g in where.staff_groups])
        for which, at in ((origin, start), (target, end)):
            if which is not None:
                some &= np.append(which, False)[at]
        return float(heads[some].sum())

    def _flow_columns(self) -> tuple[NDArray[np.int64], ...]:
        """Reason, year, origin, target (-1 outside), staff group and heads of each row of the flows."""
        if self._flows is None:
            flows = self.tables["flows"]
            self._flows = (
                _coded(flows["reason"], Reason.words()),
                self._years(flows["month"]),
                _order(flows["from"], self.system),
                _order(flows["to"], self.system),
                _coded(flows["staff_group"], StaffGroup.words()),
                flows["heads"].to_numpy(dtype=np.int64),
            )
        return self._flows

    def _years(self, month: pd.Series[Any]) -> NDArray[np.int64]:
        """Year of the run of each row, counted from 0."""
        words = month.cat.categories
        look_up = np.array([self._calendar.index(str(word)) // MONTHS_PER_YEAR for word in words], dtype=np.int64)
        return np.asarray(look_up[month.cat.codes.to_numpy()])

    def students(self, column: str, where: Where) -> float:
        """A column of the students' table added up over the programmes and years meant."""
        table = self.tables["students"]
        if table.empty:
            return 0.0
        year = self._years(table["month"])
        span = self.span(where)
        some = (year >= span.start) & (year < span.stop)
        if where.programmes:
            some &= table["programme"].isin([p.name for p in where.programmes]).to_numpy()
        return float(table[column].to_numpy()[some].sum())

    def table(self, name: str, where: Where) -> pd.DataFrame | None:
        """Rows of a table with columns ``sector`` and ``staff_group`` that are meant; None if it was not kept."""
        if name not in self.tables:
            return None
        table = self.tables[name]
        some = np.ones(len(table), dtype=bool)
        for column, words in (("sector", where.sectors), ("staff_group", where.staff_groups)):
            if words:
                some &= table[column].isin([word.name for word in words]).to_numpy()
        return table[some]


def _coded(column: pd.Series[Any], words: list[str]) -> NDArray[np.int64]:
    """Code of each row's word, however the column numbers its words."""
    look_up = np.array([words.index(word) for word in column.cat.categories], dtype=np.int64)
    return np.asarray(look_up[column.cat.codes.to_numpy()])


def _order(column: pd.Series[Any], system: System) -> NDArray[np.int64]:
    """Position of each row's organisation in the system; -1 outside."""
    words = column.cat.categories
    look_up = np.array([system.index.get(word, -1) for word in words], dtype=np.int64)
    return np.asarray(look_up[column.cat.codes.to_numpy()])
