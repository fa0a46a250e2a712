"""Tables of a comparison, by hand."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
import pytest
from tests.experiments.questions import made_up

from icsim.experiment.amounts import amount, bare
from icsim.experiment.differences import difference_table, half_widths, paired
from icsim.experiment.ledger import drains, in_words, ledger_table
from icsim.experiment.measures import BY_NAME
from icsim.experiment.people import FATES, Known, fates, people_table
from icsim.experiment.robust import regret, robustness_table

T_95 = {2: 12.706, 3: 4.3027}
"""Student's t for a 95% interval, by number of seeds, from printed tables."""


class TestPaired:
    def test_by_hand(self) -> None:
        """Differences 1, 2, 3: mean 2, standard deviation 1; arms 10, 20, 30 and 11, 22, 33."""
        found = paired(np.array([10.0, 20, 30]), np.array([11.0, 22, 33]))
        assert found["seeds"] == 3
        assert (found["base"], found["value"], found["difference"], found["sd"]) == (20, 22, 2, 1)
        half = T_95[3] / math.sqrt(3)
        assert found["low"] == pytest.approx(2 - half, abs=1e-3)
        assert found["high"] == pytest.approx(2 + half, abs=1e-3)
        assert (found["rises_share"], found["falls_share"]) == (1, 0)
        assert found["variance_factor"] == pytest.approx(100 + 121)

    def test_nothing_differs(self) -> None:
        found = paired(np.array([1.0, 5]), np.array([1.0, 5]))
        assert (found["difference"], found["low"], found["high"]) == (0, 0, 0)
        assert np.isnan(found["variance_factor"])

    def test_one_seed_has_no_interval(self) -> None:
        found = paired(np.array([1.0]), np.array([2.0]))
        assert found["difference"] == 1
        assert np.isnan([found["sd"], found["low"], found["variance_factor"]]).all()

    def test_a_missing_seed_is_left_out_of_both_arms(self) -> None:
        found = paired(np.array([[1.0, np.nan], [3, np.nan], [5, np.nan]]), np.array([[2.0, 1], [np.nan, 1], [8, 1]]))
        assert list(found["seeds"]) == [2, 0]
        assert found["base"][0] == 3
        assert found["difference"][0] == 2
        assert np.isnan(found["difference"][1])

    def test_intervals_widen_with_the_level(self) -> None:
        n, sd = np.array([2, 3]), np.array([1.0, 1.0])
        assert half_widths(n, sd) == pytest.approx([T_95[2] / math.sqrt(2), T_95[3] / math.sqrt(3)], abs=1e-3)
        assert (half_widths(n, sd, 0.99) > half_widths(n, sd)).all()


def test_better_is_whichever_way_the_measure_says() -> None:
    values = {("A", "leavers"): [[5, 5, 5, 5], [4, 4, 4, 9]], ("A", "net_moves"): [[0, 0, 0, 0], [1, 1, -1, 0]]}
    table = difference_table(made_up(values))
    own = table[table["place"] == "A"].set_index("measure")["better_share"]
    assert own["leavers"] == 0.75
    assert own["net_moves"] == 0.5
    assert math.isnan(own["joiners"])


