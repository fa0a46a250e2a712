"""Address: the whole comparison in the query of an address, and back without trusting it.

What stands there is what differs from the shipped agreements, packed. A
link made by another version may name a shipped agreement that has changed
since; then that is said, for the numbers would be others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import parse_qsl

from icsim.config.source_text import did_you_mean, shown
from icsim.experiment.spec import canonical
from icsim.months import Calendar
from icsim.ui.state.changes import name_taken
from icsim.ui.state.comparison import MOST_COLUMNS, MOST_MONTHS, Column, ComparisonState, Guess
from icsim.ui.state.draft import draft_fault, plain_fault
from icsim.ui.state.packed import MOST_TEXT, pack, unpack
from icsim.ui.state.shelf import futures, presets, system_words

VERSION: Final = 1
_LONGEST_QUERY: Final = MOST_TEXT + 200
_MOST_GUESSES: Final = 40
_LONGEST_WORDS: Final = 300
_YEARS: Final = ("1950-01", "2150-12")


def to_query(state: ComparisonState) -> str:
    """The comparison as what stands after the path of an address, with its question mark."""
    usual = ComparisonState()
    said: dict[str, Any] = {"v": VERSION, "s": state.system}
    said |= {} if state.start == usual.start else {"t": state.start}
    said |= {} if state.months == usual.months else {"m": state.months}
    said |= {} if state.futures == usual.futures else {"f": list(state.futures)}
    if state.columns:
        said["c"] = [_written(column) for column in state.columns]
    if state.guess:
        said["g"] = [list(each) for each in state.guess]
    said |= {"h": True} if state.guess_first else {}
    said |= {"d": True} if state.guess_saved else {}
    return f"?c={pack(said)}"


def fits(state: ComparisonState) -> bool:
    """Whether an address can hold the comparison."""
    return len(to_query(state)) <= MOST_TEXT


def from_query(query: str | None) -> tuple[ComparisonState, list[str]]:
    """The comparison in an address, and what of it could not be used; never raises.

    Parameters
    ----------
    query
        What stands after the path, with or without its question mark; nothing for a first visit.
    """
    text = (query or "").removeprefix("?")
    if not text:
        return ComparisonState.first(), []
    if len(text) > _LONGEST_QUERY:
        return ComparisonState.first(), ["The address is too long to be read."]
    try:
        packed = dict(parse_qsl(text, max_num_fields=20, errors="strict")).get("c", "")
        if not packed:
            return ComparisonState.first(), ["The address holds no comparison."]
        said = unpack(packed)
    except (ValueError, RecursionError) as error:
        return ComparisonState.first(), [f"The address cannot be read: {error}."]
    if not isinstance(said, dict) or said.get("v") != VERSION:
        return ComparisonState.first(), ["The address was made by another version of icsim."]
    if fault := plain_fault(said):
        return ComparisonState.first(), [f"The address cannot be used: {fault}."]
    return _Reader().state(said)


def preset_mark(preset: str) -> str:
    """A short mark of what a shipped agreement holds."""
    return blake2b(canonical(presets()[preset]).encode(), digest_size=4).hexdigest()


def start_fault(text: str) -> str:
    """What is wrong with a first month, empty if nothing."""
    try:
        start = Calendar(text).start
    except ValueError:
        return f"{shown(text)} is not a month: write YYYY-MM, for example 2026-04."
    if not _YEARS[0] <= start <= _YEARS[1]:
        return f"The first month, {start}, is not from {_YEARS[0]} to {_YEARS[1]}."
    return ""


def difference(base: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What turns one agreement into another: new values, and None for what is gone; clauses entry by entry."""
    changed: dict[str, Any] = {key: None for key in base if key not in now}
    for key, value in now.items():
        if key in base and base[key] == value:
            continue
        old = base.get(key)
        nested = key != "exits" and isinstance(old, Mapping) and isinstance(value, Mapping)
        changed[key] = _flat_difference(old, value) if nested and isinstance(old, Mapping) else value
    return changed


