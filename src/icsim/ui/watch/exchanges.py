"""Exchanges: who an organisation took people from and gave people to, its posts and its partners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from icsim.months import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from icsim.ui.watch.seen import Seen

OUTSIDE_WORDS: Final = "Outside the system"


@dataclass(frozen=True)
class Exchange:
    """People of one kind of move that an organisation exchanged with one partner.

    Parameters
    ----------
    kind
        What kind, in words.
    partner
        With whom, in words.
    came, went
        People in and out.
    """

    kind: str
    partner: str
    came: int
    went: int


@dataclass(frozen=True)
class Posts:
    """Posts of one staff group at the end of a month, FTE.

    Parameters
    ----------
    group
        Staff group, in words.
    establishment_fte, in_post_fte, vacancy_fte
        Funded, with somebody in them, open.
    change_fte
        Staff in post against the beginning of the span.
    """

    group: str
    establishment_fte: float
    in_post_fte: float
    vacancy_fte: float
    change_fte: float


@dataclass(frozen=True)
class Partner:
    """A partnership: with whom, mutual trust now and at the beginning of the span; None where there was none."""

    partner: str
    mutual_trust: float | None
    before: float | None


@dataclass(frozen=True)
class Span:
    """Months ``first`` to ``last``, both included."""

    first: int
    last: int

    @classmethod
    def until(cls, month: int, length: int) -> Span:
        """So many months up to one, fewer where the run is younger."""
        return cls(max(month - length + 1, 0), month)


def span_of(word: str, month: int) -> Span:
    """The span a word stands for: ``month``, ``year`` or ``run``, up to a month."""
    lengths = {"month": 1, "year": MONTHS_PER_YEAR}
    return Span.until(month, lengths.get(word, month + 1))


def exchanges(seen: Seen, code: str, span: Span) -> list[Exchange]:
    """Whom an organisation exchanged people with, those of most people first."""
    header, here = seen.replay.header, seen.system.index[code]
    names = [*(each.name for each in seen.system.organisations), OUTSIDE_WORDS]
    titles = {kind["key"]: kind["title"] for kind in header["kinds"]}
    kinds = [kind for kind, _, _ in header["moves"]]
    origin, target, what, heads = (_within(seen, f"move_{name}", span) for name in ("from", "to", "what", "heads"))
    comes, goes = (target == here) & (origin != here), (origin == here) & (target != here)
    found: dict[tuple[str, str], list[int]] = {}
    for side, some, others in ((0, comes, origin), (1, goes, target)):
        pairs = what[some] * len(names) + others[some]
        distinct, where = np.unique(pairs, return_inverse=True)
        for pair, n in zip(distinct.tolist(), np.bincount(where, weights=heads[some]).tolist(), strict=True):
            kind, other = titles[kinds[pair // len(names)]], names[pair % len(names)]
            found.setdefault((kind, other), [0, 0])[side] += int(n)
    ordered = sorted(found.items(), key=lambda each: (-sum(each[1]), each[0]))
    return [Exchange(kind, partner, came, went) for (kind, partner), (came, went) in ordered]


def by_partner(found: list[Exchange], most: int = 10) -> list[tuple[str, int, int]]:
    """People in and out by partner, the largest first; the rest together."""
    sums: dict[str, list[int]] = {}
    for each in found:
        pair = sums.setdefault(each.partner, [0, 0])
        pair[0] += each.came
        pair[1] += each.went
    ordered = sorted(((partner, came, went) for partner, (came, went) in sums.items()), key=lambda r: -(r[1] + r[2]))
    rest = ordered[most:]
    others = [("All others", sum(r[1] for r in rest), sum(r[2] for r in rest))] if rest else []
    return [*ordered[:most], *others]


def posts(seen: Seen, code: str, span: Span) -> list[Posts]:
    """Posts of each staff group at the end of a span."""
    cells = np.flatnonzero(seen.whole("cell_organisation") == seen.system.index[code])
    groups = seen.whole("cell_group")
    found = []
    for cell in cells.tolist():
        funded, there, free = (
            seen.array(f"staff_{name}")[:, cell] for name in ("establishment_fte", "in_post_fte", "vacancy_fte")
        )
        last, first = _at(seen, span.last), _at(seen, span.first)
        change = float(there[last] - there[first])
        title = seen.replay.header["groups"][groups[cell]]
        found.append(Posts(title, float(funded[last]), float(there[last]), float(free[last]), change))
    return found


def in_post(seen: Seen, code: str) -> tuple[list[float], list[float]]:
    """Funded posts and staff in post of an organisation in every month, FTE."""
    cells = np.flatnonzero(seen.whole("cell_organisation") == seen.system.index[code])
    funded, there = (
        seen.array(f"staff_{name}")[:, cells].sum(axis=1).round(1).tolist()
        for name in ("establishment_fte", "in_post_fte")
    )
    return funded, there


def partners(seen: Seen, code: str, span: Span) -> list[Partner]:
    """Partnerships of an organisation at the end of a span, the closest first."""
    here, names = seen.system.index[code], [each.name for each in seen.system.organisations]
    trust, found = seen.array("edge_trust"), []
    for at, (a, b) in enumerate(zip(seen.whole("edge_a").tolist(), seen.whole("edge_b").tolist(), strict=True)):
        if here in (a, b):
            now, before = (_known(trust[_at(seen, month), at]) for month in (span.last, span.first))
            found.append(Partner(names[b if a == here else a], now, before))
    return sorted((each for each in found if each.mutual_trust is not None), key=lambda each: -(each.mutual_trust or 0))


def money(seen: Seen, code: str, span: Span) -> dict[str, float]:
    """Pounds an organisation spent on temporary cover over a span: agency and bank."""
    place = seen.replay.header["places"].index(code)
    months = slice(_at(seen, span.first), _at(seen, span.last) + 1)
    found = {}
    for name in ("agency_gbp", "bank_gbp"):
        if f"place_{name}" in seen.replay.arrays:
            found[name] = float(np.nansum(seen.array(f"place_{name}")[months, place]))
    return found


def _at(seen: Seen, month: int) -> int:
    """Row of a month in the arrays of a replay."""
    return min(max(month - int(seen.replay.header["first"]), 0), int(seen.replay.header["months"]) - 1)


def _within(seen: Seen, name: str, span: Span) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    start = seen.whole("move_start")
    moves = slice(int(start[_at(seen, span.first)]), int(start[_at(seen, span.last) + 1]))
    return np.asarray(seen.whole(name)[moves])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
