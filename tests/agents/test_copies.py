"""A model that has been pickled or copied goes on exactly as the original does."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.worlds import AT_ONCE, agree, world

from icsim.model import ICS
from icsim.system import Edge

STAFF = {
    code: {group: {"heads": 60, "posts": 66, "leavers": 1.5, "joiners": 1.5} for group in ("nurse", "clinical_support")}
    for code in "ABC"
}


def busy_model() -> ICS:
    rotation = {"staff_groups": ["nurse"], "bands": [5, 6], "places": 9, "months": 3, "pattern": "ring"}
    agreement = agree(starts="2026-05", rotation=rotation, passport={"recognises": ["dbs", "training"]})
    edges = [Edge("A", "B", "agreement", 1.0)]
    return ICS(world(STAFF, edges=edges), agreements=[agreement], rng=7, parameters=AT_ONCE, trace=["A/nurse/0"])


def pickled(model: ICS) -> ICS:
    again: ICS = pickle.loads(pickle.dumps(model))
    return again


COPIES = pytest.mark.parametrize("copied", [pickled, copy.deepcopy])


def assert_same(one: ICS, other: ICS) -> None:
    for table in ("monthly", "flows", "refusals"):
        pd.testing.assert_frame_equal(getattr(one.results, table), getattr(other.results, table))
    pd.testing.assert_frame_equal(one.trace.table, other.trace.table)
    for name in one.staff_table.names:
        assert one.staff_table[name].tobytes() == other.staff_table[name].tobytes()


@COPIES
@pytest.mark.parametrize("months", [0, 5])
def test_goes_on_as_the_original(copied: Callable[[ICS], ICS], months: int) -> None:
    model = busy_model()
    if months:
        model.run_for(months)
    twin = copied(model)
    assert_same(model, twin)
    model.run_for(6)
    assert (twin.month, twin.time) == (months, months)  # untouched by the original
    twin.run_for(6)
    assert (twin.month, twin.time) == (months + 6, months + 6)
    assert len(model.results.flows) > 20
    assert_same(model, twin)
    assert model.staff.shuffle().get("name") == twin.staff.shuffle().get("name")


@COPIES
def test_stepping_a_copy_is_a_month_of_the_copy(copied: Callable[[ICS], ICS]) -> None:
    model = busy_model()
    model.step()
    twin = copied(copied(model))
    twin.step()
    model.step()
    assert (model.month, twin.month) == (2, 2)
    assert_same(model, twin)


@COPIES
def test_the_agents_of_a_copy_are_its_own(copied: Callable[[ICS], ICS]) -> None:
    model = busy_model()
    model.favourites = [model.staff[3], model.staff[:4]]
    twin = copied(model)
    assert {id(agent.model) for agent in [*twin.agents, *twin.favourites]} == {id(twin)}
    assert twin.favourites[0] == twin.staff[3]
    assert twin.favourites[1] == twin.staff[:4]
    before = model.staff.get("strain")
    twin.staff.set("strain", 77)
    assert model.staff.get("strain") == before
    a, b, _ = twin.organisations
    assert twin.space[0].agents == [a]
    assert set(a.cell.neighborhood.agents) == {b}
    assert [o.cell for o in twin.organisations] == [twin.space[i] for i in range(3)]


def test_a_set_or_organisation_is_copied_with_its_model_only() -> None:
    model = busy_model()
    assert copy.deepcopy(model.staff[2:5]) == model.staff[2:5]
    assert copy.deepcopy(model.organisations["A"]) is model.organisations["A"]
    assert list(copy.deepcopy(model.organisations)) == list(model.organisations)
    assert list(copy.deepcopy(model.agents[:5])) == list(model.agents[:5])
    again = pickle.loads(pickle.dumps(model.staff[2:5]))
    assert again.get("name") == model.staff[2:5].get("name")
    assert pickle.loads(pickle.dumps(model.agents)).get("unique_id") == model.agents.get("unique_id")


@pytest.mark.slow
def test_another_process_goes_on_too(tmp_path: Path) -> None:
    model = busy_model()
    model.run_for(3)
    (tmp_path / "model").write_bytes(pickle.dumps(model))
    code = (
        "import pickle, sys; from pathlib import Path; folder = Path(sys.argv[1]); "
        "model = pickle.loads((folder / 'model').read_bytes()); model.run_for(3); "
        "(folder / 'flows').write_bytes(pickle.dumps(model.results.flows))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    model.run_for(3)
    pd.testing.assert_frame_equal(pickle.loads((tmp_path / "flows").read_bytes()), model.results.flows)
