"""Varied: what differs from run to run of a sweep, and how a value of it gets into a run.

Three kinds of things can be varied, told apart by how they are written: a
parameter by its name, ``agreement.<clause>.<field>`` of every agreement
that has the clause (or ``agreement.starts`` and the like of all), and
``future.<field>`` of every future.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from icsim.experiment.design import Span
from icsim.experiment.spec import canonical, canonical_agreements, canonical_future

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.future import Future

AGREEMENT, FUTURE = "agreement.", "future."
"""How names of what is varied in agreements and in futures begin."""
_TEXTS_KEPT = 4096


@dataclass(frozen=True)
class Varied:
    """One thing that is varied.

    Parameters
    ----------
    name
        As written.
    values
        JSON of each value, in order; empty for a range.
    span
        The range; None for values.
    """

    name: str
    values: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def is_parameter(self) -> bool:
        """Whether it is a parameter of the model."""
        return not self.name.startswith((AGREEMENT, FUTURE))

    @property
    def listed(self) -> list[Any]:
        """Its values; none for a range."""
        return [json.loads(value) for value in self.values]

    def as_dict(self) -> dict[str, Any]:
        """What JSON can hold of it."""
        if self.span is None:
            return {"name": self.name, "values": self.listed}
        return {"name": self.name, "low": self.span.low, "high": self.span.high, "whole": self.span.whole}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Varied:
        """What :meth:`as_dict` wrote."""
        if "values" in content:
            return cls(content["name"], tuple(map(canonical, content["values"])))
        return cls(content["name"], span=Span(**content))


def belongs(name: str, agreement: Mapping[str, Any], clauses: Sequence[str]) -> bool:
    """Whether an agreement has what a name begins with ``agreement.`` stands for.

    Parameters
    ----------
    name
        What is varied.
    agreement
        The agreement as JSON holds it.
    clauses
        Words that clauses are written under.
    """
    first = name.removeprefix(AGREEMENT).split(".")[0]
    return first in agreement or first not in clauses


def changed_agreement(text: str, changes: Mapping[str, Any]) -> Agreement:
    """An agreement with other values in some of its fields.

    Parameters
    ----------
    text
        The agreement as canonical JSON.
    changes
        Values by name, ``agreement.rotation.months``; names of clauses that it does not have are passed over.

    Raises
    ------
    pydantic.ValidationError
        If it may not say so.
    """
    from icsim.agreement import agreement_model
    from icsim.clause import all_clauses

    content, clauses = json.loads(text), [kind.key for kind in all_clauses()]
    for name, value in changes.items():
        if belongs(name, content, clauses):
            _put(content, name.removeprefix(AGREEMENT).split("."), value)
    return agreement_model().model_validate_json(canonical(content))


def changed_future(text: str | None, changes: Mapping[str, Any]) -> Future:
    """A future with other values in some of its fields.

    Parameters
    ----------
    text
        The future as canonical JSON; None for one in which all stays as at the start.
    changes
        Values by name, ``future.attrition_ratio``.

    Raises
    ------
    pydantic.ValidationError
        If it may not say so.
    """
    from icsim.future import Future

    content = {} if text is None else json.loads(text)
    for name, value in changes.items():
        _put(content, name.removeprefix(FUTURE).split("."), value)
    return Future.model_validate_json(canonical(content))


def _put(content: dict[str, Any], way: Sequence[str], value: Any) -> None:
    """Set a value at a way of keys; what is not there on the way is left for validation to refuse."""
    for step in way[:-1]:
        below = content.get(step)
        content[step] = content = dict(below) if isinstance(below, dict) else {}
    content[way[-1]] = value


@lru_cache(maxsize=_TEXTS_KEPT)
def agreements_at(texts: tuple[str, ...], changes: str) -> tuple[str, ...]:
    """The agreements of an arm at one point, as canonical JSON.

    Parameters
    ----------
    texts
        The agreements as they are written.
    changes
        JSON of the values by name.
    """
    values = json.loads(changes)
    return canonical_agreements(changed_agreement(text, values) for text in texts) if values else texts


@lru_cache(maxsize=_TEXTS_KEPT)
def future_at(text: str | None, changes: str) -> str | None:
    """A future at one point, as canonical JSON."""
    values = json.loads(changes)
    return canonical_future(changed_future(text, values)) if values else text