class TestLedger:
    """Four seeds. Acute trusts gain staff that social care loses."""

    VALUES: ClassVar = {
        ("sector:acute", "vacancy_fte"): [[50, 51, 52, 53], [40, 41.1, 42, 42.9]],
        ("sector:social_care", "vacancy_fte"): [[20, 21, 22, 23], [28, 29.1, 30, 30.9]],
        ("sector:acute", "leavers"): [[9, 8, 9, 8], [8, 9, 8, 9]],
        ("A", "vacancy_fte"): [[10, 11, 12, 13], [9, 10.01, 11, 12]],
        ("A", "cost_gbp"): [[1e6, 1e6, 1e6, 1e6], [1.1e6, 1.2e6, 1.1e6, 1.2e6]],
    }

    def test_verdicts(self) -> None:
        table = ledger_table(difference_table(made_up(self.VALUES)))
        verdicts = table.set_index(["place", "measure"])["verdict"]
        assert verdicts["sector:acute", "vacancy_fte"] == "clearly gains"
        assert verdicts["sector:social_care", "vacancy_fte"] == "clearly pays"
        assert verdicts["sector:acute", "leavers"] == "unclear"
        assert verdicts["A", "vacancy_fte"] == "clearly gains"
        assert verdicts["A", "cost_gbp"] == "pays"
        assert verdicts["B", "vacancy_fte"] == "the same"

    def test_a_gain_that_drains_another_sector_is_said(self) -> None:
        found = drains(ledger_table(difference_table(made_up(self.VALUES))))
        assert len(found) == 1
        row = found.iloc[0]
        assert (row["payers"], row["gainers"], row["measure"], bool(row["clear"])) == (
            "Social care", "Acute", "vacancy_fte", True,
        )  # fmt: skip
        assert row["sentence"] == ("Vacancies: Acute (-10.0 FTE) gains while Social care (+8.0 FTE) loses")

    def test_those_who_lose_most_are_named_first(self) -> None:
        values = {
            ("sector:acute", "vacancy_fte"): [[0, 0, 0, 0], [1, 2, 3, 2]],
            ("sector:social_care", "vacancy_fte"): [[9, 9, 9, 9], [4, 4, 4, 4.1]],
        }
        row = drains(ledger_table(difference_table(made_up(values)))).iloc[0]
        assert row["sentence"] == "Vacancies: Social care (-5.0 FTE) gains while Acute (+2.0 FTE) probably loses"
        assert not row["clear"]

    @pytest.mark.parametrize(("seeds", "verdict"), [(5, "unclear"), (6, "gains"), (16, "clearly gains")])
    def test_the_same_difference_in_few_seeds_is_not_certain(self, seeds: int, verdict: str) -> None:
        """The chance that n seeds fall on one side is 2 ** (1 - n): below 5% from 6, below 5% / 27 from 11."""
        values = {("sector:acute", "leavers"): [[9.0] * seeds, [8.0] * seeds]}
        table = ledger_table(difference_table(made_up(values))).set_index(["place", "measure"])
        assert table["verdict"]["sector:acute", "leavers"] == verdict

    def test_no_drain_where_nobody_gains(self) -> None:
        values = {("sector:social_care", "vacancy_fte"): self.VALUES["sector:social_care", "vacancy_fte"]}
        assert drains(ledger_table(difference_table(made_up(values)))).empty

    def test_in_words(self) -> None:
        table = ledger_table(difference_table(made_up(self.VALUES)))
        assert list(in_words(table)) == [
            "Acute gains: vacancies -10.0 FTE.",
            "Social care pays: vacancies +8.0 FTE.",
        ]

    def test_more_things_looked_at_need_more_certainty(self) -> None:
        """Differences 1, 2, 3, 2: an ordinary interval excludes 0, one for 27 numbers does not."""
        values = {("sector:acute", "vacancy_fte"): [[0, 0, 0, 0], [1, 2, 3, 2]]}
        table = ledger_table(difference_table(made_up(values)))
        row = table[(table["place"] == "sector:acute") & (table["measure"] == "vacancy_fte")].iloc[0]
        assert row["low"] > 0
        assert row["verdict"] == "pays"


class TestRegret:
    def test_by_hand(self) -> None:
        """Two futures, three arms; lower is better."""
        values = np.array([[10.0, 8, 9], [20.0, 30, 21]])
        assert regret(values, "lower").tolist() == [[2, 0, 1], [0, 10, 1]]
        assert regret(values, "higher").tolist() == [[0, 2, 1], [10, 0, 9]]

    def test_the_arm_that_risks_least_is_marked(self) -> None:
        gathered = made_up(
            {("all", "leavers"): [[10, 10], [8, 8], [9, 9]]}, arms=("B", "C"), futures=("Flat", "Bad")
        )  # fmt: skip
        at = gathered.question.places.index("all"), list(BY_NAME).index("leavers")
        gathered.outcome[1, :, :, *at] = [[20, 20], [30, 30], [21, 21]]
        table = robustness_table(gathered)
        rows = table[table["measure"] == "leavers"].drop_duplicates("agreement").set_index("agreement")
        assert rows["max_regret"].to_dict() == {"Today": 2.0, "B": 10.0, "C": 1.0}
        assert rows["least_regret"].to_dict() == {"Today": False, "B": False, "C": True}

    def test_measures_without_a_better_way_are_left_out(self) -> None:
        assert "joiners" not in set(robustness_table(made_up({("all", "leavers"): [[1, 1], [2, 2]]}))["measure"])


