"""Clause: one provision an agreement can contain.

A clause is one class in one file of :mod:`icsim.clauses`, found by walking
the folder: what a user may write (a pydantic model), what it does, and how
it reads in plain English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from icsim import clauses
from icsim.hazards import Factor
from icsim.parameters import Parameter
from icsim.rule import Phase, classes_in

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System


class Remark(NamedTuple):
    """Something a signatory should know of a clause before the run.

    Parameters
    ----------
    way
        Keys and list positions (from 0) that lead to the entry, inside the clause.
    message
        What is wrong, or would do nothing.
    wrong
        Whether it stops a run; otherwise it is a warning.
    """

    way: tuple[str | int, ...]
    message: str
    wrong: bool = True


class Clause(BaseModel):
    """One provision of an agreement.

    Attributes
    ----------
    key
        Word it is written under in an agreement file.
    phase
        When in the month it acts: before the rules of that phase.
    parameters
        Parameters it declares.
    rests_on
        Names of parameters declared elsewhere that its effect rests on.
    writes
        Columns of the staff table it changes itself.
    expected
        What it is expected to do, in one sentence.
    costs
        What it costs and who pays, in one sentence.
    from_signing
        Whether all who signed act on it from the month of signing, before the agreement comes into use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    key: ClassVar[str]
    phase: ClassVar[Phase] = Phase.rotate
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    rests_on: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    expected: ClassVar[str]
    costs: ClassVar[str]
    from_signing: ClassVar[bool] = False

    enabled: bool = Field(True, description="false switches the clause off, as if it were not written")

    def sentence(self) -> str:
        """The clause in plain English."""
        raise NotImplementedError

    def remarks(self) -> Iterable[Remark]:
        """What cannot be meant, in whatever system."""
        return ()

    def remarks_in(self, system: System, parties: NDArray[np.int64]) -> Iterable[Remark]:  # noqa: ARG002
        """What does not suit a system, or would do nothing in it, for these signatories."""
        return ()

    def concerns(self, system: System, parties: NDArray[np.int64]) -> bool:
        """Whether anybody at the parties could ever be concerned; an agreement that concerns nobody is today."""
        has = ((system.heads > 0) | (system.establishment > 0))[parties]
        groups = getattr(self, "staff_groups", None)
        return bool((has if groups is None else has[:, [int(group) for group in groups]]).any())

    def apply(self, model: ICS, signed: Signed) -> None:
        """Set what holds at and between the parties this month, in ``model.provisions`` and ``model.recognition``."""

    def month(self, model: ICS, signed: Signed) -> None:
        """Do one month, in the clause's phase, while in force."""

    def factors(self, signed: Signed) -> dict[str, Factor]:  # noqa: ARG002
        """Factors it adds to hazards, by clock."""
        return {}


@dataclass(frozen=True)
class Signed:
    """A clause that named organisations have signed, in one run.

    Parameters
    ----------
    agreement
        Name of the agreement.
    clause
        The clause.
    number
        Position among all clauses of the run.
    parties
        Organisations that signed, in the order of the file; of a clause in use, those that act on it.
    starts, ends
        Month of signing and first month in which it no longer holds; of a clause in use, the month it came
        into use.
    alike
        How many clauses of its kind with the same luck stand before it.
    exits
        Who leaves early: organisations and months, in order.
    open_to_others
        Whether organisations outside may join.
    acting_share
        Share of those who signed that act on it.
    luck_of
        Name under which its luck is drawn; that of the agreement if empty.
    system
        Integrated care system that signed it for itself, by its position; -1 where the parties signed together.
    """

    agreement: str
    clause: Clause
    number: int
    parties: NDArray[np.int64]
    starts: int
    ends: int
    alike: int = 0
    exits: tuple[tuple[int, int], ...] = ()
    open_to_others: bool = True
    acting_share: float = 1.0
    luck_of: str = ""
    system: int = -1

    @property
    def identity(self) -> int:
        """A 32-bit identity that keys the clause's luck: of the name its luck is drawn under and the kind of clause.

        It does not depend on what else has been signed.
        """
        return int.from_bytes(
            blake2b(f"{self.luck_of or self.agreement}/{self.clause.key}/{self.alike}".encode(), digest_size=4).digest()
        )

    def in_force(self, month: int) -> bool:
        """Whether it holds in a month."""
        return self.starts <= month < self.ends


@cache
def all_clauses() -> tuple[type[Clause], ...]:
    """Every kind of clause, in order of name."""
    return tuple(sorted(classes_in(clauses, Clause), key=lambda clause: clause.key))
