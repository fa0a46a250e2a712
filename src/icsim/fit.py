"""Fit: whether an agreement suits the system and the months it is to be tried in.

Faults stop a run. Warnings are of what would do nothing there: an agreement
written for any system is no mistake where it finds nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from icsim.agreement import (
    FEWEST,
    TOGETHER,
    Agreement,
    Group,
    exit_fault,
    is_organisation,
    party_fault,
    party_members,
    signing_apart,
    system_fault,
    systems_named,
)
from icsim.clause import Clause, Remark
from icsim.config.located import Located
from icsim.config.wording import together
from icsim.errors import Problem
from icsim.months import Calendar
from icsim.system import System

Found = tuple[list[Problem], list[Problem]]
"""Faults and warnings."""
_MOST_NAMED = 3
"""Systems that a sentence names, where there are many."""


def examine(agreement: Located[Agreement], system: System | None = None) -> Found:
    """Look for what is wrong or idle in an agreement.

    Parameters
    ----------
    agreement
        The agreement and where its entries stand.
    system
        The system it is to be tried in; None looks only at what holds in any.

    Returns
    -------
    tuple
        Faults and warnings, in the order of the file. Where each integrated care system signs for itself, what stops
        some of them only is a warning.
    """
    faults = _party_faults(agreement, system)
    groups: list[Group] = []
    warnings: list[Problem] = []
    if system is not None and not faults:
        groups, faults, warnings = _who_sign(agreement, system)
    parties = np.concatenate([own for _, own in groups]) if groups else None
    faults += _exit_faults(agreement, system, parties)
    for clause in agreement.value.clauses:
        for remark in _remarks(clause, system, groups):
            problem = agreement.problem(remark.message, clause.key, *remark.way)
            (faults if remark.wrong else warnings).append(problem)
    return faults, warnings


def _who_sign(agreement: Located[Agreement], system: System) -> tuple[list[Group], list[Problem], list[Problem]]:
    """Who signs with whom; faults; and systems that do not sign."""
    parties = np.array(party_members(agreement.value.parties, system), dtype=np.int64)
    if agreement.value.signed_by == TOGETHER:
        return [(-1, parties)], [], []
    named = systems_named(agreement.value)
    faults = [
        agreement.problem(fault, "signed_by", i)
        for i, code in enumerate(named)
        if (fault := system_fault(code, system))
    ]
    groups = signing_apart(agreement.value, system, parties)
    if not groups and not faults:
        words = f"in no integrated care system of {system.name} would two organisations sign"
        return [], [agreement.problem(words, "parties")], []
    signing = {system.systems[i] for i, _ in groups}
    idle = [code for code in named or system.systems if code in system.systems and code not in signing]
    words = f"fewer than two organisations of {_several(idle)} would sign: nothing is signed there"
    return groups, faults, [agreement.problem(words, "parties")] if idle else []


def dates_outside(agreement: Located[Agreement], calendar: Calendar, months: int) -> Iterator[Problem]:
    """Find dates of an agreement that a run does not reach.

    Parameters
    ----------
    agreement
        The agreement and where its entries stand.
    calendar, months
        First month and length of the run.
    """
    run = f"the run, {calendar.start} to {calendar.name(months - 1)}"
    starts, ends = agreement.value.starts, agreement.value.ends
    if starts is not None and not 0 <= calendar.index(starts) < months:
        yield agreement.problem(f"{starts} is outside {run}", "starts")
    if ends is not None and not 0 < calendar.index(ends) <= months:
        words = "is the first month no longer in force: no month of" if ends == calendar.start else "is outside"
        yield agreement.problem(f"{ends} {words} {run}", "ends")
    for code, month in agreement.value.exits.items():
        if not 0 <= calendar.index(month) < months:
            yield agreement.problem(f"{month} is outside {run}", "exits", code)


def _party_faults(agreement: Located[Agreement], system: System | None) -> list[Problem]:
    words = agreement.value.parties
    found = []
    for i, word in enumerate(words):
        fault = party_fault(word, system) or ("is written twice; once is enough" if word in words[:i] else "")
        if fault:
            found.append(agreement.problem(fault, "parties", i))
    if not found and _too_few(words, system):
        who = "organisations" if system is None else f"organisations of {system.name}"
        found.append(agreement.problem(f"fewer than two {who} would sign", "parties"))
    return found


def _exit_faults(
    agreement: Located[Agreement], system: System | None, parties: NDArray[np.int64] | None
) -> Iterator[Problem]:
    """Whoever leaves early must be a party, and leave while the agreement holds."""
    codes = None if system is None or parties is None else [system.organisations[party].code for party in parties]
    for code, month in agreement.value.exits.items():
        if codes is not None and (fault := exit_fault(code, codes)):
            yield agreement.problem(fault, "exits", code, at="key")
        starts, ends = agreement.value.starts, agreement.value.ends
        if starts is not None and month <= starts:
            yield agreement.problem(f"{month} is not after starts ({starts})", "exits", code)
        if ends is not None and month >= ends:
            yield agreement.problem(f"{month} is not before ends ({ends}), when all leave", "exits", code)


def _too_few(words: list[str], system: System | None) -> bool:
    """Whether nobody is left to agree with; without a system, as far as the words alone say."""
    if system is None:
        return len(words) < FEWEST and all(map(is_organisation, words))
    return len(party_members(words, system)) < FEWEST


def _remarks(clause: Clause, system: System | None, groups: list[Group]) -> Iterable[Remark]:
    yield from clause.remarks()
    if system is None or not groups:
        return
    if len(groups) == 1:
        yield from clause.remarks_in(system, groups[0][1])
        return
    said: dict[tuple[tuple[str | int, ...], bool], list[tuple[str, str]]] = {}
    for ics, parties in groups:
        for remark in clause.remarks_in(system, parties):
            said.setdefault((remark.way, remark.wrong), []).append((system.systems[ics], remark.message))
    for (way, wrong), each in said.items():
        where = list(dict.fromkeys(code for code, _ in each))
        words = f"{each[0][1]} (so in {_several(where)}, each for itself)"
        yield Remark(way, words, wrong=wrong and len(where) == len(groups))


def _several(codes: list[str]) -> str:
    """Codes in a list; of many, the first few and how many more."""
    more = len(codes) - _MOST_NAMED
    return together(codes) if more <= 1 else f"{', '.join(codes[:_MOST_NAMED])} and {more} others"
