"""Mesa's DataCollector and data sets work on staff and organisations as on any agents."""

import mesa
import numpy as np
import pandas as pd
import pytest
from tests.worlds import quiet_model

from icsim.agents import OrganisationAgent, Staff
from icsim.model import ICS


@pytest.fixture
def model() -> ICS:
    return quiet_model()


def collected(model: ICS, **reporters: object) -> mesa.DataCollector:
    collector = mesa.DataCollector(**reporters)
    for _ in range(2):
        collector.collect(model)
        model.step()
    return collector


def test_model_reporters(model: ICS) -> None:
    reporters = {
        "people": lambda m: len(m.staff),
        "strain": lambda m: m.staff.agg("strain", np.mean),
        "month": "month",
        "nurses": [lambda m: len(m.staff.select(staff_group="nurse")), [model]],
    }
    table = collected(model, model_reporters=reporters).get_model_vars_dataframe()
    assert table["people"].tolist() == [170, 170]
    assert table["month"].tolist() == [0, 1]
    assert table["nurses"].tolist() == [80, 80]


def test_agent_reporters_ask_everybody(model: ICS) -> None:
    before = dict(zip(model.agents.get("unique_id"), model.agents.get("strain"), strict=True))
    reporters = {"strain": "strain", "tenth": lambda agent: agent.fte / 10, "sector": "sector"}
    table = collected(model, agent_reporters=reporters).get_agent_vars_dataframe()
    assert len(table) == 2 * 173
    assert table.loc[0.0]["strain"].to_dict() == before
    assert set(table.loc[1.0].index) == set(model.agents.get("unique_id"))


def test_agent_type_reporters(model: ICS) -> None:
    reporters = {
        Staff: {"age": "age", "employer": lambda person: person.employer.code},
        OrganisationAgent: {"heads": "heads", "code": "code"},
        mesa.Agent: {"fte": "fte"},
    }
    collector = collected(model, agenttype_reporters=reporters)
    staff = collector.get_agenttype_vars_dataframe(Staff)
    assert staff.loc[0.0]["employer"].value_counts().to_dict() == {"A": 70, "B": 50, "C": 50}
    organisations = collector.get_agenttype_vars_dataframe(OrganisationAgent)
    assert organisations.loc[1.0].set_index("code")["heads"].to_dict() == {"A": 70, "B": 50, "C": 50}
    assert len(collector.get_agenttype_vars_dataframe(mesa.Agent)) == 2 * 173


def test_reporting_an_agent_does_not_copy_the_model(model: ICS) -> None:
    reporters = {Staff: {"employer": "employer", "me": lambda person: person}}
    collector = collected(model, agenttype_reporters=reporters, model_reporters={"staff": "staff"})
    table = collector.get_agenttype_vars_dataframe(Staff)
    assert {id(employer.model) for employer in table["employer"]} == {id(model)}
    assert {id(person.model) for person in table["me"]} == {id(model)}
    assert collector.get_model_vars_dataframe()["staff"][0].model is model


def test_people_who_left_stay_in_what_was_collected() -> None:
    model = quiet_model(parameters={"retire.rate_65": 0.8, "retire.rate_60": 0.3})
    collector = mesa.DataCollector(agenttype_reporters={Staff: {"age": "age"}})
    collector.collect(model)
    model.run_for(24)
    collector.collect(model)
    table = collector.get_agenttype_vars_dataframe(Staff)
    gone = set(table.loc[0.0].index) - set(table.loc[24.0].index)
    assert gone
    assert set(table.loc[24.0].index) == set(model.staff.get("unique_id"))


def test_mesas_data_sets(model: ICS) -> None:
    rows = model.data_registry.track_agents(model.staff, "people", fields=["strain", "age"]).data
    assert pd.DataFrame(rows)["age"].tolist() == model.staff.get("age")
    assert pd.DataFrame(rows)["unique_id"].tolist() == model.staff_table.key.tolist()
