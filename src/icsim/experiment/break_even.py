"""Break-even: the value of an assumed number at which one arm stops beating another.

Each assumed number that either arm rests on is set to either end of its
range in both arms, all else as declared. Where the lead is gone at an end,
the value at which it goes is looked for by halving the stretch between, on
paired runs of a few seeds, so that the same people and the same luck are on
either side. It is a value for one number at a time, and as certain as the
lead of those few seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from icsim.clause import all_clauses
from icsim.codes import Grade
from icsim.experiment.differences import half_widths
from icsim.experiment.evidence import rests_on

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.measures import Measure
    from icsim.experiment.question import Arm, Question
    from icsim.experiment.runner import Runner
    from icsim.experiment.spec import Detail, RunSpec

SEEDS = 4
"""Seeds of each point: few, because they are the same in every one."""
HALVINGS = 5
"""How often a stretch is halved, at most."""
BUDGET = 120
"""Points looked at for one pair of arms, at most."""

TURNS, NEVER, UNSEARCHED, FAILED = "turns", "never in its range", "not searched", "run failed"
"""What is found of a number."""

Change = tuple[str, float] | None
"""A number set to a value; None for all as declared."""
Lead = Callable[[Sequence[Change]], Sequence[float]]
"""How far one arm is ahead for each change; 0 or less where it is not, missing where a run cannot be made."""


@dataclass(frozen=True)
class Assumed:
    """An assumed number: name, value in force and range."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Turn:
    """What was found of one number.

    Parameters
    ----------
    verdict
        :data:`TURNS`, :data:`NEVER`, :data:`UNSEARCHED` or, where a run at an end could not be made, :data:`FAILED`.
    at_low, at_high
        The lead at either end of its range; missing if not looked at.
    value
        Where the lead is gone; missing if it never is.
    holds, gone
        The two values nearest to that which were looked at: one with the lead, one without.
    """

    verdict: str
    at_low: float = np.nan
    at_high: float = np.nan
    value: float = np.nan
    holds: float = np.nan
    gone: float = np.nan


