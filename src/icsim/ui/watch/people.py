"""People: whom one might follow through a run, and how they are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from icsim.codes import APPRENTICESHIPS, Programme, StaffGroup
from icsim.keys import person_name
from icsim.months import Calendar
from icsim.trace import name_fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from icsim.ui.watch.seen import Seen

PER_KIND: Final = 5
"""People suggested of each kind."""
_KINDS: Final = {
    "rotated": "Rotated",
    "crossed": "Moved to another sector",
    "first_job": "Qualified and started a first job",
    "apprentice": "Took a new post after an apprenticeship",
    "leaver": "Left",
    "joiner": "Joined",
    "student_leaver": "Left a course",
}
_TOO_COMMON: Final = ("placement",)
"""What makes nobody's months more worth following."""


@dataclass(frozen=True)
class Suggestion:
    """Somebody to follow.

    Parameters
    ----------
    name
        As in files: ``RTE/nurse/17``.
    kind
        Why, in words: heading of those like it.
    label
        Who and when.
    """

    name: str
    kind: str
    label: str


def suggestions(seen: Seen, organisation: str = "") -> list[Suggestion]:
    """People with something to tell, of each kind those with most of it first.

    Parameters
    ----------
    seen
        The run.
    organisation
        Code of one whose people are wanted; empty for all.
    """
    events = seen.events
    if not len(events.key):
        return []
    telling = ~np.isin(events.kind, [events.kinds.index(kind) for kind in _TOO_COMMON if kind in events.kinds])
    people, where = np.unique(events.key, return_inverse=True)
    much = np.bincount(where, weights=telling, minlength=len(people))
    here = np.ones(len(events.key), dtype=bool)
    if organisation:
        at = seen.system.index[organisation]
        here = (events.origin == at) | (events.target == at)
    found = []
    for kind, title in _KINDS.items():
        some = np.flatnonzero(_of_kind(seen, kind) & here)
        order = some[np.lexsort((events.key[some], -much[where[some]]))]
        _, firsts = np.unique(where[order], return_index=True)
        chosen = order[np.sort(firsts)][:PER_KIND].tolist()
        found += [_suggested(seen, event, title) for event in chosen]
    return found


def _of_kind(seen: Seen, kind: str) -> NDArray[np.bool_]:
    events = seen.events
    word = {"rotated": "rotation", "crossed": "mover"}.get(kind, kind)
    if word not in events.kinds:
        return np.zeros(len(events.key), dtype=bool)
    some: NDArray[np.bool_] = events.kind == events.kinds.index(word)
    if kind == "crossed":
        sector = np.append(seen.system.sector, -1)
        some = some & (sector[events.origin] != sector[events.target])
    return some


def _suggested(seen: Seen, event: int, title: str) -> Suggestion:
    events, organisations = seen.events, seen.system.organisations
    name = name_of(seen, int(events.key[event]))
    whom = events.whoms[events.whom[event]]
    words = StaffGroup[whom].within if whom in StaffGroup.words() else f"student of {Programme[whom].within}"
    origin, target = int(events.origin[event]), int(events.target[event])
    at = organisations[target if target >= 0 else origin].name if max(origin, target) >= 0 else ""
    return Suggestion(name, title, f"{name}: {words}, {at}, {seen.month_names[events.month[event]]}")


def name_of(seen: Seen, key: int) -> str:
    """Name in files of the person with a key."""
    identities, codes = seen.system.identity.tolist(), [each.code for each in seen.system.organisations]
    return person_name(key, identities, codes, Calendar(seen.spec.start))


def fault_of(seen: Seen, name: str) -> str:
    """Why nobody in a run can have a name, empty if somebody can."""
    return name_fault(name, seen.modelled, Calendar(seen.spec.start))


def groups_at(seen: Seen, organisation: str) -> dict[str, tuple[str, int]]:
    """Staff groups an organisation had on the first day: title and heads by word."""
    heads = seen.modelled.heads[seen.system.index[organisation]]
    return {group.name: (group.label, int(heads[group])) for group in StaffGroup if heads[group] > 0}


def courses_at(seen: Seen, organisation: str) -> dict[str, str]:
    """Programmes a university teaches: title by word."""
    taught = [course.programme for course in seen.system.programmes if course.university == organisation]
    return {each.name: each.label for each in sorted(set(taught)) if each not in APPRENTICESHIPS}
