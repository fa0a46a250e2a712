"""Tiers: which runs a quick estimate and a full run ask for, in which order, and what they are called."""

from __future__ import annotations

import pytest

from icsim.experiment.spec import system_of
from icsim.ui.compare.tiers import (
    FULL_SEEDS,
    QUICK_HEADS,
    QUICK_SEEDS,
    Plan,
    Tier,
    caution,
    command_line,
    label,
    one_in,
    plan_of,
    with_fewer_seeds,
)
from icsim.ui.jobs import Lane
from icsim.ui.state.changes import rename
from icsim.ui.state.comparison import Column, ComparisonState


def state(*presets: str, **more: object) -> ComparisonState:
    columns = tuple(Column.of_preset(preset) for preset in presets or ("rotation_passport",))
    return ComparisonState(columns=columns).with_(**{"system": "small", "start": "2026-10", "months": 6, **more})


def quick(*presets: str, **more: object) -> Plan:
    return plan_of(state(*presets), Tier.quick, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["small", "QR1", "QHL"])
def test_a_quick_estimate_models_a_few_thousand_people_or_all_there_are(word: str) -> None:
    system = system_of(word)
    heads = int(system.heads.sum())
    modelled = heads / one_in(system)
    assert modelled == heads if heads <= QUICK_HEADS else 0.5 * QUICK_HEADS <= modelled <= 1.1 * QUICK_HEADS


def test_the_first_seed_of_every_arm_comes_before_any_second_seed() -> None:
    plan = quick("rotation_passport", "passport_only")
    assert [spec.seed for spec in plan.specs] == [seed for seed in range(1, QUICK_SEEDS + 1) for _ in range(3)]
    assert plan.specs[0].agreements == ()


def test_only_whole_seeds_from_the_first_on_count() -> None:
    plan = quick()
    first, second, third = ({spec.digest for spec in some} for some in plan.rounds[:3])
    assert plan.whole_seeds(set()) == 0
    assert plan.whole_seeds(second | third) == 0
    assert plan.whole_seeds(first | third) == 1
    assert plan.whole_seeds(first | second | third) == 3


def test_the_headlines_are_under_the_first_future_and_others_only_on_request() -> None:
    asked = state(futures=("pay_round", "flat"))
    alone, both = plan_of(asked, Tier.quick), plan_of(asked, Tier.quick, all_futures=True)
    assert len(alone.rounds[0]) == 2
    assert len(both.rounds[0]) == 4
    assert {spec.digest for spec in alone.specs} <= {spec.digest for spec in both.specs}
    assert alone.base == both.base


def test_shares_ask_for_each_clause_alone_besides() -> None:
    plain, shares = quick(), quick(has_shares=True)
    more = {spec.digest for spec in shares.specs} - {spec.digest for spec in plain.specs}
    assert len(more) == 2 * QUICK_SEEDS  # a rotation alone and a passport alone
    assert not shares.has_all({spec.digest for spec in plain.specs})
    assert shares.has_all({spec.digest for spec in shares.specs})


def test_a_column_that_did_not_change_asks_for_the_same_runs() -> None:
    before = state("rotation_passport", "passport_only")
    after = state("rotation_passport", "released_time")
    one, other = plan_of(before, Tier.quick), plan_of(after, Tier.quick)
    shared = {spec.digest for spec in one.specs} & {spec.digest for spec in other.specs}
    assert len(shared) == 2 * QUICK_SEEDS  # today and the first column


def test_only_a_plain_quick_estimate_goes_before_others() -> None:
    assert quick().lane == Lane.quick
    assert quick(has_shares=True).lane == Lane.full
    assert plan_of(state(), Tier.full).lane == Lane.full


def test_the_label_says_how_many_people_and_seeds() -> None:
    small, large = quick(), plan_of(state(system="QR1"), Tier.quick)
    assert label(small, 3) == "Quick estimate: all of the staff, 3 of 8 seeds"
    assert label(large, 8) == "Quick estimate: 1 in 10 of the staff, 8 of 8 seeds"
    assert label(plan_of(state(), Tier.full), 16) == "Full run: all of the staff, 16 of 16 seeds"


def test_a_sample_and_a_single_seed_are_warned_of() -> None:
    large = plan_of(state(system="QR1"), Tier.quick)
    assert "levels are off" in caution(large, 8)
    assert "no range yet" in caution(large, 1)
    assert caution(plan_of(state(), Tier.full), FULL_SEEDS) == ""


def test_the_command_line_names_shipped_agreements_and_the_files_of_changed_ones() -> None:
    changed = rename(state("rotation_passport", "passport_only"), 1, "Ours & theirs")
    plan = plan_of(changed, Tier.quick)
    assert command_line(changed, plan) == (
        "icsim compare small --agreement rotation_passport --agreement ours_theirs.yaml --future flat "
        "--months 6 --start 2026-10 --seeds 8 --out results"
    )


def test_a_result_of_some_seeds_is_the_answer_to_fewer() -> None:
    plan = plan_of(state(system="QR1"), Tier.quick)
    words = command_line(state(system="QR1"), with_fewer_seeds(plan, 3))
    assert "--seeds 3 --sample 0.1" in words