def known(left: dict[int, int], joined: list[int]) -> Known:
    """People who left by key and sector, and keys of those who joined."""
    keys = np.array(list(left), dtype=np.uint64)
    sectors = np.array(list(left.values()), dtype=np.intp)
    return Known.of(keys, sectors, np.zeros(len(keys), dtype=np.int16), np.array(joined, dtype=np.uint64))


class TestPeople:
    """Sectors 0 and 1, and all as the third total."""

    TODAY = known({1: 0, 2: 0, 3: 1, 100: 0, 101: 1, 102: 1}, joined=[100, 101, 102, 103])
    OTHER = known({2: 1, 4: 1, 101: 1, 103: 0, 200: 0}, joined=[100, 101, 103, 200])

    def count(self, who: int, fate: str) -> list[float]:
        return fates(self.TODAY, self.OTHER, 3)[:, who, FATES.index(fate)].tolist()

    def test_starting_staff(self) -> None:
        assert self.count(0, "left_today") == [2, 1, 3]
        assert self.count(0, "stays") == [1, 1, 2]  # 1 and 3
        assert self.count(0, "left_agreement") == [0, 2, 2]
        assert self.count(0, "leaves") == [0, 1, 1]  # 4
        assert self.count(0, "left_in_both") == [1, 0, 1]  # 2, by the sector it left today

    def test_newcomers_of_both_arms(self) -> None:
        assert self.count(1, "left_today") == [1, 1, 2]  # 100 and 101
        assert self.count(1, "stays") == [1, 0, 1]  # 100
        assert self.count(1, "leaves") == [1, 0, 1]  # 103
        assert self.count(1, "left_in_both") == [0, 1, 1]  # 101

    def test_newcomers_of_one_arm_are_kept_apart(self) -> None:
        assert self.count(1, "met_once") == [1, 1, 2]  # 102 and 200
        assert self.count(0, "met_once") == [0, 0, 0]

    def test_nobody_stays_who_leaves_in_the_same_run(self) -> None:
        found = fates(self.TODAY, self.TODAY, 3)
        assert found[:, :, [FATES.index("stays"), FATES.index("leaves"), FATES.index("met_once")]].sum() == 0

    def test_somebody_who_leaves_twice_counts_once_where_they_left_last(self) -> None:
        twice = Known.of(
            np.array([7, 7], dtype=np.uint64), np.array([1, 0]), np.array([9, 2], dtype=np.int16),
            np.array([7], dtype=np.uint64),
        )  # fmt: skip
        assert (twice.left.tolist(), twice.sector.tolist()) == ([7], [1])

    def test_the_table_has_means_over_seeds(self) -> None:
        gathered = made_up({("all", "leavers"): [[0, 0], [0, 0]]})
        gathered.people[0, 1, :, -1, 0, FATES.index("stays")] = [3, 5]
        gathered.people[0, 1, :, -1, 0, FATES.index("leaves")] = [1, 0]
        row = people_table(gathered).set_index(["place", "who"]).loc["all", "starting_staff"]
        assert (row["stays"], row["leaves"], row["net_stay"]) == (4, 0.5, 3.5)


class TestAmounts:
    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("vacancy_fte", -12.34, "-12.3 FTE"),
            ("vacancy_share", 0.0123, "+1.23 pp"),
            ("leavers", 1234.4, "+1,234 heads"),
            ("cost_gbp", -5_570_000.0, "-£5.57m"),
            ("cost_gbp", 45_600.0, "+£46k"),
            ("recharge_gbp", -12.0, "-£12"),
            ("recharge_gbp", -0.2, "£0"),
            ("strain", math.nan, "-"),
        ],
    )
    def test_differences(self, name: str, value: float, words: str) -> None:
        assert amount(BY_NAME[name], value, sign=True) == words

    def test_levels(self) -> None:
        assert amount(BY_NAME["vacancy_share"], 0.0436) == "4.36%"
        assert amount(BY_NAME["cost_gbp"], 6_658_560_000.0) == "£6,658.56m"
        assert bare(BY_NAME["strain"], 45.47) == "45.5"
