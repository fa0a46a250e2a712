"""The Mesa side of the model: its agents and their space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
from mesa.discrete_space import Cell, CellCollection, Network

from icsim.agent_sets import AgentList, AgentUnion, Organisations
from icsim.agents import OrganisationAgent, Staff, Student
from icsim.person_sets import StaffSet, StudentSet

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
        if radius < 1:
            raise ValueError(f"a radius of {radius} is not at least 1")
        reached = edge = dict.fromkeys([self])
        for _ in range(radius):
            edge = dict.fromkeys(near for cell in edge for near in cell.connections.values() if near not in reached)
            reached = reached | edge
        if not include_center:
            reached.pop(self)
        return CellCollection(list(reached), random=self.random)

    def _clear_cache(self) -> None:
        """Nothing is remembered."""


class AgentModel(mesa.Model):  # type: ignore[misc]
    """A Mesa model whose agents are organisations in a network, their staff and students.

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
    def students(self) -> StudentSet:
        """Students, by position or name: ``model.students["UNI-WEN/adult_nursing/2026-09/12"]``."""
        return StudentSet(self)

    @property
    def agents(self) -> AgentUnion:
        """Organisations, agents a user has added, staff and students, as one read-only set."""
        return AgentUnion(self, AgentList(self, super().agents), self.staff, self.students)

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], Any]:
        """Sets of agents by their class."""
        return {**super().agents_by_type, Staff: self.staff, Student: self.students}

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """Classes of agents."""
        return list(self.agents_by_type)
