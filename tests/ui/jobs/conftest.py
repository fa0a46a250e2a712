"""Jobs for tests: a cache of their own and one or two workers, closed when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from icsim.ui.jobs import Jobs

MakeJobs = Callable[..., Jobs]


@pytest.fixture
def make_jobs(tmp_path: Path) -> Iterator[MakeJobs]:
    made: list[Jobs] = []

    def make(workers: int = 1, **more: object) -> Jobs:
        jobs = Jobs(tmp_path / "cache", workers, **more)  # type: ignore[arg-type]
        made.append(jobs)
        return jobs

    yield make
    for jobs in made:
        jobs.close()