def applied(base: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The agreement that :func:`difference` was taken to."""
    now = dict(base)
    for key, value in changed.items():
        old = base.get(key)
        if value is None:
            now.pop(key, None)
        elif key != "exits" and isinstance(old, Mapping) and isinstance(value, Mapping):
            now[key] = {k: v for k, v in {**old, **value}.items() if v is not None}
        else:
            now[key] = value
    return now


def _flat_difference(base: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    gone = {key: None for key in base if key not in now}
    return gone | {key: value for key, value in now.items() if key not in base or base[key] != value}


def _written(column: Column) -> list[Any]:
    base = Column.of_preset(column.preset).agreement if column.preset else {}
    mark = [preset_mark(column.preset)] if column.preset else []
    return [column.name, column.preset, difference(base, column.agreement), *mark]


class _Reader:
    """Reads an unpacked address part by part; a part with a fault stays as usual."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def state(self, said: Mapping[str, Any]) -> tuple[ComparisonState, list[str]]:
        usual = ComparisonState()
        state = ComparisonState(
            system=self._system(said.get("s", usual.system)),
            start=self._start(said.get("t", usual.start)),
            months=self._months(said.get("m", usual.months)),
            futures=self._futures(said.get("f", list(usual.futures))),
            guess_first=said.get("h") is True,
            guess_saved=said.get("d") is True,
        )
        written = said.get("c", [])
        if not isinstance(written, list):
            self.faults.append("The agreements are not a list.")
            written = []
        if len(written) > MOST_COLUMNS:
            self.faults.append(f"Only {MOST_COLUMNS} of {len(written):,} agreements can be shown.")
        for n, each in enumerate(written[:MOST_COLUMNS], 1):
            if (column := self._column(state, n, each)) is not None:
                state = state.with_(columns=(*state.columns, column))
        return state.with_(guess=self._guess(state, said.get("g", []))), self.faults

    def _system(self, word: object) -> str:
        known = system_words()
        if isinstance(word, str) and word.casefold() in known:
            return known[word.casefold()]
        hint = did_you_mean(word, known) if isinstance(word, str) else ""
        self.faults.append(f"There is no system {shown(word)}{hint}.")
        return ComparisonState().system

    def _start(self, text: object) -> str:
        fault = start_fault(text if isinstance(text, str) else "")
        if fault:
            self.faults.append(fault)
        return ComparisonState().start if fault or not isinstance(text, str) else text

    def _months(self, months: object) -> int:
        if isinstance(months, int) and not isinstance(months, bool) and 1 <= months <= MOST_MONTHS:
            return months
        self.faults.append(f"The number of months, {shown(months)}, is not 1 to {MOST_MONTHS}.")
        return ComparisonState().months

    def _futures(self, words: object) -> tuple[str, ...]:
        listed = words if isinstance(words, list) else []
        found = tuple(dict.fromkeys(word for word in listed if isinstance(word, str) and word in futures()))
        if len(found) != len(listed) or not found:
            self.faults.append("Some of the futures are not among those that come with icsim.")
        return found or ComparisonState().futures

    def _column(self, state: ComparisonState, n: int, said: object) -> Column | None:
        if not isinstance(said, list) or not 3 <= len(said) <= 4 or not isinstance(said[2], dict):
            self.faults.append(f"Agreement {n} cannot be read.")
            return None
        name, preset, changed = said[:3]
        if not isinstance(preset, str) or (preset and preset not in presets()):
            self.faults.append(f"Agreement {n} came from {shown(preset)}, which does not come with icsim.")
            return None
        base = Column.of_preset(preset).agreement if preset else {}
        written = applied(base, {key: value for key, value in changed.items() if key != "agreement"})
        if not isinstance(name, str) or (fault := name_taken(state, -1, name)):
            self.faults.append(f"Agreement {n}: {fault if isinstance(name, str) else 'it has no name'}.")
            return None
        if fault := draft_fault({"agreement": name, **written}):
            self.faults.append(f"Agreement {n} cannot be used: {fault}.")
            return None
        if preset and (len(said) < 4 or said[3] != preset_mark(preset)):
            words = f"The shipped agreement {preset} has changed since this link was made"
            self.faults.append(f"{words}; {name} may differ from what it was.")
        return Column(name, preset, written)

    def _guess(self, state: ComparisonState, said: object) -> tuple[Guess, ...]:
        names = {column.name for column in state.columns}
        listed = said if isinstance(said, list) else [None]
        found = [guess for each in listed[:_MOST_GUESSES] if (guess := _guess_of(each, names)) is not None]
        if len(found) != len(listed):
            self.faults.append("Some of what was guessed cannot be read.")
        return tuple(found)


def _guess_of(said: object, names: set[str]) -> Guess | None:
    if not isinstance(said, list) or len(said) != len(Guess._fields):
        return None
    measure, column, percent, words = said
    texts = isinstance(measure, str) and isinstance(words, str) and column in names
    number = percent is None or (isinstance(percent, int | float) and not isinstance(percent, bool))
    if not texts or not number or len(measure) > 80 or len(words) > _LONGEST_WORDS:
        return None
    if percent is not None and not (math.isfinite(percent) and abs(percent) <= 1000):
        return None
    return Guess(measure, column, None if percent is None else float(percent), words)
