"""Sets of people: Mesa's verbs answered from whole columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, Self, overload

import mesa
import numpy as np
from numpy.typing import NDArray

from icsim.agent_sets import Groups, ReadOnlySet
from icsim.agents import Person, Staff, Student
from icsim.errors import LeftSystem
from icsim.keys import Keys, named_person

if TYPE_CHECKING:
    from icsim.attributes import Attribute
    from icsim.columns import Rows, Table
    from icsim.model import ICS


class PersonSet[P: Person](ReadOnlySet[P], Sequence[P]):
    """People of one kind, in the order of their table or as sorted.

    Parameters
    ----------
    model
        The model.
    keys
        Who is in it, shape (k,); people drop out when they leave the system.
        None for everybody, followed as people come and go.
    """

    person: type[P]

    def __init__(self, model: ICS, keys: Keys | None = None) -> None:
        self.model, self._keys = model, keys

    @property
    def _table(self) -> Table:
        table: Table = self.person.kind.table(self.model)
        return table

    @property
    def _attributes(self) -> dict[str, Attribute]:
        known: dict[str, Attribute] = self.person.kind.attributes
        return known

    @property
    def keys(self) -> Keys:
        """Who is in the set and in the system, shape (k,)."""
        return self._table.key[self.rows]

    @property
    def rows(self) -> Rows:
        """Their rows of the table, until people next come or go, shape (k,)."""
        if self._keys is None:
            return np.arange(self._table.n)
        rows = self._table.rows_of(self._keys)
        return rows[rows >= 0]

    def _update(self, agents: Iterable[P]) -> Self:
        people = list(agents)
        if not all(isinstance(person, self.person) for person in people):
            raise TypeError(f"a set of {self.person.kind.word} holds nobody else; ask model.agents")
        return self._with([person.unique_id for person in people], inplace=True)

    def _with(self, keys: Keys | list[int], inplace: bool = False) -> Self:
        held = np.array(keys, dtype=np.uint64)
        if not inplace:
            return type(self)(self.model, held)
        self._keys = held
        return self

    def __len__(self) -> int:
        return self._table.n if self._keys is None else len(self.rows)

    def __iter__(self) -> Iterator[P]:
        rows = self.rows
        keys = self._table.key[rows]
        return map(self.person, repeat(self.model), keys.tolist(), rows.tolist())

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, self.person) or agent.model is not self.model or not agent.in_system:
            return False
        return self._keys is None or bool((self._keys == np.uint64(agent.unique_id)).any())

    @overload
    def __getitem__(self, item: int | str) -> P: ...
    @overload
    def __getitem__(self, item: slice) -> Self: ...
    def __getitem__(self, item: int | str | slice) -> P | Self:
        """Person by position or name (``RTE/nurse/17``), or a slice of people.

        Raises
        ------
        LookupError
            If nobody in the set has that position or name; :class:`icsim.errors.LeftSystem`
            if somebody could have the name but is not in the set, or no longer.
        """
        if isinstance(item, str):
            return self._called(item)
        if isinstance(item, slice):
            return self._with(self.keys[item])
        row = int((range(len(self)) if self._keys is None else self.rows)[item])
        return self.person(self.model, int(self._table.key[row]), row)

    def _called(self, name: str) -> P:
        system = self.model.system
        identities = dict(zip(system.index, system.identity.tolist(), strict=True))
        key = named_person(name, identities, self.model.calendar)
        if key is None:
            raise LookupError(f"nobody can be called {name!r}: write {self.person.kind.named}")
        person = self.person(self.model, key)
        if person not in self:
            raise LeftSystem(f"nobody called {name} is here, or no longer")
        return person

    def select(
        self,
        filter_func: Callable[[P], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
        **wanted: Any,
    ) -> Self:
        """People with certain values who pass a filter.

        Parameters
        ----------
        filter_func
            Called for each person; slow, so name values where that is enough.
        at_most
            Most people to select, or a share of them if a float up to 1.
        inplace
            Narrow this set instead of making another.
        agent_type
            Anything but their kind selects nobody.
        **wanted
            A value or several by attribute: ``select(staff_group="nurse", band=[5, 6], employer="RTE")``.

        Raises
        ------
        AttributeError
            If they have no such attribute.
        ValueError
            If there is no such staff group, sector or organisation.
        """
        limit, rows = self._limit(at_most), self.rows
        if agent_type is not None and not issubclass(self.person, agent_type):
            rows = rows[:0]
        for name, value in wanted.items():
            rows = rows[self.person.kind.attribute(name).among(self.model, rows, value)]
        keys = self._table.key[rows]
        if filter_func is not None:
            people = map(self.person, repeat(self.model), keys.tolist(), rows.tolist())
            return self._with([p.unique_id for p in islice(filter(filter_func, people), limit)], inplace)
        return self._with(keys[:limit], inplace)

    def _attribute(self, name: str, *otherwise: Any) -> list[Any]:
        if name not in self._attributes:  # a property, a method or nothing at all
            return super()._attribute(name, *otherwise)
        return self._attributes[name].all(self.model, self.rows)

    def _numbers(self, name: str) -> NDArray[Any] | list[Any]:
        """Numbers in 64 bits, so that adding them up cannot overflow; a list of what is not a number."""
        if name not in self._attributes or self._attributes[name].shown is not None:
            return self.get(name)
        values = self._attributes[name].values(self.model, self.rows)
        if values.dtype == object:
            return list(values)
        wide = {"i": np.int64, "u": np.uint64 if values.itemsize == 8 else np.int64, "f": np.float64}
        return values.astype(wide[values.dtype.kind])

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of everybody; see :class:`icsim.attributes.Kind` for which and what to."""
        number, table = self.person.kind.settable(self.model, attr_name, value), self._table
        with table.writing([attr_name]):
            table[attr_name][self.rows] = number
        return self

    def shuffle(self, inplace: bool = False) -> Self:
        """The same people in random order."""
        keys = self.keys.tolist()
        self.random.shuffle(keys)
        return self._with(keys, inplace)

    def sort(self, key: Callable[[P], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The same people in order of an attribute or function, largest first unless ``ascending``."""
        if not isinstance(key, str) or key not in self._attributes:
            return super().sort(key, ascending, inplace)
        values = self._attributes[key].values(self.model, self.rows)
        # Sorting backwards from the back keeps people with the same value in the order they had.
        order = _order(values) if ascending else len(values) - 1 - _order(values[::-1])[::-1]
        return self._with(self.keys[order], inplace)

    def groupby(self, by: Callable[[P], Any] | str, result_type: str = "agentset") -> Groups:
        """People by the value of an attribute or function, as sets or, with ``result_type="list"``, lists."""
        if not isinstance(by, str) or by not in self._attributes:
            return super().groupby(by, result_type)
        known, keys = self._attributes[by], self.keys
        values = known.values(self.model, self.rows)
        order = _order(values)
        starts = np.flatnonzero(np.r_[True, values[order][1:] != values[order][:-1]][: len(order)])
        groups = {}
        for people in sorted(np.split(order, starts[1:]) if len(order) else [], key=lambda some: some[0]):
            value = values[people[0] : people[0] + 1].tolist()[0]
            word = value if known.shown is None else known.shown(self.model, value)
            group = self._with(keys[people])
            groups[word] = list(group) if result_type == "list" else group
        return Groups(groups)

    def copy(self) -> Self:
        """Those who are in the set now; it no longer follows who comes and goes."""
        return self._with(self.keys)

    __copy__ = copy


class StaffSet(PersonSet[Staff]):
    """Members of staff: ``model.staff["RTE/nurse/17"]``."""

    person = Staff


class StudentSet(PersonSet[Student]):
    """Students: ``model.students["UNI-WEN/adult_nursing/2026-09/12"]``."""

    person = Student


def _order(values: NDArray[Any]) -> NDArray[np.intp]:
    if values.ndim > 1:
        raise TypeError("an attribute of several numbers a person has no order; give a function")
    return np.argsort(values, kind="stable")
