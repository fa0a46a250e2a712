"""Fitting, on a pretended model of which everything is known: emulators, waves, posterior, recovery.

Luck is fixed by seeds. Were it not, each comparison of coverage would cry
wolf once in 10,000 times.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom
from tests.fitting.pretend import BOX, KEYS, LUCK, Pretend, ask, figures, targets

from icsim.errors import InputError
from icsim.fitting.aims import SIDE, Aims
from icsim.fitting.emulate import Emulator
from icsim.fitting.free import FREE, Box, free_named
from icsim.fitting.history import CUT, first_design, implausibility, next_design, not_ruled_out
from icsim.fitting.posterior import posterior
from icsim.fitting.recovery import Recovered, coverage_rows, recover
from icsim.fitting.search import Found, search

FALSE_ALARM = 1e-4


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    points = first_design(3, 40, 1)
    runs = Pretend(ask())
    shown = runs.observed(("QR1",), [BOX.settings(row) for row in BOX.values(points)], 1, "")
    return Emulator(points, shown, KEYS)


@pytest.fixture(scope="module")
def found() -> Found:
    return search(ask(), Pretend(ask()))


@pytest.fixture(scope="module")
def recovered() -> Recovered:
    return recover(ask(points=(30,)), Pretend(ask()), 12)


def test_free_parameters_change_nothing_as_declared_but_where_they_are_existing_ones() -> None:
    added = {"turnover.nurse_leavers_ratio", "turnover.trust_joiners_ratio", "recruit.trust_supply_ratio"}
    assert {free.parameter.value for free in FREE if free.name in added | {"recruit.care_supply_ratio"}} == {1.0}


def test_a_box_goes_from_low_to_high_and_back() -> None:
    box = Box()
    corners = np.array([np.zeros(len(box)), np.ones(len(box))])
    assert box.values(corners).tolist() == [box.low.tolist(), box.high.tolist()]
    assert np.allclose(box.points(box.values(np.full((1, len(box)), 0.3))), 0.3, atol=1e-5)


def test_an_unknown_free_parameter_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"did you mean recruit\.care_supply_ratio"):
        free_named(["recruit.care_suply_ratio"])


def test_a_range_leaves_room_on_either_side_of_the_published_value() -> None:
    vacancy = next(each for each in targets() if each.key == "nurse_vacancy")
    aims = Aims.of([vacancy.model_copy(update={"value": 0.07, "low": 0.06, "high": 0.11, "tolerance": 0.0})])
    assert aims.below_sd[0] == pytest.approx(0.01 / SIDE)
    assert aims.above_sd[0] == pytest.approx(0.04 / SIDE)
    distance, _ = aims.off(np.array([[0.06], [0.11]]), np.zeros(1))
    assert distance[:, 0] == pytest.approx([SIDE, SIDE])


def test_an_emulator_predicts_runs_it_has_not_seen(emulator: Emulator) -> None:
    points = np.random.default_rng(1).random((200, 3))
    error = (emulator.at(points).mean - figures(points)) / np.array([each.aim for each in targets()])
    assert np.abs(error).max() < 3 * LUCK


def test_an_emulator_knows_the_luck_of_a_run(emulator: Emulator) -> None:
    luck = emulator.luck_sd / figures(np.full((1, 3), 0.5))[0]
    assert luck == pytest.approx(np.full(3, LUCK), rel=0.5)


def test_a_run_that_does_not_show_a_figure_is_no_run_for_it() -> None:
    points = first_design(3, 20, 1)
    shown = figures(points)
    shown[3, 1] = np.nan
    left_out = Emulator(points, shown, KEYS).left_out
    assert np.isnan(left_out[3, 1])
    assert np.isfinite(left_out[:, [0, 2]]).all()


def test_points_are_ruled_out_where_a_figure_is_far_off(emulator: Emulator) -> None:
    far = figures(np.array([[0.5, 0.5, 0.1]]))[0]
    aims = Aims.exactly(KEYS, far)
    near, other = np.array([[0.5, 0.5, 0.1]]), np.array([[0.5, 0.5, 0.9]])
    assert implausibility(emulator, aims, near).max() < CUT
    assert not not_ruled_out(emulator, aims, other).any()


def test_the_next_wave_looks_where_nothing_is_ruled_out(emulator: Emulator) -> None:
    aims = Aims.exactly(KEYS, figures(np.array([[0.5, 0.5, 0.2]]))[0])
    points, share = next_design(emulator, aims, first_design(3, 40, 1), 8, 1)
    assert len(points) == 8
    assert 0.0 < share < 0.2
    assert not_ruled_out(emulator, aims, points).all()


def test_without_figures_that_matter_the_posterior_is_the_prior(emulator: Emulator) -> None:
    loose = replace(Aims.of(targets()), below_sd=np.full(3, 1e3), above_sd=np.full(3, 1e3))
    drawn = posterior(emulator, loose, 3, 1024, 1)
    low, high = drawn.interval()
    assert low == pytest.approx(np.full(3, 0.05), abs=0.03)
    assert high == pytest.approx(np.full(3, 0.95), abs=0.03)


def test_what_is_held_stays_where_it_is(emulator: Emulator) -> None:
    drawn = posterior(emulator, Aims.of(targets()), 3, 128, 1, {1: 0.25})
    assert (drawn.points[:, 1] == 0.25).all()
    assert drawn.points[:, 0].std() > 0


def test_the_same_seed_draws_the_same(emulator: Emulator) -> None:
    aims = Aims.of(targets())
    one, two, other = (posterior(emulator, aims, 3, 64, seed).points for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_a_search_makes_its_waves_and_then_the_whole() -> None:
    runs = Pretend(ask(points=(16, 8, 8)))
    found = search(ask(points=(16, 8, 8)), runs)
    assert runs.stages == [
        "Wave 1", "Wave 2", "Wave 3", "The whole against its stand-ins", "The same near the fit",
        "As declared", "With the fitted values",
    ]  # fmt: skip
    assert [n for n, _ in found.waves] == [16, 8, 8, 0]


def test_the_difference_of_the_whole_is_found_and_allowed_for(found: Found) -> None:
    share = found.offset / found.emulator.at(found.central[None, :]).mean[0]
    assert share == pytest.approx(np.full(3, 0.1), abs=0.05)
    after = found.after.mean(axis=0).tolist()
    assert all(target.holds(value) for target, value in zip(found.ask.targets, after, strict=True))


def test_a_figure_that_is_never_shown_is_left_out() -> None:
    class Blind(Pretend):
        def observed(self, *words: object) -> np.ndarray:  # type: ignore[override]
            shown = super().observed(*words)  # type: ignore[arg-type]
            shown[:, 2] = np.nan
            return shown

    found = search(ask(stand_ins=()), Blind(ask()))
    assert found.emulator.names == KEYS[:2]


def test_known_values_are_found_again(recovered: Recovered) -> None:
    held, trials = recovered.held.sum(axis=0), len(recovered.known)
    assert (held >= binom.ppf(FALSE_ALARM, trials, 0.9)).all()
    assert (recovered.narrowed_share > 0.3).all()


def test_coverage_is_counted_for_each_parameter_and_all(recovered: Recovered) -> None:
    rows = coverage_rows(recovered)
    assert [row[0] for row in rows] == [*recovered.names, "all"]
    assert rows[-1][2] == sum(row[2] for row in rows[:-1])


def test_intervals_that_are_too_sure_of_themselves_are_noticed(recovered: Recovered) -> None:
    middle = (recovered.low + recovered.high) / 2
    narrow = replace(recovered, low=middle, high=middle + (recovered.high - middle) / 10)
    assert not narrow.passed
