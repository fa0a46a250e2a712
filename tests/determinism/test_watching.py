"""Watching a run, or cutting it into steps, changes nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.determinism.clauses import EXAMPLES, signed
from tests.determinism.same import TABLES, assert_same_run, files, tables
from tests.worlds import AT_ONCE

from icsim.cli import main
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System

MONTHS = 9


@pytest.fixture(scope="module")
def small() -> System:
    return load_system("small")


def model(small: System, **more: object) -> ICS:
    return ICS(small, agreements=[signed(*EXAMPLES, starts="2026-07")], rng=5, parameters=AT_ONCE, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def at_once(small: System) -> ICS:
    run = model(small)
    run.run_for(MONTHS)
    return run


def by_steps(run: ICS) -> None:
    for _ in range(MONTHS):
        run.step()


def by_thirds(run: ICS) -> None:
    for months in (2, 3, 4):
        run.run_for(months)


def looking_at_tables(run: ICS) -> None:
    for _ in range(MONTHS):
        run.step()
        tables(run)


def looking_at_people(run: ICS) -> None:
    for _ in range(MONTHS):
        run.step()
        for person in (run.staff[0], run.staff[run.staff_table.n - 1]):
            assert person.strain >= 0
        assert len(run.staff.select(staff_group="nurse")) > 0
        assert len(run.agents) == run.staff_table.n + len(run.students) + len(run.organisations)


@pytest.mark.parametrize("way", [by_steps, by_thirds, looking_at_tables, looking_at_people])
def test_a_run_in_pieces_is_the_run(small: System, at_once: ICS, way: Callable[[ICS], None]) -> None:
    run = model(small)
    way(run)
    assert_same_run(run, at_once)


def test_tracing_changes_nothing(small: System, at_once: ICS, tmp_path: Path) -> None:
    names = [f"TA1/nurse/{i}" for i in range(12)]
    traced = model(small, trace=names)
    traced.run_for(MONTHS)
    assert len(traced.trace.table) == MONTHS * len(names)
    assert traced.trace.table["in_system"].any()
    assert_same_run(traced, at_once)
    assert files(traced, tmp_path / "traced") == files(at_once, tmp_path / "not")


def test_two_runs_side_by_side_do_not_meet(small: System, at_once: ICS) -> None:
    """Models share nothing: stepping them in turn gives what each gives alone."""
    pair = [model(small), ICS(small, rng=6), model(small)]
    for _ in range(MONTHS):
        for run in pair:
            run.step()
    assert_same_run(pair[0], at_once)
    assert_same_run(pair[2], at_once)


@pytest.mark.slow
def test_progress_and_tracing_on_the_command_line_change_no_file(tmp_path: Path) -> None:
    ways: dict[str, tuple[str, ...]] = {"plain": (), "quiet": ("--quiet",), "traced": ("--trace", "TA1/nurse/0")}
    written = {}
    for name, more in ways.items():
        command = ["run", "small", "--months", "6", "--out", str(tmp_path / name), *more]
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert not ended.value.code
        written[name] = {table: (tmp_path / name / f"{table}.parquet").read_bytes() for table in TABLES}
    assert written["plain"] == written["quiet"] == written["traced"]
