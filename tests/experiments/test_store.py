"""The store: whole files, one design, clear refusals."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.experiments.tiny import folder_bytes, make_tiny, tiny_record, tiny_specs

from icsim.errors import InputError
from icsim.experiment import spec as spec_module
from icsim.experiment.query import RESULTS_FILE, RUNS_FILE, compact, query, read_all, runs
from icsim.experiment.record import read_record
from icsim.experiment.store import Failure, RunStore, StoreRefused


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def filled(store: RunStore, n: int = 5) -> list[str]:
    for spec in tiny_specs(n):
        make_tiny(spec, spec.digest, str(store.folder))
    return list(store.digests())


def test_a_record_is_kept_under_its_address(store: RunStore) -> None:
    (spec,) = tiny_specs(1)
    assert not store.has(spec.digest)
    store.put(spec.digest, tiny_record(spec))
    assert store.has(spec.digest)
    assert store.path(spec.digest) == store.folder / "runs" / spec.digest[:2] / f"{spec.digest}.parquet"
    digest, record = read_record(store.path(spec.digest))
    assert digest == spec.digest
    assert record.table.equals(tiny_record(spec).table)
    assert record.spec.seed == spec.seed


def test_every_damaged_byte_is_noticed_or_harmless(store: RunStore) -> None:
    (digest,) = filled(store, 1)
    path = store.path(digest)
    whole = path.read_bytes()
    table = read_record(path)[1].table
    noticed = 0
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            _, record = read_record(path)
        except ValueError:
            noticed += 1
        else:
            assert record.table.equals(table)
    assert noticed > 20


@pytest.mark.parametrize("kept", [0, 1, 200, -1])
def test_a_truncated_record_counts_as_absent(store: RunStore, kept: int) -> None:
    (digest,) = filled(store, 1)
    store.path(digest).write_bytes(store.path(digest).read_bytes()[:kept])
    assert not store.has(digest)


def test_a_record_under_another_address_counts_as_absent(store: RunStore) -> None:
    one, other = filled(store, 2)
    store.path(one).write_bytes(store.path(other).read_bytes())
    assert not store.has(one)


@pytest.mark.parametrize(
    ("fault", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "quota"), (errno.EROFS, "read-only")],
)
def test_a_disk_that_refuses_leaves_nothing_and_says_why(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, fault: int, words: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(fault, os.strerror(fault))

    (spec,) = tiny_specs(1)
    monkeypatch.setattr("icsim.folder.os.fsync", refuse)
    with pytest.raises(StoreRefused, match=words) as refused:
        store.put(spec.digest, tiny_record(spec))
    assert refused.value.problems[0].path == str(store.path(spec.digest))
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_a_record_that_could_not_be_replaced_is_still_there(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    (digest,) = filled(store, 1)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("icsim.folder.os.fsync", refuse)
    with pytest.raises(StoreRefused):
        store.put(digest, tiny_record(tiny_specs(1)[0]))
    assert store.has(digest)


DESIGN = {"system": "QR1", "months": 60, "vary": {"seek.stay_bonus": [1.0, 2.0]}}


def test_a_folder_is_of_one_design(store: RunStore) -> None:
    store.claim(DESIGN)
    store.claim(dict(reversed(DESIGN.items())))  # the same
    before = folder_bytes(store.folder)
    with pytest.raises(InputError, match=r"another design \(months was 60, now 36\); choose another folder"):
        store.claim({**DESIGN, "months": 36})
    with pytest.raises(InputError, match=r"vary\.seek\.stay_bonus was \[1\.0, 2\.0\], now \[1\.0, 3\.0\]"):
        store.claim({**DESIGN, "vary": {"seek.stay_bonus": [1.0, 3.0]}})
    with pytest.raises(InputError, match="future was nothing, now"):
        store.claim({**DESIGN, "future": "flat"})
    assert folder_bytes(store.folder) == before


def test_runs_of_two_versions_are_not_mixed(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.claim(DESIGN)
    monkeypatch.setattr("icsim.experiment.store.code_digest", lambda: "0" * 64)
    with pytest.raises(InputError, match=f'code was "{spec_module.code_digest()[:10]}'):
        store.claim(DESIGN)


def test_a_folder_of_something_else_is_left_alone(store: RunStore) -> None:
    store.folder.mkdir()
    (store.folder / "thesis.docx").touch()
    with pytest.raises(InputError, match=r"holds thesis\.docx and is no folder of runs"):
        store.claim(DESIGN)
    assert [path.name for path in store.folder.iterdir()] == ["thesis.docx"]


def test_a_damaged_plan_is_said(store: RunStore) -> None:
    store.claim(DESIGN)
    (store.folder / "plan.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read as the plan of a sweep"):
        store.claim(DESIGN)


def test_failures_are_noted_and_forgotten(store: RunStore) -> None:
    failure = Failure("ab" * 32, "ValueError: no staff", 3)
    store.quarantine(failure)
    assert store.failures() == [failure]
    store.release(failure.digest)
    assert store.failures() == []


def test_what_a_dead_process_left_is_removed_and_what_a_live_one_writes_is_not(store: RunStore) -> None:
    code = "import sys, icsim.folder as f; f.write_file = lambda p, w: (p.touch(), f.os._exit(0)); "
    code += "from pathlib import Path; f.replace_file(Path(sys.argv[1]), print)"
    subprocess.run([sys.executable, "-c", code, str(store.path("ab" * 32))], check=True)
    (dead,) = (path for path in store.folder.rglob("*") if path.is_file())
    live = dead.with_name(dead.name.replace(dead.name.rsplit("-", 2)[1], str(os.getpid())))
    live.touch()
    store.tidy()
    assert [path for path in store.folder.rglob("*") if path.is_file()] == [live]
    assert list(store.digests()) == []


def test_all_records_as_one_table(store: RunStore) -> None:
    digests = filled(store)
    table = read_all(store).to_pandas()
    assert list(table["run"]) == digests
    assert sorted(table["value"]) == [seed / 7 for seed in range(5)]
    assert list(read_all(store, digests[3:]).to_pandas()["run"]) == digests[3:]
    assert read_all(store, tables=["outcome"]).num_rows == 0
    assert sorted(runs(store)["seed"]) == [0, 1, 2, 3, 4]


def test_a_record_that_is_missing_is_said(store: RunStore) -> None:
    digests = filled(store)
    store.path(digests[2]).unlink()
    with pytest.raises(InputError, match="missing or damaged; run the sweep again"):
        read_all(store, digests)


def test_compacting_gives_the_same_bytes_whoever_made_the_runs(store: RunStore, tmp_path: Path) -> None:
    other = RunStore(tmp_path / "other")
    for spec in reversed(tiny_specs(5)):
        make_tiny(spec, spec.digest, str(other.folder))
    filled(store)
    compact(store)
    compact(other)
    assert {RESULTS_FILE, RUNS_FILE} <= folder_bytes(store.folder).keys()
    assert folder_bytes(store.folder) == folder_bytes(other.folder)


def test_sql(store: RunStore) -> None:
    filled(store, 3)
    asked = "select seed, value from results join runs using (run) order by seed"
    assert query(store, asked)["value"].tolist() == [0.0, 1 / 7, 2 / 7]
    filled(store, 4)  # the compacted files are made again
    assert query(store, asked)["seed"].tolist() == [0, 1, 2, 3]
    with pytest.raises(InputError, match="nosuch"):
        query(store, "select nosuch from results")


def test_nothing_to_ask(store: RunStore) -> None:
    with pytest.raises(InputError, match="holds no runs"):
        query(store, "select 1")
