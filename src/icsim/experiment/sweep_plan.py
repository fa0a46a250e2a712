"""Plan of a sweep: every run of it, in an order that never changes, each with what it is a run of.

Replications come one after another, each with every point, future and arm,
so that more of them are added at the end; runs with the same seed are of
the same people with the same luck, whatever the arm, so they are compared
in pairs.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from icsim.experiment import design
from icsim.experiment.design import Row
from icsim.experiment.spec import RunSpec, canonical
from icsim.experiment.varied import AGREEMENT, FUTURE, Varied, agreements_at, future_at

SCREENING, INDICES = "morris", "saltelli"
"""Kinds of design that are made for a sensitivity analysis."""


@dataclass(frozen=True)
class Arm:
    """What is signed: a name, and canonical JSON of each agreement."""

    name: str
    agreements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outside:
    """Outside conditions: a name, and canonical JSON of the future (None for as at the start)."""

    name: str
    future: str | None = None


@dataclass(frozen=True)
class Drawn:
    """Which values are tried together; see :class:`icsim.experiment.sweep_file.DesignFile`."""

    kind: str = "grid"
    n: int = 1
    levels: int = 4
    second_order: bool = False


@dataclass(frozen=True)
class Expected:
    """Which way a measure should go; no name of an arm or a future means each of them."""

    measure: str
    place: str
    direction: str
    agreements: str | None = None
    future: str | None = None


@dataclass(frozen=True)
class Planned:
    """One run and what it is a run of: number of the point, future, arm, seed."""

    point: int
    future: str
    arm: str
    spec: RunSpec

    @property
    def seed(self) -> int:
        """Its seed."""
        return self.spec.seed


@dataclass(frozen=True)
class Sweep:
    """A sweep, read and checked.

    Parameters
    ----------
    question, why
        What is asked, and why the answer is expected.
    system, system_digest, start, months, sample_share
        As for :class:`icsim.experiment.spec.RunSpec`.
    seed, replications
        First seed, and runs of each arm at each point.
    arms, futures
        What is compared, and under which conditions.
    fixed
        Parameters that hold in every run.
    varied, drawn
        What differs from point to point, and how.
    against
        Name of the arm that the others are compared with.
    measures, places
        What is reported, and where.
    expected
        What should be seen.
    """

    question: str
    why: str
    system: str
    system_digest: str
    start: str
    months: int
    sample_share: float
    seed: int
    replications: int
    arms: tuple[Arm, ...]
    futures: tuple[Outside, ...]
    fixed: tuple[tuple[str, float], ...]
    varied: tuple[Varied, ...]
    drawn: Drawn
    against: str
    measures: tuple[str, ...]
    places: tuple[str, ...]
    expected: tuple[Expected, ...] = ()

    @cached_property
    def points(self) -> list[Row]:
        """Values by name of what is varied, one row a point; one empty row if nothing is.

        Raises
        ------
        ValueError
            If the design cannot have so many points.
        """
        lists = {each.name: each.listed for each in self.varied if each.span is None}
        spans = [each.span for each in self.varied if each.span is not None]
        if self.drawn.kind == "list":
            return design.side_by_side(lists)
        if not spans:
            return design.grid(lists)
        draw, seed, drawn = self.drawn.n, self.seed, self.drawn
        rows = {
            "latin_hypercube": lambda: design.latin_hypercube(spans, draw, seed),
            "sobol": lambda: design.sobol(spans, draw, seed),
            SCREENING: lambda: design.morris(spans, draw, drawn.levels, seed),
            INDICES: lambda: design.saltelli(spans, draw, seed, second_order=drawn.second_order),
        }[drawn.kind]()
        order = [each.name for each in self.varied]
        return [
            {name: row[name] if name in row else each[name] for name in order}
            for each in design.grid(lists)
            for row in rows
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what is varied."""
        return tuple(each.name for each in self.varied)

    def __len__(self) -> int:
        """How many runs are planned; some may be the same run."""
        return self.replications * len(self.points) * len(self.futures) * len(self.arms)

    def runs(self) -> Iterator[Planned]:
        """Every run in order."""
        for replication in range(self.replications):
            for (point, row), future, arm in itertools.product(enumerate(self.points), self.futures, self.arms):
                yield Planned(point, future.name, arm.name, self._spec(row, future, arm, self.seed + replication))

    def planned(self, number: int) -> Planned:
        """One run by its place in :meth:`runs`, without making those before it."""
        sizes = len(self.points), len(self.futures), len(self.arms)
        rest, arm = divmod(number, sizes[2])
        rest, future = divmod(rest, sizes[1])
        replication, point = divmod(rest, sizes[0])
        outside, signed = self.futures[future], self.arms[arm]
        spec = self._spec(self.points[point], outside, signed, self.seed + replication)
        return Planned(point, outside.name, signed.name, spec)

    def _spec(self, row: Row, future: Outside, arm: Arm, seed: int) -> RunSpec:
        changes = {**dict(self.fixed), **{name: float(v) for name, v in row.items() if Varied(name).is_parameter}}
        return RunSpec(
            system=self.system,
            system_digest=self.system_digest,
            start=self.start,
            months=self.months,
            seed=seed,
            agreements=agreements_at(arm.agreements, _part(row, AGREEMENT)),
            future=future_at(future.future, _part(row, FUTURE)),
            parameters=tuple(sorted(changes.items())),
            sample_share=self.sample_share,
        )

    def reference(self, arm: str, future: str) -> tuple[str, str] | None:
        """What an arm under a future is compared with, at the same point and seed; None for nothing.

        Arms are compared with one of them under the same future; where there
        is one arm only, futures are compared with the first.
        """
        if len(self.arms) > 1:
            return None if arm == self.against else (self.against, future)
        first = self.futures[0].name
        return None if future == first else (arm, first)

    def as_dict(self) -> dict[str, Any]:
        """The whole sweep as JSON can hold it."""
        return {
            **self.as_design(),
            "question": self.question,
            "why": self.why,
            "system": self.system,
            "replications": self.replications,
            "against": self.against,
            "measures": list(self.measures),
            "places": list(self.places),
            "expected": [vars(each) for each in self.expected],
        }

    def as_design(self) -> dict[str, Any]:
        """What the runs have in common and how they differ: what a folder of runs is of.

        The number of replications may grow, and what is asked of the runs may change.
        """
        return {
            "system_digest": self.system_digest,
            "start": self.start,
            "months": self.months,
            "sample_share": self.sample_share,
            "seed": self.seed,
            "arms": [{"name": arm.name, "agreements": list(map(json.loads, arm.agreements))} for arm in self.arms],
            "futures": [
                {"name": each.name, "future": None if each.future is None else json.loads(each.future)}
                for each in self.futures
            ],
            "fixed": dict(self.fixed),
            "vary": [each.as_dict() for each in self.varied],
            "design": vars(self.drawn).copy(),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the design."""
        return hashlib.sha256(canonical(self.as_design()).encode()).hexdigest()

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The sweep that :meth:`as_dict` wrote."""
        plain = ("question", "why", "system", "system_digest", "start", "months", "sample_share", "seed")
        futures = [(each["name"], each["future"]) for each in content["futures"]]
        return cls(
            **{name: content[name] for name in plain},
            replications=content["replications"],
            arms=tuple(Arm(each["name"], tuple(map(canonical, each["agreements"]))) for each in content["arms"]),
            futures=tuple(Outside(name, None if f is None else canonical(f)) for name, f in futures),
            fixed=tuple(sorted(content["fixed"].items())),
            varied=tuple(map(Varied.from_dict, content["vary"])),
            drawn=Drawn(**content["design"]),
            against=content["against"],
            measures=tuple(content["measures"]),
            places=tuple(content["places"]),
            expected=tuple(Expected(**each) for each in content["expected"]),
        )


@dataclass(frozen=True)
class Specs:
    """The specs of a sweep, or every n-th of them, one after another; counted without being made.

    Parameters
    ----------
    sweep
        The sweep.
    part, of
        Which part of how many.
    """

    sweep: Sweep
    part: int = 1
    of: int = 1

    def __len__(self) -> int:
        return len(range(self.part - 1, len(self.sweep), self.of))

    def __iter__(self) -> Iterator[RunSpec]:
        return (run.spec for run in itertools.islice(self.sweep.runs(), self.part - 1, None, self.of))


def _part(row: Row, kind: str) -> str:
    """JSON of the values of a point whose names begin in one way."""
    return canonical({name: value for name, value in row.items() if name.startswith(kind)})
