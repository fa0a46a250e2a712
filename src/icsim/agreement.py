"""Agreements: files that organisations sign, made of clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    create_model,
    field_validator,
)

from icsim.clause import Clause, Signed, all_clauses
from icsim.codes import Sector
from icsim.config.located import Located, read_yaml
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import PATTERN_WORDS
from icsim.errors import InputError, Problem
from icsim.months import MONTH_PATTERN, Calendar
from icsim.system import System

Month = Annotated[
    str,
    StringConstraints(pattern=MONTH_PATTERN),
    Field(json_schema_extra={PATTERN_WORDS: "is not a month, write YYYY-MM, for example 2026-10"}),
]
"""A month as ``YYYY-MM``."""
Party = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""An organisation's code, ``sector:acute``, ``district:E07000078`` or ``all``."""
SystemCode = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Code of an integrated care system, such as QR1."""

EVERYBODY = "all"
"""The word for every organisation of the system."""
_PartyList = Annotated[list[Party], Field(min_length=1)]


def _as_list(written: object) -> object:
    """``parties: all`` without brackets; another bare text gets advice."""
    if not isinstance(written, str):
        return written
    if written != EVERYBODY:
        raise ValueError(f"must be a list: write [{shown(written, quoted=False)}]")
    return [written]


Parties = Annotated[_PartyList, BeforeValidator(_as_list, json_schema_input_type=_PartyList | Literal["all"])]
"""Who signs, or the one word ``all``."""

TOGETHER, EACH_SYSTEM = "together", "each_system"
"""Who signs with whom: all parties one agreement, or those of each integrated care system one for themselves."""
SignedBy = Literal["together", "each_system"] | Annotated[list[SystemCode], Field(min_length=1)]
"""``together``, ``each_system``, or the codes of the systems in which it is signed, each for itself."""

FEWEST = 2
"""Fewest organisations that can agree on anything."""
FOREVER = 1 << 30
"""First month after an agreement that has no end."""
Group = tuple[int, NDArray[np.int64]]
"""An integrated care system, by its position, and the parties that sign with one another in it."""


class Agreement(BaseModel):
    """What organisations sign: a name, who, when, and clauses.

    The clauses are fields too, one for each file in :mod:`icsim.clauses`;
    :func:`agreement_model` gives the class that has them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    agreement: Annotated[str, StringConstraints(min_length=1)] = Field(description="Name of the agreement")
    parties: Parties = Field(description="Organisations that sign: codes, sector:<sector>, district:<place> or all")
    signed_by: SignedBy = Field(
        "together",
        description="together: one agreement of all parties; each_system: one in each integrated care system, of the "
        "parties there; or codes of systems, for one in each of them",
    )
    starts: Month | None = Field(None, description="Month of signing, YYYY-MM; without it, the first of the run")
    ends: Month | None = Field(None, description="First month no longer in force, YYYY-MM; without it, never")
    exits: dict[Party, Month] = Field(
        default_factory=dict, description="Parties that leave early, by code, and the first month without them"
    )
    open_to_others: bool = Field(
        True, description="Whether organisations outside may join once they see it work for partners they trust"
    )
    luck_of: Annotated[str, StringConstraints(min_length=1)] | None = Field(
        None, description="Name under which its luck is drawn, so that a copy under another name meets the same chances"
    )
    note: str = Field("", description="Anything a reader should know")

    @field_validator("ends")
    @classmethod
    def _ends_after_it_starts(cls, ends: str | None, info: ValidationInfo) -> str | None:
        starts = info.data.get("starts")
        if ends is not None and starts is not None and ends <= starts:
            raise ValueError(f"{ends} is not after starts ({starts}); it is the first month no longer in force")
        return ends

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Clauses that are written and switched on."""
        written = (getattr(self, kind.key, None) for kind in all_clauses())
        return tuple(clause for clause in written if clause is not None and clause.enabled)


@cache
def agreement_model() -> type[Agreement]:
    """The agreement class with one optional field for each kind of clause."""
    fields: dict[str, Any] = {
        kind.key: (kind | None, Field(None, description=kind.__doc__.splitlines()[0] if kind.__doc__ else ""))
        for kind in all_clauses()
    }
    return cast("type[Agreement]", create_model("AgreementFile", __base__=Agreement, **fields))


def read_agreement(path: str | Path) -> Located[Agreement]:
    """Read an agreement file.

    Raises
    ------
    InputError
        With every fault of the file, by line and column.
    """
    return cast("Located[Agreement]", read_yaml(Path(path), agreement_model()))


def load_agreement(path: str | Path) -> Agreement:
    """Read an agreement file, without its line numbers."""
    return read_agreement(path).value


def signed_by_each(agreement: Agreement) -> Agreement:
    """The agreement as each integrated care system would sign it for itself; those that it names, if it names any."""
    return agreement.model_copy(update={"signed_by": EACH_SYSTEM}) if agreement.signed_by == TOGETHER else agreement


def sign(agreements: Iterable[Agreement], system: System, calendar: Calendar) -> tuple[Signed, ...]:
    """The clauses of several agreements, with their parties found in a system.

    They stand in order of name, so that the order of files changes nothing. An agreement that each integrated care
    system signs for itself is as many agreements of one name, with the same clauses and the same luck: the parties of
    one know nothing of another, and whoever is drawn in one system is drawn whatever others sign.

    Raises
    ------
    InputError
        If a party is not in the system, nobody would sign, or somebody leaves who is no party.
    """
    signed: list[Signed] = []
    drawn: Counter[tuple[str, str]] = Counter()
    for agreement in sorted(agreements, key=_order):
        groups = groups_that_sign(agreement, system)
        starts = 0 if agreement.starts is None else calendar.index(agreement.starts)
        ends = FOREVER if agreement.ends is None else calendar.index(agreement.ends)
        exits = _exits(agreement, np.concatenate([parties for _, parties in groups]), system, calendar)
        luck_of = agreement.luck_of or agreement.agreement
        for ics, parties in groups:
            own = tuple((party, month) for party, month in exits if party in parties)
            for clause in agreement.clauses:
                alike = drawn[luck_of, clause.key]
                who_and_when = (parties, starts, ends, alike, own, agreement.open_to_others)
                signed.append(
                    Signed(agreement.agreement, clause, len(signed), *who_and_when, luck_of=luck_of, system=ics)
                )
        drawn.update((luck_of, clause.key) for clause in agreement.clauses)
    return tuple(signed)


def groups_that_sign(agreement: Agreement, system: System) -> list[Group]:
    """Who signs with whom.

    Parameters
    ----------
    agreement
        The agreement.
    system
        Where its parties are looked up.

    Returns
    -------
    list of tuple
        For each agreement that is signed: the integrated care system it is signed in, by its position, -1 for all
        of them together, and its parties in the order written. A system of which fewer than two would sign is left
        out.

    Raises
    ------
    InputError
        If a party is not in the system, or nobody would sign.
    """
    parties = resolve_parties(agreement.parties, system, agreement.agreement)
    if agreement.signed_by == TOGETHER:
        return [(-1, parties)]
    if fault := next((fault for code in systems_named(agreement) if (fault := system_fault(code, system))), ""):
        raise InputError.at(agreement.agreement, fault, key="signed_by")
    if not (groups := signing_apart(agreement, system, parties)):
        words = f"in no integrated care system of {system.name} would two organisations sign"
        raise InputError.at(agreement.agreement, words, key="parties")
    return groups


def systems_named(agreement: Agreement) -> list[str]:
    """Codes of the systems that an agreement names as those that sign it."""
    return [] if isinstance(agreement.signed_by, str) else list(agreement.signed_by)


def system_fault(code: str, system: System) -> str:
    """What is wrong with the code of an integrated care system that is to sign, empty if nothing."""
    if code in system.systems:
        return ""
    return f"no integrated care system {shown(code)} in {system.name}{did_you_mean(code, system.systems)}"


def signing_apart(agreement: Agreement, system: System, parties: NDArray[np.int64]) -> list[Group]:
    """The parties of each integrated care system that signs for itself, where there are two at least."""
    named = systems_named(agreement) or system.systems
    apart = [(i, parties[system.system_index[parties] == i]) for i, code in enumerate(system.systems) if code in named]
    return [(i, own) for i, own in apart if len(own) >= FEWEST]


def _exits(
    agreement: Agreement, parties: NDArray[np.int64], system: System, calendar: Calendar
) -> tuple[tuple[int, int], ...]:
    """Who leaves an agreement early and in which month."""
    codes = [system.organisations[party].code for party in parties]
    faults = [
        Problem(agreement.agreement, 0, 0, f"exits.{code}", fault)
        for code in agreement.exits
        if (fault := exit_fault(code, codes))
    ]
    if faults:
        raise InputError(*faults)
    return tuple(sorted((system.index[code], calendar.index(month)) for code, month in agreement.exits.items()))


def exit_fault(code: str, parties: Sequence[str]) -> str:
    """What is wrong with the code of an organisation that leaves early, empty if nothing.

    Parameters
    ----------
    code
        As written.
    parties
        Codes of those who sign.
    """
    return "" if code in parties else f"{shown(code)} is not among the parties{did_you_mean(code, parties)}"


def _order(agreement: Agreement) -> tuple[str, list[str], str, str, str]:
    """By name; of one name, by who signs and when, so that the order of files changes nothing."""
    when = agreement.starts or "", agreement.ends or ""
    return agreement.agreement, agreement.parties, *when, str(agreement.signed_by)


def resolve_parties(words: Sequence[str], system: System, name: str = "agreement") -> NDArray[np.int64]:
    """Organisations that parties stand for, each once, in the order written.

    Raises
    ------
    InputError
        If a word stands for nobody in the system, or fewer than two organisations sign.
    """
    faults = [Problem(name, 0, 0, "parties", fault) for word in words if (fault := party_fault(word, system))]
    if faults:
        raise InputError(*faults)
    found = party_members(words, system)
    if len(found) < FEWEST:
        raise InputError.at(name, f"fewer than two organisations of {system.name} would sign", key="parties")
    return np.array(found, dtype=np.int64)


def party_members(words: Sequence[str], system: System) -> list[int]:
    """Organisations that sound parties stand for, each once, in the order written."""
    return list(dict.fromkeys(i for word in words for i in _members(word, system)))


def _members(word: str, system: System) -> list[int]:
    kind, _, what = word.partition(":")
    if word == EVERYBODY:
        return list(range(len(system.organisations)))
    if kind == "sector" and what:
        return [i for i, o in enumerate(system.organisations) if o.sector.name == what]
    if kind == "district" and what:
        return [i for i, o in enumerate(system.organisations) if o.place == what]
    return [system.index[word]] if word in system.index else []


def is_organisation(word: str) -> bool:
    """Whether a word of the parties stands for one organisation, not for several."""
    return word != EVERYBODY and word.partition(":")[0] not in {"sector", "district"}


def party_fault(word: str, system: System | None = None) -> str:
    """What is wrong with one word of the parties, empty if nothing.

    A sector that the system does not have is no fault: an agreement may be
    written for any system.

    Parameters
    ----------
    word
        As written.
    system
        Where it is looked up; None finds only what is wrong in any.
    """
    kind, _, what = word.partition(":")
    if kind == "sector" and what:
        known = Sector.words()
        return "" if what in known else f"no sector {shown(what)}{did_you_mean(what, known) or f'; {_one_of(known)}'}"
    if system is None or _members(word, system):
        return ""
    if kind == "district" and what:
        places = sorted({o.place for o in system.organisations if o.place})
        return f"no organisation in district {shown(what)} in {system.name}{did_you_mean(what, places)}"
    known = [*system.index, EVERYBODY, *(f"sector:{s}" for s in Sector.words())]
    return f"no organisation {shown(word)} in {system.name}{did_you_mean(word, known)}"


def _one_of(words: Sequence[str]) -> str:
    return f"sectors are {', '.join(words)}"
