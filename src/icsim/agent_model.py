"""The Mesa side of the model: its agents, their space, and copies of it."""

from __future__ import annotations

import copyreg
from typing import TYPE_CHECKING, Any

import mesa
from mesa.discrete_space import Cell, Network

from icsim.agent_sets import AgentList, AgentUnion, Organisations
from icsim.agents import OrganisationAgent, Staff
from icsim.hazards import Factor
from icsim.rule import all_rules
from icsim.staff_set import StaffSet

if TYPE_CHECKING:
    import networkx as nx

    from icsim.system import System


class OrganisationCell(Cell):  # type: ignore[misc]
    """Place of an organisation in the network.

    Mesa remembers every neighbourhood ever asked for as long as the process
    lasts, and with it the model. These are worked out when asked.
    """

    __slots__ = ()

    def get_neighborhood(self, radius: int = 1, include_center: bool = False) -> Any:
        """Cells at most ``radius`` partnerships away."""
        return super().get_neighborhood.__wrapped__(self, radius, include_center)

    def _neighborhood(self, radius: int = 1, include_center: bool = False) -> Any:
        return super()._neighborhood.__wrapped__(self, radius, include_center)

    def _clear_cache(self) -> None:
        """Nothing is remembered."""


class AgentModel(mesa.Model):  # type: ignore[misc]
    """A Mesa model whose agents are organisations in a network, and their staff.

    Attributes
    ----------
    graph
        Partnerships: nodes are positions in ``organisations``.
    space
        The same as a Mesa space, laid out by longitude and latitude; a cell
        holds one organisation and no staff.
    organisations
        Organisations, by position or code: ``model.organisations["RTE"]``.
    """

    system: System
    month: int

    def settle_organisations(self, minutes_per_km: float) -> None:
        """Make the organisations and put each in its cell."""
        self.graph: nx.Graph[int] = self.system.graph(minutes_per_km)
        layout = {i: (o.lon, o.lat) for i, o in enumerate(self.system.organisations)}
        self.space = Network(self.graph, random=self.random, cell_klass=OrganisationCell, layout=layout)
        self.organisations = Organisations(self, [OrganisationAgent(self, i) for i in range(len(layout))])

    @property
    def staff(self) -> StaffSet:
        """Everybody, by position or name: ``model.staff["RTE/nurse/17"]``."""
        return StaffSet(self)

    @property
    def agents(self) -> AgentUnion:
        """Organisations, agents a user has added, and staff, as one read-only set."""
        return AgentUnion(self, AgentList(self, super().agents), self.staff)

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], Any]:
        """Sets of agents by their class."""
        return {**super().agents_by_type, Staff: self.staff}

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """Classes of agents."""
        return list(self.agents_by_type)


def _declared(clock: str, name: str) -> Factor:
    """The factor that a rule declares under a name."""
    hazards = (hazard for rule in all_rules() for hazard in rule.hazards if hazard.clock == clock)
    return next(factor for hazard in hazards for factor in hazard.factors if factor.name == name)


def _reduced(factor: Factor) -> tuple[Any, ...]:
    """How to pickle a factor: by name, since a rule may declare it with a lambda."""
    for rule in all_rules():
        for hazard in rule.hazards:
            if any(factor is declared for declared in hazard.factors):
                return _declared, (hazard.clock, factor.name)
    return Factor, (factor.name, factor.by, factor.table)


copyreg.pickle(Factor, _reduced)
