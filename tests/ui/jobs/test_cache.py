"""The cache: it never grows past its cap, keeps what is wanted, and touches no folder that is something else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.experiments.tiny import tiny_record, tiny_spec
from tests.ui.jobs.conftest import MakeJobs
from tests.ui.jobs.test_jobs import ended, spec

from icsim.errors import InputError
from icsim.ui import jobs as app_jobs
from icsim.ui.jobs.cache import Cache, default_folder


def keep(cache: Cache, seed: int, wanted: tuple[int, ...] = ()) -> None:
    """Keep a record as if it had been made ``seed`` seconds after the first."""
    digest = tiny_spec(seed).digest
    cache.store.put(digest, tiny_record(tiny_spec(seed)))
    os.utime(cache.store.path(digest), (seed, seed))
    cache.made(digest, {tiny_spec(each).digest for each in wanted})


def there(cache: Cache) -> list[int]:
    digests = set(cache.store.digests())
    return [seed for seed in range(40) if tiny_spec(seed).digest in digests]


def size(folder: Path) -> int:
    cache = Cache(folder)
    keep(cache, 0)
    return cache.store.path(tiny_spec(0).digest).stat().st_size


def test_the_oldest_go_first_when_there_are_too_many(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", cap_bytes=10 * size(tmp_path / "other") + 50)
    for seed in range(10):
        keep(cache, seed)
    assert there(cache) == list(range(10))
    keep(cache, 10)
    assert there(cache) == [2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_what_has_been_used_lately_stays_and_so_does_what_is_wanted(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", cap_bytes=4 * size(tmp_path / "other") + 50)
    for seed in range(4):
        keep(cache, seed)
    assert cache.has(tiny_spec(0).digest)
    keep(cache, 4, wanted=(1,))
    assert there(cache) == [0, 1, 4]


def test_a_cache_found_too_large_is_cut_back_with_the_next_record(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for seed in range(6):
        keep(cache, seed)
    small = Cache(tmp_path / "cache", cap_bytes=3 * size(tmp_path / "other"))
    keep(small, 6)
    assert there(small) == [5, 6]


def test_a_job_that_somebody_holds_keeps_its_records(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(cap_bytes=1)
    held = ended(jobs.start([spec(1), spec(2)]))
    assert len(list(jobs.store.digests())) == 2
    held_digests = held.digests_done
    del held
    other = ended(jobs.start([spec(3)]))
    assert set(jobs.store.digests()) == other.digests_done != held_digests


def test_a_record_on_a_disk_that_takes_no_writing_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    keep(cache, 1)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "utime", refuse)
    assert cache.has(tiny_spec(1).digest)
    assert not cache.has(tiny_spec(2).digest)


def test_a_folder_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    with pytest.raises(InputError, match=r"holds plan\.json and is no cache of icsim; choose another folder"):
        Cache(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be used as a cache"):
        Cache(tmp_path / "file")


def test_the_users_cache_folder_is_where_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "icsim"


def test_a_cache_is_for_its_user_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert stat.S_IMODE(cache.store.folder.stat().st_mode) == 0o700


def test_a_server_has_one_set_of_jobs_and_is_told_how_beforehand(tmp_path: Path) -> None:
    app_jobs.configure(cache=tmp_path / "cache", workers=1, warmed=())
    try:
        made = app_jobs.jobs()
        assert app_jobs.jobs() is made
        assert made.workers == 1
        with pytest.raises(RuntimeError, match="too late"):
            app_jobs.configure(workers=2)
        ended(made.start([spec()]))
        assert (tmp_path / "cache" / "icsim-cache").is_file()
    finally:
        app_jobs.close()
    assert app_jobs.jobs() is not made
    app_jobs.close()
