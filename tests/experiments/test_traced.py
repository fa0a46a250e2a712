"""Traced: a run made again with people followed is the same run, and its record says what became of them."""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest

from icsim.errors import InputError
from icsim.experiment.record import Cancelled
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.traced import TracedSpec, read_trace, run_traced

RUN = RunSpec.of("small", months=4, seed=2, detail="replay")
WHO = "TA1/nurse/3"


def test_its_address_is_that_of_the_run_and_of_who_is_followed() -> None:
    one, same, other = (TracedSpec.following(RUN, who) for who in (WHO, WHO, "TA1/nurse/4"))
    assert one.digest == same.digest
    assert len({RUN.digest, one.digest, other.digest}) == 3


def test_it_travels_to_workers_and_files() -> None:
    spec = TracedSpec.following(RUN, WHO)
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert TracedSpec.from_dict(spec.as_dict()) == spec


def test_the_months_are_those_the_model_gives(tmp_path: Path) -> None:
    spec = TracedSpec.following(RUN, WHO)
    model = RUN.build(trace=[WHO])
    model.run_for(4)
    store = RunStore(tmp_path)
    store.put(spec.digest, run_traced(spec))
    read = read_trace(store.path(spec.digest))
    assert read.spec.people == (WHO,)
    assert read.table.astype(object).where(read.table.notna(), None).to_dict("list") == (
        model.trace.table.astype(object).where(model.trace.table.notna(), None).to_dict("list")
    )


def test_the_same_run_gives_the_same_bytes() -> None:
    files = BytesIO(), BytesIO()
    for file in files:
        run_traced(TracedSpec.following(RUN, WHO)).write(cast("Any", file))
    assert files[0].getvalue() == files[1].getvalue()


def test_following_somebody_changes_nothing() -> None:
    plain, followed = RUN.build(), RUN.build(trace=[WHO])
    for model in (plain, followed):
        model.run_for(4)
    assert plain.results.monthly.equals(followed.results.monthly)


def test_whoever_watches_is_told_of_every_month_and_may_stop_it() -> None:
    told: list[int] = []

    def tell(done: int, replay: object) -> None:
        told.append(done)
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_traced(TracedSpec.following(RUN, WHO), tell)
    assert told == [1, 2, 3]


def test_a_name_of_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="nobody numbered 9999"):
        run_traced(TracedSpec.following(RUN, "TA1/nurse/9999"))


def test_another_file_is_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "some.parquet"
    path.write_bytes(b"PAR1 no PAR1")
    with pytest.raises(ValueError, match="is no trace of a run"):
        read_trace(path)
