"""Runs of natural experiments: each made once, kept small, made again where a file is damaged."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.natural.made_up import TEXT, natural

from icsim.experiment.here import run_here
from icsim.experiment.spec import CodeDiffers
from icsim.natural.findings import HIT, MISS, NOTHING, findings
from icsim.natural.reader import Natural
from icsim.natural.runs import NaturalSpec, Observed, ObservedStore, all_specs, observe_run, observed, specs


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Natural:
    return natural(tmp_path_factory.mktemp("natural"))


@pytest.fixture(scope="module")
def store(found: Natural, tmp_path_factory: pytest.TempPathFactory) -> ObservedStore:
    store = ObservedStore(tmp_path_factory.mktemp("runs"))
    done = run_here(all_specs([found]), store, task=observe_run)
    assert (done.made, done.kept, done.failures) == (4, 0, [])
    return store


def test_what_is_imposed_shows_and_is_judged(found: Natural, store: ObservedStore) -> None:
    """Chance of a false alarm: none, the seeds are fixed."""
    answer = {each.row.row: each for each in findings(found, observed(found, store))}
    assert answer["Leaving"].verdict == HIT
    assert answer["Leaving"].mean == pytest.approx(2, abs=0.6)
    assert answer["Vacancy"].verdict == MISS
    assert answer["At the first"].verdict == NOTHING


def test_arms_of_a_seed_differ_by_what_is_imposed_alone(found: Natural, store: ObservedStore) -> None:
    seen = observed(found, store)
    heads = [run["leaving_nhs_rate", ("trusts",)].bottom for arm in seen.values() for run in arm]
    assert all(part is not None and part[0] > 0 for part in heads)
    first = [arm[0]["leaving_nhs_rate", ("trusts",)] for arm in seen.values()]
    assert first[0].top.sum() < first[1].top.sum()


def test_runs_that_are_there_are_not_made_again(found: Natural, store: ObservedStore) -> None:
    done = run_here(all_specs([found]), store, task=observe_run)
    assert (done.made, done.kept) == (0, 4)
    assert list(store.digests()) == sorted(spec.digest for spec in all_specs([found]))


@pytest.mark.parametrize("damage", ["", "{}", "cut", "digit"])
def test_a_damaged_file_is_made_again_and_is_the_same(found: Natural, store: ObservedStore, damage: str) -> None:
    spec = all_specs([found])[0]
    path = store.path(spec.digest)
    whole = path.read_text(encoding="utf-8")
    spoilt = {"cut": whole[:-20], "digit": whole.replace('"rows":[["', '"rows":[["x', 1)}.get(damage, damage)
    path.write_text(spoilt, encoding="utf-8")
    assert not store.has(spec.digest)
    assert run_here([spec], store, task=observe_run).made == 1
    assert path.read_text(encoding="utf-8") == whole
    assert Observed.read(path).digest == spec.digest


def test_a_spec_travels_and_its_address_is_of_what_is_run(found: Natural, tmp_path: Path) -> None:
    spec = all_specs([found])[0]
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert pickle.loads(pickle.dumps(spec)).digest == spec.digest
    digests = {each.digest for each in all_specs([found])}
    other = natural(tmp_path, TEXT.replace("months: 8", "months: 9"))
    assert len(digests) == 4
    assert not digests & {each.digest for each in all_specs([other])}
    assert (
        NaturalSpec(**{**vars_of(spec), "system": "elsewhere"}).digest == spec.digest
    )  # where it was found is no part


def vars_of(spec: NaturalSpec) -> dict[str, object]:
    return spec.__getstate__()


def test_fewer_seeds_are_the_first_of_them(found: Natural) -> None:
    assert [(arm, seed) for arm, seed, _ in specs(found, 1)] == [("as it was", 1), ("doubled", 1)]


def test_a_run_planned_by_other_code_is_refused(found: Natural, tmp_path: Path) -> None:
    with pytest.raises(CodeDiffers):
        observe_run(all_specs([found])[0], "0" * 64, str(tmp_path))
