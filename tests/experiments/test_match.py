"""Matching: what is not of the same thing is not compared, and it is said why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.experiments.tiny import make_tiny, tiny_record, tiny_spec

from icsim.errors import InputError
from icsim.experiment.match import Side, compare_folders, mismatches, refuse_unmatched, side_of
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import PLAN, RunStore

SPECS = tuple(RunSpec("small", "d" * 64, "2026-04", 60, seed) for seed in (1, 2, 3))
LEFT = Side("left", "0.1.0", "c" * 64, SPECS)


def changed(**fields: Any) -> Side:
    return replace(LEFT, name="right", specs=tuple(replace(spec, **fields) for spec in SPECS))


def test_what_may_differ() -> None:
    other = changed(agreements=('{"agreement":"A"}',), future='{"demand_growth_rate":0.1}', parameters=(("a.b", 1.0),))
    assert mismatches(LEFT, other) == []


@pytest.mark.parametrize(
    ("right", "words"),
    [
        (changed(months=48), "the horizon in months differs: 60 and 48"),
        (changed(start="2027-01"), "the first month differs: 2026-04 and 2027-01"),
        (changed(system_digest="e" * 64), "the digest of the system's tables differs: dddddddddddd and eeeeeeeeeeee"),
        (changed(sample_share=0.1), "the share of the staff modelled differs: 1.0 and 0.1"),
        (replace(LEFT, icsim="0.2.0"), "the version of icsim differs: 0.1.0 and 0.2.0"),
        (replace(LEFT, code="f" * 64), "the code differs: cccccccccccc and ffffffffffff"),
        (replace(LEFT, specs=SPECS[:2]), "the seeds differs: 1 to 3 and 1 to 2"),
        (replace(LEFT, specs=(SPECS[0], SPECS[2])), "the seeds differs: 1 to 3 and 1, 3"),
        (replace(LEFT, name="right", specs=()), "holds no runs: right"),
    ],
)
def test_what_must_not(right: Side, words: str) -> None:
    assert mismatches(LEFT, right) == [words]
    with pytest.raises(InputError, match="left and"):
        refuse_unmatched(LEFT, right)


def test_everything_is_said_at_once() -> None:
    assert len(mismatches(LEFT, changed(months=48, start="2027-01"))) == 2


class TestFolders:
    @pytest.fixture
    def stores(self, tmp_path: Path) -> tuple[RunStore, RunStore]:
        stores = RunStore(tmp_path / "a"), RunStore(tmp_path / "b")
        for store in stores:
            store.claim({"arm": store.folder.name})
            for seed in (1, 2):
                spec = tiny_spec(seed)
                make_tiny(spec, spec.digest, str(store.folder))
        return stores

    def test_one_arm_each(self, stores: tuple[RunStore, RunStore]) -> None:
        side, records = side_of(stores[0])
        assert sorted(records) == [1, 2]
        assert side.code == json.loads((stores[0].folder / PLAN).read_text())["code"]

    def test_another_code_is_refused(self, stores: tuple[RunStore, RunStore]) -> None:
        path = stores[1].folder / PLAN
        path.write_text(json.dumps({**json.loads(path.read_text()), "code": "0" * 64}))
        with pytest.raises(InputError, match="the code differs"):
            compare_folders(*stores)

    def test_several_arms_are_refused(self, stores: tuple[RunStore, RunStore]) -> None:
        other = replace(tiny_spec(1), parameters=(("a.b", 1.0),))
        stores[1].put(other.digest, tiny_record(other))
        with pytest.raises(InputError, match="holds several runs with seed 1"):
            compare_folders(*stores)

    def test_a_folder_without_a_plan_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is no folder of runs"):
            side_of(RunStore(tmp_path))
