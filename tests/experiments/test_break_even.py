"""Break-even: where an assumed number turns a lead, on made-up leads and on real runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.experiments.questions import passport, passport_and_rotation, small_question

from icsim.clause import all_clauses
from icsim.experiment.break_even import FAILED as RUN_FAILED
from icsim.experiment.break_even import NEVER, TURNS, UNSEARCHED, Assumed, Change, Turn, _Race, break_even_table, search
from icsim.experiment.measures import BY_NAME
from icsim.experiment.question import Arm
from icsim.experiment.record import run
from icsim.experiment.runner import Runner
from icsim.experiment.store import RunStore


class Fake:
    """Leads by hand: ``falls`` 6 - x, ``flat`` 2, ``both`` 4 - x * x, ``bent`` 1 - x ** 3 / 8, ``broken`` none."""

    def __init__(self) -> None:
        self.asked: list[Change] = []

    def __call__(self, changes: Sequence[Change]) -> list[float]:
        self.asked += changes
        return [self._lead(*change) for change in changes if change is not None]

    @staticmethod
    def _lead(name: str, x: float) -> float:
        return {"falls": 6 - x, "flat": 2.0, "both": 4 - x * x, "bent": 1 - x**3 / 8, "broken": math.nan}[name]


def test_a_straight_lead_is_turned_where_it_is_nothing() -> None:
    found = search([Assumed("falls", 2, 0, 10)], 4.0, Fake())["falls"]
    assert (found.verdict, found.value) == (TURNS, pytest.approx(6))
    assert (found.at_low, found.at_high) == (6, -4)
    assert found.holds < 6 <= found.gone
    assert found.gone - found.holds == pytest.approx(8 / 2**5)


def test_a_bent_lead_is_closed_in_on() -> None:
    found = search([Assumed("bent", 0, 0, 10)], 1.0, Fake())["bent"]
    assert found.value == pytest.approx(2, abs=0.05)
    assert found.holds < 2 <= found.gone


def test_a_lead_that_holds_at_both_ends_is_never_turned() -> None:
    found = search([Assumed("flat", 1, 0, 5)], 2.0, Fake())["flat"]
    assert found == Turn(NEVER, 2.0, 2.0, *[pytest.approx(math.nan, nan_ok=True)] * 3)


def test_of_two_values_the_nearer_counts() -> None:
    found = search([Assumed("both", 1, -5, 3)], 3.0, Fake(), halvings=12)["both"]
    assert found.value == pytest.approx(2, abs=1e-3)


def test_what_cannot_be_run_is_said() -> None:
    assert search([Assumed("broken", 1, 0, 5)], 2.0, Fake())["broken"].verdict == RUN_FAILED


def test_no_more_points_than_the_budget() -> None:
    fake = Fake()
    numbers = [Assumed("falls", 2, 0, 10), Assumed("flat", 1, 0, 5), Assumed("both", 1, -5, 3)]
    found = search(numbers, 4.0, fake, budget=5)
    assert len(fake.asked) <= 5
    assert [found[number.name].verdict for number in numbers] == [TURNS, NEVER, UNSEARCHED]


class TestOnRuns:
    @pytest.mark.slow
    def test_a_table_of_real_runs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A passport keeps people at work; how much depends on what it is assumed to save."""
        from icsim.experiment import break_even

        monkeypatch.setattr(break_even, "SEEDS", 2)
        monkeypatch.setattr(break_even, "BUDGET", 6)
        question = small_question(Arm("Passport", (passport(),)))
        with Runner(RunStore(tmp_path)) as runner:
            table = break_even_table(question, runner, BY_NAME["onboarding_days"])
        assert set(table["agreement"]) | set(table["against"]) == {"Passport", "Today"}
        assert (table["lead"] > 0).all()
        looked_at = table[table["verdict"] != UNSEARCHED]
        assert 0 < len(looked_at) <= 3
        assert np.isfinite(looked_at[["lead_at_low", "lead_at_high"]].to_numpy()).all()

    def test_only_assumptions_with_a_range_are_looked_at(self, tmp_path: Path) -> None:
        question = small_question(Arm("Both", (passport_and_rotation(),)))
        race = _Race(question, Runner(RunStore(tmp_path)), BY_NAME["leavers"])
        names = [number.name for number in race.assumed(*question.arms)]
        assert names == sorted(names)
        assert any(name.startswith("rotation.") for name in names)
        assert all(number.low < number.high for number in race.assumed(*question.arms))

    def test_a_number_of_a_clause_is_left_alone_where_nothing_is_signed(self, tmp_path: Path) -> None:
        """That saves runs, and changes nothing: today does not read it."""
        question = small_question(Arm("Both", (passport_and_rotation(),)), months=2)
        race = _Race(question, Runner(RunStore(tmp_path)), BY_NAME["leavers"])
        rotation = next(kind for kind in all_clauses() if kind.key == "rotation")
        number = next(p for p in rotation.parameters if p.low < p.high and p.name not in question.parameters)
        today, both = question.arms
        assert race.specs(today, (number.name, number.low)) == race.specs(today, None)
        assert race.specs(both, (number.name, number.low)) != race.specs(both, None)
        changed = question.spec(today, question.futures[0], 1, parameters={number.name: number.low})
        assert run(changed).content_digest == run(race.specs(today, None)[0]).content_digest
