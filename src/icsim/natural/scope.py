"""Scope: which organisations and staff groups a number is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Sector, StaffGroup
from icsim.config.source_text import did_you_mean, shown
from icsim.config.wording import listed
from icsim.natural.measures import TRUSTS

if TYPE_CHECKING:
    from icsim.posts import Posts
    from icsim.system import System

ALL_TRUSTS = "trusts"
"""The word for all NHS trusts."""
_KINDS = ("sector", "staff_group", "organisation", "among", "not_among")

Groups = Mapping[str, Sequence[str]]
"""Organisations by the name that a file gives them together."""


def scope_fault(word: str, system: System, groups: Groups) -> str:
    """What is wrong with one word of a scope, empty if nothing.

    Parameters
    ----------
    word
        ``trusts``, ``sector:acute``, ``staff_group:nurse``, ``organisation:RTE``, ``among:NAME`` or ``not_among:NAME``.
    system
        Where organisations are looked up.
    groups
        What ``among`` may name.
    """
    if word == ALL_TRUSTS:
        return ""
    kind, colon, what = word.partition(":")
    if not colon or kind not in _KINDS:
        some = listed([ALL_TRUSTS, *(f"{kind}:..." for kind in _KINDS)])
        return f"{shown(word)} is no scope{did_you_mean(kind, _KINDS)}; write {some}"
    known: Sequence[str] = {
        "sector": Sector.words(),
        "staff_group": StaffGroup.words(),
        "organisation": [*system.index],
    }.get(kind, [*groups])
    return "" if what in known else f"no {kind.replace('_', ' ')} {shown(what)}{did_you_mean(what, known)}"


def chosen(words: Sequence[str], system: System, posts: Posts, groups: Groups) -> NDArray[np.bool_]:
    """Cells that meet all words of a scope; several words of one kind are alternatives, shape (n_cells,)."""
    by_kind: dict[str, NDArray[np.bool_]] = {}
    for word in words:
        kind, _, what = word.partition(":")
        some = _cells(kind, what, system, posts, groups)
        kind = "sector" if kind == ALL_TRUSTS else kind
        by_kind[kind] = by_kind[kind] | some if kind in by_kind else some
    cells = np.ones(posts.n, dtype=bool)
    for some in by_kind.values():
        cells &= some
    return cells


def _cells(kind: str, what: str, system: System, posts: Posts, groups: Groups) -> NDArray[np.bool_]:
    if kind == ALL_TRUSTS:
        return np.isin(posts.sector, TRUSTS)
    if kind == "sector":
        return np.asarray(posts.sector == Sector[what])
    if kind == "staff_group":
        return np.asarray(posts.staff_group == StaffGroup[what])
    codes = [what] if kind == "organisation" else groups[what]
    there = np.isin(posts.organisation, [system.index[code] for code in codes])
    return ~there if kind == "not_among" else there
