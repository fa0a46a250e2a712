"""Models leave nothing behind: a hundred in a row take no more memory than a few."""

import gc
import weakref
from collections.abc import Callable

import mesa
import numpy as np
import psutil
import pytest
from tests.worlds import agree, quiet_model, world

from icsim import luck
from icsim.agents import Staff
from icsim.model import ICS
from icsim.system import Edge


def use(seed: int) -> ICS:
    """Build a model, run it, and ask it what users ask."""
    rotation = {"staff_groups": ["nurse"], "bands": [5, 6], "places": 4, "months": 3, "pattern": "ring"}
    system = world(edges=[Edge("A", "B", "agreement", 1.0)])
    model = quiet_model(system, agree(starts="2026-04", rotation=rotation), rng=seed)
    collector = mesa.DataCollector(model_reporters={"n": lambda m: len(m.agents)}, agent_reporters={"fte": "fte"})
    model.run_for(1)
    collector.collect(model)
    model.staff.select(lambda p: p.strain > 50).groupby("band").agg("age", max)
    model.agents.shuffle_do("step")
    for organisation in model.organisations:
        organisation.cell.get_neighborhood(radius=2, include_center=True)
        len(organisation.cell.neighborhood)
    assert len(model.results.monthly)
    return model


def test_a_hundred_models_leave_nothing_behind() -> None:
    """A model of this size takes about 500 kB; ninety left behind would be seen a dozen times over."""
    models = []
    taken = []
    for seed in range(100):
        model = use(seed) if seed % 10 == 0 else quiet_model(rng=seed)
        models.append(weakref.ref(model))
        del model
        if seed in (9, 99):
            gc.collect()
            taken.append(psutil.Process().memory_info().rss)
    assert [seed for seed, model in enumerate(models) if model() is not None] == []
    assert taken[1] - taken[0] < 4_000_000


@pytest.mark.parametrize(
    "hold", [lambda model: model, lambda model: model.staff[0], lambda model: model.organisations[0]]
)
def test_a_model_goes_when_nobody_holds_it_or_its_agents(hold: Callable[[ICS], object]) -> None:
    model = use(1)
    gone, held = weakref.ref(model), hold(model)
    del model
    gc.collect()
    assert gone() is not None
    del held
    gc.collect()
    assert gone() is None


def test_meeting_everybody_keeps_no_views() -> None:
    model = quiet_model()
    model.staff.do(lambda person: person.strain)
    gc.collect()
    assert [thing for thing in gc.get_objects() if type(thing) is Staff and thing.model is model] == []


def test_seeds_are_not_remembered_for_ever() -> None:
    counter = np.zeros((4, 1), dtype=np.uint64)
    for seed in range(500):
        luck.philox(counter, seed)
    assert luck._round_keys.cache_info().currsize < 500
