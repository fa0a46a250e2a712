"""The same seed gives the same numbers: on this machine, in another process, and as they were kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from tests.determinism.golden import GOLDEN, ROOT, RUNS, digests, run
from tests.determinism.same import digest, files

pytestmark = pytest.mark.slow


def dispatched() -> list[str]:
    """Processor features numpy chooses faster code for, and has on this machine."""
    from numpy._core import _multiarray_umath as numpy_core  # the only place that lists them

    return [name for name in numpy_core.__cpu_dispatch__ if numpy_core.__cpu_features__.get(name)]


def elsewhere(**environment: str) -> dict[str, str]:
    """Digests of the same runs made by another process."""
    command = [sys.executable, "-m", "tests.determinism.golden", "--show"]
    variables = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def here() -> dict[str, str]:
    return digests()


def test_as_kept(here: dict[str, str]) -> None:
    """If a change of the model is meant: ``python -m tests.determinism.golden``."""
    assert here == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_another_hash_seed_and_a_plainer_processor_change_nothing(here: dict[str, str]) -> None:
    """Strings hash otherwise, and numpy takes the code it would take on a machine without AVX2 or AVX-512.

    Another test session hashes strings in another way again: its own seed is not fixed.
    """
    own = os.environ.get("PYTHONHASHSEED")
    there = "1" if own != "1" else "2"
    assert elsewhere(PYTHONHASHSEED=there, NPY_DISABLE_CPU_FEATURES=" ".join(dispatched())) == here


def test_runs_that_differ_have_different_digests(here: dict[str, str]) -> None:
    assert len(set(here.values())) == len(RUNS)


def test_a_digest_sees_one_changed_number() -> None:
    model = run("small", "today")
    before = digest(model)
    model.monthly.months[3]["bank_fte"][0] += 1
    assert digest(model) != before
    model.monthly.months[3]["bank_fte"][0] -= 1
    assert digest(model) == before
    with model.staff_table.writing(["strain"]):
        model.staff_table.strain[5] ^= 1
    assert digest(model) != before


def test_the_same_run_twice_writes_the_same_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("files")
    first = files(run("small", "rotation_passport"), folder / "first")
    assert first == files(run("small", "rotation_passport"), folder / "second")
    assert all(content.startswith(b"PAR1") for content in first.values())


def test_another_seed_is_another_run() -> None:
    from icsim.load import load_system
    from icsim.model import ICS

    one, other = (ICS(load_system("small"), rng=seed) for seed in (1, 2))
    assert not np.array_equal(one.staff_table.clocks, other.staff_table.clocks)
    assert np.array_equal(one.staff_table.key, other.staff_table.key)
