"""The same seed gives the same numbers: on this machine, in another process, and as they were kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable

import numpy as np
import pytest
from tests.determinism.examples import FLAT, QUICK, RECORDS, Example, sets
from tests.determinism.golden import ROOT, digests, read
from tests.determinism.same import digest, files, parts
from tests.determinism.ways import AT_ONCE, Way

from icsim.load import load_system
from icsim.model import ICS

Digests = dict[str, dict[str, str]]

pytestmark = pytest.mark.slow


def dispatched() -> list[str]:
    """Processor features numpy chooses faster code for, and has on this machine."""
    from numpy._core import _multiarray_umath as numpy_core  # the only place that lists them

    return [name for name in numpy_core.__cpu_dispatch__ if numpy_core.__cpu_features__.get(name)]


def elsewhere(way: Way, wanted: Iterable[str]) -> Digests:
    """Digests of the same runs made by another process in another way."""
    command = [sys.executable, "-m", "tests.determinism.golden", "--show", "--sets", *wanted]
    variables = {**os.environ, **way.environment(dispatched())}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    made: Digests = json.loads(done.stdout)
    return made


@pytest.fixture(scope="module")
def here() -> Digests:
    return digests(QUICK)


def test_as_kept(here: Digests) -> None:
    """If a change of the model is meant: a Results change line, then ``python -m tests.determinism.golden``."""
    assert here == {one: read()[0].digests[one] for one in QUICK}


def test_every_example_is_kept() -> None:
    """Also those that are made again by ``make determinism`` alone."""
    there = {one: set(some) for one, some in read()[0].digests.items()}
    assert there == {one: {each.name for each in some} for one, some in sets().items()}


def test_everything_that_must_not_matter_does_not_matter(here: Digests) -> None:
    """Strings hash otherwise, numpy, the C library and linear algebra take a plain processor's code, in plain ASCII.

    Another test session hashes strings in another way again: its own seed is not fixed.
    """
    wanted = ("teaching system", RECORDS)
    assert elsewhere(AT_ONCE, wanted) == {one: here[one] for one in wanted}


def test_runs_that_differ_have_different_digests(here: Digests) -> None:
    every = [each for some in here.values() for each in some.values()]
    assert len(set(every)) == len(every)


def test_a_flat_future_is_no_future() -> None:
    example = Example("small", months=3)
    assert example.future == FLAT
    plain = ICS(load_system("small"), rng=1)
    plain.run_for(3)
    assert digest(example.run()) == digest(plain)


def test_a_digest_sees_one_changed_number() -> None:
    model = Example("small", months=4).run()
    before, columns = digest(model), parts(model)
    model.monthly.months[3]["bank_fte"][0] += 1
    assert digest(model) != before
    assert {name for name, each in parts(model).items() if columns[name] != each} == {"monthly.bank_fte"}
    model.monthly.months[3]["bank_fte"][0] -= 1
    assert digest(model) == before
    with model.staff_table.writing(["strain"]):
        model.staff_table.strain[5] ^= 1
    assert digest(model) != before
    assert {name for name, each in parts(model).items() if columns[name] != each} == {"staff.strain"}


def test_the_same_run_twice_writes_the_same_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("files")
    example = Example("small", "rotation_passport")
    first = files(example.run(), folder / "first")
    assert first == files(example.run(), folder / "second")
    assert all(content.startswith(b"PAR1") for content in first.values())


def test_another_seed_is_another_run() -> None:
    one, other = (ICS(load_system("small"), rng=seed) for seed in (1, 2))
    assert not np.array_equal(one.staff_table.clocks, other.staff_table.clocks)
    assert np.array_equal(one.staff_table.key, other.staff_table.key)
