"""Attributes: what can be asked of a person, for one of them or for whole columns.

The same few lines answer ``person.age`` and ``model.staff.agg("age",
np.mean)``, so the two cannot differ. Every column of a table of people is an
attribute too. What is asked of staff is here, of students in
:mod:`icsim.student_attributes`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Code, Sector, StaffGroup
from icsim.keys import person_name
from icsim.months import MONTHS_PER_YEAR
from icsim.people import NEVER, STAFF_COLUMNS
from icsim.population import AGE_EDGES

if TYPE_CHECKING:
    from icsim.columns import Rows, Table
    from icsim.model import ICS

Values = NDArray[Any]


@dataclass(frozen=True)
class Attribute:
    """One attribute of people.

    Parameters
    ----------
    values
        Its numbers, from the model and rows of the table: an array for rows,
        a single number for one row.
    shown
        What a person sees for a number, where that is not the number itself.
    number
        The number of what a person writes, the reverse of ``shown``.
    """

    values: Callable[[ICS, Rows | int], Values]
    shown: Callable[[ICS, int], Any] | None = None
    number: Callable[[ICS, Any], Any] | None = None

    def one(self, model: ICS, row: int) -> Any:
        """Value for the person in one row."""
        value = self.values(model, row).tolist()
        return value if self.shown is None else self.shown(model, value)

    def all(self, model: ICS, rows: Rows) -> list[Any]:
        """Values for the people in some rows, as Python objects."""
        values: list[Any] = self.values(model, rows).tolist()
        if self.shown is None:
            return values
        words = {number: self.shown(model, number) for number in set(values)}
        return [words[number] for number in values]

    def among(self, model: ICS, rows: Rows, wanted: Any) -> NDArray[np.bool_]:
        """Whether people have a value, or one of several, shape (k,)."""
        values = self.values(model, rows)
        several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
        some = list(wanted) if several else [wanted]
        if self.number is not None:
            some = [self.number(model, item) for item in some]
        return np.isin(values, np.array(some, dtype=values.dtype if values.dtype == np.uint64 else None))


@dataclass(frozen=True)
class Kind:
    """A kind of people: where they are kept and what can be asked of them.

    Parameters
    ----------
    word
        What they are called.
    named
        How one of them is named.
    gone
        What is said of somebody who is no longer there.
    table
        Their table.
    attributes
        Attributes by name.
    ranges
        What a user may set, and its lowest and highest value; the rest is kept in step by the rules.
    kept
        What is said of what cannot be set.
    """

    word: str
    named: str
    gone: str
    table: Callable[[ICS], Table]
    attributes: dict[str, Attribute]
    ranges: dict[str, Callable[[ICS], tuple[int, int]]]
    kept: str

    def attribute(self, name: str) -> Attribute:
        """The attribute with a name.

        Raises
        ------
        AttributeError
            If there is none.
        """
        if name not in self.attributes:
            raise AttributeError(f"{self.word} have no attribute {name!r}")
        return self.attributes[name]

    def settable(self, model: ICS, name: str, value: Any) -> int:
        """A value that an attribute may be set to.

        Parameters
        ----------
        model
            The model.
        name
            Attribute.
        value
            Whole number.

        Raises
        ------
        AttributeError
            If the attribute does not exist or follows from other things.
        ValueError
            If the value is outside its range.
        """
        if name not in self.ranges:
            reason = self.kept if name in self.attributes else f"is not an attribute of {self.word}"
            raise AttributeError(f"{name!r} {reason}; {', '.join(sorted(self.ranges))} can be set")
        low, high = self.ranges[name](model)
        number = operator.index(value)
        if not low <= number <= high:
            raise ValueError(f"{name} {number} is not between {low} and {high}")
        return number


def column_of(table: Callable[[ICS], Table], name: str) -> Attribute:
    """A column as it is kept."""
    return Attribute(lambda model, rows: table(model)[name][rows])


def months_since(table: Callable[[ICS], Table], column: str) -> Callable[[ICS, Rows | int], Values]:
    """Months since a date in a column."""
    return lambda model, rows: np.subtract(model.month, table(model)[column][rows], dtype=np.int64)


def age_years(table: Callable[[ICS], Table]) -> Attribute:
    """Age in whole years."""
    months = months_since(table, "birth_month")
    return Attribute(lambda model, rows: months(model, rows) // MONTHS_PER_YEAR)


def names(table: Callable[[ICS], Table]) -> Attribute:
    """Names in files."""

    def of(model: ICS, rows: Rows | int) -> Values:
        identities, codes = model.system.identity.tolist(), [o.code for o in model.system.organisations]
        name = np.frompyfunc(lambda key: person_name(key, identities, codes, model.calendar), 1, 1)
        return np.asarray(name(table(model).key[rows]), dtype=object)

    return Attribute(of)


def coded(fact: str, kind: type[Code], values: Callable[[ICS, Rows | int], Values]) -> Attribute:
    """A code, shown as a member of its list and written as that or its word."""

    def number(model: ICS, word: str | int) -> int:  # noqa: ARG001  every attribute is asked with the model
        if isinstance(word, str) and word not in kind.words():
            raise ValueError(f"there is no {fact} {word!r}; it is one of {', '.join(kind.words())}")
        return int(kind[word] if isinstance(word, str) else kind(word))

    return Attribute(values, lambda model, code: kind(code), number)  # noqa: ARG005


def organisation(values: Callable[[ICS, Rows | int], Values]) -> Attribute:
    """An organisation, None where there is none; written as its code or the organisation itself."""

    def number(model: ICS, wanted: Any) -> int:
        return int((model.organisations[wanted] if isinstance(wanted, str) else wanted).index)

    return Attribute(values, lambda model, index: model.organisations[index] if index >= 0 else None, number)


def _staff(model: ICS) -> Table:
    return model.staff_table


def _of_cell(fact: str, cell: str) -> Callable[[ICS, Rows | int], Values]:
    return lambda model, rows: getattr(model.posts, fact)[model.staff_table[cell][rows]]


ATTRIBUTES = {column.name: column_of(_staff, column.name) for column in STAFF_COLUMNS} | {
    "unique_id": column_of(_staff, "key"),
    "name": names(_staff),
    "employer": organisation(_of_cell("organisation", "employer_cell")),
    "host": organisation(_of_cell("organisation", "host_cell")),
    "staff_group": coded("staff_group", StaffGroup, _of_cell("staff_group", "employer_cell")),
    "sector": coded("sector", Sector, _of_cell("sector", "employer_cell")),
    "fte": Attribute(lambda model, rows: model.staff_table.fte[rows] / 100),
    "age": age_years(_staff),
    "tenure_months": Attribute(months_since(_staff, "hired_month")),
}
"""Attributes of staff by name."""

_PERCENT = (0, 100)
_RANGES: dict[str, Callable[[ICS], tuple[int, int]]] = {
    "strain": lambda _: _PERCENT,
    "belonging": lambda _: _PERCENT,
    "home": lambda model: (0, len(model.system.places) - 1),
    "birth_month": lambda model: (
        model.month - AGE_EDGES[-1] * MONTHS_PER_YEAR,
        model.month - AGE_EDGES[0] * MONTHS_PER_YEAR,
    ),
    "retire_month": lambda model: (model.month, int(NEVER)),
}

STAFF = Kind(
    word="staff",
    named="organisation/staff_group/number",
    gone="has left the system",
    table=_staff,
    attributes=ATTRIBUTES,
    ranges=_RANGES,
    kept="is kept in step with posts and ledger",
)
"""Members of staff."""