def search(
    assumed: Sequence[Assumed], at_value: float, lead: Lead, halvings: int = HALVINGS, budget: int = BUDGET
) -> dict[str, Turn]:
    """Find where numbers turn a lead.

    Parameters
    ----------
    assumed
        The numbers.
    at_value
        The lead as things are, above 0.
    lead
        Gives the lead for many changes at once.
    halvings, budget
        How often a stretch is halved, and how many points are looked at, at most.

    Returns
    -------
    dict
        What was found of each number, by name. Where both ends turn it, the nearer value counts.
    """
    chosen = assumed[: budget // 2]
    ends = [(each.name, end) for each in chosen for end in (each.low, each.high)]
    leads = dict(zip(ends, lead(ends), strict=True)) if ends else {}
    left = budget - len(ends)
    stretches = {
        (each.name, end): _Stretch(each.value, at_value, end, leads[each.name, end])
        for each in chosen
        for end in (each.low, each.high)
        if leads[each.name, end] <= 0
    }
    for _ in range(halvings):
        if not stretches or left < len(stretches):
            break
        points = [(name, stretch.middle) for (name, _), stretch in stretches.items()]
        left -= len(points)
        for stretch, found in zip(stretches.values(), lead(points), strict=True):
            stretch.halve(found)
    turns = {each.name: Turn(UNSEARCHED) for each in assumed}
    for each in chosen:
        own = [stretch for (name, _), stretch in stretches.items() if name == each.name]
        at_ends = leads[each.name, each.low], leads[each.name, each.high]
        nearest = min(own, key=lambda stretch: abs(stretch.value - each.value), default=None)
        if nearest is None:
            turns[each.name] = Turn(NEVER if np.isfinite(at_ends).all() else FAILED, *at_ends)
        else:
            turns[each.name] = Turn(TURNS, *at_ends, nearest.value, nearest.holds, nearest.gone)
    return turns


class _Stretch:
    """Values between one at which the lead holds and one at which it is gone."""

    def __init__(self, holds: float, lead: float, gone: float, none: float) -> None:
        self.holds, self._lead, self.gone, self._none = holds, lead, gone, none

    @property
    def middle(self) -> float:
        return (self.holds + self.gone) / 2

    @property
    def value(self) -> float:
        """Where a straight line between the two would be at nothing."""
        return self.holds + (self.gone - self.holds) * self._lead / (self._lead - self._none)

    def halve(self, lead: float) -> None:
        """Take the half in which the lead goes."""
        if lead > 0:
            self.holds, self._lead = self.middle, lead
        elif lead <= 0:
            self.gone, self._none = self.middle, lead


def break_even_table(question: Question, runner: Runner, measure: Measure) -> pd.DataFrame:
    """Look for what would turn each agreement against today, and the best against the second best.

    Parameters
    ----------
    question, runner
        What is compared, and what makes the runs.
    measure
        The headline measure that decides, for the whole system under the first future.

    Returns
    -------
    pandas.DataFrame
        One row a pair of arms and assumed number: ``agreement`` is ahead of
        ``against`` by ``lead`` as things are (``certain`` if its 95% interval
        is above nothing).
    """
    import pandas as pd

    race = _Race(question, runner, measure)
    level = {arm.name: race.level(arm, None) for arm in question.arms}
    runner.make(spec for arm in question.arms for spec in race.specs(arm, None))
    goodness = {name: float(np.mean(get())) for name, get in level.items()}
    pairs = [(question.arms[0], arm) for arm in question.arms[1:]]
    ranked = sorted(question.arms[1:], key=lambda arm: -goodness[arm.name])
    pairs += list(pairwise(ranked))[:1]
    rows = []
    for a, b in pairs:
        ahead, behind = (a, b) if goodness[a.name] > goodness[b.name] else (b, a)
        gaps = level[ahead.name]() - level[behind.name]()
        lead = float(gaps.mean())
        half = float(half_widths(np.array([len(gaps)]), np.array([gaps.std(ddof=1)]))[0])
        if lead <= 0:
            continue
        numbers = race.assumed(ahead, behind)
        found = search(numbers, lead, race.lead(ahead, behind), HALVINGS, BUDGET)
        for number in numbers:
            turn = found[number.name]
            rows.append(
                {
                    "future": question.futures[0].future,
                    "agreement": ahead.name,
                    "against": behind.name,
                    "measure": measure.name,
                    "lead": lead,
                    "certain": lead > half,
                    "parameter": number.name,
                    "value": number.value,
                    "low": number.low,
                    "high": number.high,
                    "verdict": turn.verdict,
                    "break_even": turn.value,
                    "holds_at": turn.holds,
                    "gone_at": turn.gone,
                    "lead_at_low": turn.at_low,
                    "lead_at_high": turn.at_high,
                    "seeds": SEEDS,
                }
            )
    columns = ["future", "agreement", "against", "measure", "lead", "certain", "parameter", "value", "low", "high",
               "verdict", "break_even", "holds_at", "gone_at", "lead_at_low", "lead_at_high", "seeds"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


class _Race:
    """Arms on one measure, with numbers changed."""

    def __init__(self, question: Question, runner: Runner, measure: Measure) -> None:
        self._question, self._runner, self._measure = question, runner, measure
        self._sign = -1.0 if measure.better == "lower" else 1.0
        self._of_clauses = {parameter.name for kind in all_clauses() for parameter in kind.parameters}

    def assumed(self, *arms: Arm) -> list[Assumed]:
        """Assumed numbers that any of some arms rests on, which have a range."""
        found = {name: parameter for arm in arms for name, (parameter, _) in rests_on(arm).items()}
        return [
            Assumed(name, self._question.in_force.get(name, each.value), each.low, each.high)
            for name, each in sorted(found.items())
            if each.grade == Grade.assumption and each.low < each.high
        ]

    def specs(self, arm: Arm, change: Change) -> list[RunSpec]:
        """Runs of an arm; a number that only clauses read is left alone where there is none."""
        idle = change is None or (not arm.canonical and change[0] in self._of_clauses)
        changes: Mapping[str, float] = {} if idle or change is None else dict([change])
        future = self._question.futures[0]
        detail: Detail = "headline" if changes else "full"
        return [
            self._question.spec(arm, future, seed, detail=detail, parameters=changes) for seed in range(1, SEEDS + 1)
        ]

    def level(self, arm: Arm, change: Change) -> Callable[[], np.ndarray[tuple[int], np.dtype[np.float64]]]:
        """How good an arm is, seed by seed, once its runs are made."""
        from icsim.experiment.gather import whole

        specs = self.specs(arm, change)
        return lambda: np.array(
            [self._sign * whole(self._runner.store, spec, self._measure.name) for spec in specs], dtype=np.float64
        )

    def lead(self, ahead: Arm, behind: Arm) -> Lead:
        """How far one arm is ahead of another, for many changes at once."""

        def leads(changes: Sequence[Change]) -> list[float]:
            failed = self._make([spec for c in changes for arm in (ahead, behind) for spec in self.specs(arm, c)])

            def lead(change: Change) -> float:
                if any(spec.digest in failed for arm in (ahead, behind) for spec in self.specs(arm, change)):
                    return float("nan")
                return float((self.level(ahead, change)() - self.level(behind, change)()).mean())

            return list(map(lead, changes))

        return leads

    def _make(self, specs: Sequence[RunSpec]) -> set[str]:
        """Make runs; digests of those that cannot be made, which is no reason to give up the others' answers."""
        from icsim.experiment.runner import RunsFailed

        try:
            self._runner.make(specs)
        except RunsFailed as error:
            return {failure.digest for failure in error.failures}
        return set()
