"""The shipped examples whose results are kept as digests: every agreement, every future, every system.

A new file in ``configs`` is an example because it is there; its digest is
wanted with the next ``python -m tests.determinism.golden``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.determinism.same import digest
from tests.worlds import AT_ONCE

from icsim.agreement import Agreement, load_agreement
from icsim.config import shipped, shipped_systems
from icsim.config.catalogue import list_systems
from icsim.experiment import design, record
from icsim.experiment.spec import RunSpec, canonical
from icsim.future import Future, load_future
from icsim.load import load_system
from icsim.model import ICS
from icsim.system import System

TODAY, FLAT = "today", "flat"
"""No agreement; the future in which all stays as at the start."""
AGREEMENT_MONTHS, FUTURE_MONTHS, ENGLAND_MONTHS = 12, 18, 2
"""Months of a run: of a future more, because the shock of one begins after a year."""

RECORDS = "records"
"""The set whose digests are of what a store keeps of a run."""
QUICK = ("teaching system", "Gloucestershire", RECORDS, "designs")
"""Sets that every ``make test`` makes again."""
WIDE = ("systems of England", "England")
"""Sets that take minutes, and are made again by ``make determinism``."""


@dataclass(frozen=True)
class Example:
    """One run of shipped files.

    Parameters
    ----------
    system
        Word of the system.
    agreement, future
        Names of the files, without their ending; or :data:`TODAY` and :data:`FLAT`.
    months
        How long.
    """

    system: str
    agreement: str = TODAY
    future: str = FLAT
    months: int = AGREEMENT_MONTHS

    @property
    def name(self) -> str:
        """The example in a line: system, agreement, future if there is one, and months."""
        future = [] if self.future == FLAT else [self.future]
        return ", ".join([self.system, self.agreement, *future, f"{self.months} months"])

    def signed(self) -> list[Agreement]:
        """The agreement, signed before the run begins."""
        if self.agreement == TODAY:
            return []
        written = load_agreement(_files("agreements")[self.agreement])
        return [written.model_copy(update={"starts": None})]

    def outside(self) -> Future:
        """The future, read from its file, the flat one too."""
        return load_future(_files("futures")[self.future])

    def parameters(self) -> dict[str, float] | None:
        """An agreement is in full use from its first month, so that it matters in the few months that are run."""
        return None if self.agreement == TODAY else AT_ONCE

    def run(self) -> ICS:
        """The model after its months."""
        model = ICS(_system(self.system), self.signed(), self.outside(), rng=1, parameters=self.parameters())
        model.run_for(self.months)
        return model

    def digest(self) -> str:
        """SHA-256 of the run's tables and people."""
        return digest(self.run())

    def spec(self) -> RunSpec:
        """The same run as ``icsim compare`` and ``icsim sweep`` make it, with everything recorded."""
        return RunSpec.of(
            self.system,
            months=self.months,
            seed=1,
            agreements=self.signed(),
            future=self.outside(),
            parameters=self.parameters(),
            detail="replay",
        )


class Recorded(Example):
    """One run as a store keeps it."""

    def digest(self) -> str:
        """SHA-256 of the content of its record."""
        return record.run(self.spec()).content_digest


@dataclass(frozen=True)
class Drawn:
    """The values of a random design, which decide what the runs of a sweep are.

    Parameters
    ----------
    name
        Which design.
    rows
        Draws it.
    """

    name: str
    rows: Callable[[], list[design.Row]]

    def digest(self) -> str:
        """SHA-256 of every value."""
        return hashlib.sha256(canonical([dict(row) for row in self.rows()]).encode()).hexdigest()


_SPANS = (design.Span("share", 0.1, 0.9), design.Span("level", -3.0, 40.0), design.Span("months", 1, 12, whole=True))


def sets() -> dict[str, list[Example] | list[Drawn]]:
    """Every example, by the set that it is kept in."""
    return {
        "teaching system": list(_of("small", every_pair=True)),
        "Gloucestershire": list(_of("QR1", every_pair=False)),
        RECORDS: [
            Recorded("small"),
            Recorded("small", "rotation_passport"),
            Recorded("small", "all_in", "pandemic_shock", FUTURE_MONTHS),
            Recorded("QR1", "rotation_passport"),
        ],
        "designs": [
            Drawn("Latin hypercube", lambda: design.latin_hypercube(_SPANS, 100, seed=3)),
            Drawn("Sobol's sequence", lambda: design.sobol(_SPANS, 64, seed=3)),
            Drawn("Saltelli", lambda: design.saltelli(_SPANS, 32, seed=3, second_order=True)),
            Drawn("Morris", lambda: design.morris(_SPANS, 10, seed=3)),
        ],
        "systems of England": list(_each_system()),
        "England": [Example("england", agreement, months=ENGLAND_MONTHS) for agreement in (TODAY, "rotation_passport")],
    }


def _of(system: str, *, every_pair: bool) -> Iterator[Example]:
    """Today, every agreement and every future of a system; perhaps also everything signed under every future."""
    yield Example(system)
    for agreement in _files("agreements"):
        yield Example(system, agreement)
    for future in sorted(_files("futures").keys() - {FLAT}):
        yield Example(system, TODAY, future, FUTURE_MONTHS)
        if every_pair:
            yield Example(system, "all_in", future, FUTURE_MONTHS)


def _each_system() -> Iterator[Example]:
    """The 42 systems of England, and any other system that is shipped beside the teaching one."""
    others = [name for name in shipped_systems() if name not in {"small", "england"}]
    for system in [*(row.code for row in list_systems()), *others]:
        for agreement in (TODAY, "rotation_passport"):
            yield Example(system, agreement, months=ENGLAND_MONTHS)


@cache
def _files(kind: str) -> dict[str, Path]:
    """Files of a kind by name."""
    return {path.stem: path for path in shipped("agreements" if kind == "agreements" else "futures")}


_last: dict[str, System] = {}


def _system(word: str) -> System:
    """A system; the last one is kept, because its examples follow one another."""
    if word not in _last:
        _last.clear()
        _last[word] = load_system(word)
    return _last[word]
