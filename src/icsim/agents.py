"""Agents: staff as thin Mesa agents over columns, organisations as registered ones.

A member of staff is a view, made when asked for: it knows the model and
whose row it is. Mesa's verbs (select, get, agg, do, groupby ...) work on
sets of them; what can be answered from a whole column is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, overload

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet
from mesa.discrete_space import FixedAgent
from numpy.typing import NDArray

from icsim.codes import Sector, StaffGroup
from icsim.errors import LeftSystem
from icsim.keys import named_person, person_name
from icsim.months import MONTHS_PER_YEAR
from icsim.people import STAFF_COLUMNS

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import Organisation

_COLUMNS = frozenset(column.name for column in STAFF_COLUMNS)
_SETTABLE = frozenset({"strain", "belonging", "home", "birth_month", "retire_month"})
"""Columns a user may set on a view; the others are kept in step with posts and ledger."""
_SEEN = ("employer", "host", "staff_group", "sector", "age", "tenure_months", "fte", "name")
"""Attributes of a member of staff that are worked out from columns."""


class Staff(mesa.Agent):  # type: ignore[misc]
    """One member of staff: a view of a row.

    Two views of the same person are equal. Any column of the staff table
    is an attribute (see ``icsim describe columns``); ``employer`` and
    ``host`` are the organisations, ``fte`` is whole-time equivalents.

    Parameters
    ----------
    model
        The model.
    key
        Who the person is.
    """

    def __init__(self, model: ICS, key: int) -> None:
        self.__dict__.update(model=model, unique_id=int(key))

    def _row(self) -> int:
        row = int(self.model.staff_table.rows_of(np.array([self.unique_id], dtype=np.uint64))[0])
        if row < 0:
            raise LeftSystem(f"{self.name} has left the system")
        return row

    @property
    def name(self) -> str:
        """Name in files: ``RTE/nurse/17``."""
        system = self.model.system
        codes = [o.code for o in system.organisations]
        return person_name(self.unique_id, system.identity.tolist(), codes, self.model.calendar)

    @property
    def in_system(self) -> bool:
        """Whether the person is still in the system."""
        return bool(self.model.staff_table.rows_of(np.array([self.unique_id], dtype=np.uint64))[0] >= 0)

    @property
    def employer(self) -> OrganisationAgent:
        """Who holds the contract."""
        return self.model.organisations[int(self.model.posts.organisation[self.employer_cell])]

    @property
    def host(self) -> OrganisationAgent:
        """Where the person works this month."""
        return self.model.organisations[int(self.model.posts.organisation[self.host_cell])]

    @property
    def staff_group(self) -> StaffGroup:
        """Staff group."""
        return StaffGroup(int(self.model.posts.staff_group[self.employer_cell]))

    @property
    def sector(self) -> Sector:
        """Sector of the employer."""
        return Sector(int(self.model.posts.sector[self.employer_cell]))

    @property
    def fte(self) -> float:
        """Contracted whole-time equivalents."""
        return float(self.model.staff_table.fte[self._row()] / 100)

    @property
    def age(self) -> int:
        """Age in whole years."""
        return int((self.model.month - self.birth_month) // MONTHS_PER_YEAR)

    @property
    def tenure_months(self) -> int:
        """Months with the present employer."""
        return int(self.model.month - self.hired_month)

    def __getattr__(self, name: str) -> Any:
        if name not in _COLUMNS:
            raise AttributeError(f"staff have no attribute {name!r}")
        value = self.model.staff_table[name][self._row()]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _SETTABLE:
            known = name in _COLUMNS or name in _SEEN
            reason = "is kept in step with posts and ledger" if known else "is not an attribute of staff"
            raise AttributeError(f"{name!r} {reason}; {', '.join(sorted(_SETTABLE))} can be set")
        with self.model.staff_table.writing([name]):
            self.model.staff_table[name][self._row()] = value

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Staff) and self.model is other.model and self.unique_id == other.unique_id

    def __hash__(self) -> int:
        return hash((id(self.model), self.unique_id))

    def __repr__(self) -> str:
        return f"<Staff {self.name}>"

    def remove(self) -> None:
        """Refuse: people leave by the rules, so that posts and ledger stay in step."""
        raise TypeError("staff leave by the rules of the model; they cannot be removed by hand")


class StaffSet(AbstractAgentSet[Staff], Sequence[Staff]):
    """Members of staff, in the order of the table.

    Parameters
    ----------
    model
        The model.
    keys
        Who is in it; None for everybody, followed as people come and go.
    random
        For :meth:`shuffle`; the model's by default.
    """

    def __init__(self, model: ICS, keys: NDArray[np.uint64] | None = None, random: Random | None = None) -> None:
        self.model, self.random, self._keys = model, random or model.random, keys

    @property
    def keys(self) -> NDArray[np.uint64]:
        """Keys of the people in the set."""
        return self.model.staff_table.key if self._keys is None else self._keys

    def _rows(self) -> NDArray[np.intp]:
        if self._keys is None:
            return np.arange(self.model.staff_table.n)
        rows = self.model.staff_table.rows_of(self._keys)
        return rows[rows >= 0]

    def __len__(self) -> int:
        return len(self._rows()) if self._keys is not None else self.model.staff_table.n

    def __iter__(self) -> Iterator[Staff]:
        return (Staff(self.model, key) for key in self.model.staff_table.key[self._rows()].tolist())

    def __contains__(self, agent: object) -> bool:
        return (
            isinstance(agent, Staff)
            and agent.model is self.model
            and agent.in_system
            and (self._keys is None or bool((self._keys == np.uint64(agent.unique_id)).any()))
        )

    @overload
    def __getitem__(self, item: int | str) -> Staff: ...
    @overload
    def __getitem__(self, item: slice) -> StaffSet: ...
    def __getitem__(self, item: int | str | slice) -> Staff | StaffSet:
        """Person by position or name (``RTE/nurse/17``), or a slice of people."""
        if isinstance(item, str):
            key = named_person(item, self._identities(), self.model.calendar)
            person = None if key is None else Staff(self.model, key)
            if person is None or person not in self:
                raise LeftSystem(f"nobody called {item} is in this set")
            return person
        keys = self.model.staff_table.key[self._rows()]
        return self._of(keys[item].copy()) if isinstance(item, slice) else Staff(self.model, int(keys[item]))

    def _identities(self) -> dict[str, int]:
        system = self.model.system
        return dict(zip(system.index, system.identity.tolist(), strict=True))

    def _of(self, keys: NDArray[np.uint64]) -> StaffSet:
        return StaffSet(self.model, keys, self.random)

    def _update(self, agents: Iterable[Staff]) -> StaffSet:
        self._keys = np.array([agent.unique_id for agent in agents], dtype=np.uint64)
        return self

    def select(
        self,
        filter_func: Callable[[Staff], bool] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
        **columns: Any,
    ) -> StaffSet:
        """People who pass a filter.

        Parameters
        ----------
        filter_func
            Called with each person; slow, so prefer ``columns``.
        at_most
            Most people to select, or a share of them if a float up to 1.
        inplace
            Narrow this set instead of making another.
        agent_type
            Anything but staff selects nobody.
        **columns
            Values by column, or ``staff_group``, ``sector``, ``employer``
            or ``host`` (code), one or several: ``select(staff_group="nurse", band=[5, 6])``.
        """
        rows = self._rows()
        if agent_type is not None and not issubclass(Staff, agent_type):
            rows = rows[:0]
        for name, wanted in columns.items():
            rows = rows[np.isin(self._values(name, rows), self._wanted(name, wanted))]
        keys = self.model.staff_table.key[rows].copy()
        if filter_func is not None:
            kept = [filter_func(Staff(self.model, key)) for key in keys.tolist()]
            keys = keys[np.array(kept, dtype=bool)]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        keys = keys if at_most == float("inf") else keys[: int(at_most)]
        if inplace:
            self._keys = keys
            return self
        return self._of(keys)

    def _values(self, name: str, rows: NDArray[np.intp]) -> NDArray[Any]:
        """A column, or something worked out from columns, for some rows."""
        staff, posts = self.model.staff_table, self.model.posts
        match name:
            case "staff_group" | "sector":
                return np.asarray(getattr(posts, name)[staff.employer_cell[rows]])
            case "employer" | "host":
                return np.asarray(posts.organisation[staff[f"{name}_cell"][rows]])
            case "age":
                return (self.model.month - staff.birth_month[rows].astype(np.int64)) // MONTHS_PER_YEAR
            case "tenure_months":
                return self.model.month - staff.hired_month[rows].astype(np.int64)
            case "fte":
                return staff.fte[rows] / 100
            case "unique_id":
                return staff.key[rows]
            case _ if name in _COLUMNS:
                return staff[name][rows]
        raise AttributeError(f"staff have no attribute {name!r}")

    def _wanted(self, name: str, wanted: Any) -> list[Any]:
        many = wanted if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
        codes = {"staff_group": StaffGroup, "sector": Sector}.get(name)
        if codes is not None:
            return [int(codes[w]) if isinstance(w, str) else int(w) for w in many]
        if name in ("employer", "host"):
            return [w.index if isinstance(w, OrganisationAgent) else self.model.system.index[w] for w in many]
        return list(many)

    def get(
        self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None
    ) -> list[Any] | list[list[Any]]:
        """Attributes of everybody, from whole columns."""
        if isinstance(attr_names, list):
            parts = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*parts, strict=True)]
        if attr_names in ("employer", "host", "staff_group", "sector", "name"):
            return [getattr(person, attr_names) for person in self]
        try:
            return list(self._values(attr_names, self._rows()).tolist())
        except AttributeError:
            if handle_missing != "default":
                raise
            return [default_value] * len(self)

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Functions of one attribute of everybody, for example ``agg("strain", np.mean)``."""
        values = self._values(attribute, self._rows())
        return func(values) if callable(func) else [f(values) for f in func]

    def set(self, attr_name: str, value: Any) -> StaffSet:
        """Set an attribute of everybody."""
        if attr_name not in _SETTABLE:
            for person in self:
                setattr(person, attr_name, value)
        with self.model.staff_table.writing([attr_name]):
            self.model.staff_table[attr_name][self._rows()] = value
        return self

    def to_list(self) -> list[Staff]:
        """Everybody as a list."""
        return list(self)

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Result of a method or function for each person who is still there when their turn comes."""
        call = (lambda person: getattr(person, method)) if isinstance(method, str) else None
        return [
            call(p)(*args, **kwargs) if call else method(p, *args, **kwargs)  # type: ignore[operator]
            for p in self
            if p.in_system
        ]

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> StaffSet:
        """Call a method or function on each person."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> StaffSet:
        """Call a method or function on each person in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def shuffle(self, inplace: bool = False) -> StaffSet:
        """The same people in random order (Mesa's own random numbers, not the people's luck)."""
        keys = self.model.staff_table.key[self._rows()].tolist()
        self.random.shuffle(keys)
        return self._reordered(np.array(keys, dtype=np.uint64), inplace)

    def sort(self, key: Callable[[Staff], Any] | str, ascending: bool = False, inplace: bool = False) -> StaffSet:
        """The same people in order of an attribute or function, largest first unless ``ascending``."""
        rows = self._rows()
        values = self._values(key, rows) if isinstance(key, str) else np.array([key(person) for person in self])
        order = np.argsort(values, kind="stable")
        return self._reordered(self.model.staff_table.key[rows[order if ascending else order[::-1]]], inplace)

    def _reordered(self, keys: NDArray[np.uint64], inplace: bool) -> StaffSet:
        if inplace:
            self._keys = keys
            return self
        return self._of(keys)

    def groupby(self, by: Callable[[Staff], Any] | str, result_type: str = "agentset") -> Any:
        """People by the value of an attribute or function."""
        groups: dict[Any, list[int]] = {}
        for person in self:
            value = by(person) if callable(by) else getattr(person, by)
            groups.setdefault(value, []).append(person.unique_id)
        sets = {value: self._of(np.array(keys, dtype=np.uint64)) for value, keys in groups.items()}
        return mesa.agentset.GroupBy(sets if result_type == "agentset" else {k: list(s) for k, s in sets.items()})

    def __copy__(self) -> StaffSet:
        return self._of(self.keys.copy())

    def _refuse(self, *_: Any) -> None:
        raise TypeError("people join and leave by the rules of the model; this set is read-only")

    add = discard = remove = _refuse


class OrganisationAgent(FixedAgent):  # type: ignore[misc]
    """One organisation: a registered Mesa agent in a cell of the network.

    Parameters
    ----------
    model
        The model.
    index
        Position among the organisations, in order of code.
    """

    def __init__(self, model: ICS, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.cell = model.space[index]

    @classmethod
    def create(cls, model: ICS) -> tuple[OrganisationAgent, ...]:
        """All organisations of a model, in order of code."""
        return tuple(cls(model, i) for i in range(len(model.system.organisations)))

    @property
    def facts(self) -> Organisation:
        """Code, name, sector, position ..."""
        return self.model.system.organisations[self.index]

    @property
    def code(self) -> str:
        """Short code."""
        return self.facts.code

    @property
    def name(self) -> str:
        """Name as people know it."""
        return self.facts.name

    @property
    def sector(self) -> Sector:
        """What kind of employer it is."""
        return self.facts.sector

    @property
    def staff(self) -> StaffSet:
        """People it employs."""
        return self.model.staff.select(employer=self)

    @property
    def hosted(self) -> StaffSet:
        """People who work there this month, whoever employs them."""
        return self.model.staff.select(host=self)

    def _sum(self, counts: NDArray[np.int64]) -> int:
        return int(counts[self.model.posts.organisation == self.index].sum())

    @property
    def heads(self) -> int:
        """People it employs."""
        return self._sum(self.model.posts.heads)

    @property
    def fte(self) -> float:
        """Whole-time equivalents it employs."""
        return self._sum(self.model.posts.fte) / 100

    @property
    def vacancy_fte(self) -> float:
        """Establishment minus staff in post and appointed, FTE."""
        return self._sum(self.model.posts.open_fte) / 100

    def __repr__(self) -> str:
        return f"<OrganisationAgent {self.code}>"


class AgentUnion(AbstractAgentSet[mesa.Agent]):
    """Organisations and staff together, read-only: what Mesa's tools see as ``model.agents``.

    Parameters
    ----------
    model
        The model.
    """

    def __init__(self, model: ICS) -> None:
        self.model, self.random = model, model.random

    def __len__(self) -> int:
        return len(self.model.organisations) + len(self.model.staff)

    def __iter__(self) -> Iterator[mesa.Agent]:
        yield from self.model.organisations
        yield from self.model.staff

    def __contains__(self, agent: object) -> bool:
        return agent in self.model.staff or agent in self.model.organisations

    def _refuse(self, *_: Any) -> None:
        raise TypeError("people join and leave by the rules of the model; this set is read-only")

    add = discard = remove = _update = _refuse

    def shuffle(self, inplace: bool = False) -> Any: ...
    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> Any: ...
    def do(self, method: Any, *args: Any, **kwargs: Any) -> Any: ...
    def shuffle_do(self, method: Any, *args: Any, **kwargs: Any) -> Any: ...
    def map(self, method: Any, *args: Any, **kwargs: Any) -> Any: ...
