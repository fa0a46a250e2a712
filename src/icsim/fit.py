"""Fit: whether an agreement suits the system and the months it is to be tried in.

Faults stop a run. Warnings are of what would do nothing there: an agreement
written for any system is no mistake where it finds nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from icsim.agreement import FEWEST, Agreement, exit_fault, is_organisation, party_fault, party_members
from icsim.clause import Clause, Remark
from icsim.config.located import Located
from icsim.errors import Problem
from icsim.months import Calendar
from icsim.system import System

Found = tuple[list[Problem], list[Problem]]
"""Faults and warnings."""


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
        Faults and warnings, in the order of the file.
    """
    faults = _party_faults(agreement, system)
    parties: NDArray[np.int64] | None = None
    if system is not None and not faults:
        parties = np.array(party_members(agreement.value.parties, system), dtype=np.int64)
    faults += _exit_faults(agreement, system, parties)
    warnings: list[Problem] = []
    for clause in agreement.value.clauses:
        for remark in _remarks(clause, system, parties):
            problem = agreement.problem(remark.message, clause.key, *remark.way)
            (faults if remark.wrong else warnings).append(problem)
    return faults, warnings


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


def _remarks(clause: Clause, system: System | None, parties: NDArray[np.int64] | None) -> Iterable[Remark]:
    yield from clause.remarks()
    if system is not None and parties is not None:
        yield from clause.remarks_in(system, parties)
