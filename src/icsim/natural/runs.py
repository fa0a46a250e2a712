"""Runs: every arm and seed of natural experiments, each made once and kept as the little that is read off it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from icsim.experiment.spec import (
    CodeDiffers,
    canonical,
    canonical_agreements,
    canonical_future,
    code_digest,
)
from icsim.experiment.store import RUNS, RunStore
from icsim.experiment.task import keep
from icsim.natural.measures import Seen, seen
from icsim.natural.reader import Natural, Watched
from icsim.natural.scope import chosen

if TYPE_CHECKING:
    from io import BufferedWriter

    from icsim.system import System

_SYSTEMS_KEPT = 2


@dataclass(frozen=True)
class NaturalSpec:
    """One run of one arm, as plain data that travels to a worker process.

    Parameters
    ----------
    system, calibration
        Words by which the system is found.
    system_digest
        SHA-256 of its tables and of what is calibrated for it.
    start, months, seed
        First month, number of months, seed.
    agreements, future, parameters, led
        What holds in the arm; the last is leadership and maturity, as words.
    groups
        Organisations by name, for scopes.
    watched
        What is kept of the run.
    """

    system: str
    calibration: str | None
    system_digest: str
    start: str
    months: int
    seed: int
    agreements: tuple[str, ...]
    future: str | None
    parameters: tuple[tuple[str, float], ...]
    led: tuple[str | None, str | None]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    watched: tuple[Watched, ...]

    def __getstate__(self) -> dict[str, Any]:
        """What travels: not the digest, which the receiver's own code must give again."""
        return {name: value for name, value in vars(self).items() if name != "digest"}

    @cached_property
    def digest(self) -> str:
        """The content address: SHA-256 of what is run, what is kept of it, and the code; not of where it was found."""
        content = {**self.__getstate__(), "code": code_digest()}
        del content["system"], content["calibration"]
        return hashlib.sha256(canonical(content).encode()).hexdigest()


