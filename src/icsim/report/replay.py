"""Replay: a run as a moving map, in bytes that a player reads (``player.js`` beside this file).

The record of the run says what happened, its system who and where. The same
bytes go into a saved page and to the screen of the application.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from icsim.codes import Programme, Sector, StaffGroup
from icsim.months import Calendar
from icsim.report import palette
from icsim.report.replay_bytes import Numbers, decode, encode
from icsim.report.wording import duration, month_words

if TYPE_CHECKING:
    import pyarrow as pa

    from icsim.experiment.spec import RunSpec
    from icsim.system import System

FORMAT: Final = "icsim replay 1"
"""Name and number of the layout of the header."""

_DIGEST_SHOWN = 16
"""Characters of a digest that are shown."""
_MOST_NAMED = 12
"""Changed parameters that are named."""


@dataclass(frozen=True, eq=False)
class Replay:
    """A run, or some months of it, as a player needs it.

    Parameters
    ----------
    header
        What the numbers stand for, as JSON can hold it.
    arrays
        Numbers by name (:func:`icsim.report.replay_arrays.arrays_of`).
    """

    header: Mapping[str, Any]
    arrays: Mapping[str, Numbers]

    @classmethod
    def of(cls, record: pa.Table, system: System, spec: RunSpec) -> Self:
        """The replay of a record, or of those months of a run that are there already.

        Parameters
        ----------
        record
            Rows of a run in detail "replay".
        system
            Its system.
        spec
            What was run.

        Raises
        ------
        ValueError
            If the record was made in less detail.
        """
        from icsim.report.replay_arrays import arrays_of
        from icsim.report.replay_map import map_of

        words, arrays = arrays_of(record, [o.code for o in system.organisations], StaffGroup.words())
        calendar, flat = Calendar(spec.start), map_of(system)
        sectors = [sector for sector in Sector if (system.sector == sector).any()]
        header = {
            "format": FORMAT,
            "system": system.name,
            "title": title(system, spec),
            "facts": facts(system, spec),
            "first": words.first,
            "months": words.months,
            "of_months": spec.months,
            "month_names": [month_words(calendar.name(m)) for m in range(spec.months)],
            "organisations": [
                {"code": o.code, "name": o.name, "sector": sectors.index(o.sector), "at": at, "providers": o.providers}
                for o, at in zip(system.organisations, flat.organisations, strict=True)
            ],
            "sectors": [{"key": s.name, "title": s.label, **asdict(palette.SECTORS[s])} for s in sectors],
            "groups": [group.label for group in StaffGroup],
            "kinds": _kinds({kind for kind, _ in words.moves}),
            "moves": [[kind, _whom(whom), whom in StaffGroup.words()] for kind, whom in words.moves],
            "places": list(words.places),
            "map": {"rings": [list(ring) for ring in flat.rings], "note": flat.note},
            "colours": {
                name.lower(): getattr(palette, name)
                for name in ("INK", "SOFT", "LINE", "EDGE", "PAPER", "QUIET", "FOCUS", "WORSE", "SEQUENTIAL", "TYPE")
            },
        }
        return cls(header, arrays)

    def encode(self) -> bytes:
        """Its bytes: the same for the same run, wherever it was made."""
        return encode(self.header, self.arrays)

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """The replay in some bytes.

        Raises
        ------
        ValueError
            If they are no replay, or not a whole one.
        """
        header, arrays = decode(content)
        if header.get("format") != FORMAT:
            raise ValueError("the replay has the layout of another version")
        return cls(header, arrays)


def title(system: System, spec: RunSpec) -> str:
    """What is seen, in a line."""
    return f"{system.name}: {', '.join(_agreements(spec)) or 'today, with no agreement'}"


def facts(system: System, spec: RunSpec) -> list[list[str]]:
    """What makes the run what it is: name and value of each fact."""
    from icsim import __version__

    first, last = (month_words(Calendar(spec.start).name(month)) for month in (0, spec.months - 1))
    changed = [f"{name} = {value:g}" for name, value in spec.parameters]
    if len(changed) > _MOST_NAMED:
        changed = [*changed[:_MOST_NAMED], f"and {len(changed) - _MOST_NAMED} more"]
    share = f"{spec.sample_share:.0%} of the staff, amounts scaled up to all" if spec.sample_share < 1 else ""
    rows = {
        "System": f"{system.name} ({system.code})",
        "Agreements": "; ".join(_agreements(spec)) or "None: as today",
        "Future": _future(spec),
        "Months": f"{first} to {last} ({duration(spec.months)})",
        "Seed": str(spec.seed),
        "Modelled": share,
        "Parameters changed": "; ".join(changed),
        "Made with": f"icsim {__version__}",
        "Run": spec.digest[:_DIGEST_SHOWN],
        "System's tables": spec.system_digest[:_DIGEST_SHOWN],
    }
    return [[name, value] for name, value in rows.items() if value]


def _agreements(spec: RunSpec) -> list[str]:
    return [str(json.loads(text)["agreement"]) for text in spec.agreements]


def _future(spec: RunSpec) -> str:
    if spec.future is None:
        return "Flat"
    from icsim.future import Future

    return "; ".join(Future.model_validate_json(spec.future).differences()) or "Flat"


def _kinds(there: set[str]) -> list[dict[str, Any]]:
    """Kinds of move in the order of legends; all that are known, and what else there is."""
    known = [{"key": key, **asdict(style)} for key, style in palette.MOVES.items()]
    others = sorted(there - palette.MOVES.keys())
    return known + [
        {"key": key, **asdict(palette.OTHER_MOVE), "title": key.replace("_", " ").capitalize()} for key in others
    ]


def _whom(word: str) -> str:
    for codes in (StaffGroup, Programme):
        if word in codes.words():
            return codes[word].label
    return word.replace("_", " ").capitalize()
