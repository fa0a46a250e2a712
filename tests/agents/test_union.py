"""``model.agents`` is organisations, staff and students together, for Mesa's tools; nothing can be added to it."""

from collections import Counter

import mesa
import numpy as np
import pytest
from tests.worlds import quiet_model

from icsim.agents import OrganisationAgent, Staff, Student
from icsim.ledger import Reason
from icsim.model import ICS
from icsim.person_sets import StaffSet


@pytest.fixture
def model() -> ICS:
    return quiet_model()


def test_everybody_once_organisations_first(model: ICS) -> None:
    agents = list(model.agents)
    assert len(model.agents) == len(agents) == len(set(agents)) == 173
    assert agents[:3] == list(model.organisations)
    assert agents[3:] == list(model.staff)
    assert len({agent.unique_id for agent in agents}) == 173
    assert all(isinstance(agent, mesa.Agent) and agent in model.agents for agent in agents)
    assert quiet_model().staff[0] not in model.agents


def test_by_position(model: ICS) -> None:
    agents = list(model.agents)
    assert [model.agents[0], model.agents[3], model.agents[-1]] == [agents[0], agents[3], agents[-1]]
    assert list(model.agents[1:5]) == agents[1:5]
    assert model.random.choice(model.agents) in agents
    with pytest.raises(IndexError):
        model.agents[173]


def test_select(model: ICS) -> None:
    assert list(model.agents.select(agent_type=OrganisationAgent)) == list(model.organisations)
    staff = model.agents.select(agent_type=Staff)
    assert isinstance(staff, StaffSet)
    assert len(staff) == 170
    assert len(model.agents.select(agent_type=mesa.Agent)) == len(model.agents.select()) == 173
    assert len(model.agents.select(agent_type=mesa.Agent, at_most=5)) == 5
    assert len(model.agents.select(at_most=0.5)) == 86
    expected = [a for a in model.agents if a.fte >= 1]
    assert list(model.agents.select(lambda a: a.fte >= 1)) == expected
    assert list(model.agents.select(lambda a: a.fte >= 1, at_most=2)) == expected[:2]
    assert len(model.agents.select(lambda a: a.fte < 0, agent_type=Staff)) == 0


def test_inplace_leaves_the_model_alone(model: ICS) -> None:
    agents = model.agents
    assert agents.select(agent_type=OrganisationAgent, inplace=True) is agents
    assert (len(agents), len(model.agents)) == (3, 173)
    assert len(model.agents.shuffle(inplace=True).do("step")) == 173


def test_get_agg_and_set(model: ICS) -> None:
    assert model.agents.get("fte") == [a.fte for a in model.agents]
    assert model.agents.get(["unique_id", "sector"]) == [[a.unique_id, a.sector] for a in model.agents]
    assert model.agents.get("code", handle_missing="default", default_value="-")[:4] == ["A", "B", "C", "-"]
    with pytest.raises(AttributeError, match="index"):
        model.agents.get("index")
    assert model.agents.agg("fte", [min, max]) == [min(model.agents.get("fte")), 70.0]
    with pytest.raises(AttributeError):
        model.agents.set("strain", 5)
    assert model.agents.select(lambda a: isinstance(a, Staff)).set("strain", 5).agg("strain", max) == 5


def test_do_map_shuffle_sort_and_group(model: ICS) -> None:
    met: list[object] = []
    assert len(model.agents.do(met.append)) == 173
    assert met == list(model.agents)
    assert model.agents.map(lambda a, n: n, 2) == [2] * 173
    shuffled = list(model.agents.shuffle())
    assert shuffled != met
    assert set(shuffled) == set(met)
    met.clear()
    model.agents.shuffle_do(met.append)
    assert set(met) == set(shuffled)
    by_fte = model.agents.sort("fte")
    assert by_fte.get("fte") == sorted(model.agents.get("fte"), reverse=True)
    groups = model.agents.groupby(type)
    assert groups.count() == {OrganisationAgent: 3, Staff: 170}
    assert groups.agg("fte", max)[OrganisationAgent] == 70.0
    assert model.agents.groupby("sector").count() == Counter(model.agents.get("sector"))


def test_a_selection_loses_those_who_leave(model: ICS) -> None:
    some = model.agents[:10]
    model.movements.leave({Reason.left: model.staff_table.rows_of(model.staff[:4].keys)})
    assert len(some) == len(list(some)) == 6
    assert len(model.agents) == 169


def test_types(model: ICS) -> None:
    assert model.agent_types == [OrganisationAgent, Staff, Student]
    counted = {kind: len(some) for kind, some in model.agents_by_type.items()}
    assert counted == {OrganisationAgent: 3, Staff: 170, Student: 0}


def test_an_agent_of_the_users_own_is_one_of_them(model: ICS) -> None:
    regulator = mesa.Agent(model)
    assert regulator in model.agents
    assert len(model.agents) == 174
    assert model.agent_types == [OrganisationAgent, mesa.Agent, Staff, Student]
    regulator.remove()
    assert len(model.agents) == 173
    model.run_for(1)


@pytest.mark.parametrize("verb", ["add", "discard", "remove"])
def test_read_only(model: ICS, verb: str) -> None:
    with pytest.raises(TypeError, match="by the rules"):
        getattr(model.agents, verb)(model.staff[0])
    with pytest.raises(AttributeError):
        model.agents = []


def test_it_follows_the_run() -> None:
    model = quiet_model(parameters={"retire.rate_65": 0.8, "retire.rate_60": 0.3})
    agents, before = model.agents, len(model.agents)
    model.run_for(24)
    assert len(agents) == 3 + model.staff_table.n == len(list(agents)) != before
    assert agents.get("unique_id")[3:] == model.staff_table.key.tolist()
    assert np.isfinite(agents.agg("strain", np.mean))
