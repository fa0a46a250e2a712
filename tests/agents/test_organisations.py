"""Organisations are registered Mesa agents, each in its own cell of the partnership network."""

import numpy as np
import pytest
from tests.worlds import agree, quiet_model, world

from icsim.agents import OrganisationAgent
from icsim.codes import Sector
from icsim.model import ICS
from icsim.system import Edge


@pytest.fixture
def model() -> ICS:
    edges = [Edge("A", "B", "agreement", 1.0), Edge("B", "C", "shared_catchment", 0.5)]
    return quiet_model(world(edges=edges))


def test_by_position_and_code(model: ICS) -> None:
    a, b, c = model.organisations
    assert (model.organisations["B"], model.organisations[-1]) == (b, c)
    assert list(model.organisations[:2]) == [a, b]
    assert (a.code, a.name, a.sector, c.sector) == ("A", "Organisation A", Sector.acute, Sector.social_care)
    assert model.organisations.get("code") == ["A", "B", "C"]
    assert len(model.organisations.select(lambda o: o.sector == Sector.acute)) == 2
    assert repr(b) == "<OrganisationAgent B>"
    with pytest.raises(ValueError, match="no organisation 'Z'"):
        model.organisations["Z"]
    with pytest.raises(ValueError, match="no organisation 'C'"):
        model.organisations[:2]["C"]


def test_counts_are_those_of_the_staff(model: ICS) -> None:
    for organisation in model.organisations:
        staff = organisation.staff
        assert organisation.heads == len(staff) == len(organisation.hosted)
        assert organisation.fte == pytest.approx(staff.agg("fte", sum))
        assert organisation.strain == pytest.approx(organisation.hosted.agg("strain", np.mean))
        assert organisation.belonging == pytest.approx(organisation.hosted.agg("belonging", np.mean))
        assert organisation.vacancy_fte == 0
        assert all(person.employer is organisation for person in staff)


def test_hosted_are_those_who_work_there_whoever_employs_them() -> None:
    rotation = {"staff_groups": ["nurse"], "places": 6, "months": 6, "pattern": "ring"}
    staff = {code: {"nurse": {"heads": 60}} for code in "ABC"}
    model = quiet_model(world(staff), agree(starts="2026-04", rotation=rotation))
    model.run_for(2)
    away = [p for p in model.staff if p.host is not p.employer]
    assert away
    for organisation in model.organisations:
        assert set(organisation.hosted) == {p for p in model.staff if p.host is organisation}
        assert organisation.strain == pytest.approx(organisation.hosted.agg("strain", np.mean))


def test_nobody_working_there_has_no_strain() -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 3}}, "B": {"nurse": {"heads": 0, "posts": 2}}}))
    assert np.isnan(model.organisations["B"].strain)
    assert (model.organisations["B"].heads, model.organisations["B"].vacancy_fte) == (0, 2.0)


def test_cells_hold_the_organisation_and_no_staff(model: ICS) -> None:
    assert [cell.coordinate for cell in model.space.all_cells] == [0, 1, 2]
    for organisation in model.organisations:
        assert organisation.cell is model.space[organisation.index]
        assert organisation.cell.agents == [organisation]
    model.run_for(2)
    assert [len(cell.agents) for cell in model.space.all_cells] == [1, 1, 1]
    assert not hasattr(model.staff[0], "cell")


def test_neighbours_are_partners(model: ICS) -> None:
    a, b, c = model.organisations
    assert set(b.cell.connections.values()) == {a.cell, c.cell}
    assert set(a.cell.neighborhood.agents) == {b}
    assert set(a.cell.get_neighborhood(radius=2).agents) == {b, c}
    assert set(a.cell.get_neighborhood(radius=2, include_center=True).agents) == {a, b, c}
    assert model.graph.edges[1, 2]["weight"] == 0.5
    with pytest.raises(ValueError, match="radius"):
        a.cell.get_neighborhood(radius=0)


def test_a_new_connection_shows_at_once(model: ICS) -> None:
    a, _, c = model.organisations
    assert c not in a.cell.neighborhood.agents
    model.space.add_connection(a.cell, c.cell)
    assert c in a.cell.neighborhood.agents


def test_laid_out_by_longitude_and_latitude(model: ICS) -> None:
    for organisation in model.organisations:
        assert organisation.cell.position.tolist() == [organisation.facts.lon, organisation.facts.lat]
        assert model.space.find_nearest_cell(organisation.cell.position) is organisation.cell


def test_organisations_stay(model: ICS) -> None:
    with pytest.raises(TypeError, match="stay for the whole run"):
        model.organisations[0].remove()
    with pytest.raises(ValueError, match="Cannot move"):
        model.organisations[0].cell = model.space[1]
    assert isinstance(model.organisations[0], OrganisationAgent)
    assert len(model.organisations) == 3
