"""A run of the teaching system under a rotation, made once for every test of what a page shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from icsim.experiment.record import RunRecord, run
from icsim.experiment.store import RunStore
from icsim.ui.state.watch_link import WatchState
from icsim.ui.watch.seen import Seen, seen_in_store

STATE = WatchState("small", preset="rotation_passport", months=20)


@pytest.fixture(scope="session")
def record() -> RunRecord:
    return run(STATE.spec())


@pytest.fixture(scope="session")
def store(record: RunRecord, tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    made = RunStore(Path(tmp_path_factory.mktemp("watch")))
    made.put(record.spec.digest, record)
    return made


@pytest.fixture(scope="session")
def seen(store: RunStore, record: RunRecord) -> Seen:
    return seen_in_store(store, record.spec)
