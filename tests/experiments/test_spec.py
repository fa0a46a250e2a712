"""Specs: a run as plain data, with one address for one run."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.worlds import agree

from icsim.errors import InputError
from icsim.experiment import spec as spec_module
from icsim.experiment.spec import CodeDiffers, RunSpec, canonical_agreements, canonical_future, code_digest
from icsim.experiment.task import make_run
from icsim.future import Future, Shock
from icsim.load import load_system
from icsim.model import ICS

SHOCK = Shock(from_months=3, dip_ratio=0.5, dip_months=2, peak_ratio=1.5, peak_months=2)


def rich_spec() -> RunSpec:
    return RunSpec.of(
        "small",
        months=3,
        seed=2**64 - 1,
        agreements=[agree(agreement="B", passport={"recognises": ["dbs"]}), agree(agreement="A", belonging={})],
        future=Future(future="Bad", demand_growth_rate=0.03, shock=SHOCK),
        parameters={"seek.stay_bonus": 1, "leave.strain_ratio": 1.4},
    )


def test_one_run_has_one_address_wherever_and_however_it_is_written() -> None:
    spec = rich_spec()
    again = RunSpec.from_dict(json.loads(json.dumps(spec.as_dict())))
    assert again == spec
    assert again.digest == spec.digest
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert replace(spec, system="a/copy/of/small").digest == spec.digest


CHANGES = {
    "system_digest": "0" * 64,
    "start": "2026-05",
    "months": 4,
    "seed": 3,
    "agreements": (),
    "future": None,
    "parameters": (("seek.stay_bonus", 1.5),),
    "sample_share": 0.5,
    "detail": "full",
}


@pytest.mark.parametrize("name", CHANGES)
def test_another_run_has_another_address(name: str) -> None:
    spec = rich_spec()
    assert replace(spec, **{name: CHANGES[name]}).digest != spec.digest


def test_what_does_nothing_is_no_part_of_the_address() -> None:
    plain = agree(passport={"recognises": ["dbs"]})
    idle = agree(passport={"recognises": ["dbs"]}, belonging={"enabled": False}, note="As the board saw it.")
    assert canonical_agreements([plain]) == canonical_agreements([idle])
    assert canonical_agreements([agree(), agree(passport={"recognises": ["dbs"], "enabled": False})]) == ()
    assert canonical_future(Future(future="Another name", note="And a note.")) is None
    assert canonical_future(None) is None
    assert canonical_future(Future(demand_growth_rate=0.01)) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"agreement": "Another"},
        {"parties": ["A", "B"]},
        {"starts": "2026-11"},
        {"ends": "2030-01"},
        {"exits": {"A": "2028-01"}},
        {"open_to_others": False},
        {"signed_by": "each_system"},
        {"luck_of": "Another"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_else_an_agreement_says_is_part_of_the_address(changed: dict[str, Any]) -> None:
    clauses = {"passport": {"recognises": ["dbs"]}}
    assert canonical_agreements([agree(**clauses)]) != canonical_agreements([agree(**clauses | changed)])


def test_an_agreement_with_its_own_luck_need_not_say_so() -> None:
    plain = agree(passport={"recognises": ["dbs"]})
    said = plain.model_copy(update={"luck_of": plain.agreement})
    assert canonical_agreements([plain]) == canonical_agreements([said])


def test_the_order_in_which_agreements_are_signed_is_no_part_of_the_address() -> None:
    a, b = (agree(agreement=name, passport={"recognises": ["dbs"]}) for name in "AB")
    assert canonical_agreements([a, b]) == canonical_agreements([b, a])


def test_every_clause_and_future_is_the_same_when_read_back() -> None:
    spec = rich_spec()
    model = spec.build()
    assert [signed.agreement for signed in model.clauses] == ["A", "B"]
    assert canonical_agreements(spec_module._agreement(text) for text in spec.agreements) == spec.agreements
    assert canonical_future(model.future) == spec.future


def test_a_built_model_is_the_model_written_out() -> None:
    agreement = agree(passport={"recognises": ["dbs", "training"]})
    future = Future(overseas_supply_ratio=0.5)
    parameters = {"seek.stay_bonus": 1.0}
    spec = RunSpec.of("small", months=3, seed=5, agreements=[agreement], future=future, parameters=parameters)
    built = spec.build()
    written = ICS(load_system("small"), [agreement], future, rng=5, parameters=parameters)
    for model in (built, written):
        model.run_for(3)
    assert built.results.monthly.equals(written.results.monthly)
    assert built.results.flows.equals(written.results.flows)


def test_a_system_is_read_once_in_a_process() -> None:
    first, second = (RunSpec.of("small", months=1, seed=seed).build().system for seed in (1, 2))
    assert first is second


def test_a_system_that_has_changed_since_is_refused() -> None:
    stale = replace(RunSpec.of("small", months=1, seed=1), system_digest="0" * 64)
    with pytest.raises(InputError, match="small: the system's tables have changed since this run was planned"):
        stale.build()


def test_other_code_is_refused_and_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec.of("small", months=1, seed=1)
    planned = spec.digest
    monkeypatch.setattr(spec_module, "code_digest", lambda: "0" * 64)
    with pytest.raises(CodeDiffers, match="the code changed after the runs were planned"):
        make_run(pickle.loads(pickle.dumps(spec)), planned, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_code_is_part_of_the_address_without_what_only_shows_it() -> None:
    package = spec_module.Path(spec_module.__file__).parents[1]
    spec = rich_spec()
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64
    assert {"cli"} <= {path.name for path in package.iterdir()} & set(spec_module._NOT_THE_RUN)
    assert spec.as_dict().keys() & {"code", "version"} == set()


@pytest.mark.parametrize("text", ['{"agreement":"A","parties":["all"],"levitation":{}}', '{"agreement":"A"}'])
def test_an_agreement_of_another_version_is_refused(text: str) -> None:
    spec = replace(RunSpec.of("small", months=1, seed=1), agreements=(text,))
    with pytest.raises(InputError, match="the plan of the run"):
        spec.build()
