"""Feel: strain follows pressure, belonging grows in those who stay."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import quiet_model, rule_named, world

from icsim.model import ICS


def nurses(heads: int = 100, **parameters: float) -> ICS:
    return quiet_model(world({"A": {"nurse": {"heads": heads}}}), parameters=parameters)


def feel(model: ICS, months: int = 1) -> None:
    for _ in range(months):
        model.run(rule_named(model, "feel"))
        model.month += 1


def set_all(model: ICS, **levels: int) -> None:
    with model.staff_table.writing(levels):
        for name, level in levels.items():
            model.staff_table[name][:] = level


def test_at_rest_nothing_changes() -> None:
    model = nurses()
    set_all(model, strain=40, belonging=70)
    feel(model, 60)
    assert set(model.staff_table.strain) == {40}
    assert set(model.staff_table.belonging) == {70}


@pytest.mark.parametrize(("pressure", "strain"), [(0.0, 40), (0.1, 70), (0.15, 85), (0.2, 100), (0.9, 100)])
def test_strain_that_follows_at_once_by_hand(pressure: float, strain: int) -> None:
    model = nurses(**{"feel.strain_share": 1})
    model.state.pressure[:] = pressure
    feel(model)
    assert set(model.staff_table.strain) == {strain}


@pytest.mark.parametrize(("column", "start", "target", "share"), [
    ("strain", 100, 40, 0.15), ("strain", 0, 40, 0.15), ("belonging", 30, 70, 0.017), ("belonging", 100, 70, 0.017),
])  # fmt: skip
def test_a_gap_shrinks_by_its_share_every_month(column: str, start: int, target: int, share: float) -> None:
    model = nurses()
    set_all(model, **{column: start})
    for months in range(1, 61):
        feel(model)
        exact = target + (start - target) * (1 - share) ** months
        assert abs(float(model.staff_table[column].mean()) - exact) < 1.6


def test_pressure_elsewhere_strains_nobody_here() -> None:
    model = quiet_model(parameters={"feel.strain_share": 1})
    model.state.pressure[:] = np.array([0.1, 0, 0, 0, 0, 0])
    feel(model)
    strained = model.staff_table.strain > 40
    assert np.array_equal(strained, model.staff_table.host_cell == 0)


def test_feelings_stay_between_0_and_100_and_move_nobody() -> None:
    model = nurses()
    set_all(model, strain=100, belonging=0)
    model.state.pressure[:] = 1.0
    feel(model, 100)
    assert set(model.staff_table.strain) == {100}
    assert model.posts.heads.tolist() == [100]
    assert model.results.flows.empty


def test_before_the_first_month_strain_is_where_pressure_has_brought_it() -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 90, "posts": 100}}}))
    # pressure 0.0273 (see cover): 40 + 300 x 0.0273 = 48.19
    assert set(model.staff_table.strain) == {48}
