"""Attribute: how much of an agreement's effect each of its clauses brings.

Every set of clauses is run with the same people and the same luck, and a
clause's share is its Shapley value: what it adds to the clauses already
there, mean over all orders in which they could be added. Shares sum to the
whole effect. What clauses do only together, or take from one another, is
shared among them and shown beside (Grabisch and Roubens 1999 for pairs).

Beyond :data:`MOST_CLAUSES` clauses there are too many sets: some orders are
taken, balanced so that each clause stands as often in every place, and each
order with its reverse.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.differences import half_widths
from icsim.experiment.gather import outcome_of
from icsim.experiment.measures import MEASURES
from icsim.experiment.question import Arm, Question

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.runner import Runner
    from icsim.experiment.spec import RunSpec

Values = NDArray[np.float64]
Some = frozenset[int]

MOST_CLAUSES = 6
"""Clauses whose every set is run."""


@dataclass(frozen=True)
class Game:
    """The clauses of one arm, and the orders in which they are added.

    Parameters
    ----------
    arm
        What is signed.
    """

    arm: Arm

    @cached_property
    def clauses(self) -> tuple[tuple[int, str], ...]:
        """Each clause: which agreement of the arm, and its key."""
        return tuple((i, clause.key) for i, each in enumerate(self.arm.agreements) for clause in each.clauses)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each clause is called: its key, after the agreement's name where there are several agreements."""
        several = len(self.arm.agreements) > 1
        return tuple(f"{self.arm.agreements[i].agreement}: {key}" if several else key for i, key in self.clauses)

    @cached_property
    def orders(self) -> tuple[tuple[int, ...], ...]:
        """Orders in which clauses are added."""
        n = len(self.clauses)
        if n <= MOST_CLAUSES:
            return tuple(permutations(range(n)))
        return balanced_orders(n, int.from_bytes(blake2b(" ".join(self.names).encode(), digest_size=8).digest()))

    @property
    def method(self) -> str:
        """How the shares were found, in words."""
        n = len(self.clauses)
        return f"all sets of {n} clauses" if n <= MOST_CLAUSES else f"{len(self.orders)} orders of {n} clauses"

    @cached_property
    def sets(self) -> tuple[Some, ...]:
        """Sets of clauses that have to be run, small ones first."""
        found = {frozenset(order[:k]) for order in self.orders for k in range(len(order) + 1)}
        return tuple(sorted(found, key=lambda some: (len(some), sorted(some))))

    def with_only(self, some: Some) -> Arm:
        """The arm with some of its clauses."""
        agreements = []
        for i, each in enumerate(self.arm.agreements):
            off = {key: None for at, (j, key) in enumerate(self.clauses) if j == i and at not in some}
            agreements.append(each.model_copy(update=off) if off else each)
        return Arm(self.arm.name, tuple(agreements))


