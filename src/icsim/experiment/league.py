"""League: which integrated care systems would gain most from an agreement that each signs for itself.

Two designs. In one, all systems sign at once, in one run of all of them, so
that people also move across borders; in the other each system is alone in
its runs, and signs there. Either way every system is compared with itself
today: the same people and the same luck, seed by seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.agreement import TOGETHER, party_fault, party_members, signed_by_each, signing_apart
from icsim.config.source_text import did_you_mean, shown
from icsim.errors import InputError
from icsim.experiment.gather import record_of
from icsim.experiment.measures import ALL, BY_NAME, SYSTEM, Measure
from icsim.experiment.question import Arm, Question
from icsim.experiment.ranking import Ranking, ranking
from icsim.experiment.runner import Runner
from icsim.experiment.spec import system_of

if TYPE_CHECKING:
    import pandas as pd

    from icsim.agreement import Agreement
    from icsim.errors import Problem
    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore
    from icsim.system import System

Values = NDArray[np.float64]

MEASURE = "vacancy_share"
"""Measure that systems are ranked by where nobody says which."""
TOP = 10
"""How many systems count as the best, at most."""
_QUARTER = 4
_BASE, _COST = "in_post_fte", "cost_gbp"
_PER_FTE = 1000.0
"""FTE in post that amounts are told for, so that large and small systems can be compared."""
_PERCENT = 100.0


@dataclass(frozen=True)
class LeagueQuestion:
    """What a league is of.

    Parameters
    ----------
    question
        Today and the agreement, in all systems together.
    alone
        For each system that signs, its own question, where each is run alone; empty where all are run together.
    measures
        Names of what systems are ranked by, the first of them first.
    signing
        Codes of the systems that sign; of the others fewer than two organisations would.
    warnings
        What would do nothing.
    """

    question: Question
    alone: Mapping[str, Question]
    measures: tuple[str, ...]
    signing: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def arm(self) -> Arm:
        """What is signed."""
        return self.question.arms[1]

    def specs(self, seeds: Sequence[int]) -> Iterator[RunSpec]:
        """Every run, those of one seed next to one another."""
        for seed in seeds:
            for question in self.alone.values() or [self.question]:
                for arm in question.arms:
                    yield question.spec(arm, question.futures[0], seed, detail="headline")

    def where(self, system: str) -> tuple[Question, str]:
        """The question and the place in it where a system is measured."""
        return (self.alone[system], ALL) if self.alone else (self.question, f"{SYSTEM}{system}")

    @property
    def design(self) -> dict[str, Any]:
        """What makes a folder of runs that of this league; seeds may be added to it."""
        own = {code: question.system.digest for code, question in self.alone.items()}
        return self.question.design | {"kind": "league", "alone": own}


@dataclass(frozen=True)
class League:
    """What a league found.

    Parameters
    ----------
    asked, seeds
        What was run, and with which seeds.
    table
        One row a measure and system that signs, the best first.
    seeds_table
        What each seed gave: one row a measure, system and seed.
    real_share
        Part of the spread between systems that is more than luck, by measure; missing with one seed.
    """

    asked: LeagueQuestion
    seeds: tuple[int, ...]
    table: pd.DataFrame
    seeds_table: pd.DataFrame
    real_share: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def system(self) -> System:
        """The systems together."""
        return self.asked.question.system


def top_of(systems: int) -> int:
    """How many of so many systems count as the best: a quarter of them, and ten at most."""
    return min(TOP, max(systems // _QUARTER, 1))


def league_question(
    question: Question, measures: Sequence[str], *, alone: bool, warnings: tuple[Problem, ...] = ()
) -> LeagueQuestion:
    """Ask which systems gain most.

    Parameters
    ----------
    question
        Today and one arm, in a system of several integrated care systems.
    measures
        Names of measures to rank by, at least one.
    alone
        Whether each system is run alone.
    warnings
        Of the agreement.

    Raises
    ------
    InputError
        If there is one system only, more than one arm, or no such measure, or neither way is better for it.
    """
    for name in measures:
        if name not in BY_NAME:
            hint = did_you_mean(name, BY_NAME) or f"; they are {', '.join(BY_NAME)}"
            raise InputError.at("--measure", f"no headline measure {shown(name)}{hint}")
        if BY_NAME[name].better == "neutral":
            raise InputError.at("--measure", f"neither way is better for {name}: nobody can gain")
    if len(question.system.systems) == 1:
        words = f"{question.system.name} is one integrated care system; a league needs several, as england has"
        raise InputError.at("SYSTEM", words)
    if len(question.arms) != 2:
        raise InputError.at("--agreement", "a league is of one thing that is signed")
    agreements = tuple(signed_by_each(each) for each in question.arms[1].agreements)
    signing = _signing(agreements, question.system)
    own = {code: _alone(question, code) for code in signing} if alone else {}
    return LeagueQuestion(question, own, tuple(dict.fromkeys(measures)), signing, warnings)


def _signing(agreements: Sequence[Agreement], system: System) -> tuple[str, ...]:
    """Codes of the systems that sign any of some agreements."""
    found: set[int] = set()
    for agreement in agreements:
        parties = np.array(party_members(agreement.parties, system), dtype=np.int64)
        found |= {ics for ics, _ in signing_apart(agreement, system, parties)}
    return tuple(system.systems[ics] for ics in sorted(found))


def _alone(question: Question, code: str) -> Question:
    """The question in one system alone: what it holds of organisations that serve several is its share of them."""
    from icsim.experiment.ask import ask

    word = f"{question.word}:{code}"
    there = system_of(word)
    one, _ = ask(
        word,
        [[_signed_there(each, there) for each in question.arms[1].agreements]],
        question.futures,
        months=question.months,
        start=question.start,
        sample_share=question.sample_share,
        parameters=question.parameters,
    )
    return replace(one, draws=question.draws)


def _signed_there(agreement: Agreement, system: System) -> Agreement:
    """The agreement without parties that the system does not have, signed by all others together."""
    parties = [word for word in agreement.parties if not party_fault(word, system)]
    codes = {system.organisations[i].code for i in party_members(parties, system)}
    exits = {code: month for code, month in agreement.exits.items() if code in codes}
    return agreement.model_copy(update={"parties": parties, "exits": exits, "signed_by": TOGETHER})


def league(asked: LeagueQuestion, seeds: int, runner: Runner) -> League:
    """Make the runs of a league and rank the systems.

    Parameters
    ----------
    asked
        What is asked.
    seeds
        How many: 1, 2, 3 and on.
    runner
        Makes the runs that are not there.

    Raises
    ------
    RunsFailed
        If some runs cannot be made.
    """
    import pandas as pd

    numbers = tuple(range(1, seeds + 1))
    runner.make(asked.specs(numbers))
    names = tuple(dict.fromkeys((*asked.measures, _BASE, _COST)))
    found = _measured(asked, numbers, runner.store, names)
    parts, per_seed, real = [], [], {}
    for name in asked.measures:
        standing = ranking(_gain(found, names, name), top_of(len(asked.signing)))
        real[name] = standing.real_share
        parts.append(_rows(asked, found, names, name, standing))
        per_seed.append(_per_seed(asked, numbers, found, names, name))
    return League(asked, numbers, pd.concat(parts, ignore_index=True), pd.concat(per_seed, ignore_index=True), real)


def _measured(asked: LeagueQuestion, seeds: Sequence[int], store: RunStore, names: Sequence[str]) -> Values:
    """Measures of every system that signs, shape (n_seeds, n_arms, n_systems, n_measures)."""
    import pyarrow.compute as pc

    found = np.full((len(seeds), 2, len(asked.signing), len(names)), np.nan)
    places = [asked.where(code) for code in asked.signing]
    for s, seed in enumerate(seeds):
        for question in dict.fromkeys(id(question) for question, _ in places):
            own = [(i, place) for i, (of, place) in enumerate(places) if id(of) == question]
            here = places[own[0][0]][0]
            for a, arm in enumerate(here.arms):
                table = record_of(store, here.spec(arm, here.futures[0], seed, detail="headline")).table
                table = table.filter(pc.equal(table["table"], "outcome")).select(["organisation", "measure", "value"])
                values = {(place, name): value for place, name, value in zip(*table.to_pydict().values(), strict=True)}
                for i, place in own:
                    found[s, a, i] = [values.get((place, name), np.nan) for name in names]
    return found


def scaled(measure: Measure) -> tuple[float, str, bool]:
    """How a difference of a measure is told: factor, unit, and whether it is for staff in post."""
    if measure.unit == "share":
        return _PERCENT, "percentage points", False
    if not measure.is_amount:
        return 1.0, "points", False
    if measure.unit == "GBP":
        return 1.0, "GBP per FTE in post", True
    return _PER_FTE, f"{measure.unit} per {_PER_FTE:,.0f} FTE in post", True


def _differences(found: Values, names: Sequence[str], name: str) -> Values:
    """The agreement less today as it is told, shape (n_seeds, n_systems)."""
    factor, _, by_staff = scaled(BY_NAME[name])
    of = names.index(name)
    gap: Values = (found[:, 1, :, of] - found[:, 0, :, of]) * factor
    return gap / found[:, 0, :, names.index(_BASE)] if by_staff else gap


def _gain(found: Values, names: Sequence[str], name: str) -> Values:
    """The same, so that more is better."""
    return _differences(found, names, name) * (1.0 if BY_NAME[name].better == "higher" else -1.0)


def _rows(asked: LeagueQuestion, found: Values, names: Sequence[str], name: str, standing: Ranking) -> pd.DataFrame:
    import pandas as pd

    system, measure = asked.question.system, BY_NAME[name]
    cost = ranking(_differences(found, names, _COST), 1)
    today, under = (found[:, a, :, names.index(name)].mean(axis=0) for a in (0, 1))
    table = pd.DataFrame(
        {
            "measure": name,
            "rank": standing.rank,
            "system": list(asked.signing),
            "name": [system.name_of(code) for code in asked.signing],
            "in_post_fte": found[:, 0, :, names.index(_BASE)].mean(axis=0),
            "today": today,
            "agreement": under,
            "unit": measure.unit,
            "gain": standing.mean,
            "gain_low": standing.low,
            "gain_high": standing.high,
            "gain_unit": scaled(measure)[1],
            "rank_low": standing.rank_low,
            "rank_high": standing.rank_high,
            "top_prob": standing.top_prob,
            "cost_gbp_per_fte": cost.mean,
            "cost_low": cost.low,
            "cost_high": cost.high,
            "seeds": len(found),
        }
    )
    return table.sort_values(["rank", "system"], ignore_index=True)


def _per_seed(
    asked: LeagueQuestion, seeds: Sequence[int], found: Values, names: Sequence[str], name: str
) -> pd.DataFrame:
    import pandas as pd

    n, of = len(asked.signing), names.index(name)
    return pd.DataFrame(
        {
            "measure": name,
            "system": np.tile(np.array(asked.signing, dtype=object), len(seeds)),
            "seed": np.repeat(np.array(seeds), n),
            "in_post_fte": found[:, 0, :, names.index(_BASE)].ravel(),
            "today": found[:, 0, :, of].ravel(),
            "agreement": found[:, 1, :, of].ravel(),
            "gain": _gain(found, names, name).ravel(),
        }
    )
