"""Happenings: what happened in a month, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from icsim.report.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icsim.ui.watch.seen import Milestone, Seen

_MOST_PARTIES: Final = 6
"""Parties that are named one by one."""
_VERBS: Final = {
    "mover": "moved from {a} to {b}",
    "rotation": "went on rotation from {a} to {b}",
    "return": "came home from rotation at {a} to {b}",
    "placement": "went on placement from {a} to {b}",
    "first_job": "went from {a} to a first job at {b}",
    "apprentice": "took another post after an apprenticeship at {b}",
    "joiner": "joined {b} from outside",
    "leaver": "left the system from {a}",
    "student": "started a course at {b}",
    "student_leaver": "left {a} without a job in the system",
}
_EVENTS: Final = {
    "signed": "was signed by {who}",
    "in_use": "came into use at {who}",
    "joined": "was joined by {who}",
    "stopped_releasing": "no longer has staff released by {who}, whose mutual trust has fallen",
    "releasing_again": "has staff released by {who} again",
    "left": "was left by {who}",
    "ended": "ended for {who}",
}


def biggest_flows(seen: Seen, month: int, most: int = 6) -> list[str]:
    """The largest flows of a month, a sentence each.

    One flow of each kind comes before a second of any, so that many
    leavers do not hide a rotation.
    """
    header = seen.replay.header
    at = month - int(header["first"])
    start = seen.whole("move_start")
    if not 0 <= at < len(start) - 1:
        return []
    moves = slice(int(start[at]), int(start[at + 1]))
    origin, target, what, heads = (
        seen.whole(f"move_{name}")[moves].tolist() for name in ("from", "to", "what", "heads")
    )
    sums: dict[tuple[str, int, int], int] = {}
    for a, b, w, n in zip(origin, target, what, heads, strict=True):
        key = (header["moves"][w][0], a, b)
        sums[key] = sums.get(key, 0) + n
    ordered = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    ranks: dict[str, int] = {}
    ranked = []
    for (kind, a, b), n in ordered:
        ranks[kind] = ranks.get(kind, 0) + 1
        ranked.append((ranks[kind], -n, kind, a, b))
    said = [_flow(seen, kind, -minus, a, b) for _, minus, kind, a, b in sorted(ranked)[:most]]
    return said or ["Nobody moved."]


def totals(seen: Seen, month: int) -> list[tuple[str, int]]:
    """People by kind of move in a month, in the order of legends; kinds without anybody left out."""
    header = seen.replay.header
    at = month - int(header["first"])
    start = seen.whole("move_start")
    if not 0 <= at < len(start) - 1:
        return []
    moves = slice(int(start[at]), int(start[at + 1]))
    by_what = np.bincount(
        seen.whole("move_what")[moves], weights=seen.whole("move_heads")[moves], minlength=len(header["moves"])
    )
    counted: dict[str, int] = {}
    for (kind, _, _), n in zip(header["moves"], by_what.tolist(), strict=True):
        counted[kind] = counted.get(kind, 0) + int(n)
    return [(each["title"], counted[each["key"]]) for each in header["kinds"] if counted.get(each["key"])]


def milestone_words(milestone: Milestone, names: Mapping[str, str]) -> str:
    """A milestone as a sentence."""
    who = _parties(milestone.parties, names)
    said = _EVENTS.get(milestone.event, f"{milestone.event.replace('_', ' ')}: {{who}}")
    return f"{milestone.agreement} {said.format(who=who)}."


def _flow(seen: Seen, kind: str, heads: int, a: int, b: int) -> str:
    """A flow from one organisation to another by their places in the system, beyond the last of which is outside."""
    people = f"{count(heads)} {'person' if heads == 1 else 'people'}"
    organisations = seen.system.organisations
    if kind == "mover" and a == b and organisations[a].providers > 1:
        said = f"moved to another provider within {organisations[a].name}, which stands for many"
    else:
        names = [*(each.name for each in organisations), "outside the system"]
        verb = _VERBS.get(kind, f"{kind.replace('_', ' ')} from {{a}} to {{b}}")
        said = verb.format(a=names[a], b=names[b])
    return f"{people[0].upper()}{people[1:]} {said}."


def _parties(codes: Sequence[str], names: Mapping[str, str]) -> str:
    if len(codes) > _MOST_PARTIES:
        return f"{len(codes)} organisations"
    return listed([names.get(code, code) for code in codes])
