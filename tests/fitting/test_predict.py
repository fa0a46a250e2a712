"""Predictive intervals: exact where they can be worked by hand, and calibrated where the truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom, poisson
from tests.worlds import world

from icsim.codes import StaffGroup
from icsim.fitting import predict
from icsim.fitting.predict import Spread


def test_a_count_in_the_tail_is_inside_when_it_is_the_end_of_the_interval() -> None:
    """Three of a hundred draws are 0, nine are 10: with both ends counted the interval is from 1 to 10."""
    draws = np.array([[0] * 3 + [1] * 88 + [10] * 9] * 4, dtype=float)
    below, upto = predict.ends_of_draws(np.array([0.0, 1.0, 10.0, 11.0]), draws)
    assert below.tolist() == [0.0, 0.03, 0.91, 1.0]
    assert upto.tolist() == [0.03, 0.91, 1.0, 1.0]
    assert predict.inside(below, upto).tolist() == [False, True, True, False]
    assert predict.calibrated(below, upto) == pytest.approx([0.0, (0.91 - 0.05) / 0.88, (0.95 - 0.91) / 0.09, 0.0])


@pytest.mark.parametrize("spread", [Spread(1.0, 0.0), Spread(1.3, 0.2)])
def test_over_every_count_a_right_interval_is_calibrated_exactly(spread: Spread) -> None:
    """Weighted by what it says itself, the calibrated share is 90% and the inclusive one more."""
    counts = np.arange(400.0)
    mean = np.full(400, 6.0)
    below, upto = predict.ends_of_spread(counts, mean, spread)
    chance = upto - below
    assert (chance * predict.calibrated(below, upto)).sum() == pytest.approx(0.9, abs=1e-9)
    assert (chance * predict.inside(below, upto)).sum() > 0.9


def test_without_dispersion_a_spread_is_chance_alone() -> None:
    below, upto = predict.ends_of_spread(np.array([4.0]), np.array([5.0]), Spread(1.0, 0.0))
    assert (below[0], upto[0]) == pytest.approx((poisson.cdf(3, 5), poisson.cdf(4, 5)))
    below, upto = predict.ends_of_spread(np.array([4.0]), np.array([5.0]), Spread(2.0, 0.5))
    assert (below[0], upto[0]) == pytest.approx((nbinom.cdf(3, 2, 2 / 12), nbinom.cdf(4, 2, 2 / 12)))


def made_up(n: int, dispersion: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts of n employers whose rates differ by so much, about what is expected of them less a fifth."""
    luck = np.random.default_rng(seed)
    mean = luck.uniform(2.0, 60.0, n)
    rate = luck.gamma(1 / dispersion, dispersion, n) if dispersion else np.ones(n)
    return luck.poisson(mean * 1.25 * rate).astype(float), mean


def test_the_spread_between_employers_is_found_again() -> None:
    """400 employers: the error of the dispersion is about 0.012, of the ratio 0.02; five of them are allowed."""
    published, mean = made_up(400, 0.1, seed=1)
    found = predict.spread_of(published, mean)
    assert found.ratio == pytest.approx(1.25, abs=0.1)
    assert found.dispersion == pytest.approx(0.1, abs=0.06)
    alone = predict.spread_of(*made_up(400, 0.0, seed=2))
    assert alone.dispersion < 0.01


def test_left_out_employers_lie_inside_nine_times_in_ten_with_the_spread_and_less_without() -> None:
    """400 counts: the error of the share is 1.5 points, four of them are allowed: one false alarm in 16,000."""
    published, mean = made_up(400, 0.15, seed=3)
    codes = [f"T{n:03}" for n in range(400)]
    cells = pd.DataFrame(
        {"table": "exits", "organisation": codes, "staff_group": "nurse", "published": published, "heads": 1000}
    )
    draws = np.random.default_rng(4).poisson(mean[:, None], (400, 96)).astype(float)
    found = predict.left_out_check(cells, draws, predict.folds(codes, 5))
    assert found["calibrated"].mean() == pytest.approx(0.9, abs=0.06)
    assert found["calibrated_alone"].mean() < 0.7
    assert found.groupby("fold")["dispersion"].nunique().tolist() == [1] * 5
    assert found["dispersion"].nunique() == 5


def test_the_spread_that_predicts_a_fold_never_sees_it() -> None:
    """Absurd counts in one fold change the intervals of the others, and not their own spread."""
    published, mean = made_up(50, 0.1, seed=5)
    codes = [f"T{n:02}" for n in range(50)]
    fold = predict.folds(codes, 5)
    cells = pd.DataFrame(
        {"table": "exits", "organisation": codes, "staff_group": "nurse", "published": published, "heads": 1000}
    )
    draws = np.repeat(mean[:, None], 12, axis=1)
    absurd = cells.assign(published=[1e4 if fold[code] == 2 else n for code, n in zip(codes, published, strict=True)])
    before, after = (predict.left_out_check(each, draws, fold).set_index("organisation") for each in (cells, absurd))
    own = [code for code in codes if fold[code] == 2]
    assert before.loc[own, "dispersion"].tolist() == after.loc[own, "dispersion"].tolist()
    others = [code for code in codes if fold[code] != 2]
    assert (after.loc[others, "dispersion"] > before.loc[others, "dispersion"]).all()


def test_what_is_published_of_trusts_is_what_their_tables_say() -> None:
    """Support staff and nursing associates are published as one; small groups and care employers are left out."""
    system = world(
        {
            "A": {"nurse": {"heads": 100, "leavers": 2, "joiners": 3}, "midwife": {"heads": 5, "leavers": 1}},
            "B": {
                "clinical_support": {"heads": 90, "leavers": 1.75, "joiners": 2},
                "nursing_associate": {"heads": 30, "leavers": 0.25, "joiners": 1},
            },
            "C": {"care_worker": {"heads": 50, "leavers": 4}},
        }
    )
    system.leavers[0, StaffGroup.nurse] = np.nan
    found = predict.published_cells(system)
    assert list(found.itertuples(index=False, name=None)) == [
        ("exits", "B", "clinical_support", 2.0, 120),
        ("arrivals", "A", "nurse", 3.0, 100),
        ("arrivals", "B", "clinical_support", 3.0, 120),
    ]


class Counted:
    """An observation of one month, of counts by table, trust and staff group."""

    def __init__(self, *counts: tuple[str, str, float]) -> None:
        self._counts = counts

    def cells(self, table: str) -> pd.DataFrame:
        assert table in predict.FLOWS
        rows = [(code, group, 0, count) for code, group, count in self._counts]
        return pd.DataFrame(rows, columns=["organisation", "staff_group", "month", "count"])


def test_what_is_published_as_one_group_is_held_against_both_of_the_models() -> None:
    cells = pd.DataFrame({"table": "exits", "organisation": ["B", "B"], "staff_group": ["clinical_support", "nurse"]})
    run = Counted(("B", "clinical_support", 10), ("B", "nursing_associate", 2), ("B", "nurse", 5))
    assert predict.simulated([run, run], cells).tolist() == [[12, 12], [5, 5]]  # type: ignore[list-item]


def test_folds_take_turns() -> None:
    fold = predict.folds(["D", "A", "C", "B", "E"], 2)
    assert fold == {"A": 0, "B": 1, "C": 0, "D": 1, "E": 0}
