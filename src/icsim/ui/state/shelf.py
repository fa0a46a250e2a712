"""Shelf: the systems, agreements and futures that come with icsim, by the word a state calls them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from icsim.agreement import read_agreement
from icsim.config.catalogue import list_systems, shipped
from icsim.future import read_future

if TYPE_CHECKING:
    from icsim.future import Future

TEACHING = "small"
"""Word of the teaching system."""
FLAT = "flat"
"""Word of the future in which nothing outside changes."""


@dataclass(frozen=True)
class Offered:
    """Something to choose from.

    Parameters
    ----------
    word
        What a state, an address or a command line calls it.
    label
        What people call it.
    group
        What it is listed under; empty for nothing.
    slug
        Its other word, where it has one.
    """

    word: str
    label: str
    group: str = ""
    slug: str = ""


@cache
def systems() -> tuple[Offered, ...]:
    """Every integrated care system by region and name, then the teaching system."""
    rows = sorted(list_systems(), key=lambda row: (row.region, row.name))
    found = [Offered(row.code, row.name, row.region, row.slug) for row in rows]
    return (*found, Offered(TEACHING, "Wendle Valley (fictional, 600 staff)", "For teaching", TEACHING))


@cache
def system_words() -> dict[str, str]:
    """The word of each system by any word for it, in small letters."""
    return {word.casefold(): each.word for each in systems() for word in (each.word, each.slug)}


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Every shipped agreement as plain data, with the name it has, by the name of its file."""
    return {
        path.stem: read_agreement(path).value.model_dump(mode="json", exclude_unset=True)
        for path in shipped("agreements")
    }


@cache
def futures() -> dict[str, Future]:
    """Every shipped future by the name of its file, the flat one first."""
    found = {path.stem: read_future(path).value for path in shipped("futures")}
    return {FLAT: found.pop(FLAT), **found}
