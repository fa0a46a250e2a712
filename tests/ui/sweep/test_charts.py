"""Charts of a sweep whose runs are made up, so that every number is known by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.ui.sweep.made import drawn

from icsim.experiment.sensitivity import analyse
from icsim.ui.state.sweep_view import SweepView
from icsim.ui.state.watch_link import PATH, WatchState
from icsim.ui.sweep.data import SweepData, load
from icsim.ui.sweep.drawn import rank_correlation
from icsim.ui.sweep.heat import heat
from icsim.ui.sweep.matters import analysed, measure_of, ranked, tornado
from icsim.ui.sweep.parallel import LINES, parallel
from icsim.ui.sweep.runs import LISTED, about_run, as_csv, table, title_of, way_to_watch
from icsim.ui.sweep.scatter import scatter
from icsim.ui.sweep.settled import DRAWN, Settled, settle
from icsim.ui.sweep.variables import varied_words

HOSTILE = "<img src=x onerror=alert(1)> {{ 1+1 }} =cmd()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sweeps")


@pytest.fixture(scope="module")
def small(folder: Path) -> SweepData:
    """Sixty points, today and an agreement, in two seeds: 240 runs."""
    drawn(folder / "small", 60, replications=2, agreement=HOSTILE)
    return load(folder / "small", lambda _done, _of: None)


@pytest.fixture(scope="module")
def large(folder: Path) -> SweepData:
    drawn(folder / "large", 5_000)
    return load(folder / "large", lambda _done, _of: None)


def shown(data: SweepData, query: str = "") -> Settled:
    view, faults = SweepView.from_query(query)
    assert faults == []
    return settle(data, view)


def points(settled: Settled) -> set[int]:
    found = scatter(settled)
    runs = [run for some in found.runs for run in some]
    drawn_runs = [point[2] for each in found.option["series"][: len(found.runs)] for point in each["data"]]
    assert runs == drawn_runs
    return set(runs)


def test_without_a_word_a_sweep_is_shown_by_what_it_is_about(small: SweepData) -> None:
    view = shown(small).view
    assert (view.up, view.across, view.colour, view.place) == (
        "d:leavers", "p:rotation.leave_ratio", "agreement", "all",
    )  # fmt: skip


def test_a_scatter_draws_every_run_that_has_both_numbers(small: SweepData) -> None:
    assert len(points(shown(small, "up=m:leavers"))) == 240
    assert len(points(shown(small, "up=d:leavers"))) == 120


def test_a_filter_leaves_the_runs_between_its_ends(small: SweepData) -> None:
    ratio = small.variables("all")["p:rotation.leave_ratio"].values
    query = "up=m:leavers&min.p:rotation.leave_ratio=0.7&max.p:rotation.leave_ratio=0.8"
    assert points(shown(small, query)) == set(np.flatnonzero((ratio >= 0.7) & (ratio <= 0.8)).tolist())
    assert int(shown(small, query + "&in.agreement=Today").kept.sum()) == 30
    assert int(shown(small, "in.agreement=").kept.sum()) == 0


def test_the_sentence_says_how_many_runs_and_how_two_numbers_go_together(small: SweepData) -> None:
    said = scatter(shown(small, "up=d:leavers&max.p:rotation.leave_ratio=0.8")).sentence
    assert said.startswith("60 of 240 runs. Mean of Leavers, less Today: ")
    assert "The higher rotation.leave_ratio, the higher Leavers, less Today (rank correlation 0." in said


def test_runs_that_share_seeds_are_no_test_and_how_many_there_are_is_said(small: SweepData) -> None:
    said = scatter(shown(small, "up=d:leavers")).sentence
    assert "an association over these 120 runs, which share 2 seeds, not a test)" in said
    assert "clear" not in said
    apart = scatter(shown(small, "up=d:leavers&in.agreement=Today")).sentence
    assert "No run is left" in apart


def test_runs_that_pass_the_filters_and_are_not_drawn_are_accounted_for(small: SweepData) -> None:
    assert "120 more runs pass the filters and are not drawn, having no Leavers, less Today" in (
        scatter(shown(small, "up=d:leavers")).note
    )
    assert scatter(shown(small, "up=m:leavers")).note == ""


def test_colours_are_named_even_where_one_is_left_and_points_keep_off_the_frame(small: SweepData) -> None:
    option = scatter(shown(small, "up=d:leavers")).option
    assert option["legend"]["data"] == [HOSTILE]
    assert option["xAxis"]["boundaryGap"] == option["yAxis"]["boundaryGap"] == ["5%", "5%"]
    assert "min" not in option["yAxis"]  # some are fewer
    assert "legend" not in scatter(shown(small, "up=d:leavers&colour=none")).option


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("agreement.rotation.months", ("Rotation: length of one placement", "months")),
        ("agreement.released_time.hours_share", ("Released time: share of their hours that comes back", "share")),
        ("agreement.released_time.recruiting_tools.enabled", ("Released time: recruiting tools are in use", "")),
        ("agreement.starts", ("agreement.starts", "")),
        ("agreement.rotation.unknown", ("agreement.rotation.unknown", "")),
        ("future.attrition_ratio", ("future.attrition_ratio", "")),
    ],
)
def test_what_is_varied_is_called_as_the_editor_calls_it(name: str, words: tuple[str, str]) -> None:
    assert varied_words(name) == words


def test_the_table_has_what_the_chart_has(small: SweepData) -> None:
    found = scatter(shown(small, "up=d:leavers&colour=seed"))
    (series,) = found.option["series"]
    rows = [(run - 1, up, across, seed) for run, across, up, seed in found.rows]
    assert rows == [(run, up, across, seed) for across, up, run, seed in series["data"]]


def test_many_points_are_thinned_always_to_the_same_and_it_is_said(large: SweepData) -> None:
    whole = shown(large, "up=m:leavers")
    found = scatter(whole)
    assert len(points(whole)) == DRAWN
    assert f"Drawn are {DRAWN:,} of the 10,000 runs" in found.note
    assert "All 10,000 runs" in found.sentence
    assert points(whole) == points(shown(large, "up=m:leavers"))
    # What a filter leaves of those drawn stays drawn: points do not jump about while people filter.
    left = shown(large, "up=m:leavers&min.p:rotation.leave_ratio=0.7")
    still = {run for run in points(whole) if left.kept[run]}
    assert still <= points(left)
    hidden = next(run for run in range(10_000) if run not in points(whole))
    assert hidden in points(shown(large, f"up=m:leavers&run={hidden}"))


def test_lines_are_few_enough_to_see_and_axes_keep_their_whole_range(large: SweepData) -> None:
    found = parallel(shown(large, "min.p:rotation.leave_ratio=0.9"))
    behind, lines = found.option["series"]
    assert len(lines["data"]) == LINES == len(found.rows)
    assert all(line[0] >= 0.9 for line in lines["data"])
    assert all(line[0] < 0.9 for line in behind["data"])
    axis = found.option["parallelAxis"][0]
    assert (axis["min"], axis["max"]) == (0.6, 1.0)
    assert axis["name"] == "rotation.leave_ratio (hazard ratio) – from 0.900"
    assert found.sentence.endswith("by rank correlation.")


def test_there_is_no_half_a_seed_on_an_axis(small: SweepData) -> None:
    axes = {each["name"]: each for each in parallel(shown(small)).option["parallelAxis"]}
    assert axes["Seed"]["minInterval"] == 1
    assert "minInterval" not in axes["rotation.leave_ratio (hazard ratio)"]


def test_a_heat_map_has_the_mean_of_each_field(small: SweepData) -> None:
    found = heat(shown(small, "up=m:leavers&row=agreement&column=seed"))
    values = small.variables("all")
    leavers, arm, seed = (values[key].values for key in ("m:leavers", "agreement", "seed"))
    assert len(found.rows) == 4
    for up, across, mean, runs in found.rows:
        here = (seed == float(str(up))) & (arm == values["agreement"].words.index(str(across)))
        assert runs == here.sum() == 60
        assert mean == pytest.approx(leavers[here].mean(), rel=1e-6)


def test_a_range_is_cut_into_even_parts_of_itself(small: SweepData) -> None:
    found = heat(shown(small, "up=m:leavers"))
    assert found.option["xAxis"]["data"][0] == "0.600 to 0.650"
    assert sum(int(str(row[3])) for row in found.rows) == 240


def test_what_matters_is_what_the_command_line_says(folder: Path) -> None:
    drawn(folder / "morris", 6, kind="morris")
    data = load(folder / "morris", lambda _done, _of: None)
    settled = shown(data)
    found = analysed(data, measure_of(settled), "all", "", "")
    assert not isinstance(found, str)
    theirs = analyse(data.outcomes, "leavers", "all").table
    chart = tornado(settled, found)
    assert [row[0] for row in chart.rows][:2] == ["rotation.leave_ratio", "rotation.reach_minutes"]
    swings = dict(zip(theirs["name"], theirs["swing"], strict=True))
    assert {str(row[0]): row[5] for row in chart.rows} == pytest.approx(swings)
    assert chart.rows[0][5] == pytest.approx(40.0 * 0.4)
    assert chart.note.startswith("Morris screening")


def test_with_filters_ranks_are_correlated_and_it_is_said(small: SweepData) -> None:
    settled = shown(small, "max.p:rotation.leave_ratio=0.8")
    found = ranked(settled, "Why.")
    assert found.rows[0][0] == "rotation.reach_minutes"
    assert found.rows[0][3] == 60
    assert "not the design's own analysis" in found.note
    assert found.note.endswith("Why.")


def test_a_sweep_with_runs_missing_says_why_it_is_not_analysed(small: SweepData) -> None:
    assert "no joiners" in str(analysed(small, "joiners", "all", "", ""))


def test_a_rank_correlation_is_spearmans() -> None:
    from scipy.stats import spearmanr

    a, b = np.array([1.0, 2.0, 2.0, 5.0, 4.0]), np.array([3.0, 1.0, 4.0, 4.0, 9.0])
    assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert rank_correlation(a, np.ones(5)) == 0.0


def test_the_table_of_runs_is_in_the_order_wanted(small: SweepData) -> None:
    rows, _, cells = table(shown(small, "sort=-m:leavers"))
    leavers = small.variables("all")["m:leavers"].values
    assert len(rows) == len(cells) == LISTED
    assert leavers[rows[0]] == leavers.max()
    assert (np.diff(leavers[rows]) <= 0).all()
    rows, _, _ = table(shown(small, "sort=-d:leavers"))
    assert np.isfinite(small.variables("all")["d:leavers"].values[rows]).all()


def test_all_runs_are_in_the_file_and_no_cell_is_a_formula(small: SweepData) -> None:
    text = as_csv(shown(small, "in.agreement=Today"))
    assert len(text.splitlines()) == 121
    assert "\n=" not in as_csv(shown(small))
    assert ",=" not in as_csv(shown(small))


def test_the_way_to_watch_a_run_is_to_that_very_run(small: SweepData) -> None:
    for run in (0, 1, 137):
        planned = small.planned(run)
        path, why = way_to_watch(planned.spec)
        assert why == ""
        state, faults = WatchState.from_query(path.removeprefix(PATH))
        assert faults == []
        assert state.spec("headline").digest == planned.spec.digest
    assert title_of(shown(small), 1) == f"Run 2: {HOSTILE}, seed 1"
    about = {str(row[0]): row[1] for row in about_run(shown(small), 1)[0]}
    assert about["Agreement"] == HOSTILE
    assert about["Seed"] == "1"


def test_a_run_that_cannot_be_watched_says_why(small: SweepData) -> None:
    from dataclasses import replace

    spec = small.planned(0).spec
    assert "folder" in way_to_watch(replace(spec, system="/somewhere/else"))[1]
    assert "181 months" in way_to_watch(replace(spec, months=181))[1]


def test_what_a_sweep_does_not_have_is_said_and_the_rest_is_shown(small: SweepData) -> None:
    query = "up=m:nothing&place=Mars&in.agreement=Nobody&min.p:gone=1&sort=-x&agreement=A&run=999999"
    settled = shown(small, query)
    assert len(settled.faults) == 7
    assert settled.view.up == "d:leavers"
    assert settled.view.ranges == ()


@pytest.mark.parametrize("draw", [scatter, parallel, heat])
def test_where_no_run_is_left_it_says_so(draw, small: SweepData) -> None:
    found = draw(shown(small, "in.agreement="))
    assert found.option == {}
    assert "widen the filters" in found.sentence


@pytest.mark.parametrize("draw", [scatter, parallel, heat])
def test_options_are_plain_data_without_html_or_functions(draw, small: SweepData) -> None:
    text = json.dumps(draw(shown(small, "row=agreement&colour=agreement")).option, allow_nan=False)
    assert 'formatter": "<' not in text
    assert "tooltip" not in text
