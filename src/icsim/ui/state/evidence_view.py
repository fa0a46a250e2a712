"""Evidence view: what is shown of the numbers the model rests on, as plain data that an address holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, urlencode

from icsim.codes import Grade
from icsim.ui.state.address import to_query

if TYPE_CHECKING:
    from icsim.ui.state.comparison import ComparisonState

PATH: Final = "/evidence"
_WORDS = {"find": "find", "grade": "grade", "number": "number", "of": "agreement", "c": "comparison"}
_LONGEST = 30_000
_LONGEST_WORD = 200


@dataclass(frozen=True)
class EvidenceView:
    """What is shown; an empty word stands for everything.

    Parameters
    ----------
    find
        Words that a number's name, meaning, source, unit or use must hold, all of them.
    grade
        Name of a grade.
    number
        Name of the parameter that is looked at.
    agreement
        Name of the agreement of the comparison whose numbers are shown; ``-`` for any of them.
    comparison
        The comparison, packed as its own address has it.
    """

    find: str = ""
    grade: str = ""
    number: str = ""
    agreement: str = ""
    comparison: str = ""

    def with_(self, **changes: str) -> Self:
        """The view with other words."""
        named: dict[str, Any] = dict(changes)
        return replace(self, **named)

    def to_query(self) -> str:
        """The view as the query of an address."""
        return urlencode([(name, value) for name, field in _WORDS.items() if (value := getattr(self, field))])

    @classmethod
    def from_query(cls, query: str | None) -> tuple[Self, list[str]]:
        """The view of an address, and what in it could not be understood, in words."""
        text = (query or "").removeprefix("?")
        try:
            pairs = parse_qsl(text, max_num_fields=20) if len(text) <= _LONGEST else None
        except ValueError:
            pairs = None
        if pairs is None:
            return cls(), ["The address is too long to be one of this page's; nothing of it was used."]
        view, faults = cls(), list[str]()
        for name, value in pairs:
            if name not in _WORDS or (name != "c" and len(value) > _LONGEST_WORD):
                faults.append(f"The address says {name[:40]}, which means nothing here; it was left out.")
            elif name == "grade" and value not in Grade.words():
                faults.append(f"There is no grade {value!r}; it was left out.")
            else:
                view = view.with_(**{_WORDS[name]: value})
        return view, faults


def evidence_link(state: ComparisonState) -> str:
    """The address of the page that shows what a comparison rests on."""
    packed = to_query(state).removeprefix("?c=")
    return f"{PATH}?{EvidenceView(agreement='-', comparison=packed).to_query()}"
