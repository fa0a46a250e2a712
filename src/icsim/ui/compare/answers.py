"""Answers: the tables of a comparison from the records that are there, by the function that ``icsim compare`` uses.

No run is made here. Seeds are gathered as they come and remembered, so that
the next seed costs only itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from icsim.errors import InputError
from icsim.experiment.compare import Asked, Comparison, put_together
from icsim.experiment.gather import Gathered, gather, joined
from icsim.experiment.measures import ALL
from icsim.experiment.question import TODAY
from icsim.experiment.runner import Runner
from icsim.experiment.wanted import Result
from icsim.report.findings import Findings, findings_of
from icsim.ui.compare.tiers import Plan

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.experiment.store import RunStore

_KEPT = 3
"""Questions whose gathered seeds are remembered: so many steps back are shown at once."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What is known so far.

    Parameters
    ----------
    plan
        What was asked for.
    gathered
        What came of the runs of the seeds so far.
    comparison
        The same as tables.
    """

    plan: Plan
    gathered: Gathered
    comparison: Comparison

    @property
    def seeds(self) -> int:
        """How many seeds it is of."""
        return len(self.comparison.seeds)

    @cached_property
    def findings(self) -> Findings:
        """The same as the brief's wording takes it; of the differences, those that headlines are made of."""
        found = findings_of(self.comparison)
        table = self.comparison.differences
        whole = table[(table["place"] == ALL) & (table["against"] == TODAY)]
        return replace(found, tables={**found.tables, "differences": whole})


class Kept(Runner):
    """Takes runs from a store and makes none: the model never runs in the server's process."""

    def make(self, specs: Iterable[RunSpec]) -> Result:
        """Check that runs are there.

        Raises
        ------
        InputError
            If one is missing.
        """
        runs = list(specs)
        missing = [spec.digest for spec in runs if not self.store.path(spec.digest).is_file()]
        if missing:
            raise InputError.at(self.store.path(missing[0]), "is missing; ask for it again")
        return Result(kept=len(runs))


class Answers:
    """Puts answers together; may be called from any thread.

    Parameters
    ----------
    store
        Where the records are.
    """

    def __init__(self, store: RunStore) -> None:
        self._store, self._lock = store, threading.Lock()
        self._parts: OrderedDict[tuple[str, ...], list[Gathered]] = OrderedDict()

    def of(self, plan: Plan, seeds: int, *, with_shares: bool = False) -> Answer:
        """The answer from the first seeds of a plan.

        Parameters
        ----------
        plan
            What is asked for.
        seeds
            How many of its seeds have all their runs.
        with_shares
            Whether the runs for shares of clauses are there too.

        Raises
        ------
        InputError
            If a record is missing or damaged.
        """
        gathered = self._gathered(plan, seeds)
        asked = Asked(seeds, attribution=with_shares)
        comparison = put_together(gathered, Kept(self._store), asked, f"{seeds} seeds were asked for")
        return Answer(plan, gathered, comparison)

    def _gathered(self, plan: Plan, seeds: int) -> Gathered:
        key = tuple(spec.digest for spec in plan.rounds[0])
        with self._lock:
            parts = self._parts.setdefault(key, [])
            self._parts.move_to_end(key)
            while len(self._parts) > _KEPT:
                self._parts.popitem(last=False)
            for seed in range(len(parts) + 1, seeds + 1):
                parts.append(gather(plan.question, [seed], self._store))
            return joined(parts[:seeds])
