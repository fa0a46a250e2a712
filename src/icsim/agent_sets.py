"""Sets of agents that can be asked everything Mesa's can, and changed by nobody.

People and organisations come and go by the rules, so a set has no ``add``
or ``remove``; with ``inplace`` a set narrows or reorders itself, never the
model.
"""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, Any, Self, overload

import mesa
import numpy as np

from icsim.copies import CopiedWithModel

try:
    from mesa.agentset import AbstractAgentSet, GroupBy
except ImportError:  # where Mesa 3.5.0 keeps them
    from mesa.agent import AbstractAgentSet, GroupBy

if TYPE_CHECKING:
    from icsim.agents import OrganisationAgent
    from icsim.model import ICS

type Function = Callable[..., Any]


class Groups(GroupBy):  # type: ignore[misc]
    """Groups of agents by value; ``agg`` asks whole groups, so groups of staff answer from columns."""

    def agg(self, attr_name: str, func: Function) -> dict[Any, Any]:
        """A function of one attribute in every group, by the value that makes the group."""
        if all(isinstance(group, ReadOnlySet) for group in self.groups.values()):
            return {value: group.agg(attr_name, func) for value, group in self.groups.items()}
        summed: dict[Any, Any] = super().agg(attr_name, func)
        return summed


class ReadOnlySet[A: mesa.Agent](CopiedWithModel, AbstractAgentSet):  # type: ignore[misc]
    """Mesa's verbs for a set that nobody can add to or remove from.

    A kind of set says how it is walked through, and how to hold certain agents.
    """

    model: ICS

    @abstractmethod
    def _update(self, agents: Iterable[A]) -> Self:
        """Hold these agents, in this order."""

    def _holding(self, agents: Iterable[A], inplace: bool = False) -> Self:
        """Such a set of these agents, each once, in this order."""
        holder = self if inplace else self._twin()
        return holder._update(dict.fromkeys(agents))  # noqa: SLF001  a set of the same kind

    _from_iterable = _holding  # how collections.abc makes unions and differences

    def _twin(self) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    @property
    def random(self) -> Random:
        """Mesa's own random numbers: they decide orders, never anybody's luck."""
        chances: Random = self.model.random
        return chances

    def _limit(self, at_most: int | float) -> int:
        """Most agents to select: a number, or a share of the set if a float up to 1."""
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = len(self) * at_most
        return len(self) if at_most >= len(self) else max(0, int(at_most))

    def select(
        self,
        filter_func: Callable[[A], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
    ) -> Any:
        """Agents of a type that pass a filter, at most so many: a number, or a share if a float up to 1."""
        kind = agent_type or mesa.Agent
        passing = (a for a in self if isinstance(a, kind) and (filter_func is None or filter_func(a)))
        return self._holding(list(islice(passing, self._limit(at_most))), inplace)

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """One attribute of everybody, or a list of several."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*columns, strict=True)]
        otherwise = (default_value,) if handle_missing == "default" else ()
        return self._attribute(attr_names, *otherwise)

    def _attribute(self, name: str, *otherwise: Any) -> list[Any]:
        return [getattr(agent, name, *otherwise) for agent in self]

    def agg(self, attribute: str, func: Function | Iterable[Function]) -> Any:
        """A function, or several, of one attribute of everybody: ``agg("strain", np.mean)``."""
        values = self._numbers(attribute)
        if callable(func):
            return _plain(func(values))
        return [_plain(f(values)) for f in func]

    def _numbers(self, name: str) -> Any:
        return self.get(name)

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of everybody."""
        for agent in self:
            setattr(agent, attr_name, value)
        return self

    def map(self, method: str | Function, *args: Any, **kwargs: Any) -> list[Any]:
        """Result of a method or function for each agent who is still there when their turn comes."""
        if isinstance(method, str):
            call = operator.methodcaller(method, *args, **kwargs)
            return [call(agent) for agent in self if _present(agent)]
        return [method(agent, *args, **kwargs) for agent in self if _present(agent)]

    def do(self, method: str | Function, *args: Any, **kwargs: Any) -> Self:
        """Call a method or function for each agent who is still there when their turn comes."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Function, *args: Any, **kwargs: Any) -> Self:
        """As :meth:`do`, in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def shuffle(self, inplace: bool = False) -> Self:
        """The same agents in random order."""
        agents = list(self)
        self.random.shuffle(agents)
        return self._holding(agents, inplace)

    def sort(self, key: Callable[[A], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The same agents in order of an attribute or function, largest first unless ``ascending``."""
        value = operator.attrgetter(key) if isinstance(key, str) else key
        return self._holding(sorted(self, key=value, reverse=not ascending), inplace)

    def groupby(self, by: Callable[[A], Any] | str, result_type: str = "agentset") -> Groups:
        """Agents by the value of an attribute or function, as sets or, with ``result_type="list"``, lists."""
        value = operator.attrgetter(by) if isinstance(by, str) else by
        groups: dict[Any, list[A]] = {}
        for agent in self:
            groups.setdefault(value(agent), []).append(agent)
        if result_type == "list":
            return Groups(groups)
        return Groups({value: self._holding(agents) for value, agents in groups.items()})

    def to_list(self) -> list[A]:
        """Everybody as a list."""
        return list(self)

    def copy(self) -> Self:
        """Those who are in the set now; it no longer follows who comes and goes."""
        return self._holding(list(self))

    __copy__ = copy

    def add(self, agent: Any) -> None:
        """Refuse, as do ``discard`` and ``remove``."""
        raise TypeError(f"people come and go by the rules of the model; {agent!r} cannot be added or removed by hand")

    discard = remove = add

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"


class AgentList[A: mesa.Agent](ReadOnlySet[A], Sequence[A]):
    """Certain agents, in order; people drop out when they leave the system.

    Parameters
    ----------
    model
        The model.
    agents
        The agents; a set of Mesa's own is followed as it changes.
    """

    def __init__(self, model: ICS, agents: Iterable[A]) -> None:
        self.model, self._members = model, agents if isinstance(agents, AbstractAgentSet) else tuple(agents)

    def _update(self, agents: Iterable[A]) -> Self:
        self._members = tuple(agents)
        return self

    def __len__(self) -> int:
        return sum(map(_present, self._members))

    def __iter__(self) -> Iterator[A]:
        return filter(_present, self._members)

    def __contains__(self, agent: object) -> bool:
        return agent in self._members and _present(agent)

    @overload
    def __getitem__(self, item: int) -> A: ...
    @overload
    def __getitem__(self, item: slice) -> Self: ...
    def __getitem__(self, item: int | slice) -> A | Self:
        """Agent by position, or a slice of agents."""
        agents = list(self)[item]
        return self._holding(agents) if isinstance(agents, list) else agents


class Organisations(AgentList["OrganisationAgent"]):
    """The organisations of a model, in order of code."""

    @overload
    def __getitem__(self, item: int | str) -> OrganisationAgent: ...
    @overload
    def __getitem__(self, item: slice) -> Self: ...
    def __getitem__(self, item: int | str | slice) -> OrganisationAgent | Self:
        """Organisation by position or code (``RTE``), or a slice of organisations.

        Raises
        ------
        ValueError
            If no organisation here has that code.
        """
        if not isinstance(item, str):
            return super().__getitem__(item)
        for organisation in self:
            if organisation.code == item:
                return organisation
        raise ValueError(f"there is no organisation {item!r} here")


class AgentUnion(ReadOnlySet[mesa.Agent], Sequence[mesa.Agent]):
    """Several sets one after the other: what Mesa's tools see as ``model.agents``.

    Parameters
    ----------
    model
        The model.
    *parts
        The sets; they share nobody.
    """

    def __init__(self, model: ICS, *parts: ReadOnlySet[Any]) -> None:
        self.model, self._parts = model, parts

    def _update(self, agents: Iterable[mesa.Agent]) -> Self:
        self._parts = (AgentList(self.model, agents),)
        return self

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[mesa.Agent]:
        return chain.from_iterable(self._parts)

    def __contains__(self, agent: object) -> bool:
        return any(agent in part for part in self._parts)

    @overload
    def __getitem__(self, item: int) -> mesa.Agent: ...
    @overload
    def __getitem__(self, item: slice) -> Self: ...
    def __getitem__(self, item: int | slice) -> Any:
        """Agent by position, or a slice of agents."""
        if isinstance(item, slice):
            return self._holding(list(self)[item])
        at = range(len(self))[item]
        for part in self._parts:
            if at < len(part):
                break
            at -= len(part)
        return part[at]

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
    ) -> Any:
        """Agents of a type that pass a filter; if they are all staff, a set that answers from columns."""
        if agent_type is None or inplace:
            return super().select(filter_func, at_most, inplace, agent_type)
        limit = self._limit(at_most)
        found = [part.select(filter_func, limit, agent_type=agent_type) for part in self._parts]
        some = [part for part in found if len(part)]
        if len(some) == 1:
            return some[0]
        return AgentUnion(self.model, *some) if limit >= len(self) else self._holding(islice(chain(*some), limit))

    def _attribute(self, name: str, *otherwise: Any) -> list[Any]:
        how = ("default", *otherwise) if otherwise else ()
        return [value for part in self._parts for value in part.get(name, *how)]

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of everybody."""
        for part in self._parts:
            part.set(attr_name, value)
        return self


def _present(agent: Any) -> bool:
    """Whether an agent is in the system; agents other than staff always are."""
    return bool(getattr(agent, "in_system", True))


def _plain(value: Any) -> Any:
    """A number of numpy's as a Python number."""
    return value.item() if isinstance(value, np.generic) else value
