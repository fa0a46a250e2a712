"""Attributes: what can be asked of a member of staff, for one person or for whole columns.

The same few lines answer ``person.age`` and ``model.staff.agg("age",
np.mean)``, so the two cannot differ. Every column of the staff table is an
attribute too.
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
    from icsim.columns import Rows
    from icsim.model import ICS

Values = NDArray[Any]


@dataclass(frozen=True)
class Attribute:
    """One attribute of staff.

    Parameters
    ----------
    values
        Its numbers, from the model and rows of the staff table: an array for
        rows, a single number for one row.
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


def attribute(name: str) -> Attribute:
    """The attribute with a name.

    Raises
    ------
    AttributeError
        If there is none.
    """
    if name not in ATTRIBUTES:
        raise AttributeError(f"staff have no attribute {name!r}")
    return ATTRIBUTES[name]


def settable(model: ICS, name: str, value: Any) -> int:
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
    if name not in _RANGES:
        reason = "is kept in step with posts and ledger" if name in ATTRIBUTES else "is not an attribute of staff"
        raise AttributeError(f"{name!r} {reason}; {', '.join(sorted(_RANGES))} can be set")
    low, high = _RANGES[name](model)
    number = operator.index(value)
    if not low <= number <= high:
        raise ValueError(f"{name} {number} is not between {low} and {high}")
    return number


def _column(name: str) -> Attribute:
    return Attribute(lambda model, rows: model.staff_table[name][rows])


def _months_since(column: str) -> Callable[[ICS, Rows | int], Values]:
    return lambda model, rows: np.subtract(model.month, model.staff_table[column][rows], dtype=np.int64)


def _of_cell(fact: str, cell: str) -> Callable[[ICS, Rows | int], Values]:
    return lambda model, rows: getattr(model.posts, fact)[model.staff_table[cell][rows]]


def _names(model: ICS, rows: Rows | int) -> Values:
    identities, codes = model.system.identity.tolist(), [o.code for o in model.system.organisations]
    name = np.frompyfunc(lambda key: person_name(key, identities, codes, model.calendar), 1, 1)
    return np.asarray(name(model.staff_table.key[rows]), dtype=object)


def _coded(fact: str, kind: type[Code]) -> Attribute:
    def number(model: ICS, word: str | int) -> int:  # noqa: ARG001  every attribute is asked with the model
        if isinstance(word, str) and word not in kind.words():
            raise ValueError(f"there is no {fact} {word!r}; it is one of {', '.join(kind.words())}")
        return int(kind[word] if isinstance(word, str) else kind(word))

    return Attribute(_of_cell(fact, "employer_cell"), lambda model, code: kind(code), number)  # noqa: ARG005


def _organisation(cell: str) -> Attribute:
    def number(model: ICS, wanted: Any) -> int:
        return int((model.organisations[wanted] if isinstance(wanted, str) else wanted).index)

    return Attribute(_of_cell("organisation", cell), lambda model, index: model.organisations[index], number)


ATTRIBUTES = {column.name: _column(column.name) for column in STAFF_COLUMNS} | {
    "unique_id": _column("key"),
    "name": Attribute(_names),
    "employer": _organisation("employer_cell"),
    "host": _organisation("host_cell"),
    "staff_group": _coded("staff_group", StaffGroup),
    "sector": _coded("sector", Sector),
    "fte": Attribute(lambda model, rows: model.staff_table.fte[rows] / 100),
    "age": Attribute(lambda model, rows: _months_since("birth_month")(model, rows) // MONTHS_PER_YEAR),
    "tenure_months": Attribute(_months_since("hired_month")),
}
"""Attributes by name."""

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
"""What a user may set, and its lowest and highest value; the rest is kept in step with posts and ledger."""
