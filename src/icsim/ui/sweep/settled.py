"""Settled: a view with everything it names found in the sweep, and the runs its filters leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from icsim.ui.state.sweep_view import Among, SweepView
from icsim.ui.sweep.data import SweepData
from icsim.ui.sweep.variables import AGREEMENT, DIFFERENCE, LEVEL, Variable

DRAWN = 4_000
"""Points that a scatter draws at most."""


@dataclass(frozen=True, eq=False)
class Settled:
    """What is shown of a sweep, all of it there.

    Parameters
    ----------
    data
        The runs.
    view
        What is shown: no word of it is empty but ``colour``, ``sort`` and, in a sweep of one input, ``second``.
    variables
        By key, at the place that is shown.
    faults
        What an address named that the sweep does not have, in words.
    """

    data: SweepData
    view: SweepView
    variables: dict[str, Variable]
    faults: tuple[str, ...]

    def __getitem__(self, key: str) -> Variable:
        return self.variables[key]

    @property
    def up(self) -> Variable:
        """What the scatter's height shows."""
        return self.variables[self.view.up]

    @property
    def across(self) -> Variable:
        """What its width shows."""
        return self.variables[self.view.across]

    @property
    def outcome(self) -> Variable:
        """What is looked at first of all: the height, or if that did not come out of the runs, the first that did."""
        if self.up.is_outcome or not any(each.is_outcome for each in self.variables.values()):
            return self.up
        return next(each for each in self.variables.values() if each.is_outcome)

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """Whether each run is there and passes the filters, shape (n_runs,)."""
        kept = self.data.there.copy()
        for each in self.view.ranges:
            values = self.variables[each.key].values
            if each.low is not None:
                kept &= values >= each.low
            if each.high is not None:
                kept &= values <= each.high
        for some in self.view.among:
            variable = self.variables[some.key]
            at = [i for i, word in enumerate(variable.words) if word in some.words]
            kept &= np.isin(variable.values, at)
        return kept

    def some(self, most: int, *variables: Variable) -> NDArray[np.int64]:
        """Numbers of at most so many of the runs kept that have all of some variables, always the same for a sweep.

        The run that is looked at is among them if it is kept.
        """
        there = self.complete(*variables)
        if len(there) > most:
            ranked, run = there[np.argsort(self.data.rank[there], kind="stable")[:most]], self.view.run
            if run is not None and run in there and run not in ranked:
                ranked[-1] = run
            there = np.sort(ranked)
        return there

    def complete(self, *variables: Variable) -> NDArray[np.int64]:
        """Numbers of the runs kept that have all of some variables."""
        has = self.kept.copy()
        for each in variables:
            has &= np.isfinite(each.values)
        return np.flatnonzero(has)


def settle(data: SweepData, view: SweepView) -> Settled:
    """Find what a view names, and put what suits the sweep where it names nothing."""
    faults: list[str] = []
    place = view.place or ("all" if "all" in data.places else data.places[0])
    if place not in data.places:
        faults.append(f"this sweep has no place {place!r}; the whole system is shown")
        place = data.places[0]
    variables = data.variables(place)

    def known(key: str, otherwise: str, what: str) -> str:
        if key and key.removeprefix("-") not in variables:
            faults.append(f"this sweep has no {key.removeprefix('-')!r} to show {what}")
        return key if key and key.removeprefix("-") in variables else otherwise

    varied = [each.key for each in data.inputs if each.kind == "varied"] or [each.key for each in data.inputs]
    up = known(view.up, _first_outcome(data, variables), "upwards")
    across = known(view.across, varied[0], "across")
    usual_colour = AGREEMENT if AGREEMENT in variables and np.ptp(variables[AGREEMENT].values) else ""
    second = next((key for key in [*varied, *(each.key for each in data.inputs)] if key != varied[0]), "")
    settled = replace(
        view,
        place=place,
        up=up,
        across=across,
        colour="none" if view.colour == "none" else known(view.colour, usual_colour, "in colour"),
        first=known(view.first, varied[0], "in the heat map"),
        second=known(view.second, second, "in the heat map"),
        sort=known(view.sort, "", "the table's order by"),
        agreement=_named(view.agreement, [arm.name for arm in data.sweep.arms], "agreement", faults),
        future=_named(view.future, [each.name for each in data.sweep.futures], "future", faults),
        ranges=tuple(each for each in view.ranges if known(each.key, "", "in a filter")),
        among=tuple(found for each in view.among if (found := _words(each, variables, faults))),
        run=_run(view.run, data, faults),
    )
    return Settled(data, settled, variables, tuple(dict.fromkeys(faults)))


def _first_outcome(data: SweepData, variables: dict[str, Variable]) -> str:
    """What the sweep is about: what it expects, or reports first, as a difference where there is one."""
    about = [each.measure for each in data.sweep.expected] + list(data.sweep.measures)
    wanted = [prefix + name for name in about for prefix in (DIFFERENCE, LEVEL)]
    return next((key for key in wanted if key in variables), next(iter(variables)))


def _named(name: str, names: list[str], what: str, faults: list[str]) -> str:
    if name and name not in names:
        faults.append(f"this sweep has no {what} {name!r}")
    return name if name in names else ""


def _words(some: Among, variables: dict[str, Variable], faults: list[str]) -> Among | None:
    """A filter by words that the sweep has; those it has not are left out of it."""
    variable = variables.get(some.key)
    if variable is None or not variable.words:
        faults.append(f"this sweep has no {some.key!r} to filter by words")
        return None
    unknown = [word for word in some.words if word not in variable.words]
    faults += [f"{variable.title} is never {word!r} in this sweep" for word in unknown]
    return Among(some.key, tuple(word for word in some.words if word in variable.words))


def _run(run: int | None, data: SweepData, faults: list[str]) -> int | None:
    if run is not None and not (run < len(data) and data.there[run]):
        faults.append(f"this sweep has no run {run + 1:,}, or it is not made yet")
        return None
    return run