def balanced_orders(n: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Orders of n things in which each stands as often in every place, with the reverse of each: 2n of them."""
    first = list(range(n))
    random.Random(seed).shuffle(first)  # noqa: S311 - which orders are taken, not luck of a run
    turned = [tuple(first[k:] + first[:k]) for k in range(n)]
    return tuple(dict.fromkeys([*turned, *(order[::-1] for order in turned)]))


def shapley(worth: Mapping[Some, Values], orders: Sequence[Sequence[int]]) -> Values:
    """What each clause adds, mean over orders.

    Parameters
    ----------
    worth
        Worth of each set of clauses, of one shape.
    orders
        Orders in which clauses are added.

    Returns
    -------
    ndarray of float64, shape (n_clauses, ...)
        They sum to the worth of all less that of none, but for rounding.
    """
    steps: dict[tuple[int, Some], int] = {}
    for order in orders:
        for k, clause in enumerate(order):
            step = clause, frozenset(order[:k])
            steps[step] = steps.get(step, 0) + 1
    shares = np.zeros((len(orders[0]), *worth[frozenset()].shape))
    for (clause, before), times in steps.items():
        shares[clause] += times * (worth[before | {clause}] - worth[before])
    return shares / len(orders)


def interactions(worth: Mapping[Some, Values], n: int) -> dict[tuple[int, int], Values]:
    """What each two clauses do only together (Shapley interaction index); all sets must be there."""
    found = {}
    for i, j in combinations(range(n), 2):
        others = [k for k in range(n) if k not in (i, j)]
        total = np.zeros(worth[frozenset()].shape)
        for size in range(len(others) + 1):
            weight = math.factorial(size) * math.factorial(n - size - 2) / math.factorial(n - 1)
            for chosen in combinations(others, size):
                some = frozenset(chosen)
                total += weight * (worth[some | {i, j}] - worth[some | {i}] - worth[some | {j}] + worth[some])
        found[i, j] = total
    return found


def summing_to(total: float, shares: Sequence[float]) -> list[float]:
    """Shares whose sum is the total, to the last digit that the largest of them has: it takes up what rounding left."""
    found = list(shares)
    if not all(map(math.isfinite, (total, *found))):
        return found
    for at in sorted(range(len(found)), key=lambda at: -abs(found[at])):
        if math.fsum(found) == total:
            break
        found[at] += math.fsum([total, *(-share for share in found)])
    return found


def attribution_specs(question: Question, seeds: Sequence[int]) -> Iterator[RunSpec]:
    """The runs that :func:`attribution_tables` needs, those of the comparison itself among them."""
    for game in _games(question):
        for some in game.sets:
            yield from _specs(question, game, some, seeds)


def _games(question: Question) -> list[Game]:
    return [Game(arm) for arm in question.arms[1:] if arm.canonical]


def attribution_tables(question: Question, seeds: Sequence[int], runner: Runner) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Share the effect of every agreement among its clauses, under the first future.

    Returns
    -------
    tuple of pandas.DataFrame
        Shares: one row an agreement, clause, place and measure, with the 95%
        interval, what the clause does ``alone``, what the others lose
        without it (``last``), and the ``total``. Interaction: one row an
        agreement, pair of clauses, place and measure, and one with ``second``
        empty for the total less what each does alone.

    Raises
    ------
    RunsFailed
        If some runs cannot be made.
    """
    import pandas as pd

    games = _games(question)
    runner.make(attribution_specs(question, seeds))
    shares, together = [], []
    for game in games:
        worth = {
            some: np.array([outcome_of(question, runner.store, spec) for spec in _specs(question, game, some, seeds)])
            for some in game.sets
        }
        shares.append(_share_table(question, game, worth))
        together.append(_interaction_table(question, game, worth))
    return pd.concat(shares, ignore_index=True), pd.concat(together, ignore_index=True)


def _specs(question: Question, game: Game, some: Some, seeds: Sequence[int]) -> Iterator[RunSpec]:
    """Runs of one set of clauses; none and all of them are runs of the comparison itself."""
    arm = game.with_only(some)
    whole = len(some) in (0, len(game.clauses))
    for seed in seeds:
        yield question.spec(arm, question.futures[0], seed, detail="full" if whole else "headline")


def _share_table(question: Question, game: Game, worth: Mapping[Some, Values]) -> pd.DataFrame:
    import pandas as pd

    none, everything = frozenset[int](), frozenset(range(len(game.clauses)))
    found = shapley(worth, game.orders)
    total = (worth[everything] - worth[none]).mean(axis=0)
    mean = found.mean(axis=1)
    for at in np.ndindex(total.shape):
        mean[:, *at] = summing_to(float(total[at]), mean[:, *at].tolist())
    parts = []
    for i, name in enumerate(game.names):
        half = _half(found[i])
        columns = {
            "share": mean[i],
            "low": mean[i] - half,
            "high": mean[i] + half,
            "alone": (worth[frozenset({i})] - worth[none]).mean(axis=0),
            "last": (worth[everything] - worth[everything - {i}]).mean(axis=0),
            "total": total,
        }
        parts.append(_tidy(question, game, {"clause": name}, columns))
    table = pd.concat(parts, ignore_index=True)
    table["method"] = game.method
    return table


def _interaction_table(question: Question, game: Game, worth: Mapping[Some, Values]) -> pd.DataFrame:
    import pandas as pd

    n = len(game.clauses)
    none, everything = frozenset[int](), frozenset(range(n))
    alone = sum((worth[frozenset({i})] - worth[none] for i in range(n)), start=np.zeros(worth[none].shape))
    found = {("all", ""): worth[everything] - worth[none] - alone}
    if n <= MOST_CLAUSES:
        pairs = interactions(worth, n)
        found |= {(game.names[i], game.names[j]): values for (i, j), values in pairs.items()}
    parts = []
    for (first, second), values in found.items():
        mean, half = values.mean(axis=0), _half(values)
        columns = {"together": mean, "low": mean - half, "high": mean + half}
        parts.append(_tidy(question, game, {"first": first, "second": second}, columns))
    return pd.concat(parts, ignore_index=True)


def _half(values: Values) -> Values:
    n = len(values)
    sd = values.std(axis=0, ddof=1) if n > 1 else np.full(values.shape[1:], np.nan)
    return half_widths(np.full(sd.shape, n), sd)


def _tidy(question: Question, game: Game, words: Mapping[str, str], columns: Mapping[str, Values]) -> pd.DataFrame:
    import pandas as pd

    places, measures = question.places, [measure.name for measure in MEASURES]
    index = pd.MultiIndex.from_product([places, measures], names=["place", "measure"])
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index).reset_index()
    table.insert(1, "place_name", table["place"].map(question.titles))
    for at, (name, word) in enumerate(
        {"future": question.futures[0].future, "agreement": game.arm.name, **words}.items()
    ):
        table.insert(at, name, word)
    found: pd.DataFrame = table.loc[np.isfinite(table[next(iter(columns))])].reset_index(drop=True)
    return found
