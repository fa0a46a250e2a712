"""Tiers: a quick estimate on a sample of the staff, and a full run; which runs each asks for, and what it is called."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from icsim.experiment.attribute import attribution_specs
from icsim.ui.jobs import Lane
from icsim.ui.state.shelf import presets

if TYPE_CHECKING:
    from icsim.experiment.question import Question
    from icsim.experiment.spec import RunSpec
    from icsim.system import System
    from icsim.ui.state.comparison import Column, ComparisonState

QUICK_HEADS = 3_500
"""People that a quick estimate models, about."""
QUICK_SEEDS, FULL_SEEDS = 8, 16
"""Seeds of a quick estimate, and of a full run where nobody says otherwise."""
SEED_CHOICES = (4, 8, 16, 32, 64)
"""Seeds of a full run to choose from."""

_ONE_IN = (1, 2, 4, 5, 8, 10, 16, 20, 25, 40, 50, 80, 100, 200, 400, 500, 1000)
"""Samples of one in so many that are written with few decimals."""


class Tier(StrEnum):
    """How an answer is made."""

    quick = "quick"
    full = "full"


def one_in(system: System) -> int:
    """Of how many people a quick estimate models one: about :data:`QUICK_HEADS` in all; 1 of a small system."""
    heads = int(system.heads.sum())
    return next((many for many in _ONE_IN if heads <= 1.1 * QUICK_HEADS * many), _ONE_IN[-1])


@dataclass(frozen=True, eq=False)
class Plan:
    """The runs that one tier asks for, seed by seed, all arms of a seed next to one another.

    Parameters
    ----------
    question
        What is asked; of a quick estimate, with the sample.
    tier, seeds
        How it is answered.
    has_shares
        Whether each clause's share is wanted.
    """

    question: Question
    tier: Tier
    seeds: int
    has_shares: bool = False

    @cached_property
    def rounds(self) -> tuple[tuple[RunSpec, ...], ...]:
        """The runs of each seed."""
        return tuple(tuple(self.question.specs([seed])) for seed in range(1, self.seeds + 1))

    @cached_property
    def share_specs(self) -> tuple[RunSpec, ...]:
        """Runs that shares of clauses need besides."""
        if not self.has_shares:
            return ()
        return tuple(attribution_specs(self.question, range(1, self.seeds + 1)))

    @property
    def specs(self) -> list[RunSpec]:
        """Every run, in the order they are wanted."""
        return [*(spec for some in self.rounds for spec in some), *self.share_specs]

    @cached_property
    def base(self) -> tuple[str, ...]:
        """What is compared: the runs of the first seed under the first future; futures and shares may be added."""
        return tuple(spec.digest for spec in self.rounds[0][: len(self.question.arms)])

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What plans have in common that ask for the same."""
        return (self.tier, self.seeds, self.has_shares, *(spec.digest for spec in self.rounds[0]))

    def whole_seeds(self, done: set[str]) -> int:
        """How many seeds, from the first on, have all their runs."""
        for n, some in enumerate(self.rounds):
            if any(spec.digest not in done for spec in some):
                return n
        return self.seeds

    def has_all(self, done: set[str]) -> bool:
        """Whether every run is there, those for shares included."""
        return self.whole_seeds(done) == self.seeds and all(spec.digest in done for spec in self.share_specs)

    @property
    def lane(self) -> Lane:
        """How urgent its runs are; those for shares and further futures never hold up a quick estimate."""
        more = self.has_shares or len(self.question.futures) > 1
        return Lane.quick if self.tier is Tier.quick and not more else Lane.full


def plan_of(
    state: ComparisonState,
    tier: Tier,
    seeds: int | None = None,
    *,
    has_shares: bool = False,
    all_futures: bool = False,
) -> Plan:
    """The plan of a comparison; reads its system.

    Parameters
    ----------
    state
        What is compared.
    tier, seeds
        How; as many seeds as the tier has where not said.
    has_shares
        Whether each clause's share is wanted.
    all_futures
        Whether every future of the state is tried, or the first alone.

    Raises
    ------
    InputError
        With every fault of every agreement.
    """
    share = 1.0 / one_in(state.shape()) if tier is Tier.quick else 1.0
    question = state.question(share, under=None if all_futures else state.futures[:1])
    return Plan(question, tier, seeds or (QUICK_SEEDS if tier is Tier.quick else FULL_SEEDS), has_shares)


def label(plan: Plan, seeds: int) -> str:
    """What a result is called, so that nobody takes an estimate for more: how many people, how many seeds."""
    so_far = f"{seeds} of {plan.seeds} seeds"
    if plan.tier is Tier.full:
        return f"Full run: all of the staff, {so_far}"
    many = round(1.0 / plan.question.sample_share)
    who = "all of the staff" if many == 1 else f"1 in {many} of the staff"
    return f"Quick estimate: {who}, {so_far}"


def caution(plan: Plan, seeds: int) -> str:
    """What has to be borne in mind with a result, in a sentence or two."""
    said = []
    if plan.question.sample_share < 1.0:
        said.append(
            "Only a sample is modelled and amounts are scaled up: levels are off, vacancies above all, and small "
            "effects may be missed. Read the differences, and make the full run before you rely on a number."
        )
    if seeds == 1:
        said.append("One seed says nothing of chance: there is no range yet.")
    elif seeds < plan.seeds:
        said.append("Ranges narrow as more seeds come in.")
    return " ".join(said)


def command_line(state: ComparisonState, plan: Plan) -> str:
    """The command that gives the same numbers without the app; changed agreements are files downloaded from it."""
    words = ["icsim", "compare", state.system]
    for column in state.columns:
        words += ["--agreement", agreement_word(column)]
    for future in state.futures[: len(plan.question.futures)]:
        words += ["--future", future]
    words += ["--months", str(state.months), "--start", state.start, "--seeds", str(plan.seeds)]
    if plan.question.sample_share < 1.0:
        words += ["--sample", repr(plan.question.sample_share)]
    if plan.has_shares:
        words.append("--attribution")
    return shlex.join([*words, "--out", "results"])


def agreement_word(column: Column) -> str:
    """The shipped agreement a column is, or the name of its file where it was changed."""
    shipped = presets().get(column.preset)
    return column.preset if shipped is not None and dict(shipped) == column.written else f"{column.file_name}.yaml"


def with_fewer_seeds(plan: Plan, seeds: int) -> Plan:
    """The same plan as far as it has come: what a result of its first seeds is the answer to."""
    return replace(plan, seeds=seeds)


def names(plan: Plan) -> Sequence[str]:
    """Names of the agreements, in the order of their columns."""
    return [arm.name for arm in plan.question.arms[1:]]
