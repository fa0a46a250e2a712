"""Question: what is compared with what, where, for how long and under which futures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from icsim.codes import Sector
from icsim.experiment.measures import ALL, SECTOR, SYSTEM, system_places
from icsim.experiment.spec import Detail, RunSpec, canonical_agreements, canonical_future
from icsim.future import Future

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.fitting.draws import Draws
    from icsim.system import System

TODAY = "Today"
"""Name of the arm in which nothing is signed."""


@dataclass(frozen=True)
class Arm:
    """One of the things compared.

    Parameters
    ----------
    name
        What people call it.
    agreements
        What is signed; nothing for today.
    """

    name: str
    agreements: tuple[Agreement, ...] = ()

    @cached_property
    def canonical(self) -> tuple[str, ...]:
        """Its agreements as a spec has them."""
        return canonical_agreements(self.agreements)


@dataclass(frozen=True)
class Question:
    """Arms side by side, today first, under every future.

    Parameters
    ----------
    word
        How the system is found.
    system
        The system.
    arms
        What is compared; the first is today.
    futures
        Outside conditions, at least one.
    months, start
        Length and first month of each run.
    sample_share
        Share of the staff that is modelled.
    parameters
        Parameters changed in every run.
    draws
        Draws of fitted parameters, one for each seed; None for the fitted values in every run.
    """

    word: str
    system: System
    arms: tuple[Arm, ...]
    futures: tuple[Future, ...] = (Future(),)
    months: int = 60
    start: str = "2026-04"
    sample_share: float = 1.0
    parameters: Mapping[str, float] = field(default_factory=dict)
    draws: Draws | None = None

    def spec(
        self,
        arm: Arm,
        future: Future,
        seed: int,
        *,
        detail: Detail = "full",
        parameters: Mapping[str, float] | None = None,
    ) -> RunSpec:
        """One run of the question.

        Parameters
        ----------
        arm, future, seed
            What is signed, the outside conditions, whose luck.
        detail
            How much is recorded.
        parameters
            Parameters changed beside those of the question.
        """
        drawn = {} if self.draws is None else self.draws.of(seed)
        changes = {**drawn, **self.parameters, **(parameters or {})}
        return RunSpec(
            system=self.word,
            system_digest=self.system.digest,
            start=self.start,
            months=self.months,
            seed=seed,
            agreements=arm.canonical,
            future=canonical_future(future),
            parameters=tuple(sorted((name, float(value)) for name, value in changes.items())),
            sample_share=float(self.sample_share),
            detail=detail,
        )

    def specs(self, seeds: Sequence[int]) -> Iterator[RunSpec]:
        """Every run, the arms of one seed and future next to one another."""
        for seed in seeds:
            for future in self.futures:
                for arm in self.arms:
                    yield self.spec(arm, future, seed)

    @property
    def design(self) -> dict[str, Any]:
        """What makes a folder of runs that of this question; seeds may be added to it."""
        arms = {arm.name: [json.loads(text) for text in arm.canonical] for arm in self.arms}
        futures = {each.future: json.loads(canonical_future(each) or "null") for each in self.futures}
        return {
            "kind": "comparison",
            "system_digest": self.system.digest,
            "start": self.start,
            "months": self.months,
            "sample_share": float(self.sample_share),
            "parameters": {name: float(value) for name, value in sorted(self.parameters.items())},
            "arms": arms,
            "futures": futures,
        } | ({} if self.draws is None else {"draws": self.draws.digest})

    @property
    def calibrated(self) -> dict[str, float]:
        """Parameters that hold in every run as they are calibrated for the system, with their values."""
        other = {*self.parameters, *(() if self.draws is None else self.draws.names)}
        return {name: value for name, value in self.system.calibrated if name not in other}

    @cached_property
    def in_force(self) -> Mapping[str, float]:
        """Values that are not the declared ones, by name: those calibrated for the system, and those changed."""
        return {**dict(self.system.calibrated), **self.parameters}

    @cached_property
    def totals(self) -> tuple[str, ...]:
        """Places that are totals: each sector there is, then the whole system."""
        there = set(self.system.sector.tolist())
        return (*(f"{SECTOR}{sector.name}" for sector in Sector if sector in there), ALL)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where things are measured: every organisation, the totals, then each of several systems."""
        return (*self.system.index, *self.totals, *system_places(self.system))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call each place."""
        names = {each.code: each.name for each in self.system.organisations}
        sectors = {f"{SECTOR}{sector.name}": sector.label for sector in Sector}
        systems = {f"{SYSTEM}{code}": self.system.name_of(code) for code in self.system.systems}
        return {place: names.get(place) or (sectors | systems).get(place, "All") for place in self.places}

    @cached_property
    def sectors(self) -> Mapping[str, str]:
        """Sector of each place; ``all`` for the whole system."""
        own = {each.code: each.sector.name for each in self.system.organisations}
        return {place: own.get(place, place.removeprefix(SECTOR)) for place in self.places}
