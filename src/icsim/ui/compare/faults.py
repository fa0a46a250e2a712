"""Faults: what is wrong with an entry of an agreement, said beside the control that can mend it."""

from __future__ import annotations

from collections.abc import Sequence

import solara
from solara.alias import rv

from icsim.config.yaml_tree import dotted
from icsim.errors import Problem
from icsim.ui.state.changes import Way
from icsim.ui.state.comparison import Findings


def at(problems: Sequence[Problem], way: Way) -> list[str]:
    """Messages of the problems at an entry or inside it.

    Parameters
    ----------
    problems
        Of one agreement.
    way
        Keys and list positions that lead to the entry.
    """
    key = dotted(way)
    inside = (f"{key}.", f"{key}[")
    return list(dict.fromkeys(p.message for p in problems if p.key == key or p.key.startswith(inside)))


def number_in(found: Findings, way: Way) -> str:
    """How many faults and warnings there are at an entry or inside it, in words; empty for none."""
    faults, warnings = len(at(found.faults, way)), len(at(found.warnings, way))
    words = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in ((faults, "fault"), (warnings, "warning")) if n]
    return ", ".join(words)


@solara.component
def Faults(found: Findings, way: Way, own: bool = False) -> None:
    """Faults and warnings of one entry.

    Parameters
    ----------
    found
        Those of the agreement.
    way
        Which entry.
    own
        Whether only those of the entry itself are meant, not of what is inside.
    """
    key = dotted(way)
    with rv.Html(tag="div", attributes={"role": "status"}):
        for problems, sign, kind in ((found.faults, "✕", "ics-fault"), (found.warnings, "!", "ics-note")):
            messages = [p.message for p in problems if p.key == key] if own else at(problems, way)
            for message in messages:
                rv.Html(tag="p", class_=kind, children=[f"{sign} {message[0].upper()}{message[1:]}."])
