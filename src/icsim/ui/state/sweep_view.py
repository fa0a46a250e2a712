"""Sweep view: what is shown of a sweep, as plain data that an address holds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

SCATTER, PARALLEL, MATTERS, HEAT = "scatter", "parallel", "matters", "heat"
SHOWS = (SCATTER, PARALLEL, MATTERS, HEAT)
"""Ways to look at a sweep."""

_LONGEST, _MOST_ENTRIES, _MOST_WORD = 20_000, 400, 400
_PLAIN = {
    "sweep": "sweep", "across": "across", "up": "up", "colour": "colour", "place": "place", "agreement": "agreement",
    "future": "future", "row": "first", "column": "second", "sort": "sort",
}  # fmt: skip
_LOW, _HIGH, _IN = "min.", "max.", "in."


@dataclass(frozen=True)
class Range:
    """A filter: runs whose number lies between two ends, each of which may be open."""

    key: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Among:
    """A filter: runs that have one of some words."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SweepView:
    """What is shown of a sweep; an empty word stands for whatever suits the sweep.

    Parameters
    ----------
    sweep
        Name of the folder.
    show
        Way to look at it, one of :data:`SHOWS`.
    across, up, colour
        Variables of the scatter, by key.
    place
        Where things are measured.
    agreement, future
        Whose answer is explained.
    first, second
        Variables of the heat map, by key.
    sort
        Variable that the table of runs is sorted by; with ``-`` in front the largest first.
    ranges, among
        Filters, in order of key.
    run
        Number of the run that is looked at, None for none.
    """

    sweep: str = ""
    show: str = SCATTER
    across: str = ""
    up: str = ""
    colour: str = ""
    place: str = ""
    agreement: str = ""
    future: str = ""
    first: str = ""
    second: str = ""
    sort: str = ""
    ranges: tuple[Range, ...] = ()
    among: tuple[Among, ...] = ()
    run: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether any run may be left out."""
        return bool(self.ranges or self.among)

    def range_of(self, key: str) -> Range:
        """The ends between which a variable has to lie."""
        return next((each for each in self.ranges if each.key == key), Range(key))

    def words_of(self, key: str) -> tuple[str, ...] | None:
        """Words of which a variable has to have one; None if it may have any."""
        return next((each.words for each in self.among if each.key == key), None)

    def between(self, key: str, low: float | None, high: float | None) -> Self:
        """The view with other ends for a variable; with none it is no longer looked at."""
        kept = [each for each in self.ranges if each.key != key]
        if low is not None or high is not None:
            kept.append(Range(key, low, high))
        return replace(self, ranges=tuple(sorted(kept, key=lambda each: each.key)))

    def having(self, key: str, words: Iterable[str] | None) -> Self:
        """The view with other words for a variable; None for any."""
        kept = [each for each in self.among if each.key != key]
        if words is not None:
            kept.append(Among(key, tuple(words)))
        return replace(self, among=tuple(sorted(kept, key=lambda each: each.key)))

    def unfiltered(self) -> Self:
        """The view without a filter."""
        return replace(self, ranges=(), among=())

    def to_query(self) -> str:
        """The view as the query of an address; what is as usual is left out."""
        pairs = [(name, value) for name, field in _PLAIN.items() if (value := getattr(self, field))]
        if self.show != SCATTER:
            pairs.append(("show", self.show))
        for each in self.ranges:
            pairs += [(_LOW + each.key, f"{each.low:.12g}")] if each.low is not None else []
            pairs += [(_HIGH + each.key, f"{each.high:.12g}")] if each.high is not None else []
        for some in self.among:
            pairs += [(_IN + some.key, word) for word in some.words] or [(_IN + some.key, "")]
        if self.run is not None:
            pairs.append(("run", str(self.run)))
        return urlencode(pairs)

    @classmethod
    def from_query(cls, query: str | None) -> tuple[Self, list[str]]:
        """The view of an address, and what in it could not be understood, in words.

        Whether a sweep has what is named is not known here.
        """
        text = (query or "").removeprefix("?")
        if len(text) > _LONGEST:
            return cls(), ["The address is too long to be one of this page's; nothing of it was used."]
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_ENTRIES)
        except ValueError:
            return cls(), ["The address has too many entries to be one of this page's; nothing of it was used."]
        view, faults = cls(), list[str]()
        for name, value in pairs:
            if len(name) > _MOST_WORD or len(value) > _MOST_WORD:
                faults.append("A name in the address is too long; it was left out.")
                continue
            found = view._with(name, value)
            if found is None:
                faults.append(f"The address says {name}={value}, which means nothing here; it was left out.")
            else:
                view = found
        return view, faults

    def _with(self, name: str, value: str) -> Self | None:
        """The view with one entry of an address; None if it means nothing."""
        if name in _PLAIN:
            changes: dict[str, Any] = {_PLAIN[name]: value}
            return replace(self, **changes)
        if name == "show":
            return replace(self, show=value) if value in SHOWS else None
        if name == "run":
            return replace(self, run=int(value)) if value.isascii() and value.isdigit() else None
        if name.startswith(_IN):
            key = name.removeprefix(_IN)
            known = self.words_of(key) or ()
            return self.having(key, (*known, value) if value and value not in known else known)
        if name.startswith((_LOW, _HIGH)):
            number = _number(value)
            if number is None:
                return None
            key, old = name[len(_LOW) :], self.range_of(name[len(_LOW) :])
            low, high = (number, old.high) if name.startswith(_LOW) else (old.low, number)
            return self.between(key, low, high)
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
