"""Sweeps: their runs, made once and in any number of pieces, and what they came to."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.experiments.made_up import made_up, sweep_file, sweep_in
from tests.experiments.tiny import folder_bytes

import icsim
from icsim.errors import InputError
from icsim.experiment.engine import shard
from icsim.experiment.store import RunStore
from icsim.experiment.sweep import How, make_runs, sweep_of
from icsim.experiment.sweep_outcomes import Outcomes, over_points
from icsim.experiment.sweep_plan import Planned, Specs

SMALL = """\
question: Which?
system: small
months: 2
replications: 2
agreements:
  - agreement: Bank
    parties: [TA1, TC1]
    shared_bank: {}
vary:
  strain.newcomer: [30, 40]
measures: [leavers, strain]
places: [all, TA1]
expect:
  - {measure: leavers, direction: falls}
"""


def test_runs_are_paired_by_seed_and_more_replications_come_after_the_others(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SMALL)
    runs = list(sweep.runs())
    assert [(run.seed, run.point, run.arm) for run in runs] == [
        (seed, point, arm) for seed in (1, 2) for point in (0, 1) for arm in ("Today", "Bank")
    ]
    more = list(replace(sweep, replications=5).runs())
    assert more[: len(runs)] == runs
    assert replace(sweep, replications=5).digest == sweep.digest


def test_shards_are_the_whole_sweep(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SMALL)
    parts = [Specs(sweep, part, 3) for part in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 3, 2]
    assert [list(part) for part in parts] == [list(shard(Specs(sweep), part, 3)) for part in (1, 2, 3)]


@pytest.mark.slow
def test_parts_leave_the_same_files_as_the_whole_and_nothing_is_made_twice(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SMALL)
    whole, parts = RunStore(tmp_path / "whole"), RunStore(tmp_path / "parts")
    assert make_runs(sweep, whole, How()).made == 8
    for part in (2, 1):
        assert make_runs(sweep, parts, How(part=part, of=2)).made == 4
    assert folder_bytes(parts.folder) == folder_bytes(whole.folder)

    first = next(iter(parts.digests()))
    parts.path(first).unlink()
    again = make_runs(sweep, parts, How())
    assert (again.made, again.kept) == (1, 7)
    assert folder_bytes(parts.folder) == folder_bytes(whole.folder)

    before = folder_bytes(whole.folder / "runs")
    assert make_runs(replace(sweep, replications=3), whole, How()).made == 4
    assert before.items() <= folder_bytes(whole.folder / "runs").items()
    assert sweep_of(whole.folder).replications == 3


def test_a_folder_of_another_sweep_is_refused(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SMALL)
    store = RunStore(tmp_path / "runs")
    store.claim(sweep.as_design())
    for other, difference in (
        (replace(sweep, months=3), "months was 2, now 3"),
        (replace(sweep, seed=2), "seed was 1, now 2"),
        (sweep_in(tmp_path, SMALL.replace("[30, 40]", "[30, 41]")), "vary was"),
    ):
        with pytest.raises(InputError, match=difference):
            make_runs(other, store, How())
    assert list(store.digests()) == []


def value(run: Planned, row: dict[str, Any], place: str, measure: str) -> float:
    """Leavers fall under the bank by a number of people that is 9, 10 and 11 in turn; nothing else differs."""
    bank = (8 + run.seed) if run.arm == "Bank" and measure == "leavers" and place == "all" else 0
    return 100.0 * run.seed + row["strain.newcomer"] - bank


def test_differences_by_hand(tmp_path: Path) -> None:
    sweep = replace(sweep_in(tmp_path, SMALL), replications=3)
    table = Outcomes(sweep, made_up(sweep, tmp_path / "runs", value)).differences()
    assert len(table) == 2 * 2 * 2  # points, places, measures
    row = table.iloc[0]
    assert (row["agreement"], row["against"], row["strain.newcomer"]) == ("Bank", "Today", 30)
    assert (row["place"], row["measure"], row["unit"], row["seeds"]) == ("all", "leavers", "heads", 3)
    assert (row["base"], row["value"], row["difference"], row["sd"]) == (230, 220, -10, 1)
    assert row["high"] - row["difference"] == pytest.approx(4.302653 / math.sqrt(3))  # Student's t, two degrees
    assert row["variance_factor"] == pytest.approx(10_000 + 9_801)
    assert (row["better_share"], row["expected"], row["verdict"]) == (1, "falls", "as expected")
    still = table.iloc[1]
    assert (still["measure"], still["difference"], still["expected"], still["verdict"]) == ("strain", 0, "", "")
    spread = over_points(table)
    assert list(spread["points"]) == [2, 2, 2, 2]
    assert (spread.iloc[0]["mean"], spread.iloc[0]["better_share"]) == (-10, 1)


def test_an_arm_that_nothing_varied_reaches_has_one_row_for_all_points(tmp_path: Path) -> None:
    text = SMALL.replace("  strain.newcomer: [30, 40]", "  agreement.shared_bank.fee_share: [0.02, 0.04]").replace(
        "vary:", "  - agreement: Passport\n    parties: [TA1, TC1]\n    passport: {recognises: [dbs]}\nvary:"
    )
    sweep = sweep_in(tmp_path, text)
    assert len(sweep) == 2 * 2 * 3
    assert len({run.spec.digest for run in sweep.runs()}) == 2 * (1 + 2 + 1)
    table = Outcomes(sweep, made_up(sweep, tmp_path / "runs", lambda *_: 1.0)).differences()
    leavers = table[(table["place"] == "all") & (table["measure"] == "leavers")]
    assert list(leavers["agreement"]) == ["Bank", "Bank", "Passport"]
    fee = leavers["agreement.shared_bank.fee_share"]
    assert list(fee[:2]) == [0.02, 0.04]
    assert fee.isna().iloc[2]


@pytest.mark.parametrize(
    ("direction", "verdict"), [("falls", "as expected"), ("rises", "contrary"), ("unchanged", "contrary")]
)
def test_verdicts(tmp_path: Path, direction: str, verdict: str) -> None:
    sweep = replace(sweep_in(tmp_path, SMALL.replace("direction: falls", f"direction: {direction}")), replications=3)
    store = made_up(sweep, tmp_path / "runs", value)
    assert Outcomes(sweep, store).differences().iloc[0]["verdict"] == verdict


def test_what_may_be_chance_is_not_clear(tmp_path: Path) -> None:
    sweep = replace(sweep_in(tmp_path, SMALL), replications=3)
    table = Outcomes(sweep, made_up(sweep, tmp_path / "runs", lambda run, *_: (-1.0) ** run.seed * len(run.arm)))
    assert table.differences().iloc[0]["verdict"] == "not clear"


def test_runs_that_are_missing_are_left_out_of_both_sides(tmp_path: Path) -> None:
    sweep = replace(sweep_in(tmp_path, SMALL), replications=3)
    store = made_up(sweep, tmp_path / "runs", value)
    gone = next(run.spec for run in sweep.runs() if (run.seed, run.point, run.arm) == (3, 0, "Today"))
    store.path(gone.digest).unlink()
    outcomes = Outcomes(sweep, store)
    assert outcomes.missing == 1
    table = outcomes.differences()
    assert (table.iloc[0]["seeds"], table.iloc[0]["difference"]) == (2, -9.5)
    assert table.iloc[4]["seeds"] == 3


def test_futures_are_compared_where_there_is_one_arm(tmp_path: Path) -> None:
    text = SMALL.replace(SMALL[SMALL.index("agreements:") : SMALL.index("vary:")], "futures: [flat, national_plan]\n")
    sweep = sweep_in(tmp_path, text)
    store = made_up(sweep, tmp_path / "runs", lambda run, *_: {"Flat": 5.0}.get(run.future, 7.0))
    table = Outcomes(sweep, store).differences()
    assert set(table["against"]) == {"Flat"}
    assert set(table["future"]) == {"National plan growth"}
    assert set(table["difference"]) == {2.0}


def test_without_anything_to_compare_levels_are_given(tmp_path: Path) -> None:
    text = SMALL.replace(SMALL[SMALL.index("agreements:") : SMALL.index("vary:")], "")
    sweep = sweep_in(tmp_path, text)
    table = Outcomes(sweep, made_up(sweep, tmp_path / "runs", value)).differences()
    assert list(table["value"]) == [180, 180, 180, 180, 190, 190, 190, 190]
    assert table["difference"].isna().all()


@pytest.mark.slow
def test_python_gives_tidy_tables(tmp_path: Path) -> None:
    path = sweep_file(tmp_path, SMALL)
    found = icsim.sweep(path, tmp_path / "runs")
    assert found.failures == ()
    values = found.values
    assert list(values.columns) == [
        "future", "agreement", "strain.newcomer", "seed", "place", "measure", "unit", "value"
    ]  # fmt: skip
    assert len(values) == 8 * 2 * 2
    pivot = values[(values["place"] == "all") & (values["measure"] == "leavers")].pivot_table(
        index=["strain.newcomer", "seed"], columns="agreement", values="value"
    )
    gap = (pivot["Bank"] - pivot["Today"]).groupby("strain.newcomer").mean()
    assert list(found.differences.query("place == 'all' and measure == 'leavers'")["difference"]) == list(gap)
    assert icsim.sweep(path).values.equals(values), "a folder that is not kept changes nothing"
