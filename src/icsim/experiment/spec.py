"""Spec: everything that makes one run what it is, in a form that travels and has an address.

A spec is plain data: it goes to worker processes, to other machines and
into files. Two specs that stand for the same run have the same digest,
whatever the agreement's notes say and whether a clause is switched off or
was never written; so runs that several questions share are made once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from icsim.errors import InputError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from icsim.agreement import Agreement
    from icsim.future import Future
    from icsim.model import ICS
    from icsim.system import System

Detail = Literal["headline", "full", "replay"]
"""How much is recorded of a run.

The outcomes alone; or also who left, when, why posts stay open, who moved
where; or all of that and every month of every organisation, to be played.
"""

_NOT_THE_RUN = ("cli", "ui", "report")
"""Parts of the package that show runs and cannot change one."""
_SYSTEMS_KEPT = 8
"""Systems a process keeps read; a sweep has few."""
_TEXTS_KEPT = 512


class CodeDiffers(InputError):
    """A run was to be made by other code than that it was planned with; the others would be too."""


@dataclass(frozen=True)
class RunSpec:
    """One run, as plain data.

    Parameters
    ----------
    system
        Code, short name or folder of the system: where to find it.
    system_digest
        SHA-256 of its tables: which it is.
    start, months, seed
        First month (``YYYY-MM``), number of months, seed.
    agreements
        Canonical JSON of each agreement signed, in order.
    future
        Canonical JSON of the outside conditions; None for as at the start.
    parameters
        Parameters changed, by name, in order.
    sample_share
        Share of the staff that is modelled; 1 for all (:mod:`icsim.experiment.sample`).
    detail
        How much is recorded.
    """

    system: str
    system_digest: str
    start: str
    months: int
    seed: int
    agreements: tuple[str, ...] = ()
    future: str | None = None
    parameters: tuple[tuple[str, float], ...] = ()
    sample_share: float = 1.0
    detail: Detail = "headline"

    @classmethod
    def of(
        cls,
        system: str,
        *,
        months: int,
        seed: int,
        start: str = "2026-04",
        agreements: Iterable[Agreement] = (),
        future: Future | None = None,
        parameters: Mapping[str, float] | None = None,
        sample_share: float = 1.0,
        detail: Detail = "headline",
    ) -> Self:
        """The spec of a run of a system that can be found by name.

        Raises
        ------
        InputError
            If there is no such system, or it has faults.
        """
        return cls(
            system=system,
            system_digest=system_of(system).digest,
            start=start,
            months=months,
            seed=seed,
            agreements=canonical_agreements(agreements),
            future=canonical_future(future),
            parameters=tuple(sorted((name, float(value)) for name, value in (parameters or {}).items())),
            sample_share=float(sample_share),
            detail=detail,
        )

    def __getstate__(self) -> dict[str, Any]:
        """What travels: not the digest, which the receiver's own code must give again."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def digest(self) -> str:
        """The content address of the run: SHA-256 of what is run and of the code that runs it.

        Where the system was found is left out: its tables' digest says what it is.
        """
        return self.digest_under(code_digest())

    def digest_under(self, code: str) -> str:
        """The content address of the run when code of another digest makes it, as another version did."""
        content = {**self.as_dict(), "code": code}
        del content["system"]
        return hashlib.sha256(canonical(content).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """The spec as JSON can hold it."""
        return {
            "system": self.system,
            "system_digest": self.system_digest,
            "start": self.start,
            "months": self.months,
            "seed": self.seed,
            "agreements": [json.loads(text) for text in self.agreements],
            "future": None if self.future is None else json.loads(self.future),
            "parameters": dict(self.parameters),
            "sample_share": self.sample_share,
            "detail": self.detail,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The spec that :meth:`as_dict` wrote."""
        future = content["future"]
        return cls(
            **{
                **content,
                "agreements": tuple(canonical(each) for each in content["agreements"]),
                "future": None if future is None else canonical(future),
                "parameters": tuple(sorted((name, float(value)) for name, value in content["parameters"].items())),
            }
        )

    def build(self, trace: Iterable[str] = ()) -> ICS:
        """The model, ready to run.

        Systems and agreements are read once in a process.

        Parameters
        ----------
        trace
            People to be followed, which changes nothing in the run.

        Raises
        ------
        InputError
            If the system is gone or is no longer the one the spec was made
            for, or the spec asks for what it does not have.
        """
        return self.build_in(_modelled(self.system, self.system_digest, self.sample_share), trace)

    def build_in(self, system: System, trace: Iterable[str] = ()) -> ICS:
        """The model of another system in the place of the spec's own, which only changes what is known of it.

        Parameters
        ----------
        system
            What is run.
        trace
            People to be followed.
        """
        from icsim.experiment.sample import sample_agreement
        from icsim.model import ICS

        agreements = [sample_agreement(_agreement(text), self.sample_share) for text in self.agreements]
        future = None if self.future is None else _future(self.future)
        parameters = dict(self.parameters)
        return ICS(system, agreements, future, rng=self.seed, start=self.start, parameters=parameters, trace=trace)


def canonical(content: object) -> str:
    """JSON with keys in order and no spaces: one text for one content."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_agreements(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """Agreements as canonical JSON, in order of name, without what does nothing.

    What does nothing is a note, a clause that is switched off, and an
    agreement without a clause.
    """
    ordered = sorted(agreements, key=lambda each: each.agreement)
    return tuple(canonical(_acting(each)) for each in ordered if each.clauses)


def _acting(agreement: Agreement) -> dict[str, Any]:
    from icsim.clause import all_clauses

    switched_off = {kind.key for kind in all_clauses()} - {clause.key for clause in agreement.clauses}
    usual = {"exits": {}, "open_to_others": True, "luck_of": agreement.agreement, "signed_by": "together"}
    written = agreement.model_dump(mode="json", exclude_none=True, exclude={"note", *switched_off})
    return {key: value for key, value in written.items() if key not in usual or value != usual[key]}


def canonical_future(future: Future | None) -> str | None:
    """A future as canonical JSON without its name and notes; None if all stays as at the start."""
    if future is None:
        return None
    written: dict[str, Any] = future.model_dump(mode="json", exclude_none=True, exclude={"future", "note"})
    flat = type(future)().model_dump(mode="json", exclude_none=True, exclude={"future", "note"})
    return None if written == flat else canonical(written)


@cache
def code_digest() -> str:
    """SHA-256 of the source of the package, without the parts that only show runs."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).as_posix()):
        within = path.relative_to(package)
        if within.parts[0] not in _NOT_THE_RUN:
            content = path.read_bytes()
            digest.update(f"{within.as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=_SYSTEMS_KEPT)
def system_of(word: str) -> System:
    """The system a word stands for, read once in a process.

    Raises
    ------
    InputError
        If there is no such system, or it has faults.
    """
    from icsim.load import load_system

    return load_system(word)


@lru_cache(maxsize=_SYSTEMS_KEPT)
def _modelled(word: str, digest: str, share: float) -> System:
    from icsim.experiment.sample import sample

    system = system_of(word)
    if system.digest != digest:
        raise InputError.at(word, "the system's tables have changed since this run was planned")
    return sample(system, share)


@lru_cache(maxsize=_TEXTS_KEPT)
def _agreement(text: str) -> Agreement:
    from icsim.agreement import agreement_model

    return _checked(agreement_model(), text)


@lru_cache(maxsize=_TEXTS_KEPT)
def _future(text: str) -> Future:
    from icsim.future import Future

    return _checked(Future, text)


def _checked[M: BaseModel](model: type[M], text: str) -> M:
    """A validated model; a text another version wrote may not do."""
    from pydantic import ValidationError

    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        way = ".".join(map(str, first["loc"]))
        raise InputError.at("the plan of the run", first["msg"], key=way) from error
