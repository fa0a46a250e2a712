"""Reading a sweep: the numbers of the command line, however its runs are kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.ui.sweep.made import MEASURES, claim, drawn, real

from icsim.experiment.query import RESULTS_FILE, compact
from icsim.experiment.store import PLAN, RunStore
from icsim.experiment.sweep import SWEEP, sweep_of
from icsim.experiment.sweep_outcomes import Outcomes
from icsim.ui.state.sweep_view import SweepView
from icsim.ui.sweep import data
from icsim.ui.sweep.data import SweepData, load
from icsim.ui.sweep.reading import MOST_RUNS, Unreadable, read_together
from icsim.ui.sweep.settled import settle


def opened(folder: Path) -> SweepData:
    return load(folder, lambda _done, _of: None)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real(tmp_path_factory.mktemp("sweeps") / "real")


@pytest.mark.slow
def test_the_numbers_are_those_of_the_command_line_and_the_same_from_one_file(runs: Path, tmp_path: Path) -> None:
    sweep = sweep_of(runs)
    theirs = Outcomes(sweep, RunStore(runs), ("all",))
    ours = opened(runs)
    assert ours.ours
    assert ours.there.all()
    for measure in sweep.measures:
        at = theirs.measures.index(measure)
        assert np.array_equal(ours.variables("all")[f"m:{measure}"].values, theirs.values[..., 0, at].ravel())
    together = tmp_path / "together"
    shutil.copytree(runs, together)
    compact(RunStore(together))
    shutil.rmtree(together / "runs")
    assert np.array_equal(opened(together).outcomes.values, ours.outcomes.values, equal_nan=True)


@pytest.mark.slow
def test_a_difference_is_a_run_less_the_run_it_is_paired_with(runs: Path) -> None:
    ours = opened(runs)
    table = Outcomes(ours.sweep, RunStore(runs)).differences()
    table = table[(table["place"] == "all") & (table["measure"] == "leavers")]
    of = ours.variables("all")["d:leavers"].values.reshape(2, 4, 1, 2)
    assert np.isnan(of[..., 0]).all()
    assert of[:, :, 0, 1].mean(axis=0) == pytest.approx(table["difference"].to_numpy())


@pytest.mark.slow
def test_a_run_is_found_by_its_number(runs: Path) -> None:
    ours = opened(runs)
    for number, planned in enumerate(ours.sweep.runs()):
        assert ours.planned(number) == planned
        assert ours.digests[number] == planned.spec.digest


@pytest.mark.slow
def test_runs_that_are_not_there_are_left_out_and_counted(runs: Path, tmp_path: Path) -> None:
    fewer = tmp_path / "fewer"
    shutil.copytree(runs, fewer)
    one = RunStore(fewer).path(opened(runs).digests[-1])
    one.write_bytes(one.read_bytes()[:100])
    found = opened(fewer)
    assert found.there.sum() == len(found) - 1
    assert not found.there[-1]
    shown = settle(found, SweepView(run=len(found) - 1))
    assert shown.view.run is None
    assert "not made yet" in shown.faults[0]


def test_a_folder_is_read_once_and_again_when_something_was_added(tmp_path: Path) -> None:
    sweep = drawn(tmp_path / "a", 4)
    first = opened(tmp_path / "a")
    assert opened(tmp_path / "a") is first
    (tmp_path / "a" / RESULTS_FILE).unlink()
    claim(sweep, tmp_path / "a")
    assert opened(tmp_path / "a") is not first
    assert not opened(tmp_path / "a").there.any()
    assert len(data._read) <= data.KEPT


def test_shares_are_shown_in_per_cent_and_money_in_thousands(tmp_path: Path) -> None:
    drawn(tmp_path / "a", 4)
    found = opened(tmp_path / "a").variables("all")
    leavers, agency, vacancies = (found[f"m:{name}"] for name in MEASURES)
    assert agency.values == pytest.approx(4.0 * leavers.values)
    assert (agency.unit, vacancies.unit) == ("£ thousand", "%")
    assert vacancies.values == pytest.approx(8.1)
    assert agency.with_unit(-1234.0) == "−£1,234 thousand"
    assert vacancies.with_unit(8.1) == "8.10%"


def test_a_folder_of_another_layout_is_refused_with_what_to_do(tmp_path: Path) -> None:
    drawn(tmp_path / "a", 4)
    plan = json.loads((tmp_path / "a" / PLAN).read_text())
    (tmp_path / "a" / PLAN).write_text(json.dumps(plan | {"format": "icsim runs 9", "icsim": "9.1"}))
    with pytest.raises(Unreadable, match=r"made by icsim 9\.1.*open it with that version"):
        opened(tmp_path / "a")


def test_runs_of_other_code_are_shown_and_said_to_be(tmp_path: Path) -> None:
    drawn(tmp_path / "a", 4)
    (tmp_path / "a" / RESULTS_FILE).unlink()
    plan = json.loads((tmp_path / "a" / PLAN).read_text())
    (tmp_path / "a" / PLAN).write_text(json.dumps(plan | {"code": "other"}))
    assert not opened(tmp_path / "a").ours


def test_a_design_of_too_many_runs_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    drawn(tmp_path / "a", 4)
    sweep = json.loads((tmp_path / "a" / SWEEP).read_text())
    sweep["design"]["n"] = 10**9
    (tmp_path / "a" / SWEEP).write_text(json.dumps(sweep))
    with pytest.raises(Unreadable, match=f"more than the {MOST_RUNS:,}"):
        opened(tmp_path / "a")


def test_a_damaged_file_of_all_runs_counts_as_not_there(tmp_path: Path) -> None:
    (tmp_path / RESULTS_FILE).write_bytes(b"PAR1 no")
    assert read_together(tmp_path / RESULTS_FILE, ["all"], ["leavers"]) == {}
    assert read_together(tmp_path / "absent", ["all"], ["leavers"]) == {}
