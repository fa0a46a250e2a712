"""Story: the months of one person as they would be told, from the trace of a run.

Every change in the trace is told, in the month it came; months without one
are told together. Nothing is told that the trace does not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from icsim.keys import PERSON_NAME
from icsim.report.story_phrases import Places, Row, described
from icsim.report.story_words import MOOD, Step, tell
from icsim.report.wording import month_words

if TYPE_CHECKING:
    import pandas as pd

_WHOLE: Final = ("band", "age", "tenure_months", "strain", "belonging")
_PEAK: Final = 5
"""Points beyond both ends of a span from which its highest or lowest is told."""
_YEAR = slice(0, 4)


@dataclass(frozen=True)
class Change:
    """One column of the trace that is not as it was a month before.

    Parameters
    ----------
    month
        Month in which it changed.
    column, before, after
        What, and how.
    """

    month: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Passage:
    """Some months of a story.

    Parameters
    ----------
    first, last
        First and last of them, ``YYYY-MM``.
    sentences
        What is told of them.
    tells
        The changes that the sentences tell.
    """

    first: str
    last: str
    sentences: tuple[str, ...]
    tells: tuple[Change, ...] = ()

    @property
    def when(self) -> str:
        """The months in words: ``April 2026``, ``May to August 2026``."""
        first, last = month_words(self.first), month_words(self.last)
        if self.first == self.last:
            return first
        same_year = self.first[_YEAR] == self.last[_YEAR]
        return f"{first.rsplit(' ', 1)[0] if same_year else first} to {last}"

    @property
    def words(self) -> str:
        """The passage as a paragraph."""
        return f"{self.when}: {' '.join(self.sentences)}"


def story(trace: pd.DataFrame, names: Mapping[str, str]) -> list[Passage]:
    """The story of one person.

    Parameters
    ----------
    trace
        Their months in order, with the columns :data:`icsim.trace.COLUMNS`.
    names
        Names of organisations by code.
    """
    return _Teller(rows_of(trace), Places(names)).passages()


def rows_of(trace: pd.DataFrame) -> list[Row]:
    """The rows of a trace as plain values, None where there is nothing."""
    rows: list[Row] = []
    for row in trace.to_dict("records"):
        plain: dict[str, Any] = {
            str(name): None if value is None or value != value else value for name, value in row.items()
        }
        rows.append(plain | {name: int(plain[name]) for name in _WHOLE if plain[name] is not None})
    return rows


class _Teller:
    """Tells the rows of one person, month by month.

    Parameters
    ----------
    rows
        The trace.
    place
        How organisations are named.
    """

    def __init__(self, rows: Sequence[Row], place: Places) -> None:
        self._rows, self._place = rows, place
        parts = PERSON_NAME.fullmatch(str(rows[0]["person"])) if rows else None
        self._university = place(parts["code"]) if parts else ""
        self._starts_here = parts is not None and parts["month"] is None
        self._done: list[Passage] = []
        self._quiet: list[Row] = []
        self._moods: list[Change] = []

    def passages(self) -> list[Passage]:
        """The whole story."""
        if not self._rows:
            return []
        self._opening(self._rows[0])
        for before, now in zip(self._rows, self._rows[1:], strict=False):
            step = Step(before, now, self._place, self._university)
            changed, told = step.changed, tell(step)
            moods = [Change(now["month"], name, before[name], now[name]) for name in MOOD if name in changed]
            if not told:
                self._moods += moods
                self._quiet.append(now)
                continue
            self._end_quiet()
            tells = [
                Change(now["month"], name, before[name], now[name])
                for _, columns in told
                for name in sorted(columns - set(MOOD))
            ]
            stated = not now["in_system"] or any(columns & set(MOOD) for _, columns in told)
            if stated:  # how strain and belonging stand is part of what is told
                tells, self._moods = [*tells, *self._moods, *moods], []
            else:
                self._moods += moods
            self._done.append(Passage(now["month"], now["month"], tuple(words for words, _ in told), tuple(tells)))
        self._end_quiet()
        if self._moods:
            last = self._done[-1]
            self._done[-1] = replace(
                last, sentences=(*last.sentences, self._drift()), tells=(*last.tells, *self._moods)
            )
        return self._done

    def _opening(self, row: Row) -> None:
        if row["in_system"]:
            words = described(row, self._place, self._university)
            sentence = f"{words[0].upper()}{words[1:]}."
        elif self._starts_here:
            sentence = "Was there on the first day, and left within the month."
        else:
            sentence = "Not yet in the system."
        self._done.append(Passage(row["month"], row["month"], (sentence,)))

    def _end_quiet(self) -> None:
        """Tell the months since something last happened."""
        if not self._quiet:
            return
        first, last = self._quiet[0], self._quiet[-1]
        if first["in_system"]:
            sentence = "Nothing else changed." if not self._moods else f"All stayed as it was. {self._drift()}"
        elif self._done[-1].sentences == ("Not yet in the system.",):
            sentence = "Not yet in the system."
        else:
            sentence = "No longer in the system."
        self._done.append(Passage(first["month"], last["month"], (sentence,), tuple(self._moods)))
        self._quiet, self._moods = [], []

    def _drift(self) -> str:
        """How strain and belonging went since they were last told."""
        said = []
        for name in MOOD:
            changes = [each for each in self._moods if each.column == name]
            if not changes:
                continue
            begin, end = changes[0].before, changes[-1].after
            values = [each.after for each in changes]
            way = "rose" if end > begin else "fell" if end < begin else ""
            words = f"{name} {way} from {begin} to {end}" if way else f"{name} varied and came back to {end}"
            for extreme, word in ((max(values), "at most"), (min(values), "at least")):
                beyond = extreme - max(begin, end) if word == "at most" else min(begin, end) - extreme
                words += f" ({extreme} {word} in between)" if beyond >= _PEAK else ""
            said.append(words)
        text = " and ".join(said)
        return f"{text[0].upper()}{text[1:]}." if text else ""
