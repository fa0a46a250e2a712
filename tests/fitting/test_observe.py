"""Observations of many runs: kept by address, made once, the same here and in workers, and worth what a run is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from icsim.codes import Sector, StaffGroup
from icsim.errors import InputError
from icsim.experiment.spec import RunSpec
from icsim.experiment.wanted import Progress
from icsim.fitting.observe import make_observations, observe, observe_runs, values_of
from icsim.fitting.observed import ARRIVALS, EXITS, ObservationStore, ObservedSpec, read_observation
from icsim.fitting.targets import Target, read_targets, shipped_targets
from icsim.load import load_system

MONTHS = 12


@pytest.fixture(scope="module")
def targets() -> tuple[Target, ...]:
    return read_targets(shipped_targets()).value.targets


@pytest.fixture(scope="module")
def specs() -> list[RunSpec]:
    return [RunSpec.of("small", months=MONTHS, seed=seed) for seed in (1, 2)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, specs: list[RunSpec], targets: tuple[Target, ...]) -> Path:
    """Two runs of the teaching system, observed."""
    where = tmp_path_factory.mktemp("observed")
    make_observations([ObservedSpec(spec, targets) for spec in specs], where)
    return where


def test_a_run_is_worth_what_its_tables_say(folder: Path, specs: list[RunSpec], targets: tuple[Target, ...]) -> None:
    model = specs[0].build()
    model.run_for(MONTHS)
    tables = {"monthly": model.results.monthly, "flows": model.results.flows, "students": model.results.students}
    expected = observe(targets, tables, model.system)
    kept = observe_runs(specs, targets, folder).iloc[0]
    measured = expected.notna()
    assert measured.sum() > 30
    pd.testing.assert_series_equal(kept[measured], expected[measured], check_names=False)


def test_what_is_there_is_not_made_again(folder: Path, specs: list[RunSpec], targets: tuple[Target, ...]) -> None:
    told: list[Progress] = []
    observe_runs(specs, targets, folder, progress=told.append)
    assert (told[-1].made, told[-1].kept, told[-1].total) == (0, 2, 2)


def test_workers_keep_the_same_bytes(
    folder: Path, tmp_path: Path, specs: list[RunSpec], targets: tuple[Target, ...]
) -> None:
    make_observations([ObservedSpec(spec, targets) for spec in specs], tmp_path, workers=1)
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*.parquet"))]
    assert len(names) == 2
    assert [(tmp_path / name).read_bytes() == (folder / name).read_bytes() for name in names] == [True, True]


def test_a_damaged_observation_counts_as_not_there(
    folder: Path, tmp_path: Path, specs: list[RunSpec], targets: tuple[Target, ...]
) -> None:
    asked = ObservedSpec(specs[0], targets)
    whole = ObservationStore(folder).path(asked.digest)
    store = ObservationStore(tmp_path)
    copy = store.path(asked.digest)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(whole.read_bytes())
    assert store.has(asked.digest)
    copy.write_bytes(whole.read_bytes()[:-100])
    assert not store.has(asked.digest)
    with pytest.raises(InputError, match="is missing or damaged"):
        store.observation(asked)


def test_the_address_is_of_the_run_what_is_measured_and_what_is_hidden(
    specs: list[RunSpec], targets: tuple[Target, ...]
) -> None:
    one = ObservedSpec(specs[0], targets)
    others = [
        ObservedSpec(specs[1], targets),
        ObservedSpec(specs[0], targets[1:]),
        ObservedSpec(specs[0], targets, ("HOS",)),
    ]
    assert len({one.digest, *(each.digest for each in others)}) == 4
    corrected = (targets[0].model_copy(update={"value": 0.5}), *targets[1:])
    assert ObservedSpec(specs[0], corrected).digest == one.digest


def test_leavers_and_joiners_of_trusts_are_those_of_the_monthly_table(
    folder: Path, specs: list[RunSpec], targets: tuple[Target, ...]
) -> None:
    model = specs[0].build()
    model.run_for(MONTHS)
    table = model.results.monthly
    trusts = table[table["sector"].isin(["acute", "mental_health", "community", "ambulance"])]
    seen = ObservationStore(folder).observation(ObservedSpec(specs[0], targets))
    assert seen.cells(EXITS)["count"].sum() == trusts["leavers"].sum() + trusts["movers_out"].sum()
    assert seen.cells(ARRIVALS)["count"].sum() == trusts["joiners"].sum() + trusts["movers_in"].sum()
    first = seen.cells(EXITS).query("month == 0").set_index(["organisation", "staff_group"])["heads"]
    system = model.system
    for (code, group), heads in first.items():
        assert heads == system.heads[system.index[code], StaffGroup[group]]


def test_what_is_hidden_stands_at_the_national_rate(specs: list[RunSpec], targets: tuple[Target, ...]) -> None:
    system = load_system("small")
    trust = next(o.code for o in system.organisations if o.sector == Sector.acute)
    model, whole = ObservedSpec(specs[0], targets, (trust,)).build(), specs[0].build()
    own = model.posts.organisation == model.system.index[trust]
    nurses = own & (model.posts.staff_group == StaffGroup.nurse)
    assert model.target.leavers[nurses].tolist() == [model.p["turnover.nurse_hazard"]]
    assert whole.target.leavers[nurses].tolist() != [model.p["turnover.nurse_hazard"]]
    np.testing.assert_array_equal(model.target.leavers[~own], whole.target.leavers[~own])
    np.testing.assert_array_equal(specs[0].build().system.leavers, whole.system.leavers)


def test_systems_put_together_are_weighted_by_their_people(targets: tuple[Target, ...]) -> None:
    exits = replace_target(targets, "nurse_exits")
    found = values_of(exits, [{"nurse_exits": np.array([[1.0, 100.0]])}, {"nurse_exits": np.array([[9.0, 300.0]])}])
    assert found["nurse_exits"] == 10 / 400
    assert values_of(exits, [{}]).isna().all()


def replace_target(targets: tuple[Target, ...], key: str) -> tuple[Target, ...]:
    return tuple(target for target in targets if target.key == key)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ValueError, match="is no record of a run"):
        read_observation(path)


def test_a_census_counts_everybody_and_follows_the_newly_qualified(specs: list[RunSpec]) -> None:
    from icsim.fitting.census import Census

    model = replace(specs[0], months=24).build()
    census: Any = Census(model)
    for _ in range(24):
        model.run_for(1)
        census.month()
    tables = census.tables
    heads = tables["census"].groupby("year")["heads"].sum()
    monthly = model.results.monthly
    counted = monthly.groupby("month", observed=True)["in_post_heads"].sum()
    assert heads.tolist() == [counted["2027-03"], counted["2028-03"]]
    flows = model.results.flows
    qualified = flows.loc[flows["reason"] == "qualified", "heads"].sum()
    assert tables["newcomers"]["heads"].sum() == qualified > 0