class Observed:
    """What is kept of a run: tops and bottoms of each measure and scope, month by month.

    Parameters
    ----------
    digest
        Address of the run.
    parts
        The measures, by what was watched.
    """

    def __init__(self, digest: str, parts: Mapping[Watched, Seen]) -> None:
        self.digest, self.parts = digest, dict(parts)

    def write(self, file: BufferedWriter) -> None:
        """Write as JSON with a checksum, the same bytes every time."""
        rows = [
            [measure, list(scope), part.top.tolist(), None if part.bottom is None else part.bottom.tolist(), part.scale]
            for (measure, scope), part in sorted(self.parts.items())
        ]
        text = canonical(rows)
        content = {"digest": self.digest, "sha256": hashlib.sha256(text.encode()).hexdigest(), "rows": rows}
        file.write(canonical(content).encode())

    @classmethod
    def read(cls, path: Path) -> Observed:
        """What :meth:`write` wrote.

        Raises
        ------
        ValueError
            If the file is damaged.
        OSError
            If it cannot be read.
        """
        content = json.loads(path.read_text(encoding="utf-8"))
        try:
            rows = content["rows"]
            whole = hashlib.sha256(canonical(rows).encode()).hexdigest() == content["sha256"]
            parts = {
                (measure, tuple(scope)): Seen(np.array(top), None if bottom is None else np.array(bottom), scale)
                for measure, scope, top, bottom, scale in rows
            }
            digest = str(content["digest"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path} is no record of a run, or is damaged") from error
        if not whole:
            raise ValueError(f"{path} is damaged")
        return cls(digest, parts)


class ObservedStore(RunStore):
    """A folder with a small file for each run."""

    def path(self, digest: str) -> Path:
        """The file of a run, there or not."""
        return self.folder / RUNS / digest[:2] / f"{digest}.json"

    def has(self, digest: str) -> bool:
        """Whether what was observed of a run is there and whole."""
        try:
            return Observed.read(self.path(digest)).digest == digest
        except (OSError, ValueError):
            return False

    def digests(self) -> Iterator[str]:
        """Digests of the runs there, in order."""
        yield from sorted(path.stem for path in (self.folder / RUNS).glob("??/*.json") if path.name[0] != ".")


def specs(natural: Natural, seeds: int | None = None) -> Iterator[tuple[str, int, NaturalSpec]]:
    """Arm, seed and spec of every run of a natural experiment.

    Parameters
    ----------
    natural
        The experiment.
    seeds
        Runs of each arm; None for as many as its file says.
    """
    for seed in range(1, (seeds or natural.written.seeds) + 1):
        for name, arm in natural.arms.items():
            led = (arm.leadership, arm.maturity)
            yield (
                name,
                seed,
                NaturalSpec(
                    system=natural.written.system,
                    calibration=natural.calibration,
                    system_digest=natural.system.digest,
                    start=natural.written.start,
                    months=natural.months,
                    seed=seed,
                    agreements=canonical_agreements(arm.agreements),
                    future=canonical_future(arm.future),
                    parameters=tuple(sorted((key, float(value)) for key, value in arm.parameters.items())),
                    led=cast("tuple[str | None, str | None]", tuple(None if w is None else w.name for w in led)),
                    groups=tuple(sorted((key, tuple(codes)) for key, codes in natural.written.groups.items())),
                    watched=natural.watched(name),
                ),
            )


def observe_run(spec: object, digest: str, folder: str) -> None:
    """Make a run and keep what is watched of it: the task of a worker process.

    Raises
    ------
    CodeDiffers
        If the code here is not that of whoever planned the run.
    """
    asked = cast("NaturalSpec", spec)
    keep(ObservedStore(folder), digest, asked.digest, lambda: Observed(digest, observe(asked)))


def observe(spec: NaturalSpec) -> dict[Watched, Seen]:
    """Make a run, and count what is watched of it."""
    from icsim.agreement import agreement_model
    from icsim.codes import Leadership, Maturity
    from icsim.experiment.arm import Arm
    from icsim.future import Future
    from icsim.model import ICS

    agreements = tuple(agreement_model().model_validate_json(text) for text in spec.agreements)
    future = Future() if spec.future is None else Future.model_validate_json(spec.future)
    leadership = None if spec.led[0] is None else Leadership[spec.led[0]]
    maturity = None if spec.led[1] is None else Maturity[spec.led[1]]
    arm = Arm(agreements, future, dict(spec.parameters), leadership, maturity)
    system = arm.of(_system(spec.system, spec.calibration, spec.system_digest))
    model = ICS(system, arm.agreements, arm.future, rng=spec.seed, start=spec.start, parameters=arm.parameters)
    model.run_for(spec.months)
    groups = dict(spec.groups)
    return {
        (measure, scope): seen(model, measure, chosen(scope, system, model.posts, groups))
        for measure, scope in spec.watched
    }


def observed(
    natural: Natural, store: ObservedStore, seeds: int | None = None
) -> dict[str, list[Mapping[Watched, Seen]]]:
    """What was observed of each arm, by seed, from a store that has every run."""
    found: dict[str, list[Mapping[Watched, Seen]]] = {}
    for name, _, spec in specs(natural, seeds):
        found.setdefault(name, []).append(Observed.read(store.path(spec.digest)).parts)
    return found


def all_specs(naturals: Iterable[Natural], seeds: int | None = None) -> list[NaturalSpec]:
    """Every run of some experiments."""
    return [spec for natural in naturals for _, _, spec in specs(natural, seeds)]


@lru_cache(maxsize=_SYSTEMS_KEPT)
def _system(word: str, calibration: str | None, digest: str) -> System:
    """The system of a run, read once in a process."""
    from icsim.load import load_system

    system = load_system(word, calibration)
    if system.digest != digest:
        raise CodeDiffers.at(word, "the system's tables have changed since this run was planned")
    return system
